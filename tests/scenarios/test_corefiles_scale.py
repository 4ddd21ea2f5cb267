"""Two hundred thousand balances held against the core's in seconds, from the file on disk to the list of breaks."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.corelink.models import CoreBreak
from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.bulk.corefiles import formats, receive
from wuhua.bulk.corefiles.check import total_of
from wuhua.bulk.corefiles.gate import Folder
from wuhua.bulk.corefiles.send import content_of
from wuhua.core.refuse import Refused
from wuhua.platform import clock, lake
from wuhua.platform.models import SealedDay, SealKind

DAY = date(2018, 9, 28)
NOTES = 200_000
SECONDS = 20
"""Several times what it takes on two shared cores; a way that goes row by row takes minutes."""


@pytest.fixture
def sealed(fresh_bank: str) -> pl.DataFrame:
    """A sealed day of so many notes, as the lake keeps it."""
    n = pl.int_range(NOTES, eager=True)
    positions = pl.DataFrame(
        {
            "note": n.cast(pl.String).str.zfill(8).map_elements(lambda text: f"JD{text}", return_dtype=pl.String),
            "branch": (n % 12).cast(pl.String).map_elements(lambda text: f"B{text}", return_dtype=pl.String),
            "balance": n * 12_345 % 900_000_00 + 1_000_00,
            "overdue_principal": pl.zeros(NOTES, pl.Int64, eager=True),
            "book_status": pl.Series(["NORMAL"] * NOTES),
        }
    )
    entry = lake.write(DAY, "positions", "0" * 64, NOTES, positions.write_parquet)
    with transaction.atomic():
        compliance.ensure_seeded(actor="SYSTEM", business_date=DAY)
        clock.advance(DAY)
        SealedDay.objects.create(
            day=DAY, kind=SealKind.IMPORTED, seal="s", files={"positions": entry}, recorded_at=clock.now()
        )
    return positions


def written(folder: Path, balances: pl.DataFrame) -> None:
    form = formats.of(CoreFileKind.BALANCES)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "balances.csv").write_bytes(content_of(form, balances))
    rows = pl.DataFrame(
        [("balances", DAY, balances.height, total_of(form, balances))],
        schema={"file": pl.String, "day": pl.Date, "rows": pl.Int64, "total": pl.Int64},
        orient="row",
    )
    (folder / "control.csv").write_bytes(content_of(formats.CONTROL, rows))


def timed(folder: Path) -> tuple[receive.Received, float]:
    start = time.perf_counter()
    done = receive.receive(Folder(folder), DAY, actor="2001", business_date=DAY)
    seconds = time.perf_counter() - start
    assert not isinstance(done, Refused), done
    print(f"{NOTES:,} balances in {seconds:.2f} s, {done.sum('found'):,} new breaks")
    return done, seconds


@pytest.mark.slow
def test_two_hundred_thousand_balances_in_seconds(sealed: pl.DataFrame, tmp_path: Path) -> None:
    one = pl.col("note") == "JD00000007"
    other = sealed.with_columns(
        pl.when(one).then(pl.col("balance") + 1).otherwise("balance").alias("balance"),
        pl.when(pl.col("note") == "JD00000009").then(pl.lit("OVERDUE")).otherwise("book_status").alias("book_status"),
    ).filter(pl.col("note") != "JD00000008")
    written(tmp_path, other)
    done, seconds = timed(tmp_path)
    assert done.sum("found") == 3
    assert seconds < SECONDS
    done, seconds = timed(tmp_path)
    assert (done.sum("found"), done.sum("again")) == (0, 3)
    # The worst day: every balance differs, and every one becomes a break with a step.
    written(tmp_path, sealed.with_columns(pl.col("balance") + 1))
    done, seconds = timed(tmp_path)
    assert done.sum("found") + done.sum("again") == NOTES
    assert CoreBreak.objects.filter(state="FOUND").count() == NOTES
    assert seconds < 3 * SECONDS
