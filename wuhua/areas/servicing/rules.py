"""Rules of a note's life: its words, its states, and the verdicts about a payment. Pure; see `core` for the arithmetic."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum

from wuhua.core import accrue, allocate, days
from wuhua.core.money import half_up
from wuhua.core.rate import ONE
from wuhua.core.refuse import Refusal
from wuhua.core.terms import PrepayWay


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


PREPAID = "E"
"""Letter of an allocation to principal that was not due yet (提前还本): there is no bill of it."""


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
    PREPAY = "PREPAY"
    RATE = "RATE"
    FEE = "FEE"
    MISUSE = "MISUSE"
    EXTEND = "EXTEND"
    PAYDAY = "PAYDAY"
    ACCELERATE = "ACCELERATE"
    RESTRUCTURE = "RESTRUCTURE"
    REFUND = "REFUND"
    WRITE_OFF = "WRITE_OFF"
    RECOVERY = "RECOVERY"
    REVERSE = "REVERSE"
    STATUS = "STATUS"


class RateCause(StrEnum):
    """Why a rate will change on a coming day."""

    EXTENSION = "EXTENSION"
    REPRICING = "REPRICING"


class PaidBy(StrEnum):
    """还款方式 of an allocation: how the money came, or that only its split or the bill itself was put right."""

    AUTO = "AUTO"
    COUNTER = "COUNTER"
    FILE = "FILE"
    IMPORTED = "IMPORTED"
    RENEWED = "RENEWED"
    RECOVERED = "RECOVERED"
    REALLOCATED = "REALLOCATED"
    CORRECTED = "CORRECTED"  # the bill itself was wrong by so much; nothing was paid


class Verb(StrEnum):
    """What people may ask of a note; each has a preview, a key, an entry and a trace."""

    REPAY = "repay"
    PREPAY = "prepay"
    SETTLE = "settle"
    DRAW = "draw"
    RATE = "rate"
    FEE = "fee"
    MISUSE = "misuse"
    PAYDAY = "payday"
    EXTEND = "extend"
    RESTRUCTURE = "restructure"
    ACCELERATE = "accelerate"
    REVERSE = "reverse"
    WRITE_OFF = "write_off"
    RECOVER = "recover"
    MOVE = "move"
    RENEW = "renew"
    REPRICE = "reprice"


BY_CARD = (Verb.DRAW, Verb.SETTLE, Verb.RENEW)
"""Verbs that the note of a card's line bears only through its card."""


def of_a_card(issue_type: str, *, revolving: bool) -> bool:
    """Whether a note is the line of a 授信卡: drawn again and again on one grant.

    >>> of_a_card("CARD_REDRAW", revolving=True), of_a_card("CARD_REDRAW", revolving=False)
    (True, False)
    """
    return revolving and issue_type == IssueType.CARD_REDRAW


FIRST_VERBS = tuple(each for each in Verb if each not in (Verb.MOVE, Verb.RENEW, Verb.REPRICE))
"""The verbs that the table of orders names among its choices; its column is plain text, so later ones change no table."""


class OrderState(StrEnum):
    """业务指令 waits, was carried out, was turned down, or was withdrawn by who asked."""

    ASKED = "ASKED"
    DONE = "DONE"
    TURNED_DOWN = "TURNED_DOWN"
    WITHDRAWN = "WITHDRAWN"


class Over(StrEnum):
    """Where money comes from or goes to: the counter, or the note's settlement account."""

    COUNTER = "COUNTER"
    ACCOUNT = "ACCOUNT"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says with a verb. Amounts in fen, rates in 10⁻⁷ a year; what a verb does not need stays empty.

    `day` is the value day (None: today); `event` the event to take back, or `debit` the day of an automatic debit. `to` is
    the note a payment is moved to; `number` and `contract` are those of the note that a renewal opens.
    """

    amount: int = 0
    rate: int = 0
    day: date | None = None
    until: date | None = None
    own_day: int = 0
    uplift: int = 0
    way: PrepayWay = PrepayWay.FEWER
    over: Over = Over.COUNTER
    cost: bool = False
    consent: bool = False
    event: int = 0
    debit: date | None = None
    to: str = ""
    number: str = ""
    contract: str = ""
    reason: str = ""

    def plain(self) -> dict[str, object]:
        """For the key, the order and the trace: only what was said, as JSON."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        said = {name: value for name, value in found.items() if value not in (None, 0, "", False)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}

    @classmethod
    def of(cls, plain: Mapping[str, object]) -> Said:
        """What `plain` wrote, read again."""
        said = dict(plain)
        for name in ("day", "until", "debit"):
            if name in said:
                said[name] = date.fromisoformat(str(said[name]))
        said["way"] = PrepayWay(str(said.get("way", PrepayWay.FEWER)))
        said["over"] = Over(str(said.get("over", Over.COUNTER)))
        return cls(**said)  # type: ignore[arg-type]


