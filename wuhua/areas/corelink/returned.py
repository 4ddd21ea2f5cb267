"""Files of repayments (代扣回盘, 核心还款): what came, line by line, and what became of it. The money is servicing's.

Verbs run in the caller's transaction, which is the one that books the lines; reading is below them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Sum

from wuhua.areas.corelink.models import ReturnFile, ReturnLine
from wuhua.areas.corelink.rules import LineOutcome, ReturnSource
from wuhua.core.refuse import ensure
from wuhua.platform import audit, clock, numbering
from wuhua.platform.copy import Rows, copy_in

LINE_COLUMNS = (
    "file_id", "line", "source", "note", "amount", "reference", "day", "outcome", "reason", "receipt",
)  # fmt: skip


def open_file(
    *,
    actor: str,
    business_date: date,
    source: ReturnSource,
    name: str,
    digest: str,
    stored: int,
    rows: int,
    total: int,
    receipts: int,
) -> ReturnFile:
    """Write down that a file is being taken, with a block of receipt numbers, one a line that may be booked."""
    first = numbering.take("receipt", max(receipts, 1))
    opened = ReturnFile.objects.create(
        source=source,
        day=business_date,
        name=name,
        digest=digest,
        stored=stored,
        rows=rows,
        total=total,
        receipt=first,
        actor=actor,
        recorded_at=clock.now(),
    )
    _trace(opened, actor, business_date, "opened", {"name": name, "rows": rows, "total": total})
    return opened


def write_lines(rows: Rows) -> None:
    """Lines with their outcome, in the transaction that booked them."""
    ensure(rows.table == "corelink_returnline", f"rows for {rows.table} were brought to the lines of a return file")
    ensure(rows.columns == LINE_COLUMNS, f"lines have columns {LINE_COLUMNS}, not {rows.columns}")
    copy_in(rows)


def finish(file: ReturnFile, *, actor: str, business_date: date) -> None:
    """Every line has its outcome: as many as the file had."""
    had = ReturnLine.objects.filter(file_id=file.pk).count()
    ensure(had == file.rows, f"return file {file.pk}: {file.rows} lines came, {had} have an outcome")
    file.finished = True
    file.save(update_fields=["finished"])
    counted = {each.value: count.lines for each, count in counts(file.pk).items()}
    _trace(file, actor, business_date, "finished", counted)


def _trace(file: ReturnFile, actor: str, business_date: date, what: str, after: Mapping[str, object]) -> None:
    audit.record(
        actor=actor,
        business_date=business_date,
        action=f"corelink.return_file_{what}",
        subject=f"returnfile:{file.pk}",
        after=after,
    )


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines, and their amounts together (fen)."""

    lines: int = 0
    amount: int = 0


def known(source: ReturnSource, digest: str, day: date) -> ReturnFile | None:
    """The file of that content (of the core: of that day), where it was taken before, finished or not."""
    if source is ReturnSource.CORE:
        return of_core(day)
    return ReturnFile.objects.filter(source=source, digest=digest).first()


def file(number: int) -> ReturnFile | None:
    """The file of that number."""
    return ReturnFile.objects.filter(pk=number).first()


def newest(limit: int = 30) -> list[ReturnFile]:
    """The files that came last, newest first."""
    return list(ReturnFile.objects.order_by("-id")[:limit])


def counts(number: int) -> dict[LineOutcome, Counted]:
    """Lines and amounts of a file by outcome."""
    return counts_of([number])[number]


def counts_of(numbers: Iterable[int]) -> dict[int, dict[LineOutcome, Counted]]:
    """The same of many files. One query."""
    wanted = list(numbers)
    rows = ReturnLine.objects.filter(file_id__in=wanted).values("file_id", "outcome")
    found = {(row["file_id"], row["outcome"]): Counted(row["n"], row["s"] or 0) for row in
             rows.annotate(n=Count("line"), s=Sum("amount"))}  # fmt: skip
    return {number: {each: found.get((number, each.value), Counted()) for each in LineOutcome} for number in wanted}


def lines_of(number: int, outcome: LineOutcome | None = None, limit: int | None = None) -> list[ReturnLine]:
    """Lines of a file in their order, of one outcome where asked."""
    found = ReturnLine.objects.filter(file_id=number).order_by("line")
    found = found.filter(outcome=outcome) if outcome is not None else found
    return list(found[:limit] if limit is not None else found)


def failures_of(note: str, limit: int = 12) -> list[ReturnLine]:
    """Debits of a note that failed at the bank, newest first."""
    return list(ReturnLine.objects.filter(note=note, outcome=LineOutcome.FAILED).order_by("-file_id", "-line")[:limit])


def rejected_of(source: ReturnSource, note: str) -> list[ReturnLine]:
    """Lines of a note that were not taken, oldest first: of the core's, what it told of a note we did not know."""
    return list(
        ReturnLine.objects.filter(source=source, note=note, outcome=LineOutcome.REJECTED).order_by(
            "day", "file_id", "line"
        )
    )


def done_lines(number: int, among: Iterable[int]) -> list[int]:
    """Those of these lines that have their outcome already: what an earlier start came to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line FROM corelink_returnline WHERE file_id = %s AND line = ANY(%s)", [number, list(among)]
        )
        return [row[0] for row in cursor.fetchall()]


def booked_before(source: ReturnSource, references: Iterable[str]) -> list[str]:
    """Those of these references under which money was booked already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference FROM corelink_returnline"
            " WHERE source = %s AND outcome = 'BOOKED' AND reference = ANY(%s)",
            [source.value, list(references)],
        )
        return [row[0] for row in cursor.fetchall()]


def booked_line(source: ReturnSource, reference: str) -> ReturnLine | None:
    """The line under which that reference was booked."""
    return ReturnLine.objects.filter(source=source, reference=reference, outcome=LineOutcome.BOOKED).first()


def taken_back(number: int) -> Counted:
    """Lines of a file that took a payment back; the amount is below nought."""
    found = ReturnLine.objects.filter(file_id=number, outcome=LineOutcome.BOOKED, amount__lt=0)
    told = found.aggregate(n=Count("line"), s=Sum("amount"))
    return Counted(told["n"], told["s"] or 0)


def of_core(day: date) -> ReturnFile | None:
    """The core's repayments of that day, finished or not."""
    return ReturnFile.objects.filter(source=ReturnSource.CORE, day=day).first()


def core_booked(day: date) -> bool:
    """Whether the core's repayments of that day are in our books, every line of them."""
    return ReturnFile.objects.filter(source=ReturnSource.CORE, day=day, finished=True).exists()
