"""The customers: shops, owners, firms, farms, and the larger firms that are no part of small-and-micro."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples.identity import Numbers
from samples.names import FARMS, FIRMS, SHOPS, Names
from samples.places import COUNTY, Zone

_SHOP_WEIGHTS = (16, 9, 8, 8, 5, 7, 6, 6, 9, 5, 5, 5, 8, 8, 4)
_FIRM_WEIGHTS = (20, 17, 6, 8, 6, 7, 5, 8, 6, 6, 4, 3, 2, 2, 2)
_FARM_WEIGHTS = (34, 30, 16, 8, 12)
_OWNER_INDUSTRIES = ("2231", "2319", "5126", "5123", "3311", "5430", "1373", "5211", "6210", "3021")
FARM_INDUSTRIES = ("0151", "0141", "0313", "0511", "1373", "5123")


@dataclass(slots=True)
class Customer:
    """One customer, and what the generator knows of him besides the file's columns."""

    number: str
    kind: str
    name: str
    identity: str
    phone: str
    address: str
    size: str
    industry: str
    zone: str
    township: str
    branch: str
    rm: str
    since: date
    farm: bool
    tech: bool
    account: str = ""
    line: int | None = None
    group: str = ""
    stop: bool = False
    notes: list = field(default_factory=list)

    @property
    def small(self) -> bool:
        """Of the small-and-micro universe when he borrows for business."""
        return self.kind in ("MERCHANT", "OWNER") or self.size in ("SMALL", "MICRO")


class Town:
    """Makes customers and places them in cells, from which manager and outlet follow."""

    def __init__(
        self, rng: Random, numbers: Numbers, names: Names, cells: list[Zone], branch_of: dict[str, str], last: date
    ) -> None:
        self._rng, self._numbers, self._names, self._last = rng, numbers, names, last
        self._branch_of = branch_of
        self._count = 0
        self._parks = [cell for cell in cells if cell.within == "PARK"]
        self._trade = [cell for cell in cells if cell.within in ("MARKET", "MALL", "COMMUNITY")]
        self._villages = [cell for cell in cells if cell.within == "VILLAGE"]
        self._packaging = [cell for cell in cells if cell.township == "翟店镇"]
        self._fields = [cell for cell in self._villages if cell.township != "翟店镇"]
        self.corporate = [cell for cell in self._parks if cell.team == "CORPORATE"]

    def _cell(self, industry: str, kind: str) -> Zone:
        rng = self._rng
        if industry in ("2231", "2319", "2921"):
            return rng.choice(self._packaging)
        if kind == "FARM_ENTITY" or industry in ("0151", "0141"):
            return rng.choice(self._fields)
        if kind == "ENTERPRISE" and rng.random() < 0.3:
            return rng.choice(self._parks)
        return rng.choice(self._trade if rng.random() < 0.45 else self._villages)

    def _place(self, kind: str, name: str, identity: str, industry: str, size: str, cell: Zone) -> Customer:
        rng = self._rng
        self._count += 1
        group = "组" if cell.within == "VILLAGE" else "号"
        since = self._last - timedelta(days=rng.randrange(1200, 4200))
        farm = industry in FARM_INDUSTRIES[:5] and (kind == "FARM_ENTITY" or rng.random() < 0.9)
        tech = kind == "ENTERPRISE" and industry in ("2319", "3311", "2511") and rng.random() < 0.15
        return Customer(
            f"C{COUNTY}{self._count:06d}",
            kind,
            name,
            identity,
            self._numbers.phone(),
            f"山西省稷州县{cell.township}{cell.name[:-4]}{rng.randrange(1, 200)}{group}",
            size,
            industry,
            cell.code,
            cell.township,
            self._branch_of[cell.lead],
            cell.lead,
            since,
            farm,
            tech,
        )

    def merchant(self) -> Customer:
        """个体工商户, borrowing in his own name."""
        male = self._rng.random() < 0.62
        industry = self._rng.choices(tuple(SHOPS), _SHOP_WEIGHTS)[0]
        cell = self._cell(industry, "MERCHANT")
        return self._place("MERCHANT", self._names.person(male), self._numbers.resident(male), industry, "", cell)

    def owner(self) -> Customer:
        """小微企业主: the natural person behind a small firm."""
        male = self._rng.random() < 0.8
        industry = self._rng.choice(_OWNER_INDUSTRIES)
        cell = self._cell(industry, "OWNER")
        return self._place("OWNER", self._names.person(male), self._numbers.resident(male), industry, "", cell)

    def firm(self, size: str) -> Customer:
        """An enterprise of that size class; the larger ones belong to the corporate department."""
        industry = self._rng.choices(tuple(FIRMS), _FIRM_WEIGHTS)[0]
        cell = self._cell(industry, "ENTERPRISE")
        if size in ("LARGE", "MEDIUM"):
            cell = self._rng.choice(self.corporate)
        name = self._names.firm(industry)
        return self._place("ENTERPRISE", name, self._numbers.credit_code("91"), industry, size, cell)

    def farm(self, size: str) -> Customer:
        """A co-operative, a family farm."""
        industry = self._rng.choices(tuple(FARMS), _FARM_WEIGHTS)[0]
        cell = self._cell(industry, "FARM_ENTITY")
        name = self._names.farm(industry)
        head = "93" if name.endswith("合作社") else "91"
        return self._place("FARM_ENTITY", name, self._numbers.credit_code(head), industry, size, cell)
