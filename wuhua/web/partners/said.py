"""What a form of these pages said, made into values; what cannot be read is said so, by field."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuhua.areas.market.actions import once_for
from wuhua.areas.people.rules import Officer
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refusal, Refuse, Refused

E = TypeVar("E", bound=StrEnum)


NOT_TAKEN = 422
ROWED = {"service": "line", "reach": "milestone", "withdraw": "benefit"}
"""Forms that stand once a row, and the field that says which row."""


class FormRefusal(Refusal):
    """Why a form cannot be read."""

    DAY_UNREADABLE = "day_unreadable"
    COUNT_UNREADABLE = "count_unreadable"


@dataclass(frozen=True, slots=True)
class Told:
    """One form as it came, and the no it got: `form` is its verb, with the row where it stands once a row."""

    form: str = ""
    values: dict[str, str] = field(default_factory=dict)
    no: Refused | None = None

    @property
    def field(self) -> str:
        """The field at fault; empty where the no is about no field."""
        return self.no.field or "" if self.no is not None else ""


def not_taken(request: HttpRequest, verb: str, no: Refused) -> Told:
    """The form with what was typed into it."""
    values = {name: str(value) for name, value in request.POST.items() if name not in ("key", "csrfmiddlewaretoken")}
    row = values.get(ROWED.get(verb, ""), "")
    return Told(f"{verb}:{row}" if row else verb, values, no)


def text(request: HttpRequest, name: str, most: int = 500) -> str:
    """Words."""
    return request.POST.get(name, "").strip()[:most]


def _no_day(name: str) -> Refused:
    return Refused(FormRefusal.DAY_UNREADABLE, _("没有可用的日期。"), _("请填写日期。"), name)


def day(request: HttpRequest, name: str) -> date:
    """A day that must be there."""
    found = maybe_day(request, name)
    if found is None:
        raise Refuse(_no_day(name))
    return found


def maybe_day(request: HttpRequest, name: str) -> date | None:
    """A day or nothing."""
    try:
        return date.fromisoformat(text(request, name)) if text(request, name) else None
    except ValueError:
        raise Refuse(_no_day(name)) from None


def maybe_fen(request: HttpRequest, name: str) -> int | None:
    """A sum in yuan, or nothing."""
    return fen_of(text(request, name, 24), name) if text(request, name) else None


def maybe_whole(request: HttpRequest, name: str) -> int | None:
    """A small whole number, or nothing."""
    said = text(request, name)
    if said and not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Refuse(Refused(FormRefusal.COUNT_UNREADABLE, _("这里不是整数。"), _("请填写整数。"), name))
    return int(said) if said else None


def choice(request: HttpRequest, name: str, enum: type[E]) -> E:
    """One of a list; anything else was not made by our form."""
    try:
        return enum(text(request, name))
    except ValueError:
        raise Http404 from None


def fresh_key() -> str:
    """A key for the forms of one showing of a page."""
    return uuid.uuid4().hex


def once(request: HttpRequest, who: Officer, act: Callable[[], Any]) -> Any:
    """Do what the form says, once under its key: a second tap gets the first answer. Answers {"id": …}, or the no."""
    key = f"{text(request, 'key', 64) or fresh_key()}{request.path}"
    body = {name: value for name, value in request.POST.items() if name not in ("key", "csrfmiddlewaretoken")}

    def do() -> Any:
        made = act()
        return made if isinstance(made, Refused) else {"id": str(made.pk)}

    try:
        return once_for(who, key, {"form": request.path, **body}, do)
    except Refuse as no:
        return no.refused


def shown(request: HttpRequest, template: str, page: dict[str, Any], told: Told | None) -> HttpResponse:
    """The page, with the form that was not taken if there is one."""
    return render(request, template, {**page, "told": told}, status=NOT_TAKEN if told is not None else 200)
