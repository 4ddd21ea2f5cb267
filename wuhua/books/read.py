"""Questions to the ledger. Signed amounts are fen, debit positive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from wuhua.books.models import Control, SubBalance

Dims = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a sub-ledger as a statement shows it; `amount` is signed, debit positive."""

    entry_id: int
    key: str
    business_date: date
    why: str
    amount: int


def control_totals(account: int) -> dict[Dims, int]:
    """Balance of an account by (branch, product, status)."""
    rows = Control.objects.filter(account=account).values_list("branch", "product", "status", "amount")
    return {(branch, product, status): amount for branch, product, status, amount in rows}


def balance_of(account: int, sub: int) -> int:
    """Balance of one sub-account; nought when nothing was ever posted to it."""
    return SubBalance.objects.filter(account=account, sub=sub).values_list("amount", flat=True).first() or 0


def balances_of(account: int, subs: Iterable[int]) -> dict[int, int]:
    """Balances of these sub-accounts; those that were never posted to are left out. One query."""
    return dict(SubBalance.objects.filter(account=account, sub__in=list(subs)).values_list("sub", "amount"))


_LINES = """
SELECT e.id, e.key, e.business_date, e.why, CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END
FROM books_line l JOIN books_entry e ON e.id = l.entry_id
WHERE l.account = %s AND l.sub = %s ORDER BY e.business_date DESC, e.id DESC, l.seq LIMIT %s
"""


def movements(account: int, sub: int, *, limit: int = 200) -> list[Movement]:
    """The newest lines of one sub-account, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [account, sub, limit])
        return [Movement(*row) for row in cursor.fetchall()]


_BETWEEN = """
SELECT e.id, e.key, e.business_date, e.why, CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END
FROM books_line l JOIN books_entry e ON e.id = l.entry_id
WHERE l.account = %s AND l.sub = %s AND e.business_date BETWEEN %s AND %s ORDER BY e.business_date, e.id, l.seq
"""


def movements_between(account: int, sub: int, first: date, last: date) -> list[Movement]:
    """Every line of one sub-account on the days [first, last], oldest first: a statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, [account, sub, first, last])
        return [Movement(*row) for row in cursor.fetchall()]


SUB_BALANCES = """
SELECT s.sub, s.amount AS now, s.amount - COALESCE(t.moved, 0) AS morning
FROM books_subbalance s
LEFT JOIN (
    SELECT l.sub, SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)::bigint AS moved
    FROM books_entry e JOIN books_line l ON l.entry_id = e.id
    WHERE e.business_date >= %(day)s AND l.account = %(balance_account)s AND l.sub <> 0 GROUP BY l.sub
) t ON t.sub = s.sub
WHERE s.account = %(balance_account)s
"""
"""A table to join a whole book with: balance of every sub-account of `balance_account` now, and at the opening of `day`.

Text to stand in brackets inside another room's statement, so that ten thousand accounts cost one read; the two names in
it are bound by whoever runs the statement.
"""


BALANCES_BETWEEN = """
SELECT s.account, s.sub, s.amount - COALESCE(t.since, 0) AS before, s.amount - COALESCE(t.past, 0) AS after
FROM books_subbalance s
LEFT JOIN (
    SELECT l.account, l.sub, SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)::bigint AS since,
           SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)
               FILTER (WHERE e.business_date >= %(next)s)::bigint AS past
    FROM books_entry e JOIN books_line l ON l.entry_id = e.id
    WHERE e.business_date >= %(first)s AND l.account = ANY(%(accounts)s) AND l.sub <> 0 GROUP BY 1, 2
) t ON t.account = s.account AND t.sub = s.sub
WHERE s.account = ANY(%(accounts)s)
"""
"""The same kind of table over a span: balance of every sub-account of `accounts` at the opening of `first` and of `next`."""


_AS_OF = """
SELECT COALESCE(SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END), 0)::bigint
FROM books_line l JOIN books_entry e ON e.id = l.entry_id
WHERE l.account = %s AND l.sub = %s AND e.business_date <= %s
"""


def balance_on(account: int, sub: int, day: date) -> int:
    """Balance of one sub-account at the close of a past day, from its lines."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF, [account, sub, day])
        return int(cursor.fetchone()[0])


def trial_balance() -> dict[int, int]:
    """试算平衡: balance of every account; they sum to nought."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, SUM(amount)::bigint FROM books_control GROUP BY account ORDER BY account")
        return dict(cursor.fetchall())
