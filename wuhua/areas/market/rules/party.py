"""Rules of market: when a visit is located, when a file counts as built, and whether records make sense."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """Whom a survey or file is about."""

    MERCHANT = "MERCHANT"
    ENTERPRISE = "ENTERPRISE"


class AgreementKind(StrEnum):
    """战略合作协议: parks, leading enterprises, supermarkets and malls."""

    PARK = "PARK"
    LEADING_ENTERPRISE = "LEADING_ENTERPRISE"
    MALL_SUPERMARKET = "MALL_SUPERMARKET"


class Measure(StrEnum):
    """任务指标: what is compared with a yearly task. Money in yuan, the rest whole numbers or percent."""

    NET_INCREASE = "NET_INCREASE"
    BORROWERS = "BORROWERS"
    BALANCE = "BALANCE"
    SURVEYED_MERCHANTS = "SURVEYED_MERCHANTS"
    SURVEYED_ENTERPRISES = "SURVEYED_ENTERPRISES"
    FILED_MERCHANTS = "FILED_MERCHANTS"
    FILED_ENTERPRISES = "FILED_ENTERPRISES"
    DISBURSED = "DISBURSED"


BANK = "BANK"
"""The scope of a target for the whole bank; other scopes are a team, a branch code or a staff number."""


def completeness(filled: int, mandatory: int) -> int:
    """Hundredths of a percent of the mandatory items that are filled, rounded down.

    >>> completeness(18, 20), completeness(17, 19)
    (9000, 8947)
    """
    return filled * 10_000 // mandatory


def counts_as_built(filled: int, mandatory: int, located: bool, complete_pct: int) -> bool:
    """建档: at least so many percent of the mandatory items, and a visit with a place on the map.

    >>> counts_as_built(18, 20, True, 90), counts_as_built(17, 20, True, 90), counts_as_built(20, 20, False, 90)
    (True, False, False)
    """
    return located and filled * 100 >= complete_pct * mandatory
