"""Two tables of one day held against each other: the differences, one row a place. Pure columns.

A cell the core left empty is compared with nothing. A row that is missing on a side counts only where the other side's
amount is not nought: a paid-up note that one system still lists is no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from wuhua.areas.corelink.loading import BREAK_COLUMNS
from wuhua.areas.corelink.rules import BreakKind, CoreFileKind
from wuhua.bulk.intake.cells import written
from wuhua.bulk.intake.form import Kind

THEIRS = "_theirs"
SCHEMA = dict.fromkeys(BREAK_COLUMNS, pl.String) | {"gap": pl.Int64}


@dataclass(frozen=True, slots=True)
class Field:
    """One column that must agree: what kind of difference it makes, and how its cells are written."""

    code: str
    kind: BreakKind
    cell: Kind


@dataclass(frozen=True, slots=True)
class Comparison:
    """What of a file is compared. `weight` is the amount that says whether a missing row matters; none: nothing is missing."""

    kind: CoreFileKind
    key: str
    fields: tuple[Field, ...] = ()
    weight: str = ""


def _amount(code: str) -> Field:
    return Field(code, BreakKind.AMOUNT, Kind.YUAN)


CUSTOMERS = Comparison(CoreFileKind.CUSTOMERS, "customer", weight="balance")
CONTRACTS = Comparison(CoreFileKind.CONTRACTS, "contract", weight="balance")
NOTES = Comparison(
    CoreFileKind.NOTES,
    "note",
    (
        _amount("amount"),
        Field("rate", BreakKind.AMOUNT, Kind.PCT),
        Field("start", BreakKind.DATE, Kind.DAY),
        Field("maturity", BreakKind.DATE, Kind.DAY),
    ),
)
ASKED = Comparison(
    CoreFileKind.NOTES,
    "note",
    (
        _amount("amount"),
        Field("rate", BreakKind.AMOUNT, Kind.PCT),
        Field("maturity", BreakKind.DATE, Kind.DAY),
        Field("account", BreakKind.STATUS, Kind.TEXT),
    ),
)
"""What the core was asked to make, beside what it made."""
BALANCES = Comparison(
    CoreFileKind.BALANCES,
    "note",
    (_amount("balance"), _amount("overdue_principal"), Field("book_status", BreakKind.STATUS, Kind.CODE)),
    "balance",
)
REPAYMENTS = Comparison(CoreFileKind.REPAYMENTS, "note", (_amount("principal"), _amount("interest")), "paid")
ARREARS = Comparison(
    CoreFileKind.ARREARS,
    "note",
    (
        *map(_amount, ("overdue_principal", "unpaid_interest", "unpaid_penalty", "unpaid_compound")),
        Field("oldest_due", BreakKind.DATE, Kind.DAY),
    ),
    "owed",
)
RESULTS = Comparison(CoreFileKind.RESULTS, "number", (_amount("amount"),), "amount")
DEPOSITS = Comparison(CoreFileKind.DEPOSITS, "account", (_amount("balance"),), "balance")


def differences(what: Comparison, ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Every difference, as the columns of a break."""
    theirs = theirs if "branch" in theirs.columns else theirs.with_columns(pl.lit("").alias("branch"))
    both = ours.join(theirs, on=what.key, how="inner", suffix=THEIRS)
    found = [_unlike(what.key, field, both) for field in what.fields]
    if what.weight:
        found.append(_missing(what, BreakKind.MISSING_IN_CORE, ours.join(theirs, on=what.key, how="anti")))
        found.append(_missing(what, BreakKind.MISSING_HERE, theirs.join(ours, on=what.key, how="anti")))
    return sorted_(found)


def sorted_(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All findings in one order, whoever made them."""
    return pl.concat([pl.DataFrame(schema=SCHEMA), *found]).sort("subject", "field", "kind")


def _missing(what: Comparison, kind: BreakKind, rows: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col(what.weight)
    sign = -1 if kind is BreakKind.MISSING_IN_CORE else 1
    shown = {"ours": written(weight, Kind.YUAN), "theirs": pl.lit("")}
    if kind is BreakKind.MISSING_HERE:
        shown = {"ours": pl.lit(""), "theirs": written(weight, Kind.YUAN)}
    return rows.filter(weight != 0).select(
        pl.col(what.key).alias("subject"),
        pl.lit("").alias("field"),
        pl.lit(kind.value).alias("kind"),
        pl.col("branch").fill_null("").alias("branch"),
        shown["ours"].alias("ours"),
        shown["theirs"].alias("theirs"),
        (weight * sign).cast(pl.Int64).alias("gap"),
    )


def _unlike(key: str, field: Field, both: pl.DataFrame) -> pl.DataFrame:
    ours, theirs = pl.col(field.code), pl.col(field.code + THEIRS)
    gap = (theirs - ours.fill_null(0)).cast(pl.Int64) if field.cell is Kind.YUAN else pl.lit(None, dtype=pl.Int64)
    return both.filter(theirs.is_not_null() & ours.ne_missing(theirs)).select(
        pl.col(key).alias("subject"),
        pl.lit(field.code).alias("field"),
        pl.lit(field.kind.value).alias("kind"),
        pl.col("branch").fill_null("").alias("branch"),
        written(ours, field.cell).fill_null("").alias("ours"),
        written(theirs, field.cell).alias("theirs"),
        gap.alias("gap"),
    )
