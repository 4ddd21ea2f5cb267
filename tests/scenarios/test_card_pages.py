"""Pages and API of cards: who gets them, what they do, how often the database is asked (A59, A61, A62, A69)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.card_town import CardTown, grant
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_market_api import post
from tests.town import fen
from wuhua.areas.creditline.models import Card, CardAsk, CardOrder
from wuhua.areas.people.models import Branch, Staff, StaffRole
from wuhua.areas.people.rules import Role

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def town(home: Any) -> CardTown:
    return CardTown()


def signed_in(number: str, *roles: Role) -> Client:
    """The person of that number in these roles, of the outlet of the card's customer."""
    Branch.objects.get_or_create(code="B01", defaults={"name": "城关支行", "team_type": "URBAN_OUTLET"})
    user, _ = get_user_model().objects.get_or_create(username=number)
    Staff.objects.get_or_create(number=number, defaults={"name": number, "branch_id": "B01", "user": user})
    for role in roles:
        StaffRole.objects.get_or_create(staff_id=number, role=role, defaults={"from_day": date(2018, 1, 1)})
    client = Client()
    client.force_login(user)
    return client


def test_A59_every_role_gets_the_pages_and_sees_its_own_cards(town: CardTown) -> None:
    one = f"/cards/{town.number}"
    for page in ("/cards", one):
        assert Client().get(page).status_code == 302
    sees = {"M001": True, "M002": False, "K001": True, "X001": False}
    for number, role in (("M001", Role.RM), ("M002", Role.RM), ("K001", Role.ACCOUNTANT), ("X001", Role.STATISTICS)):
        who = signed_in(number, role)
        page = who.get("/cards")
        assert page.status_code == 200 and (town.number in page.content.decode()) == sees[number], number
        assert who.get(one).status_code == (200 if sees[number] else 404), number
        said = who.post(f"{one}/draw", {"amount": "1.00"})
        assert said.status_code == (422 if number == "M001" else 200 if number == "K001" else 404), number
        assert who.get(f"{API}/cards/{town.number}").status_code == (200 if sees[number] else 404)
    admin = signed_in("A001", Role.ADMIN)
    posts = [
        f"{one}/draw",
        f"{one}/repay",
        f"{one}/do/freeze_card",
        f"{one}/ask/thaw_card",
        "/cards/open",
        "/cards/orders/1",
    ]
    assert {admin.get(page).status_code for page in ("/cards", one)} == {403}
    assert {admin.post(page).status_code for page in posts} == {403}
    for query in ("?page=x", "?state=NONE", "?only=ZZ", "?page=99999"):
        assert signed_in("K001", Role.ACCOUNTANT).get(f"/cards{query}").status_code == 200
    assert signed_in("K001", Role.ACCOUNTANT).get("/cards?q=%00").status_code == 400, (
        "no text holds the character nought"
    )
    assert not CardAsk.objects.exists()


def test_A61_drawn_and_repaid_on_the_page_with_a_preview_and_once(town: CardTown) -> None:
    teller, one = signed_in("K001", Role.ACCOUNTANT), f"/cards/{town.number}"
    for wrong in ("", "很多", "1.001", "-5", "0"):
        page = teller.post(f"{one}/draw", {"amount": wrong})
        assert page.status_code == 422 and 'id="no-draw-amount"' in page.content.decode(), wrong
    page = teller.post(f"{one}/draw", {"amount": "300000.01"})
    assert page.status_code == 422 and "最多可支用 300,000.00 元" in page.content.decode()
    seen = teller.post(f"{one}/draw", {"amount": "120,000.00"}).content.decode()
    assert "办理后用款余额" in seen and "120,000.00" in seen and not CardAsk.objects.exists()
    asked = hidden(seen, "asked")
    form = {
        "amount": "120,000.00",
        "key": hidden(seen, "key"),
        "asked": asked,
        "seen": hidden(seen, "seen"),
        "step": "do",
    }
    other = teller.post(f"{one}/draw", {**form, "amount": "130,000.00"})
    assert other.status_code == 200 and not CardAsk.objects.exists()  # another sum is shown again first
    for _ in range(2):  # a second tap writes nothing
        assert teller.post(f"{one}/draw", form).status_code == 302
    ask = CardAsk.objects.get()
    assert (ask.given, town.view().drawn) == (fen("120,000.00"), fen("120,000.00"))
    assert ask.took_ms > 0 and ask.asked_at < ask.done_at
    teller.post(
        f"{one}/draw",
        {**form, "key": "forged-key", "asked": "2010-01-01T00:00:00+08:00", "amount": "1.00", "seen": "100"},
    )
    assert CardAsk.objects.latest("id").took_ms < 180_000  # a moment nobody signed counts as now
    seen = teller.post(f"{one}/repay", {"amount": "20,000.00", "over": "ACCOUNT"}).content.decode()
    form = {
        "amount": "20,000.00",
        "over": "ACCOUNT",
        "key": hidden(seen, "key"),
        "seen": hidden(seen, "seen"),
        "step": "do",
    }
    for _ in range(2):
        teller.post(f"{one}/repay", form)
    assert town.view().drawn == fen("100,001.00")
    assert 'id="no-repay-amount"' in teller.post(f"{one}/repay", {"amount": "100,001.01"}).content.decode()
    page = teller.get(one).content.decode()
    assert all(each in page for each in ("120,000.00", "20,000.00", "还款", "199,999.00"))


