"""关系: who supplies, sells to, guarantees, owns, rents in and competes, drawn over the made-up customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samples.customers import Customer
    from samples.generator import Bank
    from samples.write import Writer

Row = tuple[Any, ...]
FULL = {"供货": 260, "销售": 220, "担保": 90, "控股": 40, "承租": 120, "竞争": 60}
OUTSIDE = ("河津纸业公司", "运城包装材料公司", "侯马物流公司", "临汾粮油公司")


def write(bank: Bank, writer: Writer) -> None:
    """The file of relations."""
    writer.write("ties", list(_ties(bank)))


def _ties(bank: Bank) -> Iterator[Row]:
    rng = bank.rng("ties")
    firms = [each for each in bank.customers if each.kind == "ENTERPRISE"] or bank.customers
    halls = [zone for zone in bank.zones if zone.kind in ("PARK", "MARKET", "MALL")]
    seen: set[tuple[str, str, str]] = set()
    for kind, full in FULL.items():
        for _ in range(bank.scale.count(full)):
            one: Customer = rng.choice(bank.customers)
            other = rng.choice(firms)
            to = (other.name, other.number)
            if kind == "承租":
                to = (rng.choice(halls).name, "")
            elif kind == "供货" and rng.random() < 0.3:
                to = (rng.choice(OUTSIDE), "")
            key = (kind, one.number, to[0])
            if one is other or key in seen:
                continue
            seen.add(key)
            yield kind, one.name, one.number, *to, one.since, "走访登记"
