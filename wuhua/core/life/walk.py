"""The walk through a life, from stop to stop. See the package's docstring for what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from wuhua.core import allocate, days
from wuhua.core.accrue import ACT_ACT_YEAR, year_split
from wuhua.core.allocate import Kind
from wuhua.core.days import DayCount, next_workday
from wuhua.core.life import dues
from wuhua.core.life.words import Billing, Claim, Event, LifeTerms, Opening, Row, Span, Status, What
from wuhua.core.money import rounded
from wuhua.core.rate import ONE
from wuhua.core.refuse import ensure
from wuhua.core.terms import Method, Prepayment, PrepayWay

ONE_DAY = timedelta(days=1)
EARNING = (Kind.PENALTY, Kind.COMPOUND, Kind.INTEREST)
SURCHARGES = (Kind.PENALTY, Kind.COMPOUND)
MONTHLY = days.Settlement.MONTH20
SETTLED = {Billing.MONTH20: days.Settlement.MONTH20, Billing.QUARTER20: days.Settlement.QUARTER20}
NO_LEVEL = (Method.INTEREST_ONLY, Method.BULLET, Method.ON_DEMAND, Method.CUSTOM)


class _Earned:
    """Whole fen and a numerator below the next, over a denominator that may change at a period's end."""

    __slots__ = ("den", "num", "whole")

    def __init__(self, den: int, whole: int = 0, num: int = 0) -> None:
        self.den, self.whole, self.num = den, whole, num

    def add(self, numerator: int) -> int:
        """Take the numerator in; answers the fen that became whole."""
        self.num += numerator
        more = self.num // self.den
        self.whole, self.num = self.whole + more, self.num % self.den
        return more

    def over(self, den: int) -> None:
        """Go on over another denominator, what is left over cut down to it."""
        self.num, self.den = self.num * den // self.den, den


