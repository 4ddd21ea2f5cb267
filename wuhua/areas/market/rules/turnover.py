"""净贷方流水: what of the money that came in was earned. The twin over columns is `bulk/columns/turnover.py`.

Left out, the first reason that holds: loan proceeds; returned and reversed entries; from own accounts; from related
persons; and what is gone to the same party within two days. The last looks at a party's day as a whole: of what came in
on a day, as much as leaves to that party on that day or the two after. One outflow may so meet the inflows of two days:
the rule errs on the side of less turnover.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.market.rules.limits import MONTHS, cv_of

TURN_DAYS = 2
RETURN_WORDS = ("退汇", "退款", "退回", "冲正", "撤销")
"""Memo words of returned payments and reversed entries: the core's file has no type of its own for them."""


class LeftOut(StrEnum):
    """剔除原因: why an inflow is no turnover, in this order."""

    LOAN = "LOAN"
    RETURNED = "RETURNED"
    OWN = "OWN"
    RELATED = "RELATED"
    TURNED = "TURNED"


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of an account."""

    day: date
    side: str
    amount: int
    kind: str
    counterparty: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Turnover:
    """Twelve whole months: each month's net credit, what was left out and why."""

    months: tuple[int, ...]
    left_out: dict[LeftOut, int]

    @property
    def total(self) -> int:
        """The year's net credit."""
        return sum(self.months)

    @property
    def active(self) -> int:
        """Months with any."""
        return sum(1 for each in self.months if each > 0)

    @property
    def cv(self) -> int:
        """Their variation."""
        return cv_of(self.months)


def reason(move: Move, own: Collection[str], related: Collection[str]) -> LeftOut | None:
    """Why an inflow does not count by itself, whatever else the account did."""
    if move.kind == "LOAN":
        return LeftOut.LOAN
    if any(word in move.memo for word in RETURN_WORDS):
        return LeftOut.RETURNED
    if move.counterparty and move.counterparty in own:
        return LeftOut.OWN
    if move.counterparty and move.counterparty in related:
        return LeftOut.RELATED
    return None


def window(on: date) -> tuple[date, date]:
    """The first day of twelve whole months, and the day after the last: the running month counts when it is over.

    >>> window(date(2018, 9, 30)), window(date(2018, 9, 29))
    ((datetime.date(2017, 10, 1), datetime.date(2018, 10, 1)), (datetime.date(2017, 9, 1), datetime.date(2018, 9, 1)))
    """
    end = (on + timedelta(days=1)).replace(day=1)
    return end.replace(year=end.year - 1), end


def turnover(moves: Iterable[Move], on: date, *, own: Collection[str] = (), related: Collection[str] = ()) -> Turnover:
    """Net credit of the twelve whole months before `on`."""
    first, end = window(on)
    held = [move for move in moves if first <= move.day < end + timedelta(days=TURN_DAYS) and move.day <= on]
    months = [0] * MONTHS
    out: dict[tuple[str, date], int] = {}
    parties: dict[tuple[str, date], int] = {}
    left = dict.fromkeys(LeftOut, 0)
    for move in held:
        if move.side == "OUT" and move.counterparty:
            at = (move.counterparty, move.day)
            out[at] = out.get(at, 0) + move.amount
    for move in held:
        if move.side != "IN" or move.day >= end:
            continue
        why = reason(move, own, related)
        if why is not None:
            left[why] += move.amount
            continue
        months[_place(move.day, first)] += move.amount
        if move.counterparty:
            at = (move.counterparty, move.day)
            parties[at] = parties.get(at, 0) + move.amount
    for (party, day), came in parties.items():
        gone = sum(out.get((party, day + timedelta(days=back)), 0) for back in range(TURN_DAYS + 1))
        months[_place(day, first)] -= min(came, gone)
        left[LeftOut.TURNED] += min(came, gone)
    return Turnover(tuple(months), left)


def _place(day: date, first: date) -> int:
    return (day.year - first.year) * MONTHS + day.month - first.month


def year_of(totals: Sequence[int]) -> tuple[int, int, int]:
    """Total, active months and variation of twelve months, as a limit's inputs want them."""
    return sum(totals), sum(1 for each in totals if each > 0), cv_of(tuple(totals))
