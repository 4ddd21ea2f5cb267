"""What payments are worked out from: the notes they are on, with their open bills, read as columns.

Read on a connection of its own from committed rows. Whoever will write holds the notes first (`servicing.actions.hold`),
so that what is read here is still true when it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.servicing.rules import MOVING, Over
from wuhua.books.rules import DEPOSITS
from wuhua.bulk.dayend.load import query

TERMS = (
    "id", "number", "account_id", "product", "branch", "settlement", "own_day", "day_count", "frequency_months", "rate",
    "start", "maturity", "penalty_uplift", "misuse_uplift", "grace_days", "compound", "compound_base_penalty",
)  # fmt: skip
_PLACES = "SELECT id, number AS note, shard, account_id FROM servicing_loannote"
_NOTES = f"""
SELECT {", ".join("n." + name for name in TERMS + MOVING)} FROM servicing_loannote n WHERE n.id = ANY(:ids)
"""
# Only where the money comes from the accounts: a planner reads all of them for a large part of the bank.
_ACCOUNTS = f"""
SELECT a.id AS account_id, a.branch AS account_branch, COALESCE(-s.amount, 0)::bigint AS available
FROM servicing_settlementaccount a LEFT JOIN books_subbalance s ON s.account = {DEPOSITS} AND s.sub = a.id
WHERE a.id IN (SELECT account_id FROM servicing_loannote WHERE id = ANY(:ids))
"""
# A note without arrears can have no open bill but those due today.
_BILLS = """
SELECT b.note_id, b.due, b.kind, b.amount
FROM servicing_loannote n
JOIN servicing_bill b ON b.note_id = n.id AND b.due >= COALESCE(n.oldest_due, $1) AND b.due <= $1
WHERE n.id = ANY(:ids) AND b.cut <= $1
"""
_ITEMS = """
SELECT i.note_id, i.due, i.kind, i.amount
FROM servicing_loannote n
JOIN servicing_repaymentitem i ON i.note_id = n.id AND i.due >= COALESCE(n.oldest_due, $1) AND i.due <= $1
WHERE n.id = ANY(:ids) AND i.paid <= $1
"""


@dataclass(frozen=True, slots=True)
class Owing:
    """Notes with their terms and anchors, and their open bills due by the day (`open` is what is unpaid)."""

    notes: pl.DataFrame
    bills: pl.DataFrame


def places(link: AdbcConnection) -> pl.DataFrame:
    """(id, note, shard, account_id) of every note there is."""
    return query(link, _PLACES)


def owing(link: AdbcConnection, day: date, ids: Sequence[int], over: Over) -> Owing:
    """These notes at the opening of `day`, and what was paid on them since; with their accounts where money is taken there."""
    chosen = f"'{{{','.join(str(int(each)) for each in ids)}}}'::bigint[]"
    notes = query(link, _NOTES.replace(":ids", chosen))
    if over is Over.ACCOUNT:
        notes = notes.join(query(link, _ACCOUNTS.replace(":ids", chosen)), on="account_id")
    bills, items = (query(link, sql.replace(":ids", chosen), day) for sql in (_BILLS, _ITEMS))
    keys = ["note_id", "due", "kind"]
    paid = items.group_by(keys).agg(pl.col("amount").sum().alias("paid"))
    left = (
        bills.join(paid, on=keys, how="left")
        .with_columns((pl.col("amount") - pl.col("paid").fill_null(0)).alias("open"))
        .filter(pl.col("open") > 0)
        .select(*keys, "open")
    )
    return Owing(notes, left)
