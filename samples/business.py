"""What a borrower's trade really turns over: the one truth that account flow, electricity, wages and tax each tell a part of.

Shares of power and wages in turnover are the defaults of the card's formula (`domain.md` 1.13.1), so that three
estimates of one trade come near each other; every firm strays a little, and each house sees it a little otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from samples.customers import Customer
from samples.licences import Licence
from samples.money import WAN, YUAN, first_of_month, half_up
from samples.notes import PACKAGING
from samples.seasons import powered, sells

if TYPE_CHECKING:
    from samples.generator import Bank

SPAN = 25
"""Months told of: the running one and two years before it."""
CARD_NEED = 5
"""Turnover a year that carries one yuan of line: the card's turnover coefficient is 0.20."""
PAY = 33_000 * YUAN
"""A year's pay of one worker in this county."""
LEAST_PAY = 27_000 * YUAN
BANKED = ("FLOW_LOAN", "CREDIT_CARD_LINE", "JUJUBE_LOAN")
"""Products whose borrowers run their trade over an account of ours."""

_SHARES = {
    **dict.fromkeys(PACKAGING, (40, 120)),
    "1373": (30, 100),
    "3311": (60, 120),
    "3110": (60, 120),
    **dict.fromkeys(("5211", "5212", "5221", "5232", "5274", "5281"), (15, 80)),
    "6210": (40, 220),
}
_OTHER_SHARES = (30, 120)
_SECTORS = {"01": "farm", "03": "farm", "05": "farm", "47": "building", "51": "wholesale", "52": "retail"}
_SECTORS |= {"54": "transport", "62": "catering", "80": "other", "81": "other", "83": "other"}
_FLOORS: dict[str, tuple[tuple[int, int], ...]] = {
    "farm": ((0, 50), (0, 500), (0, 20_000)),
    "industry": ((20, 300), (300, 2_000), (1_000, 40_000)),
    "building": ((0, 300), (0, 6_000), (0, 80_000)),
    "wholesale": ((5, 1_000), (20, 5_000), (200, 40_000)),
    "retail": ((10, 100), (50, 500), (300, 20_000)),
    "transport": ((20, 200), (300, 3_000), (1_000, 30_000)),
    "catering": ((10, 100), (100, 2_000), (300, 10_000)),
    "other": ((10, 0), (100, 0), (300, 0)),
}
"""工信部联企业〔2011〕300号 (`domain.md` 2.9): people and income in 10,000 yuan from which a firm is small, medium, large."""
_SIZES = ("SMALL", "MEDIUM", "LARGE")


def shares(industry: str) -> tuple[int, int]:
    """Electricity and wages per thousand of turnover."""
    return _SHARES.get(industry, _OTHER_SHARES)


@dataclass(slots=True)
class Business:
    """A borrower's trade. `sales` is a year's turnover in fen; `months` its turnover by first day of the month.

    `billed` and `paid` keep what the power company and the wage office were told, so that the account pays the same.
    """

    customer: Customer
    licence: Licence | None
    sales: int
    staff: int
    stopped: date | None
    months: dict[date, int]
    power_pct: int
    wage_pct: int
    cover_pct: int
    banked: bool
    billed: dict[date, int] = field(default_factory=dict)
    paid: dict[date, int] = field(default_factory=dict)

    @property
    def firm(self) -> bool:
        """Whether it has books of its own: a firm, a co-operative, or the firm behind an owner."""
        return self.customer.kind != "MERCHANT" and self.licence is not None

    def power(self, month: date) -> int:
        """What the month's electricity costs."""
        industry = self.customer.industry
        share = shares(industry)[0] * self.power_pct
        steady = self.months[month] * powered(industry, month) // max(1, sells(industry, month))
        return half_up(steady * share, 100_000)

    def wages(self, month: date) -> int:
        """What the month's wages come to while nobody joins or leaves; January brings a bonus of a quarter."""
        steady = self.sales * shares(self.customer.industry)[1] * self.wage_pct
        return half_up(steady * self.left(month) * (125 if month.month == 1 else 98), 12_000_000_000)

    def left(self, month: date) -> int:
        """Per cent of the trade that is left: who stops paying had been losing it for two months."""
        return 25 if self.stopped is not None and month >= first_of_month(self.stopped, 2) else 100


def businesses(bank: Bank, held: list[Licence]) -> list[Business]:
    """Every firm and farm that owes something, and shops, owners and growers who bank with us."""
    rng = bank.rng("business")
    licence_of = {id(each.customer): each for each in held if each.customer is not None}
    months = [first_of_month(bank.days.cut, back) for back in reversed(range(SPAN))]
    made = []
    for each in bank.customers:
        owed = [note for note in each.notes if note.closed is None and note.purpose == "BUSINESS"]
        organised = each.kind in ("ENTERPRISE", "FARM_ENTITY")
        if owed and (organised or each.industry == "0141" or any(note.product in BANKED for note in owed)):
            stopped = min((note.stop for note in owed if note.stop), default=None)
            made.append(_business(rng, each, licence_of.get(id(each)), months, stopped))
    return made


def _business(
    rng: Random, each: Customer, licence: Licence | None, months: list[date], stopped: date | None
) -> Business:
    sales, staff = _size(rng, each)
    power, wage, cover = rng.randrange(86, 115), rng.randrange(86, 115), rng.randrange(90, 106)
    banked = rng.random() < (0.8 if each.kind in ("MERCHANT", "OWNER") else 0.55)
    made = Business(each, licence, sales, staff, stopped, {}, power, wage, cover, banked)
    year = sum(sells(each.industry, month) for month in months[-13:-1])
    for place, month in enumerate(months):
        grown = 100 if place >= SPAN - 13 else 94  # last year was a little less
        weight = sells(each.industry, month) * rng.randrange(94, 107) * grown * made.left(month)
        made.months[month] = sales * weight // (year * 1_000_000)
    return made


def _size(rng: Random, each: Customer) -> tuple[int, int]:
    """Turnover and people that fit the line and, for a firm, its size class."""
    wage = shares(each.industry)[1]
    sales = (each.line or 0) * CARD_NEED * rng.randrange(105, 215) // 100
    if each.kind in ("MERCHANT", "OWNER"):
        return sales, max(1, half_up(sales * wage, 1_000 * PAY))
    floors = _FLOORS[_SECTORS.get(each.industry[:2], "industry")]
    if each.size == "MICRO":
        return _micro(sales, wage, *floors[0])
    people, income = floors[_SIZES.index(each.size)]
    sales = max(sales, income * WAN * rng.randrange(103, 140) // 100, people * LEAST_PAY * 1_000 // wage)
    return sales, max(people, half_up(sales * wage, 1_000 * PAY))


def _micro(sales: int, wage: int, people: int, income: int) -> tuple[int, int]:
    """Below a small firm by its income, or else by its people: then each of them may earn twice what is usual."""
    staff = max(1, half_up(sales * wage, 1_000 * PAY))
    if sales < income * WAN:
        return sales, staff
    if not people:
        return income * WAN * 97 // 100, max(1, half_up(income * WAN * wage, 1_000 * PAY))
    staff = min(staff, people - 1)
    return min(sales, staff * 2 * PAY * 1_000 // wage), staff
