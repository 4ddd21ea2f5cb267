"""工商登记: who holds which licence. Firms and farms are customers themselves; behind shopkeepers and owners stand a shop or
a firm of another name; some of the county's firms and shops are no customers yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from samples.customers import Customer
from samples.money import WAN
from samples.names import FARMS, FIRMS, SHOPS
from samples.places import TOWNSHIPS

if TYPE_CHECKING:
    from samples.generator import Bank

PAPER = "2221"
"""纸浆造纸: whom the packaging makers buy from; none of them is in the county's own book."""
FIELDS = ("0151", "0141")
"""Who farms in his own name needs no licence."""
PROSPECTS = {"firm": 360, "shop": 240}


@dataclass(slots=True)
class Licence:
    """营业执照, with the customer it belongs to where there is one."""

    code: str
    name: str
    head: str
    industry: str
    capital: int
    founded: date
    address: str
    customer: Customer | None
    status: str = "存续"


def licences(bank: Bank) -> list[Licence]:
    """Of every customer that has one, in the customers' order, then of those who are no customers yet."""
    rng = bank.rng("licences")
    held = [made for each in bank.customers if (made := _of(bank, rng, each)) is not None]
    return held + list(_prospects(bank, rng))


def _of(bank: Bank, rng: Random, each: Customer) -> Licence | None:
    industry = each.industry
    founded = each.since - timedelta(days=rng.randrange(60, 2000))
    if each.kind in ("ENTERPRISE", "FARM_ENTITY"):
        head = bank.names.person(rng.random() < 0.8)
        capital = rng.choice((30, 50, 100, 200, 300, 500) if each.size in ("MICRO", "SMALL") else (2000, 5000)) * WAN
        return Licence(each.identity, each.name, head, industry, capital, founded, each.address, each)
    if each.kind == "OWNER":
        name, code = bank.names.firm(industry), bank.numbers.credit_code("91")
        capital = rng.choice((30, 50, 100, 200)) * WAN
        return Licence(code, name, each.name, industry, capital, founded, each.address, each)
    if industry in FIELDS:
        return None
    name, code = bank.names.shop(industry, each.township[:2]), bank.numbers.credit_code("92")
    return Licence(code, name, each.name, industry, rng.choice((2, 3, 5, 8, 10, 20)) * WAN, founded, each.address, each)


def _prospects(bank: Bank, rng: Random) -> Iterator[Licence]:
    """Firms, among them the paper mills that sell to the packers, and shops."""
    for what, full in PROSPECTS.items():
        for number in range(bank.scale.count(full)):
            township = rng.choice(TOWNSHIPS)[0]
            founded = bank.days.day - timedelta(days=rng.randrange(200, 4000))
            address = f"山西省稷州县{township}{rng.randrange(1, 300)}号"
            if what == "firm":
                industry = PAPER if number % 6 == 0 else rng.choice(tuple(FIRMS))
                name, code = bank.names.firm(industry), bank.numbers.credit_code("91")
            else:
                industry = rng.choice([each for each in SHOPS if each not in FARMS])
                name, code = bank.names.shop(industry, township[:2]), bank.numbers.credit_code("92")
            head, capital = bank.names.person(rng.random() < 0.7), rng.choice((5, 10, 50, 100)) * WAN
            yield Licence(code, name, head, industry, capital, founded, address, None)
