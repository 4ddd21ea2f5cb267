"""风控关口前移, 客户、员工两大风险 (A88): early signs of customers within sight, and signs of staff for the few who may see them.

Signs are live rows of the rooms they come from; nothing is stored here. Each sign says at which of the steps it bites: the red
lines are the first two steps', before anybody spends a visit on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.classification.fallen import count_falls, falls
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.market.read.tints import black_entries
from wuhua.areas.origination import read as origination
from wuhua.areas.origination.read.refusals import by_refuser
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.areas.servicing.overturned import overturned_by
from wuhua.areas.workday.read.broken import broken_by
from wuhua.platform import audit

PAGE = 50
BACK = 90
"""Days both boards look back for what happens once: falls of class, refusals, findings, broken limits."""


class Signal(StrEnum):
    """客户风险信号, in the order of a loan's life."""

    BLACK_ON_A_LIST = "BLACK_ON_A_LIST"
    REFUSED_AT_INTAKE = "REFUSED_AT_INTAKE"
    IN_COURT = "IN_COURT"
    GUARANTEE_CIRCLE = "GUARANTEE_CIRCLE"
    IN_ARREARS = "IN_ARREARS"
    CLASS_FELL = "CLASS_FELL"
    CLASS_BELOW_NORMAL = "CLASS_BELOW_NORMAL"


STEPS: Mapping[Signal, str] = {
    Signal.BLACK_ON_A_LIST: "第一步",
    Signal.REFUSED_AT_INTAKE: "第一、二步",
    Signal.IN_COURT: "第二步",
    Signal.GUARANTEE_CIRCLE: "第二步",
    Signal.IN_ARREARS: "第二步、贷后",
    Signal.CLASS_FELL: "贷后",
    Signal.CLASS_BELOW_NORMAL: "第二步、贷后",
}
"""At which of the five steps a sign stops or warns (domain 1.11)."""

INTAKE = ("PROSPECT", "TARGETED", "SUBMITTED")
"""States in which a case is still in steps 1 and 2: a refusal from here was a red line found early."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the board: whose, why, since when, and the record it comes from."""

    number: str
    name: str
    manager: str
    day: date | None
    words: str
    note: str = ""
    case: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SignPage:
    """One page of one signal."""

    rows: list[Sign]
    count: int
    page: int

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def may_see_customer_risk(officer: Officer) -> bool:
    """Whoever sees customers sees the signs of those customers, and no others."""
    return not officer.holds(Role.ADMIN) and scope_of(officer) is not Scope.NONE


# --- customers -------------------------------------------------------------------------------------------------------

Found = tuple[int, list[Sign]]
_Look = Callable[[Officer, date, int, int], Found]


def _standing(rows: object, start: int, end: int, words: Callable[[object], str]) -> Found:
    found = list(rows[start:end]) if end > start else []  # type: ignore[index]
    signs = [
        Sign(x.number, x.name, x.managing_rm, getattr(getattr(x, "standing", None), "as_of", None), words(x))
        for x in found
    ]
    return rows.count(), signs  # type: ignore[attr-defined]


def _overdue(officer: Officer, day: date, start: int, end: int) -> Found:
    return _standing(customers.overdue(officer), start, end, lambda x: f"逾期 {x.standing.overdue_days} 天")  # type: ignore[attr-defined]


def _below(officer: Officer, day: date, start: int, end: int) -> Found:
    return _standing(customers.below_normal(officer), start, end, lambda x: x.standing.klass)  # type: ignore[attr-defined]


def _court(officer: Officer, day: date, start: int, end: int) -> Found:
    return _standing(customers.in_court(officer), start, end, lambda _: "有涉诉或被执行记录")


def _circle(officer: Officer, day: date, start: int, end: int) -> Found:
    ring = {number: len(part) for part in customers.circles(day) for number in part}
    rows = customers.seen_of(officer, sorted(ring))
    return _standing(rows, start, end, lambda x: f"{ring[x.number]} 户互相担保")  # type: ignore[attr-defined]


def _black(officer: Officer, day: date, start: int, end: int) -> Found:
    rows = black_entries(officer)
    found = list(rows[start:end]) if end > start else []
    signs = [Sign(x.customer, x.party_name, x.owner_id or "", x.added_on, x.tint_reason) for x in found]
    return rows.count(), signs