def test_A59_frozen_thawed_by_another_replaced_and_reduced_on_the_page(town: CardTown) -> None:
    rm, boss, teller = signed_in("M001", Role.RM), signed_in("S001", Role.APPROVER), signed_in("K001", Role.ACCOUNTANT)
    risk, one = signed_in("F001", Role.RISK), f"/cards/{town.number}"
    page = rm.post(f"{one}/do/freeze_card", {"words": "有挪用嫌疑", "why": ""})
    assert page.status_code == 422 and 'id="no-freeze_card-why"' in page.content.decode()
    page = rm.post(f"{one}/do/freeze_card", {"words": "嗯", "why": "MISUSE_FOUND"})
    assert 'id="no-freeze_card-words"' in page.content.decode()
    rm.post(f"{one}/do/freeze_card", {"words": "有挪用嫌疑", "why": "MISUSE_FOUND"})
    assert town.card().state == "FROZEN" and "挪用" in rm.get(one).content.decode()
    assert rm.post(f"{one}/do/open_card", {}).status_code == rm.post(f"{one}/do/zz", {}).status_code == 404
    assert rm.post(f"{one}/do/close_card", {"words": "不该由我销卡"}).status_code == 422
    rm.post(f"{one}/ask/thaw_card", {"reason": "核实无挪用情况"})
    order = CardOrder.objects.get()
    rm.post(f"/cards/orders/{order.pk}", {"what": "yes", "decision": "自己同意自己"})
    assert town.card().state == "FROZEN" and "核实无挪用情况" in boss.get("/cards").content.decode()
    assert boss.post(f"/cards/orders/{order.pk}", {"what": "maybe"}).status_code == 404
    boss.post(f"/cards/orders/{order.pk}", {"what": "yes", "decision": "情况属实同意"})
    assert town.card().state == "ACTIVE"
    page = risk.post(f"{one}/do/reduce_card", {"limit": "三十万", "words": "压降额度使用"})
    assert page.status_code == 422 and 'id="no-reduce_card-limit"' in page.content.decode()
    risk.post(f"{one}/do/reduce_card", {"limit": "200000", "words": "压降额度使用"})
    rm.post(f"{one}/ask/raise_card", {"limit": "250000", "reason": "经营恢复正常"})
    boss.post(f"/cards/orders/{CardOrder.objects.latest('id').pk}", {"what": "no", "decision": "暂不恢复额度"})
    assert town.card().limit == fen("200,000.00")
    done = teller.post(f"{one}/do/replace_card", {"words": "卡面损坏换卡"})
    assert Card.objects.get(replaces__number=town.number).number in done["Location"]


