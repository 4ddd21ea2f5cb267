"""Notes whose class fell since a day, within sight (A88)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from wuhua.areas.classification.models import ClassChange
from wuhua.areas.classification.rules import Klass
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages

ORDER = (Klass.NORMAL, Klass.WATCH, Klass.SUBSTANDARD, Klass.DOUBTFUL, Klass.LOSS)


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall: which note, whose, from what to what."""

    note: str
    customer: str
    name: str
    manager: str
    day: date
    before: str
    after: str


def _rank(column: str) -> Case:
    return Case(
        *(When(**{column: klass.value}, then=Value(place)) for place, klass in enumerate(ORDER)),
        default=Value(len(ORDER)), output_field=IntegerField(),
    )  # fmt: skip


def _changes(officer: Officer, since: date) -> QuerySet[ClassChange]:
    seen = pages.notes_for(officer).order_by().values("pk")
    rows = ClassChange.objects.filter(business_date__gte=since, note_id__in=seen).exclude(before="")
    return rows.annotate(was=_rank("before"), now=_rank("after")).filter(now__gt=F("was"))


def count_falls(officer: Officer, since: date) -> int:
    """How many falls. One query."""
    return _changes(officer, since).count()


def falls(officer: Officer, since: date, start: int, end: int) -> list[Fall]:
    """A slice of them, the newest first. Two queries."""
    rows = list(_changes(officer, since).order_by("-business_date", "-id")[start:end])
    notes = {each.pk: each for each in pages.notes_for(officer).filter(pk__in=[row.note_id for row in rows])}
    return [
        Fall(note.number, note.customer.number, note.customer.name, note.managing_rm, row.business_date, row.before,
             row.after)
        for row in rows
        if (note := notes.get(row.note_id)) is not None
    ]  # fmt: skip
