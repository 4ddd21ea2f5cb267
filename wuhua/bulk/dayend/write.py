"""Hands one shard's results to the bulk verbs of the rooms that own the tables, in one transaction."""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
from django.db import transaction

from wuhua.areas.classification import loading as classification_loading
from wuhua.areas.servicing import actions as servicing_actions
from wuhua.books import post
from wuhua.bulk.dayend import digest, vouchers
from wuhua.bulk.dayend.load import STATE
from wuhua.bulk.dayend.rows import rows
from wuhua.bulk.dayend.steps import Day
from wuhua.platform import clock, seals

ACTOR = "DAYEND"


class Results:
    """Everything the steps decided, cut once into frames that can be filtered by shard."""

    def __init__(self, day: Day) -> None:
        place = day.notes.select(pl.col("id").alias("note_id"), "shard")
        self.day = day
        self.bills = _bills(day).join(place, on="note_id")
        self.items = _items(day).join(place, on="note_id") if day.items.height else None
        self.lines = vouchers.lines(day)
        self.notes = day.notes.filter("dirty")
        self.changes = _class_changes(day)
        self.proposals = _proposals(day)


def _bills(day: Day) -> pl.DataFrame:
    frames = day.new_bills
    if not frames:
        return pl.DataFrame(
            schema={"note_id": pl.Int64, "due": pl.Date, "kind": pl.String, "amount": pl.Int64, "cut": pl.Date}
        )
    return pl.concat(frames).select("note_id", "due", "kind", pl.col("open").alias("amount"), "cut")


def _items(day: Day) -> pl.DataFrame:
    return day.items.select(
        "note_id",
        "due",
        "kind",
        pl.lit(day.date).alias("paid"),
        pl.lit(0, dtype=pl.Int64).alias("number"),
        pl.col("paid").alias("amount"),
        pl.lit("AUTO").alias("way"),
    )


def _class_changes(day: Day) -> pl.DataFrame:
    return day.notes.filter(pl.col("klass") != pl.col("klass_before")).select(
        "shard",
        pl.col("id").alias("note_id"),
        pl.col("klass_before").alias("before"),
        pl.col("klass").alias("after"),
        pl.format("{} 逾期{}天", "security", "overdue_days").alias("basis"),
    )


def _proposals(day: Day) -> pl.DataFrame:
    return day.notes.filter(pl.col("proposed").is_not_null()).select(
        "shard",
        pl.col("id").alias("note_id"),
        pl.col("klass").alias("current"),
        "proposed",
        pl.format("{} 逾期{}天", "security", "overdue_days").alias("basis"),
    )


def _state(notes: pl.DataFrame, next_day: date) -> pl.DataFrame:
    """The rewritten rows: anchored at the next day, with what is accrued by then (nought after a settlement)."""
    zero = pl.lit(0, dtype=pl.Int64)
    held = {
        "accrued": "i",
        "carry": "ic",
        "penalty_accrued": "p",
        "penalty_carry": "pc",
        "compound_accrued": "c",
        "compound_carry": "cc",
    }
    return notes.with_columns(
        pl.lit(next_day).alias("anchor_day"),
        *(pl.when("settled").then(zero).otherwise(pl.col(now)).alias(name) for name, now in held.items()),
    ).select("id", *STATE)


def write_shard(results: Results, shard: int) -> None:
    """One transaction: entries, bills, allocations, notes, classes, and the mark that this shard of this day is done."""
    day = results.day
    mine = pl.col("shard") == shard
    lines = results.lines.filter(mine)
    bills = results.bills.filter(mine).drop("shard")
    items = results.items.filter(mine).drop("shard") if results.items is not None else None
    notes = results.notes.filter(mine)
    state = _state(notes, day.next_day)
    statuses = notes.filter(pl.col("book_status") != pl.col("status_before"))
    stamp = clock.now()
    with transaction.atomic():
        if lines.height:
            entries, numbered = _entries(lines, day.date, shard)
            post.post_bulk(
                business_date=day.date,
                actor=ACTOR,
                entries=rows("books_entry", entries),
                lines=rows("books_line", numbered),
            )
        if bills.height or state.height or (items is not None and items.height):
            servicing_actions.write_day(
                actor=ACTOR,
                business_date=day.date,
                bills=rows("servicing_bill", bills),
                items=rows("servicing_repaymentitem", items) if items is not None else None,
                notes=rows("servicing_loannote", state),
                events=rows("servicing_noteevent", _status_events(statuses, day.date, stamp)),
            )
        classification_loading.write_day(
            actor=ACTOR,
            business_date=day.date,
            changes=rows("classification_classchange", results.changes.filter(mine).drop("shard")),
            proposals=rows("classification_classproposal", results.proposals.filter(mine).drop("shard")),
        )
        seals.mark_shard(
            day=day.date,
            shard=shard,
            digest=_digest(lines, bills, items, state, day),
            counts={
                "lines": lines.height,
                "bills": bills.height,
                "items": items.height if items is not None else 0,
                "notes": state.height,
            },
        )


