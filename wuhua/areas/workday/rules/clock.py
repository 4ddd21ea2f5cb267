"""限时办结: limits, pauses and the four clocks. Pure: every moment is told, none is asked.

Moments carry the bank's own zone. Two measures of time: a promise in working days and a step in working hours use up
*working* minutes, a promise in calendar days uses up every minute. What rests by a coded pause is used up by nobody (net);
gross is the plain difference of two moments, the article's reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from wuhua.areas.workday.rules.words import Colour, DutyCode, PauseCode
from wuhua.core.days import CHINA, CUT_OFF, WorkCalendar
from wuhua.core.refuse import ensure

ONE_DAY = timedelta(days=1)
LONGEST = 800
"""Days looked ahead for the end of a limit; a clock that rests longer has no end to tell."""
LEVELS = (50, 80, 100)
"""Percent of a limit at which it is told further up."""
HOLDING_FLAG = timedelta(hours=48)
"""A case a manager holds longer than this before submission is flagged."""

Span = tuple[datetime, datetime]


class ClockMode(StrEnum):
    """SLA_MODE: working days (default), or calendar days by the Civil Code."""

    WORKDAY = "WORKDAY"
    CALENDAR_CIVIL_CODE = "CALENDAR_CIVIL_CODE"


class LimitUnit(StrEnum):
    """What a limit counts in: days of its mode, or working minutes."""

    DAYS = "DAYS"
    MINUTES = "MINUTES"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take."""

    amount: int
    unit: LimitUnit = LimitUnit.DAYS
    mode: ClockMode = ClockMode.WORKDAY

    @property
    def by_working_time(self) -> bool:
        """Whether only working hours use it up."""
        return self.unit is LimitUnit.MINUTES or self.mode is ClockMode.WORKDAY


def limit_of(code: DutyCode, mode: ClockMode = ClockMode.WORKDAY, promise_days: int = 3) -> Limit | None:
    """The limit of a step (domain 6: 24 working hours in all), or of the promise; None where the opener must say.

    >>> limit_of(DutyCode.STEP3).amount, limit_of(DutyCode.PROMISE).amount, limit_of(DutyCode.OWN_LIMIT)
    (480, 3, None)
    """
    if code is DutyCode.PROMISE:
        return Limit(promise_days, LimitUnit.DAYS, mode)
    minutes = _MINUTES.get(code)
    return None if minutes is None else Limit(minutes, LimitUnit.MINUTES)


_MINUTES = {
    DutyCode.STEP2: 120,
    DutyCode.STEP3: 480,
    DutyCode.STEP4: 480,
    DutyCode.SIGN: 180,
    DutyCode.DISBURSE: 180,
    DutyCode.INQUIRY: 30,
}


@dataclass(frozen=True, slots=True)
class Rest:
    """暂停: why the clock rests, from when, until when (open: it still rests)."""

    code: PauseCode
    start: datetime
    end: datetime | None = None


def resting(rests: Sequence[Rest], until: datetime) -> list[Span]:
    """The spans that rest, in order; an open one rests until `until`. They may overlap: `less` takes nothing away twice."""
    spans = sorted((each.start, until if each.end is None else each.end) for each in rests)
    return [(start, end) for start, end in spans if end > start]


