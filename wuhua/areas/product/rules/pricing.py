"""差别定价 (A85): base + risk spread + operating cost + margin - discounts, between floor and ceiling; every part kept.

The band comes from a decision table, its points from parameters of the day. Deposits and the return rate have no part.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.product.rules import ProductRefusal
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

BP = 1_000
"""One basis point in units of 10⁻⁷."""


class Discount(StrEnum):
    """优惠项: what lowers a price."""

    KEY = "KEY"
    QUALITY = "QUALITY"
    CLEAN_YEAR = "CLEAN_YEAR"
    ALLIANCE = "ALLIANCE"
    RELENDING = "RELENDING"


@dataclass(frozen=True, slots=True)
class Price:
    """A yearly rate in 10⁻⁷ with its parts in basis points; `bound` is FLOOR, CEILING or empty."""

    rate: int
    base: int
    parts: Mapping[str, int]
    bound: str


def price(base: int, band: str, discounts: Collection[Discount], values: Mapping[str, str]) -> Price | Refused:
    """The price over a base rate (10⁻⁷) for a band; a band or part without its parameter is refused by name."""
    wanted = [f"PRICE_SPREAD.{band}", "PRICE_COST", "PRICE_MARGIN", *(f"PRICE_OFF.{each}" for each in discounts)]
    for code in (*wanted, "PRICE_FLOOR", "PRICE_CEILING"):
        if code not in values:
            return Refused(
                ProductRefusal.PRICE_PART_MISSING, f"没有定价参数「{code}」。", "请在合规参数表中补登后再定价。", code
            )
    parts = {code.removeprefix("PRICE_"): int(values[code]) for code in wanted}
    parts = {name: -points if name.startswith("OFF.") else points for name, points in parts.items()}
    found = base + sum(parts.values()) * BP
    floor, ceiling = (Rate.of_pct(values[code], code).units for code in ("PRICE_FLOOR", "PRICE_CEILING"))
    bound = "FLOOR" if found < floor else "CEILING" if found > ceiling else ""
    return Price(max(floor, min(ceiling, found)), base, parts, bound)


def base_code(on: date, months: int, values: Mapping[str, str]) -> str:
    """Which parameter is the base: the quoted rate where there is one on the day, else the benchmark of the tenor."""
    year = 12
    if "LPR_1Y" in values:
        return "LPR_1Y" if months <= 5 * year else "LPR_5Y"
    return (
        "BENCHMARK_UP_TO_1Y" if months <= year else "BENCHMARK_UP_TO_5Y" if months <= 5 * year else "BENCHMARK_OVER_5Y"
    )
