"""The door out: what the core is asked to do on the online business date, each thing once.

A file goes out once and is never written again: money may follow it. Laid first, written down with the hand-overs in one
transaction, and released when that has committed; a crash in between leaves the laid file, and the next start releases it.
What went out and may never have arrived is a matter for asking (`HandOverState.UNKNOWN`), not for sending again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import handing, loading, read
from wuhua.areas.corelink.models import CoreFile, HandOver
from wuhua.areas.corelink.rules import KIND_NAMES, CoreFileKind, Light
from wuhua.bulk.corefiles import asks, formats
from wuhua.bulk.corefiles.check import total_of
from wuhua.bulk.corefiles.gate import CoreGate, digest_of
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal, refuse
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.intake.cells import written
from wuhua.bulk.intake.form import FileFormat, Kind
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, files, seals


@dataclass(frozen=True, slots=True)
class FileSent:
    """One file that went out."""

    kind: CoreFileKind
    name: str
    rows: int
    total: int | None
    digest: str

    @property
    def title(self) -> str:
        return KIND_NAMES[self.kind]

    @property
    def total_grouped(self) -> str:
        return "" if self.total is None else grouped(self.total)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        total = None if self.total is None else yuan(self.total)
        return {"title": self.title, "path": self.name, "rows": self.rows, "total": total, "digest": self.digest}


@dataclass
class Sent:
    """What an export did. `held` says by kind why a file did not go out."""

    day: date
    master: str
    batch: int = 0
    files: list[FileSent] = field(default_factory=list)
    held: dict[CoreFileKind, str] = field(default_factory=dict)
    finished: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        before = f"上次中断的 {len(self.finished)} 个文件已补放。" if self.finished else ""
        if not self.files:
            return f"{before}{self.day} 没有新的内容要发给核心。"
        return f"{before}{self.day} 第 {self.batch} 批已发出 {len(self.files)} 个文件。"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {
            "date": self.day.isoformat(),
            "ledger_master": self.master,
            "batch": self.batch,
            "files": {each.kind.value: each.as_dict() for each in self.files},
            "held": {kind.value: why for kind, why in self.held.items()},
            "finished": list(self.finished),
        }


def send(gate: CoreGate, day: date, *, actor: str, business_date: date) -> Sent | Refused:
    """Send what is new on the business date. Again: nothing, or what has come since. Two at once share it between them."""
    try:
        return _send(gate, day, actor, business_date)
    except Refuse as no:
        return no.refused


def _send(gate: CoreGate, day: date, actor: str, business_date: date) -> Sent:
    if day != business_date or clock.business_date() != day:
        raise refuse(
            CoreFilesRefusal.NOT_THE_BUSINESS_DATE,
            f"只能发当前营业日期 {business_date} 的文件,不是 {day}。",
            "过去一天的指令当天已发或已转为查证,不补发;请按当前营业日期办理。",
            "date",
        )
    if not seals.is_open_for_notes(day):
        raise refuse(
            CoreFilesRefusal.DAY_NOT_SEALED,
            f"{day - timedelta(days=1)} 还没有封账,今天应扣多少还不知道。",
            "请先做上一日的日终,再发文件。",
            "date",
        )
    done = Sent(day, compliance.ledger_master(day).value)
    with transaction.atomic(), connect() as link:
        loading.alone()
        done.finished = _finish(gate, day)
        done.batch = read.batches(day) + 1
        frames = _Batch(day, done, actor, link).frames()
        names = [_lay(gate, done, kind, frame, actor) for kind, frame in frames.items()]
        if names:
            control = _name("control", day, done.batch)
            gate.lay(control, _control(done.files, day))
            names.append(control)
    if names:
        gate.release(names)
    else:
        done.batch = 0
    return done


class _Batch:
    """What goes with the next batch, as the columns of its files. Hand-overs are moved on the way."""

    def __init__(self, day: date, done: Sent, actor: str, link: AdbcConnection) -> None:
        self.day = day
        self.done = done
        self.actor = actor
        self.link = link
        self.number = f"{day:%Y%m%d}{done.batch:02d}"

    def frames(self) -> dict[CoreFileKind, pl.DataFrame]:
        """The first batch of a day brings every file, empty or not; a later one only what there is."""
        making = {
            CoreFileKind.DISBURSEMENTS: self.disbursements,
            CoreFileKind.DEBITS: self.debits,
            CoreFileKind.RATES: self.rates,
            CoreFileKind.INQUIRIES: self.inquiries,
        }
        found = {kind: make() for kind, make in making.items()}
        return {
            kind: frame for kind, frame in found.items() if frame is not None and (frame.height or self.done.batch == 1)
        }

    def disbursements(self) -> pl.DataFrame:
        """Draws the core has not been told of, failed ones a person wants sent again, and notes the core is to make."""
        since = read.last_sent(CoreFileKind.DISBURSEMENTS) or self.day
        draws = asks.draws(self.link, since, self.day)
        known = {number for number, _branch, _amount in read.handed_over(each.number for each in draws)}
        fresh = [each for each in draws if each.number not in known]
        answer_by = read.answer_by(self.day)
        out = loading.hand_over(actor=self.actor, business_date=self.day, draws=fresh, answer_by=answer_by)
        if self.done.master == LedgerMaster.CORE:
            out += handing.send_asked(actor=self.actor, business_date=self.day, answer_by=answer_by)
        return _rows(CoreFileKind.DISBURSEMENTS, [self._instruction(each) for each in out])

    def _instruction(self, each: HandOver) -> tuple[Any, ...]:
        return (
            self.number, each.number, each.note, each.attempt, each.contract, each.customer, each.account, each.branch, each.amount,
            each.drawn, *_to_make(each),
        )  # fmt: skip

    def debits(self) -> pl.DataFrame | None:
        """What the core is to take from the accounts today: only where the core is the book of record."""
        if self.done.master != LedgerMaster.CORE:
            self.done.held[CoreFileKind.DEBITS] = "账簿以本系统为准(LEDGER_MASTER=WUHUA),扣款由本系统日终办理"
            return None
        if read.sent(CoreFileKind.DEBITS, self.day):
            self.done.held[CoreFileKind.DEBITS] = "当天的代扣清单已经发出,不再重出"
            return None
        return asks.debits(self.link, self.day).select(self._batch(), *_codes(CoreFileKind.DEBITS)[1:])

    def rates(self) -> pl.DataFrame | None:
        """Rates that changed on the closed days since the core was last told."""
        if read.sent(CoreFileKind.RATES, self.day):
            return None
        since = read.last_sent(CoreFileKind.RATES) or self.day - timedelta(days=1)
        return asks.rates(self.link, since, self.day).select(self._batch(), *_codes(CoreFileKind.RATES)[1:])

    def inquiries(self) -> pl.DataFrame | None:
        """Every hand-over nobody knows the outcome of is asked about, once a day."""
        if read.sent(CoreFileKind.INQUIRIES, self.day):
            return None
        asked = loading.ask_all(actor=self.actor, business_date=self.day)
        rows = [(self.number, each.number, each.note, each.attempt, each.amount, each.sent_on) for each in asked]
        return _rows(CoreFileKind.INQUIRIES, rows)

    def _batch(self) -> pl.Expr:
        return pl.lit(self.number).alias("batch")


def _to_make(each: HandOver) -> list[Any]:
    """The terms of a note the core is to make, in the order of the file; nothing of one that is ours already."""
    if each.terms is None:
        return [None] * len(formats.TO_MAKE)
    terms = asdict(handing.terms_of(each))
    return [_YES[terms[each.code]] if each.kind is Kind.FLAG else terms[each.code] for each in formats.TO_MAKE]


_YES = {True: "是", False: "否"}


def _codes(kind: CoreFileKind) -> list[str]:
    return [column.code for column in formats.of(kind).columns]


def _rows(kind: CoreFileKind, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={each.code: _TYPES.get(each.kind, pl.String) for each in formats.of(kind).columns}, orient="row"
    )


_TYPES: dict[Kind, type[pl.DataType]] = {
    Kind.YUAN: pl.Int64,
    Kind.PCT: pl.Int64,
    Kind.INT: pl.Int64,
    Kind.DAY: pl.Date,
}


# --- files -----------------------------------------------------------------------------------------------------------


def _name(stem: str, day: date, batch: int) -> str:
    return f"{stem}-{day:%Y%m%d}-{batch:02d}.csv"


def content_of(format_: FileFormat, frame: pl.DataFrame) -> bytes:
    """The file as the core reads it: UTF-8, Chinese headings, commas, lines ended as on Windows."""
    cells = frame.select(written(pl.col(column.code), column.kind).alias(column.heading) for column in format_.columns)
    return cells.write_csv(line_terminator="\r\n").encode()


def _lay(gate: CoreGate, done: Sent, kind: CoreFileKind, frame: pl.DataFrame, actor: str) -> str:
    format_ = formats.of(kind)
    name, content = _name(kind.value, done.day, done.batch), content_of(format_, frame)
    total, digest = total_of(format_, frame), digest_of(content)
    kept = files.keep(actor=actor, business_date=done.day, name=name, chunks=[content], media_type="text/csv")
    if isinstance(kept, Refused):
        raise Refuse(kept)
    loading.record_file(
        actor=actor,
        business_date=done.day,
        kind=kind,
        day=done.day,
        light=Light.SENT,
        name=name,
        batch=done.batch,
        rows=frame.height,
        total=total,
        digest=digest,
        stored=kept.pk,
    )
    gate.lay(name, content)
    done.files.append(FileSent(kind, name, frame.height, total, digest))
    return name


def _control(sent: list[FileSent] | list[CoreFile], day: date) -> bytes:
    rows = [(each.name, day, each.rows, each.total) for each in sent]
    schema = {"file": pl.String, "day": pl.Date, "rows": pl.Int64, "total": pl.Int64}
    return content_of(formats.CONTROL, pl.DataFrame(rows, schema=schema, orient="row"))


def _finish(gate: CoreGate, day: date) -> tuple[str, ...]:
    """Release what an earlier start laid, wrote down, and did not come to release."""
    batches: dict[int, list[CoreFile]] = {}
    for each in read.files_of(day):
        if each.light == Light.SENT:
            batches.setdefault(each.batch, []).append(each)
    released: list[str] = []
    for number, sent in sorted(batches.items()):
        names = [each.name for each in sent if gate.laid(each.name) == each.digest]
        control = _name("control", day, number)
        if gate.laid(control) == digest_of(_control(sent, day)):
            names.append(control)
        if names:
            gate.release(names)
        released += names
    return tuple(released)
