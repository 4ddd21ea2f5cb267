"""闪贷 on the customer's phone (A71): the offer, the ticks, the contract, one code, the money; or who comes, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from tests.fixtures_db import _copy_of
from tests.scenarios import afar_town
from tests.scenarios.card_town import CardTown
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_pages import officer
from tests.scenarios.test_portal_pages import IDENTITY, OTHER, sign_in, text
from tests.town import fen
from wuhua.areas.creditline.models import Card, CardSigning
from wuhua.areas.customer.models import Standing
from wuhua.areas.market.models import ListEntry
from wuhua.areas.origination.models import Case
from wuhua.areas.servicing.models import LoanNote

SAID = {"amount": "50,000", "purpose": "WORKING_CAPITAL", "use": "明早进面粉", "agreed": "on", "records": "on"}


@pytest.fixture(scope="module")
def bank(bank_template: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardTown]:
    """One bank for the file; no test leaves a row behind."""
    home = tmp_path_factory.mktemp("flash")
    (home / "lake").mkdir()
    with (
        override_settings(WUHUA_HOME=home, WUHUA_LAKE=home / "lake", WUHUA_DEMO=True),
        django_db_blocker.unblock(),
        _copy_of(bank_template),
    ):
        yield afar_town.opened()


@pytest.fixture
def town(bank: CardTown) -> Iterator[CardTown]:
    with transaction.atomic():
        yield bank
        transaction.set_rollback(True)


def asked(me: Client, **more: str) -> Any:
    page = text(me, "/portal/flash")
    said = {"key": hidden(page, "key"), **SAID, **more}
    return me.post("/portal/flash/ask", {name: value for name, value in said.items() if value})


def sent(page: str) -> dict[str, str]:
    """What the page of the signature sends, with the code that came."""
    code = re.search(r'id="demo-code">(\d{6})<', page)
    assert code, page
    names = [name for name in ("key", "handle", "amount", "purpose", "use", "records") if f'name="{name}"' in page]
    return {**{name: hidden(page, name) for name in names}, "agreed": "on", "code": code[1]}


def test_A71_a_preapproved_shopkeeper_reads_ticks_signs_and_has_the_money(town: CardTown) -> None:
    me = sign_in()
    assert "您有一笔预授信" in text(me, "/portal/home")
    offer = text(me, "/portal/flash")
    for words in ("200,000.00", "审贷会批准 300,000.00 元", "7.20%", "尾号 0001"):
        assert words in offer, words
    page = asked(me).content.decode()
    assert "授信卡额度合同 YSX" in page and "手机签约的特别约定" in page and "非第三方 CA" in page
    assert not Card.objects.exists(), "nothing stands before the code"
    said = sent(page)
    wrong = me.post("/portal/flash/sign", {**said, "code": f"{(int(said['code']) + 1) % 10**6:06d}"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.content.decode()
    assert "手机签约的特别约定" in wrong.content.decode(), "the contract stays beside what was wrong"
    unread = me.post("/portal/flash/sign", {**said, "agreed": ""})
    assert unread.status_code == 422
    assert "请先阅读并同意" in unread.content.decode().split('name="agreed"')[1].split('<div class="field">')[0]
    changed = me.post("/portal/flash/sign", {**said, "amount": "60000.00"})
    assert changed.status_code == 422 and not Card.objects.exists(), "the code is for the sum that was shown"
    for _tap in range(2):
        answer = me.post("/portal/flash/sign", said)
        assert (answer.status_code, answer.url) == (302, "/portal/card?done=drawn"), answer.content.decode()[-900:]  # type: ignore[attr-defined]
    assert LoanNote.objects.get().principal == fen("50,000.00")
    card = text(me, "/portal/card")
    assert "150,000.00" in card
    kept = CardSigning.objects.get()
    assert kept.text.splitlines()[5] in text(me, f"/portal/flash/contracts/{kept.contract}").replace("&#x27;", "'")
    desk = text(officer("E009", "EXECUTIVE"), f"/cards/{Card.objects.get().number}")
    for words in (
        "手机签约",
        "客户本人",
        kept.contract,
        kept.signature[:16],
        "非第三方 CA",
        "第 1 批的决定(JZ12)",
        "未连公安身份核查",
    ):
        assert words in desk, words
    other = sign_in(OTHER, "13803590002")
    text(other, f"/portal/flash/contracts/{kept.contract}", 404)


def test_A71_with_a_card_it_is_a_draw_with_its_own_code(town: CardTown) -> None:
    me = sign_in()
    me.post("/portal/flash/sign", sent(asked(me).content.decode()))
    page = asked(me, amount="30000", records="").content.decode()
    assert "确认用款" in page and "80,000.00" in page and "合同" not in page.split("<main")[1]
    said = sent(page)
    assert me.post("/portal/flash/sign", {**said, "use": "别的", "amount": "30001.00"}).status_code == 422
    for _tap in range(2):
        assert me.post("/portal/flash/sign", said).url == "/portal/card?done=drawn"  # type: ignore[attr-defined]
    assert LoanNote.objects.get().principal == fen("80,000.00")
    unticked = asked(me, agreed="", records="")
    assert "请先阅读并同意" in unticked.content.decode().split('name="agreed"')[1].split("</form>")[0]
    over = asked(me, amount="120000.01", records="")
    assert over.status_code == 422 and "最多可支用 120,000.00 元" in over.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("more", "words", "after"),
    [({"purpose": ""}, "field-error", 'name="purpose"'), ({"records": ""}, "请先阅读并同意", 'name="records"'),
     ({"purpose": "STOCKS"}, "信贷资金不得流入证券市场", 'name="purpose"'), ({"amount": "200000.01"}, "200,000.00 元以内", 'name="amount"'),
     ({"amount": "很多"}, "请填写数字", 'name="amount"'), ({"use": " "}, "field-error", 'name="use"')],
)  # fmt: skip
def test_A71_what_can_be_mended_stands_beside_its_field(
    town: CardTown, more: dict[str, str], words: str, after: str
) -> None:
    answer = asked(sign_in(), **more)
    assert answer.status_code == 422
    beside = answer.content.decode().split(after)[1].split('<div class="field">')[0]
    assert words in beside, beside
    assert not Case.objects.exists()


def test_A71_a_rule_that_says_no_tells_who_comes_and_why(town: CardTown) -> None:
    me = sign_in()
    afar_town.current("RS2018")
    home = text(me, "/portal/home")
    assert "客户经理上门与您面签" in home and "签合同、马上用款" not in home
    assert "现行规定授信合同须当面签订" in text(me, "/portal/flash")
    key = hidden(text(me, "/portal/flash"), "key")
    pages = [me.post("/portal/flash/ask", {"key": key, **SAID}) for _tap in range(2)]
    case = Case.objects.get()
    for page in pages:
        said = page.content.decode()
        assert page.status_code == 200 and case.pk in said and "现行规定授信合同须当面签订" in said and "甲" in said
    assert case.pk in text(me, "/portal/progress") and not Card.objects.exists()


def test_A71_what_turned_bad_between_the_code_and_the_tap_walks_the_three_days(town: CardTown) -> None:
    me = sign_in()
    said = sent(asked(me).content.decode())
    Standing.objects.create(customer_id=1, as_of=town.day, klass="WATCH", overdue_days=1)
    assert "您有贷款需要先处理" in me.post("/portal/flash/sign", said).content.decode()
    assert me.post("/portal/flash/sign", said).url == "/portal/progress"  # type: ignore[attr-defined]
    assert Case.objects.count() == 1 and not Card.objects.exists() and not ListEntry.objects.exists()


def test_A71_who_has_neither_card_nor_offer_is_led_to_the_request(town: CardTown) -> None:
    me = sign_in(OTHER, "13803590002")
    assert "您有一笔预授信" not in text(me, "/portal/home")
    assert "没有可用的预授信" in text(me, "/portal/flash")
    assert Client().get("/portal/flash").url == "/portal"  # type: ignore[attr-defined]
    assert IDENTITY != OTHER
