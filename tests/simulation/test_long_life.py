"""A town lives four hundred days and two year ends, and somebody keeps the same loans by hand beside it.

Every close proves the whole bank (a break raises), every night the sealed positions and the control accounts are held
against the auditor's, and every tenth night against the scalar rules too.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
import pytest

from tests.auditor import Auditor, Loan
from tests.town import Town, fen, open_town
from wuhua.areas.servicing import read, rules
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, RepaymentItem
from wuhua.books import read as books
from wuhua.bulk.dayend import verify
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform import lake

pytestmark = [pytest.mark.usefixtures("fresh_bank"), pytest.mark.slow]

FIRST, LAST = date(2018, 12, 3), date(2020, 1, 6)
DAY = timedelta(days=1)
EVERYTHING = "KFPCIB"


@dataclass
class Life:
    """The town and its auditor: whatever happens, happens to both."""

    town: Town
    luck: random.Random
    auditor: Auditor = field(default_factory=Auditor)
    habits: list[Callable[[], None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.town.today

    def account(self, name: str, branch: str = "B01") -> str:
        number = self.town.customer(name, branch=branch)
        self.auditor.branch[number] = branch
        return number

    def deposit(self, account: str, amount: int) -> None:
        if amount > 0:
            self.town.deposit(account, yuan(amount))
            self.auditor.balances[account] += amount

    def repay(self, number: str, amount: int) -> None:
        if amount > 0:
            answer = self.town.repay(number, yuan(amount))
            assert not isinstance(answer, Refused), answer
            self.auditor.repay(number, amount, self.today)

    def lend(
        self, account: str, amount: str, maturity: date, plan: dict[date, str] | None = None, **terms: object
    ) -> Loan:
        """A note drawn today and its money spent at once."""
        number = f"N{len(self.auditor.loans):02d}"
        given = {"settlement": "MONTH20", "method": "interest_only", "rate": "7.2"} | terms
        note = self.town.lend(number, account, amount, maturity=maturity, **given)  # type: ignore[arg-type]
        if plan:
            note = self.town.plan(number, plan)
        self.town.withdraw(account, amount)
        loan = self.auditor.loans[number] = Loan(
            number=number,
            account=account,
            place=(note.branch, note.product),
            rate=note.rate,
            start=note.start,
            maturity=note.maturity,
            method=note.method,
            settlement=note.settlement,
            own_day=note.own_day,
            day_count=note.day_count,
            months=note.frequency_months,
            instalment=note.instalment or 0,
            rolls=note.principal_rolls,
            uplift=note.penalty_uplift,
            base_penalty=note.compound_base_penalty,
            plan={due: fen(amount) for due, amount in (plan or {}).items()},
            principal=note.amount,
        )
        return loan

    def change_rate(self, loan: Loan, pct: str) -> None:
        self.town.change_rate(loan.number, pct)
        loan.rate = Rate.of_pct(pct).units

    def close(self) -> None:
        day = self.today
        self.auditor.close(day)
        self.town.close_through(day)
        said, _ = compare(self.auditor, day)
        assert not said, f"{day}: {said[:4]}"

    # --- how people pay ----------------------------------------------------------------------------------------------

    def punctual(self, loan: Loan, amount: str) -> None:
        """So much comes onto the account every month, days before it is needed."""
        self.habits.append(lambda: self.deposit(loan.account, fen(amount)) if self.today.day == 15 else None)

    def careless(self, loan: Loan) -> None:
        """Now and then something comes, never looked up what is owed."""

        def habit() -> None:
            if self.luck.random() < 0.06:
                self.deposit(loan.account, self.luck.randrange(1, 400_000))

        self.habits.append(habit)

    def clears(self, loan: Loan, after: int) -> None:
        """Whoever is `after` days late brings the account everything that is owed, to the fen."""

        def habit() -> None:
            if loan.overdue_days(self.today) >= after:
                self.deposit(loan.account, self.auditor.clearing(loan.account, self.today))

        self.habits.append(habit)

    def counter(self, loan: Loan, after: int, *shares: Callable[[int, int], int]) -> None:
        """Comes to the counter when `after` days late: each time with the next share of (due, running)."""
        left = list(shares)

        def habit() -> None:
            if left and loan.closed is None and loan.overdue_days(self.today) >= after:
                due, running = loan.open(EVERYTHING, self.today), loan.running()
                self.repay(loan.number, left.pop(0)(due, running))

        self.habits.append(habit)


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def compare(auditor: Auditor, day: date) -> tuple[list[str], int]:
    """Where the sealed positions or the control accounts say otherwise than the auditor; and how many were looked at."""
    wanted = auditor.positions(day)
    sealed = {row["note"]: row for row in pl.read_parquet(lake.file_of(day, "positions")).to_dicts()}
    said = [f"living: {sorted(set(wanted) ^ set(sealed))}"] if set(wanted) != set(sealed) else []
    for number, figures in wanted.items():
        for name, value in figures.items():
            found = sealed.get(number, {}).get(name)
            if found != value:
                said.append(f"{number}.{name}: by hand {value}, sealed {found}")
    for code, held in auditor.controls(day).items():
        found = {dims: fen for dims, fen in books.control_totals(code).items() if fen}
        if found != held:
            said.append(f"{code}: by hand {held}, in the books {found}")
    return said, len(wanted)


def scalars(day: date) -> list[str]:
    """Where the scalar rules, asked note by note for the close of `day`, say otherwise than the sealed positions."""
    sealed = {row["note"]: row for row in pl.read_parquet(lake.file_of(day, "positions")).to_dicts()}
    said = []
    for note in LoanNote.objects.filter(closed__isnull=True):
        figures = rules.figures_on(read.anchor_of(note), day + DAY)
        bills = read.open_bills(note.id, day, upto=day + DAY)
        owed = {
            kind: sum(bill.open for bill in bills if bill.kind.value == kind and (kind != "B" or bill.due <= day))
            for kind in "IPCB"
        }
        wanted = {
            "accrued": figures.interest + figures.penalty + figures.compound,
            "unpaid_interest": owed["I"],
            "unpaid_penalty": owed["P"],
            "unpaid_compound": owed["C"],
            "overdue_principal": owed["B"],
            "balance": books.balance_of(1301, note.id) + books.balance_of(1302, note.id),
        }
        row = sealed.pop(note.number, {})
        said += [
            f"{note.number}.{name}: {row.get(name)} != {value}"
            for name, value in wanted.items()
            if row.get(name) != value
        ]
    return said + [f"{number} is sealed and does not live" for number in sealed]


def settle(life: Life) -> dict[str, Loan]:
    """Loans of every method, settlement and day count, and people of every habit."""
    new, lend = life.account, life.lend
    own = {"settlement": "OWN_DAY"}
    thirty = own | {"method": "equal_instalments", "day_count": "30/360"}
    loans = {
        "monthly": lend(new("段"), "200,000.01", date(2020, 12, 3), rate="9.6"),
        "365": lend(new("高", "B02"), "88,888.88", date(2020, 6, 3), method="on_demand", day_count="act/365", rate="6.09"),
        "stops": lend(new("任"), "50,000.00", date(2019, 9, 20), settlement="QUARTER20", security="CREDIT"),
        "bullet": lend(
            new("吉"), "150,000.00", date(2019, 6, 8), method="bullet", settlement="AT_MATURITY", day_count="act/365"
        ),
        "month end": lend(
            new("卫"), "100,000.00", date(2019, 12, 31), own_day=31, instalment=fen("8,000.00"), principal_rolls=False, **thirty
        ),
        "broken": lend(new("柴"), "30,000.00", date(2019, 8, 17), instalment=fen("3,000.00"), **thirty),
        "quarters": lend(
            new("冯", "B02"), "60,000.00", date(2020, 5, 25), own_day=25, frequency_months=3, rate="8.15625",
            **(thirty | {"method": "interest_only"}),
        ),
        "principal": lend(
            new("杜"), "120,000.07", date(2019, 12, 10), own_day=10, method="equal_principal",
            instalment=fen("10,000.00"), **own,
        ),
        "season": lend(
            new("董"), "90,000.00", date(2019, 11, 30), method="custom",
            plan={date(2019, 5, 1): "20,000.00", date(2019, 10, 7): "30,000.00", date(2019, 11, 9): "40,000.00"},
        ),
        "late": lend(new("秦"), "70,000.00", date(2020, 3, 3)),
        "counter": lend(new("樊", "B02"), "45,678.90", date(2020, 3, 3), rate="10.8"),
        "matured": lend(new("薛"), "25,000.00", date(2019, 2, 28), compound_base_penalty=True),
        "leaves": lend(new("贾"), "12,000.00", date(2019, 3, 29), settlement="QUARTER20", penalty_uplift=30),
        "between": lend(new("侯"), "18,000.00", date(2019, 4, 30)),
    }  # fmt: skip
    shared = new("宁")
    loans["first"] = lend(shared, "33,000.00", date(2019, 7, 20))
    loans["second"] = lend(shared, "22,000.00", date(2019, 7, 5), rate="5.5")
    life.punctual(loans["monthly"], "1,700.00")
    life.punctual(loans["month end"], "8,400.00")
    life.punctual(loans["broken"], "3,050.00")
    life.punctual(loans["quarters"], "420.00")
    for name in ("365", "principal", "season", "first"):
        life.careless(loans[name])
    life.clears(loans["bullet"], after=33)
    life.clears(loans["late"], after=110)
    life.clears(loans["season"], after=60)
    life.counter(loans["counter"], 100, half, half, half, whole)
    life.counter(loans["matured"], 95, half, whole)
    life.counter(loans["leaves"], 9, whole, due_only)
    life.counter(loans["between"], 8, in_between, whole)
    return loans


def half(due: int, running: int) -> int:
    return due // 2


def whole(due: int, running: int) -> int:
    return due + running


def due_only(due: int, running: int) -> int:
    return due


def in_between(due: int, running: int) -> int:
    return due + running // 2


def happen(life: Life, loans: dict[str, Loan]) -> None:
    """What happens once, on its day."""
    today = life.today
    if today == date(2019, 1, 1):
        for name in ("monthly", "late", "quarters"):
            life.change_rate(loans[name], "7.83")
    if today == date(2019, 3, 20):
        life.change_rate(loans["stops"], "8.1")
        loans["drawn on a settlement day"] = life.lend(loans["monthly"].account, "10,000.00", date(2020, 3, 20))
    if today == date(2019, 4, 8):
        life.deposit(loans["leaves"].account, fen("100.00"))
    if today == date(2019, 8, 31):
        loans["second life"] = life.lend(
            loans["bullet"].account, "80,000.00", date(2019, 12, 29), settlement="OWN_DAY", method="equal_principal",
            instalment=fen("25,000.00"), day_count="act/365",
        )  # fmt: skip
        life.punctual(loans["second life"], "26,000.00")
    for habit in life.habits:
        habit()


def test_four_hundred_days_agree_with_a_ledger_kept_by_hand() -> None:
    life = Life(open_town(FIRST), random.Random(20181203))
    loans = settle(life)
    while life.today <= LAST:
        happen(life, loans)
        life.close()
        if (life.today - FIRST).days % 10 == 0:
            assert not scalars(life.today - DAY)
    assert not [each for breaks in verify.verify().values() for each in breaks]
    assert not without(loans), "a life that does not reach these proves less than it says"


def without(loans: dict[str, Loan]) -> list[str]:
    """What ought to have happened in such a life, and did not."""
    moves = NoteEvent.objects.filter(kind="STATUS").values_list("detail__from", "detail__to")
    bills = {(bill.note_id, bill.due, bill.kind): bill.amount for bill in Bill.objects.all()}
    items = list(RepaymentItem.objects.all())
    auto = [item for item in items if item.way == "AUTO"]
    leaves = LoanNote.objects.get(number=loans["leaves"].number)
    last_bill = Bill.objects.filter(note_id=leaves.id, kind="P").latest("due")
    happened = {
        "a note gets late": ("NORMAL", "OVERDUE") in moves,
        "a note leaves the balance sheet": ("OVERDUE", "NON_ACCRUAL") in moves,
        "a non-accrual note comes back": ("NON_ACCRUAL", "NORMAL") in moves,
        "every kind of bill": {kind for _, _, kind in bills} == set("IPCB"),
        "an automatic debit in part": any(item.amount < bills[item.note_id, item.due, item.kind] for item in auto),
        "an automatic debit of running penalty": any(item.kind == "P" and item.due == item.paid for item in auto),
        "money at the counter": any(item.way == "COUNTER" for item in items),
        "rates change": NoteEvent.objects.filter(kind="RATE").count() == 4,
        "notes are paid off": LoanNote.objects.filter(closed__isnull=False).count() >= 5,
        "a note lives on for its running penalty": last_bill.due == leaves.closed,
        "the whole season is planned": {due for note, due, kind in bills if kind == "B"} >= {date(2019, 5, 5), date(2019, 10, 8)},
    }  # fmt: skip
    return [what for what, seen in happened.items() if not seen]
