"""What rooms above ask of many notes at once: terms and balances as they stand, and what is overdue of each by kind.

No customer's gate here: the caller is a verb, a report or a list that has asked its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as it stands, with its borrower's kind and size. Amounts in fen."""

    id: int
    number: str
    customer_id: int
    customer: str
    customer_name: str
    customer_kind: str
    size_class: str | None
    product: str
    branch: str
    managing_rm: str
    first_responsible: str
    security: str
    purpose: str
    method: str
    start: date
    maturity: date
    settlement: str
    frequency_months: int
    balance: int
    overdue_principal: int
    oldest_due: date | None

    def overdue_days(self, day: date) -> int:
        """Business date less the oldest unpaid due day."""
        return max(0, (day - self.oldest_due).days) if self.oldest_due else 0


def living() -> Q:
    """Notes on the books: neither ended nor written off."""
    return Q(closed__isnull=True) & ~Q(book_status=BookStatus.WRITTEN_OFF)


def lines(wanted: Q) -> list[NoteLine]:
    """The living notes that `wanted` selects, by number. One query."""
    return [_line(row) for row in _rows(wanted)]


def line(note_id: int) -> NoteLine | None:
    """One living note."""
    return next(iter(lines(Q(pk=note_id))), None)


def _rows(wanted: Q) -> QuerySet[LoanNote]:
    return LoanNote.objects.select_related("customer").filter(living(), wanted).order_by("number")


def _line(row: LoanNote) -> NoteLine:
    who = row.customer
    return NoteLine(
        id=row.pk,
        number=row.number,
        customer_id=row.customer_id,
        customer=who.number,
        customer_name=who.name,
        customer_kind=who.kind,
        size_class=who.size_class,
        product=row.product,
        branch=row.branch,
        managing_rm=row.managing_rm,
        first_responsible=row.first_responsible,
        security=row.security,
        purpose=row.purpose,
        method=row.method,
        start=row.start,
        maturity=row.maturity,
        settlement=row.settlement,
        frequency_months=row.frequency_months,
        balance=row.principal + row.overdue_principal,
        overdue_principal=row.overdue_principal,
        oldest_due=row.oldest_due,
    )


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is overdue of a note on a day, by kind (fen), since when, and over how many due days."""

    principal: int
    interest: int
    penalty: int
    compound: int
    fees: int
    principal_due: date | None
    interest_due: date | None
    periods: int

    @property
    def interest_in_all(self) -> int:
        """欠息: interest with penalty and compound."""
        return self.interest + self.penalty + self.compound

    @property
    def total(self) -> int:
        """Everything overdue."""
        return self.principal + self.interest_in_all + self.fees


NO_ARREARS = Arrears(0, 0, 0, 0, 0, None, None, 0)

_ARREARS = """
SELECT note_id,
  COALESCE(SUM(open) FILTER (WHERE kind = 'B'), 0), COALESCE(SUM(open) FILTER (WHERE kind = 'I'), 0),
  COALESCE(SUM(open) FILTER (WHERE kind = 'P'), 0), COALESCE(SUM(open) FILTER (WHERE kind = 'C'), 0),
  COALESCE(SUM(open) FILTER (WHERE kind IN ('K', 'F')), 0),
  MIN(due) FILTER (WHERE kind = 'B'), MIN(due) FILTER (WHERE kind IN ('I', 'P', 'C')), COUNT(DISTINCT due)
FROM (
  SELECT b.note_id, b.due, b.kind, b.amount - COALESCE((
    SELECT SUM(i.amount) FROM servicing_repaymentitem i
    WHERE i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= %(day)s), 0) AS open
  FROM servicing_loannote n JOIN servicing_bill b ON b.note_id = n.id AND b.due >= {since}
  WHERE {which} AND b.due < %(day)s AND b.cut <= %(day)s
) x WHERE open > 0 GROUP BY note_id
"""
_NOW = _ARREARS.format(since="n.oldest_due", which="n.oldest_due < %(day)s AND n.closed IS NULL")
_THEN = _ARREARS.format(since="DATE '1900-01-01'", which="n.id = ANY(%(notes)s)")


def arrears_now(day: date) -> dict[int, Arrears]:
    """What is overdue on the business date, of every note in arrears. One query, bounded by each note's oldest due day."""
    return _arrears(_NOW, {"day": day})


def arrears_of(notes: Iterable[int], day: date) -> dict[int, Arrears]:
    """What of these notes was overdue at the close of `day`; those that owed nothing late are left out. One query."""
    return _arrears(_THEN, {"day": day, "notes": list(notes)})


def _arrears(sql: str, words: dict[str, Any]) -> dict[int, Arrears]:
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return {row[0]: _of(row[1:6], row[6], row[7], row[8]) for row in cursor.fetchall()}


def _of(fen: tuple[int, ...], principal_due: date | None, interest_due: date | None, periods: int) -> Arrears:
    principal, interest, penalty, compound, fees = (int(each) for each in fen)
    return Arrears(principal, interest, penalty, compound, fees, principal_due, interest_due, periods)
