"""A62: a noodle-shop owner on a phone of 390 px: in by a code, what is owed, a loan asked for, with no hand of the staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.scenarios.test_portal_pages import IDENTITY, PHONE, limited, opened
from wuhua.areas.workday.models import Inquiry

pytestmark = pytest.mark.browser
WIDTH = 390


@pytest.fixture
def served(fresh_bank: str, settings: Any) -> Iterator[str]:
    """The noodle shop's bank on a port of its own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.WUHUA_DEMO = True
    opened()
    limited()
    with serving() as address:
        yield address


@pytest.fixture
def phone(served: str, chromium: str) -> Iterator[Any]:
    """A narrow phone."""
    with chrome(chromium) as browser:
        page = browser.new_context(viewport={"width": WIDTH, "height": 844}, locale="zh-CN").new_page()
        page.set_default_timeout(15_000)
        yield page


def test_A62_in_what_i_owe_and_a_loan_asked_for_without_staff(served: str, phone: Any) -> None:
    phone.goto(f"{served}/portal")
    fits(phone, "portal-front", WIDTH)
    phone.get_by_label("身份证号或统一社会信用代码").fill(IDENTITY)
    phone.get_by_label("在本行登记的手机号").fill(PHONE)
    phone.get_by_role("button", name="获取验证码").click()
    fits(phone, "portal-code", WIDTH)
    phone.get_by_label("短信验证码(6位)").fill(phone.locator("#demo-code").inner_text())
    phone.get_by_role("button", name="登录").click()
    fits(phone, "portal-home", WIDTH)
    assert "220.00" in phone.get_by_role("region", name="今天应还").inner_text()
    phone.get_by_role("link", name="L1").click()
    fits(phone, "portal-note", WIDTH)
    phone.get_by_role("link", name="为什么", exact=True).first.click()
    fits(phone, "portal-why", WIDTH)
    assert phone.locator("#why-total").inner_text() == "220.00"
    for name, path in (
        ("limits", "limits"), ("papers", "papers"), ("open", "open"), ("times", "open/times"), ("complain", "complain"),
    ):  # fmt: skip
        phone.goto(f"{served}/portal/{path}")
        fits(phone, f"portal-{name}", WIDTH)
    phone.goto(f"{served}/portal/home")
    phone.get_by_role("button", name="大字").click()
    fits(phone, "portal-home-large", WIDTH)
    assert phone.locator("html.large").count() == 1
    phone.get_by_role("link", name="办贷款", exact=True).click()
    phone.get_by_label("想借多少(元)").fill("50000")
    phone.get_by_label("借多久(个月)").fill("12")
    phone.get_by_label("什么时候要用").fill(date(2018, 10, 1).isoformat())
    fits(phone, "portal-apply-large", WIDTH)
    phone.get_by_role("button", name="提交申请").click()
    phone.get_by_text("客户经理处理中").wait_for()
    fits(phone, "portal-progress-large", WIDTH)
    asked = Inquiry.objects.get()
    assert (asked.owner_id, asked.channel) == ("M001", "ONLINE")
    phone.goto(f"{served}/book")
    assert phone.url.startswith(f"{served}/login"), "a customer's sitting opens no page of the staff"
