"""What the day's steps mean in double entry, lines aggregated where the books allow.

Principal and settlement accounts get one line per movement (sub = note or account), in one entry per shard and cause;
interest receivable, income and the off-balance register are summed by (branch, product, book status), in one entry per
cause for the whole bank where nothing else moves (`SUMMED`).
"""

from __future__ import annotations

import polars as pl

from wuhua.books.rules import (
    BY_CODE,
    COMPOUND,
    DEPOSITS,
    FEES,
    INTEREST,
    LOANS,
    OVERDUE_LOANS,
    PENALTY,
    RECEIVABLE,
    REGISTER,
    REGISTER_CONTRA,
)  # fmt: skip
from wuhua.bulk.dayend.steps import Day

INCOME = {"interest": INTEREST, "penalty": PENALTY, "compound": COMPOUND}
KIND_INCOME = {"I": INTEREST, "P": PENALTY, "C": COMPOUND}
DIMS = {code: account.dims for code, account in BY_CODE.items()}
WHY = {
    "rounding": "账单尾差四舍五入",
    "collect": "到期自动扣款",
    "overdue": "到期未还本金转逾期",
    "status": "账面状态结转",
    "accrue": "计提利息、罚息、复利",
    "settle": "结息尾差四舍五入",
}
"""Cause of an entry, in the order in which a day posts them."""

SUMMED = ("rounding", "accrue", "settle")
"""Causes without sub-accounts: posted once for the day, over all shards."""

LINE = {
    "shard": pl.Int16,
    "cause": pl.String,
    "account": pl.Int32,
    "side": pl.String,
    "amount": pl.Int64,
    "branch": pl.String,
    "product": pl.String,
    "status": pl.String,
    "sub": pl.Int64,
}


def lines(day: Day) -> pl.DataFrame:
    """Every line of the day's entries, in posting order, each (shard, cause) balanced."""
    keys = day.notes.select("id", "shard", "branch", "product", "status_before", "book_status", "account_id", "falling")
    parts = [
        *_rounding(day, keys),
        *_collection(day, keys),
        *_overdue(day),
        *_status(day, keys),
        *_accrual(day),
    ]
    rows = [part.filter(pl.col("amount") != 0) for part in parts if part.height]
    if not rows:
        return pl.DataFrame(schema=LINE)
    order = pl.Enum(list(WHY))
    # A million lines: what tells most of them apart comes first, and the texts only where those are equal.
    return _signed(pl.concat(rows)).sort(
        "shard", pl.col("cause").cast(order), "account", "sub", "side", "branch", "product", "status"
    )


def _line(
    frame: pl.DataFrame,
    cause: str,
    account: int | pl.Expr,
    side: str,
    amount: pl.Expr,
    *,
    status: str = "book_status",
    sub: str | None = None,
) -> pl.DataFrame:
    """One side of an entry, with just the dimensions its account keeps; summed unless it has a sub-account."""
    if frame.is_empty():
        return pl.DataFrame(schema=LINE)
    dims = DIMS[account if isinstance(account, int) else INCOME["interest"]]
    code = pl.lit(account, dtype=pl.Int32) if isinstance(account, int) else account.cast(pl.Int32)
    chosen = frame.select(
        pl.col("shard").cast(pl.Int16),
        pl.lit(cause).alias("cause"),
        code.alias("account"),
        pl.lit(side).alias("side"),
        amount.cast(pl.Int64).alias("amount"),
        (pl.col("branch") if "branch" in dims else pl.lit("")).alias("branch"),
        (pl.col("product") if "product" in dims else pl.lit("")).alias("product"),
        (pl.col(status) if "status" in dims else pl.lit("")).alias("status"),
        (pl.col(sub) if sub else pl.lit(0, dtype=pl.Int64)).alias("sub"),
    )
    if sub:
        return chosen
    keys = [name for name in LINE if name != "amount"]
    return chosen.group_by(keys).agg(pl.col("amount").sum()).select(list(LINE))


def _signed(rows: pl.DataFrame) -> pl.DataFrame:
    """Amounts are positive and the side says which way: a negative sum changes its side."""
    other = pl.when(pl.col("side") == "D").then(pl.lit("C")).otherwise(pl.lit("D"))
    return rows.with_columns(
        pl.when(pl.col("amount") < 0).then(other).otherwise("side").alias("side"), pl.col("amount").abs()
    )


def _earned(frame: pl.DataFrame, cause: str, kind: str, amount: pl.Expr, status: str) -> list[pl.DataFrame]:
    """Income of a kind: receivable on the balance sheet, or the register when the note is non-accrual."""
    on, off = frame.filter(pl.col(status) != "NON_ACCRUAL"), frame.filter(pl.col(status) == "NON_ACCRUAL")
    return [
        _line(on, cause, RECEIVABLE, "D", amount, status=status),
        _line(on, cause, INCOME[kind], "C", amount, status=status),
        _line(off, cause, REGISTER, "D", amount, status=status),
        _line(off, cause, REGISTER_CONTRA, "C", amount),
    ]


def _rounding(day: Day, keys: pl.DataFrame) -> list[pl.DataFrame]:
    """Fen gained where a bill rounded: before the close in the old status, on a settlement in the new one."""
    settled = day.notes.get_column("settled").any()
    dims = ("shard", "branch", "product", "status_before", "book_status")
    parts: list[pl.DataFrame] = []
    for found in day.rounding:
        rows = found.join(keys, on="id").group_by(dims).agg(pl.col(list(INCOME)).sum())
        late = found is day.rounding[-1] and settled
        cause, status = ("settle", "book_status") if late else ("rounding", "status_before")
        for kind in INCOME:
            parts += _earned(rows, cause, kind, pl.col(kind), status)
    return parts


