"""One trip: statements of several rooms that go to the database together and come back together.

Each room writes the statement about its own tables and hands it over as a `Step`; the verb that needs several of them
sends them in one go. The server runs them one after the other, and each sees what is committed when its turn comes: a
statement behind one that waited for a lock sees what the holder of the lock left. (One long statement with WITH would not:
it sees everything as it was when it began to wait.)

    key, gate, note = trip.go([claim.step, seals.gate_step(day), Step("SELECT … FOR UPDATE", (number,))])

The statements travel in the driver's pipeline, each with its values beside it: writing values into the text of one long
query was a third of the caller's own time. (Preparing them on the server as well was measured, and gave nothing more: the
plans that cost are inside functions, and kept.) A statement says the types of its values where the server could not tell
(`%s::date`). A trip stands in Django's log of queries as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from wuhua.core.refuse import ensure

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement with its values."""

    sql: str
    values: tuple[Any, ...] = ()


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
