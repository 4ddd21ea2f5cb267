"""The special rules of products, as a page of the bank's books: the pool that pays first (A57), the core firm whose receipts
sweep the loan (A55), the tax line that a grade freezes (A56), the lease and the season that end a term (A52, A54).

Notes bear 7.2 %; interest = principal × days × 7.2 / 36,000. A note here is committed and disbursed in one transaction, as
`corelink.casework.pay` does it; the whole walk of a case to its money is `test_case_paid.py`.
"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests.recalc import prove
from tests.scenarios import case_county as county
from tests.scenarios.case_county import DAY, POOL_TERMS, WAN, act, good, no, who
from tests.scenarios.small_county import FIRM, holding
from tests.town import Town, fen
from wuhua.areas.backing import actions, read
from wuhua.areas.backing.actions.chain import NewConfirmation
from wuhua.areas.backing.actions.claims import compensate, recover
from wuhua.areas.backing.models import PoolClaim, PoolEntry, TaxFreeze
from wuhua.areas.backing.read import asked, pools
from wuhua.areas.backing.rules import BackingRefusal, ConfirmationKind, Party
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.compliance.rules import ComplianceRefusal, RuleSet
from wuhua.areas.customer.models import Customer, TaxRecord
from wuhua.areas.market.rules import MarketRefusal
from wuhua.areas.market.rules.limits import LimitRefusal
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import ending
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import loading
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.areas.servicing.rules import Over, Said, ServicingRefusal, Verb
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS, POOL_DEPOSITS
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
LEADS = {"C1": "JZ1", "C2": "JZ2", "C3": "JZ3"}


@pytest.fixture
def town() -> Town:
    found = county.open_bank()
    for place, number in enumerate(("C2", "C3"), start=2):
        account = f"62280000000{place}"
        SettlementAccount.objects.create(
            id=place, number=account, customer=Customer.objects.get(number=number), branch="B1",
            shard=loading.shard_of(account), opened=DAY,
        )  # fmt: skip
    return found


def asked_for(customer: str, product: str, partner: str, amount: str) -> Case:
    """A case asked by the customer's own manager, with who stands behind it."""
    county.POSTS["own"] = (LEADS[customer], Role.RM)
    said = {**county.ASKED, "customer": customer, "product": product, "amount": fen(amount)}
    case = str(good(act("own", Deed.ASK, **said))["id"])
    good(act("own", Deed.TELL, number=case, inputs={"partner": partner}, conditions={}))
    return Case.objects.get(pk=case)


def lend(town: Town, case: Case, amount: str, maturity: date, method: str = "interest_only") -> str | Refused:
    """Committed and disbursed, or refused; the borrower takes the money away."""
    account = SettlementAccount.objects.get(customer=case.customer)
    number = f"JD{case.pk}"
    with transaction.atomic():
        refused = actions.commit(
            actor="JZ11", business_date=town.today, case=case, amount=fen(amount), maturity=maturity
        )
        if refused is not None:
            return refused
        town.lend(number, account.number, amount, "7.2", maturity, product=case.product, method=method)
        Case.objects.filter(pk=case.pk).update(note=number)
    town.withdraw(account.number, amount)
    return number


def pay_in(party: Party, amount: str, customer: str = "", code: str = "ZB1") -> PoolEntry:
    at = {"actor": who("payer"), "business_date": DAY, "code": code}
    made = good(actions.pay_in(**at, party=party, amount=fen(amount), customer=customer))
    assert isinstance(made, PoolEntry)
    return made


def a_pool() -> None:
    """ZB1: 5 times the government's money, the firm pays 2 %, the pool pays after 3 days; the firms' money first, of what is
    left the government half, the bank the rest. The government pays 300,000.
    """
    at = {"actor": who("centre"), "business_date": DAY, "code": "ZB1"}
    good(actions.open_pool(**at, name="重点中小企业池", government="县财政局"))
    new = actions.NewAgreement("ZB-2018-1", DAY, DAY, date(2019, 9, 30), POOL_TERMS)
    good(actions.sign_agreement(**at, new=new))
    pay_in(Party.GOV, "300,000.00")


def figures() -> Any:
    pool = good(read.pool("ZB1"))
    return read.figures_of([pool])[pool.pk]


def _while_another_waits(town: Town, case: Case, maturity: date) -> str | Refused:
    """The last 200,000.00 are lent while a second payer asks for them: he waits for the pool and is refused."""
    told: list[Any] = []

    def other() -> None:
        said = {"actor": "JZ11", "business_date": DAY, "case": case, "amount": fen("200,000.00"), "maturity": maturity}
        with transaction.atomic():
            told.append(actions.commit(**said))
        connection.close()

    beside = Thread(target=other)
    with transaction.atomic():
        made = lend(town, case, "200,000.00", maturity)
        beside.start()
        beside.join(0.5)
        assert told == []
    beside.join(20)
    no(told[0], BackingRefusal.LEVERAGE_EXCEEDED)
    return made


