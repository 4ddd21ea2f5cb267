"""Reads what a day starts from: positions, open bills, balances to take from. One read for all shards, no row loops."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.servicing import history as servicing
from wuhua.areas.servicing.rules import MOVING
from wuhua.bulk.arrow import connect as connect
from wuhua.bulk.arrow import query as query
from wuhua.bulk.dayend import classes
from wuhua.bulk.dayend.reprice import RATES

SHARDS = 16
"""Every settlement account lies in one of sixteen shards for good; more workers only take more shards at a time."""

STATE = MOVING

TERMS = (
    "id",
    "number",
    "customer_id",
    "account_id",
    "shard",
    "product",
    "branch",
    "managing_rm",
    "amount",
    "rate",
    "start",
    "maturity",
    "method",
    "settlement",
    "own_day",
    "day_count",
    "frequency_months",
    "instalment",
    "principal_rolls",
    "penalty_uplift",
    "misuse_uplift",
    "grace_days",
    "compound",
    "compound_base_penalty",
    "issue_type",
    "security",
    "purpose",
    "industry",
    "region",
    "farm",
    "revolving",
)

_NOTES = f"""
SELECT {", ".join("n." + name for name in TERMS + STATE)}
FROM servicing_loannote n
WHERE n.start <= $1 AND (n.closed IS NULL OR n.closed > $1) AND n.book_status <> 'WRITTEN_OFF'
"""
_CUSTOMERS = """
SELECT id AS customer_id, number AS customer, kind AS customer_kind, size_class, credit_line FROM customer_customer
"""
# A bill can matter today when it falls due today or tomorrow, or when its note has been in arrears since before it.
_BILLS = """
SELECT b.note_id, b.due, b.kind, b.amount, b.cut FROM servicing_bill b
WHERE b.due >= $1 AND b.due <= $2 AND b.cut <= $1
UNION ALL
SELECT b.note_id, b.due, b.kind, b.amount, b.cut
FROM servicing_loannote n
JOIN servicing_bill b ON b.note_id = n.id AND b.due >= n.oldest_due
WHERE n.oldest_due IS NOT NULL AND b.due < $1 AND b.cut <= $1
"""
_ITEMS = """
SELECT i.note_id, i.due, i.kind, i.amount FROM servicing_repaymentitem i
WHERE i.due >= $1 AND i.due <= $2 AND i.paid <= $1
UNION ALL
SELECT i.note_id, i.due, i.kind, i.amount
FROM servicing_loannote n
JOIN servicing_repaymentitem i ON i.note_id = n.id AND i.due >= n.oldest_due
WHERE n.oldest_due IS NOT NULL AND i.due < $1 AND i.paid <= $1
"""
_ALL_ACCOUNTS = """
SELECT s.sub AS account_id, -s.amount AS live, a.branch AS account_branch
FROM books_subbalance s JOIN servicing_settlementaccount a ON a.id = s.sub WHERE s.account = 2011
"""
_SOME_ACCOUNTS = (
    _ALL_ACCOUNTS
    + """
 AND s.sub IN (SELECT account_id FROM servicing_loannote
               WHERE next_due = $1 OR oldest_due IS NOT NULL)
"""
)
# What tomorrow's customers already did to an account is left out of today.
_TOMORROW = """
SELECT l.sub AS account_id, SUM(CASE l.side WHEN 'C' THEN l.amount ELSE -l.amount END)::bigint AS later
FROM books_entry e JOIN books_line l ON l.entry_id = e.id
WHERE e.business_date > $1 AND l.account = 2011 GROUP BY l.sub
"""
_PLANS = """
SELECT p.note_id AS id, p.due, p.principal FROM servicing_planitem p
JOIN servicing_loannote n ON n.id = p.note_id
WHERE n.method = 'custom' AND n.closed IS NULL AND n.next_due = $1
"""
# A note without a row here is normal.
_CLASSES = """
SELECT note_id AS id, klass, since, basis, clear_from, waived, waived_until
FROM classification_noteclass WHERE klass <> 'NORMAL'
UNION ALL
SELECT note_id, klass, since, basis, clear_from, waived, waived_until
FROM classification_noteclass WHERE klass = 'NORMAL' AND waived <> ''
"""
_MARKS = """
SELECT m.note_id AS id, m.mark, m.since, NOT EXISTS (
    SELECT FROM classification_notemark e WHERE e.ends = m.id AND e.until <= $1 AND e.business_date <= $1) AS active
