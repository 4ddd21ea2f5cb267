"""Everything a reviewer lays side by side (practice 3): the request, the credit report as flags, the limit then and now with
every input, the price with its parts and its yearly cost, the group and its room, earlier refusals, checklists, papers.

A page gathers from all rooms; each was asked behind its own gate. Nothing here is typed: what is shown as of now is computed
from records now (A43).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import Parameters
from wuhua.areas.customer import read as customers
from wuhua.areas.origination.read import contracts, figures, papers, refusals, review_desk, standards
from wuhua.areas.origination.read.figures import Figures, Outside
from wuhua.areas.origination.rules import CaseState
from wuhua.areas.origination.rules.evidence import PaperTime, SheetSide
from wuhua.areas.people.rules import Officer
from wuhua.areas.product.rules.pricing import Price
from wuhua.core.days import DayCount, Unit
from wuhua.core.irr import yearly_cost
from wuhua.core.quote import flows
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.core.schedule import plan
from wuhua.core.terms import Method, Terms
from wuhua.web.linkage.board import WORDS

COUNTS = frozenset({"industry", "rating", "tier", "flow_months", "cv", "tax_months", "tax_grade", "years"})
"""Inputs of the formula that are no money."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure as it was at the evaluation and as it is now; `kind` is its label's list, `money` how it reads."""

    kind: str
    code: str
    then: Any
    now: Any
    money: bool = True

    @property
    def moved(self) -> bool:
        """Whether the two differ."""
        return bool(self.then != self.now)


def side_by_side(who: Officer, case: Any, on: date, outside: Outside) -> dict[str, Any]:
    """The whole of it, for the template. A fixed number of queries but for the rings of a group."""
    prefetch_related_objects([case], "reviews", "decisions", "exceptions", "votes__ballots")
    values = compliance.parameters(on)
    found = figures.figures(who, case, on, outside, values=values.values)
    given = next((each for each in case.decisions.all() if each.turn == case.turn), None)
    contract = contracts.contract_of(case)
    return {
        "values": values,
        **_request(who, case, values.whole("REPORT_QUERIES_MOST")),
        **_limit(case, found),
        **_price(case, found, on, given, values),
        **_group(who, case, on, outside, found),
        "sales": _sales(case),
        "site": _site(case),
        "exceptions": _by_id(case.exceptions.all()),
        "checklists": review_desk.answered(case),
        "papers": [(each, each.time in _due(case)) for each in papers.lines(case, on)],
        "returns": review_desk.returns(case),
        "refused_before": refusals.of_customer(case.customer_id, case.pk),
        "reviews": _by_id(case.reviews.all()),
        "decision": given,
        "decisions": _by_id(case.decisions.all()),
        "votes_held": _by_id(case.votes.all()),
        "contract": contract,
        "compared": contracts.compared(case) if contract else {},
        "outside_sheet": standards.against_sheet(case, on),
    }


def _by_id(rows: Iterable[Any]) -> list[Any]:
    """Rows that were fetched before, the oldest first."""
    return sorted(rows, key=lambda each: each.pk)


def _due(case: Any) -> tuple[PaperTime, ...]:
    """The papers that must be there by now; the others are only told of."""
    if CaseState(case.state) in (CaseState.SIGNED, CaseState.CLEARED, CaseState.DISBURSED):
        return (PaperTime.APPLYING, PaperTime.SIGNING, PaperTime.CLEARING)
    return (PaperTime.APPLYING,)


def _request(who: Officer, case: Any, most: int) -> dict[str, Any]:
    reports = customers.reports_for(who, case.customer.number, queries_most=most)
    return {
        "standing": getattr(case.customer, "standing", None),
        "reports": []
        if isinstance(reports, Refused)
        else [(each, [_(WORDS[flag]) for flag in each.flags]) for each in reports],
        "told": [("limit_input", name, value) for name, value in case.inputs.items() if value not in (None, "")],
    }


def _limit(case: Any, found: Figures | Refused) -> dict[str, Any]:
    then: dict[str, Any] = case.limit_basis.get("offer", {})
    if isinstance(found, Refused):
        return {"refused_now": found.reason, "pairs": [], "then": then, "now": None}
    now: dict[str, Any] = found.offer.as_dict()
    pairs = [Pair("review_line", "limit", then.get("limit"), now.get("limit"))]
    pairs += [Pair("review_line", "formula", then.get("formula"), now.get("formula"))]
    for kind, part in (("limit_figure", "figures"), ("limit_input", "inputs")):
        before: dict[str, Any] = then.get(part, {})
        after: dict[str, Any] = now.get(part, {})
        if kind == "limit_input" and not after:
            after = _known(found)
        for code in dict.fromkeys([*before, *after]):
            pairs.append(Pair(kind, code, before.get(code), after.get(code), code not in COUNTS))
    return {
        "pairs": pairs, "then": then, "now": now, "moved": any(each.moved for each in pairs),
        "refused_now": found.offer.reason if isinstance(found.offer, Refused) else "",
        "by_hand": any(x.rule == standards.BY_HAND and x.state == "GRANTED" for x in case.exceptions.all()), "rows": found.fired,
    }  # fmt: skip


