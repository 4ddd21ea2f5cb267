"""What was agreed about repayment, and when its instalments fall due.

`Terms` are the facts a plan is computed from; a plan itself is never a fact (`schedule`). Amounts are whole fen, rates
whole 10⁻⁷ a year.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.days import DayCount, Unit, add_months, step, steps
from wuhua.core.money import LIMIT_FEN, Rounding
from wuhua.core.refuse import Refusal, Refuse, Refused

MAX_PERIODS = 3_660
"""Ten years of days; no county loan has more instalments."""
MAX_EVERY = 1_200
MAX_YEARS = 100
MAX_CHANGES = 1_000
"""Rate changes, draws, early repayments and planned instalments, each."""


class Method(StrEnum):
    """How principal comes back."""

    EQUAL_INSTALMENTS = "equal_instalments"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"
    ON_DEMAND = "on_demand"
    CUSTOM = "custom"
    FLAT = "flat"


class PrepayWay(StrEnum):
    """What an early repayment of principal changes in the plan."""

    FEWER = "fewer_instalments"
    SMALLER = "smaller_instalments"
    NEXT_FIRST = "next_instalments_first"


class TermsRefusal(Refusal):
    """Why terms make no plan, in the order in which they are checked."""

    PRINCIPAL_OUT_OF_RANGE = "principal_out_of_range"
    PERIODS_OUT_OF_RANGE = "periods_out_of_range"
    EVERY_OUT_OF_RANGE = "every_out_of_range"
    TOO_MANY_CHANGES = "too_many_changes"
    FIRST_DUE_OUT_OF_RANGE = "first_due_out_of_range"
    TERM_TOO_LONG = "term_too_long"
    GRACE_OUT_OF_RANGE = "grace_out_of_range"
    ROUND_TO_OUT_OF_RANGE = "round_to_out_of_range"
    RATE_CHANGED_TWICE = "rate_changed_twice"
    DRAW_OUT_OF_TERM = "draw_out_of_term"
    PREPAYMENT_OUT_OF_TERM = "prepayment_out_of_term"
    PREPAYMENT_TOO_LARGE = "prepayment_too_large"
    PLAN_MISSING = "plan_missing"
    PLAN_OUT_OF_TERM = "plan_out_of_term"
    PLAN_EXCEEDS_PRINCIPAL = "plan_exceeds_principal"


@dataclass(frozen=True, slots=True)
class Prepayment:
    """Principal paid before its day, over and above what fell due."""

    day: date
    amount: int
    way: PrepayWay


@dataclass(frozen=True, slots=True)
class Terms:
    """One loan as agreed, with what changed since.

    `round_to` (fen) rounds the level instalment. `rates` are (from, rate) changes; `draws` are later (day, fen);
    `planned` are the (day, fen) of a `custom` plan, what is left coming with the last due date. `level` is a level
    instalment stored as a term: with it nothing is solved until an event asks for it. `smoothing` is Fineract's
    optional pass over the last instalment. `grace_interest` puts off the *payment* of the first periods' interest to
    the period after them; nothing is forgiven and nothing bears interest meanwhile.
    """

    principal: int
    rate: int
    method: Method
    periods: int
    unit: Unit
    every: int
    start: date
    day_count: DayCount
    first_due: date | None = None
    rounding: Rounding = Rounding.HALF_UP
    round_to: int = 1
    grace_principal: int = 0
    grace_interest: int = 0
    rates: tuple[tuple[date, int], ...] = ()
    draws: tuple[tuple[date, int], ...] = ()
    prepayments: tuple[Prepayment, ...] = ()
    planned: tuple[tuple[date, int], ...] = ()
    level: int | None = None
    smoothing: bool = False


def due_dates(terms: Terms) -> list[date]:
    """The regular due dates, each reckoned from the start (or the first due date), so that no month end drifts."""
    if terms.first_due is None:
        return steps(terms.start, terms.unit, terms.every, range(1, terms.periods + 1))
    return steps(terms.first_due, terms.unit, terms.every, range(terms.periods))


def last_due(terms: Terms) -> date:
    """The end of the term."""
    if terms.first_due is None:
        return step(terms.start, terms.unit, terms.every, terms.periods)
    return step(terms.first_due, terms.unit, terms.every, terms.periods - 1)


def refusal_of(terms: Terms) -> Refused | None:
    """The first reason why these terms make no plan, or None."""
    return _bad_numbers(terms) or _bad_days(terms)


def checked(terms: Terms) -> Terms:
    """The terms, or `Refuse` with the first reason against them."""
    refused = refusal_of(terms)
    if refused is not None:
        raise Refuse(refused)
    return terms


def _no(name: TermsRefusal, reason: str, next_step: str, field: str) -> Refused:
    return Refused(name, reason, next_step, field)


def _bad_numbers(terms: Terms) -> Refused | None:
    drawn = sum(amount for _, amount in terms.draws)
    if terms.principal <= 0 or terms.principal + drawn > LIMIT_FEN:
        return _no(TermsRefusal.PRINCIPAL_OUT_OF_RANGE, "本金须大于零且不超过一千亿元。", "请核对本金。", "principal")
    if not 1 <= terms.periods <= MAX_PERIODS:
        return _no(TermsRefusal.PERIODS_OUT_OF_RANGE, f"期数须在 1 至 {MAX_PERIODS} 之间。", "请核对期数。", "periods")
    if not 1 <= terms.every <= MAX_EVERY:
        return _no(TermsRefusal.EVERY_OUT_OF_RANGE, f"间隔须在 1 至 {MAX_EVERY} 之间。", "请核对间隔。", "every")
    for field in ("rates", "draws", "prepayments", "planned"):
        if len(getattr(terms, field)) > MAX_CHANGES:
            return _no(
                TermsRefusal.TOO_MANY_CHANGES, f"同一类变更不超过 {MAX_CHANGES} 条。", "请合并或拆分这笔试算。", field
            )
    for field in ("grace_principal", "grace_interest"):
        if not 0 <= getattr(terms, field) < terms.periods:
            return _no(TermsRefusal.GRACE_OUT_OF_RANGE, "宽限期数须不小于零且少于总期数。", "请减少宽限期数。", field)
    if not 1 <= terms.round_to <= terms.principal:
        return _no(
            TermsRefusal.ROUND_TO_OUT_OF_RANGE,
            "取整单位须不小于一分且不超过本金。",
            "请改用较小的取整单位。",
            "round_to",
        )
    return None


def _bad_days(terms: Terms) -> Refused | None:
    try:
        furthest = add_months(terms.start, 12 * MAX_YEARS)
        first = step(terms.start, terms.unit, terms.every, 1)
        if terms.first_due is not None and not terms.start < terms.first_due <= add_months(first, 120):
            return _no(
                TermsRefusal.FIRST_DUE_OUT_OF_RANGE,
                "首个还款日须晚于起始日,且不迟于正常首期之后十年。",
                "请核对首个还款日。",
                "first_due",
            )
        last = last_due(terms)
    except Refuse as beyond:
        return beyond.refused
    if last > furthest:
        return _no(TermsRefusal.TERM_TOO_LONG, f"期限超过 {MAX_YEARS} 年。", "请核对期数、频率与间隔。", "periods")
    if len({day for day, _ in terms.rates}) < len(terms.rates):
        return _no(TermsRefusal.RATE_CHANGED_TWICE, "同一天有两个利率。", "请每天只保留一个利率。", "rates")
    if any(amount <= 0 or not terms.start <= day < last for day, amount in terms.draws):
        return _no(
            TermsRefusal.DRAW_OUT_OF_TERM,
            "追加支用的金额须大于零,日期须在起始日至到期日之前。",
            "请核对追加支用。",
            "draws",
        )
    if any(each.amount <= 0 or not terms.start <= each.day < last for each in terms.prepayments):
        return _no(
            TermsRefusal.PREPAYMENT_OUT_OF_TERM,
            "提前还本的金额须大于零,日期须在起始日至到期日之前。",
            "请核对提前还本。",
            "prepayments",
        )
    return _bad_plan(terms, last)


def _bad_plan(terms: Terms, last: date) -> Refused | None:
    if terms.method is not Method.CUSTOM:
        return None
    if not terms.planned:
        return _no(
            TermsRefusal.PLAN_MISSING, "自定义还款计划没有列出各期本金。", "请列出每次还本的日期与金额。", "plan"
        )
    if any(amount <= 0 or not terms.start < day <= last for day, amount in terms.planned):
        return _no(
            TermsRefusal.PLAN_OUT_OF_TERM,
            "计划还本的金额须大于零,日期须在起始日之后、到期日之前(含当日)。",
            "请核对还本计划。",
            "plan",
        )
    if sum(amount for _, amount in terms.planned) > terms.principal + sum(amount for _, amount in terms.draws):
        return _no(TermsRefusal.PLAN_EXCEEDS_PRINCIPAL, "计划还本合计超过本金。", "请核对还本计划。", "plan")
    return None
