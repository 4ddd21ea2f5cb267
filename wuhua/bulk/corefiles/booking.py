"""Where the core keeps the books: what it did with money on a day, booked into ours before our day closes.

Its repayments come in as columns, by the same split and the same bulk verb as a bank's return file (`bulk.repayfile`),
each over the borrower's account. What else came and went on the accounts is the difference the core's own balances leave.
Nothing else is taken: where the core splits a payment otherwise than we do stands a break when the day is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import loading, returned
from wuhua.areas.corelink.rules import KIND_NAMES, CoreFileKind, Light, ReturnSource
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS
from wuhua.bulk.corefiles import ours
from wuhua.bulk.corefiles.check import Arrived, Delivery, delivered
from wuhua.bulk.corefiles.gate import CoreGate
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal, NotTaken, refuse
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.dayend.rows import rows
from wuhua.bulk.intake.cells import WHY
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile import book, run
from wuhua.bulk.repayfile.batch import LINES, Batch, Taken
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit, clock, files

NEEDED = (CoreFileKind.REPAYMENTS, CoreFileKind.DEPOSITS)
"""What a day of the core's cannot be booked without."""
KEY = "core/{}/deposits"
_WHY = "客户存取(核心)"
_FIRST_LINE = 2


@dataclass(frozen=True, slots=True)
class Booked:
    """What the core's day did in our books."""

    day: date
    taken: Taken

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        return f"{self.day} 核心还款:{self.taken.sentence}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {"date": self.day.isoformat(), **self.taken.as_dict()}


def book_day(gate: CoreGate, day: date, *, actor: str, business_date: date, workers: int = 1) -> Booked | Refused:
    """Book the core's day, which is the online one. The same files again change nothing."""
    try:
        _in_time(day, business_date)
        delivery = delivered(gate.inbox(day), day)
        batch = _batch(_needed(delivery, CoreFileKind.REPAYMENTS), day)
        deposits = _needed(delivery, CoreFileKind.DEPOSITS)
        _one_a_day(batch, day)

        def before() -> None:
            """In the transaction that writes the file down: the lights, and what the accounts are without the debits."""
            loading.alone()
            for kind in NEEDED:
                _arrived(delivery.files[kind], day, actor, business_date)
            with connect() as link:
                _settle_accounts(link, deposits.frame, batch, day, actor)

        taken = run.book_batch(batch, actor=actor, business_date=day, workers=workers, before=before)
        return taken if isinstance(taken, Refused) else Booked(day, taken)
    except NotTaken as no:
        _red_light(no, day, actor, business_date)
        return no.refused
    except Refuse as no:
        return no.refused


def _in_time(day: date, business_date: date) -> None:
    if compliance.ledger_master(day) is not LedgerMaster.CORE:
        raise refuse(
            CoreFilesRefusal.CORE_IS_NOT_MASTER,
            f"{day} 账簿以本系统为准(LEDGER_MASTER=WUHUA),核心还款不入账,只核对。",
            "请用 wuhua corelink import 核对;要以核心为准,先改参数 LEDGER_MASTER。",
            "date",
        )
    if day != business_date or clock.business_date() != day:
        raise refuse(
            CoreFilesRefusal.NOT_THE_BUSINESS_DATE,
            f"核心还款只能入当前营业日期 {business_date} 的账,不是 {day}。",
            "请按日依次入账、封账;已封账的日子只核对。",
            "date",
        )


def _needed(delivery: Delivery, kind: CoreFileKind) -> Arrived:
    came = delivery.files.get(kind)
    if came is None:
        raise refuse(
            CoreFilesRefusal.FILE_NOT_HERE,
            f"{delivery.day} 没有「{KIND_NAMES[kind]}」文件,核心这一天的账入不了。",
            "请等文件传齐后重试;没有还款的日子,核心也应送一个空文件。",
            kind.value,
        )
    return came


def _one_a_day(batch: Batch, day: date) -> None:
    before = returned.of_core(day)
    if before is not None and before.digest != batch.digest:
        raise refuse(
            CoreFilesRefusal.CORE_BOOKED_ALREADY,
            f"{day} 的核心还款已按另一份文件入账({before.name})。",
            "同一天不能入两份;差异请在核对后的差异清单里处理。",
            "date",
        )