def test_A59_opened_and_renewed_from_the_page_by_two(town: CardTown) -> None:
    rm, boss = signed_in("M001", Role.RM), signed_in("S001", Role.APPROVER)
    account = town.town.customer("曹变梅")
    form = {
        "customer": "C000002", "case": "SX-9", "limit": "200000", "months": "12", "rate": "6.09", "account": account,
        "approved_by": "S001", "face_to_face": "1", "reason": "凭批复开卡", "key": "open-1",
    }  # fmt: skip
    for name, wrong in (
        ("customer", "C999999"), ("limit", "x"), ("rate", "x"), ("months", "x"), ("face_to_face", ""),
        ("account", town.account), ("reason", "好"), ("case", " "),
    ):  # fmt: skip
        page = rm.post("/cards/open", {**form, name: wrong, "key": f"wrong-{name}"})
        assert page.status_code == 422 and f'id="no-open_card-{name}"' in page.content.decode(), name
    for _ in range(2):
        assert rm.post("/cards/open", form).status_code == 302
    order = CardOrder.objects.get()
    done = boss.post(f"/cards/orders/{order.pk}", {"what": "yes", "decision": "同意按批复开卡"})
    card = Card.objects.get(customer__number="C000002")
    assert card.number in done["Location"] and card.limit == fen("200,000.00")
    renewed = {**form, "case": "SX-10", "limit": "260000", "key": "renew-1"}
    rm.post(f"/cards/{card.number}/ask/renew_card", renewed)
    boss.post(f"/cards/orders/{CardOrder.objects.latest('id').pk}", {"what": "yes", "decision": "同意按批复续期"})
    card.refresh_from_db()
    assert card.limit == fen("260,000.00")
    page = boss.get(f"/cards/{card.number}").content.decode()
    assert "SX-9" in page and "SX-10" in page


def test_the_pages_ask_as_often_for_many_cards_as_for_one(town: CardTown) -> None:
    teller = signed_in("K001", Role.ACCOUNTANT)
    teller.get("/cards")
    with CaptureQueriesContext(connection) as one:
        teller.get("/cards")
    for n in range(2, 7):
        account = town.town.customer(f"某{n}")
        town.number = str(town.done(town.open(grant(account, customer=f"C{n:06d}", case=f"SX-{n}")))["card"])
        town.done(town.draw("1,000.00"))
    with CaptureQueriesContext(connection) as many:
        assert teller.get("/cards").content.decode().count("SX0000000") >= 6
    assert len(many) == len(one) <= 32


def test_A61_A62_the_same_over_http(town: CardTown) -> None:
    teller, rm = signed_in("K001", Role.ACCOUNTANT), signed_in("M001", Role.RM)
    boss, one = signed_in("S001", Role.APPROVER), f"/cards/{town.number}"
    no = post(teller, f"{one}/draws", {"amount": "300000.01"}, "draw-0000")
    assert (no.status_code, no.json()["name"]) == (409, "over_limit")
    for _ in range(2):
        done = post(teller, f"{one}/draws", {"amount": "80000.00"}, "draw-0001")
        assert done.status_code == 201, done.content
    assert post(teller, f"{one}/draws", {"amount": "1.00"}, "draw-0001").json()["field"] == "amount"
    assert post(rm, f"{one}/draws", {"amount": "1.00"}, "draw-0002").status_code == 403
    assert post(teller, f"{one}/draws", {"amount": "1e5"}, "draw-0003").status_code == 422
    paid = post(teller, f"{one}/repayments", {"amount": "30000.00", "over": "ACCOUNT"}, "repay-001")
    assert paid.status_code == 201, paid.content
    said = teller.get(f"{API}{one}").json()
    assert (said["drawn"], said["available"], said["drawn_pct"]) == ("50000.00", "250000.00", "16.67")
    rows = teller.get(f"{API}{one}/statement").json()["rows"]
    assert [(each["what"], each["amount"]) for each in rows] == [("draw", "80000.00"), ("prepay", "30000.00")]
    frozen = post(
        rm, f"{one}/deeds", {"verb": "freeze_card", "words": "客户电话申请", "why": "CUSTOMER_ASKED"}, "deed-0001"
    )
    assert frozen.json()["state"] == "FROZEN"
    order = post(rm, f"{one}/orders", {"verb": "thaw_card", "reason": "客户申请恢复使用"}, "order-001").json()["order"]
    decided = {"approve": True, "decision": "同意客户申请"}
    assert post(rm, f"/card-orders/{order}/decisions", decided, "decide-01").status_code == 403
    assert post(boss, f"/card-orders/{order}/decisions", decided, "decide-02").json()["state"] == "DONE"
    assert [each["state"] for each in boss.get(f"{API}/cards").json()] == ["ACTIVE"]
    assert boss.get(f"{API}/cards?state=FROZEN").json() == []
