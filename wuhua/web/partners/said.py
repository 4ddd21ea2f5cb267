"""What a form of these pages said, made into values; what cannot be read is said so, by field."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from wuhua.areas.market.actions import once_for
from wuhua.areas.people.rules import Officer
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused

E = TypeVar("E", bound=StrEnum)


class Unread(ValueError):
    """A field that is no day, sum or choice."""


def text(request: HttpRequest, name: str, most: int = 500) -> str:
    """Words."""
    return request.POST.get(name, "").strip()[:most]


def day(request: HttpRequest, name: str) -> date:
    """A day that must be there."""
    found = maybe_day(request, name)
    if found is None:
        raise Unread(_("请填写日期。"))
    return found


def maybe_day(request: HttpRequest, name: str) -> date | None:
    """A day or nothing."""
    try:
        return date.fromisoformat(text(request, name)) if text(request, name) else None
    except ValueError:
        raise Unread(_("请填写日期。")) from None


def maybe_fen(request: HttpRequest, name: str) -> int | None:
    """A sum in yuan, or nothing."""
    try:
        return fen_of(text(request, name, 24)) if text(request, name) else None
    except Refuse:
        raise Unread(_("请核对金额。")) from None


def maybe_whole(request: HttpRequest, name: str) -> int | None:
    """A small whole number, or nothing."""
    said = text(request, name)
    if said and not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Unread(_("请填写整数。"))
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

    return once_for(who, key, {"form": request.path, **body}, do)


def told(request: HttpRequest, answer: Any, done: str) -> None:
    """The answer as a message on the next page."""
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}")
    else:
        messages.success(request, done)
