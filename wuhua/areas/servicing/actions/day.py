"""The day end's bulk verbs: a shard's bills, allocations, rewritten notes, rates and events."""

from __future__ import annotations

from datetime import date

from django.db import connection

from wuhua.areas.servicing.rules import MOVING
from wuhua.core.refuse import ensure
from wuhua.platform import audit
from wuhua.platform.copy import Rows, copy_in

_STAGE = "CREATE TEMP TABLE stage_note ON COMMIT DROP AS SELECT id, {columns} FROM servicing_loannote WITH NO DATA"
_REWRITE = "UPDATE servicing_loannote n SET {sets} FROM stage_note s WHERE n.id = s.id"


def write_day(*, actor: str, business_date: date, bills: Rows, items: Rows, notes: Rows, events: Rows) -> None:
    """The day end's bulk verb: a shard's bills, allocations, rewritten notes and events, inside its transaction."""
    for rows, table in ((bills, "servicing_bill"), (items, "servicing_repaymentitem"), (events, "servicing_noteevent")):
        ensure(rows.table == table, f"rows for {rows.table} were brought to {table}")
        copy_in(rows)
    if notes.count:
        ensure(notes.columns == ("id", *MOVING), "the day end rewrites a note's moving columns and no others")
        with connection.cursor() as cursor:
            cursor.execute(_STAGE.format(columns=", ".join(MOVING)))
            copy_in(notes, into="stage_note")
            cursor.execute(_REWRITE.format(sets=", ".join(f"{name} = s.{name}" for name in MOVING)))
            ensure(cursor.rowcount == notes.count, f"{notes.count} notes to rewrite, {cursor.rowcount} found")
            cursor.execute("DROP TABLE stage_note")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.day_written",
        subject=f"day:{business_date.isoformat()}",
        after={"bills": bills.count, "items": items.count, "notes": notes.count},
    )


_NEW_RATES = (
    "CREATE TEMP TABLE stage_rate ON COMMIT DROP AS SELECT id, rate, instalment FROM servicing_loannote WITH NO DATA"
)
_PUT_RATES = """
UPDATE servicing_loannote n SET rate = s.rate, instalment = COALESCE(s.instalment, n.instalment)
FROM stage_rate s WHERE n.id = s.id
"""


def write_rates(*, actor: str, business_date: date, rates: Rows, events: Rows) -> None:
    """The day end's bulk verb for rates agreed before that come into force today, inside its transaction."""
    ensure(rates.columns == ("id", "rate", "instalment"), "a repricing brings id, rate and instalment")
    ensure(events.count == rates.count, f"{rates.count} new rates come with {events.count} events")
    copy_in(events)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_RATES)
        copy_in(rates, into="stage_rate")
        cursor.execute(_PUT_RATES)
        ensure(cursor.rowcount == rates.count, f"{rates.count} notes to reprice, {cursor.rowcount} found")
        cursor.execute("DROP TABLE stage_rate")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.repriced",
        subject=f"day:{business_date.isoformat()}",
        after={"notes": rates.count},
    )
