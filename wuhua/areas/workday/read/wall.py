"""晨墙: one screen before the morning meeting, with yesterday's red list at its head; the figures other rooms have fed.

Yesterday is the last working day and the rest days after it: what came in on a Sunday is on Monday's wall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import rules
from wuhua.areas.workday.models import CarriedItem, Decision, Duty, Inquiry, LaneItem
from wuhua.areas.workday.read import targets
from wuhua.areas.workday.read.common import workday_before
from wuhua.areas.workday.read.day import carried_into, overdue_decisions, red_list
from wuhua.areas.workday.read.duties import of_colour
from wuhua.areas.workday.read.duties import red as of_red
from wuhua.areas.workday.rules import Colour, InquiryState, ItemKind, Measure, TargetScope

JOBS = 3
"""Three jobs today per manager (practice 3)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing of a manager's day, and what it is about in the room it belongs to."""

    title: str
    subject: str

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Person:
    """One manager's line: yesterday's figures and visits, and the first jobs of today."""

    number: str
    name: str
    figures: dict[Measure, int]
    visits: int
    jobs: list[Job]


@dataclass(frozen=True, slots=True)
class Wall:
    """The morning wall of a unit."""

    unit: str
    day: date
    yesterday: date
    people: list[Person]
    colours: dict[str, int]
    targets: list[targets.TargetLine]
    late: list[Decision]
    carried: list[CarriedItem]
    waiting: int
    red: list[dict[str, str]]

    def total(self, measure: Measure) -> int | None:
        """The unit's sum of a measure yesterday; None where nobody fed it."""
        fed = [each.figures[measure] for each in self.people if measure in each.figures]
        return sum(fed) if fed else None


def wall(actor: Officer, unit: str, day: date, at: datetime) -> Wall:
    """The wall of a unit on a day. The gate is the page's: everybody of a unit reads its wall."""
    before = workday_before(day)
    numbers = sorted(people.staff_of_branch(unit))
    names = people.staff_names(numbers)
    figures = targets.figures(before, day, numbers)
    seen = LaneItem.objects.filter(staff_id__in=numbers, day__gte=before, day__lt=day, done_at__isnull=False)
    visits = dict(
        seen.filter(kind__in=(ItemKind.VISIT, ItemKind.INVESTIGATION)).values_list("staff_id").annotate(n=Count("id"))
    )
    jobs: dict[str, list[Job]] = {}
    for each in LaneItem.objects.filter(staff_id__in=numbers, day=day).order_by("hour", "id"):
        jobs.setdefault(each.staff_id, []).append(Job(each.title, each.subject))
    worked = [n for n in numbers if n in figures or n in visits or n in jobs]
    live = Duty.objects.filter(unit_id=unit, state__in=rules.LIVE_DUTY)
    return Wall(
        unit=unit,
        day=day,
        yesterday=before,
        people=[
            Person(n, names.get(n, n), figures.get(n, {}), _visits(n, figures, visits), jobs.get(n, [])[:JOBS])
            for n in worked
        ],
        colours={colour.value: of_colour(live, colour).count() for colour in Colour},
        targets=_months(unit, day),
        late=overdue_decisions(unit, day),
        carried=carried_into(unit, day),
        waiting=Inquiry.objects.filter(unit_id=unit).exclude(state=InquiryState.ANSWERED).count(),
        red=red_list(unit, day, of_red(unit, at)),
    )


def _visits(number: str, figures: dict[str, dict[Measure, int]], lanes: dict[str, int]) -> int:
    """Visits recorded in the field, or ticked off in the lanes where there are more of those: one visit may stand in both."""
    return max(figures.get(number, {}).get(Measure.VISITS, 0), lanes.get(number, 0))


def _months(unit: str, day: date) -> list[targets.TargetLine]:
    """The targets of the unit (or of the bank, where the unit has none) that end soonest and hold today."""
    holds = targets.Target.objects.filter(start__lte=day, end__gt=day).select_related("owner")
    own = holds.filter(Q(scope=TargetScope.ONE_UNIT, about=unit))
    found = own if own.exists() else holds.filter(scope=TargetScope.WHOLE_BANK)
    shortest: dict[str, targets.Target] = {}
    for each in found.order_by("measure", "-span", "id"):
        if each.span >= rules.TargetSpan.MONTH or each.measure not in shortest:
            shortest[each.measure] = each
    return [targets.line(each, day) for each in shortest.values()]
