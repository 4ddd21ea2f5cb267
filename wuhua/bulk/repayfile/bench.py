"""Repayment by file measured: the morning of a debit day, one file with a line for every note of the bank.

The whole way is timed: the file read and checked, its money split, everything written, the outcome of every line kept.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from wuhua.areas.corelink.rules import LineOutcome
from wuhua.bulk.dayend import load, verify
from wuhua.bulk.dayend import run as dayend
from wuhua.bulk.dayend.bench import DAYS, bank_of_its_own, fill
from wuhua.bulk.intake.cells import written
from wuhua.bulk.intake.form import Kind
from wuhua.bulk.repayfile import run
from wuhua.bulk.repayfile.formats import RETURN
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused, ensure

DAY = DAYS["collection"]
_DUES = """
SELECT n.number AS note, b.amount FROM servicing_bill b JOIN servicing_loannote n ON n.id = b.note_id WHERE b.due = $1
"""


def measure(notes: int, *, workers: int, say: Callable[[str], None]) -> dict[str, Any]:
    """A bank of its own with a bill for every note; answers operations, seconds and how many a second."""
    with bank_of_its_own(), tempfile.TemporaryDirectory() as folder:
        say(f"建账:{notes:,} 笔借据 …")
        fill(notes)
        say("结息日日终 …")
        _through(DAY - timedelta(days=1))
        path = Path(folder) / "代扣回盘.csv"
        lines = _write(path)
        say(f"代扣回盘 {lines:,} 笔 …")
        start = time.perf_counter()
        done = run.take(path, actor="BENCH", business_date=DAY, workers=workers)
        seconds = time.perf_counter() - start
        ensure(not isinstance(done, Refused), f"the file was refused: {done}")
        assert not isinstance(done, Refused)  # noqa: S101 (for the type checker)
        booked = done.of(LineOutcome.BOOKED).lines
        ensure(booked == lines and done.singly == 0, f"{lines} lines, {booked} booked, {done.singly} of them singly")
        say("日终与核对 …")
        _through(DAY)
        return {
            "operations": booked,
            "seconds": f"{seconds:.2f}",
            "per_s": int(booked / seconds),
            "workers": workers,
            "verified": not any(verify.verify().values()),
        }


def _through(day: date) -> None:
    closed = dayend.close_through(None, day, workers=2)
    ensure(not isinstance(closed, Refused), f"{day} did not close: {closed}")


def _write(path: Path) -> int:
    """The bank's answer: every bill of the day, paid in full."""
    with load.connect() as link:
        dues = load.query(link, _DUES, DAY)
    heads = {column.code: column.heading for column in RETURN.columns}
    lines = dues.with_row_index("n").select(
        pl.col("note").alias(heads["note"]),
        written(pl.col("amount"), Kind.YUAN).alias(heads["amount"]),
        pl.lit("成功").alias(heads["result"]),
        pl.lit("").alias(heads["reason"]),
        pl.format("YH{}", pl.col("n").cast(pl.String).str.zfill(10)).alias(heads["reference"]),
        pl.lit(DAY.isoformat()).alias(heads["day"]),
        pl.lit("").alias(heads["count"]),
    )
    totals = ["合计", yuan(int(dues["amount"].sum())), "", "", "", "", str(dues.height)]
    pl.concat([lines, pl.DataFrame([totals], schema=lines.schema, orient="row")]).write_csv(path)
    return dues.height
