"""What a day does to the notes, as an ordered tuple of column functions over `Day`.

Each step takes the day so far and returns nothing but changed columns and new rows in `Day`; none reads a clock, a file
or the database. The order is house.md 5: fall due, collect, age, accrue, settle, classify.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import polars as pl

from wuhua.areas.classification.rules import RuleBooks
from wuhua.bulk.dayend import classes, figures, grace
from wuhua.bulk.dayend.load import Book
from wuhua.bulk.dayend.reprice import MOVED, RATES, in_force
from wuhua.core import days

NON_ACCRUAL_DAYS_CODE = "NON_ACCRUAL_DAYS"
ONE_DAY = timedelta(days=1)
BILL_SCHEMA = {"note_id": pl.Int64, "due": pl.Date, "kind": pl.String, "open": pl.Int64, "cut": pl.Date}
RANK_IN_TIME = {"K": 0, "F": 1, "P": 2, "C": 3, "I": 4, "B": 5}
RANK_LATE = {"K": 0, "F": 1, "B": 2, "I": 3, "C": 4, "P": 5}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Dated rule parameters of the day, read once."""

    non_accrual_days: int
    ruleset: str
    provision_pct: dict[str, int]
    books: RuleBooks
    collects: bool = True
    """Whether this system debits the accounts. Where the core keeps the books it does, and its file says what it took."""


@dataclass
class Day:
    """One day in the making: the notes as columns, and the rows the steps have produced."""

    date: datetime.date
    parameters: Parameters
    notes: pl.DataFrame
    bills: pl.DataFrame
    accounts: pl.DataFrame
    plans: pl.DataFrame
    new_bills: list[pl.DataFrame] = field(default_factory=list)
    items: pl.DataFrame = field(default_factory=pl.DataFrame)
    rates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RATES))
    repriced: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MOVED))
    ripened: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=grace.NONE))
    rounding: list[pl.DataFrame] = field(default_factory=list)
    known: classes.Known = field(default_factory=classes.Known)
    classed: classes.Classed | None = None

    @property
    def next_day(self) -> datetime.date:
        """The first moment after this day."""
        return self.date + ONE_DAY

    def cut(self, frame: pl.DataFrame, amounts: dict[str, str], due: datetime.date) -> None:
        """Adds bills: for each kind, the named amount column of `frame`, due on `due`, where it is not nought."""
        rows = pl.concat(
            frame.select(
                pl.col("id").alias("note_id"),
                pl.lit(due, dtype=pl.Date).alias("due"),
                pl.lit(kind).alias("kind"),
                pl.col(column).cast(pl.Int64).alias("open"),
                pl.lit(self.date, dtype=pl.Date).alias("cut"),
            )
            for kind, column in amounts.items()
        ).filter(pl.col("open") > 0)
        if rows.height:
            self.new_bills.append(rows)
            self.bills = pl.concat([self.bills, rows])


def begin(book: Book, parameters: Parameters) -> Day:
    """The day at its opening: figures through yesterday, nothing touched yet."""
    notes = figures.anchored(book.notes, book.day)
    notes = figures.with_terms(notes)
    notes = figures.surcharges_by(figures.interest_by(notes, book.day), book.day)
    notes = notes.with_columns(
        pl.lit(False).alias("touched"),
        pl.lit(0, dtype=pl.Int64).alias("falling"),
        pl.col("book_status").alias("status_before"),
        pl.col("next_due").alias("next_due_before"),
        pl.col("oldest_due").alias("oldest_due_before"),
        pl.col("compound_base").alias("compound_base_before"),
        pl.col("klass").alias("klass_before"),
    )
    return Day(
        book.day,
        parameters,
        notes,
        book.bills,
        book.accounts,
        _plan_of_the_day(book),
        rates=book.rates,
        known=book.known,
    )


def _plan_of_the_day(book: Book) -> pl.DataFrame:
    """Per note of a custom plan: `planned` principal falling due today and the day of the `following_plan` item.

    A plan date on a rest day counts on the next work day where the note says so.
    """
    items = book.plans
    worked = {due: days.next_workday(due) for due in items.get_column("due").unique().to_list()}
    moved = pl.DataFrame(
        {"due": list(worked), "worked": list(worked.values())}, schema={"due": pl.Date, "worked": pl.Date}
    )
    rolls = book.notes.select("id", "principal_rolls")
    return (
        items.join(moved, on="due")
        .join(rolls, on="id")
        .with_columns(pl.when("principal_rolls").then("worked").otherwise("due").alias("counts"))
        .group_by("id")
        .agg(
            pl.col("principal").filter(pl.col("counts") == book.day).sum().alias("planned"),
            pl.col("counts").filter(pl.col("counts") > book.day).min().alias("following_plan"),
        )
    )


