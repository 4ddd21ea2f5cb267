"""The twin of `areas/market/rules/turnover.py`: net credit of twelve whole months for many accounts at once."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from wuhua.areas.market.rules.limits import MONTHS
from wuhua.areas.market.rules.turnover import RETURN_WORDS, TURN_DAYS, window

MOVES = {"account": pl.String, "day": pl.Date, "side": pl.String, "amount": pl.Int64, "kind": pl.String,
         "counterparty": pl.String, "memo": pl.String}  # fmt: skip
PARTIES = {"account": pl.String, "counterparty": pl.String}
"""Names that are the account holder's own or a related person's: what comes from them is no turnover."""


def turnover(moves: pl.DataFrame, parties: pl.DataFrame, on: date) -> pl.DataFrame:
    """account, month (0 to 11), net credit in fen; months without any movement that counts are left out."""
    first, end = window(on)
    held = moves.filter(pl.col("day").is_between(first, min(on, end + timedelta(days=TURN_DAYS - 1))))
    words = pl.any_horizontal(*(pl.col("memo").str.contains(word, literal=True) for word in RETURN_WORDS))
    came = (
        held.filter((pl.col("side") == "IN") & (pl.col("day") < end) & (pl.col("kind") != "LOAN") & ~words)
        .join(parties.filter(pl.col("counterparty") != ""), on=["account", "counterparty"], how="anti")
        .group_by("account", "counterparty", "day")
        .agg(pl.col("amount").sum())
    )
    out = held.filter((pl.col("side") == "OUT") & (pl.col("counterparty") != ""))
    later = [
        out.select("account", "counterparty", pl.col("day").dt.offset_by(f"-{back}d"), pl.col("amount").alias("gone"))
        for back in range(TURN_DAYS + 1)
    ]
    gone = pl.concat(later).group_by("account", "counterparty", "day").agg(pl.col("gone").sum())
    net = came.join(gone, on=["account", "counterparty", "day"], how="left").with_columns(
        (pl.col("amount") - pl.min_horizontal("amount", pl.col("gone").fill_null(0))).alias("net"),
        ((pl.col("day").dt.year() - first.year) * MONTHS + pl.col("day").dt.month() - first.month).alias("month"),
    )
    return net.group_by("account", "month").agg(pl.col("net").sum()).sort("account", "month")
