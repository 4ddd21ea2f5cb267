"""Many rows at once: COPY on Django's own connection, inside Django's own transaction.

`Rows` is opaque here: whoever made the bytes (a room of `bulk`) chose the format; this module names the table, streams
and counts. A row that breaks a constraint breaks the whole COPY, and with it the transaction.

NULL, by format. CSV (`format="csv"`): an empty unquoted field is NULL, a quoted empty one (`""`) is the empty text;
Polars' `write_csv(include_header=False, quote_style="non_numeric")` writes exactly that. TEXT (`"text"`): `\\N` is NULL.
BINARY (`"binary"`): the field length -1 is NULL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import connection
from psycopg import sql

from wuhua.core.refuse import ensure

Format = Literal["csv", "text", "binary"]
_OPTIONS = {"csv": "FORMAT csv", "text": "FORMAT text", "binary": "FORMAT binary"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for one table: `count` of them, as `chunks` of bytes in `format`, fields in the order of `columns`."""

    table: str
    columns: tuple[str, ...]
    count: int
    chunks: Iterable[bytes]
    format: Format = "csv"


def copy_in(rows: Rows, *, into: str | None = None) -> int:
    """Stream the rows into their table (or into the temporary table `into`); answers how many went in.

    Raises `BrokenInvariant` when that is not the number promised, and Django's database errors for the rest.
    """
    if rows.count == 0:
        return 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH ({})").format(
        sql.Identifier(into or rows.table),
        sql.SQL(", ").join(map(sql.Identifier, rows.columns)),
        sql.SQL(_OPTIONS[rows.format]),
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.cursor.copy(statement) as copy:
            for chunk in rows.chunks:
                copy.write(chunk)
        written = cursor.cursor.rowcount
    ensure(written == rows.count, f"{rows.table}: {rows.count} rows were promised, {written} arrived")
    return int(written)