class Walk:
    """A life in the making. `last` is the first day not yet earned; `closed_through` the last day that was closed."""

    def __init__(self, terms: LifeTerms, opening: Opening | None = None) -> None:
        self.terms, self.rate, self.maturity = terms, terms.rate, terms.maturity
        self.own_day, self.level, self.misuse = terms.own_day, terms.instalment, 0
        self.principal = opening.principal if opening else 0
        self.last = opening.day if opening else terms.start
        self.closed_through = self.last - ONE_DAY
        self.next_due = opening.next_due if opening else None
        self.status = opening.status if opening else Status.NORMAL
        self.advance = opening.advance if opening else 0
        self.held = self.prepaid = self.overdue = 0
        self.penalty_base = self.compound_base = 0
        self.oldest: date | None = None
        self.closed: date | None = None
        self.claims: dict[tuple[date, Kind], Claim] = {}
        self.rows: list[Row] = []
        self.spans: list[Span] = []
        self.rates = sorted(terms.rates)
        self.instalments = 0
        self.period = (self.last, self.principal, self.rate)
        self.moves = dues.Moves()
        earned = opening.earned if opening else {}
        self.earned = {kind: _Earned(1, *earned.get(kind, (0, 0))) for kind in EARNING}
        for kind, each in self.earned.items():
            each.den = self._den(kind)
        for due, kind, fen in opening.bills if opening else ():
            self.claims[(due, kind)] = Claim(due, kind, fen)
        if opening:
            self._look(self.closed_through)

    # --- what the days earn ------------------------------------------------------------------------------------------

    def _den(self, kind: Kind) -> int:
        count = self.terms.day_count
        year = ACT_ACT_YEAR if count is DayCount.ACT_ACT else count.year_days
        if kind is not Kind.INTEREST:
            return year * ONE * 100
        if dues.counts_months(self.terms):
            return 12 * ONE * dues.period_days(self.terms, self.next_due or self.maturity, self.own_day)
        return year * ONE

    def _weight(self, start: date, end: date) -> int:
        return year_split(start, end) if self.terms.day_count is DayCount.ACT_ACT else (end - start).days

    def earn(self, to: date) -> None:
        """Every day of [last, `to`) is earned by what stood at the close of the stop before."""
        if to <= self.last or self.status is Status.WRITTEN_OFF:
            self.last = max(self.last, to)
            return
        start, weight = self.last, self._weight(self.last, to)
        after = self._weight(max(start, min(self.maturity, to)), to)
        months = self.terms.months if dues.counts_months(self.terms) else 1
        more = {
            Kind.PENALTY: self.rate * weight * (self.penalty_base * self.factor + self.principal * self.misuse),
            Kind.COMPOUND: self.compound_base * self.rate * ((weight - after) * 100 + after * self.factor),
            Kind.INTEREST: self.principal * self.rate * weight * months,
        }
        fen = {kind: self.earned[kind].add(numerator) for kind, numerator in more.items()}
        if any(more.values()):
            self.spans.append(
                Span(start, to, self.principal, self.penalty_base, self.compound_base, self.rate, self.factor, fen)
            )
        self.last = to

    @property
    def factor(self) -> int:
        """100 + uplift: of overdue or of misuse, whichever is heavier, never their sum."""
        return 100 + max(self.terms.penalty_uplift, self.misuse)

    def bill_of(self, kind: Kind) -> int:
        """What a bill of this moment would say, rounded once."""
        each = self.earned[kind]
        return each.whole + rounded(each.num, each.den, self.terms.rounding)

    def _cut(self, day: date, due: date, kinds: Sequence[Kind]) -> int:
        """Bill what has been earned of these kinds; the carry clears. Answers the sum."""
        cut = {kind: self.bill_of(kind) for kind in kinds}
        for kind in kinds:
            self.earned[kind].whole = self.earned[kind].num = 0
        return self._claim(day, due, cut)

    def _claim(self, day: date, due: date, amounts: Mapping[Kind, int]) -> int:
        wanted = {kind: fen for kind, fen in amounts.items() if fen > 0}
        for kind, fen in wanted.items():
            claim = self.claims.setdefault((due, kind), Claim(due, kind, 0))
            claim.amount += fen
        if wanted:
            self.rows.append(Row(day, "bill", sum(wanted.values()), wanted, self.balance))
        return sum(wanted.values())

    @property
    def balance(self) -> int:
        """Principal of the loan, due and not due."""
        late = sum(claim.open for claim in self.claims.values() if claim.kind is Kind.PRINCIPAL)
        return self.principal + late

    # --- what falls due ----------------------------------------------------------------------------------------------

    def fall_due(self, day: date) -> None:
        """The instalment, plan day or maturity of `day`: interest of [previous, day) and principal."""
        if self.next_due != day or self.status is Status.WRITTEN_OFF:
            return
        self.earn(day)
        ends = self.maturity <= day
        waits = ends and self.terms.principal_rolls and self.maturity == day and next_workday(day) > day
        by_own_day = self.terms.billing is Billing.OWN_DAY
        interest = self.bill_of(Kind.INTEREST)
        falling = 0 if waits else self.principal if ends else min(self._asked(day, interest), self.principal)
        if ends or by_own_day:
            self._cut(day, day, EARNING)
        self.principal -= falling
        self._claim(day, day, {Kind.PRINCIPAL: falling})
        if waits:
            self.next_due = next_workday(day)
        else:
            self.next_due = None if ends else dues.next_due(self.terms, day, self.maturity, self.own_day)
        self.period, self.moves = (day, self.principal, self.rate), dues.Moves()
        self._rebase()

    def _asked(self, day: date, interest: int) -> int:
        """Principal that the plan asks for on `day`, less what was paid ahead of it."""
        method = self.terms.method
        self.instalments += 1
        if self.instalments <= self.terms.grace_principal:
            wanted = 0
        elif method is Method.EQUAL_INSTALMENTS:
            wanted = max(self.level - interest, 0)
        elif method is Method.EQUAL_PRINCIPAL:
            wanted = self.level
        else:
            wanted = dues.planned_on(self.terms, day)
        credited = min(self.advance, wanted)
        self.advance -= credited
        return wanted - credited

    def _rebase(self) -> None:
        self.earned[Kind.INTEREST].over(self._den(Kind.INTEREST))

    def _resolve(self) -> None:
        """Solve the level instalment (or the equal share) anew: an event asked for it."""
        if self.next_due is None or self.terms.method in NO_LEVEL or self.terms.dues:
            return
        count = dues.instalments_left(self.terms, self.next_due, self.maturity, self.own_day)
        if self.terms.method is Method.EQUAL_PRINCIPAL:
            self.level = dues.shared(self.principal, count, self.terms)
            return
        start, opening, rate = self.period
        if opening > 0 and start < self.next_due:
            self.level = dues.solved(
                self.terms,
                opening=opening,
                rate=rate,
                start=start,
                due=self.next_due,
                count=count,
                level=self.level,
                moves=self.moves,
            )

    # --- money in ----------------------------------------------------------------------------------------------------

    def _due(self, day: date) -> list[Claim]:
        return [claim for claim in self.claims.values() if claim.due <= day and claim.open > 0]

    def pay(self, day: date, amount: int) -> tuple[dict[Kind, int], int]:
        """Use money on what is due by `day`; beyond the bills, penalty and compound run so far are billed and paid.

        Answers what went where, and what was left over.
        """
        due = self._due(day)
        running = sum(self.bill_of(kind) for kind in SURCHARGES)
        if amount > sum(claim.open for claim in due) and running > 0:
            self._cut(day, day, SURCHARGES)
            due = self._due(day)
        oldest = min((claim.due for claim in due), default=day)
        late = (day - oldest).days > self.terms.late_after
        order = self.terms.order_late if late else self.terms.order
        split = allocate.allocate(
            amount,
            [allocate.Claim(str(n), claim.due, claim.kind, claim.open) for n, claim in enumerate(due)],
            on=day,
            order=order,
        )
        parts: dict[Kind, int] = {}
        for part in split.parts:
            due[int(part.key)].paid += part.amount
            parts[part.kind] = parts.get(part.kind, 0) + part.amount
        return parts, split.left

    def _look(self, day: date) -> None:
        """What is due by `day` and unpaid: overdue principal, the bases of penalty and compound, the oldest due day.

        With days of grace a bill counts from its due day on once the grace is over, and not at all when paid within.
        """
        open_claims = self._due(day)
        self.oldest = min((claim.due for claim in open_claims), default=None)
        self.overdue = sum(claim.open for claim in open_claims if claim.kind is Kind.PRINCIPAL)
        ripe = [claim for claim in open_claims if (day - claim.due).days >= self.terms.grace_days]
        base = (Kind.INTEREST, Kind.PENALTY) if self.terms.compound_on_penalty else (Kind.INTEREST,)
        self.penalty_base = sum(claim.open for claim in ripe if claim.kind is Kind.PRINCIPAL)
        self.compound_base = sum(claim.open for claim in ripe if claim.kind in base) if self.terms.compound else 0

    def _grace_ends(self, day: date) -> None:
        """What stayed unpaid through the days of grace is charged from its due day."""
        grace = self.terms.grace_days
        if not grace:
            return
        base = (Kind.INTEREST, Kind.PENALTY) if self.terms.compound_on_penalty else (Kind.INTEREST,)
        for claim in self._due(day):
            if (day - claim.due).days != grace:
                continue
            weight = self._weight(claim.due, day)
            if claim.kind is Kind.PRINCIPAL:
                self.earned[Kind.PENALTY].add(claim.open * self.rate * self.factor * weight)
            elif claim.kind in base and self.terms.compound:
                after = self._weight(max(claim.due, min(self.maturity, day)), day)
                factor = (weight - after) * 100 + after * self.factor
                self.earned[Kind.COMPOUND].add(claim.open * self.rate * factor)

    # --- what happens ------------------------------------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        """One event on its value day, before that day is closed."""
        day = event.day
        self.age(day - ONE_DAY)
        if event.what in (What.REPAY, What.PREPAY, What.WRITE_OFF, What.RECOVERY, What.ACCELERATE):
            self.fall_due(day)
        self.earn(day)
        parts = _HAPPENS[event.what](self, event)
        self.rows.append(Row(day, event.what.value, event.amount, parts, self.balance, event.seq))
        self._look(day)
        if self.principal or self._due(day):
            self.closed = None

    def _draw(self, event: Event) -> dict[Kind, int]:
        self.principal += event.amount
        if self.next_due is None and self.closed_through < event.day <= self.maturity and not self.instalments:
            self.next_due = dues.first_due(self.terms, event.day)
            self.period = (event.day, self.principal, self.rate)
            self._rebase()
            if not self.level:
                self._resolve()
        else:
            self.moves.draws.append((event.day, event.amount))
            self._resolve()
        return {Kind.PRINCIPAL: event.amount}

    def _repay(self, event: Event) -> dict[Kind, int]:
        parts, left = self.pay(event.day, event.amount)
        self.held += left
        return parts

    def _prepay(self, event: Event) -> dict[Kind, int]:
        """Principal before its day: what is due comes first; enough for everything settles the loan."""
        due = sum(claim.open for claim in self._due(event.day))
        everything = due + sum(self.bill_of(kind) for kind in EARNING) + self.principal
        if event.amount >= everything:
            self._cut(event.day, event.day, EARNING)
            parts, left = self.pay(event.day, event.amount)
            early = self.principal
            self.principal, self.advance = 0, 0
            self.next_due = self.next_due if event.keep else None
            left -= early
        else:
            parts, left = self.pay(event.day, event.amount)
            early = min(left, self.principal)
            left -= early
            self.principal -= early
            if early:
                self._planned_anew(event, early)
        self.prepaid += early
        self.held += left
        if early:
            parts[Kind.PRINCIPAL] = parts.get(Kind.PRINCIPAL, 0) + early
        return parts

    def _planned_anew(self, event: Event, early: int) -> None:
        self.moves.prepayments.append(Prepayment(event.day, early, event.way))
        if event.way is PrepayWay.NEXT_FIRST:
            self.advance += early
        elif event.way is PrepayWay.SMALLER:
            self._resolve()

    def _rate(self, event: Event) -> dict[Kind, int]:
        self._bear(event.day, event.rate)
        return {}

    def _bear(self, day: date, rate: int) -> None:
        if rate == self.rate:
            return
        self.rate = rate
        self.moves.rates[day] = rate
        self._resolve()

    def _fee(self, event: Event) -> dict[Kind, int]:
        self._claim(event.day, event.day, {event.kind: event.amount})
        return {event.kind: event.amount}

    def _refund(self, event: Event) -> dict[Kind, int]:
        self.held -= event.amount
        return {}

    def _misuse(self, event: Event) -> dict[Kind, int]:
        self.misuse = max(self.misuse, event.uplift)
        return {}

    def _extend(self, event: Event) -> dict[Kind, int]:
        ensure(event.until is not None, "an extension says until when")
        was, self.maturity = self.maturity, event.until or self.maturity
        if self.next_due == was:
            before = self.closed_through if self.closed_through < was else was - ONE_DAY
            self.next_due = self._regular_after(before, was)
        self._rebase()
        if event.rate:
            self.rates = sorted([*self.rates, (was, event.rate)])
        self._resolve()
        return {}

    def _restructure(self, event: Event) -> dict[Kind, int]:
        """Principal that fell due and was not paid is in term again, by a new end and rate; interest due stays due."""
        ensure(event.until is not None, "a restructuring says until when")
        again = 0
        for claim in self.claims.values():
            if claim.kind is Kind.PRINCIPAL:
                again, claim.amount = again + claim.open, claim.paid
        self.principal += again
        self.maturity = event.until or self.maturity
        self.next_due = self._regular_after(event.day, event.day)
        if event.rate:
            self.rate = event.rate
        self.period, self.moves = (event.day, self.principal, self.rate), dues.Moves()
        self._rebase()
        self._resolve()
        return {Kind.PRINCIPAL: again}

    def _regular_after(self, day: date, was: date) -> date:
        """The next regular due day once `was` is no maturity any more."""
        if self.terms.billing is not Billing.OWN_DAY or self.terms.dues:
            return dues.next_due(self.terms, day, self.maturity, self.own_day)
        number = self.own_day or self.terms.start.day
        month, over = was.replace(day=1), self._months_from_start(was) % self.terms.months
        due = dues.day_in(days.add_months(month, -over), number)
        while due <= day or due < was:
            due = dues.day_in(days.add_months(due.replace(day=1), self.terms.months), number)
        return min(due, self.maturity)

    def _months_from_start(self, day: date) -> int:
        start = self.terms.start
        return (day.year - start.year) * 12 + day.month - start.month

    def _payday(self, event: Event) -> dict[Kind, int]:
        self.own_day = event.own_day
        if self.next_due is not None and event.own_day:
            self.next_due = min(dues.next_own_day(event.own_day, event.day), self.maturity)
            self._rebase()
        return {}

    def _accelerate(self, event: Event) -> dict[Kind, int]:
        if self.next_due is not None:
            self.maturity = self.next_due = event.day
            self._rebase()
            self.fall_due(event.day)
        return {}

    def _write_off(self, event: Event) -> dict[Kind, int]:
        self._cut(event.day, event.day, EARNING)
        falling, self.principal = self.principal, 0
        self._claim(event.day, event.day, {Kind.PRINCIPAL: falling})
        self.next_due, self.status = None, Status.WRITTEN_OFF
        return {Kind.PRINCIPAL: falling}

    def _recovery(self, event: Event) -> dict[Kind, int]:
        return self._repay(event)

    # --- the close of a day ------------------------------------------------------------------------------------------

    def age(self, day: date) -> None:
        """The book status at the close of `day`, when nothing happened since the last stop."""
        if day <= self.closed_through:
            return
        self.closed_through = day
        if self.status is Status.WRITTEN_OFF:
            return
        late = (day - self.oldest).days if self.oldest else 0
        if late > self.terms.late_after or (self.status is Status.NON_ACCRUAL and self.oldest):
            self.status = Status.NON_ACCRUAL
        else:
            self.status = Status.OVERDUE if late > 0 else Status.NORMAL

    def close(self, day: date, debits: Iterable[Event] = ()) -> None:
        """The close of a day on which something may happen: fall due, take money, look, settle."""
        self.age(day - ONE_DAY)
        self.fall_due(day)
        while self.rates and self.rates[0][0] <= day:
            self.earn(day)
            self._bear(day, self.rates.pop(0)[1])
        self.earn(day)
        for event in debits:
            parts, left = self.pay(day, event.amount)
            self.held += left
            self.rows.append(Row(day, event.what.value, event.amount, parts, self.balance, event.seq))
        if self.held > 0 and self._due(day):
            parts, self.held = self.pay(day, self.held)
            self.rows.append(Row(day, "held", sum(parts.values()), parts, self.balance))
        self._look(day)
        self._grace_ends(day)
        self.age(day)
        if self._settles(day):
            self.earn(day + ONE_DAY)
            self._cut(day, day + ONE_DAY, EARNING)
        rest = self.principal + sum(claim.open for claim in self.claims.values())
        if not rest and self.next_due is None and not any(self.bill_of(kind) for kind in EARNING):
            self.closed = self.closed or day

    def _settles(self, day: date) -> bool:
        if self.status is Status.WRITTEN_OFF:
            return False
        kind = SETTLED.get(self.terms.billing)
        if kind is None:
            kind = MONTHLY if self.next_due is None and self.maturity <= day else None
        return kind is not None and days.is_settlement_day(kind, day, self.terms.settlement_day)

    def next_stop(self) -> date | None:
        """The first day after the last closed one on which something happens by itself; None when nothing will."""
        after = self.closed_through
        found = [claim.due for claim in self.claims.values() if claim.due > after and claim.open]
        if self.terms.grace_days:
            grace = timedelta(days=self.terms.grace_days)
            found += [claim.due + grace for claim in self.claims.values() if claim.open and claim.due + grace > after]
        if self.next_due is not None:
            found.append(max(self.next_due, after + ONE_DAY))
        if self.rates:
            found.append(max(self.rates[0][0], after + ONE_DAY))
        living = (
            self.principal or self.overdue or self.compound_base or any(e.whole or e.num for e in self.earned.values())
        )
        if living and self.status is not Status.WRITTEN_OFF:
            kind = SETTLED.get(self.terms.billing, MONTHLY)
            settlement = days.next_settlement_day(kind, after, self.terms.settlement_day)
            found += [settlement] if settlement else []
        return min(found, default=None)


_HAPPENS = {
    What.DRAW: Walk._draw,
    What.REPAY: Walk._repay,
    What.PREPAY: Walk._prepay,
    What.RATE: Walk._rate,
    What.FEE: Walk._fee,
    What.RESTRUCTURE: Walk._restructure,
    What.REFUND: Walk._refund,
    What.MISUSE: Walk._misuse,
    What.EXTEND: Walk._extend,
    What.PAYDAY: Walk._payday,
    What.ACCELERATE: Walk._accelerate,
    What.WRITE_OFF: Walk._write_off,
    What.RECOVERY: Walk._recovery,
}
