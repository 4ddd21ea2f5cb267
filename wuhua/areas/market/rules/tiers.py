"""客户分层 (A74, A75): 重点, 优质, 基础 by repayment record, time with the bank, size and contribution, and who markets whom.

Deposits and the return rate are not among the facts, so no threshold can reach them (七不准之二). A customer rises when it
reaches a line and falls only when it is more than the slack below it; asked twice about the same facts, the rule says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.people.rules import ROLE_NAMES, Officer, Role
from wuhua.core.refuse import Refusal, Refused


class TierRefusal(Refusal):
    """Why a tier or its owner is not changed, in the order in which it is checked."""

    NOT_OF_THIS_POST = "not_of_this_post"
    CUSTOMER_UNKNOWN = "customer_unknown"
    NOT_TIERED_YET = "not_tiered_yet"
    REASON_MISSING = "reason_missing"
    SAME_TIER = "same_tier"
    OWNER_UNKNOWN = "owner_unknown"
    WRONG_GRADE = "wrong_grade"
    SAME_OWNER = "same_owner"


class TierCause(StrEnum):
    """How a tier came about: counted by the quarter's run, or said by a person."""

    TIER_COUNTED = "TIER_COUNTED"
    TIER_BY_HAND = "TIER_BY_HAND"


class TierReason(StrEnum):
    """Why this tier: what carries it, and what keeps the customer from the next one."""

    ANCHOR_FIRM = "ANCHOR_FIRM"
    CREDIT_SIZE = "CREDIT_SIZE"
    SALES_SIZE = "SALES_SIZE"
    INTEREST_PAID = "INTEREST_PAID"
    WITHIN_SLACK = "WITHIN_SLACK"
    PAID_LATE = "PAID_LATE"
    TOO_SHORT = "TOO_SHORT"
    TOO_SMALL = "TOO_SMALL"


TIER_NAMES = {Tier.KEY: "重点", Tier.QUALITY: "优质", Tier.BASIC: "基础"}
RANK = {Tier.BASIC: 0, Tier.QUALITY: 1, Tier.KEY: 2}
GRADE = {Tier.KEY: Role.EXECUTIVE, Tier.QUALITY: Role.MIDDLE, Tier.BASIC: Role.RM}
"""一对一分层营销: the bank's leaders, middle managers, customer managers (domain 1.15)."""
WATCHERS = frozenset(
    {Role.REVIEWER, Role.APPROVER, Role.RISK, Role.COMPLIANCE, Role.ACCOUNTANT, Role.HR_DISCIPLINE, Role.AUDIT}
)
"""Who reviews, decides or watches is not dealt customers to market (审贷分离); a person may still name one, with a reason."""
SORTERS = (Role.SME_CENTER_HEAD, Role.EXECUTIVE)
"""Who may let the run be made, and change a tier or its owner by hand."""
FACTS = ("months", "late", "size", "sales", "paid", "anchor")


@dataclass(frozen=True, slots=True)
class TierFacts:
    """What is known of a customer on the day; what is not known is nought and lifts nobody.

    Months with the bank; the latest payment of twelve months in days; line or what is owed, sales of a year and interest of
    twelve months in fen; whether an agreement with a leading firm or a park is in force.
    """

    months: int = 0
    late: int = 0
    size: int = 0
    sales: int = 0
    paid: int = 0
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class TierLine:
    """What one tier asks for: at least so many months, at most so many days late, and one of three amounts in fen."""

    months: int
    late: int
    size: int
    sales: int
    paid: int


@dataclass(frozen=True, slots=True)
class TierBook:
    """Both lines, and by how many percent a customer that stands on one may be below it."""

    key: TierLine
    quality: TierLine
    slack: int

    @property
    def lines(self) -> tuple[tuple[Tier, TierLine], ...]:
        """The highest first."""
        return (Tier.KEY, self.key), (Tier.QUALITY, self.quality)


def tier_book(whole: Mapping[str, int], fen: Mapping[str, int]) -> TierBook:
    """The book from parameters by code: whole numbers and amounts."""

    def line(tier: Tier) -> TierLine:
        return TierLine(
            whole[f"TIER_MONTHS.{tier}"], whole[f"TIER_LATE.{tier}"], fen[f"TIER_SIZE.{tier}"], fen[f"TIER_SALES.{tier}"],
            fen[f"TIER_PAID.{tier}"],
        )  # fmt: skip

    return TierBook(line(Tier.KEY), line(Tier.QUALITY), whole["TIER_SLACK_PCT"])


def softened(line: TierLine, slack: int) -> TierLine:
    """The line times a hundred, less the slack: compared with facts times a hundred, so nothing is divided."""
    less, more = 100 - slack, 100 + slack
    return TierLine(line.months * less, line.late * more, line.size * less, line.sales * less, line.paid * less)


