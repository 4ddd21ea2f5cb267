"""Planted irregularities: few, each at borrowers of its own, for whoever looks for them. None is a bad row.

`README.md` lists them. Nothing else in the files points at them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from samples.business import Business
from samples.notes import PACKAGING

if TYPE_CHECKING:
    from samples.generator import Bank

STATUSES = {"CANCELLED": "注销", "REVOKED": "吊销", "ABNORMAL": "经营异常", "DISHONEST": "严重违法"}
"""登记状态 of a borrower that still owes."""


def _licensed(each: Business) -> bool:
    return each.licence is not None


def _taxed(each: Business) -> bool:
    return each.firm and each.customer.kind != "FARM_ENTITY"


def _packer(each: Business) -> bool:
    return each.firm and each.banked and each.customer.industry in PACKAGING


def _banked(each: Business) -> bool:
    return each.banked


def _firm(each: Business) -> bool:
    return each.firm and each.staff >= 8


_WANTED: dict[str, tuple[int, Callable[[Business], bool]]] = {
    "CANCELLED": (3, _licensed),
    "REVOKED": (2, _licensed),
    "ABNORMAL": (6, _licensed),
    "DISHONEST": (1, _licensed),
    "TAX_ARREARS": (6, _taxed),  # 欠税
    "POWER_DROP": (5, _packer),  # power falls to a third while the account turns over as before
    "POWER_ARREARS": (4, _firm),  # 欠电费
    "LAID_OFF": (4, _firm),  # people and wages fall by half
    "ROUND_TRIP": (5, _banked),  # money comes in and goes back to the same party the next day
}
"""How many of 5,112 borrowers, and who may be one."""


def planted(bank: Bank, known: list[Business]) -> Mapping[str, set[str]]:
    """Customer numbers by irregularity; nobody has two, and nobody in arrears has one."""
    rng = bank.rng("oddities")
    free = [each for each in known if not each.customer.stop and each.customer.size not in ("MEDIUM", "LARGE")]
    found: dict[str, set[str]] = {}
    for name, (full, fits) in _WANTED.items():
        fitting = [each for each in free if fits(each)]
        chosen = rng.sample(fitting, min(len(fitting), bank.scale.count(full)))
        found[name] = {each.customer.number for each in chosen}
        free = [each for each in free if each.customer.number not in found[name]]
    return found
