"""The day as the lake keeps it: one row per living note, and the day's movements of principal.

The same function draws a shard just computed and one written before a crash, so a rerun seals equal.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.bulk.dayend import figures, load
from wuhua.bulk.dayend.steps import Day

POSITIONS = (
    "note",
    "customer",
    "customer_kind",
    "size_class",
    "purpose",
    "product",
    "branch",
    "managing_rm",
    "security",
    "industry",
    "region",
    "issue_type",
    "method",
    "rate",
    "credit_line",
    "amount",
    "start",
    "maturity",
    "book_status",
    "principal",
    "overdue_principal",
    "balance",
    "accrued",
    "unpaid_interest",
    "unpaid_penalty",
    "unpaid_compound",
    "off_balance_interest",
    "overdue_days",
    "oldest_due",
    "principal_due",
    "interest_due",
    "klass",
    "provision",
    "farm",
    "revolving",
)
"""Columns of a positions file, in order. Money is fen, rates are 10⁻⁷ a year."""

FLOWS = (
    "day",
    "note",
    "customer",
    "customer_kind",
    "size_class",
    "purpose",
    "product",
    "branch",
    "way",
    "rate",
    "credit_line",
    "amount",
    "interest",
    "farm",
)
"""Columns of a flows file: principal out (`way` is the issue type) and back (REPAID, WRITTEN_OFF)."""

_FLOWS = """
WITH moved AS (
  SELECT note_id, 'DRAWN' AS way, SUM(amount)::bigint AS amount, 0::bigint AS interest
  FROM servicing_noteevent WHERE business_date = $1 AND kind = 'DRAW' GROUP BY note_id
  UNION ALL
  SELECT note_id, 'WRITTEN_OFF', SUM(amount)::bigint, 0::bigint
  FROM servicing_noteevent WHERE business_date = $1 AND kind = 'WRITE_OFF' GROUP BY note_id
  UNION ALL
  SELECT i.note_id, 'REPAID', SUM(i.amount) FILTER (WHERE i.kind IN ('B','E'))::bigint,
         COALESCE(SUM(i.amount) FILTER (WHERE i.kind IN ('I','P','C')), 0)::bigint
  FROM servicing_repaymentitem i WHERE i.paid = $1 AND i.way NOT IN ('CORRECTED', 'RECOVERED')
    AND i.note_id IN (SELECT note_id FROM servicing_repaymentitem WHERE paid = $1 AND kind IN ('B','E'))
  GROUP BY i.note_id
)
SELECT n.number AS note, c.number AS customer, c.kind AS customer_kind, c.size_class, n.purpose, n.product, n.branch,
       CASE m.way WHEN 'DRAWN' THEN n.issue_type ELSE m.way END AS way, n.rate::bigint AS rate, c.credit_line,
       m.amount, m.interest, n.farm
FROM moved m JOIN servicing_loannote n ON n.id = m.note_id JOIN customer_customer c ON c.id = n.customer_id
WHERE m.amount <> 0
"""


def closing(day: Day) -> pl.DataFrame:
    """Notes of shards just computed, as at the close: what a settlement billed is no longer accrued."""
    zero = pl.lit(0, dtype=pl.Int64)
    return day.notes.with_columns(
        pl.when("settled").then(zero).otherwise(pl.col(name)).alias(name) for name in ("i", "p", "c")
    )


def closing_of_done(book: load.Book, shards: frozenset[int]) -> pl.DataFrame:
    """Notes of shards a former run has written, drawn again from their stored state."""
    after = book.day + timedelta(days=1)
    notes = book.notes.filter(pl.col("shard").is_in(list(shards)))
    notes = figures.with_terms(figures.anchored(notes, after))
    notes = figures.surcharges_by(figures.interest_by(notes, after), after)
    late = (pl.lit(book.day) - pl.col("oldest_due")).dt.total_days().fill_null(0).clip(lower_bound=0)
    return notes.with_columns(late.cast(pl.Int32).alias("overdue_days"))


def positions(notes: pl.DataFrame, bills: pl.DataFrame, provision_pct: dict[str, int]) -> pl.DataFrame:
    """The positions file of a day: living notes sorted by number, in the order of `POSITIONS`.

    Provision is the balance times the rate of its class, half-up to the fen, note by note; their sum is the account.
    """
    unpaid = bills.group_by("note_id").agg(
        *(
            pl.col("open").filter(pl.col("kind") == kind).sum().alias(name)
            for kind, name in (("I", "unpaid_interest"), ("P", "unpaid_penalty"), ("C", "unpaid_compound"))
        )
    )
    owed = ("unpaid_interest", "unpaid_penalty", "unpaid_compound")
    living = notes.filter(pl.col("closed").is_null())
    dues = _oldest_by_kind(living, bills)
    balance = pl.col("principal") + pl.col("overdue_principal")
    rate = pl.col("klass").replace_strict(provision_pct, return_dtype=pl.Int64)
    drawn = (
        living.join(unpaid, left_on="id", right_on="note_id", how="left", maintain_order="left")
        .join(dues, left_on="id", right_on="note_id", how="left", maintain_order="left")
        .with_columns(pl.col(name).fill_null(0) for name in owed)
        .with_columns(
            pl.col("number").alias("note"),
            pl.col("rate").cast(pl.Int64),
            balance.alias("balance"),
            (pl.col("i") + pl.col("p") + pl.col("c")).alias("accrued"),
            ((balance * rate * 2 + 100) // 200).alias("provision"),
        )
    )
    off = pl.when(pl.col("book_status") == "NON_ACCRUAL").then(pl.sum_horizontal("accrued", *owed)).otherwise(0)
    return drawn.with_columns(off.cast(pl.Int64).alias("off_balance_interest")).select(POSITIONS).sort("note")


def _oldest_by_kind(notes: pl.DataFrame, bills: pl.DataFrame) -> pl.DataFrame:
    """Of notes in arrears: the oldest unpaid due day of principal, and of interest with penalty and compound (双逾)."""
    late = notes.filter(pl.col("oldest_due").is_not_null()).select("id")
    open_ = bills.join(late, left_on="note_id", right_on="id", how="semi")
    interest = pl.col("kind").is_in(["I", "P", "C"])
    return open_.group_by("note_id").agg(
        pl.col("due").filter(pl.col("kind") == "B").min().alias("principal_due"),
        pl.col("due").filter(interest).min().alias("interest_due"),
    )


def flows(link: AdbcConnection, day: date) -> pl.DataFrame:
    """The day's principal movements from the committed facts, sorted by note and way."""
    moved = load.query(link, _FLOWS, day)
    return moved.with_columns(pl.lit(day, dtype=pl.Date).alias("day")).select(FLOWS).sort("note", "way")
