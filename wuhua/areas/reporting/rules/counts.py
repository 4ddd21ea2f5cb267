"""What is not in the lake, counted by its own room; and service time by nearest rank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wuhua.areas.reporting.rules.verdicts import Asked
from wuhua.core.money import percent


def nearest_rank(ordered: list[int], percentile: int) -> int | None:
    """The percentile of a sorted list by nearest rank, so that it is a value that occurred; None of an empty list.

    >>> nearest_rank([1, 1, 2, 3], 50), nearest_rank([1, 1, 2, 3], 95), nearest_rank([], 50)
    (1, 3, None)
    """
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percentile // 100) - 1)]


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """申报到放款 of the loans funded this year: working days by nearest rank, and how many kept the three days."""

    funded: int
    median_days: int | None
    p95_days: int | None
    within: int

    def as_dict(self) -> dict[str, object]:
        """For the scoreboard."""
        return {
            "median_days": self.median_days,
            "p95_days": self.p95_days,
            "within_3_days_pct": percent(self.within, self.funded),
            "funded": self.funded,
        }


@dataclass(frozen=True, slots=True)
class Records:
    """What is not in the lake, counted by its own room up to the day. Amounts in fen."""

    net_increase_target: int | None = None
    targets: Mapping[str, int] | None = None
    surveyed_merchants: int = 0
    surveyed_enterprises: int = 0
    filed_merchants: int = 0
    filed_enterprises: int = 0
    relending_applied: int = 0
    relending_drawn: int = 0
    relending_outstanding: int = 0
    relending_beneficiaries: int = 0
    agreements_parks: int = 0
    agreements_leading_enterprises: int = 0
    agreements_malls: int = 0
    service_centre_staff: int = 0
    cells: int = 0
    cells_owned: int = 0
    products_on_sale: int = 0
    asked: Asked | None = None
    asked_before: Asked | None = None
    service: ServiceTime = ServiceTime(0, None, None, 0)
    refused_this_year: int = 0


def service_time(days: Iterable[int], limit: int = 3) -> ServiceTime:
    """The service time of a list of elapsed working days."""
    ordered = sorted(days)
    return ServiceTime(
        funded=len(ordered),
        median_days=nearest_rank(ordered, 50),
        p95_days=nearest_rank(ordered, 95),
        within=sum(each <= limit for each in ordered),
    )
