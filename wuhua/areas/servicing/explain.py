"""A note explained: its life walked to a day, and what would follow if money came on a day. Nothing is written.

The walk is the same that corrections are posted from (`history`), so what an officer reads here is what the books hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import history
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import ServicingRefusal
from wuhua.core.allocate import Kind
from wuhua.core.life import Event, Life, PrepayWay, Row, Span, What
from wuhua.core.refuse import Refuse, Refused

FURTHEST = timedelta(days=10 * 366)
"""How far ahead a life may be thought: a plan is a function, but its rates are known for a few years only."""
SHOWN = 60
THOUGHT_OF = 2**62
AUDITORS = (Role.RISK, Role.AUDIT, Role.COMPLIANCE, Role.EXECUTIVE)
"""Who reads the trail of a note: those who look after others."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A life with the newest of its spans and rows, and how many older ones are not shown."""

    life: Life
    spans: tuple[Span, ...]
    rows: tuple[Row, ...]
    older_spans: int
    older_rows: int


@dataclass(frozen=True, slots=True)
class Held:
    """One figure of a note at the close of a sealed day: as the bank knew it then, and as it is corrected since (fen)."""

    name: str
    known: Any
    corrected: Any


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The life on a day without the payment and with it, and how the payment would be split."""

    day: date
    without: Life
    paid: Life
    split: Row | None


def life_on(
    note: LoanNote, day: date, *, today: date, more: Sequence[Event] = (), closed: bool = False
) -> Life | Refused:
    """The note's life at the opening of `day` (or its close), as everything recorded by now makes it."""
    held = history.of_note(note, compliance.whole("NON_ACCRUAL_DAYS", today))
    first = held.opening.day if held.opening else note.start
    if not first <= day <= today + FURTHEST:
        return Refused(
            ServicingRefusal.VALUE_DAY_NOT_POSSIBLE,
            f"只能重算 {first} 至 {today + FURTHEST} 之间的日期。",
            "请改用这段时间内的日期。",
            field="as_of",
        )
    try:
        return held.walked(day, more=more, closed=closed)
    except Refuse as no:
        return no.refused


def explained(note: LoanNote, day: date, *, today: date, limit: int = SHOWN) -> Explained | Refused:
    """How every fen came about, the newest `limit` steps of it."""
    life = life_on(note, day, today=today)
    if isinstance(life, Refused):
        return life
    spans, rows = life.walk.spans, life.walk.rows
    return Explained(
        life,
        tuple(reversed(spans[-limit:])),
        tuple(reversed(rows[-limit:])),
        max(len(spans) - limit, 0),
        max(len(rows) - limit, 0),
    )


def held_against(row: Mapping[str, Any], life: Life) -> list[Held]:
    """A sealed day's own row beside the walk at the close of that day, figure by figure."""
    walk = life.walk
    unpaid = dict.fromkeys(Kind, 0)
    for claim in walk.claims.values():
        unpaid[claim.kind] += claim.amount - claim.paid
    return [
        Held("rate", row["rate"], walk.rate),
        Held("maturity", row["maturity"], walk.maturity),
        Held("book_status", row["book_status"], walk.status.value),
        Held("principal", row["principal"], walk.principal),
        Held("overdue_principal", row["overdue_principal"], walk.overdue),
        Held("interest", row["unpaid_interest"], unpaid[Kind.INTEREST]),
        Held("penalty", row["unpaid_penalty"], unpaid[Kind.PENALTY]),
        Held("compound", row["unpaid_compound"], unpaid[Kind.COMPOUND]),
        Held("accrued", row["accrued"], sum(each.whole for each in walk.earned.values())),
        Held("overdue_days", row["overdue_days"] or 0, life.overdue_days),
    ]


def what_if(
    note: LoanNote, day: date, amount: int, *, today: date, way: PrepayWay = PrepayWay.FEWER
) -> WhatIf | Refused:
    """If so much came on `day`: what is due first, the rest early on principal."""
    if amount <= 0:
        return Refused(ServicingRefusal.AMOUNT_NOT_POSITIVE, "金额须大于零。", "请输入大于零的金额。", field="amount")
    if day < today:
        return Refused(
            ServicingRefusal.VALUE_DAY_NOT_POSSIBLE,
            f"试算日须在营业日 {today} 或之后。",
            "过去的款项请按起息日办理还款。",
            field="day",
        )
    without = life_on(note, day, today=today)
    thought = Event(THOUGHT_OF, day, What.PREPAY, amount, way=way)
    paid = life_on(note, day, today=today, more=[thought])
    if isinstance(without, Refused) or isinstance(paid, Refused):
        return without if isinstance(without, Refused) else paid  # type: ignore[return-value]
    return WhatIf(day, without, paid, next((row for row in paid.walk.rows if row.seq == THOUGHT_OF), None))