def _digest(lines: pl.DataFrame, bills: pl.DataFrame, items: pl.DataFrame | None, state: pl.DataFrame, day: Day) -> str:
    """Hash of what the shard wrote, by natural keys: note numbers instead of ids, no clock."""
    if not (lines.height or bills.height or state.height):
        return digest.chain("")
    names = day.notes.select(pl.col("id").alias("note_id"), "number")
    parts = [digest.of(_by_number(lines, names))]
    for frame in (bills, items):
        if frame is None or frame.is_empty():
            parts.append("-")
            continue
        named = frame.join(names, on="note_id").drop("note_id").sort("number", "due", "kind")
        parts.append(digest.of(named.select(sorted(named.columns))))
    named = state.join(names, left_on="id", right_on="note_id").drop("id").sort("number")
    parts.append(digest.of(named.select(sorted(named.columns))))
    return digest.chain("", *parts)


def _by_number(lines: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Lines with the note's number in place of its id; account ids are left out (their order is the note's)."""
    noted = lines.join(names, left_on="sub", right_on="note_id", how="left")
    shown = noted.with_columns(
        pl.when(pl.col("account").is_in([vouchers.LOANS, vouchers.OVERDUE_LOANS])).then("number").otherwise(None)
    ).drop("sub", "shard")
    order = ["cause", "account", "side", "branch", "product", "status", "number", "amount"]
    return shown.select(order).sort(order)


def _entries(lines: pl.DataFrame, day: date, shard: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entry rows and numbered lines: one entry per cause, in posting order."""
    causes = [cause for cause in vouchers.WHY if cause in set(lines.get_column("cause").unique())]
    ids = pl.DataFrame({"cause": causes, "entry_id": post.entry_ids(len(causes))})
    numbered = lines.join(ids, on="cause", maintain_order="left").with_columns(
        pl.int_range(1, pl.len() + 1).over("entry_id").alias("seq")
    )
    debits = pl.col("amount").filter(pl.col("side") == "D").sum()
    sums = (
        numbered.group_by("entry_id", "cause").agg(pl.len().alias("line_count"), debits.alias("total")).sort("entry_id")
    )
    why = pl.col("cause").replace_strict(vouchers.WHY, return_dtype=pl.String)
    entries = sums.select(
        pl.col("entry_id").alias("id"),
        pl.format("dayend/{}/{}/{}", pl.lit(day.isoformat()), pl.lit(f"{shard:02d}"), "cause").alias("key"),
        why.alias("why"),
        "line_count",
        "total",
    )
    return entries, numbered.select(
        "entry_id", "seq", "account", "side", "amount", "branch", "product", "status", "sub"
    )


def _status_events(moved: pl.DataFrame, day: date, stamp: datetime) -> pl.DataFrame:
    """Changes of book status, as events of the notes."""
    detail = [
        json.dumps({"from": before, "to": after, "overdue_days": days})
        for before, after, days in moved.select("status_before", "book_status", "overdue_days").iter_rows()
    ]
    return moved.select(
        pl.col("id").alias("note_id"),
        pl.lit(day).alias("value_day"),
        pl.lit(day).alias("business_date"),
        pl.lit(stamp.isoformat()).alias("recorded_at"),
        pl.lit("STATUS").alias("kind"),
        pl.Series("detail", detail, dtype=pl.String),
        pl.lit(ACTOR).alias("actor"),
    )
