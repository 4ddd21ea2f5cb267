"""Rules of the route and the week's plan (A65): who comes first, and in which order one walks. Whole numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wuhua.core.days import is_workday

COS_35 = (819, 1000)
"""A degree of longitude against one of latitude at 35 degrees north, where the county lies: cos 35°."""


class StopReason(StrEnum):
    """Why somebody stands on the route."""

    DAY_AGREED = "DAY_AGREED"
    FRESH = "FRESH"
    FOLLOW = "FOLLOW"
    CELL_ROUND = "CELL_ROUND"


PRECEDENCE = (StopReason.DAY_AGREED, StopReason.FRESH, StopReason.FOLLOW, StopReason.CELL_ROUND)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody, or a cell, that could be visited this week. `longitude` and `latitude` in millionths of a degree."""

    entry: int | None
    zone: str
    reason: StopReason
    since: date
    longitude: int | None = None
    latitude: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A stop of the plan."""

    day: date
    place: int
    stop: Candidate


def week_of(day: date) -> tuple[date, ...]:
    """The work days from that day to the Sunday of its week; at a week's end, those of the next week.

    >>> [each.day for each in week_of(date(2018, 9, 26))]
    [26, 27, 28, 29, 30]
    """
    for ahead in range(3):
        sunday = day + timedelta(days=6 - day.weekday() + 7 * ahead)
        first = day if ahead == 0 else sunday - timedelta(days=6)
        days = tuple(first + timedelta(days=k) for k in range((sunday - first).days + 1))
        worked = tuple(each for each in days if is_workday(each))
        if worked:
            return worked
    return (day,)


def ordered(stops: Sequence[Candidate]) -> list[Candidate]:
    """A walk: from the most urgent with a place always to the nearest next one; who has no place comes at the end.

    >>> near = [Candidate(n, "Z", StopReason.FRESH, date(2018, 9, 1), 110_000_000 + n, 35_000_000) for n in (1, 9, 2)]
    >>> [each.entry for each in ordered(near)]
    [1, 2, 9]
    """
    left = [each for each in stops if each.longitude is not None and each.latitude is not None]
    nowhere = [each for each in stops if each.longitude is None or each.latitude is None]
    walk: list[Candidate] = []
    while left:
        here = walk[-1] if walk else min(left, key=_urgency)
        nearest = here if not walk else min(left, key=lambda each: (_distance(here, each), _urgency(each)))
        left.remove(nearest)
        walk.append(nearest)
    return walk + sorted(nowhere, key=lambda each: (each.zone, *_urgency(each)))


def plan(candidates: Sequence[Candidate], days: Sequence[date], a_day: int) -> list[Planned]:
    """The week: the most urgent person names the day's cell, the day is filled from that cell, then from what is urgent.

    No day is filled beyond `a_day` stops, what a manager can see in one morning in the field.
    Somebody who was promised a day stands on it where the week still has it, or on the first day.
    """
    waiting = sorted(candidates, key=_urgency)
    planned: list[Planned] = []
    for place, day in enumerate(days):
        promised = [
            each
            for each in waiting
            if each.reason is StopReason.DAY_AGREED and (each.since <= day or place == len(days) - 1)
        ]
        chosen = promised[:a_day]
        free = [each for each in waiting if each not in chosen and each.reason is not StopReason.DAY_AGREED]
        cell = chosen[0].zone if chosen else free[0].zone if free else ""
        room = a_day - len(chosen)
        near = [each for each in free if each.zone == cell][:room]
        rest = [each for each in free if each.zone != cell][: room - len(near)]
        chosen = [*chosen, *near, *rest]
        waiting = [each for each in waiting if each not in chosen]
        planned += [Planned(day, number, each) for number, each in enumerate(ordered(chosen), 1)]
    return planned


def _urgency(each: Candidate) -> tuple[int, date, str, int]:
    return PRECEDENCE.index(each.reason), each.since, each.zone, each.entry or 0


def _distance(one: Candidate, two: Candidate) -> int:
    """Squared, on a plane that is true enough within a county."""
    part, whole = COS_35
    east = ((one.longitude or 0) - (two.longitude or 0)) * part // whole
    north = (one.latitude or 0) - (two.latitude or 0)
    return east * east + north * north
