"""Books a file of repayments: shard by shard as columns, and the few that columns cannot take one by one.

Each shard is one transaction: notes held, bills read, money split, everything written with the outcome of its lines. A
start that was killed is taken up by the same file again: lines that have an outcome are left alone, and a reference is
booked once for ever (the database says so too).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import SimpleQueue

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import connection, transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import returned
from wuhua.areas.corelink.models import ReturnFile
from wuhua.areas.corelink.returned import Counted
from wuhua.areas.corelink.rules import LineOutcome, ReturnSource
from wuhua.areas.servicing import actions as servicing
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.intake import reject
from wuhua.bulk.intake.cells import WHY
from wuhua.bulk.intake.check import Folder
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile import book, write
from wuhua.bulk.repayfile.batch import LINES, Batch, Taken
from wuhua.bulk.repayfile.check import Checked, checked
from wuhua.bulk.repayfile.formats import RETURN
from wuhua.bulk.repayfile.split import Split, split
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files, seals

Progress = Callable[[int, int, str], None]
BAD = {LINE: pl.Int64, "column": pl.String, WHY: pl.String}


def _silent(done: int, total: int, message: str) -> None:
    """Nobody is watching."""


def take(
    path: Path,
    *,
    actor: str,
    business_date: date,
    dry_run: bool = False,
    name: str = "",
    rejects: Path | None = None,
    workers: int = 1,
    progress: Progress = _silent,
) -> Taken | Refused:
    """Take a bank's answer to the day's debits. A trial writes nothing. The same file again changes nothing.

    Lines that are not booked are listed in a file in `rejects` (in a trial too), where that is given.
    """
    try:
        refused = compliance.counter(business_date)
        if refused is not None:
            return refused
        progress(0, 1, "读取文件")
        found = checked(path, business_date, name)
        batch = Batch(
            ReturnSource.BANK, found.name, found.digest, path.read_bytes(), found.lines,
            found.good.select(list(LINES)), found.failed.select(LINE), found.bad, found.total,
        )  # fmt: skip
        done = book_batch(
            batch, actor=actor, business_date=business_date, dry_run=dry_run, workers=workers, progress=progress
        )
        return done if isinstance(done, Refused) else _listed(done, found, rejects)
    except Refuse as no:
        return no.refused


def _listed(done: Taken, found: Checked, folder: Path | None) -> Taken:
    """With the rejected lines as people read them, and in a file of their own."""
    bad = reject.rejected(Folder({RETURN.name: found.table}, {}, {RETURN.name: done.bad}, date.min))
    done.rejects = reject.listed(bad)
    if folder is not None:
        done.written = reject.written(bad, folder)
    return done


def book_batch(
    batch: Batch,
    *,
    actor: str,
    business_date: date,
    dry_run: bool = False,
    workers: int = 1,
    progress: Progress = _silent,
    before: Callable[[ReturnFile], None] | None = None,
) -> Taken | Refused:
    """Book the batch on the business date. `before` runs in the transaction that writes the file down."""
    try:
        if not seals.is_open_for_notes(business_date):
            with transaction.atomic():
                servicing.hold(business_date, [])  # raises the refusal in servicing's own words
        known = returned.known(batch.source, batch.digest, business_date)
        if known is not None and known.finished:
            counts = returned.counts(known.pk)
            return Taken(known.pk, batch.name, known.rows, known.total, True, dry_run, counts=counts)
        return _Booking(batch, actor, business_date, dry_run, workers, progress).run(known, before)
    except Refuse as no:
        return no.refused


@dataclass(frozen=True, slots=True)
class _Done:
    """What a part came to: lines booked and their fen, what is bad, and what must go the long way."""

    booked: pl.DataFrame
    bad: pl.DataFrame
    long: pl.DataFrame


class _Booking:
    """One batch on its way into the books."""

    def __init__(self, batch: Batch, actor: str, day: date, dry_run: bool, workers: int, progress: Progress) -> None:
        self.batch = batch
        self.actor = actor
        self.day = day
        self.dry_run = dry_run
        self.workers = workers
        self.progress = progress
        self.limit = compliance.whole("NON_ACCRUAL_DAYS", day)
        self.file: ReturnFile | None = None

    def run(self, known: ReturnFile | None, before: Callable[[ReturnFile], None] | None) -> Taken:
        batch = self.batch
        if not self.dry_run:
            self.file = known or self._opened(before)
        with connect() as link:
            asked = batch.good.join(book.places(link), on="note", how="left", maintain_order="left")
        first = self.file.receipt if self.file is not None else 1
        asked = asked.with_row_index("place").with_columns((pl.col("place").cast(pl.Int64) + first).alias("receipt"))
        strange = asked.filter(pl.col("id").is_null())
        bad = [batch.bad.cast(BAD), _why(strange, "note", "没有这笔借据")]  # type: ignore[arg-type]
        here = asked.filter(pl.col("id").is_not_null())
        plain = (pl.col("day") == self.day) & (pl.col(LINE) == pl.col(LINE).first().over("id"))
        parts = [part for _, part in sorted(here.filter(plain).partition_by("shard", as_dict=True).items())]
        done = self._parts(parts)
        long = pl.concat([here.filter(~plain).select(write.ASKED), *(each.long for each in done)]).sort(LINE)
        singly = self._singly(long)
        bad += [each.bad for each in done] + [singly.bad]
        return self._finished(pl.concat(bad), [*(each.booked for each in done), singly.booked], singly.booked.height)

    @transaction.atomic
    def _opened(self, before: Callable[[ReturnFile], None] | None) -> ReturnFile:
        batch = self.batch
        kept = files.keep(actor=self.actor, business_date=self.day, name=batch.name, chunks=[batch.content])
        if isinstance(kept, Refused):
            raise Refuse(kept)
        opened = returned.open_file(
            actor=self.actor,
            business_date=self.day,
            source=batch.source,
            name=batch.name,
            digest=batch.digest,
            stored=kept.pk,
            rows=batch.every.height + batch.apart,
            total=batch.total,
            receipts=batch.good.height,
        )
        if before is not None:
            before(opened)
        return opened

    # --- as columns ---------------------------------------------------------------------------------------------------

    def _parts(self, parts: list[pl.DataFrame]) -> list[_Done]:
        done = []
        for count, each in enumerate(self._at_work(parts), 1):
            done.append(each)
            self.progress(count, len(parts) + 1, f"入账 · {count}/{len(parts)}")
        return done

    def _at_work(self, parts: list[pl.DataFrame]) -> Iterator[_Done]:
        """What the parts came to, as they are done. A worker opens its two connections once, not once a part."""
        if self.workers <= 1:
            with connect() as link:
                yield from (self._part(link, part) for part in parts)
            return
        todo, made = iter(parts), SimpleQueue[_Done | None]()
        with ThreadPoolExecutor(self.workers) as pool:
            workers = [pool.submit(self._works, todo, made) for _ in range(self.workers)]
            for _ in workers:
                yield from iter(made.get, None)
            for worker in workers:
                worker.result()  # raises what stopped it

    def _works(self, todo: Iterator[pl.DataFrame], made: SimpleQueue[_Done | None]) -> None:
        """Takes the next part nobody has, until there is none; then None tells that one worker fewer is at it."""
        try:
            with connect() as link:
                for part in todo:
                    made.put(self._part(link, part))
        finally:
            connection.close()
            made.put(None)

    def _part(self, link: AdbcConnection, part: pl.DataFrame) -> _Done:
        """One shard's payments, whole or not at all."""
        with transaction.atomic():
            if self.file is not None:
                servicing.hold(self.day, part["id"].to_list())
                done = returned.done_lines(self.file.pk, part[LINE].to_list())
                before = part.filter(pl.col(LINE).is_in(done))
                part = part.filter(~pl.col(LINE).is_in(done))
            else:
                before = part.clear()
            again = self._booked_before(part)
            made = self._split(link, part.join(again.select(LINE), on=LINE, how="anti", maintain_order="left"))
            if self.file is not None and made.paid.height:
                write.write(made, self.batch, self.file, self.actor, self.day, int(part["shard"][0]))
        booked = pl.concat([before.select(LINE, "amount"), made.paid.select(LINE, "amount")])
        return _Done(booked, pl.concat([again, made.bad]), made.long)

    def _split(self, link: AdbcConnection, part: pl.DataFrame) -> Split:
        owing = book.owing(link, self.day, part["id"].to_list(), self.batch.over)
        asked = part.select(write.ASKED)
        return split(owing, asked, self.day, self.limit, self.batch.over, self.batch.early_too)

    def _booked_before(self, part: pl.DataFrame) -> pl.DataFrame:
        known = returned.booked_before(self.batch.source, part["reference"].to_list())
        return _why(part.filter(pl.col("reference").is_in(known)), "reference", "这个流水号以前已入账")

    # --- one by one ---------------------------------------------------------------------------------------------------

    def _singly(self, long: pl.DataFrame) -> _Done:
        """Each in a transaction of its own with its line: due today, days of grace, written off, an earlier day, again."""
        done = set() if self.file is None else set(returned.done_lines(self.file.pk, long[LINE].to_list()))
        again = self._booked_before(long.filter(~pl.col(LINE).is_in(list(done))))
        taken, booked, bad = set(again[LINE]), [], []
        for count, row in enumerate(long.iter_rows(named=True), 1):
            if row[LINE] not in taken | done:
                why = self._one(row)
                if why is not None:
                    bad.append((row[LINE], why.field if why.field in ("note", "day") else "amount", why.reason))
                    continue
            if row[LINE] not in taken:
                booked.append((row[LINE], row["amount"]))
            self.progress(count, long.height + 1, f"逐笔入账 · {count}/{long.height}")
        told = pl.DataFrame(booked, schema={LINE: pl.Int64, "amount": pl.Int64}, orient="row")
        return _Done(told, pl.concat([again, pl.DataFrame(bad, schema=BAD, orient="row")]), long.clear())

    def _one(self, row: dict[str, object]) -> Refused | None:
        batch = self.batch
        with transaction.atomic():
            answer = servicing.receive_one(
                actor=self.actor,
                business_date=self.day,
                key=f"file/{self.file.pk if self.file else 0}/{row[LINE]}",
                note=str(row["note"]),
                amount=int(str(row["amount"])),
                day=row["day"],  # type: ignore[arg-type]
                over=batch.over,
                early_too=batch.early_too,
            )
            if isinstance(answer, Refused):
                return answer
            if self.file is None:
                transaction.set_rollback(True)
                return None
            told = {**row, "receipt": answer["receipt"]}
            write.write_lines(batch, self.file, pl.DataFrame([told]), LineOutcome.BOOKED)
        return None

    # --- the end ------------------------------------------------------------------------------------------------------

    def _finished(self, bad: pl.DataFrame, booked: list[pl.DataFrame], singly: int) -> Taken:
        batch, taken = self.batch, pl.concat(booked)
        rejected = bad.group_by(LINE, maintain_order=True).agg(pl.col(WHY).str.join(";").alias("reason"))
        left = batch.every.drop("reason", strict=False).join(rejected, on=LINE, maintain_order="left")
        failed = batch.every.join(batch.failed, on=LINE, how="semi", maintain_order="left")
        counts = {
            LineOutcome.BOOKED: _counted(taken),
            LineOutcome.FAILED: _counted(failed),
            LineOutcome.REJECTED: _counted(left),
        }
        if self.file is not None:
            with transaction.atomic():
                write.write_lines(batch, self.file, failed, LineOutcome.FAILED)
                write.write_lines(batch, self.file, left, LineOutcome.REJECTED)
                returned.finish(self.file, actor=self.actor, business_date=self.day)
        number = self.file.pk if self.file is not None else None
        return Taken(
            number, batch.name, batch.every.height + batch.apart, batch.total, False, self.dry_run, singly, counts,
            bad.sort(LINE, maintain_order=True),
        )  # fmt: skip


def _why(lines: pl.DataFrame, column: str, why: str) -> pl.DataFrame:
    return lines.select(pl.col(LINE), pl.lit(column).alias("column"), pl.lit(why).alias(WHY))


def _counted(lines: pl.DataFrame) -> Counted:
    return Counted(lines.height, int(lines["amount"].sum() or 0))
