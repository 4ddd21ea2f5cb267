"""Questions about notes: what is open, what is owed today, what an officer may see of the loan book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Min, QuerySet

from wuhua.areas.servicing import rules
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import DueKind, OpenBill
from wuhua.platform.trip import Step

_OPEN = """
SELECT b.due, b.kind, b.amount - COALESCE(SUM(i.amount), 0) AS open
FROM servicing_bill b
LEFT JOIN servicing_repaymentitem i
  ON i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= %(day)s
WHERE b.note_id = %(note)s AND b.due <= %(upto)s AND b.cut <= %(day)s AND b.due >= COALESCE(%(oldest)s, b.due)
GROUP BY b.due, b.kind, b.amount HAVING b.amount - COALESCE(SUM(i.amount), 0) > 0
ORDER BY b.due, b.kind
"""


def open_bills(note_id: int, day: date, *, upto: date | None = None, oldest: date | None = None) -> list[OpenBill]:
    """Bills of the note due by `upto` (default `day`) with what is unpaid of them at the close of `day`, oldest first.

    `oldest` bounds the look-up where the caller knows the oldest unpaid due day, so that a note of many years costs
    what a young one costs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"note": note_id, "day": day, "upto": upto or day, "oldest": oldest})
        return [OpenBill(due, DueKind(kind), int(amount)) for due, kind, amount in cursor.fetchall()]


_OPEN_OF = """
SELECT b.note_id, b.due, b.kind, b.amount - COALESCE(SUM(i.amount), 0) AS open
FROM servicing_bill b
LEFT JOIN servicing_repaymentitem i
  ON i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= %(day)s
WHERE b.note_id = ANY(%(notes)s) AND b.due <= %(upto)s AND b.cut <= %(day)s
GROUP BY b.note_id, b.due, b.kind, b.amount HAVING b.amount - COALESCE(SUM(i.amount), 0) > 0
ORDER BY b.note_id, b.due, b.kind
"""


def open_bills_of(notes: Sequence[int], day: date, *, upto: date | None = None) -> dict[int, list[OpenBill]]:
    """`open_bills` of many notes in one query, by note id; notes that owe nothing are left out."""
    found: dict[int, list[OpenBill]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_OF, {"notes": list(notes), "day": day, "upto": upto or day})
        for note, due, kind, amount in cursor.fetchall():
            found.setdefault(note, []).append(OpenBill(due, DueKind(kind), int(amount)))
    return found


def anchor_of(row: LoanNote) -> rules.Anchor:
    """The stored anchor as the value the rules compute with."""
    return rules.Anchor(
        settlement=rules.Settlement(row.settlement),
        day_count=rules.DayCount(row.day_count),
        start=row.start,
        maturity=row.maturity,
        own_day=row.own_day,
        frequency_months=row.frequency_months,
        rate=row.rate,
        penalty_uplift=row.penalty_uplift,
        principal=row.principal,
        overdue_principal=row.overdue_principal,
        compound_base=row.compound_base,
        anchor_day=row.anchor_day,
        accrued=row.accrued,
        carry=row.carry,
        penalty_accrued=row.penalty_accrued,
        penalty_carry=row.penalty_carry,
        compound_accrued=row.compound_accrued,
        compound_carry=row.compound_carry,
        next_due=row.next_due,
        misuse_uplift=row.misuse_uplift,
        in_grace=row.in_grace,
    )


def owed(row: LoanNote, day: date) -> dict[DueKind, int]:
    """What clears everything due on the note on `day`, by kind (fen): open bills, and penalty and compound run so far."""
    sums = dict.fromkeys(DueKind, 0)
    for bill in open_bills(row.id, day):
        sums[bill.kind] += bill.open
    running = rules.figures_on(anchor_of(row), day).bills()
    for kind in (DueKind.PENALTY, DueKind.COMPOUND):
        sums[kind] += running[kind]
    return sums


def accrued(row: LoanNote, day: date) -> int:
    """Interest earned and not yet billed at the opening of `day`, whole fen."""
    return rules.figures_on(anchor_of(row), day).interest


@dataclass(frozen=True, slots=True)
class NoteKeepers:
    """Whose note it is, by staff number: who manages it, and who answered for it first."""

    number: str
    managing_rm: str
    first_responsible: str


def keepers(note_id: int) -> NoteKeepers | None:
    """The note's number and keepers, for rooms that decide about notes; None when there is no such note."""
    found = LoanNote.objects.filter(pk=note_id).values_list("number", "managing_rm", "first_responsible").first()
    return None if found is None else NoteKeepers(*found)


def borrowers_of(numbers: list[str]) -> int:
    """How many different customers stand behind these notes."""
    return LoanNote.objects.filter(number__in=numbers).values("customer_id").distinct().count()


def account_numbers(accounts: list[int]) -> list[str]:
    """The numbers of these settlement accounts, in order."""
    return list(SettlementAccount.objects.filter(pk__in=accounts).order_by("number").values_list("number", flat=True))


# --- what a customer owes late, for rooms that stop lending to it -----------------------------------------------------


def late_step(customer_id: int, day: date, *, but: str = "") -> Step:
    """The oldest overdue note of a customer, one row or none, for a verb that sends its statements together."""
    return Step(
        "SELECT number, (%s::date - oldest_due) FROM servicing_loannote WHERE customer_id = %s AND oldest_due < %s"
        " AND closed IS NULL AND number <> %s ORDER BY oldest_due LIMIT 1",
        (day, customer_id, day, but),
    )


def late_customers(customers: Sequence[int], day: date, *, over: int) -> dict[int, int]:
    """Those of these customers with a note overdue for more than `over` days on `day`, and the most days. One query."""
    rows = LoanNote.objects.filter(customer_id__in=customers, closed__isnull=True, oldest_due__isnull=False)
    oldest = rows.values_list("customer_id").annotate(oldest=Min("oldest_due"))
    return {customer: (day - due).days for customer, due in oldest if (day - due).days > over}


def late_notes(customers: Sequence[int], day: date) -> dict[int, list[tuple[str, int]]]:
    """The overdue notes of these customers with their days, the latest first, by customer. One query."""
    rows = LoanNote.objects.filter(customer_id__in=customers, closed__isnull=True, oldest_due__lt=day)
    found: dict[int, list[tuple[str, int]]] = {}
    for customer, number, due in rows.order_by("oldest_due").values_list("customer_id", "number", "oldest_due"):
        if due is not None:
            found.setdefault(customer, []).append((number, (day - due).days))
    return found


def undrawn_notes(notes: QuerySet[Any]) -> QuerySet[Any]:
    """The ids of those of these notes on which nothing is owed of principal."""
    return LoanNote.objects.filter(pk__in=notes, principal=0, overdue_principal=0).values("pk")


def account_owner(number: str) -> int | None:
    """Whose settlement account it is, by the customer's id; None when there is no such account."""
    return SettlementAccount.objects.filter(number=number).values_list("customer_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands on a note: its number, what is owed of its principal (fen), and its oldest unpaid due day."""

    note: str
    principal: int
    oldest_due: date | None
    rate: int


def drawn(notes: Sequence[int]) -> dict[int, Drawn]:
    """`Drawn` of these notes, by id. One query."""
    rows = LoanNote.objects.filter(pk__in=notes)
    found = rows.values_list("id", "number", "principal", "overdue_principal", "oldest_due", "rate")
    return {
        note: Drawn(number, principal + overdue, oldest, rate)
        for note, number, principal, overdue, oldest, rate in found
    }
