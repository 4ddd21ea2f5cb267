"""Pages of alliance circles. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.actions import alliances as act
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules.partners import SIGNERS, AllianceKind, AnchorKind, BenefitKind
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, ZoneKind
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.partners import said
from wuhua.web.partners.names import choices
from wuhua.web.partners.said import Told

POINTS = (ZoneKind.MARKET, ZoneKind.MALL, ZoneKind.PARK)


@require_safe
def alliances(request: HttpRequest) -> HttpResponse:
    """Every circle with its anchor, how many stand in it, and what it gives."""
    return _alliances(request, officer.must_see_customers(request))


def _alliances(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    rows = read.alliances(day)
    names = read.anchor_names(who, rows)
    page = {
        "rows": [(each, names.get(each.pk, "")) for each in rows], "may_sign": who.holds(*SIGNERS), "today": day, "key": said.fresh_key(),
        "kinds": choices("alliance"), "anchors": choices("anchor"),
        "points": people.zones_of(POINTS) if who.holds(*SIGNERS) else [],
    }  # fmt: skip
    return said.shown(request, "partners/alliances.html", page, told)


@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """Found a circle."""
    who, day = officer.must_see_customers(request), officer.day(request)
    new = act.NewAlliance(
        said.choice(request, "kind", AllianceKind), said.text(request, "name", 80),
        said.choice(request, "anchor_kind", AnchorKind), said.text(request, "anchor", 64),
    )  # fmt: skip
    made = said.once(request, who, lambda: act.found(actor=who, business_date=day, new=new))
    if isinstance(made, Refused):
        return _alliances(request, who, said.not_taken(request, "found", made))
    messages.success(request, _("已建立联盟圈。"))
    return redirect("alliance", made["id"])


@require_safe
def alliance(request: HttpRequest, number: int) -> HttpResponse:
    """One circle: benefits, and its members within sight."""
    return _alliance(request, officer.must_see_customers(request), number)


def _alliance(request: HttpRequest, who: Officer, number: int, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    row = read.alliance_of(number, day)
    if isinstance(row, Refused):
        raise Http404
    members = read.members(who, number)
    page = {
        "row": row, "anchor": read.anchor_names(who, [row]).get(row.pk, ""), "members": members, "today": day,
        "key": said.fresh_key(),
        "may_sign": who.holds(*SIGNERS), "kinds": choices("benefit"), "standing": [x for x in members if not x.left],
        "most": compliance.whole("PRICE_OFF.ALLIANCE", day),
    }  # fmt: skip
    return said.shown(request, "partners/alliance.html", page, told)


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Join, quit, give and withdraw a benefit."""
    who, day = officer.must_see_customers(request), officer.day(request)
    verb_of = _VERBS.get(verb)
    if verb_of is None:
        raise Http404
    at = {"actor": who, "business_date": day, "alliance": number}
    answer = said.once(request, who, lambda: verb_of(request, at))
    if isinstance(answer, Refused):
        return _alliance(request, who, number, said.not_taken(request, verb, answer))
    messages.success(request, _("已登记,从下一次定价起生效。"))
    return redirect("alliance", number)


def _moved(request: HttpRequest) -> dict[str, Any]:
    return {
        "customer": said.text(request, "customer", 64),
        "consent": said.maybe_day(request, "consent"),
        "paper": said.text(request, "paper", 120),
    }


def _give(request: HttpRequest, at: dict[str, Any]) -> Any:
    return act.give_benefit(
        **at, kind=said.choice(request, "kind", BenefitKind), words=said.text(request, "words"),
        bp=said.maybe_whole(request, "bp"), fee_code=said.text(request, "fee_code", 32),
    )  # fmt: skip


def _withdraw(request: HttpRequest, at: dict[str, Any]) -> Any:
    benefit, words = said.maybe_whole(request, "benefit") or 0, said.text(request, "words")
    return act.withdraw_benefit(**at, benefit=benefit, words=words)


_VERBS: dict[str, Callable[[HttpRequest, dict[str, Any]], Any]] = {
    "join": lambda request, at: act.join(**at, **_moved(request)),
    "quit": lambda request, at: act.quit_circle(**at, **_moved(request)),
    "give": _give,
    "withdraw": _withdraw,
}
