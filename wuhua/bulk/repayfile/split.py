"""Payments allocated over open bills, as columns: the twin of the counter's repayment (`servicing.actions.repay`).

The same order, kind by kind over all due bills, oldest first; over the limit of days principal first; and what goes
beyond the bills pays penalty and compound run up to today. Proved equal to the fen in `tests/agree/test_repayments.py`.
Pure: columns in, columns out. A note has one payment here; a second one is another pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from wuhua.areas.servicing.rules import Over
from wuhua.books.rules import (
    CLEARING,
    COMPOUND,
    DEPOSITS,
    FEES,
    INTEREST,
    OVERDUE_LOANS,
    PENALTY,
    RECEIVABLE,
    REGISTER,
    REGISTER_CONTRA,
)
from wuhua.bulk.dayend import figures
from wuhua.bulk.dayend.steps import RANK_IN_TIME, RANK_LATE
from wuhua.bulk.intake.cells import WHY, written
from wuhua.bulk.intake.form import Kind
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile.book import Owing

INCOME = {"I": INTEREST, "P": PENALTY, "C": COMPOUND}
VOUCHER = {
    "account": pl.Int32, "side": pl.String, "amount": pl.Int64, "branch": pl.String, "product": pl.String,
    "status": pl.String, "sub": pl.Int64,
}  # fmt: skip
DIMS = ("branch", "product", "book_status")


@dataclass(frozen=True, slots=True)
class Split:
    """`paid` are the lines with money placed (a row a payment), `bad` those refused (LINE, column, WHY), `long` the lines
    that only a walk of the note's life can take. The rest are rows to write."""

    paid: pl.DataFrame
    bad: pl.DataFrame
    long: pl.DataFrame
    fresh: pl.DataFrame
    items: pl.DataFrame
    notes: pl.DataFrame
    vouchers: pl.DataFrame


def split(owing: Owing, lines: pl.DataFrame, day: date, non_accrual_days: int, over: Over, early_too: bool) -> Split:
    """`lines` are (LINE, id, amount, …), one a note. `early_too`: what goes beyond everything due goes the long way."""
    notes = figures.with_terms(figures.anchored(owing.notes, day))
    notes = figures.surcharges_by(figures.interest_by(notes, day), day)
    due = owing.bills.group_by("note_id").agg(
        pl.col("open").sum().alias("due_now"), pl.col("due").min().alias("oldest")
    )
    asked = (
        lines.join(notes, on="id")
        .join(due, left_on="id", right_on="note_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("due_now").fill_null(0),
            figures.rounded("p", "pc", "uden").alias("penalty_bill"),
            figures.rounded("c", "cc", "uden").alias("compound_bill"),
        )
        .with_columns((pl.col("due_now") + pl.col("penalty_bill") + pl.col("compound_bill")).alias("most"))
    )
    long = (
        (pl.col("book_status") == "WRITTEN_OFF")
        | (pl.col("grace_days") > 0)
        | (pl.col("next_due") == day).fill_null(False)
    )
    if early_too:
        long = long | (pl.col("amount") > pl.col("most")) | (pl.col("due_now") == 0)
    long = long & pl.col("closed").is_null()
    short = asked.filter(~long)
    bad = _refused(short, over)
    paid = short.join(bad.select(LINE), on=LINE, how="anti", maintain_order="left").with_columns(
        (pl.col("amount") > pl.col("due_now")).alias("cut")
    )
    fresh = _running(paid, day)
    dues = _shared(paid, owing.bills, fresh, day, non_accrual_days)
    items = dues.filter(pl.col("paid") > 0)
    return Split(
        paid, bad, asked.filter(long).select(lines.columns), fresh, items, _anew(paid, dues, day),
        _vouchers(paid, fresh, items, over),
    )  # fmt: skip


