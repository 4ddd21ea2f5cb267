"""Which span a statement covers, and against which base prices it is held."""

from __future__ import annotations

from datetime import date

from wuhua.areas.reporting.read import community


def span_of(as_of: date, start: date | None, stop: date | None) -> tuple[date, date]:
    """Days within the year of `as_of` and not after it; the whole year so far where nothing is asked for."""
    year = date(as_of.year, 1, 1)
    first = min(max(start or year, year), as_of)
    return first, max(min(stop or as_of, as_of), year)


def base_steps(as_of: date) -> list[tuple[date | None, int]]:
    """The base prices of the year: the one in force on its first day, and each that came later."""
    year = date(as_of.year, 1, 1)
    held = [each for each in community.bases(as_of) if each[0] <= as_of]
    before = [each for each in held if each[0] <= year][-1:]
    return [*((None, rate) for _since, rate in before), *(each for each in held if each[0] > year)]
