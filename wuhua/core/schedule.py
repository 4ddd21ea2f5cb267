"""Plans: a function of the terms, computed when asked and never stored.

Period k runs from due date k-1 (or the start) to due date k. Interest of a period is its exact sum rounded once; the
last instalment is whatever clears the balance, so it absorbs the rounding. The level instalment is solved with exact
whole numbers: E = round(P x Π(1+f) / F), F = 1 for the first period and F = 1 + F x (1+f) for each later one.

>>> from wuhua.core.days import DayCount, Unit
>>> count, method = DayCount.THIRTY_360, Method.EQUAL_INSTALMENTS
>>> terms = Terms(10_000_000, 720_000, method, 24, Unit.MONTH, 1, date(2018, 1, 5), count)
>>> plan(terms).instalment
448633
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from wuhua.core.accrue import ACT_ACT_YEAR, year_split
from wuhua.core.days import DayCount, step, whole_months
from wuhua.core.money import Rounding, rounded
from wuhua.core.rate import ONE
from wuhua.core.refuse import Refuse, Refused, ensure
from wuhua.core.terms import Method, PrepayWay, Terms, TermsRefusal, checked, due_dates


class Row(NamedTuple):
    """One instalment: what falls due that day, and the principal outstanding after it (that day's draws included)."""

    n: int
    due: date
    principal: int
    interest: int
    balance: int
    prepaid: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows, the first level instalment (where a method has none: the first row's payment), and every re-solve."""

    instalment: int
    rows: tuple[Row, ...]
    levels: tuple[tuple[int, int], ...]

    @property
    def total_interest(self) -> int:
        """Fen of interest over the whole life."""
        return sum(row.interest for row in self.rows)


class Stretch(NamedTuple):
    """A part of a period on one rate: its weight (parts of a year over the timeline's base), and the draw (or, below
    nought, the early repayment) with which it opens."""

    weight: int
    rate: int
    drawn: int


class Period(NamedTuple):
    """One period: its stretches, what is drawn at its very start, and whether an event asks for a new level."""

    start: date
    due: date
    opening_draw: int
    stretches: tuple[Stretch, ...]
    resolve: bool
    credit: int
    planned: int

    @property
    def weight(self) -> int:
        return sum(each.weight for each in self.stretches)

    def numerator(self, opening: int) -> int:
        """Interest of the period on an opening balance, before the one rounding; over the timeline's denominator."""
        balance, total = opening, 0
        for each in self.stretches:
            balance += each.drawn
            total += balance * each.rate * each.weight
        return total


@dataclass(frozen=True, slots=True)
class Timeline:
    """All periods over one denominator (base x 10⁷)."""

    periods: tuple[Period, ...]
    denominator: int


def plan(terms: Terms) -> Plan:
    """The repayment plan of these terms; `Refuse` names what is wrong with them."""
    line = timeline(checked(terms))
    if terms.method is Method.BULLET:
        return _bullet(terms, line)
    walk = _Walk(terms, line)
    for index in range(len(line.periods)):
        walk.step(index)
        if terms.prepayments and walk.balance == 0 and not any(p.opening_draw for p in line.periods[index + 1 :]):
            break
    ensure(walk.balance == 0, "a plan ends at nought")
    rows = tuple(walk.rows)
    first = walk.levels[0][1] if walk.levels else rows[0].principal + rows[0].interest
    return Plan(first, rows, tuple(walk.levels))


def level_instalment(
    balance: int,
    factors: Sequence[int],
    denominator: int,
    rounding: Rounding = Rounding.HALF_UP,
    round_to: int = 1,
) -> int:
    """The level instalment (fen) that repays `balance` over periods of these factors (each over `denominator`).

    Whole numbers throughout: the product and F are kept over powers of the denominator, and one division rounds to a
    multiple of `round_to`.

    >>> level_instalment(10_000, [1] * 6, 100)
    1725
    """
    product, chain, power = 1, 0, 1
    for factor in factors:
        grown = denominator + factor
        product *= grown
        chain = power + chain * grown
        power *= denominator
    return rounded(balance * product, denominator * chain * round_to, rounding) * round_to


def timeline(terms: Terms) -> Timeline:
    """The periods of (checked) terms with exact weights: regular due dates, and for a custom plan its own days too."""
    ends = due_dates(terms)
    if terms.method is Method.CUSTOM:
        ends = sorted({*ends, *(day for day, _ in terms.planned)})
    changes = _rate_changes(terms)
    moves = _moves(terms)
    cuts = sorted({*changes, *moves})
    parts = _Parts(terms)
    spans = _spans(terms.start, ends, cuts)
    weighed = [[parts.of(begin, end) for begin, end in pairwise(marks)] for marks in spans]
    base = lcm(*{bottom for each in weighed for _, bottom in each})
    rate, periods = _opening_rate(terms), []
    planned = _summed(terms.planned) if terms.method is Method.CUSTOM else {}
    for marks, fractions in zip(spans, weighed, strict=True):
        due = marks[-1]
        if not cuts:
            whole = Stretch(fractions[0][0] * (base // fractions[0][1]), rate, 0)
            periods.append(Period(marks[0], due, 0, (whole,), False, 0, planned.get(due, 0)))
            continue
        stretches, resolve, credit = [], False, 0
        for day, (top, bottom) in zip(marks, fractions, strict=False):
            drawn = 0
            if day in changes:
                resolve = resolve or changes[day] != rate
                rate = changes[day]
            if day in moves:
                move = moves[day]
                resolve, credit = resolve or move.resolve, credit + move.credit
                drawn = move.drawn if day != marks[0] else 0
            stretches.append(Stretch(top * (base // bottom), rate, drawn))
        opening = moves[marks[0]].drawn if marks[0] in moves else 0
        periods.append(Period(marks[0], due, opening, tuple(stretches), resolve, credit, planned.get(due, 0)))
    return Timeline(tuple(periods), base * ONE)


def _spans(start: date, ends: list[date], cuts: list[date]) -> list[list[date]]:
    """For every period its start, the days inside it on which something changes, and its due date."""
    spans = []
    for end in ends:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)] if cuts else ()
        spans.append([start, *inner, end])
        start = end
    return spans


@dataclass(frozen=True, slots=True)
class _Move:
    """What happens to the balance on a day."""

    drawn: int
    resolve: bool
    credit: int


_NO_MOVE = _Move(0, False, 0)


def _moves(terms: Terms) -> dict[date, _Move]:
    moves: dict[date, _Move] = {}
    for day, amount in terms.draws:
        was = moves.get(day, _NO_MOVE)
        moves[day] = _Move(was.drawn + amount, True, was.credit)
    for each in terms.prepayments:
        was = moves.get(each.day, _NO_MOVE)
        credit = each.amount if each.way is PrepayWay.NEXT_FIRST else 0
        moves[each.day] = _Move(
            was.drawn - each.amount, was.resolve or each.way is PrepayWay.SMALLER, was.credit + credit
        )
    return moves


def _opening_rate(terms: Terms) -> int:
    before = [change for change in sorted(terms.rates) if change[0] <= terms.start]
    return before[-1][1] if before else terms.rate


def _rate_changes(terms: Terms) -> dict[date, int]:
    return {day: rate for day, rate in terms.rates if day > terms.start}


def _summed(planned: Sequence[tuple[date, int]]) -> dict[date, int]:
    total: dict[date, int] = {}
    for day, amount in planned:
        total[day] = total.get(day, 0) + amount
    return total


class _Parts:
    """Exact parts of a year for any span inside the plan, under its day count.

    30/360 counts 30 days for each whole month of a *whole* period; a part of a period takes its share by actual days.
    A first period that is no whole number of months is cut back from the first due date into periods of the
    frequency, and what sticks out in front is a part of the one it would have belonged to. Periods counted in days or
    weeks have no months: there 30/360 counts actual days over 360.
    """

    def __init__(self, terms: Terms) -> None:
        self.count = terms.day_count
        self.by_months = terms.day_count is DayCount.THIRTY_360 and terms.unit.months > 0
        self.year_days = terms.day_count.year_days
        self.nominal = _nominal_periods(terms) if self.by_months else []
        self.ends = [end for _, end, _ in self.nominal]

    def of(self, start: date, end: date) -> tuple[int, int]:
        """[start, end) as (numerator, denominator) of a year."""
        if self.count is DayCount.ACT_ACT:
            return year_split(start, end), ACT_ACT_YEAR
        if not self.by_months:
            return (end - start).days, self.year_days
        top, bottom, index = 0, 1, bisect_right(self.ends, start)
        while start < end:
            begin, finish, months = self.nominal[index]
            upto, days = min(end, finish), (finish - begin).days
            held = (upto - start).days
            more, under = (30 * months, 360) if held == days else (30 * months * held, 360 * days)
            common = lcm(bottom, under)
            top, bottom = top * (common // bottom) + more * (common // under), common
            start, index = upto, index + 1
        return top, bottom


def _nominal_periods(terms: Terms) -> list[tuple[date, date, int]]:
    """(start, end, months) of the whole periods that cover the plan; the first may begin before the loan does."""
    months = terms.unit.months * terms.every
    ends = due_dates(terms)
    starts = [terms.start, *ends[:-1]]
    nominal = [(begin, end, months) for begin, end in zip(starts, ends, strict=True)]
    if terms.first_due is None:
        return nominal
    whole = whole_months(terms.start, terms.first_due)
    if whole is not None:
        return [(terms.start, terms.first_due, whole), *nominal[1:]]
    front, back, end = [], 0, terms.first_due
    while end > terms.start:
        back += 1
        begin = step(terms.first_due, terms.unit, terms.every, -back)
        front.append((begin, end, months))
        end = begin
    return [*reversed(front), *nominal[1:]]


class _Walk:
    """Walks the periods once, keeping the balance, the level (or share) in force and interest put off by grace."""

    def __init__(self, terms: Terms, line: Timeline) -> None:
        self.terms, self.line = terms, line
        self.count = len(line.periods)
        self.grace = terms.grace_principal if terms.method is not Method.CUSTOM else 0
        self.balance = terms.principal
        self.drawn = terms.principal
        self.level = terms.level
        self.share: int | None = None
        self.put_off = 0
        self.credit = 0
        self.rows: list[Row] = []
        self.levels: list[tuple[int, int]] = [] if terms.level is None else [(1, terms.level)]
        self._open(0)

    def _open(self, index: int) -> int:
        """Take in what is drawn (or repaid early) on the day the period opens; it shows on the row due that day."""
        moved = self.line.periods[index].opening_draw if index < self.count else 0
        if moved:
            self._move(moved)
        return moved

    def _move(self, moved: int) -> None:
        self.balance += moved
        self.drawn += max(moved, 0)
        if self.balance < 0:
            raise Refuse(
                Refused(
                    TermsRefusal.PREPAYMENT_TOO_LARGE, "提前还本超过剩余本金。", "请按剩余本金结清。", "prepayments"
                )
            )

    def step(self, index: int) -> None:
        period, terms = self.line.periods[index], self.terms
        flat = terms.method is Method.FLAT
        numerator = period.numerator(self.drawn if flat else self.balance)
        own = rounded(numerator, self.line.denominator, terms.rounding)
        for each in period.stretches:
            if each.drawn:
                self._move(each.drawn)
        self.credit += period.credit
        self._renew(index)
        due = self.balance if index == self.count - 1 else self._principal(period, index, own)
        self.balance -= due
        interest = self._interest(index, numerator, own)
        moved = self._open(index + 1)
        prepaid = -min(moved, 0)
        self.rows.append(Row(index + 1, period.due, due, interest, self.balance, prepaid))

    def _interest(self, index: int, numerator: int, own: int) -> int:
        """What is billed: the period's own interest, or with it what grace put off, rounded once together."""
        if not self.put_off and index >= self.terms.grace_interest:
            return own
        self.put_off += numerator
        if index < self.terms.grace_interest:
            return 0
        interest = rounded(self.put_off, self.line.denominator, self.terms.rounding)
        self.put_off = 0
        return interest

    def _principal(self, period: Period, index: int, own: int) -> int:
        """Principal due with a row that is not the last one."""
        method = self.terms.method
        if method is Method.CUSTOM:
            return min(period.planned, self.balance)
        if index < self.grace or method in (Method.INTEREST_ONLY, Method.ON_DEMAND):
            return 0
        if method is Method.EQUAL_INSTALMENTS:
            ensure(self.level is not None, "a level is solved before it is paid")
            wanted = max((self.level or 0) - own, 0)
        else:
            wanted = self.share or 0
        credited = min(self.credit, wanted)
        self.credit -= credited
        return min(wanted - credited, self.balance)

    def _renew(self, index: int) -> None:
        """Solve the level (or the equal share) when the first such period comes, and again when an event asks.

        On the opening balance and every draw of the period, as if all of it had been there from the start.
        """
        if index < self.grace:
            return
        balance = self.balance
        resolve = self.line.periods[index].resolve
        left = self.count - index
        if self.terms.method in (Method.EQUAL_PRINCIPAL, Method.FLAT):
            if self.share is None or resolve:
                self.share = rounded(balance, left, self.terms.rounding)
        elif self.terms.method is Method.EQUAL_INSTALMENTS and (self.level is None or resolve):
            self.level = self._solve(index, balance)
            self.levels.append((index + 1, self.level))

    def _solve(self, index: int, balance: int) -> int:
        factors = self._factors(index)
        terms = self.terms
        level = level_instalment(balance, factors, self.line.denominator, terms.rounding, terms.round_to)
        if level == 0 and terms.round_to > 1 and balance:
            raise Refuse(
                Refused(
                    TermsRefusal.ROUND_TO_OUT_OF_RANGE, "取整单位大于每期还款额。", "请改用较小的取整单位。", "round_to"
                )
            )
        return self._smoothed(level, balance, factors) if terms.smoothing else level

    def _factors(self, index: int) -> list[int]:
        """Of this period with the rates met in it, and of every later one at the rate then in force.

        A change that is still to come is not known when the level is solved; it solves anew in its own period.
        """
        here = self.line.periods[index]
        rate = here.stretches[-1].rate
        mixed = sum(each.weight * each.rate for each in here.stretches)
        return [mixed, *(rate * later.weight for later in self.line.periods[index + 1 :])]

    def _smoothed(self, level: int, balance: int, factors: list[int]) -> int:
        """Fineract's pass: spread the last instalment's difference when that makes it smaller."""
        count = len(factors)
        off = self._last_instalment(level, balance, factors) - level
        if abs(off) <= count // 2:
            return level
        unit = self.terms.round_to
        moved = level + rounded(off, count * unit, self.terms.rounding) * unit
        return moved if abs(self._last_instalment(moved, balance, factors) - moved) < abs(off) else level

    def _last_instalment(self, level: int, balance: int, factors: list[int]) -> int:
        owed = 0
        for factor in factors:
            interest = rounded(balance * factor, self.line.denominator, self.terms.rounding)
            owed = balance + interest
            balance -= level - interest
        return owed


def _bullet(terms: Terms, line: Timeline) -> Plan:
    """One row at the end of the term, interest over the whole term rounded once."""
    balance, numerator = terms.principal, 0
    for period in line.periods:
        balance += period.opening_draw
        numerator += period.numerator(balance)
        balance += sum(each.drawn for each in period.stretches)
        if balance < 0:
            raise Refuse(
                Refused(
                    TermsRefusal.PREPAYMENT_TOO_LARGE, "提前还本超过剩余本金。", "请按剩余本金结清。", "prepayments"
                )
            )
    interest = rounded(numerator, line.denominator, terms.rounding)
    return Plan(balance + interest, (Row(1, line.periods[-1].due, balance, interest, 0),), ())
