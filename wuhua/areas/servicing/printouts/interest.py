"""利息清单: the spans of days behind one bill, so that a borrower can follow every fen of it.

The spans are those of the walk of `core.life`, which corrections are posted from; a bill of each kind covers the days since
the bill of that kind before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import history
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.allocate import Kind
from wuhua.core.life import Span, Walk

KINDS = (Kind.INTEREST, Kind.PENALTY, Kind.COMPOUND)
IN_TERM = 100


@dataclass(frozen=True, slots=True)
class Line:
    """So many days on one balance and rate (fen, 10⁻⁷ a year). `start` is None for what has no days of its own."""

    kind: Kind
    why: str
    start: date | None
    end: date | None
    base: int
    rate: int
    factor: int
    amount: int

    @property
    def days(self) -> int:
        """Days that count."""
        return (self.end - self.start).days if self.start and self.end else 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One bill explained. `due` is None for what has run since the last bill and is not billed yet."""

    due: date | None
    lines: list[Line]
    total: int


def bills(note: LoanNote, day: date) -> list[date]:
    """Due days of the bills that hold interest, penalty or compound and whose days the house knows, newest first."""
    walk, opened, _earned = _walk(note, day)
    return _dues(walk, opened)


def _dues(walk: Walk, opened: date) -> list[date]:
    return sorted({due for due, kind in walk.claims if kind in KINDS and due > opened}, reverse=True)


def listed(note: LoanNote, due: date | None, day: date) -> Listed | None:
    """The bill due on `due` by spans, or what has run since the last bill; None when there is no such bill."""
    return _listed(_walk(note, day), due)


def newest(note: LoanNote, due: date | None, day: date) -> tuple[list[date], date | None, Listed | None]:
    """The due days, and the bill of one of them (the newest where none is named) by spans, out of one walk."""
    walked = _walk(note, day)
    dues = _dues(walked[0], walked[1])
    chosen = due if due is not None else dues[0] if dues else None
    return dues, chosen, _listed(walked, chosen)


def _listed(walked: tuple[Walk, date, dict[Kind, int]], due: date | None) -> Listed | None:
    walk, opened, earned = walked
    lines: list[Line] = []
    for kind in KINDS:
        lines += _of_kind(walk, kind, due, opened, earned.get(kind, 0))
    return Listed(due, lines, sum(line.amount for line in lines)) if lines else None


def _walk(note: LoanNote, day: date) -> tuple[Walk, date, dict[Kind, int]]:
    """The walk to `day`; the day before which the old system reckoned, and what it had earned and not billed by then."""
    held = history.of_note(note, compliance.whole("NON_ACCRUAL_DAYS", day))
    walk = held.walked(day).walk
    if held.opening is None:
        return walk, note.start, {}
    return walk, held.opening.day, {kind: whole for kind, (whole, _carry) in held.opening.earned.items()}


def _of_kind(walk: Walk, kind: Kind, due: date | None, opened: date, earned: int) -> list[Line]:
    dues = sorted(day for day, each in walk.claims if each is kind and day > opened)
    if due is not None and due not in dues:
        return []
    before = max((day for day in dues if due is None or day < due), default=opened)
    lines = _joined([_line(walk, kind, span) for span in walk.spans if _within(span, kind, before, due)])
    if before == opened and earned:
        lines.insert(0, Line(kind, "切换前已计未结", None, None, 0, 0, IN_TERM, earned))
    if due is not None:
        over = walk.claims[(due, kind)].amount - sum(line.amount for line in lines)
        if over:
            lines.append(Line(kind, "尾数进位", None, None, 0, 0, IN_TERM, over))
    return lines


def _joined(lines: list[Line]) -> list[Line]:
    """Days that follow one another on the same balance and rate are one line: the walk also stops where nothing changes."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and (last.end, last.base, last.rate, last.factor) == (line.start, line.base, line.rate, line.factor):
            found[-1] = replace(last, end=line.end, amount=last.amount + line.amount)
        else:
            found.append(line)
    return found


def _within(span: Span, kind: Kind, before: date, due: date | None) -> bool:
    return span.start >= before and (due is None or span.end <= due) and _base(span, kind) > 0


def _base(span: Span, kind: Kind) -> int:
    if kind is Kind.INTEREST:
        return span.principal
    if kind is Kind.COMPOUND:
        return span.compound_base
    return span.overdue or (span.principal if span.earned.get(kind) else 0)


def _line(walk: Walk, kind: Kind, span: Span) -> Line:
    late = kind is Kind.PENALTY or (kind is Kind.COMPOUND and span.start >= walk.maturity)
    factor = span.penalty_factor if late else IN_TERM
    if kind is Kind.PENALTY and not span.overdue:
        factor = walk.misuse
    return Line(kind, "", span.start, span.end, _base(span, kind), span.rate, factor, span.earned.get(kind, 0))
