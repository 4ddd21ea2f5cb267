"""One case: where it stands, whose it is, what lies in it, what may be done now. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import casework
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import figures, paying
from wuhua.areas.origination.read import page as read
from wuhua.areas.origination.rules import CaseState, FiveStep
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.origination.rules.steps import LIVE, STEP_OF
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.areas.product import read as products
from wuhua.areas.workday.read import subjects
from wuhua.areas.workday.rules import spoken
from wuhua.core.refuse import Refused
from wuhua.web.case_names import name_of
from wuhua.web.origination import doing
from wuhua.web.origination.contracts import at_hand
from wuhua.web.origination.offers import Desk, may_put, offers
from wuhua.web.templatetags.desk import yuan

_SIGNING = (CaseState.APPROVED, CaseState.SIGNED, CaseState.CLEARED, CaseState.DISBURSED)
DUE_FROM = {
    PaperTime.APPLYING: tuple(CaseState), PaperTime.SIGNING: _SIGNING, PaperTime.CLEARING: _SIGNING[1:],
    PaperTime.AFTER: _SIGNING[3:],
}  # fmt: skip
"""From where on a paper that is not there is missing."""
INVESTIGATED = (CaseState.SUBMITTED, CaseState.PRE_ASSESSED)


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a case."""
    now, case = doing.seen(request, number)
    return _drawn(request, Desk(now.actor, read.file_of(case, now.day), now.day), now)


