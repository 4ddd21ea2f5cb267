"""Who is due to change post or take leave, what is planned with whom as cover, and what was taken. Parse, one call, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people import away as people
from wuhua.areas.people import read
from wuhua.areas.people.away import TERM_CODES, Terms
from wuhua.areas.people.rules import PLANNERS, AwayKind, Officer
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.market.forms import page_of
from wuhua.web.partners import said
from wuhua.web.partners.said import Told

SHOWN = 50


def terms(day: Any) -> Terms:
    """The day's values."""
    held = compliance.parameters(day)
    return Terms(*(held.whole(code) for code in TERM_CODES))


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """The list within sight, the soonest due first; plans and what was taken."""
    return _page(request, officer.must_see_customers(request))


def _page(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    values = terms(day)
    rows = people.lines(who, day, values)
    at = page_of(request.GET.get("page", "1"))
    page = {
        "rows": rows[(at - 1) * SHOWN : at * SHOWN], "count": len(rows), "due": sum(each.due for each in rows),
        "before": at - 1 if at > 1 else None, "after": at + 1 if len(rows) > at * SHOWN else None,
        "terms": values, "today": day, "history": people.history(who),
        "plans": who.holds(*PLANNERS), "kinds": [each.value for each in AwayKind], "key": said.fresh_key(),
        "staff": sorted(read.staff_names().items()) if who.holds(*PLANNERS) else [], "away": people.covers(day),
        "me": who.number,
    }  # fmt: skip
    return said.shown(request, "people/away.html", page, told)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a rotation or a leave with its cover."""
    who, day = officer.must_see_customers(request), officer.day(request)

    def act() -> Any:
        new = people.NewAway(
            said.text(request, "staff", 32), said.choice(request, "kind", AwayKind), said.day(request, "first"),
            said.day(request, "last"), said.text(request, "cover", 32), said.text(request, "reason", 200),
        )  # fmt: skip
        return people.plan(actor=who, business_date=day, new=new, least_days=terms(day).days)

    done = said.once(request, who, act)
    if isinstance(done, Refused):
        return _page(request, who, said.not_taken(request, "plan", done))
    messages.success(request, _("已登记安排。"))
    return redirect("people_away")


@require_POST
def close(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Record that it was taken, or call it off."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if verb not in ("taken", "off"):
        raise Http404
    words = said.text(request, "words", 200)
    done = said.once(
        request,
        who,
        lambda: people.close(actor=who, business_date=day, away=number, taken=verb == "taken", words=words),
    )
    if isinstance(done, Refused):
        return _page(request, who, said.not_taken(request, f"{verb}:{number}", done))
    messages.success(request, _("已登记。"))
    return redirect("people_away")
