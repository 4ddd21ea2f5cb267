"""A71, by the clock: a shopkeeper with a phone of 390 px, typing like a person, from the door to the money in under three minutes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.browser.looking import chrome, fits, serving
from tests.scenarios import afar_town
from tests.scenarios.test_portal_pages import IDENTITY, PHONE
from tests.town import fen
from wuhua.areas.creditline.models import CardAsk, CardSigning
from wuhua.areas.servicing.models import LoanNote
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.browser
WIDTH, KEY_MS, MOST_SECONDS = 390, 120, 180


@pytest.fixture
def served(fresh_bank: str, settings: Any) -> Iterator[str]:
    """The town's bank on a port of its own."""
    settings.ALLOWED_HOSTS, settings.WUHUA_DEMO = ["127.0.0.1"], True
    afar_town.opened()
    with serving() as address:
        yield address


@pytest.fixture
def phone(served: str, chromium: str) -> Iterator[Any]:
    """A narrow phone."""
    with chrome(chromium) as browser:
        page = browser.new_context(viewport={"width": WIDTH, "height": 844}, locale="zh-CN").new_page()
        page.set_default_timeout(15_000)
        yield page


def typed(phone: Any, label: str, words: str) -> None:
    """Key by key, at a person's speed."""
    phone.get_by_label(label).press_sequentially(words, delay=KEY_MS)


def coded(phone: Any) -> None:
    typed(phone, "短信验证码(6位)", phone.locator("#demo-code").inner_text())


def test_A71_from_the_door_to_the_money_in_under_three_minutes_without_staff(served: str, phone: Any) -> None:
    before = AuditRow.objects.count()
    start = time.monotonic()
    phone.goto(f"{served}/portal")
    typed(phone, "身份证号或统一社会信用代码", IDENTITY)
    typed(phone, "在本行登记的手机号", PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    coded(phone)
    phone.get_by_role("button", name="登录").click()
    phone.get_by_role("link", name="闪贷:马上用款").click()
    fits(phone, "flash-offer", WIDTH)
    assert "200,000.00" in phone.get_by_role("region", name="现在可签").inner_text()
    typed(phone, "金额(元)", "50000")
    typed(phone, "具体买什么、付给谁", "明早进面粉")
    phone.get_by_label("用来做什么").select_option("WORKING_CAPITAL")
    phone.get_by_label("我同意本行为这次授信").check()
    phone.get_by_role("button", name="下一步").click()
    fits(phone, "flash-sign", WIDTH)
    assert "手机签约的特别约定" in phone.get_by_role("region", name="授信卡额度合同").inner_text()
    phone.get_by_label("我已阅读并同意授信卡额度合同").check()
    coded(phone)
    phone.get_by_role("button", name="签署并用款").click()
    phone.get_by_text("款已到尾号 0001 的账户").wait_for()
    took = time.monotonic() - start
    fits(phone, "flash-done", WIDTH)
    assert took < MOST_SECONDS, took
    assert took > len(IDENTITY + PHONE) * KEY_MS / 1000, "the clock ran while a person typed"

    note = LoanNote.objects.get()
    assert note.principal == fen("50,000.00")
    assert -books.balance_of(DEPOSITS, note.account_id) == fen("50,000.00"), "the money is in the account"
    assert CardSigning.objects.count() == 1 and CardAsk.objects.get().took_ms < MOST_SECONDS * 1000
    done = AuditRow.objects.order_by("pk")[before:]
    assert {each.actor for each in done} == {"customer:C000001"}, [(each.actor, each.action) for each in done]
    assert len(done) >= 5
    assert not get_user_model().objects.filter(last_login__isnull=False).exists(), "nobody of the staff signed in"


def test_A71_a_phone_under_the_rules_of_2018_is_told_who_comes(served: str, phone: Any) -> None:
    afar_town.current("RS2018")
    phone.goto(f"{served}/portal")
    phone.get_by_label("身份证号或统一社会信用代码").fill(IDENTITY)
    phone.get_by_label("在本行登记的手机号").fill(PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("短信验证码(6位)").fill(phone.locator("#demo-code").inner_text())
    phone.get_by_role("button", name="登录").click()
    phone.get_by_role("link", name="看额度、请客户经理来").click()
    fits(phone, "flash-meet", WIDTH)
    phone.get_by_label("金额(元)").fill("50000")
    phone.get_by_label("具体买什么、付给谁").fill("明早进面粉")
    phone.get_by_label("用来做什么").select_option("WORKING_CAPITAL")
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="请客户经理上门办理").click()
    phone.get_by_text("已转三个工作日通道").wait_for()
    fits(phone, "flash-fell", WIDTH)
    assert "现行规定授信合同须当面签订" in phone.get_by_role("status").inner_text()
    assert not LoanNote.objects.exists()
