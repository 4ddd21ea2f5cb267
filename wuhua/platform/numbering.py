"""Numbers of documents: one row a series. Not gapless: a transaction that fails gives its numbers to nobody.

The series' row stays locked until the transaction ends, so ask late, and in the alphabetical order of the series if you
need several. Entries of the books have a sequence of their own (`books.post.entry_ids`) because they are too many.
"""

from __future__ import annotations

from django.db import connection

from wuhua.core.refuse import ensure


def next_number(series: str) -> int:
    """The next number of the series; the first is 1."""
    return take(series, 1)


def take(series: str, n: int) -> int:
    """A block of `n` numbers; answers the first. For rows written as columns."""
    ensure(n >= 1, f"series {series}: a block has at least one number, not {n}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_number AS s (series, next) VALUES (%s, 1 + %s)"
            " ON CONFLICT (series) DO UPDATE SET next = s.next + %s RETURNING next - %s",
            [series, n, n, n],
        )
        return int(cursor.fetchone()[0])


def start_after(series: str, last: int) -> None:
    """See that the series' next number is above `last` (numbers that came with an import)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_number AS s (series, next) VALUES (%s, %s + 1)"
            " ON CONFLICT (series) DO UPDATE SET next = greatest(s.next, excluded.next)",
            [series, last],
        )
