"""Somebody who keeps the same loans by hand: day after day, in exact fractions, from `money.md` and nothing of the house.

No anchor, no carry, no column: each night every loan earns its fraction, and a bill rounds it once. What the auditor
then expects is held against the sealed positions and the control accounts.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar

ONE = 10**7
DAY = timedelta(days=1)
EARLY, LATE = "KFPCIB", "KFBICP"
"""Which kind is paid before which: up to 90 days overdue, and beyond."""
SURCHARGES = ("P", "C")


@dataclass
class Owed:
    """A bill with what is open of it."""

    due: date
    kind: str
    open: int


@dataclass
class Loan:
    """Terms as signed, and what has come of them."""

    number: str
    account: str
    place: tuple[str, str]
    rate: int
    start: date
    maturity: date
    method: str
    settlement: str
    own_day: int | None
    day_count: str
    months: int
    instalment: int
    rolls: bool
    uplift: int
    base_penalty: bool
    plan: dict[date, int]
    principal: int
    earned: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys("IPC", Fraction(0)))
    bills: list[Owed] = field(default_factory=list)
    status: str = "NORMAL"
    closed: date | None = None

    def open(self, kinds: str, upto: date) -> int:
        """What is unpaid of these kinds among the bills due by `upto`."""
        return sum(bill.open for bill in self.bills if bill.kind in kinds and bill.due <= upto)

    def oldest(self, day: date) -> date | None:
        return min((bill.due for bill in self.bills if bill.due <= day and bill.open), default=None)

    def overdue_days(self, day: date) -> int:
        oldest = self.oldest(day)
        return 0 if oldest is None else (day - oldest).days

    def running(self) -> int:
        """Penalty and compound a bill of now would say."""
        return sum(half_up(self.earned[kind]) for kind in SURCHARGES)

    def bill(self, kinds: str, due: date) -> int:
        """Bills what these kinds have earned, rounded once each; answers the interest."""
        said = {kind: half_up(self.earned[kind]) for kind in kinds}
        for kind, amount in said.items():
            self.earned[kind] = Fraction(0)
            self._owe(due, kind, amount)
        return said.get("I", 0)

    def _owe(self, due: date, kind: str, amount: int) -> None:
        if amount:
            self.bills.append(Owed(due, kind, amount))

    def pay(self, amount: int, day: date) -> int:
        """Spends up to `amount` on what is due, in the order of the state before; answers what is left."""
        order = LATE if self.overdue_days(day) > 90 else EARLY
        for bill in sorted(self.bills, key=lambda bill: (order.index(bill.kind), bill.due)):
            taken = min(bill.open, amount) if bill.due <= day else 0
            bill.open -= taken
            amount -= taken
        self.bills = [bill for bill in self.bills if bill.open]
        return amount

    # --- when principal falls due ------------------------------------------------------------------------------------

    def own_days(self) -> list[date]:
        """The own days after the start, in months a whole number of rhythms from it, to one beyond maturity."""
        found: list[date] = []
        index = self.start.year * 12 + self.start.month - 1
        while not found or found[-1] <= self.maturity + 31 * DAY:
            each = in_month(index, self.own_day or self.start.day)
            if each > self.start:
                found.append(each)
            index += self.months
        return found

    def due_days(self) -> list[date]:
        """Every day on which the loan falls due by its own plan; the last one takes what is left of the principal."""
        ends = worked(self.maturity) if self.rolls else self.maturity
        days = {self.maturity, ends}
        if self.settlement == "OWN_DAY":
            days |= {each for each in self.own_days() if each < self.maturity}
        days |= {worked(each) if self.rolls else each for each in self.plan}
        return sorted(each for each in days if each <= ends)

    def fall_due(self, day: date) -> None:
        days = self.due_days()
        if day not in days:
            return
        ends = day >= self.maturity
        interest = self.bill("PCI", day) if ends or self.settlement == "OWN_DAY" else 0
        planned = {worked(due) if self.rolls else due: fen for due, fen in self.plan.items()}
        wanted = {
            "equal_instalments": max(self.instalment - interest, 0),
            "equal_principal": self.instalment,
        }.get(self.method, planned.get(day, 0))
        if day == self.maturity != days[-1]:
            wanted = 0  # a rest day: the principal waits for the next work day
        falling = self.principal if day == days[-1] else min(wanted, self.principal)
        self.principal -= falling
        self._owe(day, "B", falling)

    # --- what a day earns --------------------------------------------------------------------------------------------

    def earn(self, day: date) -> None:
        """Day [day, day + 1), by its closing balances."""
        year = 365 if self.day_count == "act/365" else 360
        uplifted = Fraction(100 + self.uplift, 100)
        a_day = Fraction(self.rate, year * ONE)
        overdue, base = self.open("B", day), self.open("IP" if self.base_penalty else "I", day)
        self.earned["P"] += overdue * a_day * uplifted
        self.earned["C"] += base * a_day * (uplifted if day >= self.maturity else 1)
        if self.day_count == "30/360" and self.principal:
            a_day = Fraction(self.rate * 30 * self.months, 360 * ONE * self.days_of_period(day))
        self.earned["I"] += self.principal * a_day

    def days_of_period(self, day: date) -> int:
        """Actual days of the whole period `day` lies in: from one own day to the next."""
        first, own = self.start.year * 12 + self.start.month - 1, self.own_day or self.start.day
        edges = [in_month(first - self.months, own), in_month(first, own), *self.own_days()]
        begin = max(each for each in edges if each <= day)
        return (min(each for each in edges if each > day) - begin).days

    def settles(self, day: date) -> bool:
        """The 20th, by the month or the quarter; any loan by the month once all of it has fallen due."""
        over = day >= self.due_days()[-1]
        if day.day != 20:
            return False
        if self.settlement == "QUARTER20":
            return day.month % 3 == 0
        return self.settlement == "MONTH20" or over

    def age(self, day: date) -> None:
        late = self.overdue_days(day)
        stays = self.status == "NON_ACCRUAL" and self.oldest(day) is not None
        self.status = "NON_ACCRUAL" if late > 90 or stays else "OVERDUE" if late else "NORMAL"


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def worked(day: date) -> date:
    while not chinese_calendar.is_workday(day):
        day += DAY
    return day


def in_month(index: int, number: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, min(number, monthrange(year, month + 1)[1]))


@dataclass
class Auditor:
    """The whole bank by hand."""

    loans: dict[str, Loan] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    branch: dict[str, str] = field(default_factory=dict)

    def living(self) -> list[Loan]:
        return [loan for loan in self.loans.values() if loan.closed is None]

    def repay(self, number: str, amount: int, day: date) -> None:
        """At the counter. More than is due also pays penalty and compound run up to today, which are billed for it."""
        loan = self.loans[number]
        if amount > loan.open("KFPCIB", day):
            loan.bill("PC", day)
        assert loan.pay(amount, day) == 0

    def clearing(self, account: str, day: date) -> int:
        """What frees the account's loans of everything owed so far, on top of what lies on it."""
        loans = [loan for loan in self.living() if loan.account == account]
        return max(sum(each.open("KFPCIB", day) + each.running() for each in loans) - self.balances[account], 0)

    def close(self, day: date) -> None:
        living = self.living()
        for loan in living:
            loan.fall_due(day)
        for account in {loan.account for loan in living}:
            self._collect(account, day)
        for loan in living:
            loan.age(day)
            loan.earn(day)
            if loan.settles(day):
                loan.bill("PCI", day + DAY)
            owes = loan.principal or loan.bills or any(half_up(each) for each in loan.earned.values())
            if not owes and day >= loan.due_days()[-1]:
                loan.closed = day

    def _collect(self, account: str, day: date) -> None:
        loans = [loan for loan in self.living() if loan.account == account]
        if not any(loan.oldest(day) for loan in loans):
            return
        if self.clearing(account, day) == 0:
            for loan in loans:
                if loan.running():
                    loan.bill("PC", day)
        for loan in sorted(loans, key=lambda loan: (loan.oldest(day) or day, loan.number)):
            self.balances[account] = loan.pay(self.balances[account], day)

    # --- what the house must say -------------------------------------------------------------------------------------

    def positions(self, day: date) -> dict[str, dict[str, object]]:
        """Each living loan as the sealed file must have it."""
        tomorrow = day + DAY
        return {
            loan.number: {
                "principal": loan.principal,
                "overdue_principal": loan.open("B", day),
                "accrued": sum(int(each) for each in loan.earned.values()),
                "unpaid_interest": loan.open("I", tomorrow),
                "unpaid_penalty": loan.open("P", tomorrow),
                "unpaid_compound": loan.open("C", tomorrow),
                "overdue_days": loan.overdue_days(day),
                "oldest_due": loan.oldest(day),
                "book_status": loan.status,
            }
            for loan in self.living()
        }

    def controls(self, day: date) -> dict[int, dict[tuple[str, str, str], int]]:
        """Balances of the control accounts, debit positive; those of nought are left out."""
        found: dict[int, dict[tuple[str, str, str], int]] = {
            code: defaultdict(int) for code in (1301, 1302, 1132, 7001)
        }
        for loan in self.living():
            dims = (*loan.place, loan.status)
            found[1301][dims] += loan.principal
            found[1302][dims] += loan.open("B", day)
            owed = sum(int(each) for each in loan.earned.values()) + loan.open("IPC", day + DAY)
            found[7001 if loan.status == "NON_ACCRUAL" else 1132][dims] += owed
        found[2011] = defaultdict(int)
        for account, balance in self.balances.items():
            found[2011][self.branch[account], "", ""] -= balance
        return {code: {dims: fen for dims, fen in held.items() if fen} for code, held in found.items()}
