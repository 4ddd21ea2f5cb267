"""When a loan falls due next, how long its period is, and the level instalment an event asks to be solved anew."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from wuhua.core.days import DayCount, Unit, add_months, next_workday
from wuhua.core.life.words import Billing, LifeTerms
from wuhua.core.money import rounded
from wuhua.core.refuse import Refuse
from wuhua.core.schedule import plan
from wuhua.core.terms import Method, Prepayment, Terms


@dataclass(slots=True)
class Moves:
    """What happened inside the period that is running: rates by day, draws, and principal paid early."""

    rates: dict[date, int] = field(default_factory=dict)
    draws: list[tuple[date, int]] = field(default_factory=list)
    prepayments: list[Prepayment] = field(default_factory=list)


def day_in(month: date, number: int) -> date:
    """That day of the month, or the month's last where it is shorter."""
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


def first_due(terms: LifeTerms, day: date) -> date:
    """When a loan drawn on `day` first falls due by its own plan."""
    if terms.dues:
        return next((due for due in terms.dues if due > day), terms.maturity)
    if terms.billing is not Billing.OWN_DAY:
        return min(next_planned(terms, day) or terms.maturity, terms.maturity)
    if terms.first_due is not None:
        return min(terms.first_due, terms.maturity)
    number = terms.own_day or day.day
    for step in (0, terms.months, 2 * terms.months):
        candidate = day_in(add_months(day.replace(day=1), step), number)
        if candidate > day and (step >= terms.months or number != day.day):
            return min(candidate, terms.maturity)
    return terms.maturity


def next_due(terms: LifeTerms, day: date, maturity: date, own_day: int | None) -> date:
    """The regular due day after a due day `day`: an own day, a listed one or one of the plan, at the latest maturity."""
    if terms.dues:
        found = next((due for due in terms.dues if due > day), maturity)
    elif terms.billing is Billing.OWN_DAY:
        found = day_in(add_months(day.replace(day=1), terms.months), own_day or day.day)
    else:
        found = next_planned(terms, day) or maturity
    return min(found, maturity)


def next_own_day(own_day: int, day: date) -> date:
    """The first such day of a month after `day`.

    >>> next_own_day(31, date(2018, 1, 31)), next_own_day(5, date(2018, 1, 4))
    (datetime.date(2018, 2, 28), datetime.date(2018, 1, 5))
    """
    here = day_in(day.replace(day=1), own_day)
    return here if here > day else day_in(add_months(day.replace(day=1), 1), own_day)


def planned_on(terms: LifeTerms, day: date) -> int:
    """Principal the season's plan asks for on `day`; a plan day on a rest day counts on the next work day where it rolls."""
    return sum(fen for due, fen in terms.planned if worked(terms, due) == day)


def next_planned(terms: LifeTerms, day: date) -> date | None:
    """The plan's next day after `day`."""
    return min((moved for due, _ in terms.planned if (moved := worked(terms, due)) > day), default=None)


def worked(terms: LifeTerms, day: date) -> date:
    """The day on which principal due on `day` is taken."""
    return next_workday(day) if terms.principal_rolls else day


def period_days(terms: LifeTerms, due: date, own_day: int | None) -> int:
    """Days of the whole period that ends on, or is cut off by, `due`: from one own day to the next (30/360)."""
    number = own_day or terms.own_day or terms.start.day
    over = ((due.year - terms.start.year) * 12 + due.month - terms.start.month) % terms.months
    month = add_months(due.replace(day=1), -over)
    if day_in(month, number) >= due:
        month = add_months(month, -terms.months)
    return (day_in(add_months(month, terms.months), number) - day_in(month, number)).days


def instalments_left(terms: LifeTerms, due: date, maturity: date, own_day: int | None) -> int:
    """How many regular due days there are from `due` on, maturity included."""
    count, day = 1, due
    while day < maturity:
        day = next_due(terms, day, maturity, own_day)
        count += 1
    return count


def solved(
    terms: LifeTerms, *, opening: int, rate: int, start: date, due: date, count: int, level: int, moves: Moves
) -> int:
    """The level instalment from the period [start, due) on: on its opening balance, with factors that mix what changed.

    `moves` are what happened since `start`; where they leave nothing to solve the level stays as it is.
    """
    wanted = Terms(
        principal=opening,
        rate=rate,
        method=Method.EQUAL_INSTALMENTS,
        periods=count,
        unit=Unit.MONTH,
        every=max(terms.months, 1),
        start=start,
        day_count=terms.day_count,
        first_due=due,
        rounding=terms.rounding,
        round_to=terms.round_to,
        rates=tuple(moves.rates.items()),
        draws=tuple(moves.draws),
        prepayments=tuple(moves.prepayments),
        level=None if start in moves.rates else level or None,  # a rate that changes as the period opens solves anew
    )
    try:
        made = plan(wanted)
    except Refuse:
        return level
    return made.levels[-1][1] if made.levels else level


def shared(balance: int, count: int, terms: LifeTerms) -> int:
    """The equal share of principal over so many instalments."""
    return rounded(balance, count, terms.rounding)


def counts_months(terms: LifeTerms) -> bool:
    """Whether 30/360 counts whole months here: not for dues listed by days or weeks."""
    return terms.day_count is DayCount.THIRTY_360 and not terms.dues
