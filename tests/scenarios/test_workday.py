"""五制 on a small bank: nothing is nobody's, limits to the minute, meetings and closes that block nothing, targets that add up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import people
from wuhua.areas.people import read as people_read
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.workday import actions, read, rules
from wuhua.areas.workday.models import (
    CarriedItem,
    DayClear,
    Decision,
    Duty,
    DutyStep,
    Inquiry,
    LaneItem,
    Meeting,
    MeetingLine,
    Target,
)
from wuhua.areas.workday.rules import (
    Colour,
    DutyCode,
    DutyStepKind,
    InquiryState,
    ItemKind,
    Lane,
    Measure,
    Milestone,
    PauseCode,
    TargetScope,
    WorkdayRefusal,
    WorkVerb,
)
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

HERE = ZoneInfo("Asia/Shanghai")
DAY = date(2018, 9, 26)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


class House:
    """The small county with heads: 甲 乙 (B1), 丙 (B2), 丁 head of B1, 戊 executive, 己 risk, 庚 system management."""

    def __init__(self) -> None:
        people()
        Staff.objects.filter(pk="JZ4").update(branch_id="B1")
        for number, name, role in (("JZ6", "己", Role.RISK), ("JZ7", "庚", Role.ADMIN)):
            Staff.objects.create(number=number, name=name, branch_id="B3", position="岗位", joined=date(2015, 1, 1))
            StaffRole.objects.create(staff_id=number, role=role, from_day=date(2015, 1, 1))
        for number, role in (("JZ4", Role.OUTLET_HEAD), ("JZ5", Role.EXECUTIVE)):
            StaffRole.objects.create(staff_id=number, role=role, from_day=date(2015, 1, 1))
        clock.advance(DAY)
        self.day, self.keys = DAY, 0

    def who(self, number: str) -> Officer:
        found = people_read.officer(number, self.day)
        assert found is not None
        return found

    def try_(self, number: str, verb: WorkVerb, when: str, /, **said: Any) -> dict[str, Any] | Refused:
        self.keys += 1
        return actions.do(
            verb, actor=self.who(number), business_date=self.day, at=at(when), key=f"key-{self.keys:06d}", said=said
        )

    def do(self, number: str, verb: WorkVerb, when: str, /, **said: Any) -> int:
        done = self.try_(number, verb, when, **said)
        assert not isinstance(done, Refused), done
        return int(done["id"])

    def no(self, number: str, verb: WorkVerb, when: str, /, **said: Any) -> str:
        """The name of the refusal; the trail is as long as before."""
        before = AuditRow.objects.count()
        refused = self.try_(number, verb, when, **said)
        assert isinstance(refused, Refused), refused
        assert AuditRow.objects.count() == before
        return str(refused.name)

    def next_day(self, day: date) -> None:
        clock.advance(day)
        self.day = day


@pytest.fixture
def house(db: None, home: object) -> House:
    return House()


NINE = "2018-09-26T09:00"


# --- A32 首问负责 ----------------------------------------------------------------------------------------------------------


def received(house: House, by: str = "JZ1") -> int:
    return house.do(
        by, WorkVerb.RECEIVE, NINE, channel="COUNTER", name="王老板", phone="13803590001", request="问富商贷怎么办理"
    )


def test_A32_a_transfer_without_acceptance_keeps_the_first_person_responsible(house: House) -> None:
    number = received(house)
    house.do("JZ1", WorkVerb.OFFER, "2018-09-26T09:10", number=number, to="JZ3", words="客户在翟店镇")
    found = Inquiry.objects.get(pk=number)
    assert (found.owner_id, found.offered_to_id, found.state) == ("JZ1", "JZ3", InquiryState.OFFERED)
    assert house.no("JZ2", WorkVerb.ACCEPT, "2018-09-26T09:11", number=number) == WorkdayRefusal.NOT_FOUND
    assert house.no("JZ3", WorkVerb.ANSWER, "2018-09-26T09:11", number=number, outcome="已经约好上门") == (
        WorkdayRefusal.NOT_THE_OWNER
    )
    house.do("JZ3", WorkVerb.DECLINE, "2018-09-26T09:12", number=number, words="该客户属城关支行网格")
    assert Inquiry.objects.get(pk=number).owner_id == "JZ1"
    house.do("JZ1", WorkVerb.OFFER, "2018-09-26T09:20", number=number, to="JZ3")
    house.do("JZ3", WorkVerb.ACCEPT, "2018-09-26T09:30", number=number)
    found.refresh_from_db()
    assert (found.owner_id, found.unit_id, found.first_id) == ("JZ3", "B2", "JZ1")
    assert house.no("JZ1", WorkVerb.ANSWER, "2018-09-26T09:31", number=number, outcome="已经约好上门") == (
        WorkdayRefusal.NOT_THE_OWNER
    )
    house.do("JZ3", WorkVerb.ANSWER, "2018-09-26T15:00", number=number, outcome="已告知材料清单,约定周四上门")
    assert [(x.what, x.actor, x.to) for x in read.chain(number)] == [
        ("RECEIVED", "JZ1", ""), ("OFFERED", "JZ1", "JZ3"), ("DECLINED", "JZ3", "JZ1"), ("OFFERED", "JZ1", "JZ3"),
        ("ACCEPTED", "JZ3", ""), ("ANSWERED", "JZ3", ""),
    ]  # fmt: skip


def test_A32_no_inquiry_without_owner_not_even_by_a_statement(house: House) -> None:
    number = received(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=number).update(owner=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=number).update(state="ANSWERED")
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=number).delete()


def test_A32_an_offer_has_thirty_working_minutes_and_the_unanswered_are_reported_oldest_first(house: House) -> None:
    first, second = received(house), received(house, "JZ2")
    house.do("JZ1", WorkVerb.OFFER, "2018-09-26T11:45", number=first, to="JZ2")
    duty = Duty.objects.get(code=DutyCode.INQUIRY)
    assert read.local(duty.due_at) == at("2018-09-26T14:15"), "noon is no working time"
    assert duty.holder_id == "JZ2"
    report = read.inquiry_page(house.who("JZ4"), read.Asked())
    assert [each.pk for each in report.rows] == [first, second]
    assert report.sums == {"open": 2, "offered": 1, "to_me": 0}
    house.do("JZ2", WorkVerb.ACCEPT, "2018-09-26T14:16", number=first)
    assert [x.what for x in read.steps(duty.pk)] == ["OPENED", "LEVEL_50", "LEVEL_80", "LEVEL_100", "STOPPED"]
    answer = {"number": first, "outcome": "不归我管,找公司部"}
    assert house.no("JZ2", WorkVerb.ANSWER, "2018-09-26T14:20", **answer) == WorkdayRefusal.NOT_AN_ANSWER
    assert read.inquiry_page(house.who("JZ3"), read.Asked()).count == 0


def test_A32_the_phone_is_sealed_and_shown_masked(house: House) -> None:
    found = Inquiry.objects.get(pk=received(house))
    assert "13803590001" not in found.phone_sealed and found.phone_masked.endswith("0001")


# --- A33 限时办结、A102 三天 ----------------------------------------------------------------------------------------------------

SUBJECT = "application:SQ0001"


def mark(house: House, milestone: Milestone, when: str) -> Any:
    return actions.mark_journey(
        actor="JZ1", business_date=house.day, at=at(when), subject=SUBJECT, title="吉红梅 富商贷", holder="JZ1",
        milestone=milestone,
    )  # fmt: skip


def ji(house: House, upto: int = 5) -> None:
    """The case of 吉红梅 (P9): each step as an upper room tells it, on its own day."""
    key = {"actor": "JZ1", "subject": SUBJECT, "code": DutyCode.PROMISE}
    told = [
        lambda: mark(house, Milestone.ASKED, "2018-09-18T10:00"),
        lambda: mark(house, Milestone.SUBMITTED, "2018-09-21T16:50"),
        lambda: actions.pause_duty(
            **key, business_date=DAY, at=at("2018-09-25T08:30"), pause=PauseCode.REGISTRATION_OFFICE,
            evidence="不动产登记受理通知书 20180925-17",
        ),
        lambda: actions.resume_duty(**key, business_date=DAY, at=at("2018-09-26T08:30"), evidence="他项权证 0926-3"),
        lambda: mark(house, Milestone.FUNDS, "2018-09-26T15:20"),
    ]  # fmt: skip
    for step in told[:upto]:
        done = step()
        assert not isinstance(done, Refused), done


def test_A33_A102_the_case_of_the_oracle_through_the_doors(house: House) -> None:
    ji(house)
    [case] = read.cases(house.who("JZ1"), read.Asked())
    said = case.times
    assert [rules.spoken(x) for x in (said.gross, said.total, said.held)] == [
        "118小时30分",
        "197小时20分",
        "78小时50分",
    ]
    assert (said.due, said.met, said.held_flag) == (date(2018, 9, 27), True, True)
    duty = Duty.objects.get(subject=SUBJECT)
    assert read.local(duty.due_at) == at("2018-09-27T20:00") and duty.state == "STOPPED"
    line = read.line(duty, at("2018-09-30T00:00"))
    assert (line.gross, line.net) == (timedelta(hours=118, minutes=30), timedelta(hours=94, minutes=30))
    report = read.report([case])
    assert (report.share, report.late) == ((1, 1), [])
    assert read.holding([case]) == [("JZ1", 1, 1, timedelta(hours=78, minutes=50))]


def test_A102_by_calendar_days_the_same_case_is_a_breach_with_its_cause(house: House) -> None:
    house.next_day(date(2018, 9, 27))
    for day in ("2018-09-18", "2018-09-21"):
        from wuhua.areas.workday.models import WorkSetting

        WorkSetting.objects.create(rule="SLA_MODE", value="CALENDAR_CIVIL_CODE", from_day=date.fromisoformat(day))
    ji(house)
    duty = Duty.objects.get(subject=SUBJECT)
    assert read.local(duty.due_at) == at("2018-09-25T20:00")
    [case] = read.cases(house.who("JZ4"), read.Asked())
    assert case.times.met is False and case.times.net_met is True
    assert [each.journey.subject for each in read.report([case]).late] == [SUBJECT]


def test_A33_levels_are_written_once_by_the_day_end_or_on_reading_and_a_breach_asks_for_its_cause(house: House) -> None:
    ji(house, 2)
    duty = Duty.objects.get(subject=SUBJECT)
    assert house.no("JZ1", WorkVerb.EXPLAIN, NINE, number=duty.pk, cause="抵押登记排队两天") == WorkdayRefusal.NO_BREACH
    assert actions.escalate(business_date=DAY, at=at("2018-09-27T20:00")) == 2, "its last minute is in time"
    assert actions.escalate(business_date=DAY, at=at("2018-09-27T20:01")) == 1
    assert actions.escalate(business_date=DAY, at=at("2018-09-30T00:00")) == 0
    levels = {x.what: x for x in read.steps(duty.pk) if x.what.startswith("LEVEL_")}
    assert read.local(levels["LEVEL_100"].at) == at("2018-09-27T20:00")
    assert levels["LEVEL_50"].told == "JZ1" and levels["LEVEL_80"].told == "JZ1、网点负责人"
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyStep.objects.create(
            duty=duty, at=at(NINE), business_date=DAY, what=DutyStepKind.LEVEL_100, actor="x"
        )  # fmt: skip
    house.do("JZ1", WorkVerb.EXPLAIN, "2018-09-28T09:00", number=duty.pk, cause="抵押登记排队两天")
    assert house.no("JZ2", WorkVerb.EXPLAIN, NINE, number=duty.pk, cause="与我有关的原因") == WorkdayRefusal.NOT_FOUND
    mark(house, Milestone.FUNDS, "2018-09-28T10:00")
    [case] = read.cases(house.who("JZ4"), read.Asked())
    assert case.late and case.cause == "抵押登记排队两天"


def test_A33_a_pause_needs_evidence_and_rests_the_clock_grey(house: House) -> None:
    number = house.do(
        "JZ1", WorkVerb.START, NINE, title="回复纪检函", holder="JZ1", amount=240, unit="MINUTES"
    )  # fmt: skip
    said = {"number": number, "code": "SYSTEM_DOWN"}
    assert house.no("JZ1", WorkVerb.PAUSE, "2018-09-26T10:00", **said, evidence="") == WorkdayRefusal.EVIDENCE_MISSING
    assert house.no("JZ2", WorkVerb.PAUSE, "2018-09-26T10:00", **said, evidence="故障单 17") == WorkdayRefusal.NOT_FOUND
    house.do("JZ1", WorkVerb.PAUSE, "2018-09-26T10:00", **said, evidence="故障单 0926-17")
    page = read.duty_page(house.who("JZ4"), read.Asked(), at("2018-09-26T17:00"))
    assert page.rows[0].colour is Colour.GREY and page.sums["GREY"] == 1
    assert actions.escalate(business_date=DAY, at=at("2018-09-30T17:00")) == 0
    again = {"number": number, "evidence": "恢复通知 0926-18"}
    assert house.no("JZ1", WorkVerb.RESUME, "2018-09-26T09:59", **again) == WorkdayRefusal.TIME_GOES_BACK
    house.do("JZ1", WorkVerb.RESUME, "2018-09-26T15:00", **again)
    found = Duty.objects.get(pk=number)
    assert found.due_now is not None
    assert read.local(found.due_at) == at("2018-09-26T15:00") and read.local(found.due_now) == at("2018-09-26T18:00")
    house.do("JZ1", WorkVerb.FINISH, "2018-09-26T18:00", number=number)
    assert [x.what for x in read.steps(number)] == ["OPENED", "PAUSED", "RESUMED", "LEVEL_50", "LEVEL_80", "STOPPED"]


def test_A33_red_first_and_the_oldest_first_with_the_holder_named(house: House) -> None:
    for hour, holder in (("10:00", "JZ1"), ("09:00", "JZ2"), ("17:00", "JZ1")):
        house.do(
            holder, WorkVerb.START, f"2018-09-26T{hour}", title=f"{hour} 起的事项", holder=holder, amount=60, unit="MINUTES"
        )  # fmt: skip
    actions.escalate(business_date=DAY, at=at("2018-09-26T17:10"))
    rows = read.duty_page(house.who("JZ4"), read.Asked(), at("2018-09-26T17:10")).rows
    assert [(x.duty.title[:5], x.colour, x.duty.holder.name) for x in rows] == [
        ("09:00", Colour.RED, "乙"), ("10:00", Colour.RED, "甲"), ("17:00", Colour.GREEN, "甲"),
    ]  # fmt: skip
    assert read.duty_page(house.who("JZ1"), read.Asked(), at("2018-09-26T17:10")).count == 2
    assert read.duty_page(house.who("JZ4"), read.Asked(state="RED"), at("2018-09-26T17:10")).count == 2
    number = rows[0].duty.pk
    reason = {"number": number, "holder": "JZ1", "reason": "乙今天请假"}
    assert house.no("JZ1", WorkVerb.HAND_ON, "2018-09-26T17:20", **reason) == WorkdayRefusal.NOT_FOUND
    house.do("JZ4", WorkVerb.HAND_ON, "2018-09-26T17:20", **reason)
    assert Duty.objects.get(pk=number).holder_id == "JZ1"


def test_A33_one_clock_a_subject_and_a_missing_calendar_is_named(house: House) -> None:
    ji(house, 2)
    again = {"actor": "JZ1", "business_date": DAY, "subject": SUBJECT, "code": DutyCode.PROMISE, "title": "再申报"}
    twice = actions.open_duty(**again, at=at(NINE), holder="JZ1")
    assert isinstance(twice, Refused) and twice.name is WorkdayRefusal.RUNS_ALREADY
    later = house.try_(
        "JZ1", WorkVerb.START, "2035-03-01T09:00", title="很久以后的事项", holder="JZ1", amount=3, unit="DAYS"
    )  # fmt: skip
    assert isinstance(later, Refused) and str(later.name) == "calendar_year_missing"
    year = {"number": 2035, "off": ["2035-03-05"], "worked": [], "source": "国办发明电〔2034〕1号"}
    assert house.no("JZ5", WorkVerb.YEAR, NINE, **year) == WorkdayRefusal.NOT_OF_THIS_POST
    house.do("JZ7", WorkVerb.YEAR, NINE, **year)
    number = house.do(
        "JZ1", WorkVerb.START, "2035-03-01T09:00", title="很久以后的事项", holder="JZ1", amount=3, unit="DAYS"
    )  # fmt: skip
    assert read.local(Duty.objects.get(pk=number).due_at) == at("2035-03-07T20:00")


def test_A33_the_same_key_twice_is_one_clock(house: House) -> None:
    said = {"title": "回复审计函", "holder": "JZ1", "amount": 60, "unit": "MINUTES"}
    made = [
        actions.do(WorkVerb.START, actor=house.who("JZ1"), business_date=DAY, at=at(when), key="same-key-1", said=said)
        for when in (NINE, "2018-09-26T09:05")
    ]
    assert made[0] == made[1] and Duty.objects.count() == 1
    other = actions.do(
        WorkVerb.START, actor=house.who("JZ1"), business_date=DAY, at=at(NINE), key="same-key-1", said={**said, "amount": 90}
    )  # fmt: skip
    assert isinstance(other, Refused) and str(other.name) == "key_reused"


# --- A34 晨会夕会 ----------------------------------------------------------------------------------------------------------


def test_A34_forms_of_both_meetings_and_minutes_frozen_after_the_day(house: House) -> None:
    morning = house.do("JZ4", WorkVerb.MEET, "2018-09-26T08:10", unit="B1", kind="MORNING")
    assert house.no("JZ4", WorkVerb.MEET, NINE, unit="B1", kind="MORNING") == WorkdayRefusal.HELD_ALREADY
    assert house.no("JZ4", WorkVerb.MEET, NINE, unit="B2", kind="MORNING") == WorkdayRefusal.NOT_YOUR_UNIT
    assert house.no("JZ1", WorkVerb.MEET, NINE, unit="B1", kind="EVENING") == WorkdayRefusal.NOT_OF_THIS_POST
    house.do("JZ1", WorkVerb.SAY, NINE, number=morning, staff="JZ1", present=True, words="走访商户五户")
    house.do("JZ4", WorkVerb.SAY, NINE, number=morning, staff="JZ2", present=False, words="外出培训")
    assert house.no("JZ1", WorkVerb.SAY, NINE, number=morning, staff="JZ2", present=True) == (
        WorkdayRefusal.NOT_OF_THIS_POST
    )
    house.do("JZ4", WorkVerb.MINUTE, NINE, number=morning, minutes="昨日走访十二户,今日主攻粮油市场。")
    found = read.meeting(house.who("JZ2"), morning)
    assert found is not None
    assert {x.staff_id: (x.present, x.words) for x in found.lines.all()} == {
        "JZ1": (True, "走访商户五户"), "JZ2": (False, "外出培训"),
    }  # fmt: skip
    house.next_day(date(2018, 9, 27))
    assert house.no("JZ4", WorkVerb.MINUTE, NINE, number=morning, minutes="改一改") == WorkdayRefusal.DAY_IS_OVER
    for broken in (
        lambda: Meeting.objects.filter(pk=morning).update(minutes="悄悄改"),
        lambda: MeetingLine.objects.filter(meeting_id=morning, staff_id="JZ2").update(present=True),
        lambda: Meeting.objects.filter(pk=morning).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_A34_a_day_without_both_meetings_shows_in_the_compliance_list(house: House) -> None:
    house.do("JZ4", WorkVerb.MEET, "2018-09-26T08:10", unit="B1", kind="MORNING")
    since, until = date(2018, 9, 22), date(2018, 9, 28)
    found = {(x.unit, x.day): x.lacks for x in read.missing(house.who("JZ4"), since, until)}
    assert found == {
        ("B1", date(2018, 9, 25)): ("MORNING", "EVENING", "DAILY_CLEAR"),
        ("B1", date(2018, 9, 26)): ("EVENING", "DAILY_CLEAR"),
        ("B1", date(2018, 9, 27)): ("MORNING", "EVENING", "DAILY_CLEAR"),
    }, "22 to 24 September are a weekend and Mid-Autumn"
    house.do("JZ4", WorkVerb.MEET, "2018-09-26T18:10", unit="B1", kind="EVENING")
    house.do("JZ4", WorkVerb.CLEAR, "2018-09-26T18:30", unit="B1", reasons={}, cash=True, papers=True, system=True)
    assert date(2018, 9, 26) not in {x.day for x in read.missing(house.who("JZ4"), since, until)}
    assert len(read.missing(house.who("JZ5"), since, until)) == 2 + 3 + 3, "the executive sees every unit"


# --- A35 日清日结 ----------------------------------------------------------------------------------------------------------


def test_A35_an_open_item_without_reason_blocks_the_close_and_carried_ones_are_listed_next_morning(
    house: House,
) -> None:
    item = house.do("JZ1", WorkVerb.ADD, NINE, day="2018-09-26", staff="JZ1", kind="VISIT", title="走访粮油市场三户")
    done = house.do("JZ2", WorkVerb.ADD, NINE, day="2018-09-26", staff="JZ2", kind="FILING", title="补齐李家档案")
    house.do("JZ2", WorkVerb.DONE, "2018-09-26T18:00", number=done, outcome="档案已补齐", minutes=40, trip=False)
    clear: dict[str, Any] = {"unit": "B1", "cash": True, "papers": True, "system": True}
    assert (
        house.no("JZ4", WorkVerb.CLEAR, "2018-09-26T18:30", **clear, reasons={}) == WorkdayRefusal.ITEM_WITHOUT_REASON
    )
    assert not DayClear.objects.exists()
    reasons = {f"item:{item}": "市场停电,改明日"}
    differs = {**clear, "cash": False, "reasons": reasons}
    assert house.no("JZ4", WorkVerb.CLEAR, "2018-09-26T18:30", **differs) == WorkdayRefusal.WORDS_MISSING
    house.do("JZ4", WorkVerb.CLEAR, "2018-09-26T18:30", **clear, reasons=reasons)
    assert house.no("JZ4", WorkVerb.CLEAR, NINE, **clear, reasons=reasons) == WorkdayRefusal.CLEARED_ALREADY
    assert DayClear.objects.get().done_items == 1
    house.next_day(date(2018, 9, 27))
    meeting = house.do("JZ4", WorkVerb.MEET, "2018-09-27T08:10", unit="B1", kind="MORNING")
    assert Meeting.objects.get(pk=meeting).red == [
        {"kind": "CARRIED", "title": "走访粮油市场三户(市场停电,改明日)", "owner": "JZ1", "since": ""}
    ]
    [again] = read.items("JZ1", house.day)
    assert (again.title, again.day, again.carried_from_id) == ("走访粮油市场三户", date(2018, 9, 27), item)
    assert CarriedItem.objects.get().owner == "JZ1"


def test_A35_a_yesterday_that_was_not_closed_is_red_and_locks_neither_the_meeting_nor_the_accounting_day(
    house: House,
) -> None:
    house.next_day(date(2018, 9, 27))
    meeting = house.do("JZ4", WorkVerb.MEET, "2018-09-27T08:10", unit="B1", kind="MORNING")
    assert [(x["kind"], x["since"]) for x in Meeting.objects.get(pk=meeting).red] == [("NOT_CLEARED", "2018-09-26")]
    assert clock.advance(date(2018, 9, 28)) == date(2018, 9, 28)


# --- A36 会议推动 ----------------------------------------------------------------------------------------------------------


def test_A36_overdue_decisions_rank_first_come_to_the_next_meeting_and_close_on_evidence_by_another(
    house: House,
) -> None:
    meeting = house.do("JZ4", WorkVerb.MEET, "2018-09-26T08:10", unit="B1", kind="WEEKLY")
    late = {"number": meeting, "words": "清收张记欠息", "owner": "JZ2", "due": "2018-09-26"}
    assert house.no("JZ4", WorkVerb.DECIDE, NINE, **{**late, "due": "2018-09-25"}) == WorkdayRefusal.DUE_IN_THE_PAST
    assert house.no("JZ4", WorkVerb.DECIDE, NINE, **{**late, "owner": "nobody"}) == WorkdayRefusal.STAFF_UNKNOWN
    coming = house.do("JZ4", WorkVerb.DECIDE, NINE, number=meeting, words="走访园区企业", owner="JZ1", due="2018-09-27")
    number = house.do("JZ4", WorkVerb.DECIDE, NINE, **late)
    house.next_day(date(2018, 9, 27))
    page = read.decision_page(house.who("JZ4"), read.Asked(), house.day)
    assert [x.pk for x in page.rows] == [number, coming] and page.sums == {"open": 2, "late": 1}
    morning = house.do("JZ4", WorkVerb.MEET, "2018-09-27T08:10", unit="B1", kind="MORNING")
    assert "清收张记欠息" in [x["title"] for x in Meeting.objects.get(pk=morning).red]
    assert house.no("JZ4", WorkVerb.CLOSE, NINE, number=number) == WorkdayRefusal.NOTHING_REPORTED
    assert house.no("JZ1", WorkVerb.REPORT, NINE, number=coming, evidence="") == WorkdayRefusal.EVIDENCE_MISSING
    house.do("JZ2", WorkVerb.PROGRESS, NINE, number=number, words="已到店,承诺周五还清")
    house.do("JZ2", WorkVerb.REPORT, NINE, number=number, evidence="还款凭证 HK0927-3")
    house.do("JZ4", WorkVerb.SEND_BACK, NINE, number=number, words="凭证金额不足")
    house.do("JZ2", WorkVerb.REPORT, NINE, number=number, evidence="还款凭证 HK0927-3、HK0927-9")
    assert house.no("JZ2", WorkVerb.CLOSE, NINE, number=number) == WorkdayRefusal.NOT_OF_THIS_POST
    house.do("JZ4", WorkVerb.CLOSE, NINE, number=number)
    found = Decision.objects.get(pk=number)
    assert (found.state, found.closed_by, found.evidence) == ("CLOSED", "JZ4", "还款凭证 HK0927-3、HK0927-9")
    assert [x.what for x in read.decision_steps(number)] == [
        "DECIDED", "PROGRESS", "REPORTED", "SENT_BACK", "REPORTED", "CLOSED",
    ]  # fmt: skip


def test_A36_nobody_closes_an_own_decision_and_the_database_wants_evidence_too(house: House) -> None:
    meeting = house.do("JZ4", WorkVerb.MEET, "2018-09-26T08:10", unit="B1", kind="MORNING")
    number = house.do("JZ4", WorkVerb.DECIDE, NINE, number=meeting, words="更新晨会看板", owner="JZ4", due="2018-09-26")
    house.do("JZ4", WorkVerb.REPORT, NINE, number=number, evidence="照片 IMG0926")
    assert house.no("JZ4", WorkVerb.CLOSE, NINE, number=number) == WorkdayRefusal.FOUR_EYES
    for words in ({"evidence": "", "closed_by": "JZ5"}, {"closed_by": "JZ4"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=number).update(state="CLOSED", closed_on=DAY, **words)
    house.do("JZ5", WorkVerb.CLOSE, NINE, number=number)


# --- A37 任务倒逼 ----------------------------------------------------------------------------------------------------------


def year_target(house: House) -> int:
    return house.do(
        "JZ5", WorkVerb.TARGET, NINE, measure="NET_INCREASE", span=4, day="2018-09-26", owner="JZ5", amount=19_000_000_000
    )  # fmt: skip


def test_A37_the_year_goes_down_to_the_week_and_the_person_and_the_parts_make_the_whole(house: House) -> None:
    year = year_target(house)
    house.do("JZ5", WorkVerb.SPLIT_TIME, NINE, number=year)
    quarter = Target.objects.get(parent_id=year, start=date(2018, 7, 1))
    house.do("JZ5", WorkVerb.SPLIT_TIME, NINE, number=quarter.pk)
    month = Target.objects.get(parent=quarter, start=date(2018, 9, 1))
    team = [
        {"scope": "ONE_TEAM", "about": "URBAN_OUTLET", "owner": "JZ4", "amount": month.amount - 1_000_000},
        {"scope": "ONE_TEAM", "about": "RURAL_OUTLET", "owner": "JZ3", "amount": 1_000_000},
    ]
    wrong = [team[0], {**team[1], "amount": 999_999}]
    assert house.no("JZ5", WorkVerb.SPLIT_PEOPLE, NINE, number=month.pk, parts=wrong) == WorkdayRefusal.SUM_DIFFERS
    house.do("JZ5", WorkVerb.SPLIT_PEOPLE, NINE, number=month.pk, parts=team)
    urban = Target.objects.get(parent=month, about="URBAN_OUTLET")
    whole = [{"scope": "ONE_UNIT", "about": "B1", "owner": "JZ4", "amount": urban.amount}]
    elsewhere = [{**whole[0], "about": "B2"}]
    assert house.no("JZ4", WorkVerb.SPLIT_PEOPLE, NINE, number=urban.pk, parts=elsewhere) == WorkdayRefusal.SPAN_DIFFERS
    house.do("JZ4", WorkVerb.SPLIT_PEOPLE, NINE, number=urban.pk, parts=whole)
    unit = Target.objects.get(parent=urban)
    house.do("JZ4", WorkVerb.SPLIT_TIME, NINE, number=unit.pk)
    week = Target.objects.get(parent=unit, start=date(2018, 9, 24))
    assert week.end == date(2018, 10, 1)
    half = week.amount // 2
    people_ = [
        {"scope": "ONE_PERSON", "about": "JZ1", "owner": "JZ1", "amount": half},
        {"scope": "ONE_PERSON", "about": "JZ2", "owner": "JZ2", "amount": week.amount - half},
    ]
    house.do("JZ4", WorkVerb.SPLIT_PEOPLE, NINE, number=week.pk, parts=people_)
    assert house.no("JZ4", WorkVerb.SPLIT_PEOPLE, NINE, number=week.pk, parts=people_) == WorkdayRefusal.SPLIT_ALREADY
    for parent in Target.objects.filter(parts__isnull=False).distinct():
        assert sum(parent.parts.values_list("amount", flat=True)) == parent.amount
    assert not Target.objects.filter(owner=None).exists()
    assert {x.owner_id for x in week.parts.all()} == {"JZ1", "JZ2"}, "each leaf has one person"


def test_A37_the_database_refuses_parts_that_do_not_make_the_whole(house: House) -> None:
    year = Target.objects.get(pk=year_target(house))
    with pytest.raises(IntegrityError, match="parts_make_the_whole"), transaction.atomic():
        Target.objects.create(
            parent=year, measure=year.measure, span=3, start=date(2018, 1, 1), end=date(2018, 4, 1), scope="WHOLE_BANK",
            owner_id="JZ5", amount=1,
        )  # fmt: skip
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=year.pk).update(amount=1)


def test_A37_required_per_remaining_working_day_from_what_the_rooms_have_fed(house: House) -> None:
    number = house.do(
        "JZ5", WorkVerb.TARGET, NINE, measure="NEW_BORROWERS", span=2, day="2018-09-26", owner="JZ5", amount=30
    )  # fmt: skip
    fed = {("JZ1", Measure.NEW_BORROWERS): 4, ("JZ3", Measure.NEW_BORROWERS): 6}
    actions.feed_figures(actor="SYSTEM", business_date=DAY, day=date(2018, 9, 20), figures=fed)
    actions.feed_figures(
        actor="SYSTEM", business_date=DAY, day=date(2018, 9, 20), figures={("JZ1", Measure.NEW_BORROWERS): 5}
    )  # fmt: skip
    actions.feed_figures(
        actor="SYSTEM", business_date=DAY, day=date(2018, 8, 31), figures={("JZ1", Measure.NEW_BORROWERS): 99}
    )  # fmt: skip
    [line] = read.branch(number, DAY)
    said = line.progress
    assert (said.done, said.gap, said.days_left, said.needed_per_day) == (11, 19, 5, 4)
    assert house.no(
        "JZ4", WorkVerb.TARGET, NINE, measure="VISITS", span=2, day="2018-09-26", owner="JZ4", amount=3
    ) == (WorkdayRefusal.NOT_OF_THIS_POST)
    assert Target.objects.get(pk=number).scope == TargetScope.WHOLE_BANK


# --- A38 早调查、午办理、晚完善 -------------------------------------------------------------------------------------------------


def test_A38_a_same_day_case_shows_its_lane_stamps_and_the_time_it_cost_both_sides(house: House) -> None:
    steps = (
        (ItemKind.INVESTIGATION, "实地调查吉红梅门店", "2018-09-26T10:30", 90, False),
        (ItemKind.SIGNING, "吉红梅签合同", "2018-09-26T15:30", 30, True),
        (ItemKind.FILING, "补齐吉红梅档案", "2018-09-26T18:40", 25, False),
    )
    for kind, title, when, minutes, trip in steps:
        made = actions.add_item(
            actor="SYSTEM", business_date=DAY, day=DAY, staff="JZ1", kind=kind, title=title, subject=SUBJECT
        )  # fmt: skip
        assert isinstance(made, LaneItem)
        house.do("JZ1", WorkVerb.DONE, when, number=made.pk, outcome="已办妥归档", minutes=minutes, trip=trip)
    found = read.items("JZ1", DAY)
    assert [(lane, [x.kind for x in own], done) for lane, own, done in read.lanes(found)] == [
        (Lane.MORNING, ["INVESTIGATION"], 1), (Lane.NOON, ["SIGNING"], 1), (Lane.EVENING, ["FILING"], 1),
    ]  # fmt: skip
    assert [x.done_lane for x in sorted(found, key=lambda x: x.pk)] == ["MORNING", "NOON", "EVENING"]
    saved = read.saved(house.who("JZ1"), DAY, DAY)
    assert (saved.cases, saved.trips, saved.minutes, saved.same_day) == (1, 1, 145, 1)
    assert (saved.trips_a_case, saved.minutes_a_case) == ("1.00", "145")
    assert read.saved(house.who("JZ3"), DAY, DAY).cases == 0


def test_A38_the_door_for_things_of_upper_rooms_takes_the_same_subject_once(house: House) -> None:
    words: dict[str, Any] = {"actor": "SYSTEM", "business_date": DAY, "day": DAY, "staff": "JZ1", "title": "上门复核"}
    first = actions.add_item(**words, kind=ItemKind.VISIT, subject=SUBJECT)
    again = actions.add_item(**words, kind=ItemKind.VISIT, subject=SUBJECT)
    assert isinstance(first, LaneItem) and first == again
    admin = actions.add_item(**{**words, "staff": "JZ7"}, kind=ItemKind.VISIT)
    assert isinstance(admin, Refused) and admin.name is WorkdayRefusal.STAFF_UNKNOWN
    past = actions.add_item(**{**words, "day": DAY - timedelta(days=1)}, kind=ItemKind.VISIT)
    assert isinstance(past, Refused) and past.name is WorkdayRefusal.DAY_IS_OVER
    other = {"day": "2018-09-26", "kind": "CALL", "title": "电话回访"}
    assert house.no("JZ1", WorkVerb.ADD, NINE, staff="JZ2", **other) == WorkdayRefusal.NOT_OF_THIS_POST
    house.do("JZ4", WorkVerb.ADD, NINE, staff="JZ2", **other)
    assert (
        house.no("JZ2", WorkVerb.DONE, NINE, number=first.pk, outcome="替他办了", minutes=1) == WorkdayRefusal.NOT_FOUND
    )


# --- who may what ----------------------------------------------------------------------------------------------------

VERBS: dict[WorkVerb, dict[str, Any]] = {
    WorkVerb.RECEIVE: {"channel": "PHONE", "name": "客户", "request": "问贷款条件"},
    WorkVerb.MEET: {"unit": "B1", "kind": "MONTHLY"},
    WorkVerb.CLEAR: {"unit": "B1", "reasons": {}, "cash": True, "papers": True, "system": True},
    WorkVerb.TARGET: {"measure": "FILES", "span": 2, "day": "2018-09-26", "owner": "JZ5", "amount": 5},
    WorkVerb.YEAR: {"number": 2035, "off": ["2035-01-01"], "worked": [], "source": "国务院通知"},
    WorkVerb.SET: {"rule": "PROMISE_DAYS", "value": "2"},
}
MAY = {
    WorkVerb.RECEIVE: {"JZ1", "JZ4", "JZ5", "JZ6"},
    WorkVerb.MEET: {"JZ4", "JZ5"},
    WorkVerb.CLEAR: {"JZ4", "JZ5"},
    WorkVerb.TARGET: {"JZ5"},
    WorkVerb.YEAR: {"JZ7"},
    WorkVerb.SET: {"JZ5"},
}


@pytest.mark.parametrize("verb", list(VERBS))
@pytest.mark.parametrize("number", ["JZ1", "JZ4", "JZ5", "JZ6", "JZ7"])
def test_A31_role_and_verb(house: House, verb: WorkVerb, number: str) -> None:
    done = house.try_(number, verb, NINE, **VERBS[verb])
    assert isinstance(done, Refused) == (number not in MAY[verb]), (number, verb, done)
    if isinstance(done, Refused):
        assert done.name is WorkdayRefusal.NOT_OF_THIS_POST
