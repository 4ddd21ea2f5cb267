"""Opening entries: what the old system's last close says, in double entry, one entry a control account.

Principal and settlement accounts get one line per note or account (sub-account); interest receivable, the off-balance
register and the provision are summed by (branch, product, book status). The other side is 4001 期初对转, off the
balance sheet 7009 表外对转.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from wuhua.books.rules import (
    BY_CODE,
    DEPOSITS,
    FIRST_MEMO,
    LOANS,
    OVERDUE_LOANS,
    PROVISION,
    RECEIVABLE,
    REGISTER,
    SubKind,
)
from wuhua.bulk.intake.shape import Shaped

CONTRA, MEMO_CONTRA = 4001, 7009
ORDER = (DEPOSITS, LOANS, OVERDUE_LOANS, RECEIVABLE, PROVISION, REGISTER)
DIMS = ("branch", "product", "status")
LINE = {
    "account": pl.Int64,
    "side": pl.String,
    "amount": pl.Int64,
    **dict.fromkeys(DIMS, pl.String),
    "sub": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Entries and lines as the books' tables want them, but for the ids of the entries (`nth` counts from 0)."""

    entries: pl.DataFrame
    lines: pl.DataFrame


def owed(notes: pl.DataFrame) -> pl.DataFrame:
    """`interest`: everything earned on a note and not yet received, billed or not, in fen."""
    return notes.with_columns(
        pl.sum_horizontal(
            "accrued", "penalty_accrued", "compound_accrued", "unpaid_interest", "unpaid_penalty", "unpaid_compound"
        ).alias("interest")
    )


def opening(shaped: Shaped, positions: pl.DataFrame) -> Opening:
    """The opening of the books. `positions`, the genesis day of the lake, says what provision each note asks for."""
    notes = owed(shaped.notes).rename({"book_status": "status"})
    accruing = pl.col("status") != "NON_ACCRUAL"
    parts = [
        _lines(shaped.accounts, DEPOSITS, "balance", "id"),
        _lines(notes, LOANS, "principal", "id"),
        _lines(notes, OVERDUE_LOANS, "overdue_principal", "id"),
        _lines(notes.filter(accruing), RECEIVABLE, "interest"),
        _lines(positions.rename({"book_status": "status"}), PROVISION, "provision"),
        _lines(notes.filter(~accruing), REGISTER, "interest"),
    ]
    lines = pl.concat([part for part in parts if len(part)] or [pl.DataFrame(schema=LINE)])
    contras = (
        lines.group_by("account", maintain_order=True)
        .agg(pl.col("amount").sum(), pl.col("side").first(), pl.col("account").first().alias("of"))
        .with_columns(
            pl.when(pl.col("of") < FIRST_MEMO).then(CONTRA).otherwise(MEMO_CONTRA).cast(pl.Int64).alias("account"),
            pl.when(pl.col("side") == "D").then(pl.lit("C")).otherwise(pl.lit("D")).alias("side"),
            *(pl.lit("").alias(name) for name in DIMS),
            pl.lit(0, dtype=pl.Int64).alias("sub"),
        )
    )
    both = pl.concat([lines.with_columns(pl.col("account").alias("of")), contras.select(*LINE, "of")])
    return _numbered(both, shaped.cut_over)


def _lines(frame: pl.DataFrame, account: int, amount: str, sub: str | None = None) -> pl.DataFrame:
    """Lines of one account, in its normal side, with just the words and the sub-account that it keeps."""
    known = BY_CODE[account]
    kept = [pl.col(name) if name in known.dims else pl.lit("").alias(name) for name in DIMS]
    own = pl.col(sub).cast(pl.Int64) if sub and known.sub is not SubKind.NONE else pl.lit(0, dtype=pl.Int64)
    rows = frame.filter(pl.col(amount) > 0).select(
        pl.lit(account, dtype=pl.Int64).alias("account"),
        pl.lit(known.normal.value).alias("side"),
        pl.col(amount).alias("amount"),
        *kept,
        own.alias("sub"),
    )
    keys = [name for name in LINE if name != "amount"]
    if known.sub is SubKind.NONE:
        rows = rows.group_by(keys).agg(pl.col("amount").sum()).select(*LINE).sort(keys)
    return rows


def _numbered(lines: pl.DataFrame, cut_over: date) -> Opening:
    """One entry per account in `ORDER`: seq 1..n within it, the total of its debits."""
    present = [account for account in ORDER if (lines["of"] == account).any()]
    nth = {account: number for number, account in enumerate(present)}
    lines = lines.with_columns(pl.col("of").replace_strict(nth, return_dtype=pl.Int64).alias("nth")).sort(
        "nth", maintain_order=True
    )
    lines = lines.with_columns(pl.int_range(1, pl.len() + 1).over("nth").alias("seq"))
    entries = (
        lines.group_by("nth", maintain_order=True)
        .agg(
            pl.col("of").first(),
            pl.len().cast(pl.Int64).alias("line_count"),
            pl.col("amount").filter(pl.col("side") == "D").sum().alias("total"),
        )
        .with_columns(
            pl.format("opening/{}/{}", pl.lit(cut_over.isoformat()), "of").alias("key"),
            pl.col("of").replace_strict({code: f"期初:{BY_CODE[code].name}" for code in ORDER}).alias("why"),
        )
    )
    return Opening(entries.drop("of"), lines.select("nth", "seq", *LINE))


def with_ids(opened: Opening, ids: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entries and lines with the ids of their entries."""
    numbers = pl.DataFrame({"nth": list(range(len(ids))), "id": ids}, schema={"nth": pl.Int64, "id": pl.Int64})
    entries = opened.entries.join(numbers, on="nth").select("id", "key", "why", "line_count", "total")
    lines = opened.lines.join(numbers, on="nth", maintain_order="left").select(
        pl.col("id").alias("entry_id"), "seq", *LINE
    )
    return entries, lines