def fall_due(day: Day) -> None:
    """Step 3: own-day instalments, dates of a custom plan, and maturity; interest of [previous, D) with them.

    Principal due at maturity or by a custom plan on a rest day waits for the next work day where the note says so, at
    the contract rate; its interest does not wait. An instalment plan debits on its own day, worked or not.
    """
    due = day.notes.filter(pl.col("next_due") == day.date)
    if due.is_empty():
        return
    waits = pl.lit(days.next_workday(day.date)) > day.date
    due = due.join(day.plans, on="id", how="left").with_columns(
        (pl.col("maturity") <= day.date).alias("ends"),
        pl.col("planned").fill_null(0),
        figures.rounded("i", "ic", "den").alias("interest_bill"),
        figures.rounded("p", "pc", "uden").alias("penalty_bill"),
        figures.rounded("c", "cc", "uden").alias("compound_bill"),
    )
    due = due.with_columns(
        (pl.col("ends") & pl.col("principal_rolls") & (pl.col("maturity") == day.date) & waits).alias("waiting"),
        (pl.col("ends") | (pl.col("settlement") == "OWN_DAY")).alias("bills_interest"),
    )
    instalment = pl.col("instalment").fill_null(0)
    regular = (
        pl.when(pl.col("method") == "equal_instalments")
        .then(instalment - pl.col("interest_bill"))
        .when(pl.col("method") == "equal_principal")
        .then(instalment)
        .otherwise(pl.col("planned"))
        .clip(lower_bound=0)
    )
    due = due.with_columns(
        pl.when(pl.col("waiting") | pl.col("ends"))
        .then(0)
        .otherwise(pl.min_horizontal(regular, "advance"))
        .alias("ahead")
    )
    falling = (
        pl.when(pl.col("waiting"))
        .then(0)
        .when(pl.col("ends"))
        .then(pl.col("principal"))
        .otherwise(pl.min_horizontal(regular - pl.col("ahead"), "principal"))
    )
    due = due.with_columns(falling.cast(pl.Int64).alias("falling_now"), _following_due(day).alias("following"))
    billed = due.filter(pl.col("bills_interest"))
    day.rounding.append(_rounding(billed, ("i", "p", "c"), ("interest_bill", "penalty_bill", "compound_bill")))
    day.cut(billed, {"P": "penalty_bill", "C": "compound_bill", "I": "interest_bill"}, day.date)
    day.cut(due, {"B": "falling_now"}, day.date)
    changed = due.select("id", "falling_now", "following", "bills_interest", pl.col("ahead").cast(pl.Int64))
    day.notes = (
        day.notes.join(changed, on="id", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("falling_now").is_not_null())
            .then(pl.col("following"))
            .otherwise("next_due")
            .alias("next_due"),
            pl.col("falling_now").fill_null(0).alias("falling"),
            (pl.col("advance") - pl.col("ahead").fill_null(0)).alias("advance"),
            (pl.col("touched") | pl.col("falling_now").is_not_null()).alias("touched"),
            *_cleared(pl.col("bills_interest").fill_null(False), ("i", "ic", "p", "pc", "c", "cc")),
        )
        .drop("falling_now", "following", "bills_interest", "ahead")
    )


def _cleared(where: pl.Expr, columns: tuple[str, ...]) -> list[pl.Expr]:
    """The columns, nought where a bill has just taken what they held (积数清零)."""
    return [pl.when(where).then(pl.lit(0, dtype=pl.Int64)).otherwise(pl.col(name)).alias(name) for name in columns]


def _rounding(frame: pl.DataFrame, held: tuple[str, ...], billed: tuple[str, ...]) -> pl.DataFrame:
    """The fen each kind's bill rounds up by, per note: income of its own line."""
    names = ("interest", "penalty", "compound")
    return frame.select(
        "id", *((pl.col(b) - pl.col(h)).alias(name) for h, b, name in zip(held, billed, names, strict=True))
    ).filter(pl.sum_horizontal(names) > 0)


