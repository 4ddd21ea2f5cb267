"""The extension a note's agreement is printed of: the one that waits for its second key, or else the last that was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.servicing import explain
from wuhua.areas.servicing.actions.term import extended_rate
from wuhua.areas.servicing.models import LoanNote, NoteEvent, NoteOrder, PlannedRate
from wuhua.areas.servicing.rules import EventKind, OrderState, Said, Verb
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Extension:
    """From which end to which, at which rates (10⁻⁷ a year), and why."""

    before: date
    until: date
    rate_before: int
    rate_after: int
    reason: str


def newest(note: LoanNote, day: date) -> Extension | None:
    """Asked for and not decided, or done and not taken back; None where there is neither."""
    orders = NoteOrder.objects.filter(note=note.number, verb=Verb.EXTEND)
    waits = orders.filter(state=OrderState.ASKED).order_by("-id").first()
    if waits is not None:
        said = Said.of(waits.said)
        if said.until is not None and note.closed is None:
            after = said.rate or extended_rate(note, said.until, note.maturity)
            return Extension(note.maturity, said.until, note.rate, after, waits.reason or said.reason)
    event = _done(note)
    if event is None:
        return None
    before, until = (date.fromisoformat(event.detail[name]) for name in ("before", "until"))
    was = _rate_on(note, min(event.value_day, before - timedelta(days=1)), day)
    agreed = PlannedRate.objects.filter(note_id=note.pk, event=event.pk).values_list("rate", flat=True).first()
    words = orders.filter(state=OrderState.DONE, decided_on=event.value_day).order_by("-id").first()
    return Extension(before, until, was, agreed or was, words.reason if words else "")


def _done(note: LoanNote) -> NoteEvent | None:
    rows = NoteEvent.objects.filter(note_id=note.pk)
    gone = rows.filter(kind=EventKind.REVERSE, reverses__isnull=False).values_list("reverses", flat=True)
    return rows.filter(kind=EventKind.EXTEND).exclude(pk__in=list(gone)).order_by("-id").first()


def _rate_on(note: LoanNote, on: date, today: date) -> int:
    life = explain.life_on(note, on, today=today)
    return note.rate if isinstance(life, Refused) else life.walk.rate
