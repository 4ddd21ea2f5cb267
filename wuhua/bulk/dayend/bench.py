"""The day end measured: a bank of any size in a database of its own, three kinds of day, and the floor of each.

The floor is what the same machine needs, in the same run and on the same rows, merely to read the position columns,
write the same Parquet and copy the same number of result rows into an unindexed table.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from wuhua.areas.servicing.loading import TAKEN_UP
from wuhua.books import post
from wuhua.bulk.dayend import digest, load, snapshot, verify
from wuhua.bulk.dayend import run as dayend
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import clock, lake
from wuhua.platform.copy import copy_in
from wuhua.platform.models import SealedDay, SealKind

OPENS = date(2018, 9, 19)
DAYS = {"quiet": date(2018, 9, 19), "settlement": date(2018, 9, 20), "collection": date(2018, 9, 21)}
BRANCHES, PRODUCTS = 20, ("MERCHANT_LOAN", "CREDIT_LOAN", "FLOW_LOAN", "PACKAGING_LOAN")

Say = Callable[[str], None]


def run(notes: int, *, workers: int, say: Say) -> dict[str, Any]:
    """Measure the three days on `notes` notes; the database and the lake are removed afterwards."""
    with bank_of_its_own():
        say(f"建账:{notes:,} 笔借据 …")
        fill(notes)
        with load.connect() as link:
            load.load(link, OPENS)  # unmeasured: neither the first day nor its floor pays for memory never used yet
        found: dict[str, Any] = {"name": "day", "notes": notes, "machine": machine()}
        for name, day in DAYS.items():
            say(f"日终 {name} {day} …")
            found[name] = _measure(day, notes, workers)
        found["bytes_per_note_year"] = _yearly(found, notes)
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        say("核对 …")
        found["verified"] = not any(verify.verify().values())
    return found


def machine() -> dict[str, int]:
    """What the numbers were taken on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"cores": os.cpu_count() or 0, "memory_gb": pages >> 30}


@contextmanager
def bank_of_its_own() -> Iterator[None]:
    """A database and a lake for one bench, gone afterwards."""
    name, before, home_lake = f"bench_{uuid.uuid4().hex[:8]}", connection.settings_dict["NAME"], settings.WUHUA_LAKE
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    with tempfile.TemporaryDirectory() as folder:
        settings.WUHUA_LAKE = Path(folder) / "lake"
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            settings.WUHUA_LAKE = home_lake
            connection.close()
            connection.settings_dict["NAME"] = before
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def number_of(note: int) -> str:
    """The number of the bench's note."""
    return f"JD{note:010d}"


def fill(count: int, *, method: str = "interest_only", granted: int = 1) -> None:
    """Customers, accounts with money, notes and opening entries, as columns, and a genesis seal.

    `granted` is how many times its balance a note may draw.
    """
    n = pl.DataFrame({"id": range(1, count + 1)}).with_columns(
        (pl.col("id") % BRANCHES).cast(pl.String).str.zfill(3).alias("branch"),
        pl.col("id").cast(pl.String).str.zfill(10).alias("tail"),
        (pl.col("id") % load.SHARDS).cast(pl.Int16).alias("shard"),
        (pl.lit(5_000_000) + (pl.col("id") * 7919 % 9_000) * 1_000).alias("amount"),
        pl.col("id").mod(len(PRODUCTS)).replace_strict(range(len(PRODUCTS)), list(PRODUCTS)).alias("product"),
    )
    with transaction.atomic():
        clock.advance(OPENS)
        copy_in(rows("customer_customer", customers(n)))
        copy_in(rows("servicing_settlementaccount", accounts(n)))
        notes = _notes(n).with_columns(pl.lit(method).alias("method"), pl.col("amount") * granted)
        copy_in(rows("servicing_loannote", notes))
        copy_in(rows("servicing_noteevent", _events(notes)))
        _open_books(n)
        before = OPENS - timedelta(days=1)
        SealedDay.objects.create(
            day=before, kind=SealKind.GENESIS, seal=digest.chain("", before.isoformat()), recorded_at=clock.now()
        )
    settle_down()


