"""名单制 (A66, A68), TARGETED (A40): entries move by one table, a party has one owner, the funnel adds up."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import boss, county, entry_of, first, head, shop, visit
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.market import actions, read
from wuhua.areas.market.models import EntryStep, ListEntry, Survey, TargetList
from wuhua.areas.market.rules import (
    MOVES,
    REACHED,
    STEPS,
    ContactOutcome,
    EntryState,
    EntryVerb,
    ListSource,
    MarketRefusal,
    PartyKind,
    Tint,
    next_state,
)
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county(home):
    county()


def name_of(answer):
    assert isinstance(answer, Refused), answer
    return answer.name


def state_of(number):
    return ListEntry.objects.get(pk=number).state


# --- A66 -------------------------------------------------------------------------------------------------------------


def test_A66_an_entry_goes_the_whole_way_and_every_step_is_kept():
    entry = entry_of()
    who = {"actor": first(), "business_date": DAY, "entry": entry}
    actions.note_contact(**who, outcome=ContactOutcome.SPOKE, chips=["有资金需求"])
    assert state_of(entry) == "CONTACTED"
    visit(entry)
    actions.build_file(**who, customer="C1", filled=19, mandatory=20)
    from wuhua.areas.customer.models import Customer

    assert name_of(actions.grant(**who)) is MarketRefusal.LINE_MISSING
    Customer.objects.filter(number="C1").update(credit_line=5_000_000)
    actions.grant(**who)
    assert actions.mark_drawn(actor="SYSTEM", business_date=DAY, customer="C1") == 1
    steps = list(EntryStep.objects.filter(entry=entry).order_by("id").values_list("before", "after"))
    assert [after for _, after in steps] == ["ASSIGNED", "CONTACTED", "VISITED", "FILED", "CREDIT", "DRAWN"]
    assert state_of(entry) == "DRAWN"


@pytest.mark.parametrize(("verb", "state"), list(itertools.product(EntryVerb, EntryState)))
def test_A66_what_the_table_does_not_hold_is_refused(verb, state):
    answer = next_state(verb, state, 3)
    if state in MOVES[verb]:
        assert answer in EntryState
    else:
        assert name_of(answer) is MarketRefusal.WRONG_STATE


def test_A66_nobody_jumps_over_a_step():
    entry = entry_of()
    who = {"actor": first(), "business_date": DAY, "entry": entry}
    before = AuditRow.objects.count()
    assert name_of(actions.build_file(**who, customer="C1", filled=20, mandatory=20)) is MarketRefusal.WRONG_STATE
    assert name_of(actions.grant(**who)) is MarketRefusal.WRONG_STATE
    assert (state_of(entry), AuditRow.objects.count()) == ("ASSIGNED", before)


def test_A66_a_party_is_on_one_owners_lists_only_said_by_verb_and_by_database():
    entry = entry_of("老张面馆")
    again = actions.add_walk_in(actor=first("JZ2"), business_date=DAY, party=shop("老张面馆"))
    assert name_of(again) is MarketRefusal.OWNED_ELSEWHERE
    assert "JZ1" not in again.reason + again.next_step
    twin = ListEntry.objects.get(pk=entry)
    other = TargetList.objects.create(
        number="X1", name="另一份", source=ListSource.REGISTRY, batch="b", made_on=DAY, made_by="JZ4"
    )
    twin.pk, twin.list, twin.owner_id = None, other, "JZ2"
    with pytest.raises(IntegrityError, match="party_has_one_owner"), transaction.atomic():
        twin.save(force_insert=True)
    twin.pk, twin.owner_id = None, "JZ1"
    twin.save(force_insert=True)  # the same owner may hold the party on two lists


def test_A66_whoever_left_may_be_won_by_somebody_else_and_not_be_taken_back():
    entry = entry_of("老张面馆")
    who = {"actor": first(), "business_date": DAY, "entry": entry}
    assert name_of(actions.leave(**who, verb=EntryVerb.DECLINE, reason=" ")) is MarketRefusal.REASON_MISSING
    actions.leave(**who, verb=EntryVerb.DECLINE, reason="旺季过了再说")
    won = actions.add_walk_in(actor=first("JZ2"), business_date=DAY, party=shop("老张面馆"))
    assert won.owner_id == "JZ2"
    assert name_of(actions.reopen(**who)) is MarketRefusal.OWNED_ELSEWHERE
    actions.leave(actor=first("JZ2"), business_date=DAY, entry=won.pk, verb=EntryVerb.TURN_DOWN, reason="有未结诉讼")
    assert actions.reopen(**who).state == "ASSIGNED"


def test_A66_the_funnel_adds_up_after_any_life():
    for number, steps in enumerate(((), ("visit",), ("visit", "leave"), ("leave",), ("visit", "turn"))):
        entry = entry_of(f"商户{number}")
        who = {"actor": first(), "business_date": DAY, "entry": entry}
        for step in steps:
            if step == "visit":
                visit(entry, key=f"v{number}")
            else:
                verb = EntryVerb.DECLINE if step == "leave" else EntryVerb.TURN_DOWN
                actions.leave(**who, verb=verb, reason="原因")
    found = read.funnel_of(first())
    assert found[0].reached == 5 == ListEntry.objects.count()
    for one, following in zip(found, (*found[1:], None), strict=True):
        assert one.reached == one.here + one.no_intent + one.rejected + one.went_on
        assert one.went_on == (following.reached if following else 0)
    visited = found[REACHED[EntryState.VISITED]]
    assert (visited.reached, visited.here, visited.no_intent, visited.rejected) == (3, 1, 1, 1)
    assert [line.total for line in read.overview(first())] == [5]


def test_A66_no_lending_outside_lists_but_to_walk_ins_added_first():
    outside = read.unlisted(customer="C1", name="稷州县某某纸箱包装有限公司")
    assert outside.name is MarketRefusal.NOT_ON_A_LIST
    actions.add_walk_in(
        actor=first(), business_date=DAY, party=actions.NewParty(PartyKind.ENTERPRISE, "纸箱公司", customer="C1")
    )
    assert read.unlisted(customer="C1", name="稷州县某某纸箱包装有限公司") is None


def test_A66_white_grey_and_black_are_said_with_a_reason_and_not_by_the_owner():
    entry = entry_of()
    said = {"business_date": DAY, "entry": entry, "tint": Tint.BLACK}
    assert name_of(actions.grade(actor=first(), **said, reason="欠薪")) is MarketRefusal.NOT_OF_THIS_POST
    own = holding("JZ1", Role.RM, Role.OUTLET_HEAD)
    assert name_of(actions.grade(actor=own, **said, reason="欠薪")) is MarketRefusal.NOT_YOUR_OWN
    assert name_of(actions.grade(actor=head(), **said, reason="")) is MarketRefusal.REASON_MISSING
    assert actions.grade(actor=head(), **said, reason="失信被执行人").tint == "BLACK"
    visit(entry)
    assert name_of(actions.target(actor=first(), business_date=DAY, entry=entry)) is MarketRefusal.BLACK_LISTED
    with pytest.raises(IntegrityError, match="entry_tint_has_reason"), transaction.atomic():
        ListEntry.objects.filter(pk=entry).update(tint_reason="")


# --- who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "staff", "sees"),
    [
        (Role.RM, "JZ1", True), (Role.RM, "JZ2", False), (Role.RM, "JZ3", False),
        (Role.OUTLET_HEAD, "JZ2", True), (Role.OUTLET_HEAD, "JZ3", False), (Role.TEAM_HEAD, "JZ2", True),
        (Role.TEAM_HEAD, "JZ3", False), (Role.SME_CENTER_HEAD, "JZ4", True), (Role.EXECUTIVE, "JZ5", True),
        (Role.RISK, "JZ5", True), (Role.STATISTICS, "JZ5", False), (Role.HR_DISCIPLINE, "JZ5", False),
        (Role.ADMIN, "JZ5", False),
    ],
)  # fmt: skip
def test_an_entry_of_another_answers_like_one_that_is_not_there(role, staff, sees):
    entry = entry_of()
    who = holding(staff, role)
    answer = read.entry_for(who, entry)
    if sees:
        assert answer.pk == entry
    else:
        assert answer == read.entry_for(who, 999_999_999)
    assert (entry in [each.pk for each in read.entry_page(who, read.Asked()).rows]) is sees
    assert bool(read.overview(who)) is sees


def test_entries_are_handed_over_by_who_leads_and_all_or_none():
    one, two = entry_of("甲店"), entry_of("乙店")
    give = {"business_date": DAY, "entries": [one, two]}
    assert name_of(actions.assign(actor=first(), **give, owner="JZ2")) is MarketRefusal.NOT_OF_THIS_POST
    assert name_of(actions.assign(actor=head(), **give, owner="JZ9")) is MarketRefusal.OWNER_UNKNOWN
    actions.leave(actor=first(), business_date=DAY, entry=two, verb=EntryVerb.TURN_DOWN, reason="停业")
    assert name_of(actions.assign(actor=head(), **give, owner="JZ2")) is MarketRefusal.WRONG_STATE
    assert ListEntry.objects.get(pk=one).owner_id == "JZ1"
    actions.assign(actor=head(), business_date=DAY, entries=[one], owner="JZ2")
    assert ListEntry.objects.get(pk=one).owner_id == "JZ2"
    assert name_of(read.entry_for(first(), one)) is MarketRefusal.ENTRY_UNKNOWN


def test_a_phone_is_shown_as_the_sight_table_allows_and_every_look_is_kept():
    made = actions.add_walk_in(actor=first(), business_date=DAY, party=shop(phone="13803590001"))
    assert (made.phone_masked[:3], "13803590001" in made.phone_sealed) == ("138", False)
    ask = {"business_date": DAY, "entry": made.pk}
    assert actions.phone_of(actor=first(), **ask) == "13803590001"
    assert AuditRow.objects.filter(action="market.phone_shown", actor="JZ1").count() == 1
    accountant = holding("JZ5", Role.ACCOUNTANT)
    assert name_of(actions.phone_of(actor=accountant, **ask)) is MarketRefusal.NOT_OF_THIS_POST
    assert name_of(actions.phone_of(actor=first("JZ3"), **ask)) is MarketRefusal.ENTRY_UNKNOWN
    assert AuditRow.objects.filter(action="market.phone_shown").count() == 1


# --- A68 -------------------------------------------------------------------------------------------------------------


def met(number, name, zone):
    Survey.objects.create(
        number=number,
        party_kind="MERCHANT",
        party_name=name,
        zone_id=zone,
        rm_id="JZ1",
        visited="2018-05-01T10:00:00+08:00",
    )


def test_A68_a_list_is_drawn_from_a_market_with_the_managers_of_its_cells():
    for number, name, zone in (
        ("V1", "面馆", "M11"),
        ("V2", "粮油店", "M12"),
        ("V3", "面馆", "M11"),
        ("V4", "村里的", "Z1"),
    ):
        met(number, name, zone)
    assert name_of(actions.draw_list(actor=first(), business_date=DAY, zone="M1")) is MarketRefusal.NOT_OF_THIS_POST
    refused = actions.draw_list(actor=head(), business_date=DAY, zone="Z1")
    assert name_of(refused) is MarketRefusal.NOT_A_RADIATING_POINT
    made = actions.draw_list(actor=head(), business_date=DAY, zone="M1")
    assert (made.source, made.about) == ("MARKET", "M1")
    owners = dict(ListEntry.objects.filter(list=made).values_list("party_name", "owner_id"))
    assert owners == {"面馆": "JZ1", "粮油店": "JZ2"}
    again = actions.draw_list(actor=head(), business_date=DAY, zone="M1")
    assert name_of(again) is MarketRefusal.NOTHING_TO_LIST


def test_A68_a_list_of_a_chain_waits_for_owners_where_no_zone_is_known():
    parties = [actions.NewParty(PartyKind.ENTERPRISE, "上游纸业有限公司")]
    made = actions.make_list(
        actor=head(), business_date=DAY, name="纸箱产业链", source=ListSource.CHAIN, about="C1", parties=parties
    )
    [entry] = ListEntry.objects.filter(list=made)
    assert (entry.state, entry.owner_id) == ("NEW", None)
    assert name_of(read.entry_for(first(), entry.pk)) is MarketRefusal.ENTRY_UNKNOWN
    actions.assign(actor=head(), business_date=DAY, entries=[entry.pk], owner="JZ1")
    assert read.entry_for(first(), entry.pk).state == "ASSIGNED"


# --- A40 -------------------------------------------------------------------------------------------------------------


def test_A40_targeted_is_refused_without_place_time_and_photo():
    entry = entry_of()
    lock = {"actor": first(), "business_date": DAY, "entry": entry}
    assert name_of(actions.target(**lock)) is MarketRefusal.NOT_VISITED
    visit(entry, key="nowhere", at=None)
    assert name_of(actions.target(**lock)) is MarketRefusal.VISIT_NOT_LOCATED
    visit(entry, key="blind", photos=())
    assert name_of(actions.target(**lock)) is MarketRefusal.VISIT_WITHOUT_PHOTO
    whole = visit(entry, key="whole")
    found = actions.target(**lock)
    assert (found.targeted_on, found.targeted_visit_id) == (DAY, whole.pk)
    assert name_of(actions.target(**lock)) is MarketRefusal.TARGETED_ALREADY


def test_A40_the_database_knows_no_target_without_a_visit():
    entry = entry_of()
    with pytest.raises(IntegrityError, match="targeted_after_a_visit"), transaction.atomic():
        ListEntry.objects.filter(pk=entry).update(targeted_on=DAY)


def test_a_page_of_entries_asks_as_often_for_forty_as_for_two():
    asked, who = [], boss()
    for upto in (2, 40):
        for number in range(0 if upto == 2 else 2, upto):
            entry_of(f"商户{number}")
        with CaptureQueriesContext(connection) as queries:
            page = read.entry_page(who, read.Asked())
            assert [each.owner.name for each in page.rows] == ["甲"] * upto
            assert [each.zone.name for each in page.rows][:1] == ["城关综合市场M11"]
        asked.append(len(queries))
    assert asked[0] == asked[1] == 2


def test_the_steps_forward_are_the_places_of_the_funnel():
    assert [each.state for each in read.funnel_of(boss())] == list(STEPS)
