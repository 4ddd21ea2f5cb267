"""What stands beside a limit: the regulator's working-capital need, and the last day a loan may run to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wuhua.areas.market.rules.limits import WHOLE, LimitRefusal
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused


class SeasonRole(StrEnum):
    """枣季角色: who sells when (practice 1, A54)."""

    GROWER = "GROWER"
    BUYER = "BUYER"
    PROCESSOR = "PROCESSOR"


SEASONS: Mapping[SeasonRole, frozenset[int]] = {
    SeasonRole.GROWER: frozenset({11, 12, 1}),
    SeasonRole.BUYER: frozenset({11, 12, 1, 2, 3, 4, 5, 6}),
    SeasonRole.PROCESSOR: frozenset({11, 12, 1, 2, 3, 4, 5, 6}),
}
"""Months in which a jujube loan may fall due: growers after the harvest, buyers and processors until they have sold."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A firm's year (fen; margin and growth in hundredths of a percent) and the days its money is bound."""

    sales: int
    margin: int
    growth: int
    stock: int
    receivable: int
    payable: int
    prepaid: int
    advance: int

    @property
    def days(self) -> int:
        """Days from money out to money in."""
        return self.stock + self.receivable - self.payable + self.prepaid - self.advance


@dataclass(frozen=True, slots=True)
class Need:
    """营运资金量 and what of it is still to be lent, whole fen."""

    need: int
    new_loan: int


def working_capital(cycle: Cycle, *, own: int, working_loans: int, other: int) -> Need:
    """流动资金贷款需求量测算 (银监会令2010年第1号 附件): need = sales x (1 - margin) x (1 + growth) x days / 360.

    A cross-check beside the card's formula, never a limit by itself. Money bound for no day needs none.
    """
    days = max(0, cycle.days)
    need = Fraction(cycle.sales * (WHOLE - cycle.margin) * (WHOLE + cycle.growth) * days, WHOLE * WHOLE * 360)
    whole = need.__floor__()
    return Need(whole, max(0, whole - own - working_loans - other))


def exceeds_need(limit: int, need: Need) -> str:
    """A remark for the file where a limit passes what the regulator's formula finds; empty where it does not."""
    if limit <= need.new_loan:
        return ""
    return f"额度 {grouped(limit)} 元高于流动资金测算的新增需求 {grouped(need.new_loan)} 元,请在审查意见中说明。"


def check_season(role: SeasonRole, due: date) -> Refused | None:
    """Whether a jujube loan of that role may fall due on that day (A54)."""
    months = SEASONS[role]
    if due.month in months:
        return None
    span = "11 月至次年 1 月" if role is SeasonRole.GROWER else "11 月至次年 6 月"
    return Refused(
        LimitRefusal.SEASON_OUTSIDE, f"到期日 {due} 不在枣季回款期({span})内。", f"请把到期日改到{span}。", "due"
    )


def check_lease(lease_ends: date, due: date) -> Refused | None:
    """Whether a merchant loan falls due while the stall is still let (A52)."""
    if due <= lease_ends:
        return None
    return Refused(
        LimitRefusal.LEASE_ENDS_FIRST,
        f"到期日 {due} 晚于租约到期日 {lease_ends}。",
        "请把到期日提前到租约到期日之前,或先续租。",
        "due",
    )
