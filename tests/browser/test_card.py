"""授信卡 in a real browser: drawn after a preview, and the list and the card whole at a phone's width and a desk's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.scenarios.card_town import CardTown, CardVerb, grant
from tests.scenarios.test_pages import PASSWORD, officer
from wuhua.areas.people.models import Staff

pytestmark = pytest.mark.browser


@pytest.fixture
def town(fresh_bank: str, settings: Any) -> CardTown:
    """任改英 owes 70,000.00 of 300,000.00 and was billed once; another card is frozen, a third is new; one order waits."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    town = CardTown()
    first = town.number
    town.done(town.draw("150,000.00"))
    for n, name in ((2, "某某纸箱包装有限公司"), (3, "曹变梅")):
        account = town.town.customer(name)
        town.number = str(town.done(town.open(grant(account, customer=f"C{n:06d}", case=f"SX-2018-000{n}")))["card"])
    town.town.close_through(date(2018, 9, 11))
    town.done(town.act(CardVerb.FREEZE_CARD, words="客户报失卡片", why="CARD_LOST"))
    town.done(town.ask(CardVerb.THAW_CARD, reason="卡片已经找回"))
    town.number = first
    town.done(town.repay("80,000.00"))
    town.town.close_through(date(2018, 9, 25))
    for number, role, name in (("T009", "ACCOUNTANT", "武会计"), ("S009", "APPROVER", "段审批")):
        officer(number, role)
        Staff.objects.filter(pk=number).update(name=name)
    return town


@pytest.fixture
def served(town: CardTown) -> Iterator[str]:
    """The town's desk on a port of its own."""
    with serving() as address:
        yield address


@pytest.fixture
def browser(served: str, chromium: str) -> Iterator[Any]:
    with chrome(chromium) as started:
        yield started


def signed_in(browser: Any, served: str, name: str, width: int) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=served)
    page.goto("/login")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    return page


@pytest.mark.parametrize("width", [390, 1440])
def test_A61_a_draw_is_previewed_confirmed_and_stands(town: CardTown, browser: Any, served: str, width: int) -> None:
    page = signed_in(browser, served, "T009", width)
    page.goto("/cards")
    fits(page, "cards", width)
    page.goto(f"/cards/{town.number}")
    fits(page, "card", width)
    page.fill("#draw", "30,000.00")
    page.get_by_role("button", name="试算支用").click()
    page.locator(".card-preview").wait_for()
    fits(page, "card-preview", width)
    page.get_by_role("button", name="确认支用").click()
    page.get_by_text("已支用").wait_for()
    assert page.locator(".card-left").inner_text() == "200,000.00"
    page.fill("#draw", "200,000.01")
    page.get_by_role("button", name="试算支用").click()
    page.locator("#no-draw-amount").wait_for()
    fits(page, "card-no", width)
    boss = signed_in(browser, served, "S009", width)
    boss.goto("/cards")
    fits(boss, "cards-decider", width)
