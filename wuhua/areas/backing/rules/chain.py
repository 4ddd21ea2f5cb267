"""强企贷 (A55): what a core firm still carries, what of its confirmations a loan uses up, and how a receipt is applied.

A confirmation carries loans up to a share (70 %) of it; what carries one loan carries no other.

>>> carried(1_000_000_00, 7_000)
70000000
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.backing.rules.names import BackingRefusal
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class OpenConfirmation:
    """A confirmation with what it still carries beside the loans on it. Fen."""

    number: str
    left: int
    due: date


@dataclass(frozen=True, slots=True)
class CoreFigures:
    """A core firm in fen: its cap, what is outstanding on its confirmations, what it confirmed and what of it is used."""

    cap: int
    outstanding: int = 0
    confirmed: int = 0
    used: int = 0
    swept: int = 0

    @property
    def room(self) -> int:
        """What may still be lent on its word."""
        return max(0, self.cap - self.outstanding)


def carried(confirmed: int, share: int) -> int:
    """What a confirmed sum carries, downwards to the fen."""
    return confirmed * share // WHOLE


def taken(loan: int, found: Sequence[OpenConfirmation]) -> dict[str, int] | Refused:
    """Which confirmations carry a loan and how much of it each, the first to fall due first."""
    left, parts = loan, {}
    for each in sorted(found, key=lambda one: (one.due, one.number)):
        part = min(left, each.left)
        if part > 0:
            parts[each.number] = part
            left -= part
    if left <= 0:
        return parts
    return Refused(
        BackingRefusal.CONFIRMATION_SHORT,
        f"未占用的核心企业确认最多可贷 {grouped(sum(each.left for each in found))} 元,本笔 {grouped(loan)} 元。",
        "请取得新的订单或应收账款确认,或减少金额。",
        "amount",
    )


def check_cap(found: CoreFigures, amount: int) -> Refused | None:
    """Whether the core firm still carries the loan."""
    if amount <= found.room:
        return None
    return Refused(
        BackingRefusal.CORE_CAP_EXCEEDED,
        f"核心企业上限 {grouped(found.cap)} 元,在贷 {grouped(found.outstanding)} 元,只余 {grouped(found.room)} 元,"
        f"本笔 {grouped(amount)} 元。",
        "请减少金额,或待回款归还后再放款。",
        "amount",
    )


def check_cycle(last_due: date, grace: int, maturity: date) -> Refused | None:
    """不超过贸易周期加 30 天: the loan ends so many days after the last confirmation it rests on."""
    last = last_due + timedelta(days=grace)
    if maturity <= last:
        return None
    return Refused(
        BackingRefusal.AFTER_TRADE_CYCLE,
        f"到期日 {maturity} 晚于确认款项到期日 {last_due} 加 {grace} 天({last})。",
        "请缩短期限。",
        "months",
    )