def _batch(came: Arrived, day: date) -> Batch:
    every = came.frame.with_row_index(LINE, offset=_FIRST_LINE).select(
        pl.col(LINE).cast(pl.Int64),
        "note",
        (pl.col("principal") + pl.col("interest")).alias("amount"),
        pl.col("serial").alias("reference"),
        pl.lit(day, dtype=pl.Date).alias("day"),
    )
    wrong = every.filter(pl.col("amount") <= 0).select(
        LINE, pl.lit("amount").alias("column"), pl.lit("核心冲正或零金额,须由人办理").alias(WHY)
    )
    good = every.filter(pl.col("amount") > 0).select(list(LINES))
    total = int(every["amount"].sum() or 0)
    return Batch(
        ReturnSource.CORE, came.name, came.digest, came.path.read_bytes(), every, good, every.clear().select(LINE), wrong,
        total,
    )  # fmt: skip


def _arrived(came: Arrived, day: date, actor: str, business_date: date) -> None:
    """A green light: the file is taken whole. It is compared when the day is closed."""
    kept = files.keep(
        actor=actor, business_date=business_date, name=came.path.name, chunks=[came.path.read_bytes()],
        media_type="text/csv",
    )  # fmt: skip
    if isinstance(kept, Refused):
        raise Refuse(kept)
    loading.record_file(
        actor=actor,
        business_date=business_date,
        kind=came.kind,
        day=day,
        light=Light.ARRIVED,
        name=came.path.name,
        rows=came.rows,
        total=came.total,
        digest=came.digest,
        stored=kept.pk,
    )


@transaction.atomic
def _red_light(no: NotTaken, day: date, actor: str, business_date: date) -> None:
    """The red light of the file at fault, in a transaction of its own."""
    loading.record_file(
        actor=actor,
        business_date=business_date,
        kind=no.kind,
        day=day,
        light=Light.REFUSED,
        name=no.name,
        digest=no.digest,
        reason=f"{no.refused.name}: {no.refused.reason}",
    )


# --- the accounts -----------------------------------------------------------------------------------------------------


def _settle_accounts(link: AdbcConnection, theirs: pl.DataFrame, batch: Batch, day: date, actor: str) -> None:
    """Cash that came or went at the core's counters: its closing balance, with the debits put back, less our balance."""
    placed = batch.good.join(book.places(link), on="note")
    debited = placed.group_by("account_id").agg(pl.col("amount").sum().alias("debited"))
    moved = (
        ours.accounts_by_id(link, day)
        .join(theirs.select("account", pl.col("balance").alias("theirs")), on="account")
        .join(debited, on="account_id", how="left")
        .with_columns((pl.col("theirs") + pl.col("debited").fill_null(0) - pl.col("balance")).alias("more"))
        .filter(pl.col("more") != 0)
    )
    if moved.is_empty():
        return
    lines = pl.concat([_lines(moved, DEPOSITS, "C", "account_id"), _by_branch(moved)])
    debits = int(lines.filter(pl.col("side") == "D")["amount"].sum())
    entry = post.entry_ids(1)[0]
    head = {"id": entry, "key": KEY.format(day.isoformat()), "why": _WHY, "line_count": lines.height, "total": debits}
    numbered = lines.with_columns(
        pl.lit(entry, dtype=pl.Int64).alias("entry_id"), pl.int_range(1, pl.len() + 1).alias("seq")
    )
    audit.record(
        actor=actor,
        business_date=day,
        action="corelink.accounts_moved",
        subject=f"corefile:{CoreFileKind.DEPOSITS}/{day.isoformat()}",
        after={"accounts": moved.height, "net": int(moved["more"].sum())},
    )
    post.post_bulk(
        business_date=day,
        actor=actor,
        entries=rows("books_entry", pl.DataFrame([head])),
        lines=rows("books_line", numbered.select(post.LINE_COLUMNS)),
    )


def _by_branch(moved: pl.DataFrame) -> pl.DataFrame:
    sums = moved.group_by("branch").agg(pl.col("more").sum()).filter(pl.col("more") != 0).sort("branch")
    return _lines(sums, CLEARING, "D", None)


def _lines(frame: pl.DataFrame, account: int, side: str, sub: str | None) -> pl.DataFrame:
    """More money: `side`; less: the other."""
    other = "D" if side == "C" else "C"
    return frame.select(
        pl.lit(account, dtype=pl.Int32).alias("account"),
        pl.when(pl.col("more") > 0).then(pl.lit(side)).otherwise(pl.lit(other)).alias("side"),
        pl.col("more").abs().cast(pl.Int64).alias("amount"),
        "branch",
        pl.lit("").alias("product"),
        pl.lit("").alias("status"),
        (pl.col(sub) if sub else pl.lit(0, dtype=pl.Int64)).alias("sub"),
    )
