"""A small town's bank for tests: opens it, and lends, deposits and closes days through the product's own verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer.models import Customer
from wuhua.areas.servicing import actions, loading, read
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import DueKind, Said, Verb
from wuhua.bulk.dayend import digest, run
from wuhua.core import days
from wuhua.core.money import Money
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform import clock, secrets
from wuhua.platform.copy import Rows
from wuhua.platform.models import SealedDay, SealKind

TELLER = "T001"


def fen(yuan: str) -> int:
    """Whole fen of an amount as a bank writes it: "1,653.33"."""
    return Money.of(yuan).fen


@dataclass
class Town:
    """One bank. `today` is its business date; amounts go in as yuan texts and come out as fen."""

    today: date
    customers: int = 0
    keys: int = 0
    notes: dict[str, LoanNote] = field(default_factory=dict)

    def key(self, what: str) -> str:
        self.keys += 1
        return f"{what}/{self.keys}"

    def customer(self, name: str, balance: str = "0.00", branch: str = "B01") -> str:
        """A customer with a settlement account; answers the account number."""
        self.customers += 1
        n = self.customers
        identity = f"SYNTHETIC{n:08d}"
        customer = Customer.objects.create(
            id=n,
            number=f"C{n:06d}",
            kind="MERCHANT",
            name=name,
            identity_sealed=secrets.seal(identity),
            identity_blind=secrets.blind(identity, "identity"),
            identity_masked="******",
            industry="5212",
            region="140824",
            managing_rm="M001",
        )
        number = f"6228{n:010d}"
        SettlementAccount.objects.create(
            id=n, number=number, customer=customer, branch=branch, shard=loading.shard_of(number), opened=self.today
        )
        if balance != "0.00":
            self.deposit(number, balance)
        return number

    def deposit(self, account: str, amount: str) -> None:
        answer = actions.deposit(
            actor=TELLER, business_date=self.today, key=self.key("deposit"), account=account, amount=fen(amount)
        )
        assert not isinstance(answer, Refused), answer

    def lend(self, number: str, account: str, amount: str, rate: str, maturity: date, **terms: object) -> LoanNote:
        """Disburse a note today on the terms; the money is taken out again, as a borrower would."""
        wanted = {
            "contract": f"HT-{number}",
            "product": "MERCHANT_LOAN",
            "managing_rm": "M001",
            "method": "interest_only",
            "settlement": "MONTH20",
            "security": "GUARANTEE",
            "use": "进货",
            "industry": "5212",
            "region": "140824",
        } | terms
        answer = actions.disburse(
            actor=TELLER,
            business_date=self.today,
            key=self.key("draw"),
            terms=actions.NoteTerms(
                number=number,
                account=account,
                amount=fen(amount),
                rate=Rate.of_pct(rate).units,
                maturity=maturity,
                **wanted,  # type: ignore[arg-type]
            ),
        )
        assert not isinstance(answer, Refused), answer
        return self.note(number)

    def plan(self, number: str, items: dict[date, str]) -> LoanNote:
        """Give the note a custom plan: principal by day, as a cut-over would bring it."""
        note = self.note(number)
        lines = [f"{note.id},{due.isoformat()},{fen(amount)}\n" for due, amount in sorted(items.items())]
        rows = Rows("servicing_planitem", ("note_id", "due", "principal"), len(lines), ["".join(lines).encode()])
        with transaction.atomic():
            loading.load_plans(actor=TELLER, business_date=self.today, rows=rows)
            first = min(items)
            note.next_due = days.next_workday(first) if note.principal_rolls else first
            note.save(update_fields=["next_due"])
        return note

    def withdraw(self, account: str, amount: str) -> None:
        answer = actions.withdraw(
            actor=TELLER, business_date=self.today, key=self.key("withdraw"), account=account, amount=fen(amount)
        )
        assert not isinstance(answer, Refused), answer

    def repay(self, note: str, amount: str) -> dict[str, object] | Refused:
        return actions.repay(
            actor=TELLER, business_date=self.today, key=self.key("repay"), note=note, amount=fen(amount)
        )

    def change_rate(self, note: str, pct: str) -> None:
        """From today on the note bears another rate."""
        said = Said(rate=Rate.of_pct(pct).units)
        answer = actions.do(
            Verb.RATE, actor="R001", business_date=self.today, key=self.key("rate"), note=note, said=said
        )
        assert not isinstance(answer, Refused), answer

    def close_through(self, last: date, **options: object) -> None:
        """Close every day up to `last`; the town wakes on the day after."""
        answer = run.close_through(None, last, **options)  # type: ignore[arg-type]
        assert not isinstance(answer, Refused), answer
        self.today = last + timedelta(days=1)

    def note(self, number: str) -> LoanNote:
        return LoanNote.objects.get(number=number)

    def owed(self, number: str) -> dict[DueKind, int]:
        return {kind: amount for kind, amount in read.owed(self.note(number), self.today).items() if amount}


def open_town(first: date) -> Town:
    """A bank whose first business day is `first`: parameters seeded, genesis sealed for the day before."""
    with transaction.atomic():
        compliance.ensure_seeded(actor="SYSTEM", business_date=first)
        clock.advance(first)
        before = first - timedelta(days=1)
        SealedDay.objects.create(
            day=before,
            kind=SealKind.GENESIS,
            seal=digest.chain("", before.isoformat()),
            recorded_at=clock.now(),
        )
    return Town(first)