def _refused(officer: Officer, day: date, start: int, end: int) -> Found:
    """Cases turned away in steps 1 and 2. The case room is origination's: this is the one place where its refusals come in."""
    rows = origination.visible(officer).filter(
        state="REJECTED", steps__verb="REJECT", steps__from_state__in=INTAKE,
        steps__business_date__gte=day - timedelta(days=BACK),
    )  # fmt: skip
    rows = rows.distinct().select_related("customer").order_by("-opened_on", "pk")
    found = list(rows.prefetch_related("steps")[start:end]) if end > start else []
    signs = []
    for each in found:
        last = [step for step in each.steps.all() if step.verb == "REJECT"][-1]
        signs.append(
            Sign(each.customer.number, each.customer.name, each.lead, last.business_date, last.words, case=str(each.pk))
        )
    return rows.count(), signs


def _fell(officer: Officer, day: date, start: int, end: int) -> Found:
    since = day - timedelta(days=BACK)
    found = falls(officer, since, start, end) if end > start else []
    signs = [Sign(x.customer, x.name, x.manager, x.day, "", note=x.note, before=x.before, after=x.after) for x in found]
    return count_falls(officer, since), signs


_LOOKS: Mapping[Signal, _Look] = {
    Signal.BLACK_ON_A_LIST: _black,
    Signal.REFUSED_AT_INTAKE: _refused,
    Signal.IN_COURT: _court,
    Signal.GUARANTEE_CIRCLE: _circle,
    Signal.IN_ARREARS: _overdue,
    Signal.CLASS_FELL: _fell,
    Signal.CLASS_BELOW_NORMAL: _below,
}


def signals(officer: Officer, day: date) -> dict[Signal, int]:
    """How many of each are within sight. Eight queries."""
    return {signal: look(officer, day, 0, 0)[0] for signal, look in _LOOKS.items()}


def signs(officer: Officer, day: date, signal: Signal, page: int) -> SignPage:
    """One page of one signal."""
    start = (page - 1) * PAGE
    count, rows = _LOOKS[signal](officer, day, start, start + PAGE)
    return SignPage(rows, count, page)


# --- staff -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StaffSigns:
    """What there is about one member of staff: counts, and no customer in them."""

    number: str
    name: str
    open: int
    upheld: int
    complaints: int
    limits: int
    overturned: int
    unmasked: int

    @property
    def weight(self) -> tuple[int, int, int, int, int, int]:
        """Sorts the board: what was proved before what was said, habits last."""
        return self.upheld, self.open, self.complaints, self.limits, self.overturned, self.unmasked


_WHOLE_BANK = Officer("board", "", "", frozenset({Role.AUDIT}), None)
"""Counts over the whole bank for a board whose own gate was asked first: no row of a customer leaves it."""


def staff_board(officer: Officer, day: date) -> list[StaffSigns]:
    """Staff with a sign since `BACK` days, the gravest first, without the one who looks; nothing for who may not. Eight queries."""
    if compliance.may_see_staff_risk(officer) is not None:
        return []
    since = day - timedelta(days=BACK)
    findings, complaints = compliance.by_staff(officer, since), customers.complaints_about(since)
    limits, overturned = broken_by(since), overturned_by(since)
    for each in by_refuser(_WHOLE_BANK, since, day):
        overturned[each.staff] = overturned.get(each.staff, 0) + each.overturned
    unmasked = audit.counts("customer.unmasked", since, day)
    names = people.staff_names()
    undone = {each for each, n in overturned.items() if n}
    numbers = {*findings, *complaints, *limits, *undone, *unmasked} & set(names) - {officer.number}
    lines = [
        StaffSigns(
            each, names[each], findings.get(each, {}).get("FINDING_OPEN", 0), findings.get(each, {}).get("UPHELD", 0),
            complaints.get(each, 0), limits.get(each, 0), overturned.get(each, 0), unmasked.get(each, 0),
        )
        for each in numbers
    ]  # fmt: skip
    return sorted(lines, key=lambda x: (tuple(-n for n in x.weight), x.number))
