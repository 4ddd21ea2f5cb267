"""Words of a loan's life: its terms, what can happen to it, and what a stop of the walk leaves behind.

Amounts are whole fen, rates whole 10⁻⁷ a year. Events are ordered by (value day, sequence).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wuhua.core.allocate import NON_ACCRUAL_AFTER_DAYS, ORDER_OVER_90, ORDER_TO_90, Kind, Order
from wuhua.core.days import SETTLEMENT_DAY, DayCount
from wuhua.core.money import Rounding
from wuhua.core.refuse import Refusal
from wuhua.core.terms import Method, PrepayWay


class Billing(StrEnum):
    """结息方式: when the interest bill is cut."""

    MONTH20 = "MONTH20"
    QUARTER20 = "QUARTER20"
    OWN_DAY = "OWN_DAY"
    AT_MATURITY = "AT_MATURITY"


class What(StrEnum):
    """What can happen to a loan. `EXTEND`, `RESTRUCTURE` and `ACCELERATE` move maturity, `PAYDAY` the day of the month.

    `REFUND` gives back (below nought: takes in) what a correction found to be paid beyond everything due.
    """

    DRAW = "draw"
    REPAY = "repay"
    AUTO_DEBIT = "auto_debit"
    PREPAY = "prepay"
    RATE = "rate"
    FEE = "fee"
    MISUSE = "misuse"
    EXTEND = "extend"
    PAYDAY = "payday"
    ACCELERATE = "accelerate"
    RESTRUCTURE = "restructure"
    REFUND = "refund"
    WRITE_OFF = "writeoff"
    RECOVERY = "recovery"
    REVERSE = "reverse"


class Status(StrEnum):
    """账面状态, as `money.md` keys the books."""

    NORMAL = "NORMAL"
    OVERDUE = "OVERDUE"
    NON_ACCRUAL = "NON_ACCRUAL"
    WRITTEN_OFF = "WRITTEN_OFF"


class LifeRefusal(Refusal):
    """Why a life cannot be walked."""

    EVENT_BEFORE_START = "event_before_start"
    EVENT_AFTER_AS_OF = "event_after_as_of"
    EVENT_UNKNOWN = "event_unknown"
    REVERSED_TWICE = "reversed_twice"
    NOT_REVERSIBLE = "not_reversible"
    TERM_UNSUITABLE = "term_unsuitable"


@dataclass(frozen=True, slots=True)
class LifeTerms:
    """What was agreed. `instalment` is the level instalment (or the equal share of principal), a stored term.

    `dues` lists the regular due dates where they are no day of the month; else they are reckoned from `own_day` every
    `months`, beginning with `first_due` where the contract names it.
    `planned` is the season's plan of a `custom` loan. `rates` are agreed changes to come, (from, rate).
    `principal_rolls`: principal due on a rest day waits for the next work day. `grace_days`: paid within, no penalty.
    """

    start: date
    maturity: date
    rate: int
    method: Method
    billing: Billing
    day_count: DayCount
    months: int = 1
    own_day: int | None = None
    dues: tuple[date, ...] = ()
    first_due: date | None = None
    instalment: int = 0
    planned: tuple[tuple[date, int], ...] = ()
    rates: tuple[tuple[date, int], ...] = ()
    grace_principal: int = 0
    round_to: int = 1
    rounding: Rounding = Rounding.HALF_UP
    settlement_day: int = SETTLEMENT_DAY
    penalty_uplift: int = 50
    compound: bool = True
    compound_on_penalty: bool = False
    principal_rolls: bool = True
    grace_days: int = 0
    order: Order = ORDER_TO_90
    order_late: Order = ORDER_OVER_90
    late_after: int = NON_ACCRUAL_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `day` is its value day; `recorded` the day it was written down (the same where None).

    `rate` (RATE, EXTEND), `uplift` (MISUSE, percent), `until` (EXTEND: new maturity), `own_day` (PAYDAY), `way` (PREPAY),
    `kind` (FEE: fee or cost), `reverses` (REVERSE: the
    sequence taken back) or `debit` (the day whose automatic debit is taken back). `keep` (PREPAY): money enough for
    everything pays everything back and leaves the loan open for more draws until its end (授信卡).
    """

    seq: int
    day: date
    what: What
    amount: int = 0
    rate: int = 0
    uplift: int = 0
    until: date | None = None
    own_day: int | None = None
    way: PrepayWay = PrepayWay.FEWER
    kind: Kind = Kind.FEE
    reverses: int | None = None
    debit: date | None = None
    recorded: date | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a life is taken up that began elsewhere: the opening of `day`, as the bank brought it at the cut-over."""

    day: date
    principal: int
    bills: tuple[tuple[date, Kind, int], ...] = ()
    earned: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    next_due: date | None = None
    status: Status = Status.NORMAL
    advance: int = 0


@dataclass(slots=True)
class Claim:
    """What fell due on a day for one kind, and what has been paid of it."""

    due: date
    kind: Kind
    amount: int
    paid: int = 0

    @property
    def open(self) -> int:
        """Fen still to be paid."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Span:
    """So many days on the same balances: what earned interest, and what bore penalty and compound. For explanations."""

    start: date
    end: date
    principal: int
    overdue: int
    compound_base: int
    rate: int
    penalty_factor: int
    earned: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the life: the day, what happened, what moved (billed or paid) by kind, and what principal is left."""

    day: date
    what: str
    amount: int
    parts: Mapping[Kind, int]
    balance: int
    seq: int = 0
