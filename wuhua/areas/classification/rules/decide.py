"""What the day's facts make of the classes of one borrower's notes: the definition whose column copy the day end runs.

Worse at once, better only proposed. Per note: the worst trigger of its own book; then, for a borrower who is not retail,
what its bad debts do to the others; then whether that is worse, or better and observed long enough to be proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from wuhua.areas.classification.rules.book import RuleBook, RuleBooks
from wuhua.areas.classification.rules.triggers import Verdict, worst
from wuhua.areas.classification.rules.words import Klass, Mark
from wuhua.core.days import add_months

PERSON = "person"
"""Basis of a class that a person decided."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What classification looks at of one note at the close of a day. Amounts in fen.

    `clear_from`: since when nothing has been overdue, of a note that is not normal. `waived`, `waived_until`: the verdict
    that people have set aside, and until when. `restructured`: the day of restructuring, if the note carries that mark.
    """

    start: date
    security: str
    overdue_days: int
    balance: int
    marks: frozenset[str] = frozenset()
    klass: Klass = Klass.NORMAL
    basis: str = ""
    since: date | None = None
    clear_from: date | None = None
    period_months: int = 1
    restructured: date | None = None
    waived: Klass | None = None
    waived_until: date | None = None
    retail: bool = True

    def waives(self, verdict: Klass, day: date) -> bool:
        """Whether this verdict, and none worse, has been set aside by people and the day is still within it."""
        if self.waived is None or self.waived_until is None or day >= self.waived_until:
            return False
        return verdict.rank <= self.waived.rank


@dataclass(frozen=True, slots=True)
class Decision:
    """What the day makes of a note: the verdict, a worse class taken at once, a better one proposed, and `clear_from`."""

    verdict: Verdict
    worse: Klass | None
    better: Klass | None
    clear_from: date | None


def decide(books: RuleBooks, notes: Sequence[NoteFacts], day: date) -> list[Decision]:
    """The decisions for all notes of one borrower at the close of `day`, in their order."""
    bad = bad_notes(books, notes, day)
    found = []
    for at, note in enumerate(notes):
        book = books.of(note.start)
        others = any(flag for other, flag in enumerate(bad) if other != at)
        verdict = _verdict(book, replace(note, marks=marks_among(books, notes, bad, at)))
        found.append(_decision(book, note, verdict, others, day))
    return found


def bad_notes(books: RuleBooks, notes: Sequence[NoteFacts], day: date) -> list[bool]:
    """Which of a borrower's notes are bad by their own facts or by a class that stands."""
    return [_bad(books.of(note.start), note, _verdict(books.of(note.start), note), day) for note in notes]


def marks_among(books: RuleBooks, notes: Sequence[NoteFacts], bad: Sequence[bool], at: int) -> frozenset[str]:
    """The marks of note `at`, with those that the borrower's other notes put on it."""
    return notes[at].marks | _from_others(books.of(notes[at].start), notes, bad, at)


def _verdict(book: RuleBook, note: NoteFacts) -> Verdict:
    return worst(book.table, note.security, note.overdue_days, note.marks)


def _bad(book: RuleBook, note: NoteFacts, verdict: Verdict, day: date) -> bool:
    """Bad by its own facts or by a class that stands; not by what other notes of the borrower made of it."""
    if verdict.klass.bad and not note.waives(verdict.klass, day):
        return True
    return note.klass.bad and note.basis != book.cross_basis


def _from_others(book: RuleBook, notes: Sequence[NoteFacts], bad: Sequence[bool], at: int) -> frozenset[str]:
    """Marks that the borrower's other debts put on note `at`: some of it bad; more than the limit of it bad."""
    if book.cross_pct < 0 or notes[at].retail:
        return frozenset()
    marks = set()
    if any(flag for other, flag in enumerate(bad) if other != at):
        marks.add(Mark.BORROWER_BAD.value)
    total = sum(note.balance for note in notes)
    if 100 * sum(note.balance for note, flag in zip(notes, bad, strict=True) if flag) > book.cross_pct * total:
        marks.add(Mark.CROSS_DEFAULT.value)
    return frozenset(marks)


def _decision(book: RuleBook, note: NoteFacts, verdict: Verdict, others_bad: bool, day: date) -> Decision:
    worse = verdict.klass.rank > note.klass.rank and not note.waives(verdict.klass, day)
    better = verdict.klass.rank < note.klass.rank and _observed(book, note, others_bad, day)
    after = verdict.klass if worse else note.klass
    return Decision(
        verdict,
        verdict.klass if worse else None,
        verdict.klass if better else None,
        _clear_from(book, note, after, worse, day),
    )


def _observed(book: RuleBook, note: NoteFacts, others_bad: bool, day: date) -> bool:
    """Whether a class that the facts no longer call for may be proposed for raising today."""
    if book.frozen and note.restructured and day < add_months(note.restructured, book.restructure_months):
        return False
    if note.klass.bad:
        return (
            note.overdue_days == 0
            and note.clear_from is not None
            and day >= book.observed_until(note.clear_from, note.period_months)
            and not (book.none_impaired and others_bad)
        )
    if note.basis == PERSON and note.since is not None:
        return day >= add_months(note.since, book.person_holds_months)
    return True


def _clear_from(book: RuleBook, note: NoteFacts, after: Klass, worse: bool, day: date) -> date | None:
    """Since when nothing has been overdue: begins when the last arrears are paid, ends with new ones past the tolerance."""
    if after is Klass.NORMAL:
        return None
    paid_up = note.overdue_days == 0
    if worse:
        return day if paid_up else None
    if note.clear_from is None:
        return day if paid_up else None
    return None if note.overdue_days > book.tolerance else note.clear_from