def _refused(asked: pl.DataFrame, over: Over) -> pl.DataFrame:
    """As the counter refuses, in its order; over an account also what the account cannot bear."""
    why = (
        pl.when(pl.col("closed").is_not_null())
        .then(pl.format("借据 {} 已结清", "number"))
        .when(pl.col("due_now") == 0)
        .then(pl.lit("今天没有应还的款项"))
        .when(pl.col("amount") > pl.col("most"))
        .then(pl.format("收款超过今天应还的 {} 元", written(pl.col("most"), Kind.YUAN)))
        .otherwise(None)
    )
    told = asked.with_columns(why.alias(WHY))
    if over is Over.ACCOUNT:
        taken = pl.when(pl.col(WHY).is_null()).then("amount").otherwise(0).cum_sum().over("account_id")
        short = pl.col(WHY).is_null() & (taken > pl.col("available"))
        told = told.with_columns(pl.when(short).then(pl.lit("结算账户余额不足")).otherwise(WHY).alias(WHY))
    column = pl.when(pl.col("closed").is_not_null()).then(pl.lit("note")).otherwise(pl.lit("amount"))
    return told.filter(pl.col(WHY).is_not_null()).select(LINE, column.alias("column"), WHY)


def _running(paid: pl.DataFrame, day: date) -> pl.DataFrame:
    """Bills of today for penalty and compound run so far, where the money goes beyond the bills; `held` is accrued."""
    some = paid.filter("cut")
    return pl.concat(
        some.select(
            pl.col("id").alias("note_id"),
            pl.lit(day, dtype=pl.Date).alias("due"),
            pl.lit(kind).alias("kind"),
            pl.col(bill).cast(pl.Int64).alias("open"),
            pl.col(held).cast(pl.Int64).alias("held"),
        )
        for kind, bill, held in (("P", "penalty_bill", "p"), ("C", "compound_bill", "c"))
    ).filter(pl.col("open") > 0)


def _shared(paid: pl.DataFrame, bills: pl.DataFrame, fresh: pl.DataFrame, day: date, limit: int) -> pl.DataFrame:
    """Every due of the notes paid, with `paid`: the money runs along them in their rank until it is used up."""
    dues = pl.concat([bills, fresh.drop("held")]).join(
        paid.select(pl.col("id").alias("note_id"), pl.col("amount").alias("money"), "oldest", "receipt"), on="note_id"
    )
    late = (pl.lit(day) - pl.col("oldest")).dt.total_days() > limit
    ranked = dues.with_columns(
        pl.when(late)
        .then(pl.col("kind").replace_strict(RANK_LATE, return_dtype=pl.Int8))
        .otherwise(pl.col("kind").replace_strict(RANK_IN_TIME, return_dtype=pl.Int8))
        .alias("rank")
    ).sort("note_id", "rank", "due")
    ahead = pl.col("open").cum_sum().over("note_id") - pl.col("open")
    return ranked.with_columns(
        pl.min_horizontal((pl.col("money") - ahead).clip(lower_bound=0), "open").cast(pl.Int64).alias("paid")
    ).drop("money", "oldest", "rank")


def _anew(paid: pl.DataFrame, dues: pl.DataFrame, day: date) -> pl.DataFrame:
    """The notes at the opening of `day` with the payment: the day itself is earned by what stands after it."""
    left = pl.col("open") - pl.col("paid")
    after = dues.group_by("note_id").agg(
        left.filter(pl.col("kind") == "B").sum().alias("overdue_after"),
        left.filter(pl.col("kind") == "I").sum().alias("interest_after"),
        left.filter(pl.col("kind") == "P").sum().alias("penalty_after"),
        pl.col("due").filter(left > 0).min().alias("oldest_after"),
    )
    rows = paid.join(after, left_on="id", right_on="note_id")
    base = pl.col("interest_after") + pl.when("compound_base_penalty").then("penalty_after").otherwise(0)
    kept = {"penalty_accrued": "p", "penalty_carry": "pc", "compound_accrued": "c", "compound_carry": "cc"}
    zero = pl.lit(0, dtype=pl.Int64)
    return rows.select(
        "id",
        pl.col("overdue_after").alias("overdue_principal"),
        pl.lit(day, dtype=pl.Date).alias("anchor_day"),
        pl.col("i").alias("accrued"),
        pl.col("ic").alias("carry"),
        *(pl.when("cut").then(zero).otherwise(pl.col(now)).alias(name) for name, now in kept.items()),
        pl.when("compound").then(base).otherwise(zero).alias("compound_base"),
        pl.col("oldest_after").alias("oldest_due"),
    )


