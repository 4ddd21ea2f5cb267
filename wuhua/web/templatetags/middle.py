"""The way from the pages of a case to the middle office's, for who has business there."""

from __future__ import annotations

from typing import Any

from django import template

from wuhua.areas.origination.read import middle
from wuhua.web import officer

register = template.Library()


@register.inclusion_tag("origination/review_more.html", takes_context=True)
def middle_office(context: dict[str, Any]) -> dict[str, Any]:
    """The tabs of the middle office this officer gets."""
    who = officer.of(context["request"])
    if who is None:
        return {}
    return {
        "tab_desk": middle.works_here(who), "tab_votes": middle.sees_votes(who),
        "tab_refusals": middle.sees_refusals(who), "tab_exceptions": middle.sees_exceptions(who), "shown": True,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def reviews_here(context: dict[str, Any]) -> bool:
    """Whether this officer gets the review page of a case he sees."""
    who = officer.of(context["request"])
    return who is not None and middle.works_here(who)