def missing(facts: TierFacts, line: TierLine, slack: int) -> tuple[TierReason, ...]:
    """What keeps these facts from the line; nothing when they reach it."""
    asked = softened(line, slack)
    large = facts.size * 100 >= asked.size or facts.sales * 100 >= asked.sales or facts.paid * 100 >= asked.paid
    found = (
        (TierReason.PAID_LATE, facts.late * 100 > asked.late),
        (TierReason.TOO_SHORT, facts.months * 100 < asked.months),
        (TierReason.TOO_SMALL, not large and not facts.anchor),
    )
    return tuple(reason for reason, holds in found if holds)


def carried(facts: TierFacts, line: TierLine) -> tuple[TierReason, ...]:
    """What carries these facts over the line as it is written."""
    found = (
        (TierReason.ANCHOR_FIRM, facts.anchor),
        (TierReason.CREDIT_SIZE, facts.size >= line.size),
        (TierReason.SALES_SIZE, facts.sales >= line.sales),
        (TierReason.INTEREST_PAID, facts.paid >= line.paid),
    )
    return tuple(reason for reason, holds in found if holds)


def decide(facts: TierFacts, book: TierBook, before: Tier | None) -> tuple[Tier, tuple[TierReason, ...]]:
    """The tier and why. Who stood on a tier or above it before is measured by the softened line.

    >>> lines = TierLine(36, 7, 200, 2_000, 10), TierLine(12, 30, 50, 500, 2)
    >>> book = TierBook(*lines, slack=10)
    >>> [str(decide(TierFacts(months=40, size=size), book, Tier.KEY)[0]) for size in (200, 180, 179)]
    ['KEY', 'KEY', 'QUALITY']
    >>> [str(decide(TierFacts(months=40, size=size), book, Tier.QUALITY)[0]) for size in (200, 199)]
    ['KEY', 'QUALITY']
    """
    above: tuple[TierReason, ...] = ()
    for tier, line in book.lines:
        stood = before is not None and RANK[before] >= RANK[tier]
        lacking = missing(facts, line, book.slack if stood else 0)
        if not lacking:
            slack = (TierReason.WITHIN_SLACK,) if missing(facts, line, 0) else ()
            return tier, (*carried(facts, line), *slack, *above)
        above = lacking
    return Tier.BASIC, above


def may_sort(actor: Officer) -> Refused | None:
    """Whether the officer's post lets the run be made and tiers be changed."""
    if actor.holds(Role.ADMIN) or not actor.holds(*SORTERS):
        return Refused(TierRefusal.NOT_OF_THIS_POST, "您的岗位不能调整客户分层。", "请由小微中心负责人或班子成员办理。")
    return None


def check_reason(reason: str) -> Refused | None:
    """In words, and not without end."""
    if not 4 <= len(reason.strip()) <= 200:
        return Refused(TierRefusal.REASON_MISSING, "没有写明调整原因。", "请用 4 至 200 字写明原因。", "reason")
    return None


def check_grade(tier: Tier, owner: Officer | None, number: str) -> Refused | None:
    """A75: 重点 is a leader's, 优质 a middle manager's, 基础 a customer manager's."""
    if owner is None:
        return Refused(TierRefusal.OWNER_UNKNOWN, f"没有在岗工号 {number}。", "请核对营销责任人工号。", "owner")
    grade = GRADE[tier]
    if not owner.holds(grade):
        return Refused(
            TierRefusal.WRONG_GRADE,
            f"{TIER_NAMES[tier]}类客户的营销责任人须为{ROLE_NAMES[grade]},{owner.name}不是。",
            f"请指定一名{ROLE_NAMES[grade]}。",
            "owner",
        )
    return None


def quarter_of(on: date) -> str:
    """
    >>> quarter_of(date(2018, 9, 30))
    '2018Q3'
    """
    return f"{on.year}Q{(on.month + 2) // 3}"


def run_is_due(on: date, last: str | None) -> bool:
    """Whether the run starts by itself on this morning: the quarter's first, or a later one when that morning was missed.

    A bank that was never sorted begins with the next quarter, unless a person lets the run be made earlier.

    >>> run_is_due(date(2018, 10, 1), None), run_is_due(date(2018, 10, 2), "2018Q3"), run_is_due(date(2018, 10, 2), None)
    (True, True, False)
    >>> run_is_due(date(2018, 10, 1), "2018Q4")
    False
    """
    first = on.day == 1 and on.month % 3 == 1
    return (first or last is not None) and (last is None or last < quarter_of(on))
