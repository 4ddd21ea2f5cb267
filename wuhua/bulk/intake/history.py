"""The lake before the first close: imported month ends, and the genesis day drawn by the day end's own code.

Movements are kept with the first sealed day on or after them, so that reading the sealed days in order reads every
movement once. Call `written` inside the import's transaction: the seals go with it or not at all; a file without a seal
is never read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from wuhua.bulk.dayend import digest, snapshot
from wuhua.bulk.dayend.seal import seal
from wuhua.bulk.intake.shape import Shaped
from wuhua.platform import lake
from wuhua.platform.models import SealKind

_DTYPES = {
    "rate": pl.Int64,
    "credit_line": pl.Int64,
    "amount": pl.Int64,
    "start": pl.Date,
    "maturity": pl.Date,
    "principal": pl.Int64,
    "overdue_principal": pl.Int64,
    "balance": pl.Int64,
    "accrued": pl.Int64,
    "unpaid_interest": pl.Int64,
    "unpaid_penalty": pl.Int64,
    "unpaid_compound": pl.Int64,
    "off_balance_interest": pl.Int64,
    "overdue_days": pl.Int32,
    "oldest_due": pl.Date,
    "principal_due": pl.Date,
    "interest_due": pl.Date,
    "provision": pl.Int64,
    "farm": pl.Boolean,
    "revolving": pl.Boolean,
}


def genesis_positions(shaped: Shaped, customers: pl.DataFrame, provision_pct: dict[str, int]) -> pl.DataFrame:
    """The positions of the cut-over day. `customers`: (number, kind, size_class, credit_line)."""
    known = customers.select(
        pl.col("number").alias("customer"), pl.col("kind").alias("customer_kind"), "size_class", "credit_line"
    )
    late = (pl.lit(shaped.cut_over) - pl.col("oldest_due")).dt.total_days().fill_null(0).clip(lower_bound=0)
    notes = shaped.notes.drop("unpaid_interest", "unpaid_penalty", "unpaid_compound", "off_balance_interest").join(
        known, on="customer", how="left", maintain_order="left"
    )
    notes = notes.with_columns(
        late.cast(pl.Int32).alias("overdue_days"),
        pl.col("accrued").alias("i"),
        pl.col("penalty_accrued").alias("p"),
        pl.col("compound_accrued").alias("c"),
    )
    return snapshot.positions(notes, shaped.bills, provision_pct)


def imported_positions(frame: pl.DataFrame, notes: pl.DataFrame) -> dict[date, pl.DataFrame]:
    """Month ends as the bank's registers tell them; the rest is null, of a living note its terms are added."""
    terms = notes.select(
        pl.col("number").alias("note"),
        "region",
        "issue_type",
        "method",
        "amount",
        "start",
        "maturity",
        "revolving",
    )
    told = frame.join(terms, on="note", how="left").with_columns(
        pl.when(pl.col("overdue_days").fill_null(0) > 0)
        .then(pl.lit("OVERDUE"))
        .otherwise(pl.lit("NORMAL"))
        .alias("book_status"),
        pl.col("overdue_days").fill_null(0),
        pl.col("farm").fill_null(False),
        pl.col("revolving").fill_null(False),
    )
    missing = [name for name in snapshot.POSITIONS if name not in told.columns]
    wide = told.with_columns(pl.lit(None, dtype=_DTYPES.get(name, pl.String)).alias(name) for name in missing)
    shown = wide.select("day", *(pl.col(name).cast(_DTYPES.get(name, pl.String)) for name in snapshot.POSITIONS))
    return {
        day: shown.filter(pl.col("day") == day).drop("day").sort("note")
        for day in shown["day"].unique().sort().to_list()
    }


def flows(disbursements: pl.DataFrame, repayments: pl.DataFrame) -> pl.DataFrame:
    """Both registers in the columns of a flows file. A repayment carries the rate and line of no one: null."""
    out = disbursements.with_columns(pl.col("issue_type").alias("way"), pl.lit(0, dtype=pl.Int64).alias("interest"))
    back = repayments.with_columns(
        pl.col("principal").alias("amount"),
        (pl.col("interest").fill_null(0) + pl.col("penalty").fill_null(0)).alias("interest"),
        pl.lit(None, dtype=pl.Int64).alias("rate"),
        pl.lit(None, dtype=pl.Int64).alias("credit_line"),
        pl.lit(None, dtype=pl.Boolean).alias("farm"),
    )
    terms = disbursements.select("note", "rate", "credit_line", "farm").unique("note", keep="first")
    back = back.drop("rate", "credit_line", "farm").join(terms, on="note", how="left")
    both = pl.concat([out.select(snapshot.FLOWS), back.select(snapshot.FLOWS)])
    return both.with_columns(pl.col("farm").fill_null(False)).sort("day", "note", "way")


def sealed(
    positions: dict[date, pl.DataFrame],
    moved: pl.DataFrame,
    *,
    cut_over: date,
    write: bool,
    step: Callable[[str], None],
) -> None:
    """Write and seal every day in order, the genesis day last; with `write` false nothing is put into the lake."""
    previous, after = "", date.min
    for day in sorted(positions):
        step(f"封存 {day}")
        kind = SealKind.GENESIS if day == cut_over else SealKind.IMPORTED
        part = moved.filter((pl.col("day") > after) & (pl.col("day") <= day))
        frames = {"positions": positions[day], "flows": part}
        digests = {name: digest.of(frame) for name, frame in frames.items()}
        files: dict[str, object] = {}
        if write:
            for name, frame in frames.items():
                files[name] = lake.write(day, name, digests[name], frame.height, _parquet(frame))
        value = digest.chain(previous, day.isoformat(), *digests.values())
        counts = {name: frame.height for name, frame in frames.items()}
        seal(day=day, kind=kind, value=value, previous=previous, files=files, counts=counts)
        previous, after = value, day


def _parquet(frame: pl.DataFrame) -> Callable[[str], None]:
    def into(path: str) -> None:
        frame.write_parquet(path, compression="zstd", compression_level=1, statistics=True)

    return into
