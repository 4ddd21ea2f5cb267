"""The days the sample bank lives by: its cut-over, its month ends, work days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from wuhua.core.days import WorkCalendar, add_months

ONE = timedelta(days=1)
_WORK = WorkCalendar()


@cache
def is_workday(day: date) -> bool:
    """Whether the bank works that day."""
    return _WORK.is_workday(day)


def workday_on_or_before(day: date) -> date:
    """`day` or the last work day before it."""
    while not is_workday(day):
        day -= ONE
    return day


def workdays_back(day: date, count: int) -> date:
    """So many work days before `day`."""
    while count:
        day -= ONE
        if is_workday(day):
            count -= 1
    return day


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return (date(year + month // 12, month % 12 + 1, 1)) - ONE


@dataclass(frozen=True, slots=True)
class Days:
    """All days that matter, reckoned from the first business day."""

    day: date

    @property
    def cut(self) -> date:
        """切换日: the files tell the state at its close."""
        return self.day - ONE

    @property
    def year_start(self) -> date:
        """31 December before."""
        return date(self.day.year - 1, 12, 31)

    @property
    def last_year(self) -> date:
        """The same date of last year, its month's end."""
        return add_months(self.day, -12)

    @property
    def register_from(self) -> date:
        """The first day of the registers."""
        return date(self.day.year - 1, 1, 1)

    @property
    def month_ends(self) -> tuple[date, ...]:
        """The imported month ends: last year's same date, year start, then every month end before the cut-over."""
        ends = [self.last_year, self.year_start]
        ends += [
            month_end(self.day.year, month) for month in range(1, 13) if month_end(self.day.year, month) < self.cut
        ]
        return tuple(ends)

    @property
    def settled(self) -> date:
        """The first day of the running monthly period."""
        first = date(self.cut.year, self.cut.month, 21)
        return first if first <= self.cut else add_months(first, -1)
