"""What every question here shares: the moment, the bank's working time on a day, whose rows an officer sees, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Keeper, Officer, Role, Scope, TeamType, scope_of
from wuhua.areas.workday import rules
from wuhua.areas.workday.models import CalendarYear, WorkSetting
from wuhua.areas.workday.rules import ClockMode, Desk, DutyCode, Limit, WorkRule
from wuhua.core.days import WorkCalendar, YearTable
from wuhua.core.refuse import Refuse
from wuhua.platform import clock

PAGE = 50
EVERYTHING = 100_000
LIVE_BANK = timedelta(days=7)


def moment(business_date: date) -> datetime:
    """This moment for a bank on that business date. Only entrances ask it.

    A live bank's is the clock's. One that runs on another day (a sample, a replay) has the hour of the clock on its own day.
    """
    now = timezone.localtime(clock.now())
    if abs(now.date() - business_date) <= LIVE_BANK:
        return now
    return datetime.combine(business_date, now.timetz().replace(tzinfo=None), tzinfo=now.tzinfo)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """The bank's working time and promises as they hold on a day."""

    desk: Desk
    mode: ClockMode
    promise_days: int
    flag: timedelta

    def limit(self, code: DutyCode) -> Limit | None:
        """The limit of a code today."""
        return rules.limit_of(code, self.mode, self.promise_days)

    @property
    def promise(self) -> Limit:
        """The three days, or what the bank promises instead."""
        return Limit(self.promise_days, mode=self.mode)


def calendar() -> WorkCalendar:
    """The library's years, under those the bank entered itself."""
    return WorkCalendar(
        {each.year: YearTable(frozenset(each.off), frozenset(each.worked)) for each in CalendarYear.objects.all()}
    )


def work_time(on: date) -> WorkTime:
    """Settings as of that day, defaults where none was made. Two queries."""
    rows = WorkSetting.objects.filter(from_day__lte=on).order_by("from_day", "id")
    said = {WorkRule(each.rule): each.value for each in rows}
    words: dict[str, Any] = {"calendar": calendar()}
    hours = rules.read_hours(said.get(WorkRule.HOURS, ""))
    if hours:
        words["hours"] = hours
    if WorkRule.CUT_OFF in said:
        words["cut_off"] = time.fromisoformat(said[WorkRule.CUT_OFF])
    flag = said.get(WorkRule.HOLDING_FLAG_HOURS)
    return WorkTime(
        desk=Desk(**words),
        mode=ClockMode(said.get(WorkRule.SLA_MODE, ClockMode.WORKDAY)),
        promise_days=int(said.get(WorkRule.PROMISE_DAYS, 3)),
        flag=timedelta(hours=int(flag)) if flag else rules.HOLDING_FLAG,
    )


def settings_now(on: date) -> dict[str, str]:
    """What holds on that day, in the words of a setting."""
    now = work_time(on)
    return {
        WorkRule.SLA_MODE.value: now.mode.value,
        WorkRule.PROMISE_DAYS.value: str(now.promise_days),
        WorkRule.CUT_OFF.value: f"{now.desk.cut_off:%H:%M}",
        WorkRule.HOURS.value: ",".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in now.desk.hours),
        WorkRule.HOLDING_FLAG_HOURS.value: str(int(now.flag.total_seconds()) // 3600),
    }


def years() -> list[CalendarYear]:
    """Years the bank entered itself."""
    return list(CalendarYear.objects.order_by("-year"))


def is_workday(day: date) -> bool:
    """Whether the bank works that day; `Refuse` where the year is not known."""
    return calendar().is_workday(day)


def workday_before(day: date) -> date:
    """The last working day before that day."""
    table, at = calendar(), day - timedelta(days=1)
    while not table.is_workday(at):
        at -= timedelta(days=1)
    return at


def knows(year: int) -> bool:
    """Whether there is a calendar of that year."""
    try:
        calendar().is_workday(date(year, 3, 1))
    except Refuse:
        return False
    return True


# --- units and sight -------------------------------------------------------------------------------------------------


def units() -> dict[str, str]:
    """Names of the units by code."""
    return people.branch_names()


def unit_keeper(unit: str) -> Keeper:
    """The unit as a gate of leaders sees it; an unknown one is nobody's."""
    teams = {each.code: TeamType(each.team_type) for each in people.branches()}
    return Keeper("", unit, teams.get(unit))


def leads(actor: Officer, unit: str) -> bool:
    """Whether the officer leads that unit."""
    return rules.may_lead(actor, unit_keeper(unit)) is None


def led_units(actor: Officer) -> dict[str, str]:
    """The units the officer leads, with their names."""
    return {
        each.code: each.name
        for each in people.branches()
        if rules.may_lead(actor, Keeper("", each.code, TeamType(each.team_type))) is None
    }


def sight(actor: Officer, holder: str, unit: str = "unit_id") -> Q:
    """Rows an officer may see: own ones, and by scope those of the unit, the team, the bank (people's table of sight)."""
    own, scope = Q(**{holder: actor.number}), scope_of(actor)
    if actor.holds(Role.ADMIN):
        return Q(pk__in=[])
    if scope is Scope.ALL:
        return Q(pk__isnull=False)  # an empty Q would vanish beside an "or", and all would become less than some
    if scope is Scope.TEAM:
        team = [each.code for each in people.branches() if each.team_type == actor.team]
        return own | Q(**{f"{unit}__in": team})
    return own | Q(**{unit: actor.branch}) if scope is Scope.BRANCH else own


def sees_wide(actor: Officer) -> bool:
    """Whether the officer sees more than own rows."""
    return scope_of(actor) > Scope.OWN


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed by."""

    unit: str = ""
    holder: str = ""
    state: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    rows: Sequence[Any]
    count: int
    page: int = 1
    size: int = PAGE
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return (self.page - 1) * self.size + 1 if self.count else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.page * self.size, self.count)

    @property
    def next(self) -> int | None:
        """The page after this."""
        return self.page + 1 if self.last < self.count else None

    @property
    def previous(self) -> int | None:
        """The page before this."""
        return self.page - 1 if self.page > 1 else None


def paged(rows: QuerySet[Any], asked: Asked, sums: dict[str, int] | None = None) -> Page:
    """One page of a query; a page beyond the end is the last one."""
    count = rows.count()
    last = max(1, -(-count // asked.size))
    number = min(max(1, asked.page), last)
    start = (number - 1) * asked.size
    return Page(list(rows[start : start + asked.size]), count, number, asked.size, sums or {})


def narrowed(rows: QuerySet[Any], asked: Asked, holder: str, unit: str = "unit_id") -> QuerySet[Any]:
    """A query narrowed by unit and holder."""
    if asked.unit:
        rows = rows.filter(**{unit: asked.unit})
    return rows.filter(**{holder: asked.holder}) if asked.holder else rows