class ServicingRefusal(Refusal):
    """Why servicing says no, in order of precedence."""

    DAY_NOT_CLOSED = "day_not_closed"
    NOTE_NOT_FOUND = "note_not_found"
    NOTE_CLOSED = "note_closed"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    NOTHING_IS_DUE = "nothing_is_due"
    MORE_THAN_IS_DUE = "more_than_is_due"
    ACCOUNT_NOT_FOUND = "account_not_found"
    NUMBER_TAKEN = "number_taken"
    TERM_NOT_POSSIBLE = "term_not_possible"
    RATE_NOT_POSSIBLE = "rate_not_possible"
    PURPOSE_FORBIDDEN = "purpose_forbidden"
    NOTE_WRITTEN_OFF = "note_written_off"
    NOT_WRITTEN_OFF = "not_written_off"
    VALUE_DAY_NOT_POSSIBLE = "value_day_not_possible"
    NEEDS_AN_ORDER = "needs_an_order"
    ARREARS_FIRST = "arrears_first"
    MORE_THAN_IS_OWED = "more_than_is_owed"
    WAY_NOT_POSSIBLE = "way_not_possible"
    NOT_REVOLVING = "not_revolving"
    USE_STOPPED = "use_stopped"
    LIMIT_EXCEEDED = "limit_exceeded"
    UPLIFT_NOT_POSSIBLE = "uplift_not_possible"
    OWN_DAY_NOT_POSSIBLE = "own_day_not_possible"
    EXTENSION_TOO_LATE = "extension_too_late"
    EXTENSION_TOO_LONG = "extension_too_long"
    CONSENT_MISSING = "consent_missing"
    RENEWAL_NOT_POSSIBLE = "renewal_not_possible"
    NOT_BAD_ENOUGH = "not_bad_enough"
    EVENT_NOT_FOUND = "event_not_found"
    EVENT_NOT_REVERSIBLE = "event_not_reversible"
    REVERSED_ALREADY = "reversed_already"
    REASON_MISSING = "reason_missing"
    NOT_YOUR_POST = "not_your_post"
    ORDER_NOT_FOUND = "order_not_found"
    ORDER_DECIDED = "order_decided"
    OWN_ORDER = "own_order"
    SAME_NOTE = "same_note"
    MOVE_NOT_POSSIBLE = "move_not_possible"
    REPRICING_NOT_POSSIBLE = "repricing_not_possible"
    NOTHING_CHOSEN = "nothing_chosen"
    DAY_COUNT_NOT_POSSIBLE = "day_count_not_possible"
    BY_ITS_CARD = "by_its_card"


KIND_OF = {
    DueKind.COST: allocate.Kind.COST,
    DueKind.FEE: allocate.Kind.FEE,
    DueKind.PENALTY: allocate.Kind.PENALTY,
    DueKind.COMPOUND: allocate.Kind.COMPOUND,
    DueKind.INTEREST: allocate.Kind.INTEREST,
    DueKind.PRINCIPAL: allocate.Kind.PRINCIPAL,
}
LETTER_OF = {kind: letter for letter, kind in KIND_OF.items()}
IN_TERM_FACTOR = 100


