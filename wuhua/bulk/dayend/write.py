"""Hands one shard's results to the bulk verbs of the rooms that own the tables, in one transaction.

Principal and settlement accounts move in entries of the shard; what was earned and rounded is only a sum by
(branch, product, book status), so the shard leaves its share with its mark and the last transaction of the day posts
the sums of all shards as one entry per cause.
"""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
from django.db import transaction

from wuhua.areas.classification import loading as classification_loading
from wuhua.areas.servicing import actions as servicing_actions
from wuhua.areas.servicing import read as servicing
from wuhua.books import post
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS, BooksRefusal, Entry, Line, Side
from wuhua.bulk.dayend import digest, vouchers
from wuhua.bulk.dayend.results import Shard
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, seals

ACTOR = "DAYEND"
MOST_NAMED = 3
"""So many accounts are named in one sentence; the rest are counted."""
SHARE = ("cause", "account", "side", "branch", "product", "status", "amount")
"""One row of a shard's share in the day's summed entries, as `platform.seals` keeps it."""
PROOF_OF_LINES = ("cause", "account", "side", "branch", "product", "status", "note", "amount")
"""What is hashed of a line."""


def write_shard(shard: Shard, number: int, day: date) -> None:
    """One transaction: entries, bills, allocations, notes, classes, and the mark that this shard of this day is done.

    Raises `Refuse` naming the accounts where somebody took the money away after it was read.
    """
    try:
        _write(shard, number, day)
    except Refuse as no:
        emptied = _emptied(shard) if no.refused.name is BooksRefusal.INSUFFICIENT_FUNDS else []
        if not emptied:
            raise
        raise Refuse(_taken_away(emptied, day)) from no


def _emptied(shard: Shard) -> list[str]:
    """The accounts that hold less now than the shard would take, by number."""
    taken = pl.when(pl.col("side") == Side.DEBIT.value).then("amount").otherwise(-pl.col("amount")).sum()
    sums = shard.lines.filter(pl.col("account") == DEPOSITS).group_by("sub").agg(taken.alias("taken"))
    held = books.balances_of(DEPOSITS, sums.get_column("sub").to_list())
    short = [sub for sub, amount in sums.iter_rows() if amount > -held.get(sub, 0)]
    return servicing.account_numbers(short)


def _taken_away(accounts: list[str], day: date) -> Refused:
    said = "、".join(accounts[:MOST_NAMED]) + (f" 等 {len(accounts)} 户" if len(accounts) > MOST_NAMED else "")
    return Refused(
        BooksRefusal.INSUFFICIENT_FUNDS,
        f"{day} 日终读取余额之后,结算账户 {said} 的款项被支取,已不够扣收。",
        "请重新做这一天的日终:按现有余额扣收,不足部分转为欠款。",
        field="account",
    )


def _write(shard: Shard, number: int, day: date) -> None:
    stamp = clock.now()
    with transaction.atomic():
        if shard.lines.height:
            entries, numbered = _entries(shard.lines, day, number)
            post.post_bulk(
                business_date=day,
                actor=ACTOR,
                entries=rows("books_entry", entries),
                lines=rows("books_line", numbered),
            )
        if shard.bills.height or shard.state.height or shard.items.height:
            servicing_actions.write_day(
                actor=ACTOR,
                business_date=day,
                bills=rows("servicing_bill", shard.bills.drop("note")),
                items=rows("servicing_repaymentitem", shard.items.drop("note")),
                notes=rows("servicing_loannote", shard.state.drop("note")),
                events=rows("servicing_noteevent", _status_events(shard.statuses, day, stamp)),
            )
        if shard.repriced.height:
            servicing_actions.write_rates(
                actor=ACTOR,
                business_date=day,
                rates=rows("servicing_loannote", shard.repriced.select(_RATE)),
                events=rows("servicing_noteevent", _rate_events(shard.repriced, day, stamp)),
            )
        classification_loading.write_day(
            actor=ACTOR,
            business_date=day,
            found=classification_loading.Found(
                changes=rows("classification_classchange", shard.classed.changes),
                proposals=rows("classification_classproposal", shard.classed.proposals),
                lapsed=rows("classification_classproposal", shard.classed.lapsed),
                cleared=rows("classification_noteclass", shard.classed.cleared),
                marks=rows("classification_notemark", shard.classed.marks),
                ended=rows("classification_notemark", shard.classed.ended),
            ),
        )
        hashes = _hashes(shard)
        seals.mark_shard(
            day=day,
            shard=number,
            digest=digest.chain("", *hashes),
            counts={
                "lines": shard.lines.height,
                "bills": shard.bills.height,
                "items": shard.items.height,
                "notes": shard.state.height,
            },
            vouchers=[list(row) for row in shard.summed.select(SHARE).iter_rows()],
            parts=hashes,
        )


