"""Questions about limits: what runs, what is red, the four clocks of cases, and how often the promise is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Prefetch, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import rules
from wuhua.areas.workday.models import Duty, DutyPause, DutyStep, Journey
from wuhua.areas.workday.read.common import Asked, Page, WorkTime, narrowed, paged, sight, work_time
from wuhua.areas.workday.rules import (
    Colour,
    DutyCode,
    DutyState,
    DutyStepKind,
    Limit,
    LimitUnit,
    Milestones,
    PauseCode,
    Rest,
    Times,
)
from wuhua.areas.workday.rules.clock import ClockMode

LATE = 100


def local(moment: datetime) -> datetime:
    """A moment in the bank's own zone, which the rules reckon in."""
    return timezone.localtime(moment)


def limit(duty: Duty) -> Limit:
    """The limit as it was when the clock began."""
    return Limit(duty.limit_amount, LimitUnit(duty.limit_unit), ClockMode(duty.limit_mode))


def rests(pauses: Sequence[DutyPause]) -> list[Rest]:
    """Pauses as the rules see them."""
    return [
        Rest(PauseCode(each.code), local(each.from_at), local(each.to_at) if each.to_at else None) for each in pauses
    ]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A clock in a list: its colour, and time passed with (gross) and without (net) what rested."""

    duty: Duty
    colour: Colour
    gross: timedelta
    net: timedelta

    @property
    def due(self) -> datetime | None:
        """The end as it stands; None while it rests."""
        return self.duty.due_now


def line(duty: Duty, at: datetime) -> DutyLine:
    """One clock at a moment; levels have been written before (`actions.escalate`)."""
    start, end = local(duty.started_at), local(duty.stopped_at or at)
    end = max(start, end)
    off = rules.resting(rests(list(duty.pauses.all())), end)
    net = sum((b - a for a, b in rules.less((start, end), off)), timedelta())
    colour = rules.colour(duty.level, resting=duty.state == DutyState.PAUSED)
    return DutyLine(duty, colour, end - start, net)


def duties(actor: Officer) -> QuerySet[Duty]:
    """Clocks this officer may see."""
    rows = Duty.objects.filter(sight(actor, "holder_id")).select_related("holder", "unit")
    return rows.prefetch_related("pauses")


def _small_first(small: Collection[str] | QuerySet[Any, Any]) -> tuple[Choose, ...]:
    """Nothing where nobody is named: a bare number in ORDER BY would be read as the place of a column."""
    if not isinstance(small, QuerySet) and not small:
        return ()
    return (Choose(When(subject__in=small, then=Value(0)), default=Value(1), output_field=SmallIntegerField()),)


def duty_page(actor: Officer, asked: Asked, at: datetime, small: Collection[str] | QuerySet[Any, Any] = ()) -> Page:
    """Live clocks, the reddest first, then the oldest day, and on one day the subjects of `small` first (A84, `priority_key`);
    `state` is a colour, or STOPPED for what is over. What is small, a later room knows.
    """
    rows = narrowed(duties(actor), asked, "holder_id")
    over, live = rows.exclude(state__in=rules.LIVE_DUTY), rows.filter(state__in=rules.LIVE_DUTY)
    sums = {colour.value: of_colour(live, colour).count() for colour in Colour}
    if asked.state == DutyState.STOPPED:
        found = over.order_by("-stopped_at", "-id")
    else:
        chosen = of_colour(live, Colour(asked.state)) if asked.state else live
        found = chosen.order_by("-level", TruncDate("started_at"), *_small_first(small), "started_at", "id")
    page = paged(found, asked, sums)
    return Page([line(each, at) for each in page.rows], page.count, page.page, page.size, sums)


def of_colour(rows: QuerySet[Duty], colour: Colour) -> QuerySet[Duty]:
    """Live clocks of a colour, as `rules.colour` gives it."""
    if colour is Colour.RED:
        return rows.filter(level__gte=LATE)
    below = rows.filter(level__lt=LATE)
    if colour is Colour.GREY:
        return below.filter(state=DutyState.PAUSED)
    level = {Colour.GREEN: 0, Colour.YELLOW: 50, Colour.ORANGE: 80}[colour]
    return below.filter(state=DutyState.RUNNING, level=level)


def duty(actor: Officer, number: int) -> Duty | None:
    """One clock, or None where there is none or it is not for this officer."""
    return duties(actor).filter(pk=number).first()


def steps(number: int) -> list[DutyStep]:
    """What happened to it, in order."""
    return list(DutyStep.objects.filter(duty_id=number).order_by("id"))


def red(unit: str, at: datetime) -> list[Duty]:
    """A unit's red clocks, oldest first: what a morning meeting opens with."""
    rows = Duty.objects.filter(unit_id=unit, state__in=rules.LIVE_DUTY, level__gte=LATE, started_at__lte=at)
    return list(rows.select_related("holder").order_by("started_at", "id"))