@require_POST
def do(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """One deed; what was refused stands beside its field on the same page."""
    now, case = doing.seen(request, number)
    refused = doing.did(request, Desk(now.actor, read.file_of(case, now.day), now.day), deed)
    if refused is None:
        return redirect("case", number)
    now, case = doing.seen(request, number)
    fresh = Desk(now.actor, read.file_of(case, now.day), now.day, refused.posted)
    return _drawn(request, fresh, now)


def _drawn(request: HttpRequest, desk: Desk, now: Any) -> HttpResponse:
    case, offered, values = desk.file.case, offers(desk), compliance.parameters(now.day)
    items = checked(desk)
    put = desk.offer(Deed.PUT_PAPER, _("放入资料"), options=doing.paper_options(desk)) if may_put(desk) else None
    shown = [*offered, *(each["offer"] for each in items if each["offer"]), *([put] if put else [])]
    page = {
        **heading(desk, now), "file": desk.file, "offers": offered, "items": items, "put": put,
        "payments": paying.orders_of(case),
        "stage": read.stage_of(case), "look": read.look_of(case, now.day, values),
        "papers": _papers(desk.file), "about": at_hand(desk.who, case, desk.file.contract),
        "limit": _limit(desk, now, values.values), "decided": _decided(desk.file),
        "sureties": customers.sureties_of(now.actor, case.customer.number, now.day),
        "busy": bool(offered) or any(each["offer"] for each in items),
        "stray": None if desk.posted is None or desk.shows(shown) else desk.posted.form,
    }  # fmt: skip
    return render(request, "origination/case.html", page)


def heading(desk: Desk, now: Any) -> dict[str, Any]:
    """What stands at the head of every page of one case."""
    case = desk.file.case
    subject, state = f"case:{case.pk}", CaseState(case.state)
    journey = subjects.journey_of(subject)
    clocks = subjects.clocks_of([subject], now.at).get(subject, [])
    here = STEP_OF.get(state)
    order = list(FiveStep)
    at = order.index(here) if here else -1
    return {
        "case": case, "customer": case.customer, "holds": desk.holds, "live": state in LIVE, "today": now.day,
        "steps": [(each, "here" if k == at else "done" if k < at else "") for k, each in enumerate(order)],
        "clocks": [(each, spoken(each.gross), spoken(each.net)) for each in clocks], "journey": journey,
        "spans": [] if journey is None else [
            (_("申报前持有"), spoken(journey.times.held)), (_("申报至到账(毛)"), spoken(journey.times.gross)),
            (_("净"), spoken(journey.times.net)), (_("客户全程"), spoken(journey.times.total)),
        ],
        "staff": people.staff_names(desk.file.staff), "units": people.branch_names(), "products": products.names(),
        "purposes": {each.code: each.name for each in compliance.purposes()},
        "investigates": state in INVESTIGATED or state in (CaseState.PROSPECT, CaseState.TARGETED),
    }  # fmt: skip


def checked(desk: Desk) -> list[dict[str, Any]]:
    """The checklist of the present stage: each line, its newest answer, and the form of whoever may answer or judge it."""
    stage = read.stage_of(desk.file.case)
    if stage is None:
        return []
    judge = desk.who.holds(Role.RISK)
    found = []
    for each in read.checks_of(desk.file.case, stage):
        code, offer = each.item.code, None
        if each.asks_a_person and judge:
            offer = desk.offer(Deed.JUDGE_ITEM, _("判断"), code, initial={"item": code})
        elif desk.holds:
            offer = desk.offer(Deed.ANSWER_ITEM, _("登记结论"), code, initial={"item": code})
        found.append({"check": each, "item": each.item, "given": each.given, "offer": offer})
    return found


def _papers(file: read.File) -> list[tuple[PaperTime, list[Any], list[Any], bool]]:
    """Papers by when they must be there; those that are not asked for are only named."""
    found = []
    for time in PaperTime:
        rows = [each for each in file.papers if each.time is time]
        spared = [each for each in rows if each.state is DocumentState.NOT_NEEDED]
        if rows:
            due = CaseState(file.case.state) in DUE_FROM[time]
            found.append((time, [each for each in rows if each not in spared], spared, due))
    return found


def _limit(desk: Desk, now: Any, values: Mapping[str, str]) -> dict[str, Any] | None:
    """The figures as of now while nothing is decided; afterwards what was decided stands."""
    case = desk.file.case
    if CaseState(case.state) not in LIVE or case.approved_amount:
        return None
    found = figures.figures(now.actor, case, now.day, casework.outside(), values=values)
    if isinstance(found, Refused):
        return {"refused": found}
    return {
        "offer": None if isinstance(found.offer, Refused) else found.offer.as_dict(),
        "no_offer": found.offer if isinstance(found.offer, Refused) else None,
        "price": None if isinstance(found.price, Refused) else figures.price_dict(found.price),
        "no_price": found.price if isinstance(found.price, Refused) else None,
        "room": None if isinstance(found.room, Refused) else found.room,
        "no_room": found.room if isinstance(found.room, Refused) else None,
        "parts": [] if isinstance(found.price, Refused) else [(_part(x), n) for x, n in found.price.parts.items()],
        "ceilings": [] if isinstance(found.room, Refused) else [
            (each.value, found.room.ceilings[each], found.room.used[each]) for each in found.room.ceilings
        ],
        "rating": found.rating, "tier": found.tier.value, "rows": found.fired,
        "inputs": _inputs(found),
    }  # fmt: skip


def _decided(file: read.File) -> dict[str, Any] | None:
    """What was decided, with every part of the price as it stood then (A85)."""
    found = file.decision
    if found is None:
        return None
    parts = found.price.get("parts", {})
    return {"row": found, "base": found.price.get("base"), "parts": [(_part(x), n) for x, n in parts.items()]}


def _part(code: str) -> str:
    """What a part of the price is called; the band of a spread stands behind its name."""
    name, _dot, band = code.partition(".")
    if name == "SPREAD":
        return f"{_(name_of('price_part', name))} {band}"
    return _(name_of("price_part", code))


COUNTS = frozenset({"flow_months", "tax_months", "years", "tax_grade"})


def _inputs(found: Any) -> list[tuple[str, str]]:
    """The inputs that are known, as a person reads them."""
    told = found.inputs
    names = (
        "flow", "flow_months", "cv", "power", "wage", "tax", "tax_months", "tax_grade", "tax_arrears", "ours", "elsewhere",
        "planned", "own_funds", "confirmed", "partner_room", "income_a", "income_b", "years",
    )  # fmt: skip
    known = [(name, getattr(told, name)) for name in names if getattr(told, name) not in (None, "")]
    return [(name, _read(name, value)) for name, value in known]


def _read(name: str, value: Any) -> str:
    if name == "cv":
        return f"{value // 100}.{value % 100:02d}%"
    return str(value) if name in COUNTS else yuan(value)
