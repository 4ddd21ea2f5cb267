"""Days: spans that start in and end out, due dates reckoned from the start, day counts, work days, settlement days.

Nothing here knows what day it is.

>>> step(date(2018, 1, 31), Unit.MONTH, 1, 1), step(date(2018, 1, 31), Unit.MONTH, 1, 2)
(datetime.date(2018, 2, 28), datetime.date(2018, 3, 31))
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import chinese_calendar

from wuhua.core.accrue import ACT_ACT_YEAR, year_split
from wuhua.core.refuse import BrokenInvariant, Refusal, Refuse, Refused

ONE_DAY = timedelta(days=1)
SETTLEMENT_DAY = 20
CUT_OFF = time(20, 0)
"""System submissions count until this hour (practice.md §2); a bank sets its own."""


class DayRefusal(Refusal):
    """Why a day was not taken."""

    NOT_A_DATE = "not_a_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    CALENDAR_YEAR_MISSING = "calendar_year_missing"


class Unit(StrEnum):
    """What a frequency counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Whole months in one; nought for a day or a week, which are counted in days."""
        return _MONTHS.get(self, 0)

    @property
    def days(self) -> int:
        """Days in one; nought for what is counted in months."""
        return _DAYS.get(self, 0)


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


class DayCount(StrEnum):
    """How days become part of a year; a term of the product, never a default of the code."""

    ACT_360 = "act/360"
    ACT_365 = "act/365"
    ACT_364 = "act/364"
    ACT_ACT = "act/act"
    THIRTY_360 = "30/360"

    @property
    def year_days(self) -> int:
        """Days of the year in the denominator; for act/act 365·366, the unit of `year_split`."""
        return {"act/360": 360, "act/365": 365, "act/364": 364, "act/act": ACT_ACT_YEAR, "30/360": 360}[self.value]


def add_months(start: date, months: int) -> date:
    """The same day number so many months on (or back), clamped to the month's end.

    >>> add_months(date(2018, 1, 31), 1), add_months(date(2018, 3, 31), -1), add_months(date(2016, 2, 29), 12)
    (datetime.date(2018, 2, 28), datetime.date(2018, 2, 28), datetime.date(2017, 2, 28))
    """
    total = start.year * 12 + start.month - 1 + months
    year, month = total // 12, total % 12 + 1
    if not 1 <= year <= 9999:
        raise _out_of_range(start)
    if start.day <= 28:
        return date(year, month, start.day)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_days(start: date, days: int) -> date:
    """So many days on (or back); `Refuse` beyond the year 9999."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise _out_of_range(start) from None


def step(start: date, unit: Unit, every: int, count: int) -> date:
    """`start` plus `count` frequencies of `every` units, always reckoned from the start so month ends do not drift.

    >>> [step(date(2017, 11, 30), Unit.QUARTER, 1, k).isoformat() for k in (1, 2)]
    ['2018-02-28', '2018-05-30']
    """
    return steps(start, unit, every, (count,))[0]


def steps(start: date, unit: Unit, every: int, counts: Iterable[int]) -> list[date]:
    """`step` for many counts at once."""
    months = unit.months * every
    if months:
        return [add_months(start, months * count) for count in counts]
    days = unit.days * every
    return [add_days(start, days * count) for count in counts]


