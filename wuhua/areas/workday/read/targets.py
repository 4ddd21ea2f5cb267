"""Questions about targets and days' figures: the tree, what is done, what every remaining working day must bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, TeamType
from wuhua.areas.workday import rules
from wuhua.areas.workday.models import DayFigure, Target
from wuhua.areas.workday.read.common import calendar
from wuhua.areas.workday.rules import Measure, Progress, TargetScope


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with its progress, and how deep it stands in its tree."""

    target: Target
    progress: Progress
    depth: int
    split: bool


def _figures(target: Target, until: date) -> QuerySet[DayFigure]:
    """The figures that count towards a target, until a day inclusive."""
    rows = DayFigure.objects.filter(measure=target.measure, day__gte=target.start, day__lt=target.end, day__lte=until)
    if target.scope == TargetScope.ONE_PERSON:
        return rows.filter(staff_id=target.about)
    if target.scope == TargetScope.ONE_UNIT:
        return rows.filter(staff__branch_id=target.about)
    if target.scope == TargetScope.ONE_TEAM:
        return rows.filter(staff_id__in=people.staff_of_team(TeamType(target.about)))
    return rows


def done(target: Target, until: date) -> int:
    """What has been brought towards it by that day."""
    return _figures(target, until).aggregate(all=Sum("amount"))["all"] or 0


def line(target: Target, today: date, depth: int = 0) -> TargetLine:
    """One target on a day."""
    so_far = done(target, today)
    found = rules.progress(calendar(), target.amount, so_far, max(today, target.start), target.end)
    return TargetLine(target, found, depth, target.parts.exists())


def roots(today: date) -> list[TargetLine]:
    """The targets nothing stands above, this year's."""
    rows = Target.objects.filter(parent__isnull=True, end__gt=today.replace(month=1, day=1)).select_related("owner")
    return [line(each, today) for each in rows.order_by("-span", "measure", "start", "id")]


def branch(number: int, today: date) -> list[TargetLine]:
    """A target and its own parts (one storey down)."""
    root = Target.objects.select_related("owner").filter(pk=number).first()
    if root is None:
        return []
    parts = root.parts.select_related("owner").order_by("start", "about", "id")
    return [line(root, today), *(line(each, today, 1) for each in parts)]


def path(target: Target) -> list[Target]:
    """From the whole down to this target's parent."""
    found: list[Target] = []
    above = target.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found[::-1]


def target(number: int) -> Target | None:
    """One target."""
    return Target.objects.select_related("owner", "parent").filter(pk=number).first()


def mine(actor: Officer, today: date) -> list[TargetLine]:
    """The officer's own targets that hold today and are not split further: the shortest span first."""
    rows = Target.objects.filter(owner_id=actor.number, start__lte=today, end__gt=today, parts__isnull=True)
    return [line(each, today) for each in rows.order_by("span", "measure", "id")]


def figures(since: date, until: date, numbers: Iterable[str]) -> dict[str, dict[Measure, int]]:
    """The figures of [since, until) by person and measure, summed. One query."""
    rows = DayFigure.objects.filter(day__gte=since, day__lt=until, staff_id__in=list(numbers))
    found: dict[str, dict[Measure, int]] = {}
    for staff, measure, amount in rows.values_list("staff_id", "measure").annotate(all=Sum("amount")):
        found.setdefault(staff, {})[Measure(measure)] = amount
    return found