def _known(found: Figures) -> dict[str, Any]:
    """The inputs where the formula itself said no and carries none."""
    x = found.inputs
    return {name: getattr(x, name) for name in x.__dataclass_fields__ if getattr(x, name) not in (None, "")}


def _price(case: Any, found: Figures | Refused, on: date, given: Any, values: Parameters) -> dict[str, Any]:
    floor, ceiling = (Rate.of_pct(values.text(code), code).units for code in ("PRICE_FLOOR", "PRICE_CEILING"))
    price = found.price if isinstance(found, Figures) else None
    most = min(case.limit or 0, case.amount)
    amount, months, rate = most, case.months, price.rate if isinstance(price, Price) else None
    if given is not None:
        amount, months, rate = given.amount, given.months, given.rate
    return {
        "price": price if isinstance(price, Price) else None,
        "price_refused": price.reason if isinstance(price, Refused) else "",
        "price_parts": [(code.split(".")[0] if code.startswith("SPREAD") else code, code, points)
                        for code, points in price.parts.items()] if isinstance(price, Price) else [],
        "floor": floor, "ceiling": ceiling, "most": most,
        "irr": None if rate is None else irr(case.method, amount, months, rate, on), "irr_amount": amount,
        "irr_rate": rate, "irr_months": months,
    }  # fmt: skip


def irr(method: str, amount: int, months: int, rate: int, start: date) -> str | None:
    """The yearly all-in cost of such a loan paid monthly from a day on; None where its plan is not known beforehand."""
    try:
        terms = Terms(amount, rate, Method(method), months, Unit.MONTH, 1, start, DayCount.ACT_360)
        return yearly_cost(flows(terms, plan(terms)))
    except (Refuse, ValueError):
        return None


def _group(who: Officer, case: Any, on: date, outside: Outside, found: Figures | Refused) -> dict[str, Any]:
    group = customers.group_for(who, case.customer.number, on)
    members = [] if isinstance(group, Refused) else list(group.members)
    seen = [each for each in members if not each.startswith("~")]
    names = {} if isinstance(group, Refused) else {case.customer.number: case.customer.name, **group.names}
    owed = outside.owed(seen)
    room = found.room if isinstance(found, Figures) else None
    ceilings = [] if room is None or isinstance(room, Refused) else [
        (code.value, top, room.used[code], max(0, top - room.used[code]), code is room.binding)
        for code, top in room.ceilings.items()
    ]  # fmt: skip
    return {
        "group": [
            (each, names.get(each, ""), owed[each].loans if each in owed else 0)
            for each in members
        ],
        "ceilings": ceilings,
        "room": None if room is None or isinstance(room, Refused) else room,
        "room_refused": room.reason if isinstance(room, Refused) else "",
    }  # fmt: skip


def _sales(case: Any) -> dict[str, Any]:
    """The newest estimate of each road, and how far they are apart, rounded up to whole percent of the lower one."""
    newest = {each.method: each for each in case.estimates.order_by("id")}
    told = sorted(newest.values(), key=lambda each: each.sales)
    low, high = (told[0].sales, told[-1].sales) if told else (0, 0)
    apart = -(-(high - low) * 100 // low) if low > 0 and len(told) > 1 else None
    return {"rows": told, "apart": apart, "reason": case.apart_reason}


def _site(case: Any) -> dict[str, Any] | None:
    """The newest sheet built on site: its lines and sums."""
    lines = list(case.site_lines.order_by("id"))
    last = max((each.sheet for each in lines), default=0)
    newest = [each for each in lines if each.sheet == last]
    if not newest:
        return None
    sums = {side: sum(each.amount for each in newest if each.side == side) for side in SheetSide}
    assets, debts = sums[SheetSide.ASSET], sums[SheetSide.DEBT]
    return {
        "lines": newest, "assets": assets, "debts": debts, "own": assets - debts,
        "cash_in": sums[SheetSide.CASH_IN], "cash_out": sums[SheetSide.CASH_OUT],
        "left": sums[SheetSide.CASH_IN] - sums[SheetSide.CASH_OUT],
        "debt_pct": -(-debts * 100 // assets) if assets else None, "by": newest[0].actor, "at": newest[0].at,
    }  # fmt: skip
