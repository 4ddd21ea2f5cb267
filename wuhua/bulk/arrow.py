"""How bulk reads and writes: a statement into columns over ADBC, columns into the opaque rows the bulk verbs of the rooms take."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from urllib.parse import quote

import adbc_driver_postgresql as adbc
import polars as pl
import pyarrow
from adbc_driver_manager import AdbcConnection, AdbcDatabase, AdbcStatement
from django.db import connection

from wuhua.platform.copy import Rows

_SLICE = 200_000


def database_uri() -> str:
    """Address of the very database Django is connected to, for readers outside its transaction."""
    at = connection.settings_dict
    who = f"{quote(str(at['USER']), safe='')}:{quote(str(at['PASSWORD']), safe='')}@" if at["USER"] else ""
    host, port = str(at["HOST"] or ""), str(at["PORT"] or "")
    where = f"?host={quote(host, safe='')}" if host.startswith("/") else ""
    direct = "" if where else host + (f":{port}" if port else "")
    if where and port:
        where += f"&port={port}"
    return f"postgresql://{who}{direct}/{quote(str(at['NAME']), safe='')}{where}"


@lru_cache(maxsize=1)
def _server(uri: str) -> AdbcDatabase:
    """What the driver must know of a server before it reads: its types, by name and number. No connection stays open.

    Asking takes longer than closing the day of a small bank, so a process asks once.
    """
    return adbc.connect(uri)


@contextmanager
def connect() -> Iterator[AdbcConnection]:
    """A reader of committed rows; one serves a whole close. Each statement sees what is committed when it begins."""
    with AdbcConnection(_server(database_uri())) as link:
        yield link


def query(link: AdbcConnection, sql: str, *days: date) -> pl.DataFrame:
    """Rows of one statement as columns; `$1`, `$2` in it are the days given.

    The days are written into the statement, which then runs as a COPY: with bound arguments the driver fetches row by
    row, in twice the time. Nothing but a date can be put in this way.
    """
    for place, day in enumerate(days, 1):
        sql = sql.replace(f"${place}", f"DATE '{day:%Y-%m-%d}'")
    with AdbcStatement(link) as statement:
        statement.set_sql_query(sql)
        stream, _ = statement.execute_query()
        frame = pl.from_arrow(pyarrow.RecordBatchReader.from_stream(stream).read_all())
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()


def rows(table: str, frame: pl.DataFrame) -> Rows:
    """All rows of the frame for COPY, its column names being the table's; an empty text stays a text, null stays null."""
    return Rows(table, tuple(frame.columns), frame.height, _chunks(frame))


def _chunks(frame: pl.DataFrame) -> Iterator[bytes]:
    for part in frame.iter_slices(_SLICE):
        buffer = io.BytesIO()
        part.write_csv(buffer, include_header=False, quote_style="non_numeric")
        yield buffer.getvalue()
