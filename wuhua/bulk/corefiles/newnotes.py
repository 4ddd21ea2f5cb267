"""What the core made or took back by itself on the day it keeps the books: notes, and reversals of payments.

Both are booked through servicing's own doors, so that a note told of is the note `disburse` would have made, and a payment
reversed is the counter's reversal. A note the core was asked for (`corelink.handing`) confirms its hand-over and has what
the core does not say from there; one told of late is opened as of its own day, with what was paid on it since. What cannot
be booked is kept with its reason and what to do, and stands as a break in the evening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction

from wuhua.areas.corelink import handing, loading, returned
from wuhua.areas.corelink.models import HandOver, ReturnFile
from wuhua.areas.corelink.rules import CoreFileKind, CoreLinkRefusal, HandOverState, LineOutcome, ReturnSource
from wuhua.areas.servicing import actions as servicing
from wuhua.bulk.corefiles import ours
from wuhua.bulk.corefiles.check import Arrived
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile import write
from wuhua.bulk.repayfile.batch import Batch
from wuhua.core.refuse import Refused
from wuhua.platform import seals

SIGNED = ("customer", "account", "product", "method", "settlement", "day_count", "security")
"""What the core must say of a note it made, beside what every line has, before it can be one here."""
_ALSO = ("own_day", "instalment", "frequency_months", "penalty_uplift", "managing_rm", "use", "industry", "region")
_EVERY = ("contract", "amount", "rate", "maturity")
_UNSAID = "(核心文件未注明)"
_AGAIN = "请核心更正后随下一批文件重新下发;在此之前这笔借据在差异清单中挂账。"


@dataclass
class Opened:
    """What became of the core's notes: how many came into being (and of how many of them the core was asked), and the rest
    with their reasons."""

    notes: int = 0
    asked: int = 0
    left: dict[str, Refused] = field(default_factory=dict)


def hear(came: Arrived | None, day: date, actor: str) -> dict[HandOverState, int]:
    """Answers to hand-overs, taken while the day is open: what failed may be started anew today."""
    if came is None:
        return {}
    with transaction.atomic():
        loading.alone()
        return loading.hear(actor=actor, business_date=day, words=words(came.frame, day))


def words(results: pl.DataFrame, day: date) -> list[loading.Word]:
    """What a file of results says, line by line."""
    rows = results.select("number", "result", pl.col("serial", "reason", "note").fill_null("")).iter_rows()
    return [
        loading.Word(number, HandOverState(result), f"{day} 放款结果文件 {serial} {reason}".strip(), note)
        for number, result, serial, reason, note in rows
    ]


def open_new(came: Arrived | None, balances: Arrived | None, day: date, actor: str) -> Opened:
    """Notes the core paid out and we have not: opened, those of today and those told of late."""
    if came is None:
        return Opened()
    with connect() as link:
        fresh = came.frame.join(ours.terms(link), on="note", how="anti").filter(pl.col("start") <= day)
        owners = ours.owners(link)
    fresh = _standing(fresh, balances, day)
    if fresh.is_empty():
        return Opened()
    with transaction.atomic():
        loading.alone()
        return _Opening(fresh, {row["account"]: row for row in owners.iter_rows(named=True)}, day, actor).run()


def _standing(fresh: pl.DataFrame, balances: Arrived | None, day: date) -> pl.DataFrame:
    """Of earlier days only what still stands in the core's balances: a paid-up note that the core still lists is no news."""
    today, before = fresh.filter(pl.col("start") == day), fresh.filter(pl.col("start") < day)
    if balances is None:
        return today
    stands = balances.frame.filter(pl.col("balance") > 0).select("note")
    return pl.concat([today, before.join(stands, on="note", how="semi")]).sort("note")


