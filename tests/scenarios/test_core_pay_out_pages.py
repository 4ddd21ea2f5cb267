"""Hand-overs on the pages and over HTTP: a note handed over, withdrawn, started anew; who may; once under a form's key."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.core_town import FIRST, sent
from tests.scenarios.test_core_master import follows
from tests.scenarios.test_corelink_pages import page, post
from tests.scenarios.test_pages import officer
from tests.town import Town
from wuhua.areas.corelink.models import CoreBreak, CoreNoteLeft, HandOver
from wuhua.areas.customer.models import Customer
from wuhua.areas.product.models import Product
from wuhua.platform import clock

SAID = {
    "number": "JD90001", "contract": "HT90001", "account": "62280000000002", "product": "MERCHANT_LOAN",
    "amount": "60,000.00", "rate": "8.1", "maturity": "2019-09-01", "method": "equal_instalments",
    "settlement": "OWN_DAY", "day_count": "act/365", "security": "CREDIT", "use": "进红枣",
}  # fmt: skip
ASKED = {name: value for name, value in SAID.items() if name != "rate"} | {
    "annual_rate_pct": "8.1", "amount": "60000.00",
}  # fmt: skip
LIST, NEW = "/corelink/hand-overs", "/corelink/hand-overs/new"


@pytest.fixture
def town(fresh_bank: str) -> Town:
    return follows()


@pytest.fixture
def products(monkeypatch: Any) -> None:
    """One product on sale; the catalogue has its own tests."""
    from wuhua.areas.product import read

    one = Product(code="MERCHANT_LOAN", name="商户贷")
    monkeypatch.setattr(read, "catalogue", lambda _on: read.Catalogue((one,), (), {}))


def state(number: str = "JD90001") -> str:
    return str(HandOver.objects.get(number=number).state)


def test_a_note_is_handed_over_from_the_page_once(town: Town, products: None) -> None:
    client = officer("9001", "ACCOUNTANT")
    assert NEW in page(client, LIST)
    text = page(client, NEW)
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key is not None
    said = SAID | {"key": key[1]}
    for _tap in range(2):
        answer = client.post(NEW, said)
        assert (answer.status_code, answer["Location"]) == (302, "/corelink/hand-overs/JD90001")
    found = HandOver.objects.get()
    owner = Customer.objects.get(number=found.customer)
    assert found.terms is not None
    assert (found.state, found.asked_by, found.amount) == ("TO_SEND", "9001", 60_000_00)
    assert (found.terms["rate"], found.terms["managing_rm"]) == (810_000, owner.managing_rm)
    text = page(client, "/corelink/hand-overs/JD90001")
    assert "等额本息" in text
    assert "/withdraw" in text
    assert "/answer" not in text, "what has not gone out has no answer"
    assert "JD90001" in page(client, LIST)
    assert "没有符合条件" in page(client, LIST, query_params={"state": "SENT"})


def test_a_refusal_stands_beside_its_field(town: Town, products: None) -> None:
    client = officer("9001", "ACCOUNTANT")
    text = post(client, NEW, **SAID | {"key": "k" * 8, "account": "6228"})
    assert re.search(r'id="error-account"><p class="field-error" role="alert">没有结算账户 6228', text)
    text = post(client, NEW, **SAID | {"key": "j" * 8, "amount": "很多", "rate": "x", "maturity": ""})
    assert text.count('class="field-error"') == 3
    assert not HandOver.objects.exists()


def test_only_the_posts_that_pay_start_one_and_only_beside_a_core(town: Town, fresh_bank: str) -> None:
    for role, looks, starts in (
        ("ACCOUNTANT", 200, 200), ("DISB_AUDITOR", 200, 200), ("RISK", 200, 403), ("EXECUTIVE", 200, 403),
        ("AUDIT", 200, 403), ("RM", 403, 403), ("ADMIN", 403, 403),
    ):  # fmt: skip
        client = officer(f"9{role}", role)
        assert client.get(LIST).status_code == looks, role
        assert client.get(NEW).status_code == starts, role
        assert (NEW in str(client.get(LIST).content)) == (starts == 200), role
    no = officer("9701", "RM").post(
        "/api/v1/corelink/hand-overs", ASKED, "application/json", headers={"Idempotency-Key": "a" * 8}
    )
    assert (no.status_code, no.json()["name"]) == (403, "not_of_this_post")


def test_a_failed_one_is_started_anew_by_another_from_the_page(town: Town, products: None, tmp_path: Path) -> None:
    one, two = officer("9001", "DISB_AUDITOR"), officer("9002", "ACCOUNTANT")
    assert one.post(NEW, SAID | {"key": "k" * 8}).status_code == 302
    sent(tmp_path, town.today)
    address = "/corelink/hand-overs/JD90001"
    assert "登记核心答复" in page(one, address)
    assert "已不在待发中" in post(one, f"{address}/withdraw", reason="想撤回")
    assert "已登记。" in post(one, f"{address}/answer", state="FAILED", reason="查证单七号:未受理", key="a1")
    assert "不能自己重新发起" in post(one, f"{address}/anew", reason="核心确认没有付", key="a2")
    assert "只发一次" in post(two, f"{address}/resend", reason="核心确认没有付", key="a3")
    for _tap in range(2):
        assert "JD90001-R2" in post(two, f"{address}/anew", reason="核心确认没有付", key="a4")
    assert (state(), state("JD90001-R2"), HandOver.objects.count()) == ("FAILED", "TO_SEND", 2)
    text = page(two, address)
    assert "已重新发起为" in text
    assert "/anew" not in text
    assert "重新发起自" in page(two, "/corelink/hand-overs/JD90001-R2")
    for _tap in range(2):
        assert "已登记。" in post(two, "/corelink/hand-overs/JD90001-R2/withdraw", reason="客户不借了", key="a5")
    assert state("JD90001-R2") == "WITHDRAWN"


def test_a_second_tap_asks_once(town: Town, products: None, tmp_path: Path) -> None:
    client = officer("9001", "ACCOUNTANT")
    client.post(NEW, SAID | {"key": "k" * 8})
    sent(tmp_path, town.today)
    HandOver.objects.update(state="UNKNOWN")
    for _tap in range(2):
        assert "已登记。" in post(client, "/corelink/hand-overs/JD90001/ask", key="b1")
    assert HandOver.objects.get().asked == 1


def test_the_list_asks_as_often_for_many_as_for_few(town: Town, products: None) -> None:
    client = officer("9001", "ACCOUNTANT")
    asked = []
    for count in (2, 40):
        for n in range(count):
            HandOver.objects.create(
                number=f"A{count}-{n}", note=f"A{count}-{n}", contract="H", customer="C", account="6", branch="B01",
                amount=1, drawn=FIRST, state="SENT", sent_on=FIRST, answer_by=FIRST, asked_by=f"90{n:02d}",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(client, LIST)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16, [query["sql"][:90] for query in queries]


def test_a_break_says_why_its_note_is_not_in_our_books(town: Town) -> None:
    CoreNoteLeft.objects.create(
        note="HX7", day=FIRST, why="缺少要素:product。", next_step="请核心更正后重新下发。", recorded_at=clock.now()
    )
    for number, kind in enumerate(("MISSING_HERE", "AMOUNT"), 1):
        CoreBreak.objects.create(
            id=number, source="balances", subject="HX7", kind=kind, theirs="1", gap=1, first_seen=FIRST, last_seen=FIRST
        )
    client = officer("9001", "RISK")
    text = page(client, "/corelink/breaks/1")
    assert "缺少要素:product。" in text
    assert "请核心更正后重新下发。" in text
    assert "缺少要素" not in page(client, "/corelink/breaks/2")


def test_hand_overs_over_http(town: Town, tmp_path: Path) -> None:
    client = officer("9001", "ACCOUNTANT")
    address = "/api/v1/corelink/hand-overs"

    def call(path: str, said: dict[str, Any], key: str) -> Any:
        return client.post(f"{address}{path}", said, "application/json", headers={"Idempotency-Key": key})

    first = call("", ASKED, "start-0001")
    assert (first.status_code, first.json()["state"], first.json()["amount"]) == (200, "TO_SEND", "60000.00")
    assert call("", ASKED, "start-0001").json() == first.json()
    other = call("", ASKED | {"use": "进货"}, "start-0001")
    assert (other.status_code, other.json()["name"], other.json()["field"]) == (409, "key_reused", "use")
    assert call("", ASKED, "start-0002").json()["name"] == "asked_already"
    assert call("/JD90001/withdraw", {"reason": "录错金额"}, "back-0001").json()["state"] == "WITHDRAWN"
    assert call("/JD90001/anew", {"reason": ""}, "anew-0001").json()["name"] == "reason_missing"
    assert call("/JD90001/anew", {"reason": "金额已核对"}, "anew-0002").json()["number"] == "JD90001-R2"
    sent(tmp_path, town.today)
    assert call("/JD90001-R2/ask", {}, "ask-00001").json()["name"] == "only_unknown_is_asked"
    told = {"state": "UNKNOWN", "evidence": "核心电话答复说不清"}
    assert call("/JD90001-R2/answer", told, "answer-01").json()["state"] == "UNKNOWN"
    assert call("/JD90001-R2/ask", {}, "ask-00002").json()["asked"] == 1
    assert call("/JD404/ask", {}, "ask-00003").status_code == 404
    listed = client.get(address).json()
    assert (listed["count"], listed["counts"]["UNKNOWN"], listed["counts"]["WITHDRAWN"]) == (1, 1, 1)
    assert [each["number"] for each in listed["hand_overs"]] == ["JD90001-R2"]
    assert client.get(address, {"state": "WITHDRAWN"}).json()["hand_overs"][0]["number"] == "JD90001"
    one = client.get(f"{address}/JD90001-R2").json()
    assert (one["follows"], one["answer_by"]) == ("JD90001", date(2018, 9, 20).isoformat())
    assert Client().get(address).status_code == 401
