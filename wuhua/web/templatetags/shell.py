"""The frame around every page: who is here, which day the books are on, and the way to the five dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from wuhua.areas.people.rules import ROLE_NAMES
from wuhua.web import officer

register = template.Library()


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    title: str
    short: str
    icon: str
    url: str
    here: bool


WAYS = (
    ("cockpit", "", gettext_noop("经营驾驶舱"), gettext_noop("总览"), "gauge"),
    ("dimension", "team", gettext_noop("团队专业化"), gettext_noop("团队"), "users-group"),
    ("dimension", "mechanism", gettext_noop("机制规范化"), gettext_noop("机制"), "settings-cog"),
    ("dimension", "product", gettext_noop("产品特色化"), gettext_noop("产品"), "diamond"),
    ("dimension", "service", gettext_noop("服务贴心化"), gettext_noop("服务"), "heart-handshake"),
    ("dimension", "risk", gettext_noop("风控常态化"), gettext_noop("风控"), "shield-check"),
    ("book", "", gettext_noop("贷款台账"), gettext_noop("台账"), "table"),
)


@register.inclusion_tag("desk/header.html", takes_context=True)
def shell_header(context: dict[str, Any]) -> dict[str, Any]:
    """The head of every page after sign-in."""
    request = context["request"]
    who = officer.of(request)
    roles = "、".join(gettext(ROLE_NAMES[role]) for role in sorted(who.roles)) if who else ""
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "today": officer.today(request),
        "officer_name": who.name if who else request.user.get_username(),
        "officer_post": roles,
        "navigation": [_way(request.path, *way) for way in WAYS],
    }


def _way(path: str, name: str, slug: str, title: str, short: str, icon: str) -> Way:
    url = reverse(name, args=[slug] if slug else [])
    here = path == url or (name == "book" and path.startswith(("/notes/", "/customers/")))
    return Way(gettext(title), gettext(short), icon, url, here or (slug == "product" and path.startswith("/products")))
