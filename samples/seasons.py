"""When a trade earns and when it draws power: how a year falls on its months, after the county's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

from samples.calendars import month_end
from samples.notes import PACKAGING

_EVEN = (8,) * 12
_SELLS: dict[str, tuple[int, ...]] = {
    "0151": (18, 5, 2, 2, 2, 2, 2, 2, 3, 9, 27, 26),  # 板枣 is sold from November to January
    "1373": (15, 7, 6, 6, 5, 5, 4, 4, 5, 10, 16, 17),  # buyers and processors go on to early summer
    "0141": (12, 12, 11, 11, 10, 7, 4, 3, 5, 7, 8, 10),  # greenhouses
    "3021": (4, 3, 7, 10, 11, 11, 10, 10, 11, 10, 8, 5),
    "4700": (4, 3, 7, 10, 11, 11, 10, 10, 11, 10, 8, 5),
    "5430": (10, 7, 8, 8, 8, 8, 8, 8, 8, 9, 10, 9),
    **dict.fromkeys(PACKAGING, (10, 8, 8, 8, 8, 7, 7, 8, 10, 9, 9, 10)),
}
"""January to December."""
_POWERED: dict[str, tuple[int, ...]] = {
    "0151": (3, 3, 6, 12, 14, 16, 16, 14, 6, 4, 3, 3),  # wells and pumps
    "1373": (11, 5, 4, 4, 5, 8, 9, 9, 8, 12, 13, 12),  # drying in autumn, cold stores in summer
    "0141": (14, 13, 8, 6, 6, 6, 5, 5, 6, 7, 11, 13),  # lamps and blankets
    **dict.fromkeys(
        ("5211", "5212", "5221", "5232", "5274", "5281", "6210", "8040"), (9, 8, 7, 6, 7, 9, 12, 12, 9, 7, 7, 7)
    ),
}
_RUN = ("5211", "5212", "5221", "5232", "5123", "5126", "8040", "6210")
"""Trades whose month before 春节 is the best of the year."""
_SHUT = (*PACKAGING, "2511", "3021", "3110", "3311", "4700")
"""Works that stand still around 春节."""
_RUN_DAYS, _RUN_MORE = 30, 70
_SHUT_BEFORE, _SHUT_AFTER = 2, 9


@cache
def spring(year: int) -> date:
    """The first day of the 春节 holidays."""
    day = date(year, 1, 15)
    while chinese_calendar.get_holiday_detail(day) != (True, chinese_calendar.Holiday.spring_festival.value):
        day += timedelta(days=1)
    return day


def _overlap(month: date, first: date, last: date) -> int:
    """Days of the month in [first, last)."""
    end = month_end(month.year, month.month) + timedelta(days=1)
    return max(0, (min(end, last) - max(month, first)).days)


@cache
def sells(industry: str, month: date) -> int:
    """The month's weight in the trade's turnover; an even year has 8,000 a month."""
    weight = _SELLS.get(industry, _EVEN)[month.month - 1] * 1_000
    feast = spring(month.year)
    if industry in _RUN:
        days = _overlap(month, feast - timedelta(days=_RUN_DAYS), feast)
        weight += weight * _RUN_MORE * days // (100 * _RUN_DAYS)
    return weight - _stands_still(industry, month, weight)


@cache
def powered(industry: str, month: date) -> int:
    """The month's weight in the trade's power; where power does the selling's work, it follows it."""
    if industry not in _POWERED:
        return sells(industry, month)
    return _POWERED[industry][month.month - 1] * 1_000


def _stands_still(industry: str, month: date, weight: int) -> int:
    if industry not in _SHUT:
        return 0
    feast = spring(month.year)
    days = _overlap(month, feast - timedelta(days=_SHUT_BEFORE), feast + timedelta(days=_SHUT_AFTER))
    return weight * days // month_end(month.year, month.month).day
