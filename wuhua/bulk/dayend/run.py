"""Closes business days: one day once, in order, killed or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import connection, transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import handing, returned
from wuhua.bulk.dayend import digest, load, parameters, results, seal, snapshot, steps, watch, write
from wuhua.core.refuse import Refusal, Refused
from wuhua.platform import clock, lake, seals
from wuhua.platform.models import SealedDay, SealKind

Progress = Callable[[str, int, int], None]


class DayEndRefusal(Refusal):
    """Why a day does not close."""

    NOT_OPENED = "not_opened"
    DAY_BEFORE_NOT_CLOSED = "day_before_not_closed"
    CLOSING_ALREADY = "closing_already"
    NOT_REACHED = "not_reached"
    CORE_NOT_BOOKED = "core_not_booked"


@dataclass
class Closed:
    """What closing a day did: its seal, and how long each phase took (seconds)."""

    day: date
    seal: str
    already: bool
    counts: dict[str, int] = field(default_factory=dict)
    phases: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "date": self.day.isoformat(),
            "seal": self.seal,
            "already_closed": self.already,
            "counts": self.counts,
            "phases": {name: f"{seconds:.3f}" for name, seconds in self.phases.items()},
        }


def _silent(phase: str, done: int, total: int) -> None:
    """Nobody is watching."""


def close_through(
    first: date | None, last: date, *, workers: int = 1, progress: Progress = _silent
) -> list[Closed] | Refused:
    """Closes every day up to `last` in order, beginning after the last sealed one (or at `first`, which must be it)."""
    newest = seals.last_sealed()
    if newest is None:
        return not_opened()
    day = first or newest.day + timedelta(days=1)
    done: list[Closed] = []
    while day <= last:
        closed = close_day(day, workers=workers, progress=progress)
        if isinstance(closed, Refused):
            return closed
        done.append(closed)
        day += timedelta(days=1)
    return done


def close_day(day: date, *, workers: int = 1, progress: Progress = _silent) -> Closed | Refused:
    """Closes `day`: the thirteen steps of docs/DAYEND.md. Run again it changes nothing; killed anywhere it goes on.

    `workers` shards are written at a time. Refuses when the day before is not closed; raises `seal.DayDoesNotClose` when
    the proof finds a break (nothing of the day then shows as closed).
    """
    before = _before(day)
    if not isinstance(before, SealedDay):
        _look_again(before)
        return before
    if not seals.take_closing_lock():
        return closing_already(day)
    try:
        before = _before(day)  # again: whoever held the lock a moment ago may have closed the day
        if not isinstance(before, SealedDay):
            return before
        with load.connect() as link:
            return _close(link, day, before, workers, progress)
    finally:
        seals.release_closing_lock()


def _look_again(found: Closed | Refused) -> None:
    """Whoever closed the newest day may have died between its seal and the looks that follow it."""
    newest = seals.last_sealed()
    if isinstance(found, Refused) or newest is None or newest.day != found.day or not seals.take_closing_lock():
        return
    try:
        watch.after_seal(found.day, write.ACTOR)
    finally:
        seals.release_closing_lock()


def _before(day: date) -> SealedDay | Closed | Refused:
    """The sealed day before it when the day may be closed now; else the answer."""
    standing = seals.sealed(day)
    if standing is not None:
        return Closed(day, standing.seal, already=True, counts=dict(standing.counts))
    newest = seals.last_sealed()
    if newest is None:
        return not_opened()
    if newest.day != day - timedelta(days=1):
        return _out_of_order(day, newest.day)
    return core_not_booked(day) or newest


def not_opened() -> Refused:
    """The refusal of whoever closes a day of a bank without books."""
    return Refused(DayEndRefusal.NOT_OPENED, "账簿还没有开业。", "请先用 wuhua import 导入期初数据。")


def core_not_booked(day: date) -> Refused | None:
    """Where the core keeps the books, a day ends with what the core took on it: without its files it does not close."""
    if compliance.ledger_master(day) is LedgerMaster.WUHUA or returned.core_booked(day):
        return None
    return Refused(
        DayEndRefusal.CORE_NOT_BOOKED,
        f"账簿以核心系统为准,{day} 的核心还款文件还没有入账,这一天不能封账。",
        f"请等核心文件到齐,先做 wuhua corelink book DIR --date {day},再做日终。",
        field="date",
    )


def closing_already(day: date) -> Refused:
    """The refusal of whoever comes second."""
    return Refused(
        DayEndRefusal.CLOSING_ALREADY, f"{day} 正在由另一个进程做日终。", "请等它结束;若它已中断,稍后重试即可续做。"
    )


def _out_of_order(day: date, newest: date) -> Refused:
    if newest >= day:
        return Refused(
            DayEndRefusal.NOT_REACHED, f"{day} 在最早的封账日之前。", "历史日由导入封账,不能再做日终。", field="date"
        )
    return Refused(
        DayEndRefusal.DAY_BEFORE_NOT_CLOSED,
        f"{day} 之前还有未封账的日子(最近封账日 {newest})。",
        f"请先做 {newest + timedelta(days=1)} 的日终,或用 --through {day} 依次补做。",
        field="date",
    )


class _Stopwatch:
    """Seconds by phase, and the progress line."""

    def __init__(self, progress: Progress) -> None:
        self.phases: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self._progress(name, 0, 1)
        start = time.perf_counter()
        yield
        self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - start
        self._progress(name, 1, 1)


def _close(link: AdbcConnection, day: date, newest: SealedDay, workers: int, progress: Progress) -> Closed:
    watch_ = _Stopwatch(progress)
    with watch_.phase("open"), transaction.atomic():
        seals.close_gate()
        if clock.business_date() <= day:
            clock.advance(day + timedelta(days=1))
    with watch_.phase("read"):
        book = load.load(link, day)
        held = parameters.of(day)
    done_before = book.done
    with watch_.phase("compute"):
        todo = pl.col("shard").is_in(list(done_before)).not_()
        making = steps.begin(book_of(book, todo), held)
        if done_before:
            making.known.written = snapshot.closing_of_done(book, done_before)
        for _name, step in steps.STEPS:
            step(making)
        shards = results.cut(making)
    with watch_.phase("write"):
        left = [(number, shard) for number, shard in enumerate(shards) if number not in done_before]
        _write(left, day, workers, progress)
    with watch_.phase("snapshot"):
        closing = [snapshot.closing(making)]
        bills = making.bills
        if done_before:
            closing.append(snapshot.closing_of_done(book, done_before))
            others = book.notes.filter(~todo).select("id")
            bills = pl.concat([bills, book.bills.join(others, left_on="note_id", right_on="id", how="semi")])
        notes = pl.concat(closing, how="diagonal_relaxed") if len(closing) > 1 else closing[0]
        positions = snapshot.positions(notes, bills, held.provision_pct)
        flows = snapshot.flows(link, day)
        digests = {"positions": digest.of(positions), "flows": digest.of(flows)}
        files: dict[str, object] = {
            "positions": lake.write(day, "positions", digests["positions"], positions.height, _parquet(positions)),
            "flows": lake.write(day, "flows", digests["flows"], flows.height, _parquet(flows)),
        }
    with watch_.phase("seal"):
        with transaction.atomic():
            sealed = _seal(day, newest, positions, notes, digests, files)
        watch.after_seal(day, write.ACTOR)
    return Closed(day, sealed.seal, already=False, counts=dict(sealed.counts), phases=watch_.phases)


def book_of(book: load.Book, chosen: pl.Expr) -> load.Book:
    """The part of the book whose notes `chosen` selects."""
    notes = book.notes.filter(chosen)
    bills = book.bills.join(notes.select("id"), left_on="note_id", right_on="id", how="semi", maintain_order="left")
    return load.Book(book.day, notes, bills, book.accounts, book.plans, book.done, book.rates, book.known)


def _write(shards: list[tuple[int, results.Shard]], day: date, workers: int, progress: Progress) -> None:
    """Each shard in a transaction of its own; several at a time when asked, each on a connection of its own."""
    if workers <= 1:
        for count, (number, shard) in enumerate(shards, 1):
            write.write_shard(shard, number, day)
            progress("write", count, len(shards))
        return
    with ThreadPoolExecutor(workers) as pool:
        for count, _ in enumerate(pool.map(lambda each: _write_apart(each[0], each[1], day), shards), 1):
            progress("write", count, len(shards))


def _write_apart(number: int, shard: results.Shard, day: date) -> None:
    try:
        write.write_shard(shard, number, day)
    finally:
        connection.close()


def _parquet(frame: pl.DataFrame) -> Callable[[str], None]:
    def into(path: str) -> None:
        frame.write_parquet(path, compression="zstd", compression_level=1, statistics=True)

    return into


def _seal(
    day: date,
    newest: SealedDay,
    positions: pl.DataFrame,
    notes: pl.DataFrame,
    digests: dict[str, str],
    files: dict[str, object],
) -> SealedDay:
    """Step 13: what was earned, provision, standing, proof, seal; one transaction."""
    summed = write.post_summed(day)
    seal.post_provision(day, positions, write.ACTOR)
    watch.write_standing(day, notes, write.ACTOR)
    handing.give_up(actor=write.ACTOR, business_date=day)
    breaks = seal.prove(day, positions) or seal.recomputed(day, positions)
    if breaks:
        raise seal.DayDoesNotClose("; ".join(str(each) for each in breaks[:3]))
    shards = seals.shard_digests(day)
    parts = [f"{shard:02d}:{shards[shard]}" for shard in sorted(shards)]
    value = digest.chain(newest.seal, day.isoformat(), digests["positions"], digests["flows"], *parts)
    counts = seals.shard_counts(day)
    counts |= {"positions": positions.height, "lines": counts.get("lines", 0) + summed}
    return seal.seal(day=day, kind=SealKind.CLOSED, value=value, previous=newest.seal, files=files, counts=counts)
