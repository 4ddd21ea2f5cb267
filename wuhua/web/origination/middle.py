"""What the middle office's pages share: who is here and when, one deed under the form's key, and a no beside its field.

A form names its verb in its address. What was typed stands in it again when the verb was refused; the reason stands beside
the field it concerns, or at the head of the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wuhua.areas.creditline import casework
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read as workday
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import officer

Said = dict[str, Any]


class Unread(ValueError):
    """A field that is no sum, rate, number or day: its name and what to write instead."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


@dataclass(frozen=True, slots=True)
class Typed:
    """One form after a no: what was typed, and the reason by field; `head` where the field is not on the form."""

    verb: str = ""
    was: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    words: str = ""

    def form(self, verb: str, **defaults: Any) -> dict[str, Any]:
        """The values of a form: as typed if it was the refused one, else the defaults; with `errors` by field."""
        if verb != self.verb:
            return {**defaults, "errors": {}}
        values = {name: self.was.get(name, value) for name, value in defaults.items()}
        place = self.at if self.at in defaults else "head"
        return {**values, "errors": {place: self.words}, "open": True}


NOTHING = Typed()


def here(request: HttpRequest) -> tuple[Officer, date, datetime]:
    """Who asks, on which business date, at what moment."""
    who, day = officer.must_see_customers(request), officer.day(request)
    return who, day, workday.moment(day)


def fresh_key() -> str:
    """A key for the forms of one showing of a page."""
    return uuid.uuid4().hex


def text(request: HttpRequest, name: str, most: int = 1000) -> str:
    """Words, without the one character no database text can hold."""
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def points(request: HttpRequest) -> list[str]:
    """Numbered points: every line of the form that says something."""
    said = (each.replace("\0", "").strip()[:500] for each in request.POST.getlist("points"))
    return [each for each in said if each][:50]


def fen(request: HttpRequest, name: str) -> int:
    """A sum typed in yuan."""
    try:
        return fen_of(text(request, name, 24).replace(",", ""))
    except Refuse:
        raise Unread(name, _("请填写金额,单位元。")) from None


def whole(request: HttpRequest, name: str) -> int:
    """A whole number."""
    said = text(request, name, 9)
    if not (said.isascii() and said.isdigit()):
        raise Unread(name, _("请填写整数。"))
    return int(said)


def maybe_rate(request: HttpRequest, name: str) -> int | None:
    """A yearly rate in percent, or nothing."""
    said = text(request, name, 12).removesuffix("%")
    try:
        return Rate.of_pct(said).units if said else None
    except Refuse:
        raise Unread(name, _("请填写年利率,如 7.2。")) from None


def choice(request: HttpRequest, name: str, enum: type[StrEnum]) -> str:
    """One of a list, as its code."""
    try:
        return enum(text(request, name, 40)).value
    except ValueError:
        raise Unread(name, _("请从选项中选择。")) from None


def day(request: HttpRequest, name: str) -> str:
    """A day as ISO text."""
    try:
        return date.fromisoformat(text(request, name, 10)).isoformat()
    except ValueError:
        raise Unread(name, _("请填写日期。")) from None


def did(
    request: HttpRequest, deed: Deed, read: Callable[[], Said], done: str, *, verb: str = "", typed: Said | None = None
) -> Typed | None:
    """Read the form, do the deed once under its key, tell it; None when it was done, else the form as it stood.

    A no is told at the head of the page too: the form it belongs to may no longer be there.
    """
    who, on = officer.must(request), officer.day(request)
    was = {name: request.POST.get(name, "") for name in request.POST} | (typed or {})
    verb = verb or deed.value
    try:
        said = read()
    except Unread as unread:
        messages.error(request, str(unread), extra_tags="danger")
        return Typed(verb, was, unread.name, str(unread))
    key = f"{text(request, 'key', 64) or fresh_key()}{request.path}"
    answer = do(deed, now=Now(who, on, workday.moment(on)), key=key, said=said, outside=casework.outside())
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}", extra_tags="danger")
        return Typed(verb, was, answer.field or "", f"{answer.reason}{answer.next_step}")
    messages.success(request, done)
    return None
