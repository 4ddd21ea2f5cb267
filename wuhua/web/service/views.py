"""The one screen of service (practice: the screens a governor buys). Parse, ask, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.areas.people.rules import Role
from wuhua.web import officer
from wuhua.web.service import board


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """Figures of the bank for everybody; customers, lists and partners as far as the officer may see them."""
    who, day = officer.must_see_figures(request), officer.day(request)
    page: dict[str, Any] = {"today": day, **board.county(who, day)}
    if not who.holds(Role.ADMIN):
        page |= board.own(who, day)
    page["tiles"] = [*page.pop("own_tiles", []), *page.pop("bank_tiles")]
    return render(request, "service/screen.html", page)
