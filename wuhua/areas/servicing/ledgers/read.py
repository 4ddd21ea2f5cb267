"""The lines of a ledger as they stand on a day, for an officer: a fixed number of queries, whatever the number of notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from wuhua.areas.customer import read as customers
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import pages as products
from wuhua.areas.servicing import facts, pages
from wuhua.areas.servicing.contact import read as contact
from wuhua.areas.servicing.contact.rules import BANDS
from wuhua.areas.servicing.ledgers import workbook
from wuhua.areas.servicing.ledgers.rules import PLAN, PLAN_NAMES, CellKind, Difference, Row, compare
from wuhua.areas.servicing.models import LedgerFile, LedgerTaken, LedgerWord, LoanNote, NoteEvent
from wuhua.areas.servicing.printouts.names import name
from wuhua.areas.servicing.rules import BookStatus, EventKind, IssueType
from wuhua.areas.servicing.words import Ledger
from wuhua.core.money import yuan
from wuhua.platform import files

STATUS = {
    BookStatus.NORMAL: "正常",
    BookStatus.OVERDUE: "逾期",
    BookStatus.NON_ACCRUAL: "非应计",
    BookStatus.WRITTEN_OFF: "已核销",
}
_AFTER_ANOTHER = (IssueType.REFINANCE, IssueType.RENEWAL_NO_PRINCIPAL, IssueType.CARD_REDRAW)


def notes_of(officer: Officer, ledger: Ledger, day: date) -> QuerySet[Any]:
    """The notes that stand in a ledger, as far as the officer may see."""
    seen = pages.notes_for(officer).order_by("number")
    if ledger is Ledger.WRITE_OFFS:
        return seen.filter(book_status=BookStatus.WRITTEN_OFF)
    living = seen.filter(closed__isnull=True).exclude(book_status=BookStatus.WRITTEN_OFF)
    if ledger is Ledger.MATURITIES:
        return living.filter(maturity__gte=day, maturity__lte=day + timedelta(days=BANDS[-1]))
    return living.filter(oldest_due__lt=day) if ledger is Ledger.ARREARS else living


def rows(officer: Officer, ledger: Ledger, day: date, numbers: Iterable[str] | None = None) -> list[Row]:
    """The lines, by note number; of these notes only where they are named."""
    found = notes_of(officer, ledger, day)
    notes = list(found if numbers is None else found.filter(number__in=list(numbers)))
    words, plans = _words(notes), contact.last_plans(note.pk for note in notes)
    named = (products.product_names(), people.branch_names(), people.staff_names({n.managing_rm for n in notes}))
    lines = [_common(note, day, named) for note in notes]
    for note, line in zip(notes, lines, strict=True):
        line |= words.get(note.pk, {})
        plan = plans.get(note.pk)
        line[PLAN] = PLAN_NAMES[plan.plan] if plan else ""
    if ledger is Ledger.ARREARS:
        _add_arrears(notes, lines, day)
    if ledger is Ledger.WRITE_OFFS:
        _add_write_offs(notes, lines)
    return list(lines)


def _common(
    note: Any, day: date, named: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]
) -> dict[str, str]:
    product, branch, staff = named
    return {
        "number": note.number,
        "customer": note.customer.number,
        "name": note.customer.name.strip(),
        "branch": branch.get(note.branch, note.branch),
        "manager": staff.get(note.managing_rm, note.managing_rm),
        "contract": note.contract,
        "product": product.get(note.product, note.product),
        "amount": yuan(note.amount),
        "balance": yuan(note.balance),
        "rate": workbook.plain(CellKind.RATE, str(Decimal(note.rate).scaleb(-5))),
        "start": note.start.isoformat(),
        "maturity": note.maturity.isoformat(),
        "days_left": str((note.maturity - day).days),
        "security": name(note.security),
        "status": STATUS[BookStatus(note.book_status)],
        "use": note.use.strip(),
        "extensions": str(note.extensions),
        "first_responsible": note.first_responsible,
        "oldest": note.oldest_due.isoformat() if note.oldest_due else "",
        "days_late": str(pages.overdue_days(note, day)),
    }


def _words(notes: list[Any]) -> dict[int, dict[str, str]]:
    """What officers wrote last into the open columns."""
    found: dict[int, dict[str, str]] = {}
    last = LedgerWord.objects.filter(note_id__in=[note.pk for note in notes]).order_by("note_id", "field", "-id")
    for word in last.distinct("note_id", "field"):
        found.setdefault(word.note_id, {})[word.field] = word.value
    return found


def _add_arrears(notes: list[Any], lines: list[dict[str, str]], day: date) -> None:
    owed = facts.arrears_of([note.pk for note in notes], day)
    for note, line in zip(notes, lines, strict=True):
        late = owed.get(note.pk, facts.NO_ARREARS)
        line["late_principal"], line["late_interest"] = yuan(late.principal), yuan(late.interest)
        line["late_penalty"], line["late_compound"] = yuan(late.penalty), yuan(late.compound)


def _add_write_offs(notes: list[Any], lines: list[dict[str, str]]) -> None:
    """The last write-off of a note that was not taken back, and what came in after it."""
    ids = [note.pk for note in notes]
    gone = NoteEvent.objects.filter(note_id__in=ids, kind=EventKind.REVERSE).values_list("reverses", flat=True)
    events = NoteEvent.objects.filter(note_id__in=ids).exclude(pk__in=[each for each in gone if each])
    off = {each.note_id: each for each in events.filter(kind=EventKind.WRITE_OFF).order_by("id")}
    came = dict(
        events.filter(kind=EventKind.RECOVERY)
        .values("note_id")
        .annotate(sum=Sum("amount"))
        .values_list("note_id", "sum")
    )
    for note, line in zip(notes, lines, strict=True):
        event = off.get(note.pk)
        line["written_off_on"] = event.value_day.isoformat() if event else ""
        line["written_off"] = yuan(event.amount or 0) if event else ""
        line["recovered"] = yuan(int(came.get(note.pk) or 0))


# --- first loans -----------------------------------------------------------------------------------------------------


def first_notes(officer: Officer, start: date, stop: date) -> list[LoanNote]:
    """首贷户: the first note of each customer in sight that begins in the span, oldest first. One query.

    The first is the earliest the book knows, closed and written-off ones too. A renewal or a refinanced note is nobody's
    first; one that was restructured later still is. `brought` says that it came with the cut-over: the book knows no
    note that was settled before.
    """
    own = LoanNote.objects.filter(customer__in=customers.visible_to(officer))
    firsts = own.order_by("customer_id", "start", "id").distinct("customer_id").values("pk")
    came = NoteEvent.objects.filter(note_id=OuterRef("pk"), kind=EventKind.IMPORTED)
    rows = LoanNote.objects.filter(pk__in=firsts, start__gte=start, start__lte=stop, previous="")
    rows = rows.exclude(issue_type__in=_AFTER_ANOTHER).annotate(brought=Exists(came)).select_related("customer")
    return list(rows.order_by("start", "number"))


# --- files -----------------------------------------------------------------------------------------------------------


def file_for(officer: Officer, number: int) -> LedgerFile | None:
    """A ledger this officer brought back; None when it is not there or somebody else's."""
    return (
        LedgerFile.objects.select_related("answers")
        .filter(pk=number, actor=officer.number, answers__isnull=False)
        .first()
    )


def files_of(officer: Officer, limit: int = 20) -> list[LedgerFile]:
    """The officer's own ledgers, handed out and brought back, newest first."""
    return list(LedgerFile.objects.filter(actor=officer.number).order_by("-id")[:limit])


def is_taken(brought: LedgerFile) -> bool:
    """Whether it was taken already."""
    return LedgerTaken.objects.filter(pk=brought.pk).exists()


def difference(officer: Officer, brought: LedgerFile, day: date) -> Difference:
    """The file brought back, against the file handed out and against the ledger of today."""
    out = _read(brought.answers.file if brought.answers else brought.file)
    back = _read(brought.file)
    told = {row["number"]: row for _line, row in out}
    now = {row["number"]: row for row in rows(officer, Ledger(brought.ledger), day, told)}
    return compare(Ledger(brought.ledger), told, back, now)


def _read(number: int) -> list[tuple[int, Row]]:
    with files.open_(number) as file:
        return workbook.read(file.read())[1]
