"""Service time as the public may read it: figures of all cases, no case and no name. No gate, because nothing here is anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.workday.models import Journey
from wuhua.areas.workday.read.duties import report, timed


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the four clocks over many cases: median and p95 by nearest rank; `cases` have both its ends."""

    cases: int
    median: timedelta | None
    p95: timedelta | None


@dataclass(frozen=True, slots=True)
class PublicTimes:
    """The four clocks of cases whose money came in a span, and how many kept the promise."""

    cases: int
    in_time: int
    asked_accepted: Clock
    accepted_submitted: Clock
    submitted_funds: Clock
    asked_funds: Clock


def public_times(since: date, until: date) -> PublicTimes:
    """What the public page shows of [since, until]. Three queries."""
    rows = Journey.objects.filter(funds_at__date__gte=since, funds_at__date__lte=until)
    found = timed(list(rows.select_related("holder", "unit").order_by("pk")))
    done = report(found)
    return PublicTimes(
        cases=len(found),
        in_time=done.in_time,
        asked_accepted=_clock([each.times.accepting for each in found]),
        accepted_submitted=_clock([each.times.preparing for each in found]),
        submitted_funds=_clock([each.times.gross for each in found]),
        asked_funds=_clock([each.times.total for each in found]),
    )


def _clock(spans: Sequence[timedelta | None]) -> Clock:
    known = sorted(each for each in spans if each is not None)
    if not known:
        return Clock(0, None, None)
    return Clock(len(known), known[(len(known) - 1) // 2], known[-(-len(known) * 95 // 100) - 1])
