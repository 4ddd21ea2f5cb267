"""The past the registers tell: what was drawn, what came back, what stood out at each month end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from samples.life import class_of
from samples.write import Writer

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]


def write(bank: Bank, writer: Writer) -> None:
    """Month-end positions, disbursements, repayments."""
    writer.write("positions", positions(bank))
    writer.write("disbursements", disbursements(bank))
    writer.write("repayments", repayments(bank))


def positions(bank: Bank) -> Iterator[Row]:
    """Every note with principal standing out at every imported month end."""
    ledgers = []
    for note in bank.notes:
        days, left, standing = [], [], note.amount
        for day, principal, *_ in note.life.flows:
            if principal:
                standing -= principal
                days.append(day)
                left.append(standing)
        ledgers.append((note, days, left))
    for end in bank.days.month_ends:
        for note, days, left in ledgers:
            if note.start > end:
                continue
            place = bisect_right(days, end)
            balance = left[place - 1] if place else note.amount
            if not balance:
                continue
            overdue_days = note.life.overdue_days(end)
            each = note.customer
            yield (
                end,
                note.number,
                each.number,
                each.kind,
                each.size,
                note.purpose,
                note.product,
                each.branch,
                each.rm,
                note.security,
                each.industry if note.purpose == "BUSINESS" else "7010",
                note.rate,
                each.line,
                balance,
                class_of(note.security, overdue_days, note.issue),
                overdue_days,
                note.farm,
            )


def disbursements(bank: Bank) -> Iterator[Row]:
    """Every note drawn since the registers begin, those repaid since included."""
    for note in bank.notes:
        each = note.customer
        if note.start >= bank.days.register_from:
            yield (
                note.start,
                note.number,
                each.number,
                each.kind,
                each.size,
                note.purpose,
                note.product,
                each.branch,
                note.issue,
                note.rate,
                each.line,
                note.amount,
                note.farm,
            )


def repayments(bank: Bank) -> Iterator[Row]:
    """Principal and interest received since the registers begin, and what was written off."""
    rows = []
    for note in bank.notes:
        each = note.customer
        for day, principal, interest, penalty, way in note.life.flows:
            if day >= bank.days.register_from:
                rows.append(
                    (
                        day,
                        note.number,
                        each.number,
                        each.kind,
                        each.size,
                        note.purpose,
                        note.product,
                        each.branch,
                        principal,
                        interest,
                        penalty,
                        way,
                    )
                )
    rows.sort(key=lambda row: (row[0], row[1], row[11]))
    return iter(rows)
