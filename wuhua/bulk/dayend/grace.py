"""Days of grace: paid within them a bill costs nothing; unpaid at their end it is charged from its due day on.

Overdue days never subtract the grace. Few products have any, so where no note has, nothing here is computed.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from wuhua.bulk.dayend import figures

NONE = {"id": pl.Int64, "in_grace_now": pl.Int64, "base_in_grace": pl.Int64, "p_late": pl.Int128, "c_late": pl.Int128}


def of_bills(notes: pl.DataFrame, due: pl.DataFrame, day: date) -> pl.DataFrame:
    """Per note with grace: principal and compound base still within it, and the numerators of what it ended for today.

    `due` are the open bills due by `day`. The numerators run from the due day to `day`: penalty, and compound at the
    contract rate up to maturity and at the penalty rate after it.
    """
    graced = notes.filter(pl.col("grace_days") > 0)
    if graced.is_empty() or due.is_empty():
        return pl.DataFrame(schema=NONE)
    terms = (
        "id",
        "grace_days",
        "rate",
        "penalty_uplift",
        "misuse_uplift",
        "maturity",
        "compound",
        "compound_base_penalty",
    )
    rows = due.join(graced.select(terms), left_on="note_id", right_on="id").with_columns(
        (pl.lit(day) - pl.col("due")).dt.total_days().alias("late")
    )
    principal = pl.col("kind") == "B"
    base = pl.col("compound") & ((pl.col("kind") == "I") | ((pl.col("kind") == "P") & pl.col("compound_base_penalty")))
    within, ends = pl.col("late") < pl.col("grace_days"), pl.col("late") == pl.col("grace_days")
    after = (pl.lit(day) - pl.max_horizontal("due", pl.min_horizontal("maturity", pl.lit(day)))).dt.total_days()
    charged = figures.wide("open") * figures.wide("rate")
    uplifted, late = figures.factor(), figures.wide("late")
    compound = (late - figures.wide(after)) * 100 + figures.wide(after) * uplifted
    return (
        rows.group_by(pl.col("note_id").alias("id"))
        .agg(
            pl.col("open").filter(principal & within).sum().alias("in_grace_now"),
            pl.col("open").filter(base & within).sum().alias("base_in_grace"),
            (charged * uplifted * late).filter(principal & ends).sum().alias("p_late"),
            (charged * compound).filter(base & ends).sum().alias("c_late"),
        )
        .cast(NONE)  # type: ignore[arg-type]
    )


def charged(notes: pl.DataFrame, ripened: pl.DataFrame) -> pl.DataFrame:
    """The stored penalty and compound with what the grace ended for today added; the day's vouchers see it as earned."""
    some = ripened.filter((pl.col("p_late") > 0) | (pl.col("c_late") > 0))
    if some.is_empty():
        return notes
    joined = notes.join(some.select("id", "p_late", "c_late"), on="id", how="left", maintain_order="left")
    for late, whole, carry in (
        ("p_late", "penalty_accrued", "penalty_carry"),
        ("c_late", "compound_accrued", "compound_carry"),
    ):
        numerator = figures.wide(carry) + pl.col(late).fill_null(0)
        joined = joined.with_columns(
            (pl.col(whole) + (numerator // figures.wide("uden")).cast(pl.Int64)).alias(whole),
            (numerator % figures.wide("uden")).cast(pl.Int64).alias(carry),
        )
    return joined.drop("p_late", "c_late")
