"""Pages and API of contests (A18, A29): who sees what, opened and closed on the page, once under a key over HTTP."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios import small_county
from tests.scenarios.small_county import holding
from tests.scenarios.test_contests import POINTS, visit
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_market_api import post, signed_in
from tests.scenarios.test_partners_pages import beside
from tests.town import Town, open_town
from wuhua.areas.people.rules import Role
from wuhua.areas.performance import actions, rules
from wuhua.areas.performance.models import Contest, TakenBack
from wuhua.areas.performance.rules import Metric
from wuhua.platform import clock

pytestmark = pytest.mark.usefixtures("fresh_bank")
ONLY = small_county.DAY
FORM = {
    "name": "秋季攻坚", "first_day": "2018-09-30", "last_day": "2018-09-30", "bloc_rule": "TOGETHER", "reward": "流动红旗",
    "team-B1": "1", "team-B2": "1", **{f"points-{metric}": str(most) for metric, most in POINTS.items()},
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    """A bank on the contest's one day."""
    bank = open_town(ONLY)
    small_county.people()
    return bank


def opened(town: Town, blocs: dict[str, str] | None = None) -> Contest:
    new = actions.NewContest("秋季攻坚", ONLY, ONLY, blocs or {"B1": "", "B2": ""}, POINTS)
    made = actions.open_contest(actor=holding("JZ5", Role.EXECUTIVE), business_date=town.today, new=new)
    assert isinstance(made, Contest), made
    return made


def the_day(town: Town) -> None:
    """甲 and 乙 of 城关 lend, 丙 of 翟店 lends and visits; the day is closed."""
    town.lend("JD-ZHANG", town.customer("张"), "200,000.00", "7.2", date(2019, 9, 27), managing_rm="JZ1")
    town.lend("JD-WU", town.customer("吴"), "50,000.00", "7.2", date(2019, 9, 27), managing_rm="JZ2")
    town.lend("JD-LI", town.customer("李"), "100,000.00", "7.2", date(2019, 9, 27), managing_rm="JZ3")
    visit("V4", "JZ3", "翟店纸箱", ONLY)
    town.close_through(ONLY)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def test_A18_every_role_at_the_list_and_one_contest(town: Town) -> None:
    number = opened(town).pk
    pages = ("/contests", f"/contests/{number}", f"/contests/{number}/ranking.xlsx")
    for page in pages:
        assert Client().get(page).status_code == 302
    for role in Role:
        who, sees = signed_in("JZ2", role), role in rules.SEE_PEOPLE
        assert {who.get(page).status_code for page in pages} == {200 if sees else 403}, role
        assert (
            who.get("/api/v1/contests").status_code
            == who.get(f"/api/v1/contests/{number}").status_code
            == (200 if sees else 403)
        ), role
        if sees:
            page = text(who, "/contests")
            assert "秋季攻坚" in page and ('action="/contests/open"' in page) == (role in rules.KEEPERS), role
            assert 'href="/contests"' in page
    assert signed_in("JZ5", Role.EXECUTIVE).get("/contests/999999").status_code == 404


def test_A18_an_empty_list_says_who_opens_a_contest(town: Town) -> None:
    page = text(signed_in("JZ2", Role.RM), "/contests")
    assert "还没有竞赛。由小微中心负责人或班子成员发起。" in page and 'action="/contests/open"' not in page


def test_A18_a_manager_sees_what_happened_in_his_own_team_and_names_of_the_others(town: Town) -> None:
    number = opened(town).pk
    the_day(town)
    own, others = f"/contests/{number}/teams/B1", f"/contests/{number}/teams/B2"
    rm = signed_in("JZ1", Role.RM)
    page = text(rm, own)
    assert "JD-ZHANG" in page and "新增一户" in page and "JD-WU" not in page, "a colleague's customer has no number"
    assert rm.get(others).status_code == rm.get(f"/contests/{number}/teams/B9").status_code == 404
    assert others not in text(rm, f"/contests/{number}") and "翟店支行" in text(rm, f"/contests/{number}")
    for role in (Role.STATISTICS, Role.HR_DISCIPLINE):
        page = text(signed_in("JZ4", role), others)
        assert "余额变动" in page and "JD-LI" not in page, role
    assert "JD-LI" in text(signed_in("JZ4", Role.AUDIT), others)


