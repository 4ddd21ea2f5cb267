"""The door in: a day's files from the core, whole, become lights, breaks, a 总分核对表 and answers to hand-overs.

Everything in one transaction, or nothing; a refused file leaves only its red light. The same files again find the same
breaks. A file that comes after a newer one of its kind was compared is kept and lit, and compared with nothing: what it
would say is known better by now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import handing, loading, read
from wuhua.areas.corelink.models import CoreFile, HandOver
from wuhua.areas.corelink.rules import KIND_NAMES, OF_ONE_DAY, CoreFileKind, HandOverState, Light
from wuhua.bulk.corefiles import compare, ledger, newnotes, ours
from wuhua.bulk.corefiles.check import Arrived, Delivery, delivered
from wuhua.bulk.corefiles.gate import CoreGate
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal, NotTaken, refuse
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.intake.rows import rows_of
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files, seals

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it was taken. `told` is None where it was not compared, being late or of no such kind."""

    kind: CoreFileKind
    name: str
    rows: int
    total: int | None
    digest: str
    again: bool
    told: loading.Told | None

    @property
    def title(self) -> str:
        return KIND_NAMES[self.kind]

    @property
    def total_grouped(self) -> str:
        return "" if self.total is None else grouped(self.total)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        counted = (
            {} if self.told is None else {"new": self.told.found, "again": self.told.again, "gone": self.told.gone}
        )
        return {
            "title": self.title,
            "path": self.name,
            "rows": self.rows,
            "total": None if self.total is None else yuan(self.total),
            "digest": self.digest,
            "seen_before": self.again,
            "compared": self.told is not None,
            **({"breaks": counted} if counted else {}),
        }