def _following_due(day: Day) -> pl.Expr:
    """When the note next falls due by its own plan: the next own day or plan date, at the latest maturity; then never.

    A maturity on a rest day whose principal waits comes back on the next work day.
    """
    month = pl.lit(day.date.replace(day=1)).dt.offset_by(pl.format("{}mo", pl.col("frequency_months")))
    number = pl.col("own_day").fill_null(day.date.day).cast(pl.Int64)
    own = month + pl.duration(days=pl.min_horizontal(number, month.dt.month_end().dt.day().cast(pl.Int64)) - 1)
    planned = pl.when(pl.col("settlement") == "OWN_DAY").then(own).otherwise(pl.col("following_plan"))
    return (
        pl.when(pl.col("waiting"))
        .then(pl.lit(days.next_workday(day.date)))
        .when(pl.col("ends"))
        .then(pl.lit(None, dtype=pl.Date))
        .otherwise(pl.min_horizontal(planned.fill_null(pl.col("maturity")), "maturity"))
    )


def reprice(day: Day) -> None:
    """Step 3a: rates agreed for today come into force, after what falls due today and before the day is earned."""
    if day.rates.height:
        day.notes, day.repriced = in_force(day.notes, day.rates)


def collect(day: Day) -> None:
    """Step 4: what is due is taken from each settlement account, oldest note first, never below nought.

    Within a note the order is kind by kind, each kind over all its bills, oldest first; over 90 days late principal
    comes first. The state is that of before the payment. Where an account can clear everything its notes owe, the
    penalty and compound run up to today are billed and taken too. Where the core keeps the books nothing is taken here: its
    repayments were booked before the close.
    """
    due = day.bills.filter(pl.col("due") <= day.date)
    if due.is_empty() or not day.parameters.collects:
        day.items = pl.DataFrame(schema={"note_id": pl.Int64, "due": pl.Date, "kind": pl.String, "paid": pl.Int64})
        return
    dues = _with_accounts(day, due)
    dues = _clearing(day, dues)
    late = (pl.lit(day.date) - pl.col("oldest")).dt.total_days() > day.parameters.non_accrual_days
    ranked = dues.with_columns(pl.col("due").min().over("note_id").alias("oldest")).with_columns(
        pl.when(late)
        .then(pl.col("kind").replace_strict(RANK_LATE, return_dtype=pl.Int8))
        .otherwise(pl.col("kind").replace_strict(RANK_IN_TIME, return_dtype=pl.Int8))
        .alias("rank")
    )
    ranked = ranked.sort("account_id", "oldest", "number", "rank", "due").with_columns(
        (pl.col("open").cum_sum().over("account_id") - pl.col("open")).alias("ahead")
    )
    left = pl.col("available") - pl.col("ahead")
    paid = pl.min_horizontal(left.clip(lower_bound=0), "open")
    day.items = (
        ranked.with_columns(paid.alias("paid")).filter(pl.col("paid") > 0).select("note_id", "due", "kind", "paid")
    )
    _take_off(day)


def _with_accounts(day: Day, due: pl.DataFrame) -> pl.DataFrame:
    owners = day.notes.select(pl.col("id").alias("note_id"), "number", "account_id")
    return (
        due.join(owners, on="note_id")
        .join(day.accounts, on="account_id", how="left")
        .with_columns(pl.col("available").fill_null(0).clip(lower_bound=0))
    )


def _clearing(day: Day, dues: pl.DataFrame) -> pl.DataFrame:
    """Bills penalty and compound up to today for the notes of accounts that can pay everything they owe.

    An account that owes no bill is left alone: what runs there joins the next bill.
    """
    running = (
        day.notes.filter((pl.col("p") > 0) | (pl.col("pc") > 0) | (pl.col("c") > 0) | (pl.col("cc") > 0))
        .with_columns(
            figures.rounded("p", "pc", "uden").alias("penalty_bill"),
            figures.rounded("c", "cc", "uden").alias("compound_bill"),
        )
        .filter(pl.col("penalty_bill") + pl.col("compound_bill") > 0)
        .join(dues.select("account_id"), on="account_id", how="semi")
    )
    if running.is_empty():
        return dues
    owed = pl.concat(
        [
            dues.select("account_id", "open"),
            running.select("account_id", (pl.col("penalty_bill") + pl.col("compound_bill")).alias("open")),
        ]
    )
    able = (
        owed.group_by("account_id")
        .agg(pl.col("open").sum().alias("owed"))
        .join(day.accounts, on="account_id")
        .filter(pl.col("available") >= pl.col("owed"))
    )
    clearing = running.join(able.select("account_id"), on="account_id", how="semi")
    if clearing.is_empty():
        return dues
    day.rounding.append(
        _rounding(
            clearing.with_columns(pl.lit(0).alias("none")),
            ("none", "p", "c"),
            ("none", "penalty_bill", "compound_bill"),
        )
    )
    before = day.bills.height
    day.cut(clearing, {"P": "penalty_bill", "C": "compound_bill"}, day.date)
    fresh = _with_accounts(day, day.bills.slice(before))
    now = clearing.select("id", pl.lit(True).alias("clears"))
    day.notes = (
        day.notes.join(now, on="id", how="left", maintain_order="left")
        .with_columns(
            (pl.col("touched") | pl.col("clears").fill_null(False)).alias("touched"),
            *_cleared(pl.col("clears").fill_null(False), ("p", "pc", "c", "cc")),
        )
        .drop("clears")
    )
    return pl.concat([dues, fresh.select(dues.columns)])


