"""The tier of a customer as columns: the copy of `market.rules.tiers.decide`, which is the definition."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import RANK, TierBook, TierLine, TierReason, softened

_AMOUNTS = ((TierReason.CREDIT_SIZE, "size"), (TierReason.SALES_SIZE, "sales"), (TierReason.INTEREST_PAID, "paid"))


def decided(book: TierBook) -> list[pl.Expr]:
    """`tier` and `reasons` (a list of codes) from the columns months, late, size, sales, paid, anchor and before."""
    key, quality = (_tier(tier, line, book.slack) for tier, line in book.lines)
    key_lacks, quality_lacks = key[1], quality[1]
    tier = (
        pl.when(key[0]).then(pl.lit(Tier.KEY.value)).when(quality[0]).then(pl.lit(Tier.QUALITY.value))
        .otherwise(pl.lit(Tier.BASIC.value))
    )  # fmt: skip
    reasons = (
        pl.when(key[0]).then(key[2]).when(quality[0]).then(pl.concat_list(quality[2], key_lacks))
        .otherwise(quality_lacks)
    )  # fmt: skip
    return [tier.alias("tier"), reasons.alias("reasons")]


def _tier(tier: Tier, line: TierLine, slack: int) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Whether the line is reached, what is lacking for it, and what carries over it."""
    stood = pl.col("before").replace_strict(
        {each.value: RANK[each] >= RANK[tier] for each in Tier}, default=False, return_dtype=pl.Boolean
    )
    strict, soft = _lacking(line, 0), _lacking(line, slack)
    lacks = [(name, pl.when(stood).then(soft[name]).otherwise(strict[name])) for name in strict]
    carries = [(TierReason.ANCHOR_FIRM, pl.col("anchor"))]
    carries += [(reason, pl.col(name) >= getattr(line, name)) for reason, name in _AMOUNTS]
    slack_used = pl.any_horizontal(*strict.values())
    return (
        ~pl.any_horizontal(*(each for _, each in lacks)),
        _named(lacks),
        _named([*carries, (TierReason.WITHIN_SLACK, slack_used)]),
    )


def _lacking(line: TierLine, slack: int) -> dict[TierReason, pl.Expr]:
    asked = softened(line, slack)
    large = [pl.col(name) >= _up(getattr(asked, name)) for _, name in _AMOUNTS]
    return {
        TierReason.PAID_LATE: pl.col("late") * 100 > asked.late,
        TierReason.TOO_SHORT: pl.col("months") * 100 < asked.months,
        TierReason.TOO_SMALL: ~pl.any_horizontal(*large, pl.col("anchor")),
    }


def _up(hundredfold: int) -> int:
    """The least whole amount whose hundredfold is no less; the amounts themselves are not multiplied, for they may be large."""
    return -(-hundredfold // 100)


def _named(found: Sequence[tuple[TierReason, pl.Expr]]) -> pl.Expr:
    """Codes of those that hold, in this order."""
    return pl.concat_list(pl.when(holds).then(pl.lit(name.value)) for name, holds in found).list.drop_nulls()