@dataclass
class Received:
    """What a delivery did."""

    day: date
    master: str
    files: list[FileReport] = field(default_factory=list)
    waiting: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    heard: dict[str, int] = field(default_factory=dict)

    def sum(self, name: str) -> int:
        """Over all files: `found`, `again` or `gone`."""
        return sum(getattr(each.told, name) for each in self.files if each.told is not None)

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        late = f",还没到:{'、'.join(self.waiting)}" if self.waiting else ",应到的都到了"
        return (
            f"{self.day} 收到 {len(self.files)} 个核心文件{late}。差异:新增 {self.sum('found')},"
            f"仍在 {self.sum('again')},自动销账 {self.sum('gone')}。"
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {
            "date": self.day.isoformat(),
            "ledger_master": self.master,
            "files": {each.kind.value: each.as_dict() for each in self.files},
            "waiting": list(self.waiting),
            "ignored": list(self.ignored),
            "breaks": {"new": self.sum("found"), "again": self.sum("again"), "gone": self.sum("gone")},
            "hand_overs": self.heard,
        }


def _silent(message: str) -> None:
    """Nobody is watching."""


def receive(gate: CoreGate, day: date, *, actor: str, business_date: date, step: Step = _silent) -> Received | Refused:
    """Take the day's files. A refusal has written nothing but the red light of the file at fault."""
    try:
        if seals.sealed(day) is None:
            raise refuse(
                CoreFilesRefusal.DAY_NOT_SEALED,
                f"{day} 还没有封账,核心文件没有可比的账。",
                f"请先做 {day} 的日终(wuhua close-day),再导入核心文件。",
                "date",
            )
        step("读取核心文件")
        return _Receiving(delivered(gate.inbox(day), day), actor, business_date, step).run()
    except NotTaken as no:
        _red_light(no, day, actor, business_date)
        return no.refused
    except Refuse as no:
        return no.refused


@transaction.atomic
def _red_light(no: NotTaken, day: date, actor: str, business_date: date) -> None:
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


class _Receiving:
    """One delivery on its way in: what is ours is read once, whatever the number of files that ask for it."""

    def __init__(self, delivery: Delivery, actor: str, business_date: date, step: Step) -> None:
        self.delivery = delivery
        self.day = delivery.day
        self.actor = actor
        self.business_date = business_date
        self.step = step

    def run(self) -> Received:
        """Everything in one transaction."""
        done = Received(self.day, compliance.ledger_master(self.day).value, ignored=self.delivery.ignored)
        with transaction.atomic(), connect() as link:
            loading.alone()
            self.notes = ours.positions(self.day)
            for kind, came in self.delivery.files.items():
                self.step(f"核对 {KIND_NAMES[kind]}")
                done.files.append(self._take(kind, came, link))
            done.heard = {state.value: count for state, count in self._hear().items() if count}
            lamps = read.lamps([self.day])[self.day]
            done.waiting = tuple(KIND_NAMES[each.kind] for each in lamps if each.light is not Light.ARRIVED)
        return done

    def _take(self, kind: CoreFileKind, came: Arrived, link: AdbcConnection) -> FileReport:
        newest = None if kind in OF_ONE_DAY else read.newest_compared(kind)
        late = newest is not None and newest > self.day
        before = read.taken(kind, self.day)
        # A file that was only booked is written down once more when it is compared.
        again = before is not None and before.digest == came.digest and (before.compared or late)
        file = before if again and before is not None else self._record(kind, came, compared=not late)
        told = None if late else self._told(kind, came.frame, file, again, link)
        if kind is CoreFileKind.NOTES:
            told = self._made_otherwise(came.frame, told)
        return FileReport(kind, came.name, came.rows, came.total, came.digest, again, told)

    def _record(self, kind: CoreFileKind, came: Arrived, *, compared: bool) -> CoreFile:
        kept = files.keep(
            actor=self.actor,
            business_date=self.business_date,
            name=came.path.name,
            chunks=[came.path.read_bytes()],
            media_type="text/csv",
        )
        if isinstance(kept, Refused):
            raise Refuse(kept)
        return loading.record_file(
            actor=self.actor,
            business_date=self.business_date,
            kind=kind,
            day=self.day,
            light=Light.ARRIVED,
            name=came.path.name,
            rows=came.rows,
            total=came.total,
            digest=came.digest,
            stored=kept.pk,
            compared=compared,
        )

    def _told(
        self, kind: CoreFileKind, theirs: pl.DataFrame, file: CoreFile, again: bool, link: AdbcConnection
    ) -> loading.Told:
        found = (
            self._ledger(theirs, file, again, link) if kind is CoreFileKind.LEDGER else _OF[kind](self, theirs, link)
        )
        return self._written(kind, found, self.day if kind in OF_ONE_DAY else None)

    def _written(self, kind: CoreFileKind, found: pl.DataFrame, about: date | None) -> loading.Told:
        return loading.write_breaks(
            actor=self.actor,
            business_date=self.business_date,
            source=kind,
            day=self.day,
            about=about,
            rows=rows_of("corelink_corebreak", found.select(loading.BREAK_COLUMNS)),
        )

    # --- one kind each ------------------------------------------------------------------------------------------------

    def customers(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Borrowers the core does not know, and customers of the core who have no file here."""
        mine = ours.customers(self.notes)
        strangers = theirs.join(ours.known_customers(link), on="customer", how="anti")
        told = pl.concat([theirs.join(mine, on="customer", how="semi"), strangers]).with_columns(
            pl.lit(1).alias("balance")
        )
        # Nobody owes anything by being unknown: a stranger has no amount.
        found = compare.differences(compare.CUSTOMERS, mine, told)
        here = pl.col("kind") == "MISSING_HERE"
        return found.with_columns(
            pl.when(here).then(pl.lit("")).otherwise("theirs").alias("theirs"),
            pl.when(here).then(None).otherwise("gap").alias("gap"),
        )

    def contracts(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Contracts with a balance that one side does not have."""
        return compare.differences(compare.CONTRACTS, ours.contracts(link, self.notes), theirs)

    def terms(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Amount, rate and dates of the notes both have."""
        return compare.differences(compare.NOTES, self.notes, theirs)

    def _made_otherwise(self, theirs: pl.DataFrame, told: loading.Told | None) -> loading.Told | None:
        """Notes the core made that day on other terms than it was asked for: ours follow the core, the difference stands."""
        asked = read.asked_and_made(self.day)
        if not asked:
            return told
        mine = pl.DataFrame(
            [_asked_for(each) for each in asked],
            schema={"note": pl.String, "branch": pl.String, "amount": pl.Int64, "rate": pl.Int64, "maturity": pl.Date,
                    "account": pl.String},
            orient="row",
        )  # fmt: skip
        found = self._written(CoreFileKind.NOTES, compare.differences(compare.ASKED, mine, theirs), self.day)
        return found if told is None else loading.Told(
            told.found + found.found, told.again + found.again, told.gone + found.gone
        )  # fmt: skip

    def balances(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """The notes themselves: there or not, how much, in which status."""
        return compare.differences(compare.BALANCES, self.notes, theirs)

    def arrears(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Who is in arrears, with how much, since when."""
        parts = ("overdue_principal", "unpaid_interest", "unpaid_penalty", "unpaid_compound")
        owed = pl.sum_horizontal(*parts).alias("owed")
        return compare.differences(
            compare.ARREARS, ours.in_arrears(self.notes).with_columns(owed), theirs.with_columns(owed)
        )

    def repayments(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """What was received on each note that day."""
        paid = (pl.col("principal") + pl.col("interest")).alias("paid")
        summed = (
            ours.signed(theirs).group_by("note").agg(pl.col("branch").first(), pl.col("principal", "interest").sum())
        )
        mine = ours.repayments(link, self.day).filter((pl.col("principal") != 0) | (pl.col("interest") != 0))
        return compare.differences(compare.REPAYMENTS, mine.with_columns(paid), summed.with_columns(paid))

    def deposits(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Settlement accounts and what stands on them."""
        return compare.differences(compare.DEPOSITS, ours.accounts(link, self.day), theirs)

    def results(self, theirs: pl.DataFrame, link: AdbcConnection) -> pl.DataFrame:
        """Answers about another amount than was asked for, or about what nobody handed over."""
        mine = pl.DataFrame(
            read.handed_over(theirs["number"].to_list()),
            schema={"number": pl.String, "branch": pl.String, "amount": pl.Int64},
            orient="row",
        )
        return compare.differences(compare.RESULTS, mine, theirs)

    def _ledger(self, theirs: pl.DataFrame, file: CoreFile, again: bool, link: AdbcConnection) -> pl.DataFrame:
        """The 总分核对表 of the file, kept with it, and where it does not agree."""
        found = ledger.sheet(theirs, ours.control(link, self.day), self.notes, ours.accounts(link, self.day))
        if not again:
            lines = found.with_columns(pl.lit(file.pk).alias("file_id")).select(loading.LEDGER_COLUMNS)
            rows = rows_of("corelink_ledgerline", lines)
            loading.load_ledger(actor=self.actor, business_date=self.business_date, rows=rows)
        return ledger.differences(found)

    # --- hand-overs ---------------------------------------------------------------------------------------------------

    def _hear(self) -> dict[HandOverState, int]:
        """What the files say of hand-overs: that a note stands in the core's balances weighs most, then an answer; and of
        those still without a word at the close of the day, that nobody knows."""
        said = [*self._seen(), *self._answers()]
        heard = loading.hear(actor=self.actor, business_date=self.business_date, words=_first(said))
        if CoreFileKind.BALANCES not in self.delivery.files:
            return heard
        silent = [
            loading.Word(number, HandOverState.UNKNOWN, f"到 {self.day} 日终核心没有答复,余额文件中也看不出已付")
            for number in read.waiting(self.day)
        ]
        lost = loading.hear(actor=self.actor, business_date=self.business_date, words=silent)
        return {state: heard[state] + lost[state] for state in HandOverState}

    def _answers(self) -> list[loading.Word]:
        came = self.delivery.files.get(CoreFileKind.RESULTS)
        if came is None:
            return []
        return newnotes.words(came.frame, self.day)

    def _seen(self) -> list[loading.Word]:
        """A note that stands in the core's balances was paid out. A later draw on it has a number no note has."""
        came = self.delivery.files.get(CoreFileKind.BALANCES)
        if came is None:
            return []
        unpaid = read.unpaid(self.day)
        there = came.frame.filter((pl.col("balance") > 0) & pl.col("note").is_in(unpaid))["note"].to_list()
        return [loading.Word(note, HandOverState.CONFIRMED, f"{self.day} 核心余额文件中有该借据") for note in there]


def _asked_for(each: HandOver) -> tuple[Any, ...]:
    terms = handing.terms_of(each)
    return (each.core_note, each.branch, terms.amount, terms.rate, terms.maturity, terms.account)


def _first(words: list[loading.Word]) -> list[loading.Word]:
    """One word a hand-over: the first."""
    found: dict[str, loading.Word] = {}
    for each in words:
        found.setdefault(each.number, each)
    return list(found.values())


_OF: dict[CoreFileKind, Callable[[_Receiving, pl.DataFrame, AdbcConnection], pl.DataFrame]] = {
    CoreFileKind.CUSTOMERS: _Receiving.customers,
    CoreFileKind.CONTRACTS: _Receiving.contracts,
    CoreFileKind.NOTES: _Receiving.terms,
    CoreFileKind.BALANCES: _Receiving.balances,
    CoreFileKind.ARREARS: _Receiving.arrears,
    CoreFileKind.REPAYMENTS: _Receiving.repayments,
    CoreFileKind.DEPOSITS: _Receiving.deposits,
    CoreFileKind.RESULTS: _Receiving.results,
}