def _take_off(day: Day) -> None:
    """What was paid comes off the open bills."""
    keys = ["note_id", "due", "kind"]
    day.bills = (
        day.bills.join(day.items, on=keys, how="left")
        .with_columns((pl.col("open") - pl.col("paid").fill_null(0)).alias("open"))
        .filter(pl.col("open") > 0)
        .drop("paid")
    )


def age(day: Day) -> None:
    """Step 5: principal that fell due leaves the in-term balance; arrears, their age, and the book status.

    Overdue days are D less the earliest due date with anything unpaid. A note over the limit stays non-accrual until
    all its arrears are paid.
    """
    was_due = day.bills.filter(pl.col("due") <= day.date)
    principal = pl.col("kind") == "B"
    base = pl.col("kind") == "I"
    late = was_due.group_by("note_id").agg(
        pl.col("due").min().alias("oldest_now"),
        pl.col("open").filter(principal).sum().alias("overdue_now"),
        pl.col("open").filter(base).sum().alias("interest_open"),
        pl.col("open").filter(pl.col("kind") == "P").sum().alias("penalty_open"),
    )
    notes = day.notes.join(late, left_on="id", right_on="note_id", how="left", maintain_order="left").with_columns(
        (pl.col("principal") - pl.col("falling")).alias("principal"),
        pl.col("overdue_principal").alias("overdue_before"),
        pl.col("overdue_now").fill_null(0).alias("overdue_principal"),
        pl.col("oldest_now").alias("oldest_due"),
        pl.when(pl.col("compound"))
        .then(
            pl.col("interest_open").fill_null(0)
            + pl.when(pl.col("compound_base_penalty")).then(pl.col("penalty_open").fill_null(0)).otherwise(0)
        )
        .otherwise(0)
        .cast(pl.Int64)
        .alias("compound_base"),
    )
    notes = _within_grace(day, notes, was_due)
    overdue_days = (pl.lit(day.date) - pl.col("oldest_due")).dt.total_days().fill_null(0).cast(pl.Int32)
    notes = notes.with_columns(overdue_days.alias("overdue_days")).with_columns(_status(day).alias("book_status"))
    changed = (
        (pl.col("overdue_principal") != pl.col("overdue_before"))
        | (pl.col("compound_base") != pl.col("compound_base_before"))
        | (pl.col("falling") > 0)
    )
    notes = notes.with_columns((pl.col("touched") | changed).alias("touched"))
    day.notes = notes.drop("overdue_now", "oldest_now", "interest_open", "penalty_open")


def _within_grace(day: Day, notes: pl.DataFrame, due: pl.DataFrame) -> pl.DataFrame:
    """Bills within their days of grace bear nothing yet; what the grace ended for today is charged by `accrue`."""
    day.ripened = grace.of_bills(notes, due, day.date)
    if day.ripened.is_empty() and not (notes.get_column("in_grace") > 0).any():
        return notes
    found = day.ripened.select(
        "id", "in_grace_now", "base_in_grace", (pl.col("p_late") + pl.col("c_late") > 0).alias("ends")
    )
    return (
        notes.join(found, on="id", how="left", maintain_order="left")
        .with_columns(
            (pl.col("compound_base") - pl.col("base_in_grace").fill_null(0)).alias("compound_base"),
            (
                pl.col("touched")
                | pl.col("ends").fill_null(False)
                | (pl.col("in_grace") != pl.col("in_grace_now").fill_null(0))
            ).alias("touched"),
            pl.col("in_grace_now").fill_null(0).alias("in_grace"),
        )
        .drop("in_grace_now", "base_in_grace", "ends")
    )


def _status(day: Day) -> pl.Expr:
    late = pl.col("overdue_days") > day.parameters.non_accrual_days
    stays = (pl.col("status_before") == "NON_ACCRUAL") & pl.col("oldest_due").is_not_null()
    return (
        pl.when(late | stays)
        .then(pl.lit("NON_ACCRUAL"))
        .when(pl.col("overdue_days") > 0)
        .then(pl.lit("OVERDUE"))
        .otherwise(pl.lit("NORMAL"))
    )


