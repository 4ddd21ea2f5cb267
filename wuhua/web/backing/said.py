"""What a form of these pages said, done once under its key; how its words are read is the same as on the pages of partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wuhua.areas.backing.actions import once_for
from wuhua.areas.people.rules import Officer
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.web.partners import said
from wuhua.web.partners.said import FormRefusal, fresh_key, maybe_fen, maybe_whole


def text(request: HttpRequest, name: str, most: int = 500) -> str:
    """Words, less the one sign the database holds in no text."""
    return said.text(request, name, most).replace("\0", "")


def fen(request: HttpRequest, name: str) -> int:
    """A sum in yuan that must be there; nothing typed is nothing."""
    return maybe_fen(request, name) or 0


def whole(request: HttpRequest, name: str) -> int:
    """A whole number that must be there."""
    found = maybe_whole(request, name)
    if found is None:
        raise Refuse(Refused(FormRefusal.COUNT_UNREADABLE, _("这里不是整数。"), _("请填写整数。"), name))
    return found


def hundredths(request: HttpRequest, name: str) -> int:
    """A percentage with at most two decimals, as hundredths of a percent."""
    typed = text(request, name, 8)
    return fen_of(typed, name) if typed else 0


def once(request: HttpRequest, who: Officer, act: Callable[[], Any]) -> Any:
    """Do what the form says, once under its key: a second tap gets the first answer."""
    key = f"{text(request, 'key', 64) or fresh_key()}{request.path}"
    body = {name: value for name, value in request.POST.items() if name not in ("key", "csrfmiddlewaretoken")}

    def do() -> Any:
        made = act()
        return made if isinstance(made, Refused | dict) else {"id": str(made.pk)}

    try:
        return once_for(who, key, {"form": request.path, **body}, do)
    except Refuse as no:
        return no.refused
