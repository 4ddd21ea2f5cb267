"""Rules of a note's life: its words, its states, and the verdicts about a payment. Pure; see `core` for the arithmetic."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """还款方式."""

    EQUAL_INSTALMENTS = "equal_instalments"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"
    ON_DEMAND = "on_demand"
    CUSTOM = "custom"


class Settlement(StrEnum):
    """结息方式: when the interest bill is cut."""

    MONTH20 = "MONTH20"
    QUARTER20 = "QUARTER20"
    OWN_DAY = "OWN_DAY"
    AT_MATURITY = "AT_MATURITY"


class DayCount(StrEnum):
    """计息基础."""

    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"


class BookStatus(StrEnum):
    """账面状态: keys the ledger. The five classes live in classification."""

    NORMAL = "NORMAL"
    OVERDUE = "OVERDUE"
    NON_ACCRUAL = "NON_ACCRUAL"
    WRITTEN_OFF = "WRITTEN_OFF"


class DueKind(StrEnum):
    """What a bill is for; the letter is stored."""

    COST = "K"
    FEE = "F"
    PENALTY = "P"
    COMPOUND = "C"
    INTEREST = "I"
    PRINCIPAL = "B"


class IssueType(StrEnum):
    """贷款发放类型 (the code set of EAST), with redraws on a card apart."""

    NEW = "NEW"
    REFINANCE = "REFINANCE"
    RESTRUCTURED = "RESTRUCTURED"
    RENEWAL_NO_PRINCIPAL = "RENEWAL_NO_PRINCIPAL"
    CARD_REDRAW = "CARD_REDRAW"


class Payout(StrEnum):
    """放款方式."""

    SELF = "SELF"
    ENTRUSTED = "ENTRUSTED"
    MIXED = "MIXED"


class Security(StrEnum):
    """担保方式."""

    CREDIT = "CREDIT"
    GUARANTEE = "GUARANTEE"
    MORTGAGE = "MORTGAGE"
    PLEDGE = "PLEDGE"


class Purpose(StrEnum):
    """用途类别: business use counts as small-and-micro, consumption never does."""

    BUSINESS = "BUSINESS"
    CONSUMPTION = "CONSUMPTION"


class RateType(StrEnum):
    """利率类型."""

    BENCHMARK = "BENCHMARK"
    LPR = "LPR"


class EventKind(StrEnum):
    """Kinds of events of a note."""

    IMPORTED = "IMPORTED"
    DRAW = "DRAW"
    REPAY = "REPAY"
    RATE = "RATE"
    STATUS = "STATUS"
    REVERSE = "REVERSE"
