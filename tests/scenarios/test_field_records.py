"""Visits (A2, A49), pain points (A4), leads out of flows (A76), the week's plan (A65)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.market_county import AT, boss, county, entry_of, first, head, photo, shop, visit
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.market import actions, read
from wuhua.areas.market.models import FollowUp, Lead, ListEntry, PainPoint, PlannedStop, Survey, Visit, VisitPhoto
from wuhua.areas.market.rules import (
    Candidate,
    ContactOutcome,
    MarketRefusal,
    PainKind,
    PartyKind,
    Photo,
    Place,
    StopReason,
    plan,
    week_of,
)
from wuhua.areas.people.rules import Role
from wuhua.areas.workday.models import DayFigure, LaneItem
from wuhua.core.refuse import Refused
from wuhua.platform import files
from wuhua.platform.models import AuditRow, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county(home):
    county()


def name_of(answer):
    assert isinstance(answer, Refused), answer
    return answer.name


# --- visits ----------------------------------------------------------------------------------------------------------


def test_A49_the_same_visit_sent_twice_is_one_visit():
    entry = entry_of()
    one, two = visit(entry, key="phone-1"), visit(entry, key="phone-1")
    assert one.pk == two.pk
    assert (Visit.objects.count(), VisitPhoto.objects.count(), StoredFile.objects.count()) == (1, 1, 1)
    assert read.surveyed(DAY)[PartyKind.MERCHANT] == 1
    assert DayFigure.objects.get(staff="JZ1", day=DAY, measure="VISITS").amount == 1


def test_a_visit_keeps_its_photo_by_the_hash_of_its_bytes_with_words_place_and_time():
    made = visit(entry_of(), person_side="邻居说为人实在", business_side="午市满座", need="进货周转")
    kept = VisitPhoto.objects.get()
    with files.open_(kept.file_id) as file:
        assert file.read() == photo().content
    assert (kept.caption, kept.taken, kept.digest) == ("店门口", AT, kept.file.digest)
    assert (made.survey.longitude, made.survey.latitude) == (Decimal("110.985"), Decimal("35.612"))
    assert (made.person_side, made.business_side) == ("邻居说为人实在", "午市满座")
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        Visit.objects.filter(pk=made.pk).update(person_side="改过")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"at": Place(0, 0)}, MarketRefusal.PLACE_WRONG),
        ({"at": Place(181_000_000, 0)}, MarketRefusal.PLACE_WRONG),
        ({"photos": (replace(photo(), caption=" "),)}, MarketRefusal.CAPTION_MISSING),
        ({"photos": (Photo(b"<svg onload=alert(1)>", "图", AT),)}, MarketRefusal.NOT_A_PHOTO),
        ({"photos": (photo(),) * 7}, MarketRefusal.TOO_MANY_PHOTOS),
        ({"zone": "NOWHERE"}, MarketRefusal.ZONE_UNKNOWN),
        ({"need": "长" * 501}, MarketRefusal.TOO_LONG),
        ({"pain": actions.NewPain(PainKind.PRICE, "利率高", DAY - timedelta(days=1))}, MarketRefusal.DUE_IN_PAST),
    ],
)
def test_a_visit_that_is_not_whole_leaves_nothing(said, name):
    entry = entry_of()
    before = AuditRow.objects.count()
    assert name_of(visit(entry, **said)) is name
    assert (Visit.objects.count(), Survey.objects.count(), AuditRow.objects.count()) == (0, 0, before)


def test_a_visit_too_long_ago_or_of_tomorrow_is_refused():
    entry = entry_of()
    for moved, name in ((-16, MarketRefusal.VISITED_TOO_EARLY), (365 * 30, MarketRefusal.VISITED_IN_FUTURE)):
        new = actions.NewVisit(key="k", visited=AT + timedelta(days=moved), entry=entry, zone="M11")
        assert name_of(actions.record_visit(actor=first(), business_date=DAY, new=new)) is name


def test_a_visit_to_somebody_new_is_put_on_the_list_first_and_one_of_another_is_refused():
    made = visit(None, party=shop("新开的鞋店"))
    assert (made.entry.party_name, made.entry.owner_id, made.entry.state) == ("新开的鞋店", "JZ1", "VISITED")
    taken = visit(None, key="k2", who=first("JZ2"), party=shop("新开的鞋店"))
    assert name_of(taken) is MarketRefusal.OWNED_ELSEWHERE
    assert name_of(visit(made.entry.pk, key="k3", who=first("JZ3"))) is MarketRefusal.ENTRY_UNKNOWN
    assert Visit.objects.count() == 1


# --- A2 --------------------------------------------------------------------------------------------------------------


def greenhouse(**more):
    decision = actions.Decision("为大棚二期测算授信额度", "JZ1", DAY + timedelta(days=7))
    said = {"customer": "C1", "decision": decision, "photos": (photo("董事长在蔬菜大棚内看番茄长势"),)} | more
    return visit(None, key="boss", who=boss(), **said)


def test_A2_an_executives_visit_is_in_the_customers_file_and_opens_a_decision():
    made = greenhouse()
    assert made.visitor_kind == "EXECUTIVE"
    [seen] = read.timeline(first(), "C1")
    assert [each.caption for each in seen.visit.pictures.all()] == ["董事长在蔬菜大棚内看番茄长势"]
    [decision] = seen.visit.follow_ups.all()
    assert (decision.owner_id, decision.due, decision.state) == ("JZ1", DAY + timedelta(days=7), "TO_DO")
    assert LaneItem.objects.filter(staff="JZ1", day=decision.due, subject=f"follow_up:{decision.pk}").exists()
    assert read.timeline(first("JZ3"), "C1") == []


def test_A2_an_executives_visit_without_a_decision_or_with_nobody_to_answer_for_it_is_refused():
    assert name_of(greenhouse(decision=None)) is MarketRefusal.DECISION_MISSING
    nobody = actions.Decision("测算", "JZ9", DAY)
    assert name_of(greenhouse(decision=nobody)) is MarketRefusal.OWNER_UNKNOWN
    assert (Visit.objects.count(), FollowUp.objects.count()) == (0, 0)


def test_A2_the_photo_is_for_whoever_sees_the_visit():
    picture = greenhouse().pictures.get().pk
    assert read.photo_for(boss(), picture) is not None
    assert read.photo_for(first(), picture) is not None  # 甲 keeps the customer
    assert read.photo_for(first("JZ2"), picture) is None
    assert read.photo_for(holding("JZ4", Role.STATISTICS), picture) is None


# --- A4 --------------------------------------------------------------------------------------------------------------


def test_A4_a_pain_point_of_a_visit_is_followed_to_its_end_and_red_when_late():
    due = DAY + timedelta(days=3)
    visit(entry_of(), pain=actions.NewPain(PainKind.COLLATERAL, "没有房产可抵押", due))
    pain = PainPoint.objects.get().pk
    who = {"actor": first(), "business_date": DAY}
    assert name_of(actions.solve(**who, pain=pain, result="好了")) is MarketRefusal.STILL_OPEN
    step = actions.act_on(**who, pain=pain, words="介绍信用贷产品", owner="JZ1", due=due)
    assert PainPoint.objects.get().state == "HANDLING"
    assert read.pain_page(first(), due).overdue == 0
    assert read.pain_page(first(), due + timedelta(days=1)).overdue == 1
    assert [x.pk for x in read.pain_page(first(), due + timedelta(days=1), state="OVERDUE").rows] == [pain]
    assert (
        name_of(actions.see_done(actor=head(), business_date=DAY, follow_up=step.pk)) is MarketRefusal.EVIDENCE_MISSING
    )
    assert name_of(actions.claim_done(**who, follow_up=step.pk, evidence="")) is MarketRefusal.EVIDENCE_MISSING
    actions.claim_done(**who, follow_up=step.pk, evidence="9月30日上门讲解,客户已提交申请")
    assert name_of(actions.see_done(**who, follow_up=step.pk)) is MarketRefusal.NOT_YOUR_OWN
    assert name_of(actions.solve(**who, pain=pain, result="好了")) is MarketRefusal.STILL_OPEN
    actions.see_done(actor=head(), business_date=DAY, follow_up=step.pk)
    solved = actions.solve(**who, pain=pain, result="客户用信用贷解决周转")
    assert (solved.state, solved.solved_by) == ("SOLVED", "JZ1")
    assert read.pain_page(first(), due + timedelta(days=1)).overdue == 0


def test_A4_a_pain_point_is_anothers_business_only_with_an_action_in_hand():
    new = actions.NewPain(PainKind.PROCEDURE, "材料要跑三趟", DAY)
    pain = actions.raise_pain(actor=first(), business_date=DAY, new=new, party_name="老张面馆").pk
    stranger = first("JZ3")
    assert name_of(read.pain_for(stranger, pain)) is MarketRefusal.PAIN_UNKNOWN
    step = actions.act_on(actor=first(), business_date=DAY, pain=pain, words="代办", owner="JZ3", due=DAY)
    assert read.pain_for(stranger, pain).pk == pain
    assert [each.pk for each in read.follow_ups(stranger, DAY)] == [step.pk]
    with pytest.raises(IntegrityError, match="follow_up_seen_by_another"), transaction.atomic():
        FollowUp.objects.filter(pk=step.pk).update(state="SEEN_DONE", evidence="x", seen_on=DAY, seen_by="JZ3")


# --- A76 -------------------------------------------------------------------------------------------------------------


def lead(firm="C1", name="上游纸业有限公司"):
    return Lead.objects.create(
        firm=firm, party_name=name, direction="UPSTREAM", paid_in=0, paid_out=900_000, times=3, rank=1,
        since=date(2018, 1, 1), until=DAY, mined_on=DAY,
    )  # fmt: skip


def test_A76_a_lead_is_masked_until_it_is_taken_up_and_then_stands_on_the_officers_list():
    made = lead()
    _, [shown] = read.leads(first())
    assert (shown.name, shown.firm_name) == ("上****有限公司", "稷州县某某纸箱包装有限公司")
    assert read.leads(first("JZ3")) == (0, [])
    assert name_of(actions.take_up(actor=first("JZ3"), business_date=DAY, lead=made.pk)) is MarketRefusal.LEAD_UNKNOWN
    taken = actions.take_up(actor=first(), business_date=DAY, lead=made.pk)
    assert (taken.entry.party_name, taken.entry.owner_id, taken.entry.list.source) == (
        "上游纸业有限公司", "JZ1", "COUNTERPARTIES"
    )  # fmt: skip
    assert read.lead_for(first(), made.pk).name == "上游纸业有限公司"
    assert name_of(actions.take_up(actor=first(), business_date=DAY, lead=made.pk)) is MarketRefusal.TAKEN_ALREADY


def test_A76_a_lead_let_go_needs_a_reason_and_one_of_anothers_list_cannot_be_taken():
    made = lead(name="面粉经营部")
    assert (
        name_of(actions.let_go(actor=first(), business_date=DAY, lead=made.pk, words=""))
        is MarketRefusal.REASON_MISSING
    )
    entry_of("别家", who=first("JZ2"))
    ListEntry.objects.update(party_key="name:面粉经营部@")
    assert name_of(actions.take_up(actor=first(), business_date=DAY, lead=made.pk)) is MarketRefusal.OWNED_ELSEWHERE
    assert actions.let_go(actor=first(), business_date=DAY, lead=made.pk, words="外省企业").state == "LET_GO"


# --- A65 -------------------------------------------------------------------------------------------------------------


def test_A65_the_weeks_plan_is_made_from_cells_and_lists():
    agreed, fresh, spoken = entry_of("约好的店"), entry_of("新店"), entry_of("问过的店")
    who = {"actor": first(), "business_date": DAY}
    actions.note_contact(**who, entry=agreed, outcome=ContactOutcome.SPOKE, next_contact=DAY)
    actions.note_contact(**who, entry=spoken, outcome=ContactOutcome.SPOKE)
    entry_of("乙的店", who=first("JZ2"))
    assert actions.plan_week(**who) == 4
    found = {stop.entry_id: (stop.reason, stop.zone_id) for stop in PlannedStop.objects.filter(rm="JZ1")}
    assert found == {
        agreed: ("DAY_AGREED", "M11"), fresh: ("FRESH", "M11"), spoken: ("FOLLOW", "M11"), None: ("CELL_ROUND", "M11")
    }  # fmt: skip
    assert actions.plan_week(**who) == 4, "made anew, not twice"
    assert PlannedStop.objects.count() == 4
    visit(fresh, key="seen")
    today = read.stops("JZ1", DAY)
    assert [stop.visited for stop in today if stop.entry_id == fresh] == [True]


def test_A65_a_week_is_planned_for_those_one_leads_and_nobody_else():
    entry_of()
    assert name_of(actions.plan_week(actor=first("JZ2"), business_date=DAY, rm="JZ1")) is MarketRefusal.OWNER_UNKNOWN
    assert actions.plan_week(actor=head(), business_date=DAY, rm="JZ1") == 2


def test_A65_how_many_stops_a_day_holds_is_the_banks_word_from_its_day_on():
    for n in range(12):
        entry_of(f"第{n}家")
    who = {"actor": first(), "business_date": DAY}
    fewer = compliance.change_parameter(
        actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, code="STOPS_A_DAY", ruleset=RuleSet.ALL,
        value="3", effective_from=date(2018, 10, 1), source="行发〔2018〕1号",
    )  # fmt: skip
    assert not isinstance(fewer, Refused), fewer
    assert actions.plan_week(**who) == most(DAY) == 8, "the last work day of its week"
    monday = date(2018, 10, 8)
    assert actions.plan_week(actor=first(), business_date=monday) == 13
    assert [most(monday + timedelta(days=k)) for k in range(5)] == [3, 3, 3, 3, 1]


def most(day: date) -> int:
    return len(read.stops("JZ1", day))


def test_A65_no_day_is_fuller_than_a_morning_and_the_walk_goes_to_the_nearest():
    many = [
        Candidate(n, "Z", StopReason.FRESH, date(2018, 9, 1), 110_900_000 + (n * 7919) % 997, 35_600_000)
        for n in range(50)
    ]
    days = week_of(date(2018, 10, 8))
    planned = plan(many, days, 8)
    assert [sum(1 for each in planned if each.day == day) for day in days] == [8] * 5
    assert len({each.stop.entry for each in planned}) == len(planned) == 40
    for day in days:
        walk = [each.stop.longitude for each in planned if each.day == day]
        assert sum(abs(a - b) for a, b in pairwise(walk)) <= 2 * (max(walk) - min(walk))


def test_a_call_is_noted_in_three_taps_and_no_interest_takes_the_party_off():
    entry = entry_of()
    said = {"actor": first(), "business_date": DAY, "entry": entry}
    actions.note_contact(**said, outcome=ContactOutcome.NO_ANSWER)
    assert ListEntry.objects.get().state == "ASSIGNED"
    wrong = actions.note_contact(**said, outcome=ContactOutcome.SPOKE, chips=["骂人"])
    assert name_of(wrong) is MarketRefusal.REASON_MISSING
    actions.note_contact(**said, outcome=ContactOutcome.NOT_INTERESTED, chips=["嫌利率高"])
    found = ListEntry.objects.get()
    assert (found.state, found.reason, found.last_contact) == ("NO_INTENT", "嫌利率高", DAY)
    assert len(read.contacts_of(found)) == 2
