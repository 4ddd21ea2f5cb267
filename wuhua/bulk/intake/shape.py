"""The checked files become the rows of servicing: ids, shards, anchors, bills, what falls due next. Pure columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from wuhua.areas.servicing import loading
from wuhua.areas.servicing.rules import DueKind
from wuhua.core import days

ONE_DAY = timedelta(days=1)
KIND_LETTER = {kind.name: kind.value for kind in DueKind}
UNKNOWN_ZERO = ("accrued", "carry", "extensions", "off_balance_interest")


@dataclass(frozen=True, slots=True)
class Shaped:
    """Rows ready to load; `notes` also carries what the books and the lake need and the table does not."""

    cut_over: date
    accounts: pl.DataFrame
    notes: pl.DataFrame
    bills: pl.DataFrame
    items: pl.DataFrame
    plans: pl.DataFrame


def shape(
    frames: dict[str, pl.DataFrame], cut_over: date, *, customer_ids: pl.DataFrame, first_account: int, first_note: int
) -> Shaped:
    """`customer_ids`: (number, id) of the customers just loaded; the others are first numbers of blocks."""
    customers = customer_ids.select(pl.col("number").alias("customer"), pl.col("id").alias("customer_id"))
    accounts = _accounts(frames["accounts"], customers, first_account)
    notes = _notes(frames["notes"], customers, accounts, first_note, cut_over)
    ids = notes.select(pl.col("number").alias("note"), pl.col("id").alias("note_id"))
    bills = _bills(frames["bills"], notes, ids, cut_over)
    plans = frames["plans"].join(ids, on="note").select("note_id", "due", "principal").sort("note_id", "due")
    notes = _anchored(notes, bills, plans, cut_over)
    items = bills.filter(pl.col("paid") > 0).select(
        "note_id",
        "due",
        "kind",
        pl.lit(cut_over).alias("paid"),
        pl.lit(0).alias("number"),
        pl.col("paid").alias("amount"),
        pl.lit("IMPORTED").alias("way"),
    )
    return Shaped(cut_over, accounts, notes, bills.filter(pl.col("amount") > 0), items, plans)


def _accounts(accounts: pl.DataFrame, customers: pl.DataFrame, first: int) -> pl.DataFrame:
    shards = [loading.shard_of(number) for number in accounts["number"]]
    return (
        accounts.with_columns(pl.Series("shard", shards, dtype=pl.Int64))
        .with_row_index("id", offset=first)
        .join(customers, on="customer", how="left", maintain_order="left")
    )


def _notes(
    notes: pl.DataFrame, customers: pl.DataFrame, accounts: pl.DataFrame, first: int, cut_over: date
) -> pl.DataFrame:
    held = accounts.select(pl.col("number").alias("account"), pl.col("id").alias("account_id"), "shard")
    flags = [pl.col(name).fill_null(False) for name in ("farm", "green", "internet", "revolving")]
    settled = {
        "original_maturity": pl.col("maturity"),
        "principal_rolls": pl.lit(True),
        "compound": pl.lit(True),
        "compound_base_penalty": pl.lit(False),
        "grace_days": pl.lit(0),
        "frequency_months": pl.col("frequency_months").fill_null(1),
        "penalty_accrued": pl.col("penalty_accrued").fill_null(0),
        "penalty_carry": pl.lit(0),
        "compound_accrued": pl.col("compound_accrued").fill_null(0),
        "compound_carry": pl.lit(0),
        "anchor_day": pl.lit(cut_over + ONE_DAY),
        "previous": pl.col("previous").fill_null(""),
    }
    return (
        notes.with_row_index("id", offset=first)
        .join(customers, on="customer", how="left", maintain_order="left")
        .join(held, on="account", how="left", maintain_order="left")
        .with_columns(*flags, *(pl.col(name).fill_null(0) for name in UNKNOWN_ZERO))
        .with_columns(**settled)
        .with_columns(_instalment().alias("instalment"))
    )


def _instalment() -> pl.Expr:
    """As given; of equal principal without one, the amount over its whole months, half-up: the last takes the rest."""
    months = (
        (pl.col("maturity").dt.year() - pl.col("start").dt.year()) * 12
        + pl.col("maturity").dt.month().cast(pl.Int32)
        - pl.col("start").dt.month().cast(pl.Int32)
    ).cast(pl.Int64)
    times = pl.max_horizontal(pl.lit(1, dtype=pl.Int64), months // pl.col("frequency_months"))
    share = (2 * pl.col("amount") + times) // (2 * times)
    wanted = (pl.col("method") == "equal_principal") & pl.col("instalment").is_null()
    return pl.when(wanted).then(share).otherwise(pl.col("instalment"))


def _bills(bills: pl.DataFrame, notes: pl.DataFrame, ids: pl.DataFrame, cut_over: date) -> pl.DataFrame:
    """A settlement bill was cut the day before it fell due; every other on its day."""
    by_calendar = pl.col("settlement").is_in(["MONTH20", "QUARTER20"]) & (pl.col("kind") != DueKind.PRINCIPAL.value)
    return (
        bills.join(ids, on="note")
        .join(notes.select(pl.col("id").alias("note_id"), "settlement"), on="note_id")
        .with_columns(pl.col("kind").replace_strict(KIND_LETTER, return_dtype=pl.String))
        .with_columns(pl.when(by_calendar).then(pl.col("due") - ONE_DAY).otherwise("due").alias("cut"))
        .with_columns(pl.min_horizontal("cut", pl.lit(cut_over)), (pl.col("amount") - pl.col("paid")).alias("open"))
        .select("note_id", "due", "kind", "amount", "paid", "open", "cut")
        .sort("due", "note_id", "kind")
    )


def _anchored(notes: pl.DataFrame, bills: pl.DataFrame, plans: pl.DataFrame, cut_over: date) -> pl.DataFrame:
    """With unpaid interest, penalty and compound, the base of compound, the next due day, and whether it is over."""
    unpaid = {
        "unpaid_interest": DueKind.INTEREST,
        "unpaid_penalty": DueKind.PENALTY,
        "unpaid_compound": DueKind.COMPOUND,
    }
    owed = bills.group_by("note_id").agg(
        *(pl.col("open").filter(pl.col("kind") == kind.value).sum().alias(name) for name, kind in unpaid.items()),
        pl.col("open")
        .filter((pl.col("kind") == DueKind.INTEREST.value) & (pl.col("due") <= cut_over))
        .sum()
        .alias("compound_base"),
    )
    ahead = plans.filter(pl.col("due") > cut_over).group_by("note_id").agg(pl.col("due").min().alias("planned"))
    notes = (
        notes.join(owed, left_on="id", right_on="note_id", how="left", maintain_order="left")
        .join(ahead, left_on="id", right_on="note_id", how="left", maintain_order="left")
        .with_columns(pl.col(name).fill_null(0) for name in (*unpaid, "compound_base"))
        .with_columns(_told_off_balance(tuple(unpaid)).alias("accrued"))
        .with_columns(_next_due(cut_over).alias("next_due"))
    )
    left = pl.sum_horizontal(
        "principal", "overdue_principal", "accrued", "penalty_accrued", "compound_accrued", *unpaid
    )
    over = (left == 0) & ~pl.col("revolving")
    return notes.with_columns(
        pl.when(over).then(pl.lit(cut_over)).otherwise(None).alias("closed"),
        pl.when(over).then(None).otherwise("next_due").alias("next_due"),
    )


def _told_off_balance(unpaid: tuple[str, ...]) -> pl.Expr:
    """Accrued; of a non-accrual note also what its register total holds beyond the parts told one by one."""
    told = pl.sum_horizontal("accrued", "penalty_accrued", "compound_accrued", *unpaid)
    beyond = (pl.col("off_balance_interest") - told).clip(lower_bound=0)
    return pl.col("accrued") + pl.when(pl.col("book_status") == "NON_ACCRUAL").then(beyond).otherwise(0)


def _next_due(cut_over: date) -> pl.Expr:
    """When a note next falls due by its own plan: its next own day or plan date, at the latest maturity.

    A note that matured on the rest days just before waits for the next work day where principal rolls; one that matured
    earlier never falls due again.
    """
    month = pl.lit(cut_over).dt.month_start()
    number = pl.col("own_day").cast(pl.Int64)
    own = [_day_in(month.dt.offset_by(f"{ahead}mo"), number) for ahead in (0, 1)]
    # With a longer rhythm the due months are those a whole number of rhythms from the start.
    first = pl.when(own[0] > cut_over).then(own[0]).otherwise(own[1])
    since = (
        (first.dt.year() - pl.col("start").dt.year()) * 12
        + first.dt.month().cast(pl.Int32)
        - pl.col("start").dt.month().cast(pl.Int32)
    ).cast(pl.Int64)
    late = since % pl.col("frequency_months")
    wait = pl.when(late == 0).then(0).otherwise(pl.col("frequency_months") - late)
    first = _day_in(first.dt.month_start().dt.offset_by(pl.format("{}mo", wait)), number)
    own_day = pl.when((pl.col("settlement") == "OWN_DAY") & number.is_not_null()).then(first)
    due = pl.min_horizontal(own_day.otherwise(pl.col("planned")).fill_null(pl.col("maturity")), "maturity")
    waits = days.next_workday(cut_over)
    waiting = (pl.col("maturity") <= cut_over) & (pl.col("principal") > 0) & (pl.lit(waits) > cut_over)
    return (
        pl.when(pl.col("maturity") > cut_over)
        .then(due)
        .when(waiting)
        .then(pl.lit(waits))
        .otherwise(pl.lit(None, dtype=pl.Date))
    )


def _day_in(month: pl.Expr, number: pl.Expr) -> pl.Expr:
    """That day of the month, or its last where the month is shorter."""
    last = month.dt.month_end().dt.day().cast(pl.Int64)
    return month + pl.duration(days=pl.min_horizontal(number, last) - 1)


def account_rows(shaped: Shaped) -> pl.DataFrame:
    """Columns of servicing's settlement accounts."""
    return shaped.accounts.select(loading.ACCOUNT_COLUMNS)


def note_rows(shaped: Shaped) -> pl.DataFrame:
    """Columns of servicing's notes."""
    return shaped.notes.select(loading.NOTE_COLUMNS)


def event_rows(shaped: Shaped, *, actor: str, recorded_at: datetime) -> pl.DataFrame:
    """One IMPORTED event a note: what stood at the cut-over."""
    held = [name for name in loading.TAKEN_UP if name in shaped.notes.columns]
    return shaped.notes.select(
        pl.col("id").alias("note_id"),
        pl.lit(shaped.cut_over).alias("value_day"),
        pl.lit(shaped.cut_over).alias("business_date"),
        pl.lit(recorded_at.isoformat()).alias("recorded_at"),
        pl.lit("IMPORTED").alias("kind"),
        (pl.col("principal") + pl.col("overdue_principal")).alias("amount"),
        "rate",
        pl.struct(held).struct.json_encode().alias("detail"),
        pl.lit(actor).alias("actor"),
        pl.lit(None, dtype=pl.Int64).alias("reverses"),
    )