def test_A57_without_a_signed_agreement_nothing_is_lent_and_beyond_the_multiple_nothing_more(town: Town) -> None:
    no(actions.open_pool(actor=who("lead"), business_date=DAY, code="ZB1", name="池", government="县"),
       BackingRefusal.NOT_OF_THIS_POST)  # fmt: skip
    good(
        actions.open_pool(
            actor=who("centre"), business_date=DAY, code="ZB2", name="没有协议的池", government="县财政局"
        )
    )
    first = asked_for("C1", "POOL_LOAN", "ZB2", "500,000.00")
    maturity = date(2018, 12, 30)
    no(lend(town, first, "500,000.00", maturity), BackingRefusal.AGREEMENT_MISSING)
    assert asked.backed(first, DAY).room is None  # and the formula has nothing to reckon with

    a_pool()
    good(act("own", Deed.TELL, number=first.pk, inputs={"partner": "ZB1"}, conditions={}))
    first.refresh_from_db()
    assert asked.backed(first, DAY).room == 1_500_000_00  # 300,000 × 5
    no(lend(town, first, "500,000.00", maturity), BackingRefusal.FIRM_PAID_TOO_LITTLE)  # 2 % = 10,000, nothing paid
    pay_in(Party.FIRM, "9,999.99", "C1")
    no(lend(town, first, "500,000.00", maturity), BackingRefusal.FIRM_PAID_TOO_LITTLE)
    pay_in(Party.FIRM, "0.01", "C1")
    assert not isinstance(lend(town, first, "500,000.00", maturity), Refused)
    second, third = (asked_for(each, "POOL_LOAN", "ZB1", "800,000.00") for each in ("C2", "C3"))
    pay_in(Party.FIRM, "16,000.00", "C2")
    pay_in(Party.FIRM, "10,000.00", "C3")
    assert not isinstance(lend(town, second, "800,000.00", maturity), Refused)
    # 500,000 + 800,000 are out of 1,500,000: 200,000.00 go in, a fen more does not.
    over = no(asked.stands(third, fen("200,000.01"), maturity, DAY), BackingRefusal.LEVERAGE_EXCEEDED)
    assert "200,000.00" in over.reason
    no(lend(town, third, "200,000.01", maturity), BackingRefusal.LEVERAGE_EXCEEDED)
    assert not PoolEntry.objects.filter(kind="COMMITTED", customer__number="C3").exists()
    assert not isinstance(_while_another_waits(town, third, maturity), Refused)
    found = figures()
    assert (found.gov_paid, found.firm_paid, found.committed) == (300_000_00, 36_000_00, 1_500_000_00)
    assert found.room(POOL_TERMS) == 0
    pool = good(read.pool("ZB1"))
    assert books.balance_of(POOL_DEPOSITS, pool.pk) == -336_000_00
    # Beside the core the money lies there: the line stands, nothing is posted here, and the pool pays nothing from here.
    RuleParameter.objects.filter(code="LEDGER_MASTER").update(value="CORE")
    pay_in(Party.GOV, "100,000.00")
    assert figures().gov_paid == 400_000_00 and books.balance_of(POOL_DEPOSITS, pool.pk) == -336_000_00
    no(compensate(actor=who("payer"), business_date=DAY, note="JD1"), ComplianceRefusal.COUNTER_IS_THE_CORES)
    assert not any(verify.verify().values())