MOVING = (
    "principal",
    "overdue_principal",
    "anchor_day",
    "accrued",
    "carry",
    "penalty_accrued",
    "penalty_carry",
    "compound_base",
    "compound_accrued",
    "compound_carry",
    "in_grace",
    "advance",
    "next_due",
    "oldest_due",
    "book_status",
    "closed",
)
"""The moving columns of a note: what an event or the day end may rewrite, and nothing else."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is true of a note at the opening of `anchor_day`: balances, rate, and what each kind has earned by then.

    Amounts in fen, rates in 10⁻⁷ a year, carries in numerators below one fen of their own denominator.
    """

    settlement: Settlement
    day_count: DayCount
    start: date
    maturity: date
    own_day: int | None
    frequency_months: int
    rate: int
    penalty_uplift: int
    principal: int
    overdue_principal: int
    compound_base: int
    anchor_day: date
    accrued: int
    carry: int
    penalty_accrued: int
    penalty_carry: int
    compound_accrued: int
    compound_carry: int
    next_due: date | None
    misuse_uplift: int = 0
    in_grace: int = 0

    @property
    def uplifted(self) -> int:
        """100 + uplift: of overdue or of misuse, the heavier, never their sum."""
        return IN_TERM_FACTOR + max(self.penalty_uplift, self.misuse_uplift)


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole fen and carry of the three kinds, and the denominators the carries belong to."""

    interest: int
    interest_carry: int
    penalty: int
    penalty_carry: int
    compound: int
    compound_carry: int
    denominator: int
    surcharge_denominator: int

    def bills(self) -> dict[DueKind, int]:
        """What a bill of today would say, each kind rounded half-up once."""
        den, uden = self.denominator, self.surcharge_denominator
        return {
            DueKind.PENALTY: self.penalty + accrue.round_at_bill(self.penalty_carry, uden),
            DueKind.COMPOUND: self.compound + accrue.round_at_bill(self.compound_carry, uden),
            DueKind.INTEREST: self.interest + accrue.round_at_bill(self.interest_carry, den),
        }


def last_settlement(anchor: Anchor, day: date) -> date | None:
    """The last settlement day before `day`; a note whose whole principal fell due is settled every month."""
    before = day - timedelta(days=1)
    if anchor.settlement is Settlement.MONTH20:
        return days.last_settlement_day(days.Settlement.MONTH20, before)
    if anchor.settlement is Settlement.QUARTER20:
        return days.last_settlement_day(days.Settlement.QUARTER20, before)
    monthly = days.last_settlement_day(days.Settlement.MONTH20, before)
    matured = anchor.next_due is None and monthly is not None and anchor.maturity <= monthly
    return monthly if matured else None


def keeps_whole_months(settlement: Settlement, day_count: DayCount) -> bool:
    """Whether the day count suits the settlement: 30/360 counts whole months from one own day to the next, and no others.

    >>> keeps_whole_months(Settlement.OWN_DAY, DayCount.THIRTY_360), keeps_whole_months(Settlement.MONTH20, DayCount.THIRTY_360)
    (True, False)
    """
    return day_count is not DayCount.THIRTY_360 or settlement is Settlement.OWN_DAY


def anchored(anchor: Anchor, day: date) -> Anchor:
    """The anchor that holds for [.., `day`): a settlement since the stored one starts everything anew."""
    settled = last_settlement(anchor, day)
    if settled is None or settled + timedelta(days=1) <= anchor.anchor_day:
        return anchor
    return replace(
        anchor,
        anchor_day=settled + timedelta(days=1),
        accrued=0,
        carry=0,
        penalty_accrued=0,
        penalty_carry=0,
        compound_accrued=0,
        compound_carry=0,
    )


def period_days(anchor: Anchor) -> int:
    """Actual days of the whole instalment period that ends on, or is cut off by, `next_due`: from one own day to the next.

    A period that the start or maturity cuts short keeps the length of the whole one it is cut from, so its interest is
    pro rata by actual days; and so do the days for which principal waits after a maturity on a rest day.
    """
    end, rhythm = anchor.next_due or anchor.maturity, anchor.frequency_months
    number = anchor.own_day or anchor.start.day
    over = ((end.year - anchor.start.year) * 12 + end.month - anchor.start.month) % rhythm
    month = days.add_months(end.replace(day=1), -over)
    if _day_in(month, number) >= end:
        month = days.add_months(month, -rhythm)
    return (_day_in(days.add_months(month, rhythm), number) - _day_in(month, number)).days


def _day_in(month: date, number: int) -> date:
    """That day of the month, or its last where the month is shorter."""
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


def figures_on(stored: Anchor, day: date) -> Figures:
    """What the note has earned through [.., `day`), from its anchor; the scalar that the day end's columns copy."""
    anchor = anchored(stored, day)
    span = max((day - anchor.anchor_day).days, 0)
    after = max((day - max(anchor.anchor_day, anchor.maturity)).days, 0)
    year = 365 if anchor.day_count is DayCount.ACT_365 else 360
    whole = anchor.day_count is DayCount.THIRTY_360
    unit = anchor.frequency_months if whole else 1
    den = accrue.whole_months_denominator(period_days(anchor)) if whole else year * ONE
    uden = accrue.penalty_denominator(year)
    interest = accrue.earned(anchor.accrued, anchor.carry, anchor.principal, anchor.rate * unit, span, den)
    uplifted, late = anchor.uplifted, anchor.overdue_principal - anchor.in_grace
    penalty = accrue.earned_at_uplift(
        anchor.penalty_accrued, anchor.penalty_carry, late, anchor.rate, uplifted, span, uden
    )
    penalty = accrue.earned_at_uplift(*penalty, anchor.principal, anchor.rate, anchor.misuse_uplift, span, uden)
    compound = accrue.earned_at_uplift(
        anchor.compound_accrued,
        anchor.compound_carry,
        anchor.compound_base,
        anchor.rate,
        IN_TERM_FACTOR,
        span - after,
        uden,
    )
    compound = accrue.earned_at_uplift(*compound, anchor.compound_base, anchor.rate, uplifted, after, uden)
    return Figures(*interest, *penalty, *compound, den, uden)


