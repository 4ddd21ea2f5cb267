"""The counter in a real browser: a repayment previewed and done; an extension asked for by one and approved by another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.scenarios.test_pages import PASSWORD, officer
from tests.town import Town, open_town
from wuhua.areas.people.models import Staff

pytestmark = pytest.mark.browser
NAMES = {"T009": "武会计", "M001": "贾志强", "E001": "段行长"}


@pytest.fixture
def town(fresh_bank: str, settings: Any) -> Town:
    """梁秋生 owes 620.00 of interest today on 100,000.00; a teller, her manager and an executive."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("JD2018082100017", account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    for number, role in (("T009", "ACCOUNTANT"), ("M001", "RM"), ("E001", "EXECUTIVE")):
        officer(number, role)
        Staff.objects.filter(pk=number).update(name=NAMES[number])
    return town


@pytest.fixture
def served(town: Town) -> Iterator[str]:
    """The town's desk on a port of its own."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def browser(served: str, chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_repayment_at_the_counter_and_an_extension_by_two(
    town: Town, served: str, browser: Any, width: int, height: int
) -> None:
    troubles: list[str] = []

    def signed_in(number: str) -> Any:
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(f"{served}/login")
        page.fill("input[name=username]", number)
        page.fill("input[name=password]", PASSWORD)
        page.click("button.btn-primary")
        page.goto(f"{served}/notes/JD2018082100017")
        return page

    def fits(page: Any, name: str) -> None:
        if folder := os.environ.get("WUHUA_PICTURES"):
            page.screenshot(path=f"{folder}/counter-{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    def repaid(page: Any) -> list[str]:
        """What the life of the note holds of payments, asked as the page's own officer."""
        life = page.request.get(f"{served}/api/v1/notes/JD2018082100017/life").json()
        return [row["amount"] for row in life["rows"] if row["event"] == "repay"]

    teller = signed_in("T009")
    fits(teller, "note")
    teller.click("a[href$='/do/repay']")
    teller.fill("#id_amount", "700")
    teller.click("button[value=preview]")
    teller.wait_for_selector("#error-amount .field-error")
    fits(teller, "refused")
    teller.fill("#id_amount", "620")
    teller.click("button[value=preview]")
    teller.wait_for_selector("text=确认办理")
    fits(teller, "preview")
    assert repaid(teller) == []
    teller.click("button[value=do]")
    teller.wait_for_selector("text=凭证号")
    assert repaid(teller) == ["620.00"]
    teller.click("a[href$='/do/prepay']")
    teller.fill("#id_amount", "30000")
    teller.click("button[value=preview]")
    teller.wait_for_selector("text=确认办理")
    fits(teller, "prepay")

    manager = signed_in("M001")
    manager.click("a[href$='/do/extend']")
    manager.fill("#id_until", "2020-08-21")
    manager.fill("#id_reason", "货款要到明年秋后才能收回")
    manager.click("button[value=preview]")
    manager.wait_for_selector("text=提交复核")
    fits(manager, "extend")
    manager.click("button[value=do]")
    manager.wait_for_selector("text=等待另一人复核")
    fits(manager, "own-order")

    boss = signed_in("E001")
    boss.goto(f"{served}/orders")
    fits(boss, "orders")
    boss.click("td a >> nth=0")
    fits(boss, "order")
    boss.fill("#id_decision", "经营正常,同意展期一年")
    boss.click("text=同意并办理")
    boss.wait_for_selector("text=已办理")
    fits(boss, "decided")
    boss.goto(f"{served}/notes/JD2018082100017")
    assert boss.locator("dd", has_text="2020-08-21").count() == 1
    boss.goto(f"{served}/notes/JD2018082100017/explained?known=2018-09-20")
    boss.fill("#id_amount", "50000")
    boss.click("#supposed button")
    boss.wait_for_selector("text=这笔钱用于")
    fits(boss, "explained")
    assert troubles == []
