"""Our side of the comparison, as columns: the sealed day's positions, and what is dated that day or before in the tables.

Entries and allocations of a sealed day take no additions, so asking again later gives the same answer.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.books.rules import DEPOSITS
from wuhua.bulk.dayend.load import query
from wuhua.platform import lake

_TERMS = "SELECT number AS note, contract FROM servicing_loannote"
_OWNERS = """
SELECT a.number AS account, c.number AS customer, c.managing_rm, c.industry, c.region
FROM servicing_settlementaccount a JOIN customer_customer c ON c.id = a.customer_id
"""
_PAID = ("principal", "interest")
_KNOWN = "SELECT number AS customer FROM customer_customer"
# What came after the close of the day is taken off again; in one statement, so that nothing is posted between two reads.
_LATER = """
SELECT l.account, l.branch, l.sub, CASE l.side WHEN 'D' THEN -l.amount ELSE l.amount END AS amount
FROM books_entry e JOIN books_line l ON l.entry_id = e.id WHERE e.business_date > $1
"""
_ACCOUNTS = f"""
SELECT a.id AS account_id, a.number AS account, a.branch, (-COALESCE(s.amount, 0) - COALESCE(m.amount, 0))::bigint AS balance
FROM servicing_settlementaccount a
LEFT JOIN books_subbalance s ON s.account = {DEPOSITS} AND s.sub = a.id
LEFT JOIN (SELECT sub, SUM(amount) AS amount FROM ({_LATER}) t WHERE account = {DEPOSITS} GROUP BY sub) m ON m.sub = a.id
WHERE a.opened IS NULL OR a.opened <= $1
"""
_REPAYMENTS = """
SELECT n.number AS note, n.branch, COALESCE(SUM(i.amount) FILTER (WHERE i.kind IN ('B', 'E')), 0)::bigint AS principal,
    COALESCE(SUM(i.amount) FILTER (WHERE i.kind IN ('I', 'P', 'C')), 0)::bigint AS interest
FROM servicing_repaymentitem i JOIN servicing_loannote n ON n.id = i.note_id
WHERE i.paid = $1 AND i.way <> 'IMPORTED' GROUP BY n.number, n.branch
"""
_CONTROL = f"""
SELECT account, branch, SUM(amount)::bigint AS amount
FROM (SELECT account, branch, amount FROM books_control UNION ALL SELECT account, branch, amount FROM ({_LATER}) t) x
GROUP BY account, branch
"""


def positions(day: date) -> pl.DataFrame:
    """The living notes of the sealed day. Raises `Refuse` where the day is not sealed or its file is lost."""
    return pl.read_parquet(lake.file_of(day, "positions"))


def terms(link: AdbcConnection) -> pl.DataFrame:
    """(note, contract) of every note there ever was."""
    return query(link, _TERMS)


def owners(link: AdbcConnection) -> pl.DataFrame:
    """(account, customer, managing_rm, industry, region) of every settlement account."""
    return query(link, _OWNERS)


def contracts(link: AdbcConnection, notes: pl.DataFrame) -> pl.DataFrame:
    """(contract, branch, balance) over the living notes."""
    return (
        notes.join(terms(link), on="note", how="left")
        .group_by("contract")
        .agg(pl.col("branch").first(), pl.col("balance").sum())
    )


def customers(notes: pl.DataFrame) -> pl.DataFrame:
    """(customer, branch, balance) over the living notes."""
    return notes.group_by("customer").agg(pl.col("branch").first(), pl.col("balance").sum())


def known_customers(link: AdbcConnection) -> pl.DataFrame:
    """Numbers of everybody who has a file here."""
    return query(link, _KNOWN)


def in_arrears(notes: pl.DataFrame) -> pl.DataFrame:
    """The notes with anything unpaid that was due by the day."""
    return notes.filter(pl.col("oldest_due").is_not_null())


def accounts(link: AdbcConnection, day: date) -> pl.DataFrame:
    """(account, branch, balance) of every settlement account at the close of the day."""
    return accounts_by_id(link, day).drop("account_id")


def accounts_by_id(link: AdbcConnection, day: date) -> pl.DataFrame:
    """The same with `account_id`, for what will be posted on them."""
    return query(link, _ACCOUNTS, day)


def repayments(link: AdbcConnection, day: date) -> pl.DataFrame:
    """(note, branch, principal, interest) received that day: one row a note."""
    return query(link, _REPAYMENTS, day)


def signed(theirs: pl.DataFrame) -> pl.DataFrame:
    """The core's lines of repayments with their sign: one that names a reversed serial takes its amounts back."""
    back = pl.col("reverses").is_not_null()
    return theirs.with_columns(pl.when(back).then(-pl.col(part)).otherwise(part).alias(part) for part in _PAID)


def control(link: AdbcConnection, day: date) -> pl.DataFrame:
    """(account, branch, amount) of the general ledger at the close of the day, debit positive."""
    return query(link, _CONTROL, day)