def test_A18_opened_on_the_page_with_each_no_beside_its_field(town: Town) -> None:
    boss = signed_in("JZ5", Role.EXECUTIVE)
    first = text(boss, "/contests")
    assert 'name="points-NET_INCREASE" inputmode="numeric" maxlength="4" value="30"' in first, "as the parameters say"
    for said, place in (
        ({"name": " "}, "no-open-name"),
        ({"last_day": "2018-09-29"}, "no-open-last_day"),
        ({"first_day": "今天"}, "no-open-first_day"),
        ({"first_day": "0001-01-01"}, "no-open-first_day"),
        ({"last_day": "9999-12-31"}, "no-open-last_day"),
        ({"team-B2": None}, "no-open-teams"),
        ({"bloc-B1": "红队"}, "no-open-teams"),
        ({"points-IN_TIME": "很多"}, "no-open-points-IN_TIME"),
        ({"points-IN_TIME": "1001"}, "no-open-points-IN_TIME"),
        ({f"points-{metric}": "0" for metric in Metric}, "no-open-points"),
    ):
        asked = {name: value for name, value in {**FORM, **said}.items() if value is not None}
        no = boss.post("/contests/open", asked)
        assert (no.status_code, beside(no.content.decode())) == (422, place), said
        assert 'value="流动红旗"' in no.content.decode(), "what was typed stays"
    assert boss.post("/contests/open", {**FORM, "bloc_rule": "LUCK"}).status_code == 404
    refused = signed_in("JZ1", Role.RM).post("/contests/open", FORM)
    assert (refused.status_code, beside(refused.content.decode())) == (422, "no-page")
    assert not Contest.objects.exists()
    key = hidden(first, "key")
    once, again = (boss.post("/contests/open", {**FORM, "key": key}) for _ in range(2))
    made = Contest.objects.get()
    assert once["Location"] == again["Location"] == f"/contests/{made.pk}"
    assert made.terms["points"] == {metric.value: most for metric, most in POINTS.items()}
    twice = boss.post("/contests/open", FORM)
    assert beside(twice.content.decode()) == "no-open-name", "one of that name stands"


def test_A18_closed_on_the_page_and_reckoned_again_from_its_events(town: Town) -> None:
    number = opened(town).pk
    one, boss = f"/contests/{number}", signed_in("JZ5", Role.EXECUTIVE)
    assert "/close" not in text(boss, one)
    early = boss.post(f"{one}/close", {"sure": "1"})
    assert early.status_code == 422 and "尚未日终" in early.content.decode()
    the_day(town)
    assert "待结束" in text(boss, "/contests") and "截至 2018-09-30 日终" in text(boss, one)
    assert f"{one}/close" not in text(signed_in("JZ1", Role.RM), one)
    unsure = boss.post(f"{one}/close", {})
    assert beside(unsure.content.decode()) == "no-close-sure" and Contest.objects.get().state == "OPEN"
    key = hidden(text(boss, one).split('aria-labelledby="close"')[1], "key")
    for _tap in range(2):
        assert boss.post(f"{one}/close", {"sure": "1", "key": key})["Location"] == one
    closed = Contest.objects.get()
    assert closed.state == "CLOSED" and closed.closed_by == "JZ5"
    page = text(boss, f"{one}?again=1")
    assert "一致" in page and "不一致" not in page and page.count(closed.facts_digest) == 2
    # 城关 has the most of loans (30 + 25 + 10); 翟店 100/250 of 30, half of 25 and of 10, all of the visits.
    assert "65.00" in page and "39.50" in page and "25.00 万" in page
    book = ZipFile(BytesIO(boss.get(f"{one}/ranking.xlsx").content))
    words = book.read("xl/sharedStrings.xml").decode()
    assert (
        "城关支行" in words
        and "净增余额" in words
        and re.search(r"<v>65(\.0+)?</v>", book.read("xl/worksheets/sheet1.xml").decode())
    )
    TakenBack.objects.create(
        contest=closed, team="B2", note="JD-LI", overdue_since=ONLY, points=29_50, business_date=ONLY, recorded_at=clock.now()
    )  # fmt: skip
    assert "10.00" in text(boss, one) and "JD-LI" in text(boss, one)
    rm = text(signed_in("JZ1", Role.RM), one)
    assert "29.50" in rm and "JD-LI" not in rm


