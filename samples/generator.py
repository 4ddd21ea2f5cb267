"""The door of the sample bank: `write_sample` makes the town, its loans and records, and writes the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from samples import history, linkage, outside, partners, places, records, registers, terrain, ties
from samples.calendars import Days
from samples.calibrate import FULL, LAST_YEAR, CannotCalibrate, Scale, calibrate
from samples.customers import Customer, Town
from samples.identity import Numbers
from samples.lending import Lender
from samples.life import live
from samples.names import Names
from samples.notes import Note
from samples.others import arrears_wanted, consumption, in_arrears, larger_firms
from samples.people import Person, staff
from samples.write import Writer

Progress = Callable[[str, int, int], None]
DRAWS = 5
"""So often a town is drawn before it is given up."""
LEAST = 200
"""Fewer borrowers leave the calibration no room."""
MOST = 50_000
"""For more there are not names enough."""
RELENT = {"spring": 14, "harvest": 9, "stock": 5}
"""Borrowers behind whom re-lending money stands: farms in two seasons (支农), firms that buy stock (支小)."""


class UnsuitableDay(ValueError):
    """The sample bank's seasons and registers are laid out for a 30 September."""


@dataclass(slots=True)
class Bank:
    """Everything made, before it is written."""

    days: Days
    scale: Scale
    seed: int
    branches: list[places.Branch]
    people: list[Person]
    zones: list[places.Zone]
    customers: list[Customer]
    notes: list[Note]
    relent: list[tuple[str, Note]]
    numbers: Numbers
    names: Names

    def rng(self, topic: str) -> Random:
        """A stream of its own for every topic, so that one more record here moves nothing there."""
        return Random(f"{self.seed}/{topic}")


