"""合规经营 (A86): a passing and a failing example for each of 七不准, 两禁两限 and 四公开; who may say and see what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.market_county import county, first
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.models import ConductFinding, Disclosure, FeeCharge, ProductSale, RuleParameter
from wuhua.areas.compliance.rules import ComplianceRefusal, conduct
from wuhua.areas.compliance.rules.charges import ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import (
    ConductItem,
    ConductRefusal,
    FindingState,
    Flow,
    Lent,
    SaleKind,
)
from wuhua.areas.compliance.rules.disclosures import ITEM_OF_TOPIC, DisclosureTopic, undisclosed
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import tabling
from wuhua.areas.product.rules.tables import Row, TableCode, TableRefusal
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)
LENT = Lent("JD1", 1, 10_000_000, date(2018, 9, 1), "JZ1")
SETTLED = date(2018, 9, 20)
FEE = actions.NewCharge(
    "note:JD1", "C1", "SETTLEMENT", 5_000, service_words="代办跨行结算三笔", service_paper="FW-1", service_on=DAY
)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()


def one() -> Officer:
    """丁 of compliance."""
    return holding("JZ4", Role.COMPLIANCE)


def other() -> Officer:
    """戊 of compliance: the second pair of eyes."""
    return holding("JZ5", Role.COMPLIANCE)


def no(answer: object, name: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.name is name, answer


def good(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


def charge(who: Officer | None = None, **more: object) -> Any:
    return actions.charge_fee(actor=who or first(), business_date=DAY, new=replace(FEE, **more))  # type: ignore[arg-type]


def flow(kind: SaleKind, day: date, **more: object) -> Flow:
    return Flow("7", 1, kind, 8_000_000, day, "JZ2", **more)  # type: ignore[arg-type]


# --- 七不准 ------------------------------------------------------------------------------------------------------------


def test_A86_NO1_a_loan_turned_into_a_deposit_is_flagged() -> None:
    days = read.whole("CONDUCT_DEPOSIT_DAYS", DAY)

    def seen(day: date, **more: object) -> list[conduct.Flag]:
        return conduct.turned_into_deposits([LENT], [flow(SaleKind.TIME_DEPOSIT, day, **more)], days)

    flag = seen(date(2018, 10, 1), own=3_000_000)[0]
    assert (flag.item, flag.name, flag.staff) == (ConductItem.NO1, ConductRefusal.LOAN_TURNED_INTO_DEPOSIT, "JZ1")
    assert (flag.facts["least"], flag.facts["most"]) == (5_000_000, 8_000_000)
    assert seen(date(2018, 9, 1)) and not seen(date(2018, 10, 2)) and not seen(date(2018, 8, 31))
    assert not conduct.turned_into_deposits([LENT], [replace(flow(SaleKind.TIME_DEPOSIT, SETTLED), customer=2)], days)
    assert not conduct.turned_into_deposits([LENT], [flow(SaleKind.WEALTH_PRODUCT, SETTLED)], days)
    assert read.purpose("DEPOSIT").name is ComplianceRefusal.PURPOSE_FORBIDDEN  # type: ignore[union-attr]


def test_A86_NO2_a_deposit_is_no_condition_of_a_loan() -> None:
    no(conduct.check_inputs(["rating", "日均存款"]), ConductRefusal.DEPOSIT_TIED_TO_LOAN)
    no(conduct.check_inputs(["Return-Rate"]), ConductRefusal.DEPOSIT_TIED_TO_LOAN)
    assert conduct.check_inputs(["rating", "years", "tax_grade"]) is None
    drafted = tabling.draft(
        actor=holding("JZ4", Role.RISK), business_date=DAY, code=TableCode.TIER_CAP_TABLE, columns=["tier", "deposit"],
        rows=[Row("r1", ("", ""), "BASIC", "")], effective_from=TOMORROW, why="存款多的客户",
    )  # fmt: skip
    no(drafted, TableRefusal.DEPOSIT_IS_NO_CONDITION)
    switched = read.parameters(DAY).flag("RETURN_RATE_ENTRY_CONDITION")
    assert switched is False
    no(conduct.check_entry_by_deposit(switched), ConductRefusal.DEPOSIT_TIED_TO_LOAN)
    assert conduct.check_entry_by_deposit(True) is None


def test_A86_NO3_a_fee_at_disbursement_without_a_service_is_refused() -> None:
    for lacking in ({"service_words": " "}, {"service_paper": ""}, {"service_on": None}):
        no(charge(**lacking), ConductRefusal.FEE_WITHOUT_SERVICE)
    no(charge(service_on=TOMORROW), ConductRefusal.CONDUCT_DAY_WRONG)
    assert not FeeCharge.objects.exists()
    assert good(charge()).state == ChargeState.CHARGE_STANDS and read.approved("note:JD1", "SETTLEMENT") == 5_000


def test_A86_NO4_interest_is_not_split_into_fees() -> None:
    no(charge(fee="INTEREST_MARGIN"), ConductRefusal.INTEREST_SPLIT_INTO_FEES)
    # 100 000 yuan for 180 days at 6 %: 1 000 yuan of fees are 2 % a year more, 8 % in all.
    terms = actions.Terms(principal=10_000_000, rate=600_000, days=180, priced=800_000)
    no(charge(amount=100_001, terms=terms), ConductRefusal.INTEREST_SPLIT_INTO_FEES)
    good(charge(amount=60_000, terms=terms))
    no(charge(amount=40_001, terms=terms), ConductRefusal.INTEREST_SPLIT_INTO_FEES)
    good(charge(amount=40_000, terms=terms))
    no(charge(terms=replace(terms, days=0)), ConductRefusal.CONDUCT_AMOUNT_WRONG)


def test_A86_NO5_a_bundled_sale_is_flagged() -> None:
    days, cooling = read.whole("CONDUCT_SALE_DAYS", DAY), read.whole("CONDUCT_COOLING_DAYS", DAY)

    def seen(**more: object) -> list[conduct.Flag]:
        said = {"kind": SaleKind.INSURANCE_PRODUCT, "day": SETTLED} | more
        return conduct.bundled([LENT], [flow(**said)], days, cooling)  # type: ignore[arg-type]

    flag = seen()[0]
    assert (flag.item, flag.name, flag.staff) == (ConductItem.NO5, ConductRefusal.SALE_BUNDLED_WITH_LOAN, "JZ2")
    assert flag.facts["missing"] == ["本人签字", "冷静期记录"]
    papers = {"signed_on": SETTLED, "cooled_until": SETTLED + timedelta(days=1)}
    assert not seen(**papers)
    assert seen(**{**papers, "signed_on": SETTLED + timedelta(days=1)})[0].facts["missing"] == ["本人签字"]
    assert seen(**{**papers, "cooled_until": SETTLED})[0].facts["missing"] == ["冷静期记录"]
    assert seen(day=date(2018, 8, 2)) and not seen(day=date(2018, 8, 1))
    assert seen(day=date(2018, 10, 1)) and not seen(day=date(2018, 10, 2))


def test_A86_NO6_a_price_at_the_cap_needs_a_reason() -> None:
    cap = read.parameters(DAY).rate("PRICE_CEILING")
    no(conduct.check_price(cap, cap, "  "), ConductRefusal.PRICE_AT_CAP_WITHOUT_REASON)
    no(conduct.check_price(cap + 1, cap, ""), ConductRefusal.PRICE_AT_CAP_WITHOUT_REASON)
    assert conduct.check_price(cap, cap, "五档风险且无担保,模型价已到上限") is None
    assert conduct.check_price(cap - 1, cap, "") is None


def test_A86_NO7_the_banks_own_cost_is_not_the_borrowers() -> None:
    for fee in ("APPRAISAL", "REGISTRATION", "DUE_DILIGENCE"):
        no(charge(fee=fee), ConductRefusal.COST_SHIFTED_TO_BORROWER)
        no(read.fee(fee, small=True), ConductRefusal.COST_SHIFTED_TO_BORROWER)
    assert not FeeCharge.objects.exists()
    assert good(charge(fee="APPRAISAL", payer=Payer.BANK_PAYS)).state == ChargeState.CHARGE_STANDS


# --- 两禁两限 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "fee"), [("BAN1", "COMMITMENT"), ("BAN2", "FUND_MANAGEMENT")])
def test_A86_BAN_a_banned_fee_is_refused(item: str, fee: str) -> None:
    no(charge(fee=fee), ComplianceRefusal.FEE_BANNED)
    assert not FeeCharge.objects.exists()
    assert good(charge(fee=fee, syndicated=True)).state == ChargeState.CHARGE_STANDS


@pytest.mark.parametrize(("item", "fee"), [("LIMIT1", "FINANCIAL_ADVICE"), ("LIMIT2", "CONSULTING")])
def test_A86_LIMIT_a_limited_fee_needs_a_record_and_another_persons_key(item: str, fee: str) -> None:
    no(charge(fee=fee, at_disbursement=False, service_words=""), ComplianceRefusal.FEE_NEEDS_SERVICE_RECORD)
    made = good(charge(one(), fee=fee))
    assert made.state == ChargeState.CHARGE_ASKED and read.approved("note:JD1", fee) == 0

    def decide(who: Officer, approve: bool = True, words: str = "服务属实,同意收取") -> Any:
        return actions.decide_charge(actor=who, business_date=DAY, number=made.pk, approve=approve, words=words)

    no(decide(first()), ConductRefusal.NOT_A_CONDUCT_POST)
    no(decide(one()), ConductRefusal.NOT_ONES_OWN_CONDUCT)
    no(decide(other(), words="好"), ConductRefusal.CONDUCT_WORDS_MISSING)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeCharge.objects.update(state="CHARGE_STANDS", decided_by="JZ4")
    good(decide(other()))
    assert read.approved("note:JD1", fee) == 5_000
    no(decide(other()), ConductRefusal.DECIDED_ALREADY)
    no(actions.decide_charge(actor=other(), business_date=DAY, number=0, approve=True, words="同意收取"),
       ConductRefusal.CHARGE_UNKNOWN)  # fmt: skip
    turned = good(charge(fee=fee))
    done = actions.decide_charge(actor=one(), business_date=DAY, number=turned.pk, approve=False, words="没有服务成果")
    assert good(done).state == ChargeState.CHARGE_REFUSED and read.approved("note:JD1", fee) == 5_000


def test_A86_a_fee_is_in_the_catalogue_and_on_a_customer_in_sight() -> None:
    no(charge(fee="HAPPINESS"), ComplianceRefusal.FEE_UNKNOWN)
    no(charge(customer="C3"), ConductRefusal.CONDUCT_CUSTOMER_UNKNOWN)
    no(charge(holding("JZ1", Role.STATISTICS)), ConductRefusal.NOT_A_CONDUCT_POST)
    no(charge(amount=0), ConductRefusal.CONDUCT_AMOUNT_WRONG)
    no(charge(subject=" "), ConductRefusal.CONDUCT_WORDS_MISSING)
    made = good(charge())
    assert made.small and [each.pk for each in read.fee_page(first()).rows] == [made.pk]
    assert read.fee_page(first("JZ3")).count == 0 and isinstance(read.fee_for(first("JZ3"), made.pk), Refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeCharge.objects.update(amount=1)


# --- 四公开 --------------------------------------------------------------------------------------------------------------


def draft(topic: DisclosureTopic, who: Officer | None = None, **more: object) -> Any:
    said = {"title": "新公示", "content": "第一行\n第二行", "effective_from": TOMORROW} | more
    return actions.draft_disclosure(actor=who or one(), business_date=DAY, topic=topic, **said)  # type: ignore[arg-type]


def publish(number: int, who: Officer, on: date = DAY) -> Any:
    return actions.publish_disclosure(actor=who, business_date=on, number=number)


@pytest.mark.parametrize("topic", list(DisclosureTopic))
def test_A86_OPEN_each_of_the_four_is_public_dated_and_by_two(topic: DisclosureTopic) -> None:
    assert topic in read.disclosed(DAY) and not undisclosed(read.disclosed(DAY), DAY)
    flags = undisclosed(read.disclosed(DAY) - {topic}, DAY)
    assert [(each.item, each.name) for each in flags] == [(ITEM_OF_TOPIC[topic], ConductRefusal.NOT_DISCLOSED)]

    no(draft(topic, first()), ConductRefusal.NOT_A_CONDUCT_POST)
    no(draft(topic, content=" "), ConductRefusal.CONDUCT_WORDS_MISSING)
    no(draft(topic, effective_from=DAY), ConductRefusal.CONDUCT_DAY_WRONG)
    made = good(draft(topic))
    no(publish(made.pk, one()), ConductRefusal.ANOTHER_PUBLISHES)
    no(publish(made.pk, other(), TOMORROW), ConductRefusal.CONDUCT_DAY_WRONG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=made.pk).update(state="PUBLISHED", decided_by="JZ4", decided_on=DAY)
    good(publish(made.pk, other()))
    no(publish(made.pk, other()), ConductRefusal.DECIDED_ALREADY)

    def shown(on: date) -> str:
        return next(each.title for each in read.disclosures(on) if each.topic is topic)

    assert shown(DAY) != "新公示" and shown(TOMORROW) == "新公示"
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.update(content="改")


def test_A86_OPEN1_nothing_is_charged_before_the_fees_are_public() -> None:
    """A bank whose notice of fees begins only later charges nothing today."""
    made = good(draft(DisclosureTopic.FEE_ITEMS))
    good(publish(made.pk, other()))
    early = date(1999, 12, 31)
    assert read.disclosed(early) == set()
    refused = actions.charge_fee(actor=first(), business_date=early, new=replace(FEE, service_on=early))
    no(refused, ConductRefusal.NOT_DISCLOSED)
    good(charge())


def test_A86_OPEN_a_draft_is_thrown_away_and_two_do_not_begin_on_one_day() -> None:
    topic = DisclosureTopic.PREFERENCE
    gone, kept, twin = (good(draft(topic)).pk for _ in range(3))
    good(actions.drop_disclosure(actor=one(), business_date=DAY, number=gone))
    no(publish(gone, other()), ConductRefusal.DECIDED_ALREADY)
    no(actions.drop_disclosure(actor=one(), business_date=DAY, number=gone), ConductRefusal.DECIDED_ALREADY)
    no(actions.drop_disclosure(actor=first(), business_date=DAY, number=kept), ConductRefusal.NOT_A_CONDUCT_POST)
    good(publish(kept, other()))
    no(publish(twin, other()), ConductRefusal.CONDUCT_DAY_WRONG)
    no(publish(0, other()), ConductRefusal.DISCLOSURE_UNKNOWN)


# --- sales and findings ----------------------------------------------------------------------------------------------


SALE = actions.NewSale("C1", SaleKind.WEALTH_PRODUCT, "稳健理财一号", 100_000, SETTLED, "JZ1")


def test_A86_NO5_a_sale_carries_its_papers_or_says_so() -> None:
    def sell(who: Officer | None = None, **more: object) -> Any:
        return actions.record_sale(actor=who or first(), business_date=DAY, new=replace(SALE, **more))  # type: ignore[arg-type]

    no(sell(holding("JZ1", Role.HR_DISCIPLINE)), ConductRefusal.NOT_A_CONDUCT_POST)
    no(sell(customer="C2"), ConductRefusal.CONDUCT_CUSTOMER_UNKNOWN)
    no(sell(amount=0), ConductRefusal.CONDUCT_AMOUNT_WRONG)
    no(sell(day=TOMORROW), ConductRefusal.CONDUCT_DAY_WRONG)
    no(sell(signed_on=SETTLED), ConductRefusal.CONDUCT_WORDS_MISSING)
    no(sell(cooling_paper="LJ-1"), ConductRefusal.CONDUCT_WORDS_MISSING)
    good(sell())
    good(sell(signed_on=SETTLED, signature_paper="QZ-1", cooled_until=DAY, cooling_paper="LJ-1"))
    days, cooling = read.whole("CONDUCT_SALE_DAYS", DAY), read.whole("CONDUCT_COOLING_DAYS", DAY)
    held = read.flows(LENT.day, LENT.day, days)
    lent = replace(LENT, customer=held[0].customer)
    assert [each.facts["flow"] for each in conduct.bundled([lent], held, days, cooling)] == [held[0].number]
    assert not read.flows(date(2018, 7, 1), date(2018, 7, 1), days)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductSale.objects.update(signature_paper="补签")


def flags() -> list[conduct.Flag]:
    sold = flow(SaleKind.FUND_PRODUCT, SETTLED)
    lent = replace(LENT, customer=customer())
    return conduct.bundled([lent], [replace(sold, customer=lent.customer)], 30, 1)


def customer() -> int:
    good(actions.record_sale(actor=first(), business_date=DAY, new=SALE))
    return ProductSale.objects.latest("pk").customer_id


def test_A86_a_finding_is_written_once_and_closed_by_another_in_words() -> None:
    found = flags()
    no(actions.write_findings(actor=first(), business_date=DAY, flags=found), ConductRefusal.NOT_A_CONDUCT_POST)
    assert good(actions.write_findings(actor=one(), business_date=DAY, flags=found)) == 1
    assert good(actions.write_findings(actor=one(), business_date=TOMORROW, flags=found)) == 0
    row = ConductFinding.objects.get()

    def close(who: Officer, words: str = "经核对为客户自愿购买", number: int = row.pk) -> Any:
        return actions.close_finding(actor=who, business_date=DAY, number=number, upheld=False, words=words)

    no(close(first()), ConductRefusal.NOT_A_CONDUCT_POST)
    no(close(holding("JZ2", Role.COMPLIANCE)), ConductRefusal.NOT_ONES_OWN_CONDUCT)
    no(close(one(), " "), ConductRefusal.CONDUCT_WORDS_MISSING)
    no(close(one(), number=0), ConductRefusal.FINDING_UNKNOWN)
    assert good(close(one())).state == FindingState.DISMISSED
    no(close(other()), ConductRefusal.DECIDED_ALREADY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConductFinding.objects.update(words="没有的事")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConductFinding.objects.all().delete()


def test_A86_findings_are_read_by_few_and_never_by_whom_they_are_about() -> None:
    good(actions.write_findings(actor=one(), business_date=DAY, flags=flags()))
    row = ConductFinding.objects.get()
    assert row.staff == "JZ2"
    for role in Role:
        seen = read.finding_page(holding("JZ5", role)).count
        assert seen == (1 if role in read.WATCHERS else 0), role
        assert bool(read.by_staff(holding("JZ5", role), date(2018, 1, 1))) == (role in read.STAFF_BOARD), role
    about = holding("JZ2", Role.COMPLIANCE)
    assert read.finding_page(about).count == 0 and isinstance(read.finding_for(about, row.pk), Refused)
    assert read.finding_page(one(), item="NO1").count == 0 and read.finding_page(one(), item="NO5").count == 1
    assert read.finding_page(one(), state="UPHELD").count == 0 and read.finding_page(one(), staff="JZ2").count == 1


def test_A86_a_finding_is_raised_by_hand() -> None:
    new = actions.NewFinding(ConductItem.NO3, "note:JD9", "JZ2", DAY, "客户反映放款时被收手续费", "C1")

    def raised(who: Officer | None = None, **more: object) -> Any:
        return actions.raise_finding(actor=who or one(), business_date=DAY, new=replace(new, **more))  # type: ignore[arg-type]

    no(raised(first()), ConductRefusal.NOT_A_CONDUCT_POST)
    no(raised(words="收费"), ConductRefusal.CONDUCT_WORDS_MISSING)
    no(raised(day=TOMORROW), ConductRefusal.CONDUCT_DAY_WRONG)
    no(raised(staff="JZ99"), ConductRefusal.CONDUCT_WORDS_MISSING)
    no(raised(customer="C99"), ConductRefusal.CONDUCT_CUSTOMER_UNKNOWN)
    assert good(raised()).state == FindingState.FINDING_OPEN
    assert read.by_staff(other(), date(2018, 1, 1)) == {"JZ2": {"FINDING_OPEN": 1}}


def test_A86_the_days_of_the_rules_are_parameters() -> None:
    RuleParameter.objects.filter(code="CONDUCT_DEPOSIT_DAYS").update(value="5")
    days = read.whole("CONDUCT_DEPOSIT_DAYS", DAY)
    assert not conduct.turned_into_deposits([LENT], [flow(SaleKind.TIME_DEPOSIT, SETTLED)], days)
    assert conduct.turned_into_deposits([LENT], [flow(SaleKind.TIME_DEPOSIT, date(2018, 9, 6))], days)
