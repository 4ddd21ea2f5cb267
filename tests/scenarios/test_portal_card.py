"""The card on the customer's phone: drawn in one go after a code of its own, repaid out of the own account (A61, A62, A69)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.scenarios.card_town import CardTown
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_portal_pages import IDENTITY, OTHER, known, sign_in, text
from tests.town import fen
from wuhua.areas.creditline.models import CardAsk
from wuhua.areas.origination.models import Case
from wuhua.areas.people.models import Branch, Staff, StaffRole
from wuhua.areas.people.rules import Role, TeamType
from wuhua.areas.product import actions as products
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.bulk.dayend import verify

pytestmark = pytest.mark.usefixtures("fresh_bank")


@pytest.fixture
def town(settings: Any) -> CardTown:
    """任改英 holds a card of 300,000.00; another customer holds none."""
    settings.WUHUA_DEMO = True
    town = CardTown()
    known("任改英", IDENTITY)
    town.town.customer("别人")
    known("别人", OTHER, "13803590002")
    return town


def asked(me: Any, amount: str) -> dict[str, str]:
    """The draw asked for; answers what confirming it would send, with the code that came."""
    key = hidden(text(me, "/portal/card"), "key")
    page = me.post("/portal/card/draw", {"key": key, "amount": amount})
    assert page.status_code == 200, page.content.decode()
    said = page.content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', said)
    assert code
    return {"key": key, "amount": hidden(said, "amount"), "handle": hidden(said, "handle"), "code": code[1]}


def principal(town: CardTown) -> int:
    return LoanNote.objects.get(number=town.view().note).principal


def test_A62_a_draw_from_the_phone_is_in_the_account_at_once_with_no_officer(town: CardTown) -> None:
    me = sign_in()
    assert "300,000.00" in text(me, "/portal/home")
    sent = asked(me, "20,000")
    assert principal(town) == 0, "nothing moves before the code"
    for _ in range(2):
        answer = me.post("/portal/card/drawn", sent)
        assert (answer.status_code, answer.url) == (302, "/portal/card?done=drawn")
    assert principal(town) == fen("20,000.00")
    ask = CardAsk.objects.get()
    assert (ask.given, ask.actor) == (fen("20,000.00"), "customer:C000001")
    assert ask.took_ms < 180_000
    assert "280,000.00" in text(me, "/portal/card")
    assert not any(verify.verify().values())


def test_a_code_is_for_its_own_sum_and_for_one_draw(town: CardTown) -> None:
    me = sign_in()
    sent = asked(me, "20000")
    assert me.post("/portal/card/drawn", {**sent, "amount": "30000.00"}).status_code == 422
    assert me.post("/portal/card/drawn", {**sent, "key": "another-key"}).status_code == 422
    assert (
        me.post("/portal/card/drawn", {**sent, "code": "000000" if sent["code"] != "000000" else "1"}).status_code
        == 422
    )
    assert principal(town) == 0
    assert me.post("/portal/enter", {"handle": sent["handle"], "code": sent["code"]}).status_code == 422
    assert me.post("/portal/card/drawn", sent).status_code == 302
    other = asked(me, "1000")
    assert me.post("/portal/card/drawn", {**other, "handle": sent["handle"], "code": sent["code"]}).status_code == 422
    assert principal(town) == fen("20,000.00")


def test_what_the_card_does_not_give_is_refused_beside_the_amount(town: CardTown) -> None:
    me = sign_in()
    for amount, words in (("300000.01", "300,000.00"), ("很多", "请填写数字"), ("0", "大于零")):
        page = me.post("/portal/card/draw", {"key": "k1", "amount": amount})
        assert page.status_code == 422, amount
        said = page.content.decode()
        assert words in said.split('for="draw_amount"')[1].split("</div>")[0] or words in said, amount
    assert not CardAsk.objects.exists()


def test_A61_a_repayment_comes_out_of_the_own_account_after_a_look_at_it(town: CardTown) -> None:
    me = sign_in()
    me.post("/portal/card/drawn", asked(me, "20000"))
    look = me.post("/portal/card/repay", {"key": "r1", "amount": "5000"})
    assert look.status_code == 200
    assert "15,000.00" in look.content.decode()
    assert principal(town) == fen("20,000.00")
    for _ in range(2):
        answer = me.post("/portal/card/repay", {"key": "r1", "amount": "5000.00", "sure": "1"})
        assert (answer.status_code, answer.url) == (302, "/portal/card?done=repaid")
    assert principal(town) == fen("15,000.00")
    assert NoteEvent.objects.filter(actor="customer:C000001").count() == 2
    refused = me.post("/portal/card/repay", {"key": "r2", "amount": "15000.01", "sure": "1"})
    assert refused.status_code == 422


def test_A69_another_customer_has_no_card_page(town: CardTown) -> None:
    other = sign_in(OTHER, "13803590002")
    text(other, "/portal/card", 404)
    for path, sent in (("draw", {"key": "k", "amount": "100"}), ("repay", {"key": "k", "amount": "100", "sure": "1"})):
        assert other.post(f"/portal/card/{path}", sent).status_code in (404, 422), path
    assert principal(town) == 0


def test_A71_what_the_card_does_not_give_walks_the_three_days_when_the_customer_asks(town: CardTown) -> None:
    Branch.objects.get_or_create(
        code="B01", defaults={"name": "城关支行", "licence": "L1", "team_type": TeamType.URBAN_OUTLET}
    )
    Staff.objects.create(number="M001", name="甲", branch_id="B01", position="客户经理", joined=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="M001", role=Role.RM, from_day=date(2015, 1, 1))
    products.ensure_seeded(actor="SYSTEM", business_date=town.town.today)
    me = sign_in()
    page = text(me, "/portal/card")
    key = hidden(page.split("three-days")[1], "key")
    said = {"key": key, "amount": "500000", "use": "盘下隔壁铺面的货"}
    assert me.post("/portal/card/three-days", {**said, "use": ""}).status_code == 422
    for _ in range(2):
        answer = me.post("/portal/card/three-days", said)
        assert (answer.status_code, answer.url) == (302, "/portal/progress"), answer.content.decode()[-800:]
    case = Case.objects.get()
    assert (case.amount, case.state, case.lead) == (fen("500,000.00"), "PROSPECT", "M001")
    assert principal(town) == 0 and case.pk in text(me, "/portal/progress")
