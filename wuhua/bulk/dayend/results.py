"""What the steps decided, cut into sixteen shards: the rows each shard's transaction writes, and their natural keys."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from wuhua.bulk.dayend import classes, vouchers
from wuhua.bulk.dayend.load import SHARDS, STATE
from wuhua.bulk.dayend.steps import Day
from wuhua.core.refuse import ensure

_BILL = {"note_id": pl.Int64, "due": pl.Date, "kind": pl.String, "amount": pl.Int64, "cut": pl.Date}
_ITEM = {
    "note_id": pl.Int64, "due": pl.Date, "kind": pl.String, "paid": pl.Date, "number": pl.Int64, "amount": pl.Int64,
    "way": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard's rows. Every frame that is hashed also carries `note`, the note's number."""

    classed: classes.Classed
    lines: pl.DataFrame
    """Lines of the entries this shard posts: movements of principal and of settlement accounts."""
    summed: pl.DataFrame
    """Lines it adds to the day's entries: what was earned and rounded."""
    bills: pl.DataFrame
    items: pl.DataFrame
    state: pl.DataFrame
    statuses: pl.DataFrame
    repriced: pl.DataFrame


def cut(day: Day) -> list[Shard]:
    """The day's results by shard. Joins and sorts happen once for the whole bank, then the rows are handed out."""
    names = day.notes.select(pl.col("id").alias("note_id"), pl.col("number").alias("note"), "shard")
    dirty = day.notes.filter("dirty")
    lines = _by_name(vouchers.lines(day), names)
    summed = pl.col("cause").is_in(list(vouchers.SUMMED))
    columns = (
        _apart(lines.filter(~summed)),
        _apart(lines.filter(summed)),
        _apart(_named(_bills(day), names)),
        _apart(_named(_items(day), names)),
        _apart(_state(dirty, day.next_day).sort("note")),
        _apart(dirty.filter(pl.col("book_status") != pl.col("status_before")).sort("number")),
        _apart(day.repriced.sort("number")),
    )
    classed = _classed(day)
    return [Shard(classed[shard], *(frames[shard] for frames in columns)) for shard in range(SHARDS)]


def _classed(day: Day) -> list[classes.Classed]:
    """What the day made of the classes, by shard."""
    ensure(day.classed is not None, "a day is cut after its notes were classified")
    frames = [_apart(getattr(day.classed, each.name)) for each in fields(classes.Classed)]
    return [classes.Classed(*(frame[shard] for frame in frames)) for shard in range(SHARDS)]


def _apart(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The frame's rows by shard, each part in the order of the whole; `shard` itself is left out."""
    empty = frame.drop("shard").clear()
    if frame.is_empty():
        return [empty] * SHARDS
    parts = frame.partition_by("shard", as_dict=True, include_key=False)
    return [parts.get((shard,), empty) for shard in range(SHARDS)]


def _named(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Bills or items with their note's number and shard, in natural order."""
    known = names.join(rows.select("note_id"), on="note_id", how="semi") if rows.height else names.clear()
    return rows.join(known, on="note_id").sort("note", "due", "kind")


def _by_name(lines: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Lines with the note's number beside its id; lines of settlement accounts get none (their order is the note's)."""
    loans = pl.col("account").is_in([vouchers.LOANS, vouchers.OVERDUE_LOANS])
    lines = lines.with_columns(pl.when(loans).then("sub").otherwise(None).alias("loan"))
    moved = lines.select("loan").drop_nulls()
    known = names.select(pl.col("note_id").alias("loan"), "note")
    known = known.join(moved, on="loan", how="semi") if moved.height else known.clear()
    return lines.join(known, on="loan", how="left", maintain_order="left").drop("loan")


def _bills(day: Day) -> pl.DataFrame:
    if not day.new_bills:
        return pl.DataFrame(schema=_BILL)
    return pl.concat(day.new_bills).select("note_id", "due", "kind", pl.col("open").alias("amount"), "cut")


def _items(day: Day) -> pl.DataFrame:
    if day.items.is_empty():
        return pl.DataFrame(schema=_ITEM)
    return day.items.select(
        "note_id",
        "due",
        "kind",
        pl.lit(day.date).alias("paid"),
        pl.lit(0, dtype=pl.Int64).alias("number"),
        pl.col("paid").alias("amount"),
        pl.lit("AUTO").alias("way"),
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
    ).select("shard", "id", pl.col("number").alias("note"), *STATE)
