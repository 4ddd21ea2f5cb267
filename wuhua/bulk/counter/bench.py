"""`wuhua bench repay` and `wuhua bench draw`: one verb at a time, by four clients, in a bank of its own.

The floor is PostgreSQL's own bench on the same server in the same run: `pgbench` (TPC-B, scale 10, four clients), which
moves three balances and writes one line of history; it runs before and after, and the mean counts. What is measured is the
verb as a page or the API calls it, with its key, its trace, its entry and its lines; each client is a process with a
connection made before the clock starts. Afterwards the day is closed and the books are proved.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from wuhua.areas.servicing import read
from wuhua.bulk.counter.client import WARM
from wuhua.bulk.dayend import bench as dayend
from wuhua.bulk.dayend import run, verify
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import home, pgtools

CLIENTS, SCALE = 4, 10
FLOOR = f"pgbench TPC-B,规模 {SCALE},{CLIENTS} 个客户端,同一服务器、同样的 fsync"
DRAWN = 100_000
"""What each measured draw takes (fen)."""

Jobs = list[tuple[str, int]]


def repay(operations: int, *, floor_seconds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Each operation pays at the counter the whole interest bill that the settlement of the 20th cut on one note.

    A measurement of repayments by file belongs beside the single one, under the key `file` of this answer.
    """
    return _measured("repay", operations, floor_seconds, say, _bank_with_bills)


def draw(operations: int, *, floor_seconds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Each operation draws once more on one note of free draws, to its settlement account."""
    return _measured("draw", operations, floor_seconds, say, _bank_of_free_draws)


def _bank_with_bills(notes: int) -> tuple[date, Jobs]:
    """Every note owes one bill of interest, due today and not debited before tonight."""
    dayend.fill(notes)
    closed = run.close_through(None, dayend.DAYS["settlement"], workers=2)
    ensure(not isinstance(closed, Refused), "the days before the measured one close")
    day = dayend.DAYS["collection"]
    owed = read.open_bills_of(range(1, notes + 1), day)
    return day, [(dayend.number_of(note), sum(bill.open for bill in owed[note])) for note in sorted(owed)]


def _bank_of_free_draws(notes: int) -> tuple[date, Jobs]:
    """Every note was granted twice what it owes."""
    dayend.fill(notes, method="on_demand", granted=2)
    return dayend.OPENS, [(dayend.number_of(note), DRAWN) for note in range(1, notes + 1)]


def _measured(
    verb: str,
    operations: int,
    floor_seconds: int,
    say: Callable[[str], None],
    bank: Callable[[int], tuple[date, Jobs]],
) -> dict[str, Any]:
    with dayend.bank_of_its_own():
        notes = operations + CLIENTS * WARM
        say(f"建账:{notes:,} 笔借据 …")
        day, jobs = bank(notes)
        ensure(len(jobs) == notes, f"{len(jobs)} of {notes} notes can be served")
        dayend.settle_down()
        say(f"下限:{FLOOR};{CLIENTS} 个客户端各 {operations // CLIENTS:,} 笔;下限 …")
        before = _floor(floor_seconds)
        found = _run(verb, day, jobs)
        floor = (before + _floor(floor_seconds)) / 2
        say("日终并核对 …")
        closed = run.close_through(None, day, workers=2)
        verified = not isinstance(closed, Refused) and not any(verify.verify().values())
    return {
        "name": verb,
        **found,
        "floor": {"what": FLOOR, "per_s": int(floor)},
        "ratio": f"{found['per_s'] / floor:.2f}",
        "machine": dayend.machine(),
        "verified": verified,
    }


def _run(verb: str, day: date, jobs: Jobs) -> dict[str, Any]:
    """The four clients from the first start to the last end."""
    with ExitStack() as stack:
        clients = [stack.enter_context(_client(verb, day, jobs[n::CLIENTS])) for n in range(CLIENTS)]
        for client in clients:
            ensure(_line(client) == "ready", "a client of the bench is ready")
        for client in clients:
            _tell(client, "go")
        times = [json.loads(_line(client)) for client in clients]
    took = sorted(each for client in times for each in client["took"])
    seconds = max(each["end"] for each in times) - min(each["start"] for each in times)
    cuts = quantiles(took, n=100)
    return {
        "operations": len(took),
        "seconds": f"{seconds:.2f}",
        "per_s": int(len(took) / seconds),
        "p50_ms": f"{cuts[49] * 1000:.2f}",
        "p99_ms": f"{cuts[98] * 1000:.2f}",
    }


@contextmanager
def _client(verb: str, day: date, jobs: Jobs) -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "wuhua.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(home.ROOT), os.environ.get("PYTHONPATH")])),
        "WUHUA_HOME": str(settings.WUHUA_HOME),
        "WUHUA_DATABASE_URL": _address(connection.settings_dict["NAME"]),
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "wuhua.bulk.counter.client"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        _tell(process, json.dumps({"verb": verb, "day": day.isoformat(), "jobs": jobs}))
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def _tell(client: subprocess.Popen[str], line: str) -> None:
    assert client.stdin is not None  # noqa: S101 (for the type checker)
    client.stdin.write(line + "\n")
    client.stdin.flush()


def _line(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None  # noqa: S101 (for the type checker)
    line = client.stdout.readline().strip()
    ensure(bool(line), "a client of the bench ended before its answer; what it said is on standard error")
    return line


def _floor(seconds: int) -> float:
    """Transactions a second of TPC-B, in a database of its own on the same server."""
    name = f"bench_floor_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        return pgtools.tpc_b(_address(name), scale=SCALE, clients=CLIENTS, seconds=seconds)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _address(database: str) -> str:
    at = connection.settings_dict
    words = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    return make_conninfo("", dbname=database, **{name: value for name, value in words.items() if value})
