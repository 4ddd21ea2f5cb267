"""Counterparties out of a year's movements, as columns: who is no customer, which way the money goes, who counts most."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

import polars as pl

from wuhua.areas.market.rules import SHOWN, Direction

PARTNERS = "TRANSFER"
"""Movements that name a partner in trade; clearing of cards, pay, cash and our own loans name nobody of interest."""

LEAST_TIMES = 2
"""One payment is chance; a partner pays or is paid again."""


def edges(flows: pl.DataFrame) -> pl.DataFrame:
    """Payments as edges (payer, payee, amount, times) between names; `flows` has firm_name, side, counterparty, amount."""
    traded = _traded(flows)
    inward = pl.col("side") == "IN"
    return (
        traded.select(
            pl.when(inward).then("counterparty").otherwise("firm_name").alias("payer"),
            pl.when(inward).then("firm_name").otherwise("counterparty").alias("payee"),
            "amount",
        )
        .group_by("payer", "payee")
        .agg(pl.col("amount").sum(), pl.len().cast(pl.Int64).alias("times"))
        .sort("payer", "payee")
    )


def _traded(flows: pl.DataFrame) -> pl.DataFrame:
    named = (pl.col("counterparty") != "") & (pl.col("counterparty") != pl.col("firm_name"))
    return flows.filter((pl.col("kind") == PARTNERS) & named)


def leads(flows: pl.DataFrame, known: Set[str], circling: Set[tuple[str, str]], on: date) -> pl.DataFrame:
    """The leads of every firm: counterparties whose name is none of ours, the largest first, so many a firm.

    `known` are names of our customers, `circling` pairs (firm's name, party) between which money goes round.
    """
    strange = _traded(flows).filter(~pl.col("counterparty").is_in(list(known)))
    paid = {way: pl.col("amount").filter(pl.col("side") == side).sum() for way, side in _WAYS}
    found = (
        strange.group_by("firm", "firm_name", "counterparty")
        .agg(
            *(each.alias(name) for name, each in paid.items()),
            pl.len().cast(pl.Int64).alias("times"),
            pl.col("day").min().alias("since"),
            pl.col("day").max().alias("until"),
        )
        .filter(pl.col("times") >= LEAST_TIMES)
        .with_columns((pl.col("paid_in") + pl.col("paid_out")).alias("turnover"))
        .sort("firm", "turnover", "counterparty", descending=[False, True, False])
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("firm").alias("rank"))
        .filter(pl.col("rank") <= SHOWN)
    )
    pairs = pl.DataFrame(sorted(circling), schema={"firm_name": pl.String, "counterparty": pl.String}, orient="row")
    found = found.join(pairs.with_columns(pl.lit(True).alias("circle")), on=["firm_name", "counterparty"], how="left")
    both, inward = (pl.col("paid_in") > 0) & (pl.col("paid_out") > 0), pl.col("paid_in") > 0
    way = (
        pl.when(both)
        .then(pl.lit(Direction.BOTH_WAYS.value))
        .when(inward)
        .then(pl.lit(Direction.DOWNSTREAM.value))
        .otherwise(pl.lit(Direction.UPSTREAM.value))
    )
    return found.sort("firm", "rank").select(
        "firm",
        pl.col("counterparty").alias("party_name"),
        way.alias("direction"),
        "paid_in",
        "paid_out",
        "times",
        pl.col("circle").fill_null(False),
        "rank",
        "since",
        "until",
        pl.lit(on).alias("mined_on"),
    )


_WAYS = (("paid_in", "IN"), ("paid_out", "OUT"))