def test_A57_the_pool_pays_first_in_the_order_signed_and_recoveries_go_back_in_the_same_shares(town: Town) -> None:
    a_pool()
    for customer, paid in (("C1", "10,000.00"), ("C2", "22,000.00")):
        pay_in(Party.FIRM, paid, customer)
    note = lend(town, asked_for("C1", "POOL_LOAN", "ZB1", "500,000.00"), "500,000.00", date(2018, 10, 10))
    assert isinstance(note, str)
    town.close_through(date(2018, 10, 12))  # 3 days late on the 13th: not yet
    at: dict[str, Any] = {"actor": who("payer"), "business_date": town.today}
    no(compensate(**at, note=note), BackingRefusal.NOT_LATE_ENOUGH)
    town.close_through(date(2018, 10, 13))
    at["business_date"] = town.today
    no(compensate(**{**at, "actor": who("centre")}, note=note), BackingRefusal.NOT_OF_THIS_POST)
    no(compensate(**at, note="别的借据"), BackingRefusal.NOT_COMMITTED)

    # Due: principal 500,000.00; interest of 10 days 1,000.00; penalty 500,000 × 10.8 % × 4 / 360 = 600.00; compound on the
    # interest 1,000 × 10.8 % × 4 / 360 = 1.20. Together 501,601.20.
    # The firms' money first, all of it: 32,000.00. Of the 469,601.20 left the government half: 234,800.60. The bank the rest.
    claim = good(compensate(**at, note=note))
    assert isinstance(claim, PoolClaim)
    assert (claim.total, claim.overdue_days) == (501_601_20, 4)
    assert (claim.firm, claim.gov, claim.bank) == (32_000_00, 234_800_60, 234_800_60)
    assert sum(town.owed(note).values()) == 234_800_60
    pool = good(read.pool("ZB1"))
    assert books.balance_of(POOL_DEPOSITS, pool.pk) == -65_199_40  # 332,000.00 - 266,800.60
    found = figures()
    assert (found.used, found.firm_left, found.gov_left) == (266_800_60, 0, 65_199_40)
    no(compensate(**at, note=note), BackingRefusal.NOTHING_TO_PAY)  # what is left is the bank's to bear

    # The customer brings 100,000.00: by 32,000.00 : 234,800.60 : 234,800.60 that is 6,379.57 and twice 46,810.21 and a half;
    # the fen left over goes to the larger remainder, of two equal ones to the government.
    back = good(recover(**at, claim=claim.pk, amount=100_000_00))
    assert (back["firm"], back["gov"], back["bank"]) == (6_379_57, 46_810_22, 46_810_21)
    assert books.balance_of(POOL_DEPOSITS, pool.pk) == -(65_199_40 + 6_379_57 + 46_810_22)
    assert sum(town.owed(note).values()) == 234_800_60 - 46_810_21
    no(recover(**at, claim=claim.pk, amount=401_601_21), BackingRefusal.MORE_THAN_IS_OPEN)
    good(recover(**at, claim=claim.pk, amount=401_601_20))
    assert set(pools.open_parts([claim])[claim.pk].values()) == {0}  # everybody has exactly what he bore
    assert books.balance_of(POOL_DEPOSITS, pool.pk) == -332_000_00
    assert town.owed(note) == {} and figures().committed == 0
    town.close_through(town.today)
    prove(town)
    assert not any(verify.verify().values())


def test_A55_the_core_firms_cap_and_confirmations_bind_and_its_receipts_repay_the_loan(town: Town) -> None:
    at: dict[str, Any] = {"business_date": DAY, "code": "HX1"}
    good(actions.open_core_firm(actor=who("centre"), **at, name="某某饮料集团", cap=1_000_000_00))
    firm = good(read.core_firm("HX1"))

    def confirmed(number: str, customer: str, amount: str) -> Any:
        said = NewConfirmation(number, customer, ConfirmationKind.RECEIVABLE, fen(amount), date(2018, 12, 20))
        return actions.confirm(actor=who("rsk"), **at, new=said)

    good(confirmed("QR1", "C1", "1,000,000.00"))
    good(confirmed("QR2", "C2", "1,200,000.00"))
    no(confirmed("QR2", "C2", "1,200,000.00"), BackingRefusal.NUMBER_TAKEN)
    first, second = (asked_for(each, "CHAIN_LOAN", "HX1", "300,000.00") for each in ("C1", "C2"))
    # 70 % of 1,000,000 confirmed; the cap would leave 1,000,000.
    assert asked.backed(first, DAY) == asked.Backed(room=700_000_00, confirmed=1_000_000_00)
    last = date(2019, 1, 19)  # 30 days after the firm pays
    no(lend(town, first, "300,000.00", last + timedelta(days=1)), BackingRefusal.AFTER_TRADE_CYCLE)
    no(lend(town, first, "700,000.01", last), BackingRefusal.CONFIRMATION_SHORT)
    note = lend(town, first, "300,000.00", last)
    assert isinstance(note, str)
    assert asked.backed(first, DAY).room == 400_000_00
    # C2's confirmation carries 840,000, but the cap leaves 700,000.
    assert asked.backed(second, DAY).room == 700_000_00
    no(lend(town, second, "700,000.01", last), BackingRefusal.CORE_CAP_EXCEEDED)

    town.close_through(date(2018, 10, 9))
    account = SettlementAccount.objects.get(customer__number="C1")
    said: dict[str, Any] = {"actor": who("payer"), "business_date": town.today, "code": "HX1", "customer": "C1"}
    # Nothing is due on the 10th: 200,000 go to the principal.
    told = good(actions.sweep_receipt(**said, receipt="HD1", amount=200_000_00))
    assert told["applied"] == [{"note": note, "amount": 200_000_00}] and told["rest"] == 0
    assert town.note(note).principal == 100_000_00
    assert read.core_figures([firm], town.today)[firm.pk].room == 900_000_00
    # 300,000 × 10 days × 7.2 % / 360 = 600.00 run until today: 100,600.00 settle the note, 49,400.00 stay on the account.
    for _ in range(2):  # the receipt told twice is booked once
        told = good(actions.sweep_receipt(**said, receipt="HD2", amount=150_000_00))
        assert told["applied"] == [{"note": note, "amount": 100_600_00}] and told["rest"] == 49_400_00
        assert books.balance_of(DEPOSITS, account.pk) == -49_400_00
    no(actions.sweep_receipt(**said, receipt="HD2", amount=150_000_01), BackingRefusal.NUMBER_TAKEN)
    no(actions.sweep_receipt(**said, receipt="HD3", amount=1), BackingRefusal.NO_LOAN_TO_REPAY)
    assert read.core_figures([firm], town.today)[firm.pk].room == 1_000_000_00
    town.close_through(town.today)
    prove(town)


