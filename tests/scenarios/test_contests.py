"""团队竞赛 (A18, A29): scored from what happened, fixed at the end, reckoned again by anybody; bad loans give their points back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from tests.scenarios import small_county
from tests.scenarios.small_county import holding
from tests.town import Town, fen, open_town
from wuhua.areas.market.models import Survey
from wuhua.areas.people.rules import Role
from wuhua.areas.performance import actions, read, rules
from wuhua.areas.performance.models import Contest, TakenBack
from wuhua.areas.performance.rules import BlocRule, FactKind, Metric, PerformanceRefusal
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.dayend import run, watch
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
HERE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2018, 8, 28), date(2018, 8, 31)
POINTS = {
    Metric.NET_INCREASE: 30, Metric.NEW_BORROWERS: 25, Metric.FIRST_LOANS: 10, Metric.VALID_VISITS: 10,
    Metric.FILES_COMPLETED: 10, Metric.IN_TIME: 10, Metric.ARREARS: 30,
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    """The day before the contest: 王 owes 10 万 to 甲 of 城关 already."""
    bank = open_town(FIRST - timedelta(days=1))
    small_county.people()
    bank.lend("JD-WANG", bank.customer("王"), "100,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ1")
    bank.close_through(bank.today)
    return bank


def boss() -> object:
    return holding("JZ5", Role.EXECUTIVE)


def open_one(town: Town, blocs: dict[str, str] | None = None, **more: object) -> Contest:
    new = actions.NewContest("秋季攻坚", FIRST, LAST, blocs or {"B1": "", "B2": ""}, POINTS, **more)  # type: ignore[arg-type]
    made = actions.open_contest(actor=boss(), business_date=town.today, new=new)  # type: ignore[arg-type]
    assert isinstance(made, Contest), made
    return made


def visit(number: str, rm: str, party: str, day: date, *, located: bool = True) -> None:
    place = {"longitude": "110.985", "latitude": "35.612"} if located else {}
    Survey.objects.create(
        number=number, party_kind="MERCHANT", party_name=party, zone_id="Z1", rm_id=rm,
        visited=datetime(day.year, day.month, day.day, 9, tzinfo=HERE), **place,
    )  # fmt: skip


def busy_days(town: Town) -> None:
    """城关 lends 张 20 and 5 万; 翟店 lends 李 10 万, and 赵 6 万 which come back before the end."""
    town.lend("JD-ZHANG1", town.customer("张"), "200,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ1")
    town.lend("JD-ZHANG2", "62280000000002", "50,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ2")
    town.lend("JD-LI", town.customer("李"), "100,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ3")
    town.lend("JD-ZHAO", town.customer("赵", "70,000.00"), "60,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ3")
    visit("V1", "JZ1", "老张面馆", FIRST)
    visit("V2", "JZ1", "老张面馆", FIRST + timedelta(days=1))
    visit("V3", "JZ2", "稷王超市", FIRST)
    visit("V4", "JZ3", "翟店纸箱", FIRST)
    visit("V5", "JZ3", "不知在哪", FIRST, located=False)
    town.close_through(FIRST)
    done = servicing.do(Verb.SETTLE, actor="T001", business_date=town.today, key="settle", note="JD-ZHAO", said=Said())
    assert not isinstance(done, Refused), done
    town.close_through(LAST)


def close(town: Town, contest: Contest) -> Contest:
    made = actions.close_contest(actor=boss(), business_date=town.today, number=contest.pk)  # type: ignore[arg-type]
    assert isinstance(made, Contest), made
    return made


def lines(contest: Contest) -> dict[str, read.Place]:
    return {each.name: each for each in read.standing(contest)}


def test_A18_the_ranking_is_made_of_what_happened_and_can_be_reckoned_again(town: Town) -> None:
    contest = open_one(town)
    busy_days(town)
    closed = close(town, contest)
    first, second = lines(closed)["B1"], lines(closed)["B2"]
    # 张's two loans are 25 万 more and one borrower; 赵's money was back before the end and counts nothing.
    assert first.values[Metric.NET_INCREASE] == [fen("250,000.00"), 0]
    assert second.values[Metric.NET_INCREASE] == [fen("100,000.00"), 0]
    assert [first.values[Metric.NEW_BORROWERS][0], second.values[Metric.NEW_BORROWERS][0]] == [1, 1]
    # 老张面馆 was visited twice and counts once; a visit that is nowhere does not count.
    assert [first.values[Metric.VALID_VISITS][0], second.values[Metric.VALID_VISITS][0]] == [2, 1]
    # 城关 30 + 25 + 10 + 10; 翟店 30 × 10/25 + 25 + 10 + 10 × 1/2.
    assert (first.place, first.total, second.place, second.total) == (1, 75_00, 2, 52_00)
    again = [(each.name, each.place, each.total, dict(each.points)) for each in read.recomputed(closed)]
    assert again == [(each.name, each.place, each.total, dict(each.points)) for each in read.standing(closed)]
    assert read.digest(read.facts_of(closed)) == closed.facts_digest
    assert read.digest(read.happened(FIRST, LAST, {"B1", "B2"}, LAST)) == closed.facts_digest


def test_A18_a_loan_overdue_within_six_months_takes_its_points_back_once(town: Town) -> None:
    contest = open_one(town)
    busy_days(town)
    closed = close(town, contest)
    # 李 has spent the money; everybody else still has some on the account, from which the interest is taken.
    town.withdraw("62280000000003", "100,000.00")
    town.close_through(date(2018, 9, 21))
    # 李 did not pay the interest of the 20th: 翟店 loses 12 of increase, 25 of borrowers, 10 of first loans.
    (gone,) = TakenBack.objects.all()
    assert (gone.team, gone.note, gone.points) == ("B2", "JD-LI", 47_00)
    assert (lines(closed)["B2"].total, lines(closed)["B2"].now, lines(closed)["B1"].now) == (52_00, 5_00, 75_00)
    town.close_through(town.today)
    assert TakenBack.objects.count() == 1


def test_A18_beyond_the_six_months_nothing_is_taken_back(town: Town) -> None:
    contest = open_one(town)
    busy_days(town)
    town.withdraw("62280000000003", "100,000.00")
    town.close_through(date(2018, 9, 21))
    close(town, contest)  # 李 is in arrears already; nobody has taken anything yet
    until = date(2019, 2, 28)  # six months after the last of August
    assert actions.watch(day=until + timedelta(days=1), actor="DAYEND")["taken_back"] == 0
    assert actions.watch(day=until, actor="DAYEND")["taken_back"] == 1


def test_A18_a_borrower_counts_with_the_first_loan_whatever_its_number(town: Town) -> None:
    contest = open_one(town)
    account = town.customer("张")
    for number in ("JD-B", "JD-A"):
        town.lend(number, account, "50,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ1")
    town.close_through(LAST)
    close(town, contest)
    told = [each for each in read.facts_of(contest) if each.kind in (FactKind.BORROWER, FactKind.FIRST)]
    assert sorted((each.kind, each.note) for each in told) == [(FactKind.BORROWER, "JD-B"), (FactKind.FIRST, "JD-B")]


def test_A18_what_arrears_cost_grows_with_their_share_up_to_all_of_it() -> None:
    terms = rules.Terms({Metric.ARREARS: 30}, 5, 6)
    for late, lost in ((0, 0), (1_00, -6_00), (2_50, -15_00), (5_00, -30_00), (50_00, -30_00)):
        own = dict.fromkeys(Metric, (0, 0)) | {Metric.ARREARS: (late, 100_00)}
        assert rules.points_of(own, {}, terms)[Metric.ARREARS] == lost


def test_A18_it_is_opened_and_closed_by_those_who_may_and_only_when_it_is_over(town: Town) -> None:
    new = actions.NewContest("秋季攻坚", FIRST, LAST, {"B1": "", "B2": ""}, POINTS)
    no = actions.open_contest(actor=holding("JZ1", Role.RM), business_date=town.today, new=new)
    assert isinstance(no, Refused) and no.name is PerformanceRefusal.NOT_YOUR_POST
    late = actions.open_contest(actor=boss(), business_date=LAST + timedelta(days=1), new=new)  # type: ignore[arg-type]
    assert isinstance(late, Refused) and (late.name, late.field) == (PerformanceRefusal.SPAN_IMPOSSIBLE, "last_day")
    contest = open_one(town)
    no = actions.close_contest(actor=boss(), business_date=town.today, number=contest.pk)  # type: ignore[arg-type]
    assert isinstance(no, Refused) and no.name is PerformanceRefusal.NOT_OVER
    twice = actions.open_contest(actor=boss(), business_date=town.today, new=new)  # type: ignore[arg-type]
    assert isinstance(twice, Refused) and (twice.name, twice.field) == (PerformanceRefusal.NAME_TAKEN, "name")
    town.close_through(LAST)
    close(town, contest)
    no = actions.close_contest(actor=boss(), business_date=town.today, number=contest.pk)  # type: ignore[arg-type]
    assert isinstance(no, Refused) and no.name is PerformanceRefusal.CLOSED_ALREADY


def test_A18_nobody_rewrites_the_rules_or_the_ranking(town: Town) -> None:
    contest = open_one(town)
    town.close_through(LAST)
    close(town, contest)
    for statement in (
        "UPDATE performance_contest SET terms = '{}'",
        "UPDATE performance_contestresult SET place = 1",
        "DELETE FROM performance_contestfact WHERE true",
        "DELETE FROM performance_contestteam WHERE true",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_A18_a_running_contest_shows_where_it_stands_after_every_close(town: Town) -> None:
    contest = open_one(town)
    assert read.standing(contest) == []
    town.lend("JD-ZHANG1", town.customer("张"), "200,000.00", "7.2", date(2019, 8, 27), managing_rm="JZ1")
    town.close_through(FIRST)
    contest.refresh_from_db()
    assert contest.latest_on == FIRST
    assert [(each.name, each.place, each.total) for each in read.standing(contest)] == [("B1", 1, 65_00), ("B2", 2, 0)]


def test_A18_a_close_that_died_after_its_seal_looks_again_when_it_is_asked_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    contest = open_one(town)
    with monkeypatch.context() as broken:
        broken.setattr(watch, "write_levels", lambda _day: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run.close_day(FIRST)
    contest.refresh_from_db()
    assert contest.latest_on is None
    again = run.close_day(FIRST)
    assert not isinstance(again, Refused) and again.already
    contest.refresh_from_db()
    assert contest.latest_on == FIRST


@pytest.mark.parametrize(("rule", "other"), [(BlocRule.TOGETHER, 52_00), (BlocRule.AVERAGE, 26_00)])
def test_A29_two_blocs_compete_and_a_bloc_has_what_its_teams_have(town: Town, rule: BlocRule, other: int) -> None:
    contest = open_one(town, {"B1": "红队", "B2": "蓝队", "B3": "蓝队"}, bloc_rule=rule)
    busy_days(town)
    closed = close(town, contest)
    standing = read.standing(closed)
    assert {each.name: each.bloc for each in standing} == {"B1": "红队", "B2": "蓝队", "B3": "蓝队"}
    blocs = [(each.name, each.place, each.total) for each in read.blocs_standing(closed, standing)]
    assert blocs == [("红队", 1, 75_00), ("蓝队", 2, other)]


def test_A29_every_team_stands_in_a_bloc_or_none_does(town: Town) -> None:
    for blocs in ({"B1": "红队", "B2": ""}, {"B1": "红队", "B2": "红队"}):
        new = actions.NewContest("秋季攻坚", FIRST, LAST, blocs, POINTS)
        no = actions.open_contest(actor=boss(), business_date=town.today, new=new)  # type: ignore[arg-type]
        assert isinstance(no, Refused) and (no.name, no.field) == (PerformanceRefusal.BLOCS_TOO_FEW, "teams")
