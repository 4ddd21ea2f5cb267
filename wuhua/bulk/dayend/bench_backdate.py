"""A payment back-dated to the start of a long life, measured: verb to commit, and the page of a note young and old.

Every repetition is a note of its own with the same life, so nothing is taken back and nothing is warm that would not be.
The floor is what the same machine needs, in the same run, to commit as many plain rows as one repetition wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.servicing import actions
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.dayend import bench, digest, verify
from wuhua.bulk.dayend import run as dayend
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import clock
from wuhua.platform.copy import copy_in
from wuhua.platform.models import SealedDay, SealKind

OPENS = date(2018, 9, 3)
AMOUNT, RATE, EARLY = 10_000_000, 720_000, 1_000_000
WARM = 3
TABLES = (
    "servicing_noteevent",
    "servicing_bill",
    "servicing_repaymentitem",
    "books_entry",
    "books_line",
    "platform_audit",
)


def run(times: int, days: int, *, page: Callable[[str, date], None], say: bench.Say) -> dict[str, Any]:
    """`times` payments on notes of `days` days, half of them level instalments; the bank is removed afterwards."""
    with bench.bank_of_its_own():
        say(f"建账:{times + WARM} 笔借据,逐日日终 {days} 天 …")
        numbers = _lend(times + WARM)
        young = _pages(numbers, page, OPENS + timedelta(days=1))
        for ahead in range(1, days):
            _closed(OPENS + timedelta(days=ahead))
        today = OPENS + timedelta(days=days)
        old = _pages(numbers, page, today)
        say("补记 …")
        for number in numbers[:WARM]:
            _pay(number, today)
        before = _counted()
        taken, worked = zip(*(_pay(number, today) for number in numbers[WARM:]), strict=True)
        written = (_counted() - before) // times
        floor = [_floor(n, written) for n in range(times)]
        _closed(today)
        broken = any(verify.verify().values())
    return {
        "name": "backdate", "times": times, "days": days, "rows_each": written, "p50_ms": _at(taken, 50),
        "p99_ms": _at(taken, 99), "worked_p50_ms": _at(worked, 50), "floor": {"p50_ms": _at(floor, 50), "p99_ms": _at(floor, 99)},
        "ratio": f"{sorted(taken)[times // 2] / sorted(floor)[times // 2]:.1f}",
        "page": {"young_p50_ms": _at(young, 50), "old_p50_ms": _at(old, 50)}, "verified": not broken,
    }  # fmt: skip


def _at(seconds: Sequence[float], percent: int) -> str:
    """That percentile in milliseconds; the nearest rank."""
    ranked = sorted(seconds)
    return f"{ranked[max(0, -(-len(ranked) * percent // 100) - 1)] * 1000:.1f}"


def _lend(count: int) -> list[str]:
    """A bank with so many borrowers, each with money for every bill and one note; its first day is closed."""
    n = pl.DataFrame({"id": range(1, count + 1)}).with_columns(
        pl.lit("001").alias("branch"),
        pl.col("id").cast(pl.String).str.zfill(10).alias("tail"),
        (pl.col("id") % dayend.load.SHARDS).cast(pl.Int16).alias("shard"),
    )
    before = OPENS - timedelta(days=1)
    with transaction.atomic():
        compliance.ensure_seeded(actor="BENCH", business_date=OPENS)
        clock.advance(OPENS)
        copy_in(rows("customer_customer", bench.customers(n)))
        copy_in(rows("servicing_settlementaccount", bench.accounts(n)))
        seal = digest.chain("", before.isoformat())
        SealedDay.objects.create(day=before, kind=SealKind.GENESIS, seal=seal, recorded_at=clock.now())
    numbers = [_note(tail, place) for place, tail in enumerate(n.get_column("tail"))]
    _closed(OPENS)
    return numbers


def _note(tail: str, place: int) -> str:
    """Every other note has level instalments on its own day; the others pay interest on the 20th."""
    level = place % 2 == 0
    terms = actions.NoteTerms(
        number=f"JD{tail}", account=f"62{tail}", amount=AMOUNT, rate=RATE, maturity=date(2021, 9, 3), contract=f"HT{tail}",
        product="MERCHANT_LOAN", managing_rm="M001", method="equal_instalments" if level else "interest_only",
        settlement="OWN_DAY" if level else "MONTH20", security="GUARANTEE", use="进货", industry="5212", region="140824",
    )  # fmt: skip
    lent = actions.disburse(actor="BENCH", business_date=OPENS, key=f"lend/{tail}", terms=terms)
    ensure(not isinstance(lent, Refused), f"a note is lent: {lent}")
    paid = actions.deposit(
        actor="BENCH", business_date=OPENS, key=f"in/{tail}", account=terms.account, amount=2 * AMOUNT
    )
    ensure(not isinstance(paid, Refused), f"money is paid in: {paid}")
    return terms.number


def _closed(day: date) -> None:
    ensure(not isinstance(dayend.close_day(day), Refused), f"{day} did not close")


def _pay(number: str, today: date) -> tuple[float, float]:
    """Principal that came the day after the draw and was forgotten till today: from asking to committed.

    Answers the seconds on the clock, and those this process worked (the rest is the database, or somebody else's work).
    """
    said = Said(amount=EARLY, day=OPENS + timedelta(days=1))
    start, worked = time.perf_counter(), time.process_time()
    done = actions.do(Verb.PREPAY, actor="BENCH", business_date=today, key=f"late/{number}", note=number, said=said)
    found = time.perf_counter() - start, time.process_time() - worked
    ensure(not isinstance(done, Refused), f"the payment is booked: {done}")
    return found


def _pages(numbers: list[str], page: Callable[[str, date], None], day: date) -> list[float]:
    found = []
    for number in [*numbers[:WARM], *numbers]:
        start = time.perf_counter()
        page(number, day)
        found.append(time.perf_counter() - start)
    return found[WARM:]


def _counted() -> int:
    """Rows of every table a correction writes to."""
    total = 0
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # our own names
            total += int(cursor.fetchone()[0])
    return total


def _floor(place: int, count: int) -> float:
    """So many plain rows in one statement and one commit."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_plain (a bigint, b date, c text, d bigint)")
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_plain SELECT n, DATE '2018-09-03' + n, 'I', n FROM unnest(%s::int[]) n",
            [list(range(place, place + count))],
        )
    return time.perf_counter() - start
