"""Rules of mined leads (A76): what a firm's flows say of parties that are not our customers yet."""

from __future__ import annotations

from enum import StrEnum

SHOWN = 20
"""So many counterparties of a firm are worth a page; the rest is small change."""


class LeadState(StrEnum):
    """Seen in the flows, taken up as an entry, or let go with a reason."""

    SEEN = "SEEN"
    TAKEN_UP = "TAKEN_UP"
    LET_GO = "LET_GO"


class Direction(StrEnum):
    """Where the party stands to the firm: sells to it, buys from it, or both (money that may only go round)."""

    UPSTREAM = "UPSTREAM"
    DOWNSTREAM = "DOWNSTREAM"
    BOTH_WAYS = "BOTH_WAYS"


def direction(paid_in: int, paid_out: int) -> Direction:
    """Money in comes from who buys, money out goes to who sells.

    >>> direction(5, 0).value, direction(0, 5).value, direction(1, 1).value
    ('DOWNSTREAM', 'UPSTREAM', 'BOTH_WAYS')
    """
    if paid_in and paid_out:
        return Direction.BOTH_WAYS
    return Direction.DOWNSTREAM if paid_in else Direction.UPSTREAM


def mask_name(name: str) -> str:
    """Enough to know what kind of party it is, not whom: the first sign and what the name ends in.

    >>> mask_name("稷州县某某纸箱包装有限公司"), mask_name("面馆"), mask_name("张")
    ('稷****有限公司', '面****', '*')
    """
    for tail in (
        "有限责任公司",
        "股份有限公司",
        "有限公司",
        "专业合作社",
        "合作社",
        "经营部",
        "商行",
        "门市部",
        "店",
        "厂",
    ):
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return f"{name[0]}****{tail}"
    return f"{name[0]}****" if len(name) > 1 else "*"