def whole_months(start: date, end: date) -> int | None:
    """How many whole months [start, end) is, or None where it is not a whole number of them.

    >>> whole_months(date(2018, 1, 31), date(2018, 2, 28)), whole_months(date(2018, 1, 31), date(2018, 2, 27))
    (1, None)
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months >= 0 and add_months(start, months) == end else None


def year_fraction(count: DayCount, start: date, end: date) -> tuple[int, int]:
    """[start, end) as an exact part of a year: (numerator, denominator).

    30/360 counts whole months from `start`, then what is left over pro rata by the actual days of the month it lies in
    (the month that begins where the whole months end). A plan knows its own periods and uses those (`schedule`).

    >>> year_fraction(DayCount.ACT_360, date(2018, 3, 5), date(2018, 3, 21))
    (16, 360)
    >>> year_fraction(DayCount.THIRTY_360, date(2024, 1, 1), date(2024, 3, 1))
    (60, 360)
    >>> year_fraction(DayCount.THIRTY_360, date(2024, 2, 1), date(2024, 2, 15))
    (420, 10440)
    """
    if count is DayCount.ACT_ACT:
        return year_split(start, end), ACT_ACT_YEAR
    if count is not DayCount.THIRTY_360:
        return (end - start).days, count.year_days
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    reached = add_months(start, months)
    if reached == end:
        return 30 * months, 360
    days_of_month = (add_months(start, months + 1) - reached).days
    return 30 * (months * days_of_month + (end - reached).days), 360 * days_of_month


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's State Council notice: weekdays off, and rest days worked in exchange (调休)."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Work days of the published years, plus the tables a bank entered itself for years the library lacks.

    A year in `extra` wins over the library. A year in neither refuses: there is no silent Monday to Friday.
    """

    extra: Mapping[int, YearTable] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether the bank works that day; `Refuse` CALENDAR_YEAR_MISSING where the year is not known."""
        table = self.extra.get(day.year)
        if table is not None:
            return day in table.worked or (day.weekday() < 5 and day not in table.off)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise Refuse(
                Refused(
                    DayRefusal.CALENDAR_YEAR_MISSING,
                    f"没有{day.year}年的工作日历。",
                    "请管理员按国务院办公厅放假通知录入该年的节假日与调休。",
                )
            ) from None

    def next_workday(self, day: date) -> date:
        """`day` itself when worked, else the first work day after it."""
        while not self.is_workday(day):
            day = add_days(day, 1)
        return day

    def add_workdays(self, day: date, days: int) -> date:
        """The `days`-th work day after `day`; `day` itself is not counted."""
        for _ in range(days):
            day = self.next_workday(add_days(day, 1))
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Work days in [start, end)."""
        return sum(self.is_workday(start + timedelta(days=k)) for k in range((end - start).days))

    def counting_day(self, at: datetime, cut_off: time) -> date:
        """The day a submission counts as made: later than the cut-off, or on a rest day, the next work day."""
        day = at.date()
        if self.is_workday(day) and at.time() <= cut_off:
            return day
        return self.next_workday(add_days(day, 1))

    def due_workday(self, at: datetime, days: int, cut_off: time = CUT_OFF) -> date:
        """SLA_MODE WORKDAY: the last work day of the promise, the day of submission not counted."""
        return self.add_workdays(self.counting_day(at, cut_off), days)

    def due_civil_code(self, at: datetime, days: int, cut_off: time = CUT_OFF) -> date:
        """SLA_MODE CALENDAR_CIVIL_CODE: calendar days, the first not counted, a last rest day moves on (民法典 203)."""
        return self.next_workday(add_days(self.counting_day(at, cut_off), days))


CHINA = WorkCalendar()


def is_workday(day: date, calendar: WorkCalendar = CHINA) -> bool:
    """Whether the bank works that day.

    >>> is_workday(date(2018, 9, 29)), is_workday(date(2018, 9, 24)), is_workday(date(2026, 9, 20))
    (True, False, True)
    """
    return calendar.is_workday(day)


def next_workday(day: date, calendar: WorkCalendar = CHINA) -> date:
    """`day` itself when worked, else the first work day after it.

    >>> next_workday(date(2018, 9, 22))
    datetime.date(2018, 9, 25)
    """
    return calendar.next_workday(day)


def add_workdays(day: date, days: int, calendar: WorkCalendar = CHINA) -> date:
    """The `days`-th work day after `day`.

    >>> add_workdays(date(2018, 9, 28), 3)
    datetime.date(2018, 10, 8)
    """
    return calendar.add_workdays(day, days)


class Settlement(StrEnum):
    """When a note's interest is billed."""

    MONTH20 = "month20"
    QUARTER20 = "quarter20"
    OWN_DAY = "own_day"
    AT_MATURITY = "at_maturity"
    NONE = "none"


def _on(year: int, month: int, number: int) -> date:
    return date(year, month, min(number, monthrange(year, month)[1]))