# --- what it means in double entry ------------------------------------------------------------------------------------


def _vouchers(paid: pl.DataFrame, fresh: pl.DataFrame, items: pl.DataFrame, over: Over) -> pl.DataFrame:
    """Lines of one entry: principal a line a note and the account a line each, the rest summed by what keys it."""
    of = paid.select(pl.col("id").alias("note_id"), *DIMS)
    off = pl.col("book_status") == "NON_ACCRUAL"
    rows = items.join(of, on="note_id")
    earned = rows.filter(pl.col("kind").is_in(list(INCOME)))
    income = pl.col("kind").replace_strict(INCOME, default=None, return_dtype=pl.Int32)
    more = fresh.with_columns((pl.col("open") - pl.col("held")).alias("paid")).join(of, on="note_id")
    register = pl.concat(
        [
            more.filter(off).select(*DIMS, "paid"),
            earned.filter(off).select(*DIMS, (-pl.col("paid")).alias("paid")),
        ]
    )
    parts = [
        *_cash(paid, over),
        _line(rows.filter(pl.col("kind") == "B"), OVERDUE_LOANS, "C", DIMS, sub="note_id"),
        _line(rows.filter(pl.col("kind").is_in(["F", "K"])), FEES, "C", ("branch", "product")),
        _line(earned.filter(~off), RECEIVABLE, "C", DIMS),
        _line(earned.filter(off), income, "C", DIMS),
        _line(more.filter(~off), RECEIVABLE, "D", DIMS),
        _line(more.filter(~off), income, "C", DIMS),
        _line(register, REGISTER, "D", DIMS),
        _line(register, REGISTER_CONTRA, "C", ()),
    ]
    other = pl.when(pl.col("side") == "D").then(pl.lit("C")).otherwise(pl.lit("D"))
    return (
        pl.concat(parts)
        .filter(pl.col("amount") != 0)
        .with_columns(pl.when(pl.col("amount") < 0).then(other).otherwise("side").alias("side"), pl.col("amount").abs())
        .sort("account", "sub", "side", "branch", "product", "status")
    )


def _cash(paid: pl.DataFrame, over: Over) -> list[pl.DataFrame]:
    money = paid.with_columns(pl.col("amount").alias("paid"))
    if over is Over.COUNTER:
        return [_line(money, CLEARING, "D", ("branch",))]
    from_account = money.drop("branch").rename({"account_branch": "branch"})
    return [_line(from_account, DEPOSITS, "D", ("branch",), sub="account_id")]


def _line(
    frame: pl.DataFrame, account: int | pl.Expr, side: str, dims: tuple[str, ...], *, sub: str | None = None
) -> pl.DataFrame:
    """One side of the entry with just the dimensions its account keeps."""
    code = pl.lit(account, dtype=pl.Int32) if isinstance(account, int) else account
    named = {"branch": "branch", "product": "product", "book_status": "status"}
    rows = frame.select(
        code.alias("account"),
        pl.lit(side).alias("side"),
        pl.col("paid").cast(pl.Int64).alias("amount"),
        *((pl.col(name) if name in dims else pl.lit("")).alias(column) for name, column in named.items()),
        (pl.col(sub) if sub else pl.lit(0, dtype=pl.Int64)).alias("sub"),
    )
    if sub:
        return rows
    return (
        rows.group_by([name for name in VOUCHER if name != "amount"]).agg(pl.col("amount").sum()).select(list(VOUCHER))
    )
