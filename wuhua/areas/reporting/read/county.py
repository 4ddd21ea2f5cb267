"""Figures of every zone of the county in a fixed number of questions: leaves counted once, rolled up the tree.

Money is of the last sealed day; visits and files are of the business day; an owner is of the business day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wuhua.areas.backing.read import chain as backing
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.read import zones as customers
from wuhua.areas.market.read import places
from wuhua.areas.market.read.cores import core_codes, cores_by_zone
from wuhua.areas.people import read as people
from wuhua.areas.reporting.read import source
from wuhua.areas.reporting.read.owed import owed


@dataclass(slots=True)
class Line:
    """One zone with everything below it."""

    code: str
    name: str
    kind: str
    parent: str
    leaf: bool
    team: str = ""
    rm: str = ""
    rm_name: str = ""
    households: int = 0
    surveyed: int = 0
    filed: int = 0
    customers: int = 0
    cores: int = 0
    credit: int = 0
    drawn: int = 0
    balance: int = 0
    overdue: int = 0
    last_visit: date | None = None
    untouched: bool = False

    def take(self, other: Line) -> None:
        """Add what lies below."""
        for name in ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.last_visit = max(filter(None, (self.last_visit, other.last_visit)), default=None)

    def share(self, part: str, whole: str) -> int | None:
        """Whole per cent, rounded down; None where there is nothing to divide by."""
        below = getattr(self, whole)
        return getattr(self, part) * 100 // below if below else None


ADDED = ("households", "surveyed", "filed", "customers", "cores", "credit", "drawn", "balance", "overdue")
SHARES = {
    "surveyed_pct": ("surveyed", "households"),
    "filed_pct": ("filed", "surveyed"),
    "credit_pct": ("credit", "customers"),
    "drawn_pct": ("drawn", "credit"),
}
"""Each heat in per cent: of which whole it is a part."""


@dataclass(frozen=True, slots=True)
class County:
    """Every zone by code, the sealed day of the money (None: nothing is sealed, and money is unknown), borrowers by manager
    and between how many of them a manager should stand."""

    lines: dict[str, Line]
    money: date | None
    loads: dict[str, int]
    least: int
    most: int

    def leaves(self) -> list[Line]:
        """Cells, by code."""
        return [line for line in self.lines.values() if line.leaf]

    def below(self, code: str) -> list[Line]:
        """What a zone is divided into."""
        return [line for line in self.lines.values() if line.parent == code]

    def root(self) -> Line | None:
        """The county."""
        return next((line for line in self.lines.values() if not line.parent), None)


def county(on: date) -> County:
    """All figures of all zones. Thirteen queries and one measure, whatever the size of the county."""
    held = compliance.parameters(on)
    zones = people.territory()
    lines = _lines(zones)
    for code, owner in people.owners(on).items():
        line = lines[code]
        line.team, line.rm = owner.team_type, owner.lead_rm_id or ""
        line.rm_name = owner.lead_rm.name if owner.lead_rm else ""
    for code, seen in places.touched(on, held.whole("FILE_COMPLETE_PCT")).items():
        line = lines[code]
        line.surveyed, line.filed, line.last_visit = seen.surveyed, seen.filed, seen.last_visit
    firms = {each.credit_code for each in backing.core_firms() if each.credit_code}
    for code, number in cores_by_zone(core_codes(on) | firms).items():
        if code in lines:
            lines[code].cores = number
    money = source.latest_day(on)
    owing = owed(money) if money else {}
    loads: dict[str, int] = {}
    for each in customers.placed():
        balance, overdue = owing.get(each.number, (0, 0))
        if balance:
            loads[each.managing_rm] = loads.get(each.managing_rm, 0) + 1
        if each.zone in lines:
            line = lines[each.zone]
            line.customers += 1
            line.credit += each.has_line
            line.drawn += balance != 0
            line.balance += balance
            line.overdue += overdue
    _roll_up(zones, lines)
    limit = on - timedelta(days=held.whole("CELL_UNTOUCHED_DAYS"))
    for line in lines.values():
        line.untouched = line.leaf and (line.last_visit is None or line.last_visit < limit)
    return County(lines, money, loads, held.whole("MANAGER_LOAD_LEAST"), held.whole("MANAGER_LOAD_MOST"))


def _lines(zones: list[Any]) -> dict[str, Line]:
    divided = {zone.parent_id for zone in zones}
    return {
        zone.code: Line(zone.code, zone.name, zone.kind, zone.parent_id or "", zone.code not in divided,
                        households=zone.households or 0)
        for zone in zones
    }  # fmt: skip


def _roll_up(zones: list[Any], lines: dict[str, Line]) -> None:
    """Deepest first, so that each parent takes children that are complete."""
    depth = {"": 0}

    def deep(code: str) -> int:
        if code not in depth:
            depth[code] = 1 + deep(lines[code].parent)
        return depth[code]

    for line in sorted(lines.values(), key=lambda each: -deep(each.code)):
        if line.parent:
            lines[line.parent].take(line)


@dataclass(frozen=True, slots=True)
class Load:
    """A manager's cells and borrowers, and whether that is too few or too many."""

    number: str
    name: str
    cells: int
    borrowers: int
    least: int
    most: int

    @property
    def verdict(self) -> str:
        """LOW, HIGH, or nothing to say."""
        return "LOW" if self.borrowers < self.least else "HIGH" if self.borrowers > self.most else ""


def loads(found: County) -> list[Load]:
    """Everybody who has a cell or a borrower, the fullest first."""
    cells: dict[str, int] = {}
    for line in found.leaves():
        if line.rm:
            cells[line.rm] = cells.get(line.rm, 0) + 1
    numbers = set(cells) | set(found.loads)
    names = people.staff_names(numbers)
    rows = [
        Load(each, names.get(each, each), cells.get(each, 0), found.loads.get(each, 0), found.least, found.most)
        for each in numbers
    ]
    return sorted(rows, key=lambda each: (-each.borrowers, each.number))
