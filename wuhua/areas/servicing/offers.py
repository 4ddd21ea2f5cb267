"""Which verbs a page offers an officer on a note as it stands: no button that would only refuse.

A verb that is offered may still be refused by what is typed; one that is not would be refused whatever is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.actions import orders, verbs
from wuhua.areas.servicing.actions.moving import MOVED
from wuhua.areas.servicing.actions.renewal import unfit
from wuhua.areas.servicing.actions.reversal import REVERSIBLE
from wuhua.areas.servicing.actions.term import extended_rate, extension_limit
from wuhua.areas.servicing.models import LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.pages import Owed
from wuhua.areas.servicing.rules import (
    BY_CARD,
    BookStatus,
    DayCount,
    EventKind,
    Method,
    PaidBy,
    Said,
    Settlement,
    Verb,
    of_a_card,
)
from wuhua.core.refuse import Refused

AIMS = 40
DEBITS_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Aim:
    """Something that can be taken back: an event by its number, or the automatic debit of a day. Amount in fen."""

    event: int
    debit: date | None
    day: date
    kind: str
    amount: int

    @property
    def code(self) -> str:
        """As a form carries it."""
        return f"debit:{self.debit.isoformat()}" if self.debit else f"event:{self.event}"


def at_counter(verb: Verb, day: date) -> Refused | None:
    """Money is taken and paid here only where this system keeps the books (`LEDGER_MASTER`)."""
    return verbs.elsewhere(verb, day)


def offered(officer: Officer, note: LoanNote, owed: Owed, day: date) -> list[Verb]:
    """The verbs this officer may ask for that this note could bear today."""
    may = orders.allowed(officer)
    back = aims(note, day) if {Verb.REVERSE, Verb.MOVE} & set(may) else []
    found = [verb for verb in may if _bears(verb, note, owed, day, back)]
    return [verb for verb in found if at_counter(verb, day) is None]


def _bears(verb: Verb, note: LoanNote, owed: Owed, day: date, back: list[Aim]) -> bool:
    if verb is Verb.MOVE:
        return any(_movable(aim) for aim in back)
    if verb in BY_CARD and of_a_card(note.issue_type, revolving=note.revolving):
        return False  # on the card's own page
    if note.book_status == BookStatus.WRITTEN_OFF:
        return verb is Verb.RECOVER or (verb is Verb.REVERSE and bool(back))
    if verb is Verb.REVERSE:
        return bool(back)
    return note.closed is None and verb is not Verb.RECOVER and _living(verb, note, owed, day)


def _living(verb: Verb, note: LoanNote, owed: Owed, day: date) -> bool:
    late = note.oldest_due is not None and note.oldest_due < day
    match verb:
        case Verb.REPAY:
            return owed.due_total > 0 or note.next_due == day
        case Verb.PREPAY:
            return note.principal > 0
        case Verb.SETTLE:
            return owed.payoff > 0
        case Verb.DRAW:
            return note.method == Method.ON_DEMAND and not late and note.amount > note.principal
        case Verb.PAYDAY:
            whole = note.day_count == DayCount.THIRTY_360 and owed.accrued > 0
            return note.settlement == Settlement.OWN_DAY and note.next_due is not None and not whole
        case Verb.EXTEND:
            return note.next_due is not None and day <= note.maturity < extension_limit(note, day)
        case Verb.RESTRUCTURE:
            return note.oldest_due is not None or note.book_status != BookStatus.NORMAL
        case Verb.ACCELERATE:
            return note.next_due is not None and note.start < day < note.maturity
        case Verb.WRITE_OFF:
            return note.book_status == BookStatus.NON_ACCRUAL
        case Verb.RENEW:
            return note.method != Method.CUSTOM and unfit(note, day, owed.due_total) is None
        case Verb.REPRICE:
            return False  # has a page of its own, for the whole day
        case Verb.MISUSE:
            return note.misuse_uplift < compliance.whole("PENALTY_MISUSE_UPLIFT", day)
    return True


def rate_after(verb: Verb, note: LoanNote, said: Said) -> int | None:
    """The rate the note will bear because of the verb: of an extension, from its old maturity on. None: unchanged."""
    if verb is Verb.EXTEND and said.until is not None:
        bears = said.rate or extended_rate(note, said.until, note.maturity)
        return bears if bears != note.rate else None
    return said.rate or None


def aims(note: LoanNote, day: date) -> list[Aim]:
    """What can be taken back, newest first: the last events and a year of automatic debits. Three queries."""
    gone = set(
        NoteEvent.objects.filter(note_id=note.pk, kind=EventKind.REVERSE).values_list("reverses", "detail__debit")
    )
    events, debits = {event for event, _ in gone}, {debit for _, debit in gone}
    rows = NoteEvent.objects.filter(note_id=note.pk, kind__in=REVERSIBLE).order_by("-value_day", "-id")[:AIMS]
    found = [
        Aim(row.pk, None, row.value_day, row.kind, row.amount or 0)
        for row in rows
        if row.pk not in events and "planned" not in row.detail and not row.detail.get("renewed")
    ]
    taken: dict[date, int] = {}
    items = RepaymentItem.objects.filter(note_id=note.pk, way=PaidBy.AUTO, paid__gte=day - DEBITS_BACK)
    for paid, amount in items.values_list("paid", "amount"):
        taken[paid] = taken.get(paid, 0) + amount
    found += [
        Aim(0, paid, paid, PaidBy.AUTO.value, amount)
        for paid, amount in taken.items()
        if paid.isoformat() not in debits and amount
    ]
    return sorted(found, key=lambda aim: (aim.day, aim.event), reverse=True)


def movable(note: LoanNote, day: date) -> list[Aim]:
    """What of it can be put on another note: payments of a person, not the account's own debits."""
    return [aim for aim in aims(note, day) if _movable(aim)]


def _movable(aim: Aim) -> bool:
    return bool(aim.event) and aim.kind in MOVED