FROM classification_notemark m WHERE m.ends IS NULL AND m.business_date <= $1
"""
_MARKING = """
SELECT note_id AS id, kind, MIN(value_day) AS since
FROM servicing_noteevent e
WHERE business_date = $1 AND kind IN ('MISUSE', 'RESTRUCTURE')
  AND NOT EXISTS (SELECT FROM servicing_noteevent r WHERE r.reverses = e.id AND r.business_date <= $1)
GROUP BY note_id, kind
"""
# Marks that an earlier close set because of an event which was reversed today, where no other event stands for them.
_TAKEN = """
SELECT DISTINCT m.note_id AS id, m.mark, m.since
FROM servicing_noteevent r
JOIN servicing_noteevent a ON a.id = r.reverses AND a.kind IN ('MISUSE', 'RESTRUCTURE')
JOIN servicing_loannote n ON n.id = a.note_id
JOIN classification_notemark m ON m.note_id = a.note_id AND m.ends IS NULL AND m.actor = 'DAYEND' AND CASE a.kind
    WHEN 'MISUSE' THEN m.mark = 'misused' AND n.misuse_uplift = 0
    ELSE m.mark IN ('restructured', 'restructured_again') AND m.business_date = a.business_date END
WHERE r.business_date = $1 AND r.kind = 'REVERSE'
  AND NOT EXISTS (SELECT FROM classification_notemark e WHERE e.ends = m.id)
  AND NOT EXISTS (
    SELECT FROM servicing_noteevent o
    WHERE o.note_id = a.note_id AND o.kind = 'RESTRUCTURE' AND a.kind = 'RESTRUCTURE' AND o.id <> a.id
      AND o.business_date = a.business_date
      AND NOT EXISTS (SELECT FROM servicing_noteevent x WHERE x.reverses = o.id AND x.business_date <= $1))
"""
# Notes restructured out of a note that was itself restructured, by its way of lending or by a mark.
_AGAIN = """
SELECT n.id, COALESCE(m.since, p.start) AS since
FROM servicing_loannote n JOIN servicing_loannote p ON p.number = n.previous
LEFT JOIN (
    SELECT note_id, MAX(since) AS since FROM classification_notemark
    WHERE ends IS NULL AND mark IN ('restructured', 'restructured_again') GROUP BY note_id
) m ON m.note_id = p.id
WHERE n.issue_type = 'RESTRUCTURED' AND n.start <= $1 AND (p.issue_type = 'RESTRUCTURED' OR m.since IS NOT NULL)
"""
_ASKED = "SELECT note_id AS id FROM classification_classproposal WHERE state = 'OPEN' AND proposed_by = 'DAYEND'"
_RATES = """
SELECT p.note_id AS id, p.rate, p.cause, n.method
FROM servicing_plannedrate p JOIN servicing_loannote n ON n.id = p.note_id WHERE p.day = $1 AND n.rate <> p.rate
  AND NOT EXISTS (SELECT 1 FROM servicing_noteevent r WHERE r.reverses = p.event)
