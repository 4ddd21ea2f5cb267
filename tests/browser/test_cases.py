"""The five steps in a real browser: every page fits a phone and a desk, and the sums of the investigation are there while it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.browser.looking import chrome, fits, serving
from tests.browser.test_desk import CHROMIUM
from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, act, good
from tests.scenarios.small_county import DAY
from tests.scenarios.test_case_pages import account, at_desk
from wuhua.areas.origination.actions.doors import Deed
from wuhua.platform import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


@dataclass
class Served:
    """Where the bank is served, a case in the middle of its investigation, and the sessions of those at their desks."""

    url: str
    case: str
    sessions: dict[str, str]


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[Served]:
    """The county; everything is asked of the database before the browser starts, whose loop would keep a connection of its own."""
    county.bank()
    clock.advance(DAY)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    account()
    case = half_looked()
    sessions = {post: at_desk(post).cookies[settings.SESSION_COOKIE_NAME].value for post in ("rsk", "lead")}
    with serving() as address:
        yield Served(address, case, sessions)


@pytest.fixture
def browser(desk: Served) -> Iterator[Any]:
    with chrome(CHROMIUM) as started:
        yield started


def at(browser: Any, desk: Served, post: str, width: int) -> Any:
    """A window of somebody signed in."""
    window = browser.new_context(viewport={"width": width, "height": 900})
    window.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": desk.sessions[post], "url": desk.url}])
    return window.new_page()


def half_looked() -> str:
    """A case with four of six lines answered, one of them a question, and one estimate."""
    case = county.pre_assessed()
    county.answered(case, county.STEP3[:3])
    good(
        act(
            "lead", Deed.ANSWER_ITEM, number=case, item="CHK.1", said="PERSON", evidence="手机费账单",
            words="2012 年停用的手机欠费 260 元,已缴清",
        )
    )  # fmt: skip
    good(act("lead", Deed.ESTIMATE_SALES, number=case, method="POWER", sales=900 * WAN, basis="12 个月电费单,占比 4%"))
    return case


def test_the_pages_of_a_case_fit_a_phone_and_a_desk(desk: Served, browser: Any) -> None:
    case = desk.case
    for width in (390, 1440):
        page = at(browser, desk, "lead", width)
        for name, path in (
            ("cases", "/cases"), ("case-ask", "/cases/new?customer=C1"), ("case-find", "/cases/new?q=C"),
            ("case", f"/cases/{case}"), ("case-looking", f"/cases/{case}/looking"),
        ):  # fmt: skip
            assert page.goto(f"{desk.url}{path}").status == 200, path
            fits(page, name, width)
        page = at(browser, desk, "rsk", width)
        assert page.goto(f"{desk.url}/cases/{case}").status == 200
        fits(page, "case-risk", width)


def test_A42_the_spread_and_the_sums_are_shown_while_they_are_typed(desk: Served, browser: Any) -> None:
    case = desk.case
    page = at(browser, desk, "lead", 390)
    page.goto(f"{desk.url}/cases/{case}/looking")
    page.select_option("[data-estimate] [name=method]", "WAGE")
    page.fill("[data-estimate] [name=sales]", "10000000")
    assert "12%" in page.locator("[data-spread]").inner_text()
    page.fill("[data-estimate] [name=sales]", "20000000.5")
    assert "123%" in page.locator("[data-spread]").inner_text()
    assert page.locator("[data-spread] .bad").count() == 1
    rows = page.locator(".site-row")
    for at_row, (name, amount) in enumerate((("设备", "800000"), ("应付货款", "300,000.01"), ("月销售", "750000"))):
        rows.nth(at_row).locator("[name=name]").fill(name)
        rows.nth(at_row).locator("[name=amount]").fill(amount)
    said = {each: page.locator(f"[data-sum={each}]").inner_text() for each in ("ASSET", "own", "pct", "left")}
    assert said == {"ASSET": "800,000.00", "own": "499,999.99", "pct": "38%", "left": "750,000.00"}
    before = rows.count()
    page.click("[data-more]")
    assert rows.count() == before + 1
    page.click("[data-sheet] button[type=submit]")
    fits(page, "case-sheet", 390)
    assert page.locator("[data-sum=pct]").inner_text() == "38%", "the server counts the same"
    page.locator("details.look-item summary").nth(4).click()
    label = page.locator("details.look-item[open] .picks label").first
    assert label.bounding_box()["height"] >= 44
    fits(page, "case-item", 390)