class _Opening:
    """The core's fresh notes of one delivery on their way into our books."""

    def __init__(self, fresh: pl.DataFrame, owners: Mapping[str, Mapping[str, Any]], day: date, actor: str) -> None:
        self.rows = list(fresh.iter_rows(named=True))
        self.owners = owners
        self.day = day
        self.actor = actor
        self.done = Opened()

    def run(self) -> Opened:
        """Matched with hand-overs, opened, written down. In the caller's transaction."""
        asked = handing.matched(_made(row) for row in self.rows)
        handing.confirm(business_date=self.day, made=asked, evidence=f"{self.day} 核心借据文件中有借据 {{}}")
        terms = {row["note"]: self._terms(row, asked.get(row["note"])) for row in self.rows}
        self.done.left = {note: each for note, each in terms.items() if isinstance(each, Refused)}
        fit = {note: each for note, each in terms.items() if not isinstance(each, Refused)}
        starts = {row["note"]: row["start"] for row in self.rows}
        self._open_today([each for note, each in fit.items() if starts[note] == self.day])
        for note, each in fit.items():
            if starts[note] < self.day:
                self._open_earlier(each, starts[note])
        here = {note: each for note, each in asked.items() if note not in self.done.left}
        handing.opened(actor=self.actor, business_date=self.day, made=here.values())
        handing.left(business_date=self.day, refused=self.done.left)
        self.done.notes, self.done.asked = len(self.rows) - len(self.done.left), len(here)
        return self.done

    def _open_today(self, told: list[servicing.NoteTerms]) -> None:
        if told:
            subject = f"corefile:{CoreFileKind.NOTES}/{self.day.isoformat()}"
            refused = servicing.open_told(actor=self.actor, business_date=self.day, subject=subject, told=told)
            self.done.left |= {note: replace(no, next_step=f"{no.next_step}{_AGAIN}") for note, no in refused.items()}

    def _open_earlier(self, terms: servicing.NoteTerms, start: date) -> None:
        paid = self._payments(terms.number, start)
        answer = (
            paid
            if isinstance(paid, Refused)
            else servicing.open_earlier(
                actor=self.actor, business_date=self.day, terms=terms, start=start, payments=paid
            )
        )
        if isinstance(answer, Refused):
            self.done.left[terms.number] = replace(answer, next_step=f"{answer.next_step}{_AGAIN}")

    def _payments(self, note: str, start: date) -> list[servicing.Payment] | Refused:
        """What the core told of a note on the days on which we did not know it."""
        opens = seals.opened_with()
        if opens is not None and start <= opens:
            return _left(
                f"核心借据 {note} 于 {start} 发放,早于本系统开账({opens})。",
                "开账以前的借据随期初数据补录(wuhua import),不从每日文件建立。",
            )
        lines = returned.rejected_of(ReturnSource.CORE, note)
        if any(each.amount is None or each.amount <= 0 for each in lines):
            return _left(
                f"核心借据 {note} 建账以前的还款里有冲正或无金额的行,不能逐笔补记。",
                "请会计与核心逐笔核对后,请核心把这笔借据的余额、还款以更正后的文件重新下发。",
            )
        return [
            servicing.Payment(f"late/{each.file_id}/{each.line}", each.day or start, each.amount or 0) for each in lines
        ]

    def _terms(self, row: Mapping[str, Any], asked: HandOver | None) -> servicing.NoteTerms | Refused:
        """As the core says; where it is silent from what it was asked for, else from the customer's file."""
        wish = handing.terms_of(asked) if asked is not None else None
        account = row["account"] or (wish.account if wish else None)
        unsaid = [] if wish else [code for code in SIGNED if row[code] is None]
        if unsaid:
            return _left(f"核心借据 {row['note']} 缺少要素:{'、'.join(unsaid)}。", _AGAIN)
        owner = self.owners.get(str(account))
        if owner is None:
            return _left(
                f"本系统没有客户 {row['customer']} 的账户 {account}。",
                f"请先为该客户建档、登记这个账户。{_AGAIN}",
            )
        if row["customer"] is not None and owner["customer"] != row["customer"]:
            return _left(f"账户 {account} 是客户 {owner['customer']} 的,不是 {row['customer']} 的。", _AGAIN)
        return _merged(row, wish, owner)


def _made(row: Mapping[str, Any]) -> handing.Made:
    return handing.Made(row["note"], row["contract"], row["amount"], row["start"], row["reference"] or "")


def _left(reason: str, next_step: str) -> Refused:
    return Refused(CoreLinkRefusal.NOTE_NOT_OPENED, reason, next_step)


def _merged(row: Mapping[str, Any], wish: servicing.NoteTerms | None, owner: Mapping[str, Any]) -> servicing.NoteTerms:
    said = {code: row[code] for code in (*_EVERY, *SIGNED[1:], *_ALSO) if row[code] is not None}
    if row["compound_base_penalty"] is not None:
        said["compound_base_penalty"] = bool(row["compound_base_penalty"])
    if wish is not None:
        return replace(wish, number=row["note"], **said)
    mine = {name: owner[name] for name in ("managing_rm", "industry", "region")}
    return servicing.NoteTerms(number=row["note"], **{**mine, "use": _UNSAID, **said})


# --- reversals --------------------------------------------------------------------------------------------------------


def reverse(lines: pl.DataFrame, batch: Batch, file: ReturnFile, day: date, actor: str) -> None:
    """Each line takes back the payment it names, and is written down with what became of it. In the caller's transaction."""
    for row in lines.iter_rows(named=True):
        answer = _reversed(row, file, day, actor)
        if isinstance(answer, Refused):
            told = pl.DataFrame([{**row, "reason": answer.reason}])
            write.write_lines(batch, file, told, LineOutcome.REJECTED)
        else:
            told = pl.DataFrame([{**row, "receipt": answer["receipt"]}])
            write.write_lines(batch, file, told, LineOutcome.BOOKED)


def _reversed(row: dict[str, object], file: ReturnFile, day: date, actor: str) -> dict[str, object] | Refused:
    aim = returned.booked_line(ReturnSource.CORE, str(row["reverses"]))
    return servicing.reverse_told(
        actor=actor,
        business_date=day,
        key=f"file/{file.pk}/{row[LINE]}",
        note=str(row["note"]),
        receipt=0 if aim is None or aim.receipt is None else aim.receipt,
        amount=-int(str(row["amount"])),
        reason=f"核心冲正流水 {row['reverses']}",
    )