"""
_DONE = "SELECT shard FROM platform_shardrun WHERE day = $1"


@dataclass
class Book:
    """A bank as columns, at the opening of `day` (for shards already written: at its close)."""

    day: date
    notes: pl.DataFrame
    bills: pl.DataFrame
    accounts: pl.DataFrame
    plans: pl.DataFrame
    done: frozenset[int]
    rates: pl.DataFrame
    known: classes.Known
    read_seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)


def load(link: AdbcConnection, day: date) -> Book:
    """Everything of the bank that closing `day` depends on.

    Reads committed rows only, on its own connection. The caller has moved the online date to the next day first: money
    that comes and goes on settlement accounts from now on carries tomorrow's date and is left out here, and verbs on
    notes wait for the seal (`servicing.rules.ServicingRefusal.DAY_NOT_CLOSED`).
    """
    tomorrow = day + timedelta(days=1)
    notes = query(link, _NOTES, day)
    customers = query(link, _CUSTOMERS)
    bills = _open_bills(query(link, _BILLS, day, tomorrow), query(link, _ITEMS, day, tomorrow))
    accounts = _accounts(link, day, bills)
    plans = query(link, _PLANS, day)
    held = query(link, _CLASSES)
    done = frozenset(query(link, _DONE, day).get_column("shard").to_list())
    notes = notes.sort("number").join(customers, on="customer_id", how="left", maintain_order="left")
    if held.height:
        notes = notes.join(held.select("id", "klass"), on="id", how="left", maintain_order="left")
    else:
        notes = notes.with_columns(pl.lit(None, dtype=pl.String).alias("klass"))
    notes = notes.with_columns(pl.col("klass").fill_null("NORMAL"))
    if bills.height:
        bills = bills.join(notes.select("id"), left_on="note_id", right_on="id", how="semi")
    rates = _rates(link, day)
    known = _known(link, day, held, notes)
    counts = {"notes": notes.height, "bills": bills.height}
    return Book(day, notes, bills, accounts, plans, done, rates, known, counts=counts)


def _known(link: AdbcConnection, day: date, held: pl.DataFrame, notes: pl.DataFrame) -> classes.Known:
    """What a close knows of classes; predecessors are looked up only where a restructured note carries no mark yet."""
    marks = query(link, _MARKS, day)
    unmarked = notes.filter(pl.col("issue_type") == "RESTRUCTURED").join(marks, on="id", how="anti")
    again = query(link, _AGAIN, day) if unmarked.height else pl.DataFrame(schema=classes.AGAIN)
    taken = query(link, _TAKEN, day)
    return classes.Known(held, marks, query(link, _MARKING, day), again, query(link, _ASKED), taken)


def _rates(link: AdbcConnection, day: date) -> pl.DataFrame:
    """Rates agreed for today; where instalments are level (or equal shares) also what they are at the new rate."""
    found = query(link, _RATES, day)
    if found.is_empty():
        return pl.DataFrame(schema=RATES)
    level = found.filter(pl.col("method").is_in(["equal_instalments", "equal_principal"])).get_column("id").to_list()
    solved = servicing.instalments_on(level, day) if level else {}
    levels = pl.DataFrame(
        {"id": list(solved), "instalment": list(solved.values())}, schema={"id": pl.Int64, "instalment": pl.Int64}
    )
    return found.join(levels, on="id", how="left").select(list(RATES)).cast(RATES)  # type: ignore[arg-type]


def read_columns(link: AdbcConnection, day: date) -> int:
    """Only the reading of `load`, for the bench's floor; answers how many rows came."""
    tomorrow = day + timedelta(days=1)
    frames = [query(link, _NOTES, day), query(link, _CUSTOMERS), query(link, _BILLS, day, tomorrow)]
    if frames[-1].filter(pl.col("due") == day).height:
        frames.append(query(link, _ALL_ACCOUNTS))
    return sum(frame.height for frame in frames)


def _open_bills(bills: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Bills with what is still unpaid of them in `open`; bills paid in full are left out."""
    paid = items.group_by("note_id", "due", "kind").agg(pl.col("amount").sum().alias("paid"))
    keys = ["note_id", "due", "kind"]
    return (
        bills.join(paid, on=keys, how="left")
        .with_columns((pl.col("amount") - pl.col("paid").fill_null(0)).alias("open"))
        .filter(pl.col("open") > 0)
        .select("note_id", "due", "kind", "open", "cut")
    )


def _accounts(link: AdbcConnection, day: date, bills: pl.DataFrame) -> pl.DataFrame:
    """What may be taken from each account: its balance of the day, and never more than is there now."""
    everyone = bills.filter(pl.col("due") == day).height > 0
    live = query(link, _ALL_ACCOUNTS) if everyone else query(link, _SOME_ACCOUNTS, day)
    later = query(link, _TOMORROW, day)
    if later.is_empty():
        return live.rename({"live": "available"})
    return live.join(later, on="account_id", how="left").select(
        "account_id",
        "account_branch",
        pl.min_horizontal("live", pl.col("live") - pl.col("later").fill_null(0)).alias("available"),
    )
