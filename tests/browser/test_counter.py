"""The counter in a real browser: a repayment previewed and done; an extension asked for by one and approved by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.scenarios.test_pages import PASSWORD, officer
from tests.town import Town, open_town
from wuhua.areas.people.models import Staff

pytestmark = pytest.mark.browser
NOTE = "JD2018082100017"
NAMES = {"T009": "武会计", "M001": "贾志强", "E001": "段行长"}


@pytest.fixture
def town(built: Callable[..., Town], settings: Any) -> Town:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return built(owing)


def owing() -> Town:
    """梁秋生 owes 620.00 of interest today on 100,000.00; a teller, her manager and an executive."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend(NOTE, account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    for number, role in (("T009", "ACCOUNTANT"), ("M001", "RM"), ("E001", "EXECUTIVE")):
        officer(number, role)
        Staff.objects.filter(pk=number).update(name=NAMES[number])
    return town


@pytest.fixture
def served(town: Town) -> Iterator[str]:
    """The town's desk on a port of its own."""
    with serving() as address:
        yield address


@pytest.fixture
def browser(served: str, chromium: str) -> Iterator[Any]:
    with chrome(chromium) as started:
        yield started


class Desk:
    """A browser of one width at the town's desk: signs people in, takes pictures, keeps what went wrong."""

    def __init__(self, browser: Any, served: str, width: int, height: int) -> None:
        self.browser, self.served, self.view = browser, served, {"width": width, "height": height}
        self.troubles: list[str] = []

    def signed_in(self, number: str) -> Any:
        page = self.browser.new_context(viewport=self.view).new_page()
        page.on("console", lambda said: self.troubles.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(f"{self.served}/login")
        page.fill("input[name=username]", number)
        page.fill("input[name=password]", PASSWORD)
        page.click("button.btn-primary")
        page.goto(f"{self.served}/notes/{NOTE}")
        return page

    def fits(self, page: Any, name: str) -> None:
        """The page stands whole and nothing of it stands out to the right."""
        fits(page, f"counter-{name}", self.view["width"])

    def repaid(self, page: Any) -> list[str]:
        """What the life of the note holds of payments, asked as the page's own officer."""
        life = page.request.get(f"{self.served}/api/v1/notes/{NOTE}/life").json()
        return [row["amount"] for row in life["rows"] if row["event"] == "repay"]

    def previewed(self, page: Any, verb: str, wait_for: str, **said: str) -> None:
        page.goto(f"{self.served}/notes/{NOTE}")
        page.click(f"a[href$='/do/{verb}']")
        for name, value in said.items():
            page.fill(f"#id_{name}", value)
        page.click("button[value=preview]")
        page.wait_for_selector(wait_for)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_repayment_at_the_counter_and_an_extension_by_two(served: str, browser: Any, width: int, height: int) -> None:
    desk = Desk(browser, served, width, height)
    teller = desk.signed_in("T009")
    desk.fits(teller, "note")
    desk.previewed(teller, "repay", "#error-amount .field-error", amount="700")
    desk.fits(teller, "refused")
    desk.previewed(teller, "repay", "text=确认办理", amount="620")
    desk.fits(teller, "preview")
    assert desk.repaid(teller) == []
    teller.click("button[value=do]")
    teller.wait_for_selector("text=凭证号")
    assert desk.repaid(teller) == ["620.00"]
    desk.previewed(teller, "prepay", "text=确认办理", amount="30000")
    desk.fits(teller, "prepay")
    manager = desk.signed_in("M001")
    desk.previewed(manager, "extend", "text=提交复核", until="2020-08-21", reason="货款要到明年秋后才能收回")
    desk.fits(manager, "extend")
    manager.click("button[value=do]")
    manager.wait_for_selector("text=等待另一人复核")
    desk.fits(manager, "own-order")
    approved(desk)
    assert desk.troubles == []


def approved(desk: Desk) -> None:
    """The executive finds the order, says why, and the note shows its new maturity and how it came about."""
    boss = desk.signed_in("E001")
    boss.goto(f"{desk.served}/orders")
    desk.fits(boss, "orders")
    boss.click("td a >> nth=0")
    boss.wait_for_selector("#id_decision")
    desk.fits(boss, "order")
    boss.fill("#id_decision", "经营正常,同意展期一年")
    boss.click("text=同意并办理")
    boss.wait_for_selector("text=已办理")
    desk.fits(boss, "decided")
    boss.goto(f"{desk.served}/notes/{NOTE}")
    assert boss.locator("dd", has_text="2020-08-21").count() == 1
    boss.goto(f"{desk.served}/notes/{NOTE}/explained?known=2018-09-20")
    boss.fill("#id_amount", "50000")
    boss.click("#supposed button")
    boss.wait_for_selector("text=这笔钱用于")
    desk.fits(boss, "explained")
