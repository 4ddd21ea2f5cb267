"""The working day's pages and API: who sees what, what is done once, lists as workbooks, the wall on paper."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.scenarios.test_pages import officer
from wuhua.areas.workday import actions
from wuhua.areas.workday.models import DayClear, Decision, Duty, Inquiry, LaneItem, Meeting, Target, WorkSetting
from wuhua.areas.workday.rules import DutyCode, Measure, Milestone
from wuhua.core.refuse import Refused
from wuhua.platform import clock

DAY = date(2018, 9, 26)
HERE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk(db: None, home: object) -> dict[str, Client]:
    """甲 of B01 and 乙 of B02, the head of B01, an executive, a risk officer, an administrator."""
    clock.advance(DAY)
    return {
        "甲": officer("1001", "RM"),
        "乙": officer("1002", "RM", branch="B02"),
        "head": officer("1003", "OUTLET_HEAD"),
        "governor": officer("1004", "EXECUTIVE"),
        "risk": officer("1005", "RISK"),
        "admin": officer("1006", "ADMIN"),
    }


LISTS = ("inquiries", "duties", "journeys", "meetings", "decisions", "clears", "targets")
PAGES = ("/workday", "/workday/shifts", "/workday/wall", *(f"/workday/{each}" for each in LISTS))
FILES = ("/workday.xlsx", *(f"/workday/{each}.xlsx" for each in LISTS))


def post(client: Client, path: str, **said: Any) -> Any:
    """The form as it is posted: the same words are the same request."""
    return client.post(path, {"key": f"key-{zlib.crc32(repr((path, said)).encode()):08x}", **said})


def test_A31_every_page_answers_and_system_management_sees_only_the_calendar(desk: dict[str, Client]) -> None:
    for page in (*PAGES, *FILES, "/workday/wall.pdf"):
        for who, status in (("甲", 200), ("head", 200), ("governor", 200), ("risk", 200), ("admin", 403)):
            assert desk[who].get(page).status_code == status, (page, who)
        assert Client().get(page).status_code == 302
    assert desk["admin"].get("/workday/worktime").status_code == 200
    for page in FILES:
        assert desk["甲"].get(page).headers["Content-Type"].endswith("sheet")


def test_A31_the_three_shifts_lead_to_live_figures(desk: dict[str, Client]) -> None:
    post(desk["甲"], "/workday/inquiries/do/receive", name="王老板", channel="PHONE", request="问富商贷怎么办理")
    page = desk["甲"].get("/workday/shifts").content.decode()
    for words in ("首问负责制", "1 件未答复", "早调查、午办理、晚完善", "五步法", 'href="/workday/journeys"'):
        assert words in page, words
    assert "0 件未答复" in desk["乙"].get("/workday/shifts").content.decode()


def test_A32_an_inquiry_through_the_pages(desk: dict[str, Client]) -> None:
    said = {"name": "王老板", "channel": "PHONE", "request": "问富商贷怎么办理", "phone": "13803590001"}
    made = post(desk["甲"], "/workday/inquiries/do/receive", **said)
    assert post(desk["甲"], "/workday/inquiries/do/receive", **said).url == made.url, "pressed twice, written once"
    found = Inquiry.objects.get()
    assert made.url == f"/workday/inquiries/{found.pk}"
    listed = desk["head"].get("/workday/inquiries").content.decode()
    assert "问富商贷怎么办理" in listed and "13803590001" not in listed and "0001" in listed
    assert desk["乙"].get(made.url).status_code == 404
    post(desk["甲"], f"{made.url}/do/offer", to="1002")
    page = desk["乙"].get(made.url).content.decode()
    assert "不接手" in page and "移交待接手" in page
    assert desk["head"].post(f"{made.url}/do/accept", {"key": "h" * 9}).status_code == 404
    post(desk["乙"], f"{made.url}/do/accept")
    found.refresh_from_db()
    assert (found.owner_id, found.unit_id) == ("1002", "B02")
    refused = post(desk["乙"], f"{made.url}/do/answer", outcome="不归我管,问别人")
    assert refused.status_code == 200 and "不能作为答复" in refused.content.decode()
    assert post(desk["乙"], f"{made.url}/do/answer", outcome="已约周四上门").status_code == 302


def test_A33_a_limit_through_the_pages(desk: dict[str, Client]) -> None:
    made = post(desk["甲"], "/workday/duties/do/start", title="回复审计函", holder="1001", amount="1", unit="DAYS")
    number = Duty.objects.get().pk
    assert made.url == f"/workday/duties/{number}"
    bare = post(desk["甲"], f"{made.url}/do/pause", code="SYSTEM_DOWN", evidence="无")
    assert bare.status_code == 200 and "没有写明凭据" in bare.content.decode()
    assert post(desk["甲"], f"{made.url}/do/pause", code="SYSTEM_DOWN", evidence="故障单 0926-17").url == made.url
    page = desk["head"].get(made.url).content.decode()
    assert "灰·暂停" in page and "故障单 0926-17" in page and "改派" in page
    assert "改派" not in desk["甲"].get(made.url).content.decode()
    assert "灰·暂停" in desk["甲"].get("/workday/duties").content.decode()
    assert desk["乙"].get(made.url).status_code == 404


def test_A102_the_promise_as_the_page_tells_it(desk: dict[str, Client]) -> None:
    for milestone, when in (
        (Milestone.ASKED, datetime(2018, 9, 18, 10, tzinfo=HERE)),
        (Milestone.SUBMITTED, datetime(2018, 9, 21, 16, 50, tzinfo=HERE)),
        (Milestone.FUNDS, datetime(2018, 9, 26, 15, 20, tzinfo=HERE)),
    ):
        done = actions.mark_journey(
            actor="1001", business_date=DAY, at=when, subject="application:1", title="吉红梅 富商贷", holder="1001",
            milestone=milestone,
        )  # fmt: skip
        assert not isinstance(done, Refused)
    page = desk["head"].get("/workday/journeys").content.decode()
    for words in ("118小时30分", "197小时20分", "78小时50分", "2018-09-27", "按时", "100%"):
        assert words in page, words
    answer = desk["甲"].get("/api/v1/workday/journeys").json()
    assert (answer["funded"], answer["in_time"], answer["cases"][0]["gross_minutes"]) == (1, 1, 118 * 60 + 30)
    assert desk["乙"].get("/api/v1/workday/journeys").json()["cases"] == []


def test_A34_A36_a_meeting_and_its_decision_through_the_pages(desk: dict[str, Client]) -> None:
    assert (
        desk["甲"].post("/workday/meetings/do/meet", {"key": "m" * 9, "unit": "B01", "kind": "MORNING"}).status_code
        == 404
    )
    made = post(desk["head"], "/workday/meetings/do/meet", unit="B01", kind="MORNING")
    meeting = Meeting.objects.get()
    assert made.url == f"/workday/meetings/{meeting.pk}"
    page = desk["甲"].get(made.url).content.decode()
    assert "昨日红单" in page and "前一工作日没有日清" in page and "登记决议" not in page
    post(desk["甲"], f"{made.url}/do/say", staff="1001", present="on", words="走访五户商户")
    post(desk["head"], f"{made.url}/do/decide", words="清收张记欠息", owner="1001", due="2018-09-27")
    decision = Decision.objects.get()
    place = f"/workday/decisions/{decision.pk}"
    assert "销号" not in desk["甲"].get(place).content.decode().split("<h2>")[0].split("doings")[-1]
    post(desk["甲"], f"{place}/do/report", evidence="还款凭证 HK0927-3")
    assert desk["甲"].post(f"{place}/do/close", {"key": "c" * 9}).status_code == 404
    assert post(desk["head"], f"{place}/do/close").url == place
    decision.refresh_from_db()
    assert (decision.state, decision.closed_by) == ("CLOSED", "1003")


def test_A35_a_close_through_the_page_asks_for_each_reason(desk: dict[str, Client]) -> None:
    post(desk["甲"], "/workday/do/add", title="走访粮油市场", kind="VISIT", staff="1001", day="2018-09-26")
    item = LaneItem.objects.get()
    page = desk["head"].get("/workday/clears").content.decode()
    assert f'name="item:{item.pk}"' in page and "走访粮油市场" in page
    said = {"unit": "B01", "cash": "on", "papers": "on", "system": "on"}
    refused = post(desk["head"], "/workday/clears/do/clear", **said)
    assert "没有写明结转原因" in refused.content.decode() and not DayClear.objects.exists()
    done = post(desk["head"], "/workday/clears/do/clear", **said, **{f"item:{item.pk}": "市场停电,改明日"})
    assert done.url == "/workday/clears" and DayClear.objects.get().carried.count() == 1
    assert desk["甲"].post("/workday/clears/do/clear", {"key": "z" * 9, **said}).status_code == 404


def test_A37_a_target_is_set_and_split_through_the_pages(desk: dict[str, Client]) -> None:
    said = {"measure": "NET_INCREASE", "span": "4", "day": "2018-09-26", "owner": "1004", "amount": "190,000,000.00"}
    assert desk["head"].post("/workday/targets/do/target", {"key": "t" * 9, **said}).status_code == 404
    made = post(desk["governor"], "/workday/targets/do/target", **said)
    year = Target.objects.get()
    assert year.amount == 19_000_000_000
    page = desk["governor"].get(made.url).content.decode()
    assert "按时间倒排" in page and "19,000.00 万" in page
    from html.parser import HTMLParser

    class Inputs(HTMLParser):
        found: dict[str, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            words = dict(attrs)
            if tag == "input" and str(words.get("name", "")).startswith("part"):
                self.found[str(words["name"])] = str(words["value"])

    reader = Inputs()
    reader.feed(page)
    assert len(reader.found) == 4
    assert post(desk["governor"], f"{made.url}/do/split_time", **reader.found).url == made.url
    assert sum(year.parts.values_list("amount", flat=True)) == year.amount
    quarter = year.parts.get(start=date(2018, 7, 1))
    lines = f"URBAN_OUTLET,1003,{quarter.amount // 100 - 1}.{quarter.amount % 100:02d}\nRURAL_OUTLET,1002,2"
    refused = post(desk["governor"], f"/workday/targets/{quarter.pk}/do/split_people", parts=lines)
    assert "相差" in refused.content.decode() and not quarter.parts.exists()


def test_A38_ones_own_day_and_the_wall(desk: dict[str, Client]) -> None:
    post(
        desk["甲"],
        "/workday/do/add",
        title="调查王记面馆",
        kind="INVESTIGATION",
        staff="1001",
        day="2018-09-26",
        hour="09:30",
    )
    item = LaneItem.objects.get()
    page = desk["甲"].get("/workday").content.decode()
    for words in ("早调查", "午办理", "晚完善", "09:30 调查王记面馆", "0/1"):
        assert words in page, words
    assert "调查王记面馆" not in desk["乙"].get("/workday").content.decode()
    assert desk["乙"].get(f"/workday/items/{item.pk}").status_code == 404
    figures = {("1001", Measure.GRANTED): 35_000_000, ("1001", Measure.NEW_BORROWERS): 2}
    actions.feed_figures(actor="SYSTEM", business_date=DAY, day=date(2018, 9, 25), figures=figures)
    wall = desk["甲"].get("/workday/wall").content.decode()
    for words in ("35.00 万", "调查王记面馆", "2018-09-25", "今日三件事"):
        assert words in wall, words
    assert "35.00 万" not in desk["乙"].get("/workday/wall").content.decode()
    assert desk["乙"].get("/workday/wall", {"unit": "B01"}).content.decode().count("35.00 万") == 0
    assert "35.00 万" in desk["governor"].get("/workday/wall", {"unit": "B01"}).content.decode()
    paper = desk["甲"].get("/workday/wall.pdf").content
    assert paper.startswith(b"%PDF") and paper.count(b"/Type /Page\n") == 1
    post(desk["甲"], f"/workday/items/{item.pk}/do/done", outcome="面馆经营正常", minutes="60", trip="on")
    item.refresh_from_db()
    assert (item.minutes, item.trip) == (60, True)


def test_A33_rules_of_the_banks_own(desk: dict[str, Client]) -> None:
    assert post(desk["admin"], "/workday/worktime/do/set", rule="PROMISE_DAYS", value="2").status_code == 404
    assert (
        "不能作为"
        in post(desk["governor"], "/workday/worktime/do/set", rule="PROMISE_DAYS", value="x").content.decode()
    )
    assert post(desk["governor"], "/workday/worktime/do/set", rule="PROMISE_DAYS", value="2").url == "/workday/worktime"
    assert WorkSetting.objects.get().value == "2"
    year = {
        "number": "2035",
        "off": "2035-01-01\n2035-02-07",
        "worked": "2035-02-04",
        "source": "国办发明电〔2034〕1号",
    }
    assert post(desk["admin"], "/workday/worktime/do/year", **year).status_code == 302
    assert "国办发明电〔2034〕1号" in desk["head"].get("/workday/worktime").content.decode()


def call(client: Client, path: str, key: str, **body: Any) -> Any:
    return client.post(
        f"/api/v1/workday/{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_A32_A33_over_http_once_under_ones_own_key(desk: dict[str, Client]) -> None:
    said = {"channel": "PHONE", "name": "王老板", "request": "问富商贷怎么办理"}
    first, again = (call(desk["甲"], "inquiries", "key-00000001", **said) for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json() and Inquiry.objects.count() == 1
    other = call(desk["甲"], "inquiries", "key-00000001", **{**said, "name": "李老板"})
    assert (other.status_code, other.json()["name"]) == (409, "key_reused")
    assert desk["甲"].post("/api/v1/workday/inquiries", said, content_type="application/json").status_code == 422
    number = first.json()["id"]
    assert call(desk["乙"], f"inquiries/{number}/accept", "key-00000002").status_code == 404
    assert (
        call(desk["甲"], f"inquiries/{number}/answer", "key-00000003", outcome="已约周四上门").json()["state"]
        == "ANSWERED"
    )
    started = call(desk["甲"], "duties", "key-00000004", title="回复审计函", holder="1001", amount=1, unit="DAYS")
    assert started.status_code == 200
    rows = desk["head"].get("/api/v1/workday/duties").json()["rows"]
    assert [(x["code"], x["holder"], x["colour"]) for x in rows] == [(DutyCode.OWN_LIMIT, "1001", "GREEN")]
    assert desk["乙"].get("/api/v1/workday/duties").json()["rows"] == []


DOORS: tuple[tuple[str, dict[str, Any], set[str]], ...] = (
    ("meetings", {"unit": "B01", "kind": "WEEKLY"}, {"head", "governor"}),
    ("clears", {"unit": "B01", "cash": True, "papers": True, "system": True}, {"head", "governor"}),
    ("targets", {"measure": "FILES", "span": 2, "day": "2018-09-26", "owner": "1004", "amount": 5}, {"governor"}),
    ("items", {"day": "2018-09-26", "staff": "1001", "kind": "CALL", "title": "电话回访"}, {"甲", "head", "governor"}),
)


@pytest.mark.parametrize("who", ["甲", "乙", "head", "governor", "risk", "admin"])
def test_A31_role_and_verb_over_http(desk: dict[str, Client], who: str) -> None:
    for path, body, may in DOORS:
        answer = call(desk[who], path, f"key-of-{path}", **body)
        assert answer.status_code == (200 if who in may else 403), (path, answer.content.decode())