def test_A55_what_an_investigator_of_the_case_confirmed_himself_carries_nothing_of_it(town: Town) -> None:
    at: dict[str, Any] = {"business_date": DAY, "code": "HX1"}
    good(actions.open_core_firm(actor=who("centre"), **at, name="某某饮料集团", cap=1_000_000_00))
    case, last = asked_for("C1", "CHAIN_LOAN", "HX1", "300,000.00"), date(2019, 1, 19)

    def confirmed(number: str, by: str) -> None:
        new = NewConfirmation(number, "C1", ConfirmationKind.RECEIVABLE, fen("500,000.00"), date(2018, 12, 20))
        good(actions.confirm(actor=holding(by, Role.SME_CENTER_HEAD), **at, new=new))

    confirmed("QR1", case.lead)
    assert asked.backed(case, DAY) == asked.Backed(room=0, confirmed=0)
    no(asked.stands(case, fen("1.00"), last, DAY), BackingRefusal.CONFIRMATION_SHORT)
    no(lend(town, case, "1.00", last), BackingRefusal.CONFIRMATION_SHORT)
    confirmed("QR2", "JZ10")
    assert asked.backed(case, DAY) == asked.Backed(room=350_000_00, confirmed=500_000_00)
    assert isinstance(lend(town, case, "300,000.00", last), str)


def taxed(month: str, grade: str, arrears: int = 0) -> None:
    TaxRecord.objects.create(
        credit_code=FIRM, month=month, vat_paid=2 * WAN, arrears=arrears, grade=grade, batch="t2", source="税务局",
        as_of=DAY, checksum="1" * 64, received_at=county.MORNING, consent="SQ1",
    )  # fmt: skip


def test_A56_draw_repay_draw_again_and_a_fallen_grade_freezes_until_it_is_good_again(town: Town) -> None:
    case = asked_for("C1", "TAX_LOAN", "", "400,000.00")
    note = lend(town, case, "400,000.00", date(2019, 9, 30), "on_demand")
    assert isinstance(note, str)

    def do(verb: Verb, amount: str) -> Any:
        at = {"actor": "JZ11", "business_date": town.today, "key": town.key("tax"), "note": note}
        return servicing.do(verb, **at, said=Said(amount=fen(amount), over=Over.COUNTER))

    good(do(Verb.PREPAY, "300,000.00"))  # 100,000.00 are left
    good(do(Verb.DRAW, "250,000.00"))  # 350,000.00 of the line's 400,000.00
    no(do(Verb.DRAW, "50,000.01"), ServicingRefusal.LIMIT_EXCEEDED)
    assert actions.watch_tax(business_date=DAY) == {"frozen": 0, "thawed": 0}  # grade B may be lent on

    taxed("2018-10-01", "C")
    assert actions.watch_tax(business_date=DAY) == {"frozen": 1, "thawed": 0}
    assert actions.watch_tax(business_date=DAY) == {"frozen": 0, "thawed": 0}
    frozen = read.freeze_of(case.customer_id)
    assert frozen is not None and "纳税信用 C 级" in frozen.words
    no(do(Verb.DRAW, "10,000.00"), ServicingRefusal.USE_STOPPED)
    good(do(Verb.PREPAY, "50,000.00"))  # paying back goes on
    taxed("2018-11-01", "B", arrears=100_00)
    assert actions.watch_tax(business_date=DAY)["thawed"] == 0  # the grade is good, but tax is owed
    taxed("2018-12-01", "B")
    # Post-loan holds a stop of its own on the customer: the word of the tax house is good, the notes stay stopped.
    assert actions.watch_tax(business_date=DAY, kept=[case.customer_id]) == {"frozen": 0, "thawed": 1}
    no(do(Verb.DRAW, "10,000.00"), ServicingRefusal.USE_STOPPED)

    taxed("2019-01-01", "D")
    assert actions.watch_tax(business_date=DAY)["frozen"] == 1
    taxed("2019-02-01", "A")
    town.close_through(DAY)  # the turn of the date watches by itself
    assert not TaxFreeze.objects.filter(to_day__isnull=True).exists()
    good(do(Verb.DRAW, "100,000.00"))  # 300,000.00 + 100,000.00: the whole line again


