"""Tasks of every temper, for the worker processes of `test_jobs.py`."""

from __future__ import annotations

import os
from typing import Any

from django.db import connection, transaction

from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import jobs, numbering

GATE = 99
"""An advisory lock: whoever holds it makes `wait` wait in the middle of its transaction."""


class KettleRefusal(Refusal):
    KETTLE_DRY = "kettle_dry"


DRY = Refused(KettleRefusal.KETTLE_DRY, "壶里没有水。", "请先加水。")


@jobs.task("test.count")
def count(work: jobs.Work) -> jobs.Answer:
    """Leaves one number behind each time it is done."""
    return {"number": numbering.next_number("kettle"), "cups": work.arguments["cups"], "attempt": work.attempt}


@jobs.task("test.wait")
def wait(work: jobs.Work) -> jobs.Answer:
    """Says how far it is from inside a transaction that stands still as long as the gate is held."""
    with transaction.atomic(), connection.cursor() as cursor:
        numbering.next_number("kettle")
        work.progress(3, 10, "烧水")
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [GATE])
    work.progress(10, 10, "倒水")
    return {"attempt": work.attempt}


@jobs.task("test.refuse")
def refuse(work: jobs.Work) -> Refused:
    with transaction.atomic():
        numbering.next_number("kettle")
        work.keep("清单.csv", [b"1\n"], "text/csv")
        if work.arguments["raised"]:
            raise Refuse(DRY)
    return DRY


@jobs.task("test.break")
def break_(work: jobs.Work) -> jobs.Answer:
    raise ZeroDivisionError(work.arguments["secret"])


@jobs.task("test.die")
def die(work: jobs.Work) -> jobs.Answer:
    """Kills its worker, as a lack of memory would."""
    os.kill(os.getpid(), 9)
    return {}


@jobs.task("test.folder")
def folder(work: jobs.Work) -> jobs.Answer:
    """Fills its private folder; killed the first time."""
    with work.folder() as place:
        found = [each.name for each in place.iterdir()]
        (place / "half").write_text("half")
        if work.attempt == 1:
            os.kill(os.getpid(), 9)
        return {"found": found, "mode": oct(place.stat().st_mode & 0o777), "place": str(place)}


@jobs.task("test.database_lost")
def database_lost(work: jobs.Work) -> jobs.Answer:
    """The database ends our connection in the middle, for the first starts."""
    if work.attempt <= work.arguments["times"]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return {"attempt": work.attempt}


@jobs.task("test.chatter")
def chatter(work: jobs.Work) -> jobs.Answer:
    """Says a thousand times how far it is, and counts how often the database heard of it."""
    heard = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return execute(sql, *rest)

    with work.apart.execute_wrapper(listen):
        for done in range(1001):
            work.progress(done, 1000, "说话")
    return {"heard": len(heard)}
