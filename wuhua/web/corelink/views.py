"""The link to the core system: look at a day, work on a break. Hand-overs are in `paying`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.corelink import actions, read
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.corelink import board
from wuhua.web.corelink.forms import Close, Filters, Reason


def looking(request: HttpRequest) -> Officer:
    who = officer.must(request)
    if read.may_look(who) is not None:
        raise PermissionDenied
    return who


@require_safe
def corelink(request: HttpRequest) -> HttpResponse:
    """Lights, breaks, hand-overs; only the list of breaks when the page asks for a part."""
    looking(request)
    form, today = Filters(request.GET), officer.day(request)
    if request.headers.get("HX-Request"):
        return render(request, "corelink/breaks.html", board.breaks(form, today))
    return render(request, "corelink/corelink.html", board.page(form, today))


@require_safe
def day(request: HttpRequest, day: str) -> HttpResponse:
    """One day: its files and its 总分核对表."""
    looking(request)
    try:
        asked = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    return render(request, "corelink/day.html", board.day_page(asked, officer.day(request)))


# --- a break ---------------------------------------------------------------------------------------------------------


def _break(number: int) -> Any:
    found = read.one(number)
    if found is None:
        raise Http404
    return found


@require_safe
def break_(request: HttpRequest, number: int) -> HttpResponse:
    """One break: what differs, what happened, what may be done."""
    who = looking(request)
    return render(request, "corelink/break.html", board.break_page(_break(number), who, officer.day(request)))


Verb = Callable[[Officer, date, int, dict[str, Any]], Any]

ON_BREAK: dict[str, tuple[type[forms.Form], str, Verb]] = {
    "take": (
        Reason,
        "take",
        lambda who, day, number, said: actions.take(actor=who, business_date=day, number=number, reason=said["reason"]),
    ),
    "explain": (
        Reason,
        "explain",
        lambda who, day, number, said: actions.explain(
            actor=who, business_date=day, number=number, reason=said["reason"]
        ),
    ),
    "close": (
        Close,
        "close",
        lambda who, day, number, said: actions.close(actor=who, business_date=day, number=number, **said),
    ),
    "confirm": (
        Reason,
        "back",
        lambda who, day, number, said: actions.confirm(actor=who, business_date=day, number=number),
    ),
    "back": (
        Reason,
        "back",
        lambda who, day, number, said: actions.send_back(
            actor=who, business_date=day, number=number, reason=said["reason"]
        ),
    ),
}
"""What is done about a break: its form, the place of that form on the page, the verb."""


@require_POST
def on_break(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Do it; a refusal comes back with what was written."""
    who, today = looking(request), officer.day(request)
    _break(number)
    if verb not in ON_BREAK:
        raise Http404
    kind, place, act = ON_BREAK[verb]
    form, answer = kind(request.POST), None
    if form.is_valid():
        answer = act(who, today, number, form.cleaned_data)
        if not isinstance(answer, Refused):
            messages.success(request, _("已登记。"))
            return redirect("corelink_break", number)
    page = board.break_page(_break(number), who, today, {place: form})
    return render(request, "corelink/break.html", {**page, "refused": answer})