def test_A29_blocs_stand_on_the_page_with_their_members(town: Town) -> None:
    number = opened(town, {"B1": "红队", "B2": "蓝队", "B3": "蓝队"}).pk
    the_day(town)
    page = text(signed_in("JZ4", Role.SME_CENTER_HEAD), f"/contests/{number}")
    assert "抱团名次" in page and "翟店支行、小微中心" in page and "各团队合计" in page


def test_A18_the_list_costs_the_same_for_many(town: Town) -> None:
    who, counts = signed_in("JZ5", Role.EXECUTIVE), []
    for start, end in ((0, 1), (1, 20)):
        for n in range(start, end):
            new = actions.NewContest(f"竞赛{n}", ONLY, ONLY, {"B1": "", "B2": ""}, POINTS)
            actions.open_contest(actor=holding("JZ5", Role.EXECUTIVE), business_date=town.today, new=new)
        who.get("/contests")
        with CaptureQueriesContext(connection) as asked:
            assert f"竞赛{end - 1}" in text(who, "/contests")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20, counts


def test_A18_A29_over_http_once_under_its_key(town: Town) -> None:
    head, rm = signed_in("JZ4", Role.SME_CENTER_HEAD), signed_in("JZ1", Role.RM)
    said: dict[str, Any] = {
        "name": "秋季攻坚", "first_day": "2018-09-30", "last_day": "2018-09-30",
        "teams": [{"team": "B1", "bloc": "红队"}, {"team": "B2", "bloc": "蓝队"}],
    }  # fmt: skip
    assert post(rm, "/contests", said).status_code == 403
    alone = post(head, "/contests", {**said, "teams": said["teams"][:1]})
    assert (alone.status_code, alone.json()["name"], alone.json()["field"]) == (409, "teams_too_few", "teams")
    first, again = (post(head, "/contests", said, "key-00002") for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json()) and Contest.objects.count() == 1
    number = first.json()["id"]
    seen = rm.get(f"/api/v1/contests/{number}").json()
    assert (seen["points"]["NET_INCREASE"], seen["same"], seen["ranking"]) == (30, None, [])
    early = post(head, f"/contests/{number}/close", {}, "key-00003")
    assert (early.status_code, early.json()["name"]) == (409, "not_over")
    the_day(town)
    assert head.get("/api/v1/contests").json()[0]["over"] is True
    first, again = (post(head, f"/contests/{number}/close", {}, "key-00004") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json() == {"id": number}
    seen = rm.get(f"/api/v1/contests/{number}").json()
    assert [(each["team"], each["place"], each["left"]) for each in seen["ranking"]] == [
        ("B1", 1, "65.00"), ("B2", 2, "39.50"),
    ]  # fmt: skip
    assert (seen["state"], seen["same"], seen["blocs"][0]["bloc"]) == ("CLOSED", True, "红队")
    assert post(head, "/contests/999999/close", {}, "key-00005").status_code == 404
    assert Client().get("/api/v1/contests").status_code == 401
