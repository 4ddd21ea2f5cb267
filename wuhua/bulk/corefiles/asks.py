"""What there is to ask of the core, as columns: draws, debits, rates. Read from committed rows; nothing is written here."""

from __future__ import annotations

from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.corelink.loading import Draw
from wuhua.bulk.dayend import load, parameters, steps

# A draw taken back before it was handed over is none, nor is the opening of a line; a renewal without principal pays
# nothing out; one the core made itself it is not asked to pay out again. What the cut-over brought counts as a note's
# first draw, so that a later one on it has a serial.
_DRAWS = """
WITH told AS (
    SELECT id, note_id, kind, amount, business_date, detail, row_number() OVER (PARTITION BY note_id ORDER BY id) AS n
    FROM servicing_noteevent WHERE kind IN ('DRAW', 'IMPORTED') AND note_id IN (
        SELECT note_id FROM servicing_noteevent WHERE kind = 'DRAW' AND business_date >= $1 AND business_date <= $2))
SELECT CASE WHEN e.n = 1 THEN n.number ELSE n.number || '-' || e.n END AS number, n.number AS note, n.contract,
    c.number AS customer, a.number AS account, a.branch, e.amount, e.business_date AS drawn
FROM told e JOIN servicing_loannote n ON n.id = e.note_id
JOIN servicing_settlementaccount a ON a.id = n.account_id JOIN customer_customer c ON c.id = n.customer_id
WHERE e.kind = 'DRAW' AND e.business_date >= $1 AND e.business_date <= $2
    AND NOT (e.n = 1 AND n.issue_type = 'RENEWAL_NO_PRINCIPAL') AND NOT e.detail ? 'told' AND e.amount > 0
    AND NOT EXISTS (SELECT FROM servicing_noteevent r WHERE r.reverses = e.id)
ORDER BY number
"""
_RATES = """
SELECT n.number AS note, e.rate::bigint AS rate, e.value_day AS from_day
FROM servicing_noteevent e JOIN servicing_loannote n ON n.id = e.note_id
WHERE e.kind = 'RATE' AND e.business_date >= $1 AND e.business_date < $2
    AND NOT EXISTS (SELECT FROM servicing_noteevent r WHERE r.reverses = e.id)
ORDER BY n.number, e.value_day, e.id
"""
_OWNERS = "SELECT id AS account_id, number AS account FROM servicing_settlementaccount"
_PARTS = {"principal": ("B",), "interest": ("I",), "penalty": ("P",), "compound": ("C",), "fees": ("K", "F")}


def draws(link: AdbcConnection, first: date, last: date) -> list[Draw]:
    """Disbursements of these days, one a draw."""
    return [Draw(*row) for row in load.query(link, _DRAWS, first, last).iter_rows()]


def rates(link: AdbcConnection, first: date, before: date) -> pl.DataFrame:
    """(note, rate, from_day) of rates changed on [first, before)."""
    return load.query(link, _RATES, first, before)


def debits(link: AdbcConnection, day: date) -> pl.DataFrame:
    """What is due on `day` or was before it, one row a note: the day end's own reckoning, asked in the morning.

    Penalty and compound that are still running are not in it; they come with the next bill.
    """
    making = steps.begin(load.load(link, day), parameters.of(day))
    for name, step in steps.STEPS:
        if name == "collect":
            break
        step(making)
    due = making.bills.filter(pl.col("due") <= day)
    parts = [pl.col("open").filter(pl.col("kind").is_in(kinds)).sum().alias(name) for name, kinds in _PARTS.items()]
    owed = due.group_by("note_id").agg(
        pl.col("open").sum().alias("amount"), *parts, pl.col("due").min().alias("oldest_due")
    )
    notes = making.notes.select(
        pl.col("id").alias("note_id"), pl.col("number").alias("note"), "customer", "branch", "account_id"
    )
    return (
        owed.join(notes, on="note_id")
        .join(load.query(link, _OWNERS), on="account_id", how="left")
        .sort("account", "note")
    )