def settle_down() -> None:
    """A bank that has been running: what the filling left to be written is written, and readers find clean pages."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def customers(n: pl.DataFrame) -> pl.DataFrame:
    """A customer a row of (id, branch, tail, shard)."""
    return n.select(
        "id",
        pl.format("C{}", "tail").alias("number"),
        pl.lit("MERCHANT").alias("kind"),
        pl.lit("测").alias("name"),
        pl.lit("").alias("identity_sealed"),
        pl.format("{}{}", pl.lit("0" * 54), "tail").alias("identity_blind"),
        pl.lit("").alias("identity_masked"),
        pl.lit("5212").alias("industry"),
        pl.lit("140824").alias("region"),
        pl.lit("M001").alias("managing_rm"),
    )


def accounts(n: pl.DataFrame) -> pl.DataFrame:
    """The settlement account of each."""
    return n.select(
        "id", pl.format("62{}", "tail").alias("number"), pl.col("id").alias("customer_id"), "branch", "shard"
    )


def _notes(n: pl.DataFrame) -> pl.DataFrame:
    words = {
        "managing_rm": "M001", "first_responsible": "M001", "method": "interest_only", "settlement": "MONTH20",
        "day_count": "act/360", "issue_type": "NEW", "previous": "", "payout": "SELF", "security": "GUARANTEE",
        "purpose": "BUSINESS", "use": "进货", "industry": "5212", "region": "140824", "rate_type": "BENCHMARK",
        "book_status": "NORMAL",
    }  # fmt: skip
    numbers = {
        "extensions": 0, "frequency_months": 1, "penalty_uplift": 50, "grace_days": 0, "overdue_principal": 0, "accrued": 0,
        "carry": 0, "penalty_accrued": 0, "penalty_carry": 0, "compound_base": 0, "compound_accrued": 0, "compound_carry": 0,
    }  # fmt: skip
    flags = {
        "principal_rolls": True, "compound": True, "compound_base_penalty": False, "farm": False, "green": False,
        "internet": False, "revolving": False,
    }  # fmt: skip
    return n.select(
        "id",
        pl.format("JD{}", "tail").alias("number"),
        pl.format("HT{}", "tail").alias("contract"),
        pl.col("id").alias("customer_id"),
        pl.col("id").alias("account_id"),
        "shard",
        "product",
        "branch",
        "amount",
        pl.col("amount").alias("principal"),
        (pl.lit(700_000) + pl.col("id") % 50 * 1_000).alias("rate"),
        pl.lit(OPENS).alias("start"),
        pl.lit(date(2019, 8, 15)).alias("maturity"),
        pl.lit(date(2019, 8, 15)).alias("original_maturity"),
        pl.lit(OPENS).alias("anchor_day"),
        pl.lit(date(2019, 8, 15)).alias("next_due"),
        *(pl.lit(value).alias(name) for name, value in {**words, **numbers, **flags}.items()),
    )


def _events(notes: pl.DataFrame) -> pl.DataFrame:
    """What a cut-over leaves behind each note: its state, from which its life can be walked."""
    held = notes.select("id", *(name for name in TAKEN_UP if name in notes.columns))
    before = pl.lit(OPENS - timedelta(days=1))
    return held.select(
        pl.col("id").alias("note_id"),
        before.alias("value_day"),
        before.alias("business_date"),
        pl.lit(clock.now().isoformat()).alias("recorded_at"),
        pl.lit("IMPORTED").alias("kind"),
        "rate",
        pl.struct(pl.exclude("id")).struct.json_encode().alias("detail"),
        pl.lit("BENCH").alias("actor"),
    )


def _open_books(n: pl.DataFrame) -> None:
    """Principal of every note and money on every account, against the opening account."""
    money = 100_000_000
    sides = (
        n.select(pl.lit(1301).alias("account"), pl.lit("D").alias("side"), "amount", "branch", "product",
                 pl.lit("NORMAL").alias("status"), pl.col("id").alias("sub")),
        n.select(pl.lit(2011).alias("account"), pl.lit("C").alias("side"), pl.lit(money, dtype=pl.Int64).alias("amount"),
                 "branch", pl.lit("").alias("product"), pl.lit("").alias("status"), pl.col("id").alias("sub")),
    )  # fmt: skip
    for key, lines in zip(("loans", "deposits"), sides, strict=True):
        total = int(lines.get_column("amount").sum())
        other = "C" if key == "loans" else "D"
        against = {"account": 4001, "side": other, "amount": total, "branch": "", "product": "", "status": "", "sub": 0}
        lines = pl.concat([lines, pl.DataFrame([against], schema=lines.schema)])
        entry = post.entry_ids(1)[0]
        numbered = lines.with_columns(
            pl.lit(entry, dtype=pl.Int64).alias("entry_id"), pl.int_range(1, pl.len() + 1).alias("seq")
        ).select(post.LINE_COLUMNS)
        head = pl.DataFrame(
            {"id": [entry], "key": [f"bench/{key}"], "why": ["建账"], "line_count": [lines.height], "total": [total]}
        )
        post.post_bulk(
            business_date=OPENS - timedelta(days=1),
            actor="BENCH",
            entries=rows("books_entry", head),
            lines=rows("books_line", numbered),
        )


def _measure(day: date, notes: int, workers: int) -> dict[str, Any]:
    size = _database_bytes()
    start = time.perf_counter()
    closed = dayend.close_day(day, workers=workers)
    seconds = time.perf_counter() - start
    ensure(not isinstance(closed, Refused), f"{day} did not close")
    assert not isinstance(closed, Refused)  # noqa: S101 (for the type checker)
    floor = _floor(day, closed.counts)
    return {
        "seconds": f"{seconds:.2f}",
        "floor_seconds": f"{floor:.2f}",
        "ratio": f"{seconds / floor:.2f}",
        "notes_per_s": int(notes / seconds),
        "phases": {name: f"{took:.2f}" for name, took in closed.phases.items()},
        "bytes": {"lake": lake.file_of(day, "positions").stat().st_size, "books": _database_bytes() - size},
    }


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _yearly(found: dict[str, Any], notes: int) -> dict[str, int]:
    """Bytes a note takes in a year: twelve settlement days, twelve collection days, and the rest quiet ones."""
    times = {"settlement": 12, "collection": 12, "quiet": 365 - 24}
    return {
        where: sum(found[name]["bytes"][where] * count for name, count in times.items()) // notes
        for where in ("lake", "books")
    }


def _floor(day: date, counts: dict[str, int]) -> float:
    """Read the same columns, write the same Parquet, copy as many rows into an unindexed table, and nothing else."""
    positions = pl.read_parquet(lake.file_of(day, "positions"))
    written = sum(counts.get(name, 0) for name in ("lines", "bills", "items", "notes"))
    plain = pl.DataFrame({"a": range(written), "b": [day] * written, "c": ["I"] * written, "d": range(written)})
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with load.connect() as link:
            load.read_columns(link, day)
        positions.select(snapshot.POSITIONS).write_parquet(f"{folder}/x", compression="zstd", compression_level=1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_floor (a bigint, b date, c text, d bigint)")
            copy_in(rows("bench_floor", plain))
        seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_floor")
    return seconds
