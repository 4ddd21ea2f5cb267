"""How a room takes many rows: check that they are for its own table, copy them in, write one audit row about it.

A room's bulk verb names the table and the columns it allows; `bulk` made the bytes. All of it runs inside the caller's
transaction, so a row that breaks a constraint leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from psycopg import sql

from wuhua.core.refuse import ensure
from wuhua.platform import audit
from wuhua.platform.copy import Rows, copy_in


def load(*, actor: str, business_date: date, rows: Rows, model: type[models.Model], action: str) -> int:
    """Add the rows to the model's table; answers how many. Database errors are raised and undo everything."""
    _see_that_they_fit(rows, model)
    count = copy_in(rows)
    _record(actor, business_date, rows, action, count)
    return count


def merge(
    *, actor: str, business_date: date, rows: Rows, model: type[models.Model], action: str, key: Sequence[str]
) -> int:
    """Add the rows, or where `key` is there already, bring its other columns up to what the row says.

    A row that says nothing new is left alone. Answers how many rows were added or changed.
    """
    _see_that_they_fit(rows, model)
    count = merge_in(rows, key)
    _record(actor, business_date, rows, action, count)
    return count


def merge_in(rows: Rows, key: Sequence[str]) -> int:
    """`merge` without the audit row, for a verb that writes its own. Answers how many rows were added or changed."""
    if rows.count == 0:
        return 0
    others = [column for column in rows.columns if column not in key]
    ensure(bool(others), f"{rows.table}: nothing beside the key to bring up to date")
    stage = sql.Identifier(f"stage_{rows.table}")
    words = {
        "table": sql.Identifier(rows.table),
        "stage": stage,
        "columns": sql.SQL(", ").join(map(sql.Identifier, rows.columns)),
        "key": sql.SQL(", ").join(map(sql.Identifier, key)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in others),
        "old": sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(column)) for column in others),
        "new": sql.SQL(", ").join(sql.SQL("excluded.{}").format(sql.Identifier(column)) for column in others),
    }
    with connection.cursor() as cursor:
        _run(cursor, "CREATE TEMP TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA", words)
        copy_in(rows, into=f"stage_{rows.table}")
        _run(
            cursor,
            "INSERT INTO {table} AS t ({columns}) SELECT {columns} FROM {stage}"
            " ON CONFLICT ({key}) DO UPDATE SET {set} WHERE ({old}) IS DISTINCT FROM ({new})",
            words,
        )
        count = int(cursor.rowcount)
        _run(cursor, "DROP TABLE {stage}", words)
    return count


def _run(cursor: Any, text: str, words: dict[str, sql.Composable]) -> None:
    cursor.execute(sql.SQL(text).format(**words))


def _see_that_they_fit(rows: Rows, model: type[models.Model]) -> None:
    table = model._meta.db_table
    ensure(rows.table == table, f"rows for {rows.table} were brought to {table}")
    known = {field.column for field in model._meta.concrete_fields}
    strange = [column for column in rows.columns if column not in known]
    ensure(not strange, f"{table} has no columns {strange}")


def _record(actor: str, business_date: date, rows: Rows, action: str, count: int) -> None:
    audit.record(
        actor=actor,
        business_date=business_date,
        action=action,
        subject=f"table:{rows.table}",
        after={"rows": rows.count, "written": count},
    )
