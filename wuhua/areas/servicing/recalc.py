"""The books against the walk: where a note's row, bills or figures differ from its life recomputed from events alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.servicing import history, read, rules
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.life import Status, Walk

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one note: what the books say, and what the walk says."""

    note: str
    figure: str
    books: object
    walked: object

    def __str__(self) -> str:
        return f"{self.note} {self.figure}: {self.books} != {self.walked}"


def differences(rows: Sequence[LoanNote], day: date, late_after: int) -> list[Difference]:
    """Everything in which these notes differ at the close of `day`; none means the books are the walk."""
    histories = history.of_notes(rows, late_after)
    bills = read.open_bills_of([row.id for row in rows], day, upto=day + ONE_DAY)
    found = []
    for row in rows:
        walk = histories[row.id].walked(day, closed=True).walk
        held, wanted = _kept(row, bills.get(row.id, []), day), _walked(walk)
        found += [
            Difference(row.number, name, held[name], wanted[name]) for name in wanted if held[name] != wanted[name]
        ]
    return found


def _kept(row: LoanNote, bills: list[rules.OpenBill], day: date) -> dict[str, object]:
    figures = rules.figures_on(read.anchor_of(row), day + ONE_DAY)
    frozen = row.book_status == rules.BookStatus.WRITTEN_OFF
    return {
        "principal": row.principal,
        "overdue_principal": row.overdue_principal,
        "rate": row.rate,
        "maturity": row.maturity,
        "instalment": row.instalment or 0,
        "advance": row.advance,
        "next_due": row.next_due,
        "oldest_due": row.oldest_due,
        "book_status": row.book_status,
        "closed": row.closed is not None,
        "earned": (0, 0, 0) if frozen else (figures.penalty, figures.compound, figures.interest),
        "open": sorted((bill.due, rules.KIND_OF[bill.kind].value, bill.open) for bill in bills),
    }


def _walked(walk: Walk) -> dict[str, object]:
    return {
        "principal": walk.principal,
        "overdue_principal": 0 if walk.status is Status.WRITTEN_OFF else walk.overdue,
        "rate": walk.rate,
        "maturity": walk.maturity,
        "instalment": walk.level,
        "advance": walk.advance,
        "next_due": walk.next_due,
        "oldest_due": walk.oldest,
        "book_status": walk.status.value,
        "closed": walk.closed is not None,
        "earned": tuple(each.whole for each in walk.earned.values()),
        "open": sorted((claim.due, claim.kind.value, claim.open) for claim in walk.claims.values() if claim.open),
    }
