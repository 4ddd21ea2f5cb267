"""Tiers and their marketing owners by their verbs and the run: A74, A75."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.scenarios.market_county import boss, county, head
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.customer.models import AccountFlow, Customer, FileItem
from wuhua.areas.market.actions import tiers as actions
from wuhua.areas.market.models import Agreement, CustomerTier, TierOwner, TierRun
from wuhua.areas.market.read import tiers as read
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import GRADE, TierCause, TierReason, TierRefusal
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.models import LoanNote, RepaymentItem, SettlementAccount
from wuhua.books.models import SubBalance
from wuhua.bulk.dayend import watch
from wuhua.bulk.tiers import run
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

WAN = 1_000_000
NEXT = date(2018, 12, 31)
WHY = "龙头企业,行长室议定"


@pytest.fixture(autouse=True)
def _county(fresh_bank: str) -> None:
    """甲 keeps C1, 乙 C2, 丙 C3; 己 leads 城关支行 as a middle manager, 戊 is an executive."""
    county()
    clock.advance(DAY)
    Staff.objects.create(number="JZ6", name="己", branch_id="B1", position="支行行长", joined=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="JZ6", role=Role.MIDDLE, from_day=date(2015, 1, 1))
    for number, since, line in (("C1", date(2014, 1, 1), 300 * WAN), ("C2", date(2016, 1, 1), 60 * WAN)):
        Customer.objects.filter(number=number).update(since=since, credit_line=line)


def counted(on: date = DAY) -> dict[str, Any]:
    found = run.sort_customers(actor=head(), on=on)
    assert not isinstance(found, Refused), found
    return found


def tiers() -> dict[str, str]:
    rows = CustomerTier.objects.filter(to_day__isnull=True).order_by("customer__number")
    return dict(rows.values_list("customer__number", "tier"))


def owners() -> dict[str, str]:
    rows = TierOwner.objects.filter(to_day__isnull=True).order_by("customer__number")
    return dict(rows.values_list("customer__number", "staff_id"))


def refused(name: TierRefusal, answer: object) -> None:
    assert isinstance(answer, Refused) and answer.name is name, answer
    assert answer.reason and answer.next_step


def a_note(customer: str, number: int = 1, **more: Any) -> LoanNote:
    """A loan of ten thousand yuan of that customer."""
    owner = Customer.objects.get(number=customer)
    account = SettlementAccount.objects.create(
        id=number, number=f"ZH{number}", customer=owner, branch="B1", shard=1, opened=date(2014, 1, 1)
    )
    said = {"amount": WAN, "principal": WAN, "start": date(2018, 1, 5)} | more
    return LoanNote.objects.create(
        id=number, number=f"JD{number}", contract=f"HT{number}", customer=owner, account=account, shard=1, product="X",
        branch="B1", managing_rm="JZ1", first_responsible="JZ1", rate=385_000, maturity=date(2019, 1, 5),
        original_maturity=date(2019, 1, 5), method="INTEREST_FIRST", settlement="MONTHLY_21", day_count="ACT_360",
        issue_type="NEW", payout="SELF", security="CREDIT", purpose="WORKING_CAPITAL", use="x", industry="2231",
        region="140824", rate_type="FIXED", anchor_day=DAY, **said,
    )  # fmt: skip


# --- A74 -------------------------------------------------------------------------------------------------------------


def test_A74_every_filed_customer_stands_in_exactly_one_tier_and_the_run_is_reproducible() -> None:
    found = counted()
    assert tiers() == {"C1": "KEY", "C2": "QUALITY", "C3": "BASIC"}
    assert (found["KEY"], found["QUALITY"], found["BASIC"], found["first"], found["tiers_written"]) == (1, 1, 1, 3, 3)
    why = CustomerTier.objects.get(customer__number="C1", to_day__isnull=True)
    assert why.reasons == [TierReason.CREDIT_SIZE] and why.facts["size"] == 300 * WAN and why.facts["months"] == 56
    assert Customer.objects.count() == CustomerTier.objects.filter(to_day__isnull=True).count()
    before = [
        CustomerTier.objects.count(),
        TierOwner.objects.count(),
        TierRun.objects.count(),
        AuditRow.objects.count(),
    ]
    again = counted()
    after = [CustomerTier.objects.count(), TierOwner.objects.count(), TierRun.objects.count(), AuditRow.objects.count()]
    assert after == before and (again["tiers_written"], again["owners_written"]) == (0, 0)
    c1 = Customer.objects.get(number="C1").pk
    with pytest.raises(IntegrityError, match="one_tier_now"), transaction.atomic():
        CustomerTier.objects.create(
            customer_id=c1, tier="BASIC", from_day=NEXT, cause="TIER_COUNTED", reasons=[], actor="x", recorded_at=clock.now()
        )  # fmt: skip


def test_A74_a_great_deposit_changes_nothing() -> None:
    Customer.objects.filter(number="C3").update(since=date(2010, 1, 1))  # so that size alone keeps it basic
    counted()
    assert CustomerTier.objects.get(customer__number="C3").reasons == [TierReason.TOO_SMALL]
    before = list(CustomerTier.objects.order_by("pk").values())
    third = Customer.objects.get(number="C3")
    SettlementAccount.objects.create(id=900, number="ZH900", customer=third, branch="B2", shard=1, opened=DAY)
    SubBalance.objects.create(account=2011, sub=900, amount=-90_000 * WAN)  # what the bank owes stands in credit
    AccountFlow.objects.bulk_create(
        AccountFlow(number=f"F{n}", account="ZH900", day=DAY - timedelta(days=n), side="IN", amount=9_000 * WAN, kind="T",
                    batch="1", source="T", as_of=DAY, received_at=clock.now(), checksum="x")
        for n in range(1, 300)
    )  # fmt: skip
    assert counted()["tiers_written"] == 0
    assert list(CustomerTier.objects.order_by("pk").values()) == before and tiers()["C3"] == "BASIC"


def test_A74_what_counts_is_payment_time_size_sales_interest_and_the_firms_we_signed_with() -> None:
    Customer.objects.update(since=date(2010, 1, 1), credit_line=None)
    counted()
    assert set(tiers().values()) == {"BASIC"}
    third = Customer.objects.get(number="C3")
    FileItem.objects.create(customer=third, code="turnover", value=str(200 * WAN), actor="JZ3", business_date=DAY,
                            recorded_at=clock.now())  # fmt: skip
    Agreement.objects.create(number="XY1", kind="LEADING_ENTERPRISE", party="稷州县某某纸箱包装有限公司",
                             signed=date(2018, 1, 1), expires=date(2020, 1, 1), executive_id="JZ5", contact_id="JZ1")  # fmt: skip
    note = a_note("C2")
    item = RepaymentItem.objects.create(
        note_id=note.pk, due=date(2018, 8, 21), kind="I", paid=date(2018, 8, 21), amount=3 * WAN
    )
    counted()
    assert tiers() == {"C1": "KEY", "C2": "QUALITY", "C3": "KEY"}
    why = {each.customer.number: each.reasons for each in CustomerTier.objects.filter(to_day__isnull=True)}
    assert why["C1"] == [TierReason.ANCHOR_FIRM] and why["C3"] == [TierReason.SALES_SIZE]
    assert why["C2"] == [TierReason.INTEREST_PAID, TierReason.TOO_SMALL]
    # Paid forty days late once: no longer of good record for a year.
    RepaymentItem.objects.create(note_id=note.pk, due=date(2018, 7, 21), kind="I", paid=date(2018, 8, 30), amount=1)
    counted()
    assert tiers()["C2"] == "BASIC" and item.amount == 3 * WAN
    assert CustomerTier.objects.get(customer__number="C2", to_day__isnull=True).reasons == [TierReason.PAID_LATE]


def test_A74_ten_percent_of_slack_and_a_history_nobody_rewrites() -> None:
    counted()
    Customer.objects.filter(number="C1").update(credit_line=180 * WAN)
    counted(NEXT)
    assert tiers()["C1"] == "KEY"
    Customer.objects.filter(number="C1").update(credit_line=180 * WAN - 1)
    assert counted(NEXT)["fallen"] == 1 and tiers()["C1"] == "QUALITY"
    Customer.objects.filter(number="C1").update(credit_line=199 * WAN)
    counted(NEXT)
    assert tiers()["C1"] == "QUALITY", "what fell rises only at the line itself"
    spans = CustomerTier.objects.filter(customer__number="C1").order_by("pk").values_list("tier", "from_day", "to_day")
    assert list(spans) == [("KEY", DAY, NEXT), ("QUALITY", NEXT, None)]
    for statement in (
        "UPDATE market_customertier SET tier = 'BASIC'",
        "DELETE FROM market_customertier",
        "UPDATE market_tierowner SET staff_id = 'JZ2'",
        "UPDATE market_tierrun SET digest = ''",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_A74_the_lines_are_parameters_by_date() -> None:
    counted()
    compliance.change_parameter(
        actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, code="TIER_SIZE.QUALITY", ruleset=RuleSet.ALL,
        value="900000", effective_from=DAY + timedelta(days=1), source="行发〔2018〕9号",
    )  # fmt: skip
    counted()
    assert tiers()["C2"] == "QUALITY", "not before its day"
    counted(NEXT)
    assert tiers()["C2"] == "BASIC"


def test_A74_a_person_may_say_another_tier_with_a_reason_and_it_stands_for_a_year() -> None:
    refused(TierRefusal.NOT_TIERED_YET, change(head(), "C2", Tier.KEY, "JZ5"))
    counted()
    refused(TierRefusal.NOT_OF_THIS_POST, change(holding("JZ2", Role.RM), "C2", Tier.KEY, "JZ5"))
    refused(TierRefusal.NOT_OF_THIS_POST, run.sort_customers(actor=holding("JZ2", Role.RM), on=DAY))  # type: ignore[func-returns-value]
    refused(TierRefusal.CUSTOMER_UNKNOWN, change(head(), "C9", Tier.KEY, "JZ5"))
    refused(TierRefusal.REASON_MISSING, change(head(), "C2", Tier.KEY, "JZ5", "  "))
    refused(TierRefusal.SAME_TIER, change(head(), "C2", Tier.QUALITY, "JZ6"))
    before = (CustomerTier.objects.count(), TierOwner.objects.count())
    refused(TierRefusal.WRONG_GRADE, change(head(), "C2", Tier.KEY, "JZ6"))
    assert (CustomerTier.objects.count(), TierOwner.objects.count()) == before
    made = change(head(), "C2", Tier.KEY, "JZ5")
    assert isinstance(made, CustomerTier) and made.cause == TierCause.TIER_BY_HAND and made.words == WHY
    assert tiers()["C2"] == "KEY" and owners()["C2"] == "JZ5"
    assert AuditRow.objects.filter(action="market.tier_changed", subject="customer:C2").count() == 1
    counted(NEXT)
    assert tiers()["C2"] == "KEY", "the word of a person stands"
    counted(date(2019, 9, 30))
    assert tiers()["C2"] == "QUALITY", "and is counted again after twelve months"


def change(actor: Any, customer: str, tier: Tier, owner: str, reason: str = WHY) -> object:
    return actions.change_tier(actor=actor, business_date=DAY, customer=customer, tier=tier, owner=owner, reason=reason)


# --- A75 -------------------------------------------------------------------------------------------------------------


def test_A75_each_has_one_owner_of_the_grade_and_the_wrong_grade_is_refused_by_name() -> None:
    assert counted()["without_owner"] == 0
    assert owners() == {"C1": "JZ5", "C2": "JZ6", "C3": "JZ3"}

    def hand(customer: str, owner: str) -> object:
        return actions.change_owner(actor=boss(), business_date=NEXT, customer=customer, owner=owner, reason="分工调整")

    for customer, wrong in (("C1", "JZ6"), ("C2", "JZ1"), ("C3", "JZ5")):
        answer = hand(customer, wrong)
        refused(TierRefusal.WRONG_GRADE, answer)
        assert Staff.objects.get(pk=wrong).name in answer.reason  # type: ignore[attr-defined]
    refused(TierRefusal.OWNER_UNKNOWN, hand("C3", "JZ99"))
    refused(TierRefusal.SAME_OWNER, hand("C3", "JZ3"))
    assert isinstance(hand("C3", "JZ1"), TierOwner)
    spans = TierOwner.objects.filter(customer__number="C3").order_by("pk").values_list("staff_id", "from_day", "to_day")
    assert list(spans) == [("JZ3", DAY, NEXT), ("JZ1", NEXT, None)]
    told = {(each.staff, each.tier): each.customers for each in read.marketers(boss())}
    assert told == {("JZ5", Tier.KEY): 1, ("JZ6", Tier.QUALITY): 1, ("JZ1", Tier.BASIC): 1}
    assert [each.number for each in read.tier_page(boss(), owner="JZ1").rows] == ["C3"]
    counted(NEXT)
    assert owners()["C3"] == "JZ1", "an owner of the grade stays"
    c1 = Customer.objects.get(number="C1").pk
    for grade, name in ((GRADE[Tier.BASIC], "tier_owner_of_the_grade"), (GRADE[Tier.KEY], "one_tier_owner_now")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            TierOwner.objects.create(customer_id=c1, staff_id="JZ5", tier="KEY", grade=grade, from_day=NEXT, actor="x",
                                     recorded_at=clock.now())  # fmt: skip


def test_A75_who_leaves_the_post_or_changes_tier_hands_the_customer_on() -> None:
    counted()
    Customer.objects.filter(number="C1").update(credit_line=60 * WAN)
    StaffRole.objects.filter(staff_id="JZ3", role=Role.RM).update(to_day=NEXT)
    counted(NEXT)
    now = owners()
    assert tiers()["C1"] == "QUALITY" and now["C1"] == "JZ6"
    assert now["C3"] in ("JZ1", "JZ2") and TierOwner.objects.filter(customer__number="C3", to_day=NEXT).count() == 1


def test_A75_nobody_of_the_grade_leaves_it_open_and_counted_and_watchers_are_not_dealt_customers() -> None:
    StaffRole.objects.create(staff_id="JZ5", role=Role.AUDIT, from_day=date(2015, 1, 1))
    assert counted()["without_owner"] == 1
    page = read.tier_page(boss())
    assert "C1" not in owners() and (page.without_owner, page.unsorted) == (1, 0)
    handed = actions.change_owner(actor=head(), business_date=DAY, customer="C1", owner="JZ5", reason="班子会议定")
    assert isinstance(handed, TierOwner)
    assert counted()["without_owner"] == 0 and owners()["C1"] == "JZ5"


# --- the run that starts by itself -----------------------------------------------------------------------------------


def test_A74_the_quarters_run_starts_by_itself_after_the_close_of_its_eve_and_once() -> None:
    """Not on other days, not twice, and caught up with after a missed morning; it lists who moved."""
    first = date(2018, 10, 1)
    eve = first - timedelta(days=1)
    assert watch.sort_customers(eve - timedelta(days=1), "DAYEND") is None and not TierRun.objects.exists()
    told = watch.sort_customers(eve, "DAYEND")
    assert told is not None and (told["first"], told["without_owner"]) == (3, 0)
    made = TierRun.objects.get()
    assert (made.business_date, made.quarter, made.actor) == (first, "2018Q4", "DAYEND")
    assert read.moved(head(), read.last_run()) == [], "sorted for the first time is not moved"
    before = (CustomerTier.objects.count(), AuditRow.objects.count())
    assert watch.sort_customers(eve, "DAYEND") is None
    assert (CustomerTier.objects.count(), AuditRow.objects.count()) == before
    Customer.objects.filter(number="C1").update(credit_line=60 * WAN)
    Customer.objects.filter(number="C2").update(credit_line=300 * WAN)
    assert watch.sort_customers(date(2019, 1, 3), "DAYEND") is not None, "the first of January was missed"
    run_ = read.last_run()
    assert run_ is not None and (run_.quarter, run_.figures["risen"], run_.figures["fallen"]) == ("2019Q1", 1, 1)
    assert [(x.number, x.before, x.tier) for x in read.moved(head(), run_)] == [
        ("C1", Tier.KEY, Tier.QUALITY), ("C2", Tier.QUALITY, Tier.KEY),
    ]  # fmt: skip
    assert [x.number for x in read.moved(holding("JZ1", Role.RM), run_)] == ["C1"], "of one's own customers"


def test_A74_a_quarter_without_any_change_is_on_record_all_the_same() -> None:
    Customer.objects.all().delete()
    assert watch.sort_customers(date(2018, 9, 30), "DAYEND") is not None
    assert watch.sort_customers(date(2018, 10, 1), "DAYEND") is None
    assert watch.sort_customers(date(2018, 12, 31), "DAYEND") is not None
    assert list(TierRun.objects.order_by("pk").values_list("quarter", flat=True)) == ["2018Q4", "2019Q1"]
