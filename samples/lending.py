"""Who borrowed when: the chain of notes behind every customer over the registers' span.

A customer's thread is its newest note and the ones before it, back beyond the registers. Categories: `both` owed last
year and owes now, `new` owes only now, `lost` owed only then. Together they make the borrowers of the two dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from samples.calendars import Days, workday_on_or_before
from samples.customers import Customer
from samples.money import WAN, YUAN, floated, level_instalment
from samples.notes import Note, Terms, amount_of, rate_of, security_of, terms_of, use_of
from samples.products import BY_CODE
from wuhua.core.days import add_months


class Lender:
    """Builds threads; every note lands in `notes`."""

    def __init__(self, rng: Random, days: Days) -> None:
        self.rng, self.days = rng, days
        self.year = days.day.year
        self.notes: list[Note] = []

    def between(self, first: date, last: date) -> date:
        """A work day of the span, not on a day that month ends would shift."""
        while True:
            day = first + timedelta(days=self.rng.randrange((last - first).days + 1))
            day = workday_on_or_before(day)
            if day >= first and day.day <= 28:
                return day

    def note(
        self, customer: Customer, terms: Terms, start: date, role: str, *, issue: str = "NEW", **more: object
    ) -> Note:
        """One note of those terms, kept."""
        rng = self.rng
        security = str(more.pop("security", "")) or security_of(rng, terms.product)
        maturity = more.pop("maturity", None) or add_months(start, terms.months)
        amount = more.pop("amount", None) or amount_of(rng, customer, terms.product)
        rate = more.pop("rate", None) or rate_of(
            rng, customer.kind, terms.product, security, terms.months, start, self.year
        )
        made = Note(
            customer,
            terms.product,
            int(amount),  # type: ignore[call-overload]
            int(rate),  # type: ignore[call-overload]
            start,
            terms.months,
            maturity,  # type: ignore[arg-type]
            terms.method,
            terms.settlement,
            terms.day_count,
            issue,
            security,
            use_of(customer, terms.product),
            role,
            **more,  # type: ignore[arg-type]
        )
        if made.method == "equal_instalments":
            made.instalment = level_instalment(made.amount, made.rate, made.months)
        if made.method == "custom" and made.closed is None:
            made.plan = _season_plan(made, self.days.day)
        self.notes.append(made)
        customer.notes.append(made)
        return made

    # The newest note of a thread.

    def main(self, customer: Customer, category: str) -> None:
        """The thread that makes the customer a borrower."""
        chance = self.rng.random()
        if category == "both":
            mode = "D" if chance < 0.45 else "R" if chance < 0.78 else "B"
        else:
            mode = "D" if chance < 0.12 else "B"
        newest = self.fresh(customer, mode, category)
        if category == "both":
            self.chain(newest)

    def fresh(self, customer: Customer, mode: str, category: str) -> Note:
        """A note alive at the cut-over."""
        terms = terms_of(self.rng, customer, linear=mode == "R", seasonal=mode != "R")
        if mode == "D":
            return self._older(customer, terms, category)
        if terms.product == "JUJUBE_LOAN":
            return self._harvest(customer, terms)
        first = date(self.year, 1, 2)
        last = self.days.cut - timedelta(days=1)
        if customer.industry == "0141" and mode == "B":  # greenhouses are planted in spring
            first, last = date(self.year, 2, 22), date(self.year, 4, 20)
        start = self.between(first, last)
        if terms.method in ("interest_only", "on_demand") and self.rng.random() < 0.2:
            terms = Terms(
                terms.product, terms.method, terms.settlement, terms.day_count, self.rng.choice((6, 6, 9, 10))
            )
        while add_months(start, terms.months) <= self.days.day:
            start = self.between(first, last)
            if (last - date(self.year, 4, 20)).days <= 0:
                terms = Terms(terms.product, terms.method, terms.settlement, terms.day_count, 12)
        issue = "NEW"
        if mode == "R":
            issue = (
                "CARD_REDRAW"
                if terms.product == "CREDIT_CARD_LINE"
                else ("REFINANCE" if self.rng.random() < 0.11 else "RENEWAL_NO_PRINCIPAL")
            )
        return self.note(customer, terms, start, mode if terms.method not in _PLANNED else "FIXED", issue=issue)

    def _older(self, customer: Customer, terms: Terms, category: str) -> Note:
        last = date(self.year - 1, 12, 28)
        if terms.product == "JUJUBE_LOAN":
            start = self.between(date(self.year - 1, 11, 1), last)
        elif category == "new":
            start = self.between(date(self.year - 1, 10, 9), last)
        else:
            earliest = add_months(self.days.day, -terms.months) + timedelta(days=9)
            start = self.between(earliest, last)
        if add_months(start, terms.months) <= self.days.day:
            terms = Terms(terms.product, terms.method, terms.settlement, terms.day_count, 24)
        return self.note(customer, terms, start, "D" if terms.method not in _PLANNED else "FIXED")

    def _harvest(self, customer: Customer, terms: Terms) -> Note:
        """Jujube money is drawn from August and falls due after the sale, November to January."""
        start = self.between(date(self.year, 8, 1), self.days.cut - timedelta(days=1))
        months = self.rng.choice((3, 4, 5) if start.month == 8 else (3, 4))
        terms = Terms(terms.product, terms.method, terms.settlement, terms.day_count, months)
        return self.note(customer, terms, start, "B")

    # What came before.

    def chain(self, newest: Note) -> None:
        """The notes before it, back beyond the registers, always alive at last year's date."""
        last_year, later = self.days.last_year, newest
        while later.start > last_year or later.start >= self.days.register_from:
            earlier = self._before(later)
            later.previous = earlier
            later = earlier
            if self.rng.random() < 0.3 and later.start <= last_year:
                return

    def _before(self, later: Note) -> Note:
        rng, last_year = self.rng, self.days.last_year
        season = later.product == "JUJUBE_LOAN" and later.months < 12
        renewal = later.issue in ("RENEWAL_NO_PRINCIPAL", "REFINANCE")
        closed = later.start if renewal else later.start - timedelta(days=rng.randrange(0, 7))
        start = add_months(closed, -later.months)
        if season:
            start, closed = add_months(later.start, -12), add_months(later.maturity, -12)
        if closed <= last_year < later.start and not season:
            closed = later.start
            start = add_months(closed, -later.months)
        start = start.replace(day=min(start.day, 28))
        planned = later.method in _PLANNED
        if planned:
            closed = add_months(start, later.months)
        method = "interest_only" if later.method == "custom" else later.method
        terms = Terms(later.product, method, later.settlement, later.day_count, later.months)
        amount = later.amount
        if later.issue == "NEW":
            part = rng.choice((0.7, 0.8, 0.8, 0.9, 1.0))
            amount = max(BY_CODE[later.product].floor, int(later.amount * part) // (5_000 * YUAN) * 5_000 * YUAN)
        crossing = start <= self.days.year_start < closed
        free = crossing and not planned and later.issue in ("NEW", "CARD_REDRAW")
        issue = "CARD_REDRAW" if later.issue == "CARD_REDRAW" and rng.random() < 0.5 else "NEW"
        return self.note(
            later.customer,
            terms,
            start,
            "A" if free else "FIXED",
            issue=issue,
            closed=closed,
            maturity=closed,
            amount=amount,
            security=later.security,
        )

    def lost(self, customer: Customer, written_off: bool) -> None:
        """Owed last year, owes nothing now."""
        terms = terms_of(self.rng, customer, linear=True, seasonal=False)
        if written_off:
            matured = self.between(date(self.year - 2, 10, 10), date(self.year - 1, 5, 20))
            start = add_months(matured, -12)
            gone = self.between(date(self.year, 5, 10), date(self.year, 6, 27))
            terms = Terms("CREDIT_LOAN", "interest_only", "MONTH20", "act/360", 12)
            self.note(
                customer,
                terms,
                start,
                "FIXED",
                closed=gone,
                maturity=matured,
                stop=matured,
                written_off=gone,
                security="CREDIT",
            )
            return
        closed = self.between(date(self.year - 1, 10, 9), self.days.cut - timedelta(days=1))
        start = add_months(closed, -12)
        role = "A" if closed > self.days.year_start else "FIXED"
        amount = amount_of(self.rng, customer, terms.product, 0.75)
        oldest = self.note(customer, terms, start, role, closed=closed, maturity=closed, amount=amount)
        if self.rng.random() < 0.4:
            self.chain(oldest)

    # Beside the thread.

    def another(self, customer: Customer) -> None:
        """One more living note of a customer who has one."""
        self.fresh(customer, "D" if self.rng.random() < 0.1 else "B", "new")

    def passing(self, customer: Customer) -> None:
        """Drawn and back within the year: a draw on the card, a bridge of stock."""
        card = customer.notes[0].product == "CREDIT_CARD_LINE"
        product = "CREDIT_CARD_LINE" if card else "FLOW_LOAN"
        start = self.between(date(self.year, 1, 5), date(self.year, 6, 28))
        closed = start + timedelta(days=self.rng.randrange(20, 85))
        terms = Terms(product, "on_demand", "MONTH20", "act/360", 12)
        issue = "CARD_REDRAW" if card else "NEW"
        amount = amount_of(self.rng, customer, product, 0.8)
        self.note(customer, terms, start, "FIXED" if card else "C", issue=issue, closed=closed, amount=amount)

    def relent(self, customer: Customer, season: str, fair: Fraction) -> Note:
        """A note that relending money stands behind: its rate is below that of the bank's own funds.

        `fair` makes up for whole borrowers in a small bank, so that re-lending keeps its share of the book.
        """
        if season == "stock":
            terms = Terms("FLOW_LOAN", "on_demand", "MONTH20", "act/360", 12)
            start, amount = self.between(date(self.year - 1, 11, 6), date(self.year - 1, 12, 26)), 140 * WAN
        elif season == "spring":
            terms = Terms("CHAIN_LOAN", "interest_only", "MONTH20", "act/360", 12)
            start = self.between(date(self.year, 3, 19), date(self.year, 6, 26))
            amount = self.rng.randrange(16, 27) * 10 * WAN
        else:
            terms = Terms("JUJUBE_LOAN", "interest_only", "QUARTER20", "act/360", self.rng.choice((3, 4)))
            start = self.between(date(self.year, 8, 6), date(self.year, 9, 20))
            amount = self.rng.randrange(15, 24) * 10 * WAN
        amount = max(BY_CODE[terms.product].floor, int(amount * fair) // (10 * WAN) * 10 * WAN)
        rate = floated(terms.months, self.rng.choice((20, 25, 30, 35)))
        newest = self.note(customer, terms, start, "FIXED", amount=amount, rate=rate)
        self.chain(newest)
        return newest


_PLANNED = ("equal_instalments", "equal_principal")


def _season_plan(note: Note, day: date) -> list[tuple[date, int]]:
    """Two parts: a month before the end and at the end, both still to come; amounts are set once the sum is known."""
    first = add_months(note.maturity, -1)
    return [(first, 0), (note.maturity, 0)] if first > day and first > note.start else [(note.maturity, 0)]
