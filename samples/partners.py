"""Whom the bank courts, which lines of the package its partners use, and firms that stand surety for each other in a ring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samples.generator import Bank
    from samples.write import Writer

Row = tuple[Any, ...]
AGREED = 10
"""Agreements there are: `records.AGREED` counts them."""
LINES = ("贷款", "结算", "代发工资", "收单与二维码", "存款", "手机与网上银行", "代理业务")
COURTED = (
    ("龙头企业", "稷州果业集团", "洽谈中", "班子成员上门,对接果品收购资金"),
    ("龙头企业", "稷州面业集团", "计划中", "摸清上下游,先办代发工资"),
    ("优质企业", "稷州彩印包装公司", "洽谈中", "以订单授信切入"),
    ("优质企业", "稷州冷链物流公司", "计划中", "参加其供应商大会"),
    ("优质企业", "稷州铸造公司", "已放弃", "环评未过,暂不跟进"),
)
RINGS = (3, 4)
"""How many firms stand in each ring of sureties."""
CHAIN = 3
"""A row of sureties that never comes back: no ring."""


def write(bank: Bank, writer: Writer) -> None:
    """The three files, each from a stream of its own."""
    writer.write("strategic_targets", list(_courted(bank)))
    writer.write("package_services", list(_services(bank)))
    writer.write("relations", list(_sureties(bank)))


def _people(bank: Bank) -> tuple[list[str], list[str]]:
    heads = [person.number for person in bank.people if "EXECUTIVE" in person.roles]
    return heads, [person.number for person in bank.people if person.roles.startswith("RM")]


def _courted(bank: Bank) -> Iterator[Row]:
    heads, contacts = _people(bank)
    rng = bank.rng("courted")
    for place, (kind, name, stage, plan) in enumerate(COURTED):
        opened = date(bank.days.day.year, 2 + place, 12)
        yield kind, name, "", heads[place % len(heads)], rng.choice(contacts), plan, stage, "", opened


def _services(bank: Bank) -> Iterator[Row]:
    """Each partner takes up what suits it, loans and settlement first, some weeks after it signed."""
    rng, year = bank.rng("package"), bank.days.day.year
    for number in range(1, AGREED + 1):
        signed = date(year, 1 + number % 8, 10)
        taken = {"结算", *rng.sample(LINES, rng.randint(2, 5))}
        for line in LINES:
            if line in taken:
                yield f"XY{number:03d}", line, min(signed + timedelta(days=rng.randint(5, 18)), bank.days.cut)


def _sureties(bank: Bank) -> Iterator[Row]:
    """Rings of firms (互保), and a chain beside them. No tie here joins a group: sureties are economic ties only."""
    rng = bank.rng("sureties")
    firms = [each for each in bank.customers if each.kind == "ENTERPRISE" and each.small]
    chosen = rng.sample(firms, min(len(firms), sum(RINGS) + CHAIN))
    since = bank.days.last_year - timedelta(days=41)
    for size in RINGS:
        ring, chosen = chosen[:size], chosen[size:]
        if len(ring) == size:
            yield from (_surety(one, ring[place - 1], since) for place, one in enumerate(ring))
    yield from (_surety(one, other, since) for one, other in pairwise(chosen))


def _surety(one: Any, other: Any, since: date) -> Row:
    """`other` stands surety for `one`."""
    return one.number, "保证人", other.number, other.name, "", None, "保证合同", max(since, one.since, other.since)