def accrue(day: Day) -> None:
    """Step 6: day D is earned by its closing balance. Columns `i0 p0 c0` hold the opening of it, `i p c` its close."""
    notes = day.notes.rename({"i": "i0", "p": "p0", "c": "c0", "ic": "ic0", "pc": "pc0", "cc": "cc0"})
    touched = pl.col("touched")
    opening = {
        "accrued": "i0",
        "carry": "ic0",
        "penalty_accrued": "p0",
        "penalty_carry": "pc0",
        "compound_accrued": "c0",
        "compound_carry": "cc0",
    }
    notes = notes.with_columns(
        pl.when(touched).then(pl.lit(day.date)).otherwise(pl.col("anchor_day")).alias("anchor_day"),
        *(pl.when(touched).then(pl.col(now)).otherwise(pl.col(name)).alias(name) for name, now in opening.items()),
    )
    if notes.get_column("touched").any():
        # A new period of 30/360 has its own length.
        notes = figures.with_terms(notes.drop("unit", "den", "uden"))
    notes = grace.charged(notes, day.ripened)
    day.notes = figures.surcharges_by(figures.interest_by(notes, day.next_day), day.next_day)


def settle(day: Day) -> None:
    """Step 7: on a settlement day every kind's bill is cut through today, due tomorrow, and the carry clears."""
    here = figures.last_settlement(day.next_day) == pl.lit(day.date)
    if not any(days.is_settlement_day(kind, day.date) for kind in (days.Settlement.MONTH20, days.Settlement.QUARTER20)):
        day.notes = day.notes.with_columns(pl.lit(False).alias("settled"))
        return
    notes = day.notes.with_columns(here.fill_null(False).alias("settled"))
    billed = notes.filter("settled").with_columns(
        figures.rounded("i", "ic", "den").alias("interest_bill"),
        figures.rounded("p", "pc", "uden").alias("penalty_bill"),
        figures.rounded("c", "cc", "uden").alias("compound_bill"),
    )
    day.rounding.append(_rounding(billed, ("i", "p", "c"), ("interest_bill", "penalty_bill", "compound_bill")))
    day.cut(billed, {"P": "penalty_bill", "C": "compound_bill", "I": "interest_bill"}, day.next_day)
    day.notes = notes


def classify(day: Day) -> None:
    """Step 8: worst of matrix, hard triggers and marks. Down at once; up is only proposed, for people to decide."""
    day.notes, day.classed = classes.classified(day.notes, day.known, day.parameters.books, day.date)


def close(day: Day) -> None:
    """Marks the notes whose row must be rewritten, and those that owe nothing any more and end here.

    Penalty that ran up before the last bill was paid is still owed: such a note lives on until it is billed and paid.
    """
    ended = (
        (pl.col("principal") + pl.col("overdue_principal") == 0)
        & pl.col("oldest_due").is_null()
        & pl.col("next_due").is_null()
    )
    for amount, carry, den in (("i", "ic", "den"), ("p", "pc", "uden"), ("c", "cc", "uden")):
        ended = ended & (pl.col(amount) == 0) & (pl.col(carry) * 2 < pl.col(den))
    owing = day.bills.select(pl.col("note_id").alias("id"), pl.lit(True).alias("owes")).unique("id")
    notes = day.notes.join(owing, on="id", how="left", maintain_order="left").with_columns(
        pl.when(ended & pl.col("owes").is_null() & pl.col("closed").is_null())
        .then(pl.lit(day.date))
        .otherwise(pl.col("closed"))
        .alias("closed_now")
    )
    dirty = (
        pl.col("touched")
        | (pl.col("book_status") != pl.col("status_before"))
        | pl.col("next_due").ne_missing(pl.col("next_due_before"))
        | pl.col("oldest_due").ne_missing(pl.col("oldest_due_before"))
        | (pl.col("closed").is_null() & pl.col("closed_now").is_not_null())
    )
    day.notes = notes.with_columns(dirty.alias("dirty"), pl.col("closed_now").alias("closed")).drop(
        "closed_now", "owes"
    )


STEPS: tuple[tuple[str, Callable[[Day], None]], ...] = (
    ("fall_due", fall_due),
    ("reprice", reprice),
    ("collect", collect),
    ("age", age),
    ("accrue", accrue),
    ("settle", settle),
    ("classify", classify),
    ("close", close),
)
"""The order is part of the rule: a payment of the day counts before the day is earned, and a bill after it."""
