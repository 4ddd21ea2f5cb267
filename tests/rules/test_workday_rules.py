"""限时办结 to the minute: the vectors of due days, the four clocks of 吉红梅, pauses, levels; and targets that add up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuhua.areas.people.rules import Keeper, Officer, Role, TeamType
from wuhua.areas.workday import rules
from wuhua.areas.workday.rules import (
    ClockMode,
    Colour,
    Desk,
    DutyCode,
    DutyState,
    InquiryState,
    Limit,
    LimitUnit,
    Milestones,
    PauseCode,
    Rest,
    TargetSpan,
    WorkdayRefusal,
)
from wuhua.core.days import CHINA, DayRefusal, WorkCalendar, YearTable
from wuhua.core.refuse import Refuse, Refused

HERE = ZoneInfo("Asia/Shanghai")
DESK = Desk()
WORKDAY, CALENDAR = Limit(3), Limit(3, mode=ClockMode.CALENDAR_CIVIL_CODE)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def named(answer: Refused | None) -> str:
    assert answer is not None
    assert answer.reason and answer.next_step
    return str(answer.name)


# --- due days (domain 6) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted", "workday", "calendar"),
    [
        ("2018-09-19", "2018-09-25", "2018-09-25"),
        ("2018-09-21", "2018-09-27", "2018-09-25"),
        ("2018-09-28", "2018-10-08", "2018-10-08"),
        ("2018-09-29", "2018-10-09", "2018-10-08"),
        ("2026-09-18", "2026-09-22", "2026-09-21"),
        ("2026-09-30", "2026-10-10", "2026-10-08"),
        ("2026-11-20", "2026-11-25", "2026-11-23"),
    ],
)
@pytest.mark.parametrize("hour", ["08:30", "17:31", "20:00"])
def test_A33_A102_due_days_of_both_readings(submitted: str, workday: str, calendar: str, hour: str) -> None:
    moment = at(f"{submitted}T{hour}")
    assert DESK.due_day(moment, WORKDAY).isoformat() == workday
    assert DESK.due_day(moment, CALENDAR).isoformat() == calendar
    assert DESK.due(moment, WORKDAY) == at(f"{workday}T20:00")


def test_A33_after_the_cut_off_a_submission_counts_from_the_next_working_day() -> None:
    assert DESK.due_day(at("2018-09-19T20:01"), WORKDAY) == date(2018, 9, 26)
    early = Desk(cut_off=time(17, 30))
    assert early.due_day(at("2018-09-19T17:31"), WORKDAY) == date(2018, 9, 26)


def test_A33_a_year_without_a_calendar_refuses_by_name_and_the_banks_own_table_answers() -> None:
    with pytest.raises(Refuse) as no:
        DESK.due_day(at("2035-03-01T10:00"), WORKDAY)
    assert no.value.refused.name is DayRefusal.CALENDAR_YEAR_MISSING
    assert "2035" in no.value.refused.reason
    own = Desk(WorkCalendar({2035: YearTable(off=frozenset({date(2035, 3, 5)}))}))
    assert own.due_day(at("2035-03-01T10:00"), WORKDAY) == date(2035, 3, 7)


# --- P9 --------------------------------------------------------------------------------------------------------------

JI = Milestones(
    asked=at("2018-09-18T10:00"), submitted=at("2018-09-21T16:50"), funds=at("2018-09-26T15:20")
)  # fmt: skip
REGISTRATION = Rest(PauseCode.REGISTRATION_OFFICE, at("2018-09-25T08:30"), at("2018-09-26T08:30"))


def test_A102_the_four_clocks_of_ji_hongmei_to_the_minute() -> None:
    found = rules.times(DESK, JI, [REGISTRATION])
    assert rules.spoken(found.gross) == "118小时30分"
    assert rules.spoken(found.total) == "197小时20分"
    assert rules.spoken(found.held) == "78小时50分" and found.held_flag
    assert found.due == date(2018, 9, 27) and found.met is True
    assert found.net == found.gross - 24 * HOUR if found.gross else False
    calendar = rules.times(DESK, JI, [REGISTRATION], limit=CALENDAR)
    assert calendar.due == date(2018, 9, 25) and calendar.met is False
    assert calendar.net_met is True, "without the day at the registry it was in time"
    assert rules.times(DESK, JI, [], limit=CALENDAR).net_met is False


def test_A102_accepted_cuts_the_time_before_submission_in_two_and_what_is_missing_says_nothing() -> None:
    said = Milestones(JI.asked, at("2018-09-19T09:00"), JI.submitted, None)
    found = rules.times(DESK, said)
    assert (found.accepting, found.preparing) == (23 * HOUR, 55 * HOUR + timedelta(minutes=50))
    assert found.accepting + found.preparing == found.held
    assert (found.gross, found.total, found.met) == (None, None, None)
    assert said.in_order
    assert not Milestones(JI.funds, JI.asked).in_order


@pytest.mark.parametrize(
    ("funds", "met"), [("2018-09-27T09:00", True), ("2018-09-27T23:00", True), ("2018-09-28T08:00", False)]
)
def test_A102_the_last_day_of_the_promise_is_kept_and_the_next_is_not(funds: str, met: bool) -> None:
    found = rules.times(DESK, Milestones(submitted=JI.submitted, funds=at(funds)))
    assert (found.met, found.net_met) == (met, met)


@pytest.mark.parametrize(("held", "flag"), [(48 * HOUR, False), (48 * HOUR + timedelta(minutes=1), True)])
def test_A102_holding_is_flagged_beyond_two_days(held: timedelta, flag: bool) -> None:
    asked = at("2018-09-18T10:00")
    assert rules.times(DESK, Milestones(asked=asked, submitted=asked + held)).held_flag is flag


# --- pauses and levels -----------------------------------------------------------------------------------------------


def test_A33_rests_that_meet_or_overlap_are_counted_once() -> None:
    start = at("2018-09-19T08:00")
    rests = [
        Rest(PauseCode.THIRD_PARTY, start + 2 * HOUR, start + 4 * HOUR),
        Rest(PauseCode.CUSTOMER_MATERIAL, start + HOUR, start + 3 * HOUR),
        Rest(PauseCode.SYSTEM_DOWN, start + 2 * HOUR, start + 3 * HOUR),
    ]
    limit = Limit(480, LimitUnit.MINUTES)
    assert DESK.used(start, limit, at("2018-09-19T12:00"), rests) == HOUR
    assert DESK.used(start, limit, at("2018-09-19T12:00"), rests[1:2]) == 2 * HOUR


def test_A33_a_step_in_working_hours_skips_noon_night_and_holiday() -> None:
    eight = rules.limit_of(DutyCode.STEP3)
    assert eight is not None
    assert DESK.due(at("2018-09-21T16:00"), eight) == at("2018-09-25T16:00"), "Mid-Autumn lies between"
    assert DESK.due(at("2018-09-20T11:00"), rules.limit_of(DutyCode.STEP2) or eight) == at("2018-09-20T15:00")
    assert DESK.due(at("2018-09-20T19:00"), rules.limit_of(DutyCode.STEP2) or eight) == at("2018-09-21T10:00")


def test_A33_fifty_eighty_and_hundred_percent_and_what_a_pause_does_to_them() -> None:
    start, limit = at("2018-09-20T08:00"), Limit(480, LimitUnit.MINUTES)
    assert [DESK.level_at(start, limit, p, ()) for p in rules.LEVELS] == [
        at("2018-09-20T12:00"), at("2018-09-20T16:24"), at("2018-09-20T18:00"),
    ]  # fmt: skip
    rest = [Rest(PauseCode.SYSTEM_DOWN, at("2018-09-20T09:00"), at("2018-09-20T11:00"))]
    assert [DESK.level_at(start, limit, p, rest) for p in rules.LEVELS] == [
        at("2018-09-20T16:00"), at("2018-09-21T08:24"), at("2018-09-21T10:00"),
    ]  # fmt: skip
    still = [Rest(PauseCode.SYSTEM_DOWN, at("2018-09-20T14:00"))]
    assert [DESK.level_at(start, limit, p, still) for p in rules.LEVELS] == [at("2018-09-20T12:00"), None, None]


@pytest.mark.parametrize(
    ("moment", "percent", "colour"),
    [
        ("2018-09-20T11:59", 49, Colour.GREEN),
        ("2018-09-20T12:00", 50, Colour.YELLOW),
        ("2018-09-20T16:24", 80, Colour.ORANGE),
        ("2018-09-20T18:00", 99, Colour.ORANGE),
        ("2018-09-20T18:01", 100, Colour.RED),
    ],
)
def test_A33_colours_below_at_and_above_each_level(moment: str, percent: int, colour: Colour) -> None:
    start, limit = at("2018-09-20T08:00"), Limit(480, LimitUnit.MINUTES)
    found = DESK.percent(start, limit, at(moment), ())
    assert (found, rules.colour(found)) == (percent, colour)


def test_A33_what_rests_is_grey_and_what_is_late_stays_red() -> None:
    assert rules.colour(30, resting=True) is Colour.GREY
    assert rules.colour(100, resting=True) is Colour.RED


def test_A33_a_minute_of_pause_buys_no_day_and_a_working_day_buys_one() -> None:
    start = at("2018-09-19T10:00")
    short = [Rest(PauseCode.SYSTEM_DOWN, at("2018-09-20T09:00"), at("2018-09-20T09:01"))]
    assert DESK.net_due(start, WORKDAY, short) == at("2018-09-26T08:01")
    day = [Rest(PauseCode.SYSTEM_DOWN, at("2018-09-20T00:00"), at("2018-09-21T00:00"))]
    assert DESK.net_due(start, WORKDAY, day) == at("2018-09-26T20:00")
    night = [Rest(PauseCode.SYSTEM_DOWN, at("2018-09-20T19:00"), at("2018-09-21T07:00"))]
    assert DESK.net_due(start, WORKDAY, night) == at("2018-09-25T20:00"), "nobody works at night"
    assert DESK.net_due(start, CALENDAR, day) == at("2018-09-26T20:00")


MINUTES = st.integers(0, 12 * 24 * 60).map(lambda m: at("2018-09-17T00:00") + timedelta(minutes=m))


@given(MINUTES, MINUTES, MINUTES, MINUTES, st.sampled_from([WORKDAY, CALENDAR, Limit(480, LimitUnit.MINUTES)]))
def test_A33_used_time_grows_never_beyond_what_passed_and_a_pause_only_lengthens(
    start: datetime, a: datetime, b: datetime, c: datetime, limit: Limit
) -> None:
    until, later = sorted((max(a, start), max(b, start)))
    rest = [Rest(PauseCode.THIRD_PARTY, *sorted((max(c, start), until)))]
    used, more = DESK.used(start, limit, until, rest), DESK.used(start, limit, later, rest)
    assert timedelta() <= used <= more <= later - start
    plain, net = DESK.due(start, limit), DESK.net_due(start, limit, rest)
    assert net is not None and net >= plain
    assert DESK.used(start, limit, until, ()) - used <= until - rest[0].start


# --- targets ---------------------------------------------------------------------------------------------------------


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 300), min_size=1, max_size=60).filter(any))
def test_A37_the_parts_of_a_target_make_the_whole(amount: int, weights: list[int]) -> None:
    assert sum(rules.split(amount, weights)) == amount


def test_A37_a_year_is_split_to_the_week_and_every_day_belongs_to_one_part() -> None:
    year = rules.span_days(TargetSpan.YEAR, date(2018, 9, 30))
    quarters = rules.parts_of(TargetSpan.YEAR, *year)
    months = [m for q in quarters for m in rules.parts_of(TargetSpan.QUARTER, *q)]
    weeks = [w for m in months for w in rules.parts_of(TargetSpan.MONTH, *m)]
    assert (len(quarters), len(months)) == (4, 12)
    for parts in (quarters, months, weeks):
        assert parts[0][0] == year[0] and parts[-1][1] == year[1]
        assert all(a[1] == b[0] for a, b in pairwise(parts))
    amounts = rules.back_cast(CHINA, 19_000_000_000, quarters)
    assert sum(amounts) == 19_000_000_000
    assert amounts[1] > amounts[0], "the first quarter holds Spring Festival, so it is asked for less"


@pytest.mark.parametrize(
    ("done", "today", "gap", "left", "per_day"),
    [
        (0, date(2018, 9, 25), 1001, 6, 167),  # Saturday 29 and Sunday 30 are worked for the holiday
        (1001, date(2018, 9, 25), 0, 6, 0),
        (1, date(2018, 9, 29), 1000, 2, 500),
        (1, date(2018, 9, 30), 1000, 1, 1000),
        (1, date(2018, 10, 1), 1000, 0, None),
    ],
)
def test_A37_needed_per_remaining_working_day(done: int, today: date, gap: int, left: int, per_day: int | None) -> None:
    found = rules.progress(CHINA, 1001, done, today, date(2018, 10, 1))
    assert (found.gap, found.days_left, found.needed_per_day) == (gap, left, per_day)


def test_A37_parts_that_do_not_make_the_whole_are_refused() -> None:
    assert rules.check_sum(100, [40, 60]) is None
    assert named(rules.check_sum(100, [40, 61])) == WorkdayRefusal.SUM_DIFFERS


# --- verdicts --------------------------------------------------------------------------------------------------------


def who(*roles: Role, branch: str = "B1") -> Officer:
    return Officer("1001", "甲", branch, frozenset(roles), TeamType.URBAN_OUTLET)


@pytest.mark.parametrize(
    ("roles", "answer"),
    [
        ((Role.OUTLET_HEAD,), None),
        ((Role.EXECUTIVE,), None),
        ((Role.RM,), WorkdayRefusal.NOT_OF_THIS_POST),
        ((Role.RISK,), WorkdayRefusal.NOT_OF_THIS_POST),
        ((Role.ADMIN,), WorkdayRefusal.NOT_OF_THIS_POST),
        ((), WorkdayRefusal.NOT_OF_THIS_POST),
    ],
)
def test_A34_who_leads_a_unit(roles: tuple[Role, ...], answer: WorkdayRefusal | None) -> None:
    found = rules.may_lead(who(*roles), Keeper("", "B1", TeamType.URBAN_OUTLET))
    assert (found and found.name) == answer


def test_A34_an_outlets_head_leads_no_other_outlet_not_even_through_a_second_role_that_sees_all() -> None:
    other = Keeper("", "B2", TeamType.RURAL_OUTLET)
    assert named(rules.may_lead(who(Role.OUTLET_HEAD, Role.RISK), other)) == WorkdayRefusal.NOT_YOUR_UNIT
    assert rules.may_lead(who(Role.SME_CENTER_HEAD), other) is None


@pytest.mark.parametrize("words", ["不归我管,请找信贷部", "不知道怎么办", "好", " "])
def test_A32_sending_the_customer_away_is_no_answer(words: str) -> None:
    assert rules.check_answer(words) is not None
    assert rules.check_answer("已告知所需材料并约定周三上门") is None


def test_A32_the_owner_stays_the_owner_until_another_has_said_yes() -> None:
    assert rules.check_holder(InquiryState.OFFERED, "1001", "1001") is None
    assert named(rules.check_holder(InquiryState.OFFERED, "1001", "1002")) == WorkdayRefusal.NOT_THE_OWNER
    assert named(rules.check_holder(InquiryState.ANSWERED, "1001", "1001")) == WorkdayRefusal.OVER_ALREADY
    assert named(rules.check_taker(InquiryState.HELD, "", "1002")) == WorkdayRefusal.NOT_OFFERED_TO_YOU


def test_A33_pauses_ask_for_evidence_and_come_one_at_a_time() -> None:
    assert rules.check_pause(DutyState.RUNNING, "不动产登记受理通知 20180925") is None
    assert named(rules.check_pause(DutyState.RUNNING, "")) == WorkdayRefusal.EVIDENCE_MISSING
    assert named(rules.check_pause(DutyState.PAUSED, "受理通知")) == WorkdayRefusal.RESTS_ALREADY
    assert named(rules.check_resume(DutyState.RUNNING, "受理通知")) == WorkdayRefusal.DOES_NOT_REST
    assert named(rules.check_pause(DutyState.STOPPED, "受理通知")) == WorkdayRefusal.OVER_ALREADY


def test_A33_a_calendar_entered_by_hand_is_looked_at() -> None:
    assert rules.check_year(2035, [date(2035, 1, 1)], [date(2035, 1, 6)]) is None
    for off, worked in (
        ([], []),
        ([date(2034, 1, 2)], []),
        ([date(2035, 1, 6)], []),
        ([date(2035, 1, 1)], [date(2035, 1, 2)]),
    ):
        assert named(rules.check_year(2035, off, worked)) == WorkdayRefusal.YEAR_WRONG
