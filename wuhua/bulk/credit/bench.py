"""Batch credit measured: a million parties of a list against a million customers and as many licences, in a database of its own.

The floor is what the same machine needs, in the same run, merely to read the same list as text and the same columns of the
database, and to copy as many rows of a line's width into an unindexed table.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import actions as product
from wuhua.bulk.credit import gather, listed, run
from wuhua.bulk.dayend import bench, verify
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import clock
from wuhua.platform.copy import copy_in

DAY = date(2018, 9, 30)
MAKER = Officer("BENCH", "测", "", frozenset({Role.SME_CENTER_HEAD}), None)
Say = Callable[[str], None]


def measure(records: int, *, say: Say) -> dict[str, Any]:
    """Two runs of one list, the second of which must write nothing; the database is removed afterwards."""
    with bench.bank_of_its_own():
        say(f"建库:{records:,} 户 …")
        raw = _fill(records)
        say("第一次 …")
        first, seconds = _run(raw)
        say("第二次 …")
        second, again = _run(raw)
        ensure(second["fresh"] == second["changed"] == 0, "the second run wrote something")
        ensure(first["fresh"] == _count("market_batchline") == records, "lines were lost")
        say("下限 …")
        floor = _floor(raw, records)
        sound = not any(verify.verify().values())
    return {
        "name": "batch-credit",
        "operations": records,
        "seconds": f"{seconds:.2f}",
        "per_s": int(records / seconds),
        "p50_ms": None,
        "p99_ms": None,
        "floor": {"what": "读同一名单与同样的列,复制同样多的行到无索引表", "per_s": int(records / floor)},
        "ratio": f"{seconds / floor:.2f}",
        "phases": first["seconds"],
        "second_run_seconds": f"{again:.2f}",
        "states": {name: first[name] for name in ("linked", "ready", "exception", "refused")},
        "verified": sound,
    }


def _run(raw: bytes) -> tuple[dict[str, Any], float]:
    start = time.perf_counter()
    found = run.assess_list(raw, "list.csv", actor=MAKER, on=DAY, product="CREDIT_CARD_LINE", name="测")
    seconds = time.perf_counter() - start
    if isinstance(found, Refused):
        ensure(False, found.reason)
    assert isinstance(found, dict)  # noqa: S101 (for the type checker)
    return found, seconds


def _parties(count: int) -> pl.DataFrame:
    """Firms with three tellings of one turnover; every twentieth disagrees, every thirtieth lacks one."""
    n = pl.col("id")
    sales = pl.lit(20_000_000) + n * 7919 % 90_000 * 10_000
    return pl.DataFrame({"id": range(1, count + 1)}).select(
        "id",
        pl.format("9114082400{}", n.cast(pl.String).str.zfill(8)).alias("identity"),
        pl.format("测试{}", "id").alias("name"),
        (n % 4).replace_strict([0, 1, 2, 3], ["2231", "5212", "1373", "3311"]).alias("industry"),
        (n % 10).replace_strict([0, 1], ["KEY", "QUALITY"], default="BASIC").alias("tier"),
        (sales // 100).cast(pl.String).alias("flow"),
        pl.lit("12").alias("flow_months"),
        (n % 40).cast(pl.String).alias("cv"),
        (sales * pl.when(n % 20 == 0).then(12).otherwise(4) // 10_000).cast(pl.String).alias("power"),
        pl.when(n % 30 == 0).then(None).otherwise((sales // 1_000).cast(pl.String)).alias("wage"),
    )


def _fill(count: int) -> bytes:
    """Customers and licences of every party, and the list as the bank would bring it."""
    product.ensure_seeded(actor="BENCH", business_date=DAY)
    parties = _parties(count)
    words = {"kind": "ENTERPRISE", "size_class": "SMALL", "identity_sealed": "", "identity_masked": "", "region": "140824",
             "managing_rm": "M001"}  # fmt: skip
    customers = parties.select(
        "id",
        pl.format("C{}", pl.col("id").cast(pl.String).str.zfill(10)).alias("number"),
        "name",
        "industry",
        listed.blinds(parties["identity"]),
        *(pl.lit(value).alias(name) for name, value in words.items()),
    )
    registry = parties.select(
        pl.lit("B1").alias("batch"), pl.lit("BENCH").alias("source"), pl.lit(DAY).alias("as_of"),
        pl.lit(clock.now().isoformat()).alias("received_at"), pl.lit("x").alias("checksum"),
        pl.col("identity").alias("credit_code"), "name", pl.lit("存续").alias("status"),
        pl.date(2005 + pl.col("id") % 14, 5, 1).alias("founded"),
    )  # fmt: skip
    with transaction.atomic():
        clock.advance(DAY)
        copy_in(rows("customer_customer", customers))
        copy_in(rows("customer_registryrecord", registry))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
    out = io.BytesIO()
    parties.drop("id").write_csv(out)
    return out.getvalue()


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _floor(raw: bytes, count: int) -> float:
    words = ["x" * 64, "x" * 32, "x" * 400]
    plain = pl.DataFrame({"a": range(count)}).with_columns(
        *(pl.lit(word).alias(name) for name, word in zip("bcd", words, strict=True))
    )
    start = time.perf_counter()
    pl.read_csv(io.BytesIO(raw), infer_schema=False)
    with connect() as link:
        gather.columns(link, DAY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (a bigint, b text, c text, d text)")
        copy_in(rows("bench_floor", plain))
    return time.perf_counter() - start