@dataclass(frozen=True, slots=True)
class OpenBill:
    """One bill with what is still unpaid of it (fen)."""

    due: date
    kind: DueKind
    open: int


def claims(bills: list[OpenBill]) -> list[allocate.Claim]:
    """The bills as the allocation of `core` wants them; the key is the due day and the letter."""
    return [allocate.Claim(f"{b.due.isoformat()}{b.kind.value}", b.due, KIND_OF[b.kind], b.open) for b in bills]


def order_on(bills: list[OpenBill], day: date, non_accrual_days: int) -> allocate.Order:
    """The order of payment of the note's state before the payment: over the limit, principal first."""
    oldest = min((bill.due for bill in bills if bill.due <= day), default=day)
    late = (day - oldest).days > non_accrual_days
    return allocate.ORDER_OVER_90 if late else allocate.ORDER_TO_90


class Band(StrEnum):
    """期限档次: the tenor a benchmark is published for."""

    UP_TO_1Y = "UP_TO_1Y"
    UP_TO_5Y = "UP_TO_5Y"
    OVER_5Y = "OVER_5Y"


LPR_OF: Mapping[Band, str] = {Band.UP_TO_1Y: "LPR_1Y", Band.UP_TO_5Y: "LPR_1Y", Band.OVER_5Y: "LPR_5Y"}
"""Which quoted rate a tenor is priced on."""


def band_of(start: date, end: date) -> Band:
    """The band of a term: a year to the day is still up to a year.

    >>> band_of(date(2017, 12, 12), date(2018, 12, 12)).value, band_of(date(2017, 12, 12), date(2018, 12, 13)).value
    ('UP_TO_1Y', 'UP_TO_5Y')
    """
    if end <= days.add_months(start, 12):
        return Band.UP_TO_1Y
    return Band.UP_TO_5Y if end <= days.add_months(start, 60) else Band.OVER_5Y


def extension_limit(start: date, maturity: date, pct: int, months: int) -> date:
    """The last day of all extensions: `pct` percent of the first term after its end, at most `months` (0: no such cap).

    >>> extension_limit(date(2017, 12, 12), date(2018, 10, 12), 100, 0)
    datetime.date(2019, 8, 12)
    """
    whole = days.whole_months(start, maturity)
    if whole is not None and whole * pct % 100 == 0:
        limit = days.add_months(maturity, whole * pct // 100)
    else:
        limit = maturity + timedelta(days=(maturity - start).days * pct // 100)
    return min(limit, days.add_months(maturity, months)) if months else limit


def floated(rate: int, before: int, after: int) -> int:
    """A contract rate carried over from one benchmark to another by the same float, half-up to 10⁻⁷.

    >>> floated(826_500, 435_000, 475_000)  # 8.265 % = 4.35 % x 1.9 becomes 4.75 % x 1.9
    902500
    """
    return half_up(rate * after, before)


def first_due(settlement: Settlement, start: date, maturity: date, own_day: int | None, months: int) -> date:
    """When a new note first falls due by its own plan: the first own day after the start, or maturity.

    With a longer rhythm the due months are those a whole number of rhythms from the start.
    An own day nearer than half a month is passed over only by the contract; here the first period may be broken.
    """
    if settlement is not Settlement.OWN_DAY:
        return maturity
    number = own_day or start.day
    for step in (0, months, 2 * months):
        candidate = _day_in(days.add_months(start.replace(day=1), step), number)
        if candidate > start and (step >= months or number != start.day):
            return min(candidate, maturity)
    return maturity