def post_summed(day: date) -> int:
    """Post what all shards earned and rounded, one entry per cause; answers how many lines. In the last transaction."""
    sums: dict[str, dict[tuple[int, str, str, str], int]] = {cause: {} for cause in vouchers.SUMMED}
    for cause, account, side, branch, product, status, amount in seals.shard_vouchers(day):
        held = sums[str(cause)]
        key = (int(str(account)), str(branch), str(product), str(status))
        held[key] = held.get(key, 0) + int(str(amount)) * (1 if side == Side.DEBIT.value else -1)
    entries = []
    for cause, held in sums.items():
        lines = tuple(
            Line(account, Side.DEBIT if amount > 0 else Side.CREDIT, abs(amount), branch, product, status)
            for (account, branch, product, status), amount in sorted(held.items())
            if amount
        )
        if lines:
            entries.append(Entry(f"dayend/{day.isoformat()}/{cause}", day, vouchers.WHY[cause], lines))
    if entries:
        post.post_many(entries, actor=ACTOR)
    return sum(len(entry.lines) for entry in entries)


def _hashes(shard: Shard) -> list[str]:
    """Hashes of what the shard wrote, its lines first, by natural keys: note numbers instead of ids, no clock."""
    if not (shard.lines.height or shard.summed.height or shard.bills.height or shard.state.height):
        return []
    frames = [shard.bills.drop("note_id"), shard.items.drop("note_id"), shard.state.drop("id")]
    if shard.repriced.height:
        frames.append(shard.repriced.drop("id"))
    hashes = [digest.of(frame.select(sorted(frame.columns))) if frame.height else "-" for frame in frames]
    return [hash_of_lines(pl.concat([shard.lines, shard.summed])), *hashes]


def hash_of_lines(lines: pl.DataFrame) -> str:
    """The hash of a shard's lines, those it adds to the day's entries included, in whatever order they come."""
    return digest.of(lines.select(PROOF_OF_LINES).sort(PROOF_OF_LINES))


def _entries(lines: pl.DataFrame, day: date, shard: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entry rows and numbered lines: one entry per cause, in posting order."""
    found = set(lines.get_column("cause").unique())
    causes = [cause for cause in vouchers.WHY if cause in found]
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


_RATE = (pl.col("id"), pl.col("rate_now").alias("rate"), pl.col("instalment_now").alias("instalment"))


def _rate_events(moved: pl.DataFrame, day: date, stamp: datetime) -> pl.DataFrame:
    """Rates that came into force by what was agreed before, as events of the notes."""
    rows = moved.select("rate_before", "cause").iter_rows()
    detail = [json.dumps({"before": before, "planned": cause}) for before, cause in rows]
    return moved.select(
        pl.col("id").alias("note_id"),
        pl.lit(day).alias("value_day"),
        pl.lit(day).alias("business_date"),
        pl.lit(stamp.isoformat()).alias("recorded_at"),
        pl.lit("RATE").alias("kind"),
        pl.col("rate_now").alias("rate"),
        pl.Series("detail", detail, dtype=pl.String),
        pl.lit(ACTOR).alias("actor"),
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
