"""One trip: statements of several rooms that go to the database together and come back together.

Each room writes the statement about its own tables and hands it over as a `Step`; the verb that needs several of them
sends them in one go. The server runs them one after the other, and each sees what is committed when its turn comes: a
statement behind one that waited for a lock sees what the holder of the lock left. (One long statement with WITH would not:
it sees everything as it was when it began to wait.)

    key, gate, note = trip.go([claim.step, seals.GATE, Step("SELECT … FOR UPDATE", (number,))])

Values are bound by the driver on our side, which is what lets statements travel together; Django's own default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(step.sql for step in steps), [each for step in steps for each in step.values])
        answers = []
        for _ in steps:
            answers.append(cursor.fetchall() if cursor.pgresult.nfields else [])
            cursor.nextset()
        return answers
