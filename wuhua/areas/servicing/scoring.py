"""What a contest counts of loans: how each note's balance moved in a span of days, whose it is, and what is in arrears.

Set-based: one statement over the book, whatever the span. Closed days only; the caller sees to that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from wuhua.areas.servicing.models import LoanNote
from wuhua.books.read import BALANCES_BETWEEN
from wuhua.books.rules import LOANS, OVERDUE_LOANS


@dataclass(frozen=True, slots=True)
class Moved:
    """One note over the span. `fresh`: its customer owed nothing before; `first`: the first note the book knows of him."""

    note: str
    customer: int
    rm: str
    before: int
    after: int
    fresh: bool
    first: bool
    late: bool


_MOVED = f"""
WITH held AS (
    SELECT sub, sum(before)::bigint AS before, sum(after)::bigint AS after FROM ({BALANCES_BETWEEN}) b GROUP BY sub
), late AS (
    SELECT DISTINCT b.note_id FROM servicing_bill b LEFT JOIN (
        SELECT note_id, due, kind, sum(amount) AS paid FROM servicing_repaymentitem WHERE paid <= %(last)s GROUP BY 1, 2, 3
    ) i USING (note_id, due, kind)
    WHERE b.due <= %(last)s AND b.cut <= %(last)s AND b.amount > coalesce(i.paid, 0)
), told AS (
    SELECT n.id, n.start, n.number, n.customer_id AS customer, n.managing_rm AS rm, coalesce(h.before, 0) AS before,
           coalesce(h.after, 0) AS after,
           bool_or(coalesce(h.before, 0) > 0) OVER (PARTITION BY n.customer_id) AS known,
           row_number() OVER (PARTITION BY n.customer_id ORDER BY n.start, n.id) = 1 AND n.previous = '' AS first,
           l.note_id IS NOT NULL AS late
    FROM servicing_loannote n
    LEFT JOIN held h ON h.sub = n.id LEFT JOIN late l ON l.note_id = n.id
    WHERE n.start <= %(last)s
)
"""  # noqa: S608 (our own text; values are bound)


def _bound(first: date, last: date) -> dict[str, Any]:
    return {"first": first, "last": last, "next": last + timedelta(days=1), "accounts": [LOANS, OVERDUE_LOANS]}


def moved(first: date, last: date) -> list[Moved]:
    """Notes whose balance changed from the opening of `first` to the close of `last`, or in arrears at that close, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_MOVED} SELECT number, customer, rm, before, after, NOT known, first, late FROM told"  # noqa: S608 (own text)
            " WHERE before <> after OR late ORDER BY start, id",
            _bound(first, last),
        )
        return [Moved(*row) for row in cursor.fetchall()]


def held_by(first: date, last: date) -> dict[str, int]:
    """Principal at the close of `last` by the manager who keeps it (fen)."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_MOVED} SELECT rm, sum(after)::bigint FROM told GROUP BY rm", _bound(first, last))  # noqa: S608
        return dict(cursor.fetchall())


def overdue_since(notes: Collection[str], day: date) -> dict[str, date]:
    """Of these notes those with a due day before `day` that is not paid, and the oldest of them. One query."""
    rows = LoanNote.objects.filter(number__in=list(notes), oldest_due__isnull=False, oldest_due__lt=day)
    return dict(rows.values_list("number", "oldest_due"))  # type: ignore[arg-type]  # filtered: never None