def write_sample(
    out: Path,
    *,
    borrowers: int = FULL,
    seed: int = 20180930,
    day: date = date(2018, 9, 30),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the bank's files into `out`; answers rows per file. Same arguments, same bytes.

    Raises `UnsuitableDay` for a day that is no 30 September, `ValueError` below `LEAST` or above `MOST` borrowers.
    """
    if (day.month, day.day) != (9, 30):
        raise UnsuitableDay(f"{day} is no 30 September")
    if not LEAST <= borrowers <= MOST:
        raise ValueError(f"{borrowers} borrowers are not {LEAST} to {MOST}")
    tell = progress or (lambda _what, _done, _all: None)
    tell("客户与借据", 0, 4)
    bank = make_bank(borrowers=borrowers, seed=seed, day=day)
    tell("登记簿与历史", 1, 4)
    writer = Writer(out)
    registers.write(bank, writer)
    history.write(bank, writer)
    met = records.write(bank, writer)
    terrain.write(bank, writer)
    ties.write(bank, writer)
    partners.write(bank, writer)
    tell("工商、纳税、用电、工资与账户流水", 2, 4)
    linkage.write(bank, writer, met, *outside.write(bank, writer))
    tell("控制总数", 3, 4)
    writer.controls()
    tell("完成", 4, 4)
    return {"folder": str(out), "day": day.isoformat(), "seed": seed, "files": {n: r for n, r, _ in writer.totals}}


def make_bank(*, borrowers: int, seed: int, day: date) -> Bank:
    """The whole bank in memory. A town that leaves the totals no room (a very small one may) is drawn again."""
    for again in range(DRAWS):
        try:
            return _draw(f"{seed}.{again}" if again else f"{seed}", seed, Days(day), Scale(borrowers))
        except CannotCalibrate as no:
            unlucky = no
    raise unlucky


def _draw(stream: str, seed: int, days: Days, scale: Scale) -> Bank:
    rng = Random(f"{stream}/people")
    numbers, names = Numbers(Random(f"{stream}/numbers")), Names(Random(f"{stream}/names"))
    branches = places.branches()
    people = staff(branches, rng, numbers, names)
    zones = places.territory()
    cells = places.cells(zones, branches, date(days.day.year, 1, 1))
    branch_of = {person.number: person.branch for person in people}
    town = Town(Random(f"{stream}/customers"), numbers, names, cells, branch_of, days.last_year)
    lender = Lender(Random(f"{stream}/lending"), days)
    customers, relent = _borrowers(town, lender, scale)
    consumption(lender, customers, scale)
    customers += larger_firms(lender, town, scale)
    customers += [_someone(town, lender.rng) for _ in range(scale.count(420))]
    calibrate(lender.notes, days, scale)
    bank = Bank(days, scale, seed, branches, people, zones + cells, customers, lender.notes, relent, numbers, names)
    _finish(bank)
    return bank


def _someone(town: Town, rng: Random) -> Customer:
    chance = rng.random()
    if chance < 0.6:
        return town.merchant()
    if chance < 0.765:
        return town.owner()
    small = "MICRO" if rng.random() < 0.6 else "SMALL"
    return town.firm(small) if chance < 0.935 else town.farm(small)


def _borrowers(town: Town, lender: Lender, scale: Scale) -> tuple[list[Customer], list[tuple[str, Note]]]:
    """Those of both dates, the new and the lost; some with several notes, some in arrears, some relent to."""
    rng = lender.rng
    now, then = scale.borrowers, scale.count(LAST_YEAR)
    lost = scale.count(720)
    both = then - lost
    wanted = arrears_wanted(scale)
    customers = []
    for kind, low, high in wanted:
        customers.append(_someone(town, rng))
        in_arrears(lender, customers[-1], kind, low, high)
    relent: list[tuple[str, Note]] = []
    for season, full in RELENT.items():
        for _ in range(scale.count(full)):
            customers.append(town.firm("SMALL") if season == "stock" else town.farm("SMALL"))
            newest = lender.relent(customers[-1], season, scale.fair(full))
            relent.append(("REL_SME" if season == "stock" else "REL_AGRI", newest))
    plain = []
    for number in range(now - len(customers)):
        customer = _someone(town, rng)
        plain.append(customer)
        lender.main(customer, "both" if number < both - len(customers) else "new")
    several = rng.sample(plain, scale.count(640))
    for number, customer in enumerate(several):
        for _ in range(3 if number % 32 == 0 else 2 if number % 8 == 0 else 1):
            lender.another(customer)
    for customer in rng.sample(plain[: both // 2], scale.count(380)):
        lender.passing(customer)
    gone = [_someone(town, rng) for _ in range(lost)]
    for number, customer in enumerate(gone):
        lender.lost(customer, number < scale.count(7))
    return customers + plain + gone, relent


def _finish(bank: Bank) -> None:
    """Numbers, contracts, lines, accounts, plans and lives, now that every amount stands."""
    order = {id(customer): place for place, customer in enumerate(bank.customers)}
    bank.notes.sort(key=lambda note: (note.start, order[id(note.customer)], note.product, note.amount))
    for place, note in enumerate(bank.notes, 1):
        note.number = f"JD{note.start:%Y%m%d}{place:06d}"
        note.contract = f"HT{note.start:%Y%m%d}{place:06d}"
        if note.plan:
            part = note.amount // 2 // 100_000 * 100_000 if len(note.plan) == 2 else 0
            note.plan = [
                (day, part if len(note.plan) == 2 and not n else note.amount - part)
                for n, (day, _) in enumerate(note.plan)
            ]
        note.life = live(note, bank.days.cut)
    for place, customer in enumerate(bank.customers, 1):
        customer.account = f"6217{bank.days.day.year % 100}{customer.branch[-3:]}{place:09d}"
        alive = sum(note.amount for note in customer.notes if note.closed is None)
        most = max((note.amount for note in customer.notes), default=0)
        if most:
            unit = 1_000_000
            customer.line = -(-max(alive, most) // unit) * unit
        first = min((note.start for note in customer.notes), default=None)
        if first and customer.since > first:
            customer.since = first
