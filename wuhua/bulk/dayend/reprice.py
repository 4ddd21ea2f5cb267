"""Rates agreed for this day (展期跨档, LPR 重定价): from today on the note bears the new one; what it earned stays."""

from __future__ import annotations

import polars as pl

RATES = {"id": pl.Int64, "rate": pl.Int32, "cause": pl.String, "instalment": pl.Int64}
MOVED = {
    "shard": pl.Int16, "id": pl.Int64, "number": pl.String, "rate_before": pl.Int32, "rate_now": pl.Int32,
    "instalment_now": pl.Int64, "cause": pl.String,
}  # fmt: skip


def in_force(notes: pl.DataFrame, rates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The notes bearing the agreed rate (and the instalment solved with it), touched; and which of them moved."""
    agreed = rates.select("id", "cause", pl.col("rate").alias("rate_now"), pl.col("instalment").alias("instalment_now"))
    joined = notes.join(agreed, on="id", how="left", maintain_order="left")
    moves = pl.col("rate_now").is_not_null() & (pl.col("rate_now") != pl.col("rate"))
    moved = joined.filter(moves).select(
        "shard", "id", "number", pl.col("rate").alias("rate_before"), "rate_now", "instalment_now", "cause"
    )
    bearing = joined.with_columns(
        pl.when(moves).then("rate_now").otherwise("rate").alias("rate"),
        pl.when(moves).then(pl.coalesce("instalment_now", "instalment")).otherwise("instalment").alias("instalment"),
        (pl.col("touched") | moves).alias("touched"),
    )
    return bearing.drop("rate_now", "instalment_now", "cause"), moved
