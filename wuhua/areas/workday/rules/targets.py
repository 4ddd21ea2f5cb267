"""任务倒逼: a target split so that its parts make the whole, and what is still needed per remaining working day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.workday.rules.words import TargetSpan, WorkdayRefusal
from wuhua.core.days import WorkCalendar, add_months
from wuhua.core.refuse import Refused, ensure


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights; the parts always make the whole (largest remainders first).

    >>> split(100, [1, 1, 1]), split(-7, [1, 3]), sum(split(19_000_000_001, [61, 63, 65, 59]))
    ([34, 33, 33], [-2, -5], 19000000001)
    """
    total = sum(weights)
    ensure(bool(weights) and min(weights) >= 0 and total > 0, "a target is split over something")
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    parts = [size * each // total for each in weights]
    order = sorted(range(len(weights)), key=lambda k: (-(size * weights[k] % total), k))
    for k in order[: size - sum(parts)]:
        parts[k] += 1
    return [sign * each for each in parts]


def span_days(span: TargetSpan, day: date) -> tuple[date, date]:
    """The half-open span a day lies in: year, quarter, month, or week from Monday.

    >>> span_days(TargetSpan.QUARTER, date(2018, 9, 30))
    (datetime.date(2018, 7, 1), datetime.date(2018, 10, 1))
    """
    if span is TargetSpan.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    if span is TargetSpan.MONTH:
        first = day.replace(day=1)
        return first, add_months(first, 1)
    if span is TargetSpan.QUARTER:
        first = date(day.year, day.month - (day.month - 1) % 3, 1)
        return first, add_months(first, 3)
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def parts_of(span: TargetSpan, start: date, end: date) -> list[tuple[date, date]]:
    """The parts of [start, end) by the next shorter span: a year's quarters, a quarter's months, a month's weeks.

    Weeks are cut at the ends of their month, so that the parts are the whole and nothing else.

    >>> [(a.day, b.day) for a, b in parts_of(TargetSpan.MONTH, date(2018, 9, 1), date(2018, 10, 1))]
    [(1, 3), (3, 10), (10, 17), (17, 24), (24, 1)]
    """
    ensure(span > TargetSpan.WEEK, "a week is not split by time")
    shorter, found, at = TargetSpan(span - 1), [], start
    while at < end:
        _, stop = span_days(shorter, at)
        found.append((at, min(stop, end)))
        at = stop
    return found


def back_cast(calendar: WorkCalendar, amount: int, spans: Sequence[tuple[date, date]]) -> list[int]:
    """The whole spread over the spans by their working days; where none has any, evenly."""
    worked = [calendar.workdays_between(start, end) for start, end in spans]
    return split(amount, worked if any(worked) else [1] * len(spans))


@dataclass(frozen=True, slots=True)
class Progress:
    """A target on a day: what is done, what is missing, and what every working day from today on must bring."""

    amount: int
    done: int
    gap: int
    days_left: int
    needed_per_day: int | None


def progress(calendar: WorkCalendar, amount: int, done: int, today: date, end: date) -> Progress:
    """Today counts as a day that is left. None per day where days are over and something is missing.

    The daily need is rounded up: a day's work cannot be a part of a fen less than what is missing.
    """
    gap = max(0, amount - done)
    left = calendar.workdays_between(today, end) if today < end else 0
    needed = 0 if gap == 0 else -(-gap // left) if left else None
    return Progress(amount, done, gap, left, needed)


def check_sum(whole: int, parts: Sequence[int]) -> Refused | None:
    """The parts make the whole, or the difference is named."""
    if sum(parts) == whole:
        return None
    return Refused(
        WorkdayRefusal.SUM_DIFFERS,
        f"分解合计与上级任务相差 {sum(parts) - whole}。",
        "各下级任务之和须等于上级任务,请调整后再提交。",
        "parts",
    )
