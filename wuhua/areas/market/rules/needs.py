"""What stands beside a limit: the regulator's working-capital need, and the last day a loan may run to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


SEASON_NAMES: Mapping[SeasonRole, str] = {
    SeasonRole.GROWER: "种植户",
    SeasonRole.BUYER: "收购户",
    SeasonRole.PROCESSOR: "加工、冷库",
}


def seasons(product: str, values: Mapping[str, str]) -> dict[SeasonRole, tuple[int, ...]]:
    """The months in which a loan of the product may fall due, by part, in the order of the season; empty: it has none.

    >>> seasons("JUJUBE_LOAN", {"SEASON.JUJUBE_LOAN.GROWER": "11,12,1"})
    {<SeasonRole.GROWER: 'GROWER'>: (11, 12, 1)}
    """
    found = {role: values.get(f"SEASON.{product}.{role}", "") for role in SeasonRole}
    return {role: tuple(int(each) for each in text.split(",")) for role, text in found.items() if text}


def season_role(product: str, industry: str, values: Mapping[str, str]) -> SeasonRole | None:
    """The part a trade plays in the season (GB/T 4754); None where a person must say."""
    code = industry.lstrip("ABCDEFGHIJKLMNOPQRST")
    for role in SeasonRole:
        trades = values.get(f"SEASON_TRADE.{product}.{role}", "")
        if any(code.startswith(each) for each in trades.split(",") if each):
            return role
    return None


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


def check_season(role: SeasonRole, months: Sequence[int], due: date) -> Refused | None:
    """Whether a loan of that part may fall due on that day (A54); `months` in the order of the season."""
    if due.month in months:
        return None
    span = f"{months[0]} 月至{'次年 ' if months[-1] < months[0] else ' '}{months[-1]} 月"
    return Refused(
        LimitRefusal.SEASON_OUTSIDE,
        f"到期日 {due} 不在{SEASON_NAMES[role]}的回款季({span})内。",
        f"请调整期限,使到期日落在{span}。",
        "months",
    )


def check_lease(lease_ends: date | None, due: date) -> Refused | None:
    """Whether a merchant loan falls due while the stall is still let (A52); the end of the lease must be on file."""
    if lease_ends is None:
        return Refused(
            LimitRefusal.LEASE_ENDS_FIRST, "租赁合同没有登记到期日。", "请在资料中登记租约到期日后再办理。", "papers"
        )
    if due <= lease_ends:
        return None
    return Refused(
        LimitRefusal.LEASE_ENDS_FIRST,
        f"到期日 {due} 晚于租约到期日 {lease_ends}。",
        "请缩短期限,使到期日不晚于租约到期日,或先续租。",
        "months",
    )