# --- the four clocks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its clocks. `cause` is why its promise was broken, where somebody has said so."""

    journey: Journey
    times: Times
    cause: str

    @property
    def late(self) -> bool:
        """Whether the promise was broken (gross)."""
        return self.times.met is False


@dataclass(frozen=True, slots=True)
class Report:
    """How the promise was kept over [since, until]: of cases whose money came then."""

    cases: list[Case]
    in_time: int
    median: timedelta | None
    p95: timedelta | None

    @property
    def share(self) -> tuple[int, int]:
        """In time, of all."""
        return self.in_time, len(self.cases)

    @property
    def late(self) -> list[Case]:
        """Breaches."""
        return [each for each in self.cases if each.late]


def milestones(journey: Journey) -> Milestones:
    """The four moments as the rules see them."""
    said = (journey.asked_at, journey.accepted_at, journey.submitted_at, journey.funds_at)
    return Milestones(*(None if each is None else local(each) for each in said))


def cases(actor: Officer, asked: Asked, *, since: date | None = None, until: date | None = None) -> list[Case]:
    """Cases this officer may see, newest first; with days, those whose money came within them. Four queries."""
    rows = narrowed(Journey.objects.filter(sight(actor, "holder_id")), asked, "holder_id")
    if since is not None:
        rows = rows.filter(funds_at__date__gte=since)
    if until is not None:
        rows = rows.filter(funds_at__date__lte=until)
    found = list(rows.select_related("holder", "unit").order_by("-funds_at", "-submitted_at", "subject"))
    return timed(found)


def funded(first: date, last: date) -> list[Case]:
    """Every case whose money came in [first, last], whoever's it is: for those who count. Three queries."""
    rows = Journey.objects.filter(funds_at__date__gte=first, funds_at__date__lte=last)
    return timed(list(rows.order_by("subject")))


def timed(found: Sequence[Journey]) -> list[Case]:
    """Cases with their clocks, judged by the working time of the day they were submitted."""
    promises = Duty.objects.filter(subject__in=[each.subject for each in found], code=DutyCode.PROMISE)
    causes = Prefetch("steps", DutyStep.objects.filter(what=DutyStepKind.CAUSE).order_by("id"), to_attr="causes")
    held: dict[str, list[Duty]] = {}
    for each in promises.prefetch_related("pauses", causes):
        held.setdefault(each.subject, []).append(each)
    kept: dict[date, WorkTime] = {}
    return [_case(each, held.get(each.subject, []), kept) for each in found]


def _case(journey: Journey, held: Sequence[Duty], kept: dict[date, WorkTime]) -> Case:
    said = milestones(journey)
    moments = [each for each in (said.submitted, said.accepted, said.asked, said.funds) if each is not None]
    day = moments[0].date() if moments else date.min
    if day not in kept:
        kept[day] = work_time(day)
    time = kept[day]
    pauses = [each for duty in held for each in rests(list(duty.pauses.all()))]
    words = [step.words for duty in held for step in duty.causes]  # type: ignore[attr-defined]
    return Case(
        journey, rules.times(time.desk, said, pauses, limit=time.promise, flag=time.flag), words[-1] if words else ""
    )


def report(found: Sequence[Case]) -> Report:
    """Median and p95 of the gross time from submission to funds, and how many were in time."""
    done = [each for each in found if each.times.gross is not None]
    spans = sorted(each.times.gross for each in done if each.times.gross is not None)
    median = spans[(len(spans) - 1) // 2] if spans else None
    p95 = spans[-(-len(spans) * 95 // 100) - 1] if spans else None
    return Report(done, sum(each.times.met is True for each in done), median, p95)


def holding(found: Sequence[Case]) -> list[tuple[str, int, int, timedelta]]:
    """Per manager: cases, flagged ones, and the longest holding before submission; the longest first."""
    by: dict[str, list[Case]] = {}
    for each in found:
        if each.times.held is not None:
            by.setdefault(each.journey.holder_id, []).append(each)
    lines = [
        (who, len(own), sum(c.times.held_flag for c in own), max(c.times.held for c in own if c.times.held is not None))
        for who, own in by.items()
    ]
    return sorted(lines, key=lambda each: (-each[3], each[0]))