def less(span: Span, rests: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span without the resting ones (which come in order, and may overlap)."""
    start, end = span
    for off, on in rests:
        if off >= end:
            continue
        if off > start:
            yield start, off
        start = max(start, on)
    if start < end:
        yield start, end


@dataclass(frozen=True, slots=True)
class Desk:
    """A bank's working time: its calendar, its hours of work, and the hour until which a submission counts today."""

    calendar: WorkCalendar = field(default_factory=lambda: CHINA)
    hours: tuple[tuple[time, time], ...] = ((time(8), time(12)), (time(14), time(18)))
    cut_off: time = CUT_OFF

    def _worked(self, start: datetime) -> Iterator[Span]:
        """Working spans from a moment on, day by day."""
        for day in (start.date() + timedelta(days=k) for k in range(LONGEST)):
            if self.calendar.is_workday(day):
                for opens, closes in self.hours:
                    span = self._at(day, opens, start), self._at(day, closes, start)
                    if span[1] > start:
                        yield max(span[0], start), span[1]

    def _spans(self, start: datetime, limit: Limit) -> Iterator[Span]:
        """The spans that use a limit up."""
        return self._worked(start) if limit.by_working_time else iter([(start, start + LONGEST * ONE_DAY)])

    def _at(self, day: date, hour: time, like: datetime) -> datetime:
        return datetime.combine(day, hour, tzinfo=like.tzinfo)

    def due_day(self, start: datetime, limit: Limit) -> date:
        """The last day of a promise in days; the day of submission is not counted (domain 6)."""
        ensure(limit.unit is LimitUnit.DAYS, "minutes end at a moment, not on a day")
        if limit.mode is ClockMode.WORKDAY:
            return self.calendar.due_workday(start, limit.amount, self.cut_off)
        return self.calendar.due_civil_code(start, limit.amount, self.cut_off)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """The moment a limit ends when nothing rests: the close of its last day, or the end of its working minutes."""
        if limit.unit is LimitUnit.DAYS:
            return self._at(self.due_day(start, limit), self.cut_off, start)
        moment = self.after(start, limit, timedelta(minutes=limit.amount), ())
        ensure(moment is not None, "working minutes end within the years looked ahead")
        return moment  # type: ignore[return-value]

    def used(self, start: datetime, limit: Limit, until: datetime, rests: Sequence[Rest]) -> timedelta:
        """Time used up between two moments, what rests left out."""
        off, total = resting(rests, until), timedelta()
        for span in self._spans(start, limit):
            if span[0] >= until:
                break
            total += sum((b - a for a, b in less((span[0], min(span[1], until)), off)), timedelta())
        return total

    def after(self, start: datetime, limit: Limit, much: timedelta, rests: Sequence[Rest]) -> datetime | None:
        """The moment at which so much is used up; None while a pause is open that it would fall behind."""
        left, off = much, resting(rests, start + LONGEST * ONE_DAY)
        for span in self._spans(start, limit):
            for begins, ends in less(span, off):
                if ends - begins >= left:
                    return begins + left
                left -= ends - begins
        return None

    def available(self, start: datetime, limit: Limit) -> timedelta:
        """All that a limit gives."""
        return self.used(start, limit, self.due(start, limit), ())

    def net_due(self, start: datetime, limit: Limit, rests: Sequence[Rest]) -> datetime | None:
        """The end moved on by what rested, to the minute: a short pause buys no day. None while it may still move.

        What ends with the hours of work ends with the day (the cut-off), and nothing ends on a rest day.
        """
        if not rests:
            return self.due(start, limit)
        moment = self.after(start, limit, self.available(start, limit), rests)
        if moment is None or limit.unit is LimitUnit.MINUTES:
            return moment
        worked = self.calendar.next_workday(moment.date())
        if worked != moment.date() or (limit.by_working_time and moment.time() >= self.hours[-1][1]):
            return self._at(worked, self.cut_off, start)
        return moment

    def level_at(self, start: datetime, limit: Limit, percent: int, rests: Sequence[Rest]) -> datetime | None:
        """The moment at which so many percent are used up; the whole of it is the (net) end itself."""
        if percent >= LEVELS[-1]:
            return self.net_due(start, limit, rests)
        return self.after(start, limit, self.available(start, limit) * percent // 100, rests)

    def percent(self, start: datetime, limit: Limit, at: datetime, rests: Sequence[Rest]) -> int:
        """Whole percent used up at a moment, rounded down; a hundred only when the end has passed."""
        end = self.net_due(start, limit, rests)
        used, given = self.used(start, limit, at, rests), self.available(start, limit)
        share = used * 100 // given if given else 100
        return max(share, 100) if end is not None and at > end else min(share, 99)


def colour(percent: int, *, resting: bool = False) -> Colour:
    """Green under 50 percent, yellow from there, orange from 80, red when used up; grey while it rests, unless red.

    >>> [colour(p).value for p in (49, 50, 79, 80, 99, 100)]
    ['GREEN', 'YELLOW', 'YELLOW', 'ORANGE', 'ORANGE', 'RED']
    """
    if percent >= LEVELS[2]:
        return Colour.RED
    if resting:
        return Colour.GREY
    if percent >= LEVELS[1]:
        return Colour.ORANGE
    return Colour.YELLOW if percent >= LEVELS[0] else Colour.GREEN


# --- the four clocks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Milestones:
    """What happened when to one case; what has not happened yet is None."""

    asked: datetime | None = None
    accepted: datetime | None = None
    submitted: datetime | None = None
    funds: datetime | None = None

    @property
    def in_order(self) -> bool:
        """Whether each known moment comes no earlier than those before it."""
        known = [each for each in (self.asked, self.accepted, self.submitted, self.funds) if each is not None]
        return known == sorted(known)


@dataclass(frozen=True, slots=True)
class Times:
    """The clocks of one case; None where an end is missing. `held` is the manager's, before submission."""

    accepting: timedelta | None
    preparing: timedelta | None
    gross: timedelta | None
    net: timedelta | None
    total: timedelta | None
    held: timedelta | None
    held_flag: bool
    due: date | None
    met: bool | None
    net_met: bool | None


def _between(start: datetime | None, end: datetime | None) -> timedelta | None:
    return None if start is None or end is None else end - start


def times(
    desk: Desk,
    said: Milestones,
    rests: Sequence[Rest] = (),
    *,
    limit: Limit | None = None,
    flag: timedelta = HOLDING_FLAG,
) -> Times:
    """All clocks of a case. `met` judges the plain promise, `net_met` what is left when evidenced pauses are taken out."""
    promise = limit or Limit(3)
    gross, held = _between(said.submitted, said.funds), _between(said.asked, said.submitted)
    due = None if said.submitted is None else desk.due_day(said.submitted, promise)
    net, met, net_met = None, None, None
    if said.submitted is not None and said.funds is not None and due is not None:
        off = resting(rests, said.funds)
        net = sum((b - a for a, b in less((said.submitted, said.funds), off)), timedelta())
        met = said.funds.date() <= due
        end = desk.net_due(said.submitted, promise, [Rest(r.code, r.start, r.end or said.funds) for r in rests])
        net_met = met or (end is not None and said.funds <= end)
    return Times(
        accepting=_between(said.asked, said.accepted),
        preparing=_between(said.accepted, said.submitted),
        gross=gross,
        net=net,
        total=_between(said.asked, said.funds),
        held=held,
        held_flag=held is not None and held > flag,
        due=due,
        met=met,
        net_met=net_met,
    )


def spoken(span: timedelta | None) -> str:
    """Hours and minutes as the reports say them.

    >>> spoken(timedelta(hours=118, minutes=30)), spoken(None)
    ('118小时30分', '—')
    """
    if span is None:
        return "—"
    minutes = int(span.total_seconds()) // 60
    return f"{minutes // 60}小时{minutes % 60:02d}分"
