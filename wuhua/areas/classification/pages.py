"""What the officers' pages ask about classes of notes they may see: what waits, what moved, what is marked, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from wuhua.areas.classification import read, rules
from wuhua.areas.classification.actions.common import DECIDERS
from wuhua.areas.classification.models import (
    ArrearsWord,
    ClassChange,
    ClassConfirmation,
    ClassProposal,
    NoteClass,
    NoteMark,
)
from wuhua.areas.classification.read import RESTRUCTURED, Case
from wuhua.areas.classification.rules import DualReading, Klass, Mark, OverdueType
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import facts as servicing
from wuhua.areas.servicing import pages as notes
from wuhua.areas.servicing.facts import Arrears, NoteLine

PAGE = 50
MOST = 5_000
"""So many changes or marks are looked through for one page; an older one is found at its note."""


def notes_in(klass: str) -> QuerySet[NoteClass, Any]:
    """The notes of a class, as a query to filter by."""
    return NoteClass.objects.filter(klass=klass).values_list("note_id", flat=True)


def decides(officer: Officer) -> bool:
    """Whether this officer decides about classes: sees the buttons; the verbs ask again."""
    return officer.holds(*DECIDERS) and not officer.holds(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed by. Empty means all."""

    q: str = ""
    branch: str = ""
    manager: str = ""
    klass: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many there are."""

    rows: Sequence[Any]
    count: int
    page: int
    size: int

    @property
    def first(self) -> int:
        """Number of the first row."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row."""
        return (self.page - 1) * self.size + len(self.rows)

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.last < self.count else None


