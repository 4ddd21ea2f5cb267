"""名单: everybody surveyed this year stands on one list, of the market, park or mall or of the registry, and some who wait.

So the funnel of the lists and the counters of visits and files say the same: visited 2,711 and 1,056, filed 981 and 126.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samples.customers import Customer
    from samples.generator import Bank
    from samples.places import Zone
    from samples.write import Writer

Row = tuple[Any, ...]
SOURCES = {"PARK": "园区", "MARKET": "市场", "MALL": "商厦"}
REGISTRY = "MD-GS"
WAITING = (("待分配", 210), ("已分配", 160), ("已联系", 90))
LOST = ("近期没有资金需求", "他行利率更低", "不愿提供资料")


def write(bank: Bank, writer: Writer, surveys: list[Row], files: list[Row]) -> None:
    """Both files."""
    writer.write("lists", _lists(bank))
    writer.write("list_entries", [*_met(bank, surveys, files), *_waiting(bank)])


def _lists(bank: Bank) -> Iterator[Row]:
    made = bank.days.cut.replace(month=1, day=2)
    for zone in bank.zones:
        if zone.kind in SOURCES:
            yield _number(zone.code), f"{zone.name}名单", SOURCES[zone.kind], zone.code, "", made
    yield REGISTRY, "工商登记名单", "工商登记", "", "", made


def _number(code: str) -> str:
    return f"MD-{code}"


def _list_of(zone: Zone) -> str:
    """A cell of a radiating point is on that point's list, every other on the registry's."""
    return _number(zone.parent) if zone.within in SOURCES else REGISTRY


def _met(bank: Bank, surveys: list[Row], files: list[Row]) -> Iterator[Row]:
    """Whoever was surveyed this year: filed where the file is full enough, and on from there by the book; one in seventeen
    who is no customer of ours does not want."""
    filed = {row[1] for row in files if row[3] * 100 >= 90 * row[4]}
    ours = {each.number: each for each in bank.customers}
    zones = {zone.code: zone for zone in bank.zones}
    for place, row in enumerate(surveys):
        number, kind, name, _code, customer, zone, rm, at, longitude, latitude, _need = row
        if at.year != bank.days.day.year:
            continue
        full = number in filed
        lost = not full and not customer and place % 17 == 0
        state = _by_the_book(ours.get(customer)) if full else "无意向" if lost else "已走访"
        tint, why = (
            ("白", "经营稳定、口碑好")
            if full and place % 3 == 0
            else ("灰", "证照不全")
            if place % 41 == 0
            else ("", "")
        )
        yield (
            _list_of(zones[zone]), kind, name, "", customer, zone, "", "", longitude, latitude, rm, state,
            "已走访" if lost else "", LOST[place % 3] if lost else "", tint, why,
            min(at.date(), bank.days.cut) - timedelta(days=1), at.date(), None,
        )  # fmt: skip


def _by_the_book(customer: Customer | None) -> str:
    """How far whoever has a file has come: to a line, or to money that is owed today."""
    if customer is None or not customer.line:
        return "已建档"
    return "已用信" if any(note.closed is None for note in customer.notes) else "已授信"


def _waiting(bank: Bank) -> Iterator[Row]:
    """Newly registered, not yet visited: unassigned, assigned, spoken to with a day agreed."""
    rng = bank.rng("lists")
    cells = [zone for zone in bank.zones if zone.lead]
    number = 0
    for state, full in WAITING:
        for _ in range(bank.scale.count(full)):
            number += 1
            zone = rng.choice(cells)
            place = (f"110.{rng.randrange(80000, 99999)}", f"35.{rng.randrange(50000, 69999)}")
            phone = f"1{rng.choice('3578')}9{rng.randrange(10**8):08d}"
            spoken = state == "已联系"
            yield (
                _list_of(zone), "MERCHANT", f"{zone.name}新登记{number:04d}号", "", "", zone.code, zone.name, phone, *place,
                "" if state == "待分配" else zone.lead, state, "", "", "", "", bank.days.cut - timedelta(days=10),
                bank.days.cut - timedelta(days=3) if spoken else None,
                bank.days.cut + timedelta(days=rng.randrange(1, 9)) if spoken else None,
            )  # fmt: skip
