"""Clocks by what they run for. No gate here: the room that knows the subjects has asked its own (a case, for its officer)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Expression, F, QuerySet

from wuhua.areas.workday import rules
from wuhua.areas.workday.models import Duty, Journey
from wuhua.areas.workday.read.duties import Case, DutyLine, line, of_colour, timed
from wuhua.areas.workday.rules import Colour


def live() -> QuerySet[Duty]:
    """Clocks that run or rest."""
    return Duty.objects.filter(state__in=rules.LIVE_DUTY)


def worst_level(subject: Expression | F) -> QuerySet[Any, Any]:
    """The level of the most pressing live clock of a subject, as a subquery of one value."""
    return live().filter(subject=subject).order_by("-level").values("level")[:1]


def of_colours(colour: Colour) -> QuerySet[Any, Any]:
    """Subjects with a live clock of that colour, as a query to filter by."""
    return of_colour(live(), colour).values("subject")


def clocks_of(subjects: Collection[str], at: datetime) -> dict[str, list[DutyLine]]:
    """Live clocks by subject, the most pressing first. Two queries for any number of subjects."""
    found: dict[str, list[DutyLine]] = {}
    rows = live().filter(subject__in=list(subjects)).select_related("holder").prefetch_related("pauses")
    for each in rows.order_by("-level", "due_at", "id"):
        found.setdefault(each.subject, []).append(line(each, at))
    return found


def journey_of(subject: str) -> Case | None:
    """The four moments of one subject with its clocks. A fixed number of queries."""
    found = timed(list(Journey.objects.filter(subject=subject).select_related("holder", "unit")))
    return found[0] if found else None
