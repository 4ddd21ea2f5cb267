"""The day end's word about customers: one bulk verb that brings `Standing` up to the day."""

from __future__ import annotations

from datetime import date

from django.db import connection

from wuhua.core.refuse import ensure
from wuhua.platform import audit
from wuhua.platform.copy import Rows, copy_in

COLUMNS = ("customer_id", "klass", "overdue_days", "book_status", "as_of")
_MERGE = """
INSERT INTO customer_standing AS t (customer_id, klass, overdue_days, book_status, as_of)
SELECT customer_id, klass, overdue_days, book_status, as_of FROM stage_standing
ON CONFLICT (customer_id) DO UPDATE SET klass = excluded.klass, overdue_days = excluded.overdue_days,
  book_status = excluded.book_status, as_of = excluded.as_of
WHERE (t.klass, t.overdue_days, t.book_status) IS DISTINCT FROM
  (excluded.klass, excluded.overdue_days, excluded.book_status)
"""
_CLEAN = """
UPDATE customer_standing t SET klass = 'NORMAL', overdue_days = 0, book_status = 'NORMAL', as_of = %s
WHERE (t.klass, t.overdue_days, t.book_status) <> ('NORMAL', 0, 'NORMAL')
  AND NOT EXISTS (SELECT FROM stage_standing s WHERE s.customer_id = t.customer_id)
"""


def write_standing(*, actor: str, business_date: date, rows: Rows) -> int:
    """`rows` are all customers not clean at the close of the day; any other that was not clean is now. Answers how many
    rows changed."""
    ensure(rows.columns == COLUMNS, f"standing has columns {COLUMNS}, not {rows.columns}")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE stage_standing ON COMMIT DROP AS"
            " SELECT customer_id, klass, overdue_days, book_status, as_of FROM customer_standing WITH NO DATA"
        )
        copy_in(rows, into="stage_standing")
        cursor.execute(_MERGE)
        changed = cursor.rowcount
        cursor.execute(_CLEAN, [business_date])
        changed += cursor.rowcount
        cursor.execute("DROP TABLE stage_standing")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="customer.standing_written",
        subject=f"day:{business_date.isoformat()}",
        after={"not_clean": rows.count, "changed": changed},
    )
    return int(changed)
