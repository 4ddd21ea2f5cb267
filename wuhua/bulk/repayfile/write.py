"""Hands one shard's payments to the bulk verbs of the rooms that own the tables, in the caller's transaction."""

from __future__ import annotations

from datetime import date

import polars as pl

from wuhua.areas.corelink import returned
from wuhua.areas.corelink.models import ReturnFile
from wuhua.areas.corelink.rules import LineOutcome
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.actions.received import RECEIVED
from wuhua.books import post
from wuhua.bulk.dayend.rows import rows
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile.batch import Batch
from wuhua.bulk.repayfile.split import Split
from wuhua.platform import clock

ASKED = (LINE, "id", "note", "amount", "reference", "day", "receipt")
"""What a payment is asked with."""
WHY = "批量收回贷款本息"


def write(made: Split, batch: Batch, file: ReturnFile, actor: str, day: date, shard: int) -> None:
    """Lines first, then bills, allocations, events and notes; the entry last."""
    write_lines(batch, file, made.paid, LineOutcome.BOOKED)
    entries, numbered = _entry(made.vouchers, f"file/{file.pk}/{shard:02d}")
    servicing.write_received(
        actor=actor,
        business_date=day,
        subject=f"returnfile:{file.pk}",
        received=servicing.Received(
            bills=rows("servicing_bill", _bills(made.fresh, day)),
            items=rows("servicing_repaymentitem", _items(made.items, day)),
            notes=rows("servicing_loannote", made.notes.select("id", *RECEIVED)),
            events=rows("servicing_noteevent", _events(made.paid, batch, actor, day)),
            entries=rows("books_entry", entries),
            lines=rows("books_line", numbered),
        ),
    )


def write_lines(batch: Batch, file: ReturnFile, lines: pl.DataFrame, outcome: LineOutcome) -> None:
    """Lines of the file with their outcome; `reason` and `receipt` where the frame has them."""
    held = lines.columns
    reason = pl.col("reason").fill_null("") if "reason" in held and outcome is not LineOutcome.BOOKED else pl.lit("")
    receipt = pl.col("receipt") if "receipt" in held else pl.lit(None, dtype=pl.Int64)
    told = lines.select(
        pl.lit(file.pk).alias("file_id"),
        pl.col(LINE).alias("line"),
        pl.lit(batch.source.value).alias("source"),
        pl.col("note").fill_null(""),
        "amount",
        pl.col("reference").fill_null(""),
        "day",
        pl.lit(outcome.value).alias("outcome"),
        reason.alias("reason"),
        receipt.alias("receipt"),
    )
    returned.write_lines(rows("corelink_returnline", told.select(returned.LINE_COLUMNS)))


def _bills(fresh: pl.DataFrame, day: date) -> pl.DataFrame:
    return fresh.select(
        "note_id", "due", "kind", pl.col("open").alias("amount"), pl.lit(day, dtype=pl.Date).alias("cut")
    )


def _items(items: pl.DataFrame, day: date) -> pl.DataFrame:
    return items.select(
        "note_id",
        "due",
        "kind",
        pl.lit(day, dtype=pl.Date).alias("paid"),
        pl.col("receipt").alias("number"),
        pl.col("paid").alias("amount"),
        pl.lit("FILE").alias("way"),
    )


def _events(paid: pl.DataFrame, batch: Batch, actor: str, day: date) -> pl.DataFrame:
    told = pl.struct("receipt", "reference", pl.lit(batch.over.value).alias("over"))
    today = pl.lit(day, dtype=pl.Date)
    return paid.select(
        pl.col("id").alias("note_id"),
        today.alias("value_day"),
        today.alias("business_date"),
        pl.lit(clock.now().isoformat()).alias("recorded_at"),
        pl.lit("REPAY").alias("kind"),
        "amount",
        told.struct.json_encode().alias("detail"),
        pl.lit(actor).alias("actor"),
    )


def _entry(vouchers: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One entry, its lines numbered."""
    entry = post.entry_ids(1)[0]
    debits = int(vouchers.filter(pl.col("side") == "D")["amount"].sum() or 0)
    head = pl.DataFrame({"id": [entry], "key": [key], "why": [WHY], "line_count": [vouchers.height], "total": [debits]})
    numbered = vouchers.with_columns(
        pl.lit(entry, dtype=pl.Int64).alias("entry_id"), pl.int_range(1, pl.len() + 1).alias("seq")
    )
    return head, numbered.select(post.LINE_COLUMNS)
