"""A cleared case becomes a note: money, last step and traces in one transaction, once; and each product's whole life.

Amounts of `test_A50_…`: every note is drawn on Sunday 2018-09-30 and bears interest from that day; the settlement day 10-20
bills [09-30, 10-21) = 21 days, due 10-21; interest = principal × rate × 21 / 360, rounded once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.recalc import prove
from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, act, good, no, now
from tests.town import Town
from wuhua.areas.corelink import casework
from wuhua.areas.customer.models import Customer
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Application, Case
from wuhua.areas.origination.read import figures, named
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import casework as loans
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import DueKind, Over, Said, Verb
from wuhua.areas.workday.models import Duty, Journey
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused
from wuhua.platform import audit

pytestmark = pytest.mark.usefixtures("fresh_bank")


@pytest.fixture
def town() -> Town:
    return county.open_bank()


def test_the_money_and_the_last_step_are_one_and_happen_once(town: Town) -> None:
    case = county.cleared()
    no(casework.pay(now("lead", 9), case, "k"), OriginationRefusal.NOT_OF_THIS_POST)
    paid = good(casework.pay(now("payer", 9), case, "k1"))
    assert good(casework.pay(now("payer", 9.1), case, "k1")) == paid
    no(casework.pay(now("payer", 9.2), case, "k2"), OriginationRefusal.STEP_NOT_NEXT)
    note = LoanNote.objects.get()
    row = Case.objects.get(pk=case)
    assert (note.amount, note.rate, note.number) == (row.approved_amount, row.approved_rate, row.note)
    assert note.contract == row.contracts.get().number and row.state == "DISBURSED"
    assert Application.objects.get(pk=case).funded is not None
    assert Journey.objects.get(subject=f"case:{case}").funds_at is not None
    assert not Duty.objects.filter(subject=f"case:{case}", state="RUNNING").exists()
    assert loans.owed(["C1"])["C1"].loans == 50 * WAN


def test_A42_a_look_of_the_second_investigator_is_written_down_without_a_verb_around_it(town: Town) -> None:
    """A page opens no transaction: the trace makes its own."""
    case = Case.objects.get(pk=county.submitted())
    for _ in range(2):
        good(figures.figures(county.who("co"), case, county.DAY, county.OUTSIDE))
    looks = audit.of_action(named.SEEN, county.DAY, county.DAY)
    assert [(each.actor, each.subject) for each in looks] == [("JZ2", f"case:{case.pk}")]


def test_what_the_loan_book_refuses_leaves_the_case_as_it_was(town: Town) -> None:
    case = county.cleared()
    Case.objects.filter(pk=case).update(account="不存在的账户")
    answer = casework.pay(now("payer", 9), case, "k1")
    assert isinstance(answer, Refused)
    row = Case.objects.get(pk=case)
    assert row.state == "CLEARED" and row.note == "" and not LoanNote.objects.exists()
    assert row.application.funded is None


PRODUCTS: dict[str, dict[str, Any]] = {
    "CREDIT_LOAN": {"amount": 10 * WAN, "security": "CREDIT", "method": "interest_only"},
    "FLOW_LOAN": {"amount": 20 * WAN, "security": "CREDIT", "method": "on_demand"},
    "MERCHANT_LOAN": {"amount": 20 * WAN, "security": "GUARANTEE", "method": "equal_principal", "industry": "5212"},
    "PACKAGING_LOAN": {"amount": 50 * WAN, "security": "GUARANTEE", "method": "interest_only", "industry": "2231"},
    "JUJUBE_LOAN": {"amount": 30 * WAN, "security": "GUARANTEE", "method": "bullet", "industry": "5121", "months": 3},
    "CHAIN_LOAN": {"amount": 30 * WAN, "security": "GUARANTEE", "method": "interest_only"},
    "TAX_LOAN": {"amount": 40 * WAN, "security": "CREDIT", "method": "on_demand"},
    "POOL_LOAN": {"amount": 50 * WAN, "security": "GUARANTEE", "method": "interest_only"},
}
INPUTS = {
    "planned": 120 * WAN, "own_funds": 20 * WAN, "rating": "A",
    "income_a": 80 * WAN, "income_b": 84 * WAN, "years": 6, "elsewhere": 0,
}  # fmt: skip


PARTNERS = {"CHAIN_LOAN": "HX1", "POOL_LOAN": "ZB1"}


def lend(product: str, said: dict[str, Any]) -> LoanNote:
    """From the request to the money, through every step."""
    Customer.objects.filter(number="C1").update(industry=said.get("industry", "2231"))
    asked = {name: value for name, value in said.items() if name != "industry"}
    case = county.ask(product=product, **{"months": 12, **asked})
    inputs = {**INPUTS, "partner": PARTNERS.get(product, "")}
    good(act("lead", Deed.TELL, number=case, inputs=inputs, conditions={}))
    county.cleared_from(case, inputs=inputs, amount=said["amount"], months=said.get("months", 12))
    paid = good(casework.pay(now("payer", 9), case, f"pay/{case}"))
    return LoanNote.objects.get(number=paid["note"])


def test_A50_A51_A52_A53_A54_A55_A56_A57_each_product_is_lent_billed_repaid_and_settled(town: Town) -> None:
    county.stand_behind()
    county.on_the_list()
    notes = {product: lend(product, said) for product, said in PRODUCTS.items()}
    town.close_through(date(2018, 10, 20))
    for product, note in notes.items():
        row = town.note(note.number)
        wanted = (row.amount * row.rate * 21 * 2 + 3_600_000_000) // 7_200_000_000
        owed = town.owed(note.number)
        if row.settlement == "QUARTER20":
            assert owed == {}, product  # the jujube's interest is asked for by the quarter
        else:
            assert owed[DueKind.INTEREST] == wanted, product
    for product, note in notes.items():
        due = sum(town.owed(note.number).values())
        if due:
            good(town.repay(note.number, f"{due // 100}.{due % 100:02d}"))
        assert town.owed(note.number) == {}, product
    prove(town)
    town.deposit(county.ACCOUNT, "50,000.00")
    for note in notes.values():
        said = Said(over=Over.ACCOUNT)
        good(
            servicing.do(
                Verb.SETTLE, actor="JZ11", business_date=town.today, key=f"s/{note.number}", note=note.number, said=said
            )
        )
    town.close_through(date(2018, 10, 21))
    assert not LoanNote.objects.filter(closed__isnull=True).exists()
    prove(town)
    assert not any(verify.verify().values())