def decided(case: str, months: int) -> Any:
    return act("boss", Deed.APPROVE, 6, number=case, amount=10 * WAN, months=months)


def test_A52_a_merchant_on_the_list_gets_half_of_a_years_income_and_no_term_beyond_the_lease(town: Town) -> None:
    Customer.objects.filter(number="C1").update(industry="5212")
    case = county.ask(product="MERCHANT_LOAN", amount=10 * WAN, security="GUARANTEE", method="equal_principal")
    inputs = {"income_a": 80 * WAN, "income_b": 84 * WAN, "years": 6, "rating": "A", "elsewhere": 0}
    county.visited()
    good(act("lead", Deed.TARGET, 0.5, number=case))
    good(act("lead", Deed.PAIR, number=case, co="JZ2"))
    conditions = {"permit_needed": False, "co_owned": False, "married": False}
    good(act("lead", Deed.TELL, number=case, inputs=inputs, conditions=conditions))
    lease = county.paper("LEASE", expires=date(2019, 6, 30))
    good(act("lead", Deed.PUT_PAPER, number=case, kind="LEASE", document=lease))
    county.supply(case, county.PaperTime.APPLYING)
    good(act("lead", Deed.SUBMIT, 1, number=case))
    county.pre_assessed_from(case)
    county.investigated(case)
    good(act("lead", Deed.EVALUATE, 4, number=case))
    for post, kind in (("ind", "IND"), ("rsk", "RSK")):
        good(act(post, Deed.REVIEW, 5, number=case, kind=kind, verdict="PASSED"))
    assert Case.objects.get(pk=case).limit == 40 * WAN  # 0.5 × 80 万, six years in the trade count whole
    # Decided on 2018-09-30: ten months end on 2019-07-30, after the lease; nine on its last day.
    no(decided(case, 9), MarketRefusal.NOT_ON_A_LIST)
    county.on_the_list()
    late = no(decided(case, 10), LimitRefusal.LEASE_ENDS_FIRST)
    assert "2019-06-30" in late.reason and late.field == "months"
    good(decided(case, 9))


def test_A54_a_jujube_loan_falls_due_in_the_season_of_its_part(town: Town) -> None:
    Customer.objects.filter(number="C1").update(industry="0151")  # 种植: November to January
    case = Case.objects.get(pk=county.ask(product="JUJUBE_LOAN", amount=10 * WAN, method="bullet"))
    for due, fits in (
        (date(2018, 10, 31), False), (date(2018, 11, 1), True), (date(2019, 1, 31), True), (date(2019, 2, 1), False),
    ):  # fmt: skip
        assert (ending.check(case, due, DAY) is None) is fits, due
    # As a processor it may wait until June.
    good(act("lead", Deed.TELL, number=case.pk, inputs={"season_role": "PROCESSOR"}, conditions={}))
    case.refresh_from_db()
    assert ending.check(case, date(2019, 6, 30), DAY) is None
    said = no(ending.check(case, date(2019, 7, 1), DAY), LimitRefusal.SEASON_OUTSIDE)
    assert "11 月至次年 6 月" in said.reason
    # The calendar is compliance's: from tomorrow growers have until February.
    good(act("lead", Deed.TELL, number=case.pk, inputs={"season_role": "GROWER"}, conditions={}))
    case.refresh_from_db()
    good(
        compliance.change_parameter(
            actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, code="SEASON.JUJUBE_LOAN.GROWER",
            ruleset=RuleSet.ALL, value="11,12,1,2", effective_from=DAY + timedelta(days=1), source="枣季延后",
        )
    )  # fmt: skip
    assert ending.check(case, date(2019, 2, 28), DAY) is not None
    assert ending.check(case, date(2019, 2, 28), DAY + timedelta(days=1)) is None
