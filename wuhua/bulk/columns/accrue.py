"""The twin of `core/accrue.py`: the same formulas over columns.

The functions of core are called as they stand; what is added here is width. Balance x rate x (100 + uplift) x days
passes 2^63, and Int64 wraps without a word, so every product is an Int128 inside the expression and comes back as
Int64, in which (fen, carry) are stored. `tests/agree/test_accrue.py` proves the pair equal to the last unit.
"""

from typing import TypeAlias

import polars as pl

from wuhua.core import accrue

Column: TypeAlias = str | int | pl.Expr
"""A column by name, an expression, or one whole number for every row."""


def wide(column: Column) -> pl.Expr:
    """The column as Int128, in which no product of ours wraps."""
    if isinstance(column, int):
        return pl.lit(column, dtype=pl.Int128)
    return (pl.col(column) if isinstance(column, str) else column).cast(pl.Int128)


def narrow(column: pl.Expr) -> pl.Expr:
    """Back to Int64; a figure that does not fit stops the run."""
    return column.cast(pl.Int64)


def earned(
    *, accrued: Column, carry: Column, balance: Column, rate: Column, days: Column, denominator: Column
) -> tuple[pl.Expr, pl.Expr]:
    """Interest: whole fen accrued so far, and the carry."""
    made = accrue.earned(wide(accrued), wide(carry), wide(balance), wide(rate), wide(days), wide(denominator))
    return narrow(made[0]), narrow(made[1])


def earned_at_uplift(
    *,
    accrued: Column,
    carry: Column,
    base: Column,
    rate: Column,
    uplift_factor: Column,
    days: Column,
    denominator: Column,
) -> tuple[pl.Expr, pl.Expr]:
    """Penalty (base: overdue principal) or compound (base: billed, unpaid interest): accrued so far, and the carry."""
    made = accrue.earned_at_uplift(
        wide(accrued), wide(carry), wide(base), wide(rate), wide(uplift_factor), wide(days), wide(denominator)
    )
    return narrow(made[0]), narrow(made[1])


def whole_months(
    *, balance: Column, rate: Column, months: Column, day: Column, days_of_period: Column
) -> tuple[pl.Expr, pl.Expr]:
    """30/360 inside a whole-month period: whole fen after `day` days of it, and the carry."""
    numerator = accrue.whole_months_numerator(wide(balance), wide(rate), wide(months), wide(day))
    bottom = wide(days_of_period) * wide(accrue.whole_months_denominator(1))
    return narrow(numerator // bottom), narrow(numerator % bottom)


def round_at_bill(carry: Column, denominator: Column) -> pl.Expr:
    """The one fen, or nought, that a bill posts for its carry."""
    return narrow(accrue.round_at_bill(wide(carry), wide(denominator)))