def _collection(day: Day, keys: pl.DataFrame) -> list[pl.DataFrame]:
    """Money taken from the settlement accounts, to principal, receivable, or income of what was off the books."""
    if day.items.is_empty():
        return []
    places = day.accounts.select("account_id", "account_branch")
    rows = (
        day.items.join(keys, left_on="note_id", right_on="id")
        .join(places, on="account_id")
        .with_columns(pl.col("note_id").alias("note"))
    )
    # What fell due at the counter today stands as overdue principal already.
    now = (pl.col("due") == day.date) & (pl.col("falling") > 0)
    fresh, stale = (pl.col("kind") == "B") & now, (pl.col("kind") == "B") & ~now
    fees = rows.filter(pl.col("kind").is_in(["F", "K"]))
    owed = rows.filter(pl.col("kind").is_in(["P", "C", "I"]))
    on, off = (
        owed.filter(pl.col("status_before") != "NON_ACCRUAL"),
        owed.filter(pl.col("status_before") == "NON_ACCRUAL"),
    )
    income = pl.col("kind").replace_strict(KIND_INCOME, return_dtype=pl.Int32)
    paid, before = pl.col("paid"), "status_before"
    return [
        _line(
            rows.drop("branch").rename({"account_branch": "branch"}), "collect", DEPOSITS, "D", paid, sub="account_id"
        ),
        _line(rows.filter(fresh), "collect", LOANS, "C", paid, status=before, sub="note"),
        _line(rows.filter(stale), "collect", OVERDUE_LOANS, "C", paid, status=before, sub="note"),
        _line(fees, "collect", FEES, "C", paid, status=before),
        _line(on, "collect", RECEIVABLE, "C", paid, status=before),
        _line(off, "collect", income, "C", paid, status=before),
        _line(off, "collect", REGISTER_CONTRA, "D", paid),
        _line(off, "collect", REGISTER, "C", paid, status=before),
    ]


def _overdue(day: Day) -> list[pl.DataFrame]:
    """Principal billed today and left unpaid becomes overdue principal."""
    unpaid = day.bills.filter((pl.col("kind") == "B") & (pl.col("due") == day.date)).select("note_id", "open")
    falling = day.notes.filter(pl.col("falling") > 0)
    rows = falling.join(unpaid, left_on="id", right_on="note_id").with_columns(pl.col("id").alias("note"))
    return [
        _line(rows, "overdue", OVERDUE_LOANS, "D", pl.col("open"), status="status_before", sub="note"),
        _line(rows, "overdue", LOANS, "C", pl.col("open"), status="status_before", sub="note"),
    ]


def _status(day: Day, keys: pl.DataFrame) -> list[pl.DataFrame]:
    """A changed book status moves principal and receivable; over the limit, interest leaves the balance sheet."""
    moved = day.notes.filter(pl.col("book_status") != pl.col("status_before")).with_columns(pl.col("id").alias("note"))
    if moved.is_empty():
        return []
    owed = moved.join(_owed_before_close(day), left_on="id", right_on="note_id", how="left").with_columns(
        (pl.col("i0") + pl.col("open_I").fill_null(0)).alias("interest"),
        (pl.col("p0") + pl.col("open_P").fill_null(0)).alias("penalty"),
        (pl.col("c0") + pl.col("open_C").fill_null(0)).alias("compound"),
    )
    parts = []
    for account, column in ((LOANS, "principal"), (OVERDUE_LOANS, "overdue_principal")):
        parts.append(_line(moved, "status", account, "D", pl.col(column), sub="note"))
        parts.append(_line(moved, "status", account, "C", pl.col(column), status="status_before", sub="note"))
    was_off, is_off = pl.col("status_before") == "NON_ACCRUAL", pl.col("book_status") == "NON_ACCRUAL"
    for kind, income in INCOME.items():
        amount = pl.col(kind)
        parts.append(_line(owed.filter(~was_off), "status", RECEIVABLE, "C", amount, status="status_before"))
        parts.append(_line(owed.filter(~is_off), "status", RECEIVABLE, "D", amount))
        leaves, returns = owed.filter(is_off & ~was_off), owed.filter(was_off & ~is_off)
        for rows, sign, register in ((leaves, 1, "book_status"), (returns, -1, "status_before")):
            parts.append(_line(rows, "status", income, "D", amount * sign, status="status_before"))
            parts.append(_line(rows, "status", REGISTER, "D", amount * sign, status=register))
            parts.append(_line(rows, "status", REGISTER_CONTRA, "C", amount * sign))
    return parts


def _owed_before_close(day: Day) -> pl.DataFrame:
    """Open interest, penalty and compound bills per note, without those a settlement has only just cut."""
    return (
        day.bills.filter(pl.col("due") <= day.date)
        .group_by("note_id")
        .agg(*(pl.col("open").filter(pl.col("kind") == kind).sum().alias(f"open_{kind}") for kind in "IPC"))
    )


def _accrual(day: Day) -> list[pl.DataFrame]:
    """What the day earned, by kind: summed once over the notes, the lines are cut from the sums."""
    earned = [
        (pl.col(closing) - pl.col(opening)).sum().alias(kind)
        for kind, opening, closing in (("interest", "i0", "i"), ("penalty", "p0", "p"), ("compound", "c0", "c"))
    ]
    sums = day.notes.group_by("shard", "branch", "product", "book_status").agg(earned)
    parts: list[pl.DataFrame] = []
    for kind in INCOME:
        parts += _earned(sums, "accrue", kind, pl.col(kind), "book_status")
    return parts
