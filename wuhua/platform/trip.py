"""One trip: statements of several rooms that go to the database together and come back together.

Each room writes the statement about its own tables and hands it over as a `Step`; the verb that needs several of them
sends them in one go. The server runs them one after the other, and each sees what is committed when its turn comes: a
statement behind one that waited for a lock sees what the holder of the lock left. (One long statement with WITH would not:
it sees everything as it was when it began to wait.)

    key, gate, note = trip.go([claim.step, seals.gate_step(day), Step("SELECT … FOR UPDATE", (number,))])

The statements travel in the driver's pipeline, each with its values beside it: writing values into the text of one long
query was a third of the caller's own time. A statement says the types of its values where the server could not tell
(`%s::date`). A trip stands in Django's log of queries as one.

Where every step is a question of one value, mostly a call of a function of its room (`SELECT platform_claim(…)`), `ask` sends
them as one statement: a third of the time at both ends. The server works through the questions in their order, and each
statement inside a function sees what is committed when its turn comes, as above (both tested).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from wuhua.core.refuse import ensure

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement with its values."""

    sql: str
    values: tuple[Any, ...] = ()


def ask(steps: Sequence[Step]) -> list[str | None]:
    """Send questions of one value each as one statement; answers the values as text, in their order.

    A step that is a plain query and no call of a function sees what was committed when the trip began.
    """
    ensure(connection.in_atomic_block, "steps of a trip belong to one transaction")
    ensure(len(steps) > 0, "there is something to ask")
    sql = _together(tuple(step.sql for step in steps))
    with connection.wrap_database_errors:
        wire: psycopg.Connection = connection.connection
        result = _sent(wire, sql, [_text(value) for step in steps for value in step.values])
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": ""})
    found = [result.get_value(0, place) for place in range(len(steps))]
    return [None if value is None else value.decode() for value in found]


@lru_cache(maxsize=64)
def _together(asked: tuple[str, ...]) -> str:
    """One statement of the questions, its values numbered as the server numbers them."""
    parts = f"SELECT ({'), ('.join(asked)})".split("%s")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


_PREPARED: WeakKeyDictionary[psycopg.Connection, dict[str, bytes]] = WeakKeyDictionary()


def _sent(wire: psycopg.Connection, sql: str, values: list[bytes | None]) -> PGresult:
    """The driver's lower half: prepared once a connection, then only the values travel. A cursor for each trip, with the
    types of its values and of its answer looked up anew, took more than everything a verb reckons. Nothing is left out:
    the transaction is begun as a cursor begins it, and the server's no is the driver's own exception.
    """
    server, known = wire.pgconn, _PREPARED.setdefault(wire, {})
    if server.transaction_status == TransactionStatus.IDLE:
        _fine(server.exec_(b"BEGIN"))
    if sql not in known:
        name = b"trip%d" % len(known)
        _fine(server.prepare(name, sql.encode()))
        known[sql] = name
    return _fine(server.exec_prepared(known[sql], values))  # type: ignore[arg-type]  # None is NULL; its stub forgets it


def _fine(result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise psycopg.errors.error_from_result(result)
    return result


def _text(value: str | int | date | None) -> bytes | None:
    """A value as the server reads it; the statement says its type. Nought ends a text on the wire, so it is refused here."""
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    if "\0" in text:
        raise psycopg.DataError("a text cannot hold the character nought")
    return text.encode()


def go(steps: Sequence[Step]) -> list[list[Row]]:
    """Send them in one round trip; answers the rows of each, in their order (none where a statement gives none)."""
    ensure(connection.in_atomic_block, "steps of a trip belong to one transaction")
    ensure(len(steps) > 0, "there is something to send")
    with connection.wrap_database_errors:
        wire: psycopg.Connection = connection.connection
        cursors = [psycopg.Cursor(wire) for _ in steps]
        with wire.pipeline():
            for cursor, step in zip(cursors, steps, strict=True):
                cursor.execute(step.sql, step.values)
        if connection.queries_logged:
            connection.queries_log.append({"sql": ";\n".join(step.sql for step in steps), "time": ""})
        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]
