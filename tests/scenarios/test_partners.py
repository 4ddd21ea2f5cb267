"""Partners of the bank: strategic targets (A78), agreements (A79), the package (A80), circles (A77)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.market_county import boss, county, first, head
from tests.scenarios.small_county import DAY, holding, rows
from wuhua.areas.compliance.models import FeeCode, RuleParameter
from wuhua.areas.market import actions as market
from wuhua.areas.market import read as counted
from wuhua.areas.market.actions import alliances, partners
from wuhua.areas.market.models import (
    Agreement,
    AgreementStep,
    Alliance,
    AllianceBenefit,
    AllianceMember,
    Milestone,
    ServiceTake,
    StrategicNote,
    StrategicTarget,
)
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import AgreementKind, MarketRefusal
from wuhua.areas.market.rules.partners import (
    AgreementState,
    AllianceKind,
    AnchorKind,
    BenefitKind,
    PartnerRefusal,
    ServiceLine,
    StrategicKind,
    StrategicStage,
)
from wuhua.areas.people.models import Zone
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)
TARGET = partners.NewTarget(StrategicKind.LEADING_FIRM, "稷州果业集团", "JZ5", "JZ1", "班子上门,三个月内签约")
SIGNED = partners.NewAgreement(
    "XY1", AgreementKind.PARK, "稷州产业园", date(2018, 3, 1), date(2018, 11, 29), "JZ5", "JZ1", 3_000_000_000
)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()


def no(answer: object, name: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.name is name, answer


def good(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


# --- A78 -------------------------------------------------------------------------------------------------------------


def test_A78_a_target_without_executive_or_contact_is_refused_by_name() -> None:
    def court(who: Officer | None = None, **other: object) -> object:
        return partners.court(actor=who or head(), business_date=DAY, new=replace(TARGET, **other))  # type: ignore[arg-type]

    no(court(executive=" "), PartnerRefusal.EXECUTIVE_MISSING)
    no(court(contact=""), PartnerRefusal.CONTACT_MISSING)
    no(court(executive="JZ4"), PartnerRefusal.EXECUTIVE_UNFIT)
    no(court(contact="JZ99"), PartnerRefusal.CONTACT_UNFIT)
    no(court(plan=""), MarketRefusal.REASON_MISSING)
    no(court(first()), PartnerRefusal.NOT_A_PARTNERS_POST)
    assert not StrategicTarget.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        StrategicTarget.objects.create(kind="LEADING_FIRM", name="无人", plan="无", opened_on=DAY, executive_id="JZ5")
    good(court())
    no(court(), PartnerRefusal.NAME_TAKEN)


def test_A78_progress_is_noted_by_the_pair_and_shown_by_executive() -> None:
    made = good(partners.court(actor=head(), business_date=DAY, new=TARGET)).pk
    other = good(partners.court(actor=head(), business_date=DAY, new=replace(TARGET, name="某酒业", contact="JZ3"))).pk

    def note(who: Officer, target: int, words: str, stage: StrategicStage = StrategicStage.IN_TALKS) -> object:
        return partners.note_progress(actor=who, business_date=TOMORROW, target=target, stage=stage, words=words)

    no(note(first(), other, "与己无关"), PartnerRefusal.STRATEGIC_UNKNOWN)
    no(note(holding("JZ3", Role.REVIEWER), made, "审查岗"), PartnerRefusal.NOT_A_PARTNERS_POST)
    no(note(first(), made, " "), MarketRefusal.REASON_MISSING)
    good(note(first(), made, "已上门拜访董事长"))
    good(note(boss(), made, "行长会见"))
    line = read.by_executive(TOMORROW)[0]
    assert (line.name, line.targets, line.planned, line.talks, line.cooperating, line.last_day) == (
        "戊", 2, 1, 1, 0, TOMORROW,
    )  # fmt: skip
    assert [each.pk for each in read.strategic(first())] == [made]
    assert [each.pk for each in read.strategic(boss())] == [other, made]
    with pytest.raises(IntegrityError), transaction.atomic():
        StrategicNote.objects.update(words="改")
    agreement = replace(SIGNED, kind=AgreementKind.LEADING_ENTERPRISE, party=TARGET.name, target=made)
    good(partners.sign_agreement(actor=head(), business_date=TOMORROW, new=agreement))
    assert read.by_executive(TOMORROW)[0].cooperating == 1
    no(note(first(), made, "退回"), PartnerRefusal.OVER_ALREADY)


def test_A78_a_target_is_handed_on_and_never_stands_without_both() -> None:
    made = good(partners.court(actor=head(), business_date=DAY, new=TARGET)).pk

    def hand(who: Officer, executive: str, contact: str) -> object:
        return partners.hand_target(actor=who, business_date=DAY, target=made, executive=executive, contact=contact)

    no(hand(head(), "JZ5", ""), PartnerRefusal.CONTACT_MISSING)
    no(hand(head(), "JZ5", "JZ1"), PartnerRefusal.NOTHING_CHANGED)
    no(hand(first(), "JZ5", "JZ2"), PartnerRefusal.NOT_A_PARTNERS_POST)
    good(hand(head(), "JZ5", "JZ2"))
    seen = good(read.strategic_for(head(), made))
    assert seen.contact_id == "JZ2" and "JZ5/JZ1 → JZ5/JZ2" in seen.notes.all()[0].words


# --- A79 -------------------------------------------------------------------------------------------------------------


def load(*lines: str) -> None:
    columns = "number kind party signed expires executive_id contact_id envelope"
    market.load_agreements(actor="JZ4", business_date=DAY, rows=rows("market_agreement", columns, *lines))


def test_A79_counts_by_kind_come_from_the_data_brought() -> None:
    """Two parks, five leading firms, three malls are ten; one that ran out and one that is ended are not in force."""
    kinds = ["PARK"] * 2 + ["LEADING_ENTERPRISE"] * 5 + ["MALL_SUPERMARKET"] * 3
    load(*(f"XY{n},{kind},方{n},2018-01-10,2021-01-10,JZ5,JZ1," for n, kind in enumerate(kinds)))
    load("XYOLD,PARK,旧园,2015-01-10,2018-01-10,JZ5,JZ1,")
    found = counted.agreements(DAY)
    assert (found[AgreementKind.PARK], found[AgreementKind.LEADING_ENTERPRISE],
            found[AgreementKind.MALL_SUPERMARKET]) == (2, 5, 3)  # fmt: skip
    assert sum(found.values()) == 10 == len(read.agreement_lines(boss(), DAY, "IN_FORCE"))
    good(partners.end_agreement(actor=head(), business_date=DAY, number="XY0", words="园区搬迁"))
    assert counted.agreements(DAY)[AgreementKind.PARK] == 1
    assert counted.agreements(DAY - timedelta(days=1))[AgreementKind.PARK] == 2
    assert [line.row.pk for line in read.agreement_lines(boss(), DAY)][-2:] == ["XYOLD", "XY0"]


def test_A79_an_agreement_warns_so_many_days_before_its_last() -> None:
    good(partners.sign_agreement(actor=head(), business_date=DAY, new=SIGNED))

    def state(on: date) -> AgreementState:
        return read.agreement_lines(boss(), on)[0].state

    assert SIGNED.expires - DAY == timedelta(days=60)
    assert state(DAY) is AgreementState.ENDING_SOON
    assert state(DAY - timedelta(days=1)) is AgreementState.IN_FORCE
    assert state(SIGNED.expires) is AgreementState.ENDING_SOON
    assert state(SIGNED.expires + timedelta(days=1)) is AgreementState.RUN_OUT
    RuleParameter.objects.filter(code="AGREEMENT_WARN_DAYS").update(value="30")
    assert state(DAY) is AgreementState.IN_FORCE
    no(
        partners.review_agreement(actor=head(), business_date=date(2018, 12, 1), number="XY1", words="晚"),
        PartnerRefusal.OVER_ALREADY,
    )


def test_A79_signed_amended_reviewed_ended_with_history_kept() -> None:
    def sign(who: Officer | None = None, **other: object) -> object:
        return partners.sign_agreement(actor=who or head(), business_date=DAY, new=replace(SIGNED, **other))  # type: ignore[arg-type]

    no(sign(first()), PartnerRefusal.NOT_A_PARTNERS_POST)
    no(sign(executive=""), PartnerRefusal.EXECUTIVE_MISSING)
    no(sign(signed=TOMORROW), PartnerRefusal.TERM_WRONG)
    no(sign(expires=DAY - timedelta(days=1)), PartnerRefusal.TERM_WRONG)
    no(sign(envelope=0), PartnerRefusal.AMOUNT_WRONG)
    no(sign(target=7), PartnerRefusal.STRATEGIC_UNKNOWN)
    assert not Agreement.objects.exists()
    good(sign())
    no(sign(), PartnerRefusal.NUMBER_TAKEN)

    said: dict[str, Any] = {"number": "XY1", "executive": "JZ5", "contact": "JZ1", "words": "续作"}

    def amend(expires: date, envelope: int | None = SIGNED.envelope) -> object:
        return partners.amend_agreement(actor=head(), business_date=DAY, expires=expires, envelope=envelope, **said)

    no(amend(SIGNED.expires), PartnerRefusal.NOTHING_CHANGED)
    no(amend(DAY - timedelta(days=1)), PartnerRefusal.TERM_WRONG)
    good(amend(date(2019, 11, 29)))
    good(partners.review_agreement(actor=boss(), business_date=DAY, number="XY1", words="代发工资已上线"))
    good(partners.end_agreement(actor=head(), business_date=TOMORROW, number="XY1", words="对方重组"))
    no(amend(date(2020, 1, 1)), PartnerRefusal.OVER_ALREADY)
    steps = list(AgreementStep.objects.order_by("id").values_list("verb", "before__expires", "after__expires"))
    assert steps == [
        ("sign_agreement", None, "2018-11-29"), ("amend_agreement", "2018-11-29", "2019-11-29"),
        ("review_agreement", "2019-11-29", "2019-11-29"), ("end_agreement", "2019-11-29", "2019-11-29"),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementStep.objects.all().delete()
    no(read.agreement_for(holding("JZ3", Role.RM), "XY1"), PartnerRefusal.AGREEMENT_UNKNOWN)


def test_A79_milestones_are_reached_on_evidence() -> None:
    good(partners.sign_agreement(actor=head(), business_date=DAY, new=SIGNED))
    said: dict[str, Any] = {"actor": first(), "business_date": DAY, "number": "XY1"}
    no(partners.set_milestone(**said, words="入园走访", due=DAY - timedelta(days=1)), MarketRefusal.DUE_IN_PAST)
    stone = good(partners.set_milestone(**said, words="入园走访", due=TOMORROW)).pk
    assert read.agreement_lines(first(), DAY)[0].open_milestones == 1
    no(partners.reach_milestone(**said, milestone=stone, evidence=""), MarketRefusal.REASON_MISSING)
    good(partners.reach_milestone(**said, milestone=stone, evidence="走访记录 12 份"))
    no(partners.reach_milestone(**said, milestone=stone, evidence="再来"), PartnerRefusal.MILESTONE_UNKNOWN)
    assert Milestone.objects.get().done_by == "JZ1" and read.agreement_lines(first(), DAY)[0].open_milestones == 0


# --- A80 -------------------------------------------------------------------------------------------------------------


def test_A80_the_package_of_an_agreement_is_flagged_by_date() -> None:
    good(partners.sign_agreement(actor=head(), business_date=DAY, new=SIGNED))

    def flag(day: date, *, taken: bool = True, who: Officer | None = None) -> object:
        return partners.flag_service(
            actor=who or first(),
            business_date=DAY,
            number="XY1",
            line=ServiceLine.PAYROLL_SERVICE,
            taken=taken,
            day=day,
        )

    no(flag(TOMORROW), PartnerRefusal.DAY_WRONG)
    no(flag(DAY, taken=False), PartnerRefusal.NOTHING_CHANGED)
    no(flag(DAY, who=holding("JZ3", Role.REVIEWER)), PartnerRefusal.NOT_A_PARTNERS_POST)
    good(flag(date(2018, 5, 1)))
    no(flag(date(2018, 5, 1), taken=False), PartnerRefusal.DAY_WRONG)
    good(flag(date(2018, 8, 1), taken=False))
    seen = {
        on: {line for line, taken, _since in read.package_of("XY1", on) if taken}
        for on in (date(2018, 4, 30), date(2018, 5, 1), date(2018, 7, 31), date(2018, 8, 1))
    }
    payroll = {ServiceLine.PAYROLL_SERVICE}
    assert list(seen.values()) == [set(), payroll, payroll, set()]
    assert [line for line, _taken, _since in read.package_of("XY1", DAY)] == list(ServiceLine)
    assert read.take_up(date(2018, 5, 2))[ServiceLine.PAYROLL_SERVICE] == 1
    assert read.take_up(DAY)[ServiceLine.PAYROLL_SERVICE] == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTake.objects.all().delete()


# --- A77 -------------------------------------------------------------------------------------------------------------


def circle() -> int:
    new = alliances.NewAlliance(AllianceKind.MERCHANT_CIRCLE, "城关银商联盟圈", AnchorKind.MARKET_ANCHOR, "M1")
    return int(good(alliances.found(actor=head(), business_date=DAY, new=new)).pk)


def join(
    alliance: int, on: date = DAY, consent: date | None = DAY, paper: str = "同意书1", customer: str = "C1"
) -> Any:
    return alliances.join(
        actor=first(), business_date=on, alliance=alliance, customer=customer, consent=consent, paper=paper
    )


def test_A77_a_circle_stands_around_a_zone_of_its_kind_or_a_firm() -> None:
    def found(anchor_kind: AnchorKind, anchor: str, name: str = "甲圈", who: Officer | None = None) -> object:
        new = alliances.NewAlliance(AllianceKind.FIRM_CIRCLE, name, anchor_kind, anchor)
        return alliances.found(actor=who or head(), business_date=DAY, new=new)

    no(found(AnchorKind.PARK_ANCHOR, "M1"), PartnerRefusal.ANCHOR_WRONG)
    no(found(AnchorKind.MARKET_ANCHOR, "X9"), PartnerRefusal.ANCHOR_WRONG)
    no(found(AnchorKind.MARKET_ANCHOR, "M1", who=first()), PartnerRefusal.NOT_A_PARTNERS_POST)
    assert isinstance(found(AnchorKind.CORE_FIRM, "C9"), Refused) and not Alliance.objects.exists()
    good(found(AnchorKind.CORE_FIRM, "C1"))
    no(found(AnchorKind.CORE_FIRM, "C1"), PartnerRefusal.NAME_TAKEN)
    rows_ = read.alliances(DAY)
    seen = read.anchor_names(first(), rows_), read.anchor_names(holding("JZ3", Role.RM), rows_)
    assert ["纸箱包装" in each[rows_[0].pk] for each in seen] == [True, False]
    for kind, code in ((AnchorKind.MALL_ANCHOR, "MALL"), (AnchorKind.PARK_ANCHOR, "PARK")):
        Zone.objects.create(code=f"Z{code}", name=code, kind=code)
        good(found(kind, f"Z{code}", f"{code}圈"))


def test_A77_joining_and_leaving_need_the_customers_dated_consent() -> None:
    number = circle()
    no(join(number, consent=None), PartnerRefusal.CONSENT_MISSING)
    no(join(number, paper=" "), PartnerRefusal.CONSENT_MISSING)
    no(join(number, consent=TOMORROW), PartnerRefusal.CONSENT_DAY_WRONG)
    no(join(number + 1), PartnerRefusal.ALLIANCE_UNKNOWN)
    assert isinstance(join(number, customer="C3"), Refused), "another manager's customer"
    assert not AllianceMember.objects.exists()
    good(join(number))
    no(join(number), PartnerRefusal.MEMBER_ALREADY)

    def quit_(on: date, consent: date | None, paper: str = "退出书") -> Any:
        return alliances.quit_circle(
            actor=first(), business_date=on, alliance=number, customer="C1", consent=consent, paper=paper
        )

    no(quit_(TOMORROW, None), PartnerRefusal.CONSENT_MISSING)
    good(quit_(TOMORROW, TOMORROW))
    no(quit_(TOMORROW, TOMORROW), PartnerRefusal.NOT_A_MEMBER)
    good(join(number, on=TOMORROW, consent=TOMORROW, paper="同意书2"))
    assert [(each.left, each.join_paper) for each in read.members(first(), number)] == [
        (None, "同意书2"), (TOMORROW, "同意书1"),
    ]  # fmt: skip
    assert read.members(holding("JZ3", Role.RM), number) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        AllianceMember.objects.create(
            alliance_id=number, customer_id=AllianceMember.objects.all()[0].customer_id, joined=TOMORROW,
            join_consent=DAY, join_paper="再入", from_day=TOMORROW + timedelta(days=5),
        )  # fmt: skip


def test_A77_benefits_apply_from_the_next_price_run_and_stop_with_it() -> None:
    number = circle()
    good(join(number))

    def give(kind: BenefitKind, bp: int | None = None, fee: str = "", who: Officer | None = None) -> Any:
        return alliances.give_benefit(
            actor=who or head(), business_date=DAY, alliance=number, kind=kind, bp=bp, fee_code=fee, words="会员权益"
        )

    fee = FeeCode.objects.filter(stance="ALLOWED").values_list("code", flat=True).first()
    assert fee is not None
    no(give(BenefitKind.RATE_DISCOUNT), PartnerRefusal.BENEFIT_WRONG)
    no(give(BenefitKind.MUTUAL_DISCOUNT, fee=fee), PartnerRefusal.BENEFIT_WRONG)
    no(give(BenefitKind.RATE_DISCOUNT, 21), PartnerRefusal.DISCOUNT_TOO_LARGE)
    no(give(BenefitKind.RATE_DISCOUNT, 20, who=first()), PartnerRefusal.NOT_A_PARTNERS_POST)
    assert isinstance(give(BenefitKind.FEE_WAIVER, fee="没有这项"), Refused)
    rate = good(give(BenefitKind.RATE_DISCOUNT, 20))
    good(give(BenefitKind.FEE_WAIVER, fee=fee))
    assert read.benefits_of("C1", DAY) == [], "today's prices were made this morning"
    found = read.benefits_of("C1", TOMORROW)
    assert [(each.kind, each.bp, each.fee_code) for each in found] == [
        (BenefitKind.FEE_WAIVER, 0, fee), (BenefitKind.RATE_DISCOUNT, 20, ""),
    ]  # fmt: skip
    assert read.benefits_of("C2", TOMORROW) == []

    def stop(words: str = "到期") -> Any:
        return alliances.withdraw_benefit(
            actor=head(), business_date=TOMORROW, alliance=number, benefit=rate.pk, words=words
        )

    no(stop(""), MarketRefusal.REASON_MISSING)
    good(stop())
    no(stop(), PartnerRefusal.BENEFIT_UNKNOWN)
    after = TOMORROW + timedelta(days=1)
    assert [len(read.benefits_of("C1", on)) for on in (TOMORROW, after)] == [2, 1]
    good(
        alliances.quit_circle(
            actor=first(), business_date=after, alliance=number, customer="C1", consent=after, paper="退出书"
        )
    )
    assert [len(read.benefits_of("C1", after + timedelta(days=n))) for n in (0, 1)] == [1, 0]
    with pytest.raises(IntegrityError), transaction.atomic():
        AllianceBenefit.objects.filter(pk=rate.pk).update(bp=50)
