"""Total support and cost saved of each customer over a span of one year, from a sealed day (A81).

Customers by number only: names are asked of `customer.read`, by who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.reporting.read import source
from wuhua.areas.reporting.rules.community import Part, Statement, Support, by_customer, whole
from wuhua.areas.servicing import facts as servicing
from wuhua.core.rate import Rate

BASE = "COMMUNITY_BASE_RATE"


@dataclass(frozen=True, slots=True)
class Everybody:
    """The year to a sealed day: each customer by number, who saved most first; the bank's sum and its months; how many
    saved something."""

    customers: Mapping[str, Support]
    whole: Support
    months: tuple[Support, ...]
    gained: int


def everybody(day: date) -> Everybody:
    """All customers over the year to the sealed `day`. Raises `Refuse` (DAY_NOT_SEALED).

    One measure and three queries, whatever the number of customers. Kept while seal, base prices and rates are the same.
    """
    with source.desk(day) as desk:
        sealed = desk.view.at(day)
    return _everybody(day, sealed.seal if sealed else "", _priced(day))


@lru_cache(maxsize=4)
def _everybody(day: date, _seal: str, _said: tuple[str, str]) -> Everybody:
    found = [each for each in by_customer(parts(day)).values() if each.notes]
    found.sort(key=lambda each: (-each.whole.saved, each.whole.key))
    months: dict[str, list[Support]] = {}
    for each in found:
        for month in each.months:
            months.setdefault(month.key, []).append(month)
    return Everybody(
        {each.whole.key: each.whole for each in found},
        whole("", (each.whole for each in found)),
        tuple(whole(key, held) for key, held in sorted(months.items())),
        sum(each.whole.saved > 0 for each in found),
    )


def statement(day: date, customer: str, start: date | None = None, stop: date | None = None) -> Statement | None:
    """One customer's over [start, stop] inside the year of the day; None where nothing was lent or stood."""
    return by_customer(parts(day, customer, start, stop)).get(customer)


def bases(day: date) -> list[tuple[date, int]]:
    """The base price by the day it begins, as the parameter was kept up to `day`; later words of the same day win."""
    chosen = (RuleSet.ALL.value, compliance.ruleset_on(day).value)
    held = {
        row.effective_from: Rate.of_pct(row.value, BASE).units
        for row in compliance.history(BASE)
        if row.ruleset in chosen
    }
    return sorted(held.items())


def parts(day: date, customer: str | None = None, start: date | None = None, stop: date | None = None) -> list[Part]:
    """The exact sums behind the statements: a line a note and month."""
    year = date(day.year, 1, 1)
    start, stop = max(start or year, year), min(stop or day, day)
    if start > stop:
        return []
    steps, changed = _priced(day)
    with source.desk(day) as desk:
        rows = desk.ask("measures/community", start=start, stop=stop, bases=steps, rates=changed, customer=customer)
    return [
        Part(row["customer"], row["note"], row["month"], int(row["lent"]), int(row["balance"]), int(row["numerator"]))
        for row in rows
    ]


def _priced(day: date) -> tuple[str, str]:
    """Base prices by day and changed contract rates by note and day, as the measure reads them."""
    changed = servicing.rates_of_changed(date(day.year, 1, 1), day)
    return (
        "|".join(f"{since}={rate}" for since, rate in bases(day)),
        "|".join(f"{note}={since}={rate}" for note, since, rate in changed),
    )