def is_settlement_day(kind: Settlement, day: date, number: int = SETTLEMENT_DAY) -> bool:
    """Whether a bill is cut on `day`. `number` is the day of the month; a missing one becomes the month's end.

    >>> [is_settlement_day(Settlement.QUARTER20, date(2018, month, 20)) for month in (9, 8)]
    [True, False]
    """
    if kind in (Settlement.AT_MATURITY, Settlement.NONE) or day != _on(day.year, day.month, number):
        return False
    return kind is not Settlement.QUARTER20 or day.month % 3 == 0


def last_settlement_day(kind: Settlement, day: date, number: int = SETTLEMENT_DAY) -> date | None:
    """The latest settlement day on or before `day`; None for a note that has none.

    >>> last_settlement_day(Settlement.MONTH20, date(2018, 9, 19))
    datetime.date(2018, 8, 20)
    """
    if kind in (Settlement.AT_MATURITY, Settlement.NONE):
        return None
    first = day.replace(day=1)
    for back in range(4):
        month = add_months(first, -back)
        candidate = _on(month.year, month.month, number)
        if candidate <= day and is_settlement_day(kind, candidate, number):
            return candidate
    raise BrokenInvariant("a quarter has a settlement day")


def next_settlement_day(kind: Settlement, day: date, number: int = SETTLEMENT_DAY) -> date | None:
    """The first settlement day after `day`; None for a note that has none.

    >>> next_settlement_day(Settlement.QUARTER20, date(2018, 9, 20))
    datetime.date(2018, 12, 20)
    """
    if kind in (Settlement.AT_MATURITY, Settlement.NONE):
        return None
    first = day.replace(day=1)
    for ahead in range(4):
        month = add_months(first, ahead)
        candidate = _on(month.year, month.month, number)
        if candidate > day and is_settlement_day(kind, candidate, number):
            return candidate
    raise BrokenInvariant("a quarter has a settlement day")


def _cut_offset(kind: Settlement) -> int:
    """A settlement day (the 20th) is counted in its period; an own day (对月对日) is not."""
    return 0 if kind is Settlement.OWN_DAY else 1


def bill_due_day(kind: Settlement, settlement_day: date) -> date:
    """When the bill cut on that day falls due: the 21st for the 20th, Sundays too; an own day itself."""
    return add_days(settlement_day, _cut_offset(kind))


def interest_period(kind: Settlement, day: date, number: int = SETTLEMENT_DAY) -> tuple[date, date] | None:
    """The half-open settlement period `day` lies in: [21st, next 21st), or [own day, next own day).

    >>> interest_period(Settlement.MONTH20, date(2018, 9, 20))
    (datetime.date(2018, 8, 21), datetime.date(2018, 9, 21))
    >>> interest_period(Settlement.OWN_DAY, date(2018, 2, 28), number=31)
    (datetime.date(2018, 2, 28), datetime.date(2018, 3, 31))
    """
    offset = _cut_offset(kind)
    last = last_settlement_day(kind, add_days(day, -offset), number)
    if last is None:
        return None
    following = next_settlement_day(kind, last, number)
    if following is None:
        return None
    return add_days(last, offset), add_days(following, offset)


def parse_day(text: str, field: str | None = None) -> date:
    """A day as written in a request (ISO, 2018-09-30) or `Refuse`.

    >>> parse_day("2018-09-30")
    datetime.date(2018, 9, 30)
    """
    written = text.strip()
    try:
        if len(written) != 10 or written[4] != "-":
            raise ValueError
        return date.fromisoformat(written)
    except ValueError:
        shown = written if len(written) <= 20 else written[:19] + "…"
        raise Refuse(
            Refused(DayRefusal.NOT_A_DATE, f"「{shown}」不是日期。", "请按 2018-09-30 的格式填写。", field)
        ) from None


def _out_of_range(start: date) -> Refuse:
    return Refuse(
        Refused(
            DayRefusal.DATE_OUT_OF_RANGE, f"从{start.isoformat()}推算的日期超出公元 9999 年。", "请核对起始日与期数。"
        )
    )
