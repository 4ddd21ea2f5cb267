"""关联方与关联客户组: who belongs to whom, and which ties make one group (令2018年第1号; A89).

Owner, firm and spouse are one group, and so is whoever controls half of a firm or more. A guarantor, a supplier or a buyer
is a related party and makes no group by itself; the tie of economic dependence is looked at by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CONTROL = 5_000
"""Hundredths of a percent of a firm that control it."""


class RelationKind(StrEnum):
    """关联关系: what the other party is to this customer."""

    OWNER = "OWNER"
    SPOUSE = "SPOUSE"
    LEGAL_PERSON = "LEGAL_PERSON"
    SHAREHOLDER = "SHAREHOLDER"
    GUARANTOR = "GUARANTOR"
    SUPPLIER = "SUPPLIER"
    BUYER = "BUYER"


RELATION_NAMES: Mapping[RelationKind, str] = {
    RelationKind.OWNER: "企业主",
    RelationKind.SPOUSE: "配偶",
    RelationKind.LEGAL_PERSON: "法定代表人",
    RelationKind.SHAREHOLDER: "股东",
    RelationKind.GUARANTOR: "保证人",
    RelationKind.SUPPLIER: "上游",
    RelationKind.BUYER: "下游",
}


def joins(kind: RelationKind, share: int | None) -> bool:
    """Whether the tie makes one group.

    >>> joins(RelationKind.SHAREHOLDER, 5_000), joins(RelationKind.SHAREHOLDER, 4_999), joins(RelationKind.BUYER, None)
    (True, False, False)
    """
    if kind is RelationKind.SHAREHOLDER:
        return share is not None and share >= CONTROL
    return kind in (RelationKind.OWNER, RelationKind.SPOUSE)


def reason(kind: RelationKind, share: int | None) -> str:
    """Why the tie is there, in words.

    >>> reason(RelationKind.SHAREHOLDER, 6_050)
    '股东(持股 60.50%)'
    """
    name = RELATION_NAMES[kind]
    return f"{name}(持股 {share // 100}.{share % 100:02d}%)" if share is not None else name


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation on a day: `customer` says `party` is its owner, spouse… Nodes are keys, names are for the reader."""

    id: int
    customer: str
    party: str
    kind: RelationKind
    share: int | None
    since: date
    evidence: str

    @property
    def joins(self) -> bool:
        """Whether it makes one group."""
        return joins(self.kind, self.share)

    @property
    def reason(self) -> str:
        """Why, in words."""
        return reason(self.kind, self.share)


@dataclass(frozen=True, slots=True)
class Group:
    """关联客户组 on a day: customer numbers that are members, every node by key with its name, and the ties that join."""

    on: date
    members: tuple[str, ...]
    names: Mapping[str, str]
    ties: tuple[Tie, ...]
