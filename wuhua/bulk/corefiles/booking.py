"""Where the core keeps the books: what it did with money on a day, booked into ours before our day closes.

First the notes it made come into being, and payments it took back are reversed (`newnotes`). Its repayments come in as
columns, by the same split and the same bulk verb as a bank's return file (`bulk.repayfile`), each over the borrower's
account. What else came and went on the accounts is the difference the core's own balances leave. Where the core splits a
payment otherwise than we do stands a break when the day is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import loading, returned
from wuhua.areas.corelink.models import ReturnFile
from wuhua.areas.corelink.rules import KIND_NAMES, CoreFileKind, HandOverState, Light, ReturnSource
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS
from wuhua.bulk.corefiles import newnotes, ours
from wuhua.bulk.corefiles.check import Arrived, Delivery, delivered
from wuhua.bulk.corefiles.gate import CoreGate
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal, NotTaken, refuse
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.dayend.rows import rows
from wuhua.bulk.intake.cells import WHY
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile import book, run
from wuhua.bulk.repayfile.batch import LINES, Batch, Taken
from wuhua.core.money import grouped
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
    made: newnotes.Opened = field(default_factory=newnotes.Opened)
    heard: Mapping[HandOverState, int] = field(default_factory=dict)
    back: returned.Counted = field(default_factory=returned.Counted)

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        asked = f"(其中移交核心放款 {self.made.asked} 笔)" if self.made.asked else ""
        made = f"核心新放借据建立 {self.made.notes} 笔{asked};" if self.made.notes else ""
        left = "".join(f"借据 {note} 未建立({why.reason});" for note, why in self.made.left.items())
        no = self.heard.get(HandOverState.FAILED, 0)
        failed = f"核心退回放款 {no} 笔;" if no else ""
        back = f"冲正 {self.back.lines} 笔 {grouped(self.back.amount)} 元。" if self.back.lines else ""
        return f"{self.day} {made}{left}{failed}核心还款:{self.taken.sentence}{back}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        told = {
            "opened": self.made.notes,
            "opened_of_hand_overs": self.made.asked,
            "not_opened": {note: why.reason for note, why in self.made.left.items()},
            "hand_overs": {state.value: count for state, count in self.heard.items() if count},
            "reversed": self.back.lines,
        }
        return {"date": self.day.isoformat(), **self.taken.as_dict(), **told, "sentence": self.sentence}


def book_day(gate: CoreGate, day: date, *, actor: str, business_date: date, workers: int = 1) -> Booked | Refused:
    """Book the core's day, which is the online one. The same files again change nothing."""
    try:
        _in_time(day, business_date)
        delivery = delivered(gate.inbox(day), day)
        batch, back = _batch(_needed(delivery, CoreFileKind.REPAYMENTS), day)
        deposits = _needed(delivery, CoreFileKind.DEPOSITS)
        _one_a_day(batch, day)
        heard = newnotes.hear(delivery.files.get(CoreFileKind.RESULTS), day, actor)
        # Once the accounts are settled to the core's balances, a draw would come on top of them.
        settled = returned.of_core(day) is not None
        made = None if settled else delivery.files.get(CoreFileKind.NOTES)
        opened = newnotes.open_new(made, delivery.files.get(CoreFileKind.BALANCES), day, actor)

        def before(file: ReturnFile) -> None:
            """In the transaction that writes the file down: the lights, and what the accounts are without the debits."""
            loading.alone()
            for kind in NEEDED:
                _arrived(delivery.files[kind], day, actor, business_date)
            # What is taken back is on the account before the customer took it from there.
            newnotes.reverse(back, batch, file, day, actor)
            with connect() as link:
                _settle_accounts(link, deposits.frame, pl.concat([batch.good, back.select(list(LINES))]), day, actor)

        taken = run.book_batch(batch, actor=actor, business_date=day, workers=workers, before=before)
        if isinstance(taken, Refused):
            return taken
        return Booked(day, taken, opened, heard, returned.taken_back(taken.number or 0))
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


def _batch(came: Arrived, day: date) -> tuple[Batch, pl.DataFrame]:
    """The payments, and apart from them the lines that take an earlier day's payment back."""
    every = (
        ours.signed(came.frame)
        .with_row_index(LINE, offset=_FIRST_LINE)
        .select(
            pl.col(LINE).cast(pl.Int64),
            "note",
            (pl.col("principal") + pl.col("interest")).alias("amount"),
            pl.col("serial").alias("reference"),
            pl.lit(day, dtype=pl.Date).alias("day"),
            "reverses",
        )
    )
    total = int(every["amount"].sum() or 0)
    every, paired = _paired(every)
    takes_back = (pl.col("amount") < 0) & pl.col("reverses").is_not_null()
    back, every = every.filter(takes_back), every.filter(~takes_back).select(list(LINES))
    wrong = every.filter((pl.col("amount") <= 0) & ~pl.col(LINE).is_in(paired)).select(
        LINE, pl.lit("amount").alias("column"), pl.lit("零金额,须由人办理").alias(WHY)
    )
    both = every.filter(pl.col(LINE).is_in(paired)).select(
        LINE, pl.lit("reference").alias("column"), pl.lit("当日入账、当日冲正,两笔相抵").alias(WHY)
    )
    good = every.filter((pl.col("amount") > 0) & ~pl.col(LINE).is_in(paired))
    batch = Batch(
        ReturnSource.CORE, came.name, came.digest, came.path.read_bytes(), every, good, every.clear().select(LINE),
        pl.concat([wrong, both]), total, back.height,
    )  # fmt: skip
    return batch, back


def _paired(every: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """Lines that pay and take back the same on the same day: they name no payment of ours, and come to nothing."""
    aims = every.select(pl.col("reverses").alias("reference"), "note", pl.col("amount").neg(), pl.col(LINE).alias("by"))
    pairs = every.join(aims, on=["reference", "note", "amount"], how="inner")
    by = pairs["by"].to_list()
    alone = pl.when(pl.col(LINE).is_in(by)).then(None).otherwise(pl.col("reverses")).alias("reverses")
    return every.with_columns(alone), [*pairs[LINE].to_list(), *by]


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


def _settle_accounts(link: AdbcConnection, theirs: pl.DataFrame, paid: pl.DataFrame, day: date, actor: str) -> None:
    """Cash that came or went at the core's counters: its closing balance, with the debits put back, less our balance."""
    placed = paid.join(book.places(link), on="note")
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