def _page(rows: Sequence[Any], asked: Asked) -> Page:
    last = max(1, -(-len(rows) // asked.size))
    page = min(max(1, asked.page), last)
    return Page(rows[(page - 1) * asked.size : page * asked.size], len(rows), page, asked.size)


def seen(officer: Officer, asked: Asked, note_ids: Iterable[int]) -> set[int]:
    """Which of these living notes the officer may see and asked for. One query."""
    found = notes.notes_for(officer).filter(servicing.living(), pk__in=list(note_ids))
    words = asked.q.strip()
    if words:
        found = found.filter(
            Q(number__iexact=words) | Q(customer__number__iexact=words) | Q(customer__name__startswith=words)
        )
    if asked.branch:
        found = found.filter(branch=asked.branch)
    if asked.manager:
        found = found.filter(managing_rm=asked.manager)
    if asked.klass == Klass.NORMAL.value:
        others = NoteClass.objects.exclude(klass=Klass.NORMAL).filter(note_id__in=list(note_ids))
        found = found.exclude(pk__in=set(others.values_list("note_id", flat=True)))
    elif asked.klass:
        found = found.filter(pk__in=set(notes_in(asked.klass).filter(note_id__in=list(note_ids))))
    return set(found.values_list("pk", flat=True))


# --- what waits ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal with everything a decider must know, and why this officer may not decide about it ("" = may)."""

    proposal: ClassProposal
    case: Case
    needed: int
    votes: tuple[Any, ...]
    hindrance: str

    @property
    def by_machine(self) -> bool:
        """Whether the day end proposed it."""
        return self.proposal.proposed_by == "DAYEND"


def waiting(officer: Officer, asked: Asked, day: date) -> Page:
    """Upgrades to decide about, oldest first. A fixed number of queries."""
    found = list(ClassProposal.objects.filter(state="OPEN").order_by("proposed_on", "note_id"))
    visible = seen(officer, asked, [each.note_id for each in found])
    page = _page([each for each in found if each.note_id in visible], asked)
    cases = read.cases([each.note_id for each in page.rows], day)
    votes: dict[int, list[Any]] = {}
    for proposal in ClassProposal.objects.filter(pk__in=[p.pk for p in page.rows]).prefetch_related("votes"):
        votes[proposal.pk] = list(proposal.votes.all())
    rows = [_waiting(officer, each, cases[each.note_id], votes[each.pk]) for each in page.rows if each.note_id in cases]
    return Page(rows, page.count, page.page, page.size)


def _waiting(officer: Officer, proposal: ClassProposal, case: Case, votes: list[Any]) -> Waiting:
    mistaken = proposal.basis == rules.TAKEN_BACK
    needed = 1 if mistaken else rules.approvals_needed(Klass(proposal.proposed), case.floor)
    return Waiting(proposal, case, needed, tuple(votes), _hindrance(officer, proposal, case, votes))


def _hindrance(officer: Officer, proposal: ClassProposal, case: Case, votes: list[Any]) -> str:
    """OWN_NOTE, OWN_PROPOSAL, VOTED_ALREADY or NOT_A_DECIDER; the page has words for each."""
    if not decides(officer):
        return "NOT_A_DECIDER"
    if officer.number in (case.line.managing_rm, case.line.first_responsible):
        return "OWN_NOTE"
    if officer.number == proposal.proposed_by:
        return "OWN_PROPOSAL"
    return "VOTED_ALREADY" if officer.number in {vote.actor for vote in votes} else ""


def waits_for(officer: Officer) -> int:
    """How many proposals stand open on notes the officer may see."""
    found = ClassProposal.objects.filter(state="OPEN").values_list("note_id", flat=True)
    return len(seen(officer, Asked(), found))


# --- what moved ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """One change of class, with its note."""

    change: ClassChange
    line: NoteLine

    @property
    def worse(self) -> bool:
        """Down or up."""
        return Klass(self.change.after).rank > Klass(self.change.before or Klass.NORMAL).rank


def moved(officer: Officer, asked: Asked, since: date, until: date) -> Page:
    """Classes that changed on [since, until], newest first."""
    found = list(
        ClassChange.objects.filter(business_date__range=(since, until)).order_by("-business_date", "-id")[:MOST]
    )
    visible = seen(officer, asked, {each.note_id for each in found})
    page = _page([each for each in found if each.note_id in visible], asked)
    lines = {each.id: each for each in servicing.lines(Q(pk__in={row.note_id for row in page.rows}))}
    return Page([Moved(each, lines[each.note_id]) for each in page.rows], page.count, page.page, page.size)


# --- what is marked --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that holds, its note, and from which day it may end (None: whenever somebody says why)."""

    mark: NoteMark
    case: Case
    until: date | None
    due: bool


def marked(officer: Officer, asked: Asked, day: date, mark: str = "") -> Page:
    """Marks that hold on `day`, oldest first; those whose observation is over stand first.

    Renewals without principal are many and hold no class down by themselves: they are shown when asked for.
    """
    opened = NoteMark.objects.filter(ends__isnull=True, since__lte=day)
    opened = opened.filter(mark=mark) if mark else opened.exclude(mark=Mark.RENEWED)
    ended = set(NoteMark.objects.filter(ends__isnull=False, until__lte=day).values_list("ends", flat=True))
    found = [each for each in opened.order_by("since", "id")[:MOST] if each.pk not in ended]
    visible = seen(officer, asked, {each.note_id for each in found})
    page = _page([each for each in found if each.note_id in visible], asked)
    cases = read.cases({each.note_id for each in page.rows}, day)
    rows = [_marked(each, cases[each.note_id], day) for each in page.rows if each.note_id in cases]
    return Page(sorted(rows, key=lambda row: not row.due), page.count, page.page, page.size)


def _marked(mark: NoteMark, case: Case, day: date) -> Marked:
    until = case.restructure_until if mark.mark in RESTRUCTURED else None
    return Marked(mark, case, until, until is not None and until <= day and case.facts.overdue_days == 0)


# --- one note --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotePage:
    """Everything about the class of one note."""

    case: Case
    history: list[ClassChange]
    marks: list[NoteMark]
    held: frozenset[str]
    proposal: Waiting | None
    confirmations: list[ClassConfirmation]


def note_page(officer: Officer, number: str, day: date) -> NotePage | None:
    """None for a note that is not there, not living, or not for this officer to see."""
    found = notes.note_for(officer, number)
    case = None if found is None else read.case(found.pk, day)
    if found is None or case is None:
        return None
    proposal = ClassProposal.objects.filter(note_id=found.pk, state="OPEN").first()
    return NotePage(
        case=case,
        history=read.history(found.pk),
        marks=read.every_mark(found.pk),
        held=case.facts.marks,
        proposal=_waiting(officer, proposal, case, list(proposal.votes.all())) if proposal else None,
        confirmations=list(ClassConfirmation.objects.filter(note_id=found.pk).order_by("-quarter")),
    )


# --- 五级分类认定表 -----------------------------------------------------------------------------------------------------


def confirmations(officer: Officer, quarter: date, numbers: Iterable[str]) -> dict[str, ClassConfirmation | None]:
    """Of these notes those the officer may see, each with its confirmation of the quarter, if there is one."""
    found = dict(notes.notes_for(officer).filter(number__in=list(numbers)).values_list("pk", "number"))
    done = {row.note_id: row for row in ClassConfirmation.objects.filter(quarter=quarter, note_id__in=list(found))}
    return {number: done.get(pk) for pk, number in found.items()}


def confirmed_count(quarter: date) -> int:
    """How many notes of the bank have been confirmed for the quarter."""
    return ClassConfirmation.objects.filter(quarter=quarter).count()


# --- 双逾清单 ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue note: what is overdue, since when, what a report counts, and what people wrote beside it."""

    line: NoteLine
    arrears: Arrears
    kind: OverdueType
    days: int
    klass: Klass
    reported: int
    word: ArrearsWord | None


@dataclass(frozen=True, slots=True)
class LateSums:
    """Of everything that was asked for, in fen."""

    balance: int
    principal: int
    interest: int
    reported: int
    without_word: int
    past_deadline: int


@dataclass(frozen=True, slots=True)
class LateAsked:
    """The filters of the list beside those of every list."""

    reading: DualReading
    kind: str = ""
    missing: str = ""


def late(officer: Officer, asked: Asked, more: LateAsked, day: date) -> tuple[Page, LateSums]:
    """The list by a reading, most days first, with its sums. A fixed number of queries."""
    arrears = servicing.arrears_now(day)
    visible = seen(officer, asked, arrears)
    over = compliance.whole("DUAL_OVERDUE_DAYS", day)
    words = newest_words(visible)
    classes = read.classes_of(visible)
    rows = [
        row
        for line in servicing.lines(Q(pk__in=visible))
        if (row := _late(line, arrears[line.id], classes[line.id], words.get(line.id), day))
        and rules.listed(row.kind, row.days, more.reading, over)
        and _wanted(row, more, day)
    ]
    rows.sort(key=lambda row: (-row.days, row.line.number))
    sums = LateSums(
        balance=sum(row.line.balance for row in rows),
        principal=sum(row.arrears.principal for row in rows),
        interest=sum(row.arrears.interest_in_all for row in rows),
        reported=sum(row.reported for row in rows),
        without_word=sum(row.word is None for row in rows),
        past_deadline=sum(row.word is not None and row.word.deadline < day for row in rows),
    )
    return _page(rows, asked), sums


def _wanted(row: Late, more: LateAsked, day: date) -> bool:
    if more.kind and row.kind.value != more.kind:
        return False
    if more.missing == "WORD":
        return row.word is None
    return more.missing != "DEADLINE" or (row.word is not None and row.word.deadline < day)


def _late(line: NoteLine, arrears: Arrears, klass: Klass, word: ArrearsWord | None, day: date) -> Late:
    days = line.overdue_days(day)
    return Late(
        line=line,
        arrears=arrears,
        kind=rules.overdue_type(arrears.principal_due, arrears.interest_due, day),
        days=days,
        klass=klass,
        reported=rules.reported_overdue(line.purpose, line.method, days, arrears.principal, line.balance),
        word=word,
    )


def newest_words(note_ids: Iterable[int]) -> dict[int, ArrearsWord]:
    """The word that stands beside each of these notes."""
    found = ArrearsWord.objects.filter(note_id__in=list(note_ids)).order_by("note_id", "-id").distinct("note_id")
    return {word.note_id: word for word in found}


def late_note(officer: Officer, number: str, day: date) -> tuple[Late, list[ArrearsWord]] | None:
    """One overdue note and every word ever written beside it; None when it is not for this officer or not overdue."""
    found = notes.note_for(officer, number)
    line = None if found is None else servicing.line(found.pk)
    if found is None or line is None or line.overdue_days(day) == 0:
        return None
    arrears = servicing.arrears_of([found.pk], day).get(found.pk, servicing.NO_ARREARS)
    words = list(ArrearsWord.objects.filter(note_id=found.pk).order_by("-id"))
    return _late(line, arrears, read.class_of(found.pk), words[0] if words else None, day), words


def reading_on(day: date) -> DualReading:
    """The reading of 双逾 in force."""
    return DualReading(compliance.parameter("DUAL_OVERDUE_READING", day))
