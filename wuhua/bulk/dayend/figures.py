"""What a note has earned by a given day: the formulas of `core.accrue`, spelt over the columns of a position.

Products of a balance, a rate and a number of days pass 2⁶³, so they are cast to 128 bits inside the expression and come
back as whole fen and carry, each within 64.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from wuhua.core import accrue, days
from wuhua.core.rate import ONE

WIDE = pl.Int128
_IN_TERM = 100


def wide(column: str | pl.Expr) -> pl.Expr:
    """The column in 128 bits."""
    return (pl.col(column) if isinstance(column, str) else column).cast(WIDE)


def _days_until(day: date, start: pl.Expr) -> pl.Expr:
    return (pl.lit(day) - start).dt.total_days().clip(lower_bound=0).cast(WIDE)


def last_settlement(day: date) -> pl.Expr:
    """The last settlement day before `day` of each note; none (null) for those billed on other days.

    A note whose whole principal has fallen due is settled every month, whatever it was before: what it owes for being
    late is billed, not left to grow unseen.
    """
    by_month = days.last_settlement_day(days.Settlement.MONTH20, day - timedelta(days=1))
    by_quarter = days.last_settlement_day(days.Settlement.QUARTER20, day - timedelta(days=1))
    return (
        pl.when(pl.col("settlement") == "MONTH20")
        .then(pl.lit(by_month))
        .when(pl.col("settlement") == "QUARTER20")
        .then(pl.lit(by_quarter))
        .when(pl.col("next_due").is_null() & (pl.col("maturity") <= by_month))
        .then(pl.lit(by_month))
        .otherwise(pl.lit(None, dtype=pl.Date))
    )


def anchored(notes: pl.DataFrame, day: date) -> pl.DataFrame:
    """The notes with the anchor that holds for [.., `day`): a settlement since the stored one starts everything anew.

    This is why a settlement day rewrites no note: S is a function of the calendar, and after S the anchor is the next
    day with nothing accrued and nothing carried.
    """
    fresh = (last_settlement(day) + pl.duration(days=1)).alias("fresh")
    anew = pl.col("fresh").is_not_null() & (pl.col("fresh") > pl.col("anchor_day"))
    cleared = ("accrued", "carry", "penalty_accrued", "penalty_carry", "compound_accrued", "compound_carry")
    return (
        notes.with_columns(fresh)
        .with_columns(
            pl.when(anew).then(pl.col("fresh")).otherwise(pl.col("anchor_day")).alias("anchor_day"),
            *(pl.when(anew).then(pl.lit(0, dtype=pl.Int64)).otherwise(pl.col(name)).alias(name) for name in cleared),
        )
        .drop("fresh")
    )


def with_terms(notes: pl.DataFrame) -> pl.DataFrame:
    """Adds what the formulas need of the terms: `unit` and `den` of interest, `uden` of penalty and compound.

    act/N: numerator balance x rate x days over N·10⁷. 30/360 inside a period of n actual days and m whole months:
    balance x rate x m x k over 12·10⁷·n.
    """
    year = pl.when(pl.col("day_count") == "act/365").then(365).otherwise(360).cast(pl.Int64)
    notes = notes.with_columns(
        pl.lit(1, dtype=pl.Int64).alias("unit"),
        (year * ONE).cast(pl.Int64).alias("den"),
        (year * ONE * accrue.PENALTY_SCALE).cast(pl.Int64).alias("uden"),
    )
    whole = notes.filter(pl.col("day_count") == "30/360")
    if whole.is_empty():
        return notes
    own = whole.select(
        "id",
        pl.col("frequency_months").cast(pl.Int64).alias("months"),
        (_period_days() * (12 * ONE)).cast(pl.Int64).alias("own_den"),
    )
    return (
        notes.join(own, on="id", how="left", maintain_order="left")
        .with_columns(
            pl.col("months").fill_null(pl.col("unit")).alias("unit"),
            pl.col("own_den").fill_null(pl.col("den")).alias("den"),
        )
        .drop("months", "own_den")
    )


def _period_days() -> pl.Expr:
    """The column of `servicing.rules.period_days`: from one own day to the next, around the day before `next_due`."""
    end, rhythm = pl.col("next_due").fill_null(pl.col("maturity")), pl.col("frequency_months").cast(pl.Int64)
    over = (_month_number(end) - _month_number(pl.col("start"))) % rhythm
    month = end.dt.month_start().dt.offset_by(pl.format("-{}mo", over))
    before = pl.when(_own_day_in(month) < end).then(0).otherwise(rhythm)
    begins = month.dt.offset_by(pl.format("-{}mo", before))
    ends = begins.dt.offset_by(pl.format("{}mo", rhythm))
    return (_own_day_in(ends) - _own_day_in(begins)).dt.total_days()


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()


def _own_day_in(month: pl.Expr) -> pl.Expr:
    """The own day of the month, or its last where the month is shorter."""
    number = pl.col("own_day").fill_null(pl.col("start").dt.day()).cast(pl.Int64)
    return month + pl.duration(days=pl.min_horizontal(number, month.dt.month_end().dt.day().cast(pl.Int64)) - 1)


def interest_by(notes: pl.DataFrame, day: date) -> pl.DataFrame:
    """Columns `i` (whole fen) and `ic` (carry): interest earned through [.., `day`) on the in-term principal."""
    numerator = wide("carry") + accrue.interest_numerator(
        wide("principal"), wide("rate") * wide("unit"), _days_until(day, pl.col("anchor_day"))
    )
    den = wide("den")
    return notes.with_columns(
        (pl.col("accrued") + (numerator // den).cast(pl.Int64)).alias("i"), (numerator % den).cast(pl.Int64).alias("ic")
    )


def surcharges_by(notes: pl.DataFrame, day: date) -> pl.DataFrame:
    """Columns `p`, `pc` (penalty) and `c`, `cc` (compound) through [.., `day`). Nought for notes not in arrears.

    Compound runs at the contract rate inside the term and at the penalty rate from maturity on.
    """
    held = ("penalty_accrued", "penalty_carry", "compound_accrued", "compound_carry")
    owing = (pl.col("overdue_principal") > 0) | (pl.col("compound_base") > 0) | (pl.col("misuse_uplift") > 0)
    for name in held:
        owing = owing | (pl.col(name) > 0)
    some = notes.filter(owing)
    uplifted, late = factor(), wide("overdue_principal") - wide("in_grace")
    span = _days_until(day, pl.col("anchor_day"))
    before = _days_until(day, pl.max_horizontal("anchor_day", "maturity"))
    in_term, after = span - before, before
    penalty = (
        wide("penalty_carry")
        + accrue.penalty_numerator(late, wide("rate"), uplifted, span)
        + accrue.penalty_numerator(wide("principal"), wide("rate"), wide("misuse_uplift"), span)
    )
    base, rate = wide("compound_base"), wide("rate")
    compound = (
        wide("compound_carry")
        + accrue.compound_numerator(base, rate, pl.lit(_IN_TERM, dtype=WIDE), in_term)
        + accrue.compound_numerator(base, rate, uplifted, after)
    )
    den = wide("uden")
    figures = some.select(
        "id",
        (pl.col("penalty_accrued") + (penalty // den).cast(pl.Int64)).alias("p"),
        (penalty % den).cast(pl.Int64).alias("pc"),
        (pl.col("compound_accrued") + (compound // den).cast(pl.Int64)).alias("c"),
        (compound % den).cast(pl.Int64).alias("cc"),
    )
    if figures.is_empty():
        return notes.with_columns(pl.lit(0, dtype=pl.Int64).alias(name) for name in ("p", "pc", "c", "cc"))
    return notes.join(figures, on="id", how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0) for name in ("p", "pc", "c", "cc")
    )


def factor() -> pl.Expr:
    """100 + uplift: of overdue or of misuse, the heavier, never their sum."""
    return wide(pl.max_horizontal("penalty_uplift", "misuse_uplift")) + _IN_TERM


def rounded(amount: str, carry: str, den: str) -> pl.Expr:
    """The bill: whole fen plus the one fen its carry is worth, half-up."""
    return pl.col(amount) + accrue.round_at_bill(wide(carry), wide(den)).cast(pl.Int64)
