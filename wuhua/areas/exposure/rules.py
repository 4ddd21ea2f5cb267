"""Rules of exposure: the ceilings of a day, what they leave, and whether a hold fits. Amounts are whole fen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.money import fen_of, grouped, percent
from wuhua.core.refuse import Refusal, Refused

HUNDRED = 10_000


class Ceiling(StrEnum):
    """上限: which of the four, in the order in which a tie is told."""

    SINGLE_LOAN = "SINGLE_LOAN"
    SINGLE_EXPOSURE = "SINGLE_EXPOSURE"
    GROUP_CREDIT = "GROUP_CREDIT"
    GROUP_EXPOSURE = "GROUP_EXPOSURE"


CEILING_NAMES: Mapping[Ceiling, str] = {
    Ceiling.SINGLE_LOAN: "单一客户贷款",
    Ceiling.SINGLE_EXPOSURE: "单一客户风险暴露",
    Ceiling.GROUP_CREDIT: "集团客户授信",
    Ceiling.GROUP_EXPOSURE: "关联客户组风险暴露",
}
_PCT = {
    Ceiling.SINGLE_LOAN: ("SINGLE_LOAN_PCT", "NET_CAPITAL"),
    Ceiling.SINGLE_EXPOSURE: ("SINGLE_EXPOSURE_PCT", "NET_TIER1"),
    Ceiling.GROUP_CREDIT: ("GROUP_CREDIT_PCT", "NET_CAPITAL"),
    Ceiling.GROUP_EXPOSURE: ("GROUP_EXPOSURE_PCT", "NET_TIER1"),
}
"""Each ceiling's percentage and its base, as compliance names them (商业银行法 39; 银监发〔2010〕4号; 令2018年第1号)."""


class ExposureRefusal(Refusal):
    """Why exposure says no, in the order in which it is checked."""

    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    HOLD_ENDS_BEFORE_IT_BEGINS = "hold_ends_before_it_begins"
    CAPITAL_UNKNOWN = "capital_unknown"
    HOLD_KEY_REUSED = "hold_key_reused"
    HOLD_UNKNOWN = "hold_unknown"
    ROOM_EXCEEDED = "room_exceeded"


@dataclass(frozen=True, slots=True)
class Owes:
    """What one customer owes the bank: loans, and everything else that is exposure (lines undrawn, bills, guarantees)."""

    loans: int = 0
    other: int = 0


Owed = Callable[[Collection[str]], Mapping[str, Owes]]
"""Asked for many customers at once; who owes nothing may be missing from the answer."""


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be lent: `amount` is the least of the four, `binding` which; `ceilings` and `used` each of them."""

    customer: str
    members: tuple[str, ...]
    on: date
    amount: int
    binding: Ceiling
    ceilings: Mapping[Ceiling, int]
    used: Mapping[Ceiling, int]
    held: int
    large: bool
    look_at_ties: bool


def ceilings(values: Mapping[str, str]) -> dict[Ceiling, int] | Refused:
    """The four ceilings in fen out of compliance's values of a day; without net capital nothing can be measured."""
    missing = [code for code in ("NET_CAPITAL", "NET_TIER1") if code not in values]
    if missing:
        return Refused(
            ExposureRefusal.CAPITAL_UNKNOWN,
            "没有登记资本净额或一级资本净额,无法计算集中度。",
            "请合规岗登记最近一期资本净额与一级资本净额。",
            missing[0],
        )
    return {
        each: fen_of(values[base], base) * fen_of(values[pct], pct) // (100 * 100)
        for each, (pct, base) in _PCT.items()
    }  # fmt: skip


def room(
    customer: str,
    members: Iterable[str],
    on: date,
    owed: Mapping[str, Owes],
    held: Mapping[str, int],
    values: Mapping[str, str],
) -> Room | Refused:
    """What the ceilings leave a customer inside its group; holds count as loans already made."""
    tops = ceilings(values)
    if isinstance(tops, Refused):
        return tops
    group = tuple(sorted({customer, *members}))
    own, others = owed.get(customer, Owes()), [owed.get(each, Owes()) for each in group]
    own_held, all_held = held.get(customer, 0), sum(held.get(each, 0) for each in group)
    every = sum(each.loans + each.other for each in others) + all_held
    used = {
        Ceiling.SINGLE_LOAN: own.loans + own_held,
        Ceiling.SINGLE_EXPOSURE: own.loans + own.other + own_held,
        Ceiling.GROUP_CREDIT: every,
        Ceiling.GROUP_EXPOSURE: every,
    }
    binding = min(Ceiling, key=lambda each: tops[each] - used[each])
    tier1 = fen_of(values["NET_TIER1"])
    return Room(
        customer, group, on, max(0, tops[binding] - used[binding]), binding, tops, used, all_held,
        every * HUNDRED >= tier1 * fen_of(values["LARGE_EXPOSURE_PCT"]),
        len(group) == 1 and every * HUNDRED > tier1 * fen_of(values["ECONOMIC_TIE_PCT"]),
    )  # fmt: skip


def check_hold(amount: int, on: date, expires: date) -> Refused | None:
    """A hold has an amount and an end."""
    if amount <= 0:
        return Refused(ExposureRefusal.AMOUNT_NOT_POSITIVE, "占用金额须大于零。", "请核对金额。", "amount")
    if expires <= on:
        return Refused(
            ExposureRefusal.HOLD_ENDS_BEFORE_IT_BEGINS, "占用的失效日不晚于今天。", "请填写以后的日期。", "expires"
        )
    return None


def fits(amount: int, found: Room) -> Refused | None:
    """Whether the amount goes into the room (A91): one fen more is stopped."""
    if amount <= found.amount:
        return None
    name, top, used = CEILING_NAMES[found.binding], found.ceilings[found.binding], found.used[found.binding]
    return Refused(
        ExposureRefusal.ROOM_EXCEEDED,
        f"{name}上限 {grouped(top)} 元,已用 {grouped(used)} 元,只余 {grouped(found.amount)} 元,本笔 {grouped(amount)} 元。",
        "请减少金额,或先收回该客户(组)的其他授信。",
        "amount",
    )


@dataclass(frozen=True, slots=True)
class Large:
    """大额风险暴露: a group whose exposure reaches the reporting line, and its share of net tier-1 capital."""

    group: str
    exposure: int
    share: str


def large(exposures: Mapping[str, int], values: Mapping[str, str]) -> list[Large]:
    """Groups at or over the reporting line (2.5 % of net tier-1), the largest first."""
    tier1 = fen_of(values["NET_TIER1"])
    line = tier1 * fen_of(values["LARGE_EXPOSURE_PCT"])
    rows = [Large(group, fen, percent(fen, tier1)) for group, fen in exposures.items() if fen * HUNDRED >= line]
    return sorted(rows, key=lambda each: (-each.exposure, each.group))
