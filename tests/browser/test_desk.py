"""The desk in a real browser: sign in, cockpit, branch, manager, borrower, note, at a desk's width and at a phone's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.scenarios.small_lake import MILLION, LakePage
from tests.scenarios.test_pages import PASSWORD, borrower, officer
from wuhua.areas.product import actions as product
from wuhua.platform import clock

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DAYS = (date(2017, 9, 30), date(2017, 12, 31), *(date(2018, m, 28) for m in range(3, 9)), date(2018, 9, 30))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[str]:
    """A bank of two managers with a year of sealed days, served on a port of its own."""
    clock.advance(DAYS[-1])
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    product.ensure_seeded(actor="SYSTEM", business_date=DAYS[-1])
    officer("1001", "RM")
    officer("9001", "EXECUTIVE", branch="B02")
    lake = LakePage(Path(settings.WUHUA_LAKE))
    for n in range(1, 61):
        note = borrower(n, "1001", f"客户{n:02d}号")
        for at, day in enumerate(DAYS):
            if n <= 40 + 3 * at:
                lake.note(day, note.number, note.customer.number, MILLION // 10, branch="B01", managing_rm="1001",
                          klass="SUBSTANDARD" if n == 5 else "NORMAL")  # fmt: skip
    lake.seal(record=True)
    with serving() as address:
        yield address


@pytest.fixture
def browser(desk: str) -> Iterator[Any]:
    """Debian's Chromium; it may speak to our own server only."""
    with chrome(CHROMIUM) as started:
        yield started


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_from_sign_in_to_a_note_in_three_clicks(desk: str, browser: Any, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("requestfailed", lambda failed: troubles.append(failed.url))
    page.on("request", lambda asked: asked.url.startswith((desk, "data:")) or troubles.append(asked.url))

    page.goto(desk)
    fits(page, "login", width)
    page.fill("input[name=username]", "9001")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_selector("html[data-charts=drawn]")
    assert "经营驾驶舱" in page.title()
    fits(page, "cockpit", width)

    page.click(".axis-figures a >> nth=0")
    page.click("td a >> nth=0")
    page.click("td a >> nth=0")
    page.wait_for_selector("text=客户01号")
    fits(page, "drill", width)
    page.click("td a >> nth=0")
    page.wait_for_selector("#file")
    fits(page, "customer", width)
    page.click("section[aria-labelledby=notes] a:visible >> nth=0")
    page.wait_for_selector("#owed")
    fits(page, "note", width)

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("JD00007")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows")
    assert page.locator("a:visible", has_text="客户07号").count() == 1
    page.goto(f"{desk}/book")
    page.select_option("select[name=overdue]", "1")
    page.wait_for_selector("text=没有符合条件的借据")
    page.goto(f"{desk}/book?sort=-balance")
    fits(page, "book", width)
    page.goto(f"{desk}/products")
    fits(page, "products", width)
    page.goto(f"{desk}/products/CREDIT_CARD_LINE")
    fits(page, "sheet", width)
    page.goto(f"{desk}/me/second-factor")
    fits(page, "second", width)
    page.goto(f"{desk}/five/risk")
    fits(page, "risk", width)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.click("button[name=language]")
    page.wait_for_selector("text=Risk control")
    page.goto(desk)
    page.wait_for_selector("html[data-charts=drawn]")
    fits(page, "english", width)
    assert troubles == []
