"""What takes two, at a phone's width and a desk's: a note restructured, one written off, a payment moved, a day repriced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.browser.looking import chrome, serving
from tests.browser.test_counter import NOTE, Desk
from tests.scenarios.test_pages import officer
from tests.town import Town, open_town
from wuhua.areas.people.models import Staff

pytestmark = pytest.mark.browser
RESTRUCTURED, LOST, WRONG = (f"JD20180821000{n}" for n in (11, 12, 13))
RIGHT = NOTE
NAMES = {"M001": "贾志强", "K001": "薛风险", "T009": "武会计", "E001": "段行长"}
STAFF = (("M001", "RM"), ("K001", "RISK"), ("T009", "ACCOUNTANT"), ("E001", "EXECUTIVE"))


@pytest.fixture
def town(fresh_bank: str, settings: Any) -> Town:
    """Two notes matured unpaid over ninety days ago; a third one's borrower paid what another owes; LPR notes to price."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    town = open_town(date(2020, 8, 21))
    for number, name, until in (
        (RESTRUCTURED, "薛小梅", date(2020, 8, 24)),
        (LOST, "宁海珍", date(2020, 8, 24)),
        (WRONG, "梁秋生", date(2021, 8, 21)),
        (RIGHT, "王铁成", date(2023, 8, 21)),
    ):
        account = town.customer(name)
        more = {"rate_type": "LPR"} if number == RIGHT else {}
        town.lend(number, account, "30,000.00", "7.2", until, security="CREDIT", **more)
        town.withdraw(account, "30,000.00")
    town.close_through(date(2020, 11, 24))
    town.repay(WRONG, "100.00")
    for number, role in STAFF:
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


def asked(desk: Desk, page: Any, note: str, verb: str, wrong: tuple[str, str], **said: str) -> None:
    """Filled in wrongly, refused beside the field; filled in rightly, seen, handed to the other."""
    page.goto(f"{desk.served}/notes/{note}")
    page.click(f"a[href$='/do/{verb}']")
    for name, value in (said | dict([wrong])).items():
        page.fill(f"#id_{name}", value)
    page.click("button[value=preview]")
    page.wait_for_selector(f"#error-{wrong[0]} .field-error")
    desk.fits(page, f"{verb}-refused")
    page.fill(f"#id_{wrong[0]}", said[wrong[0]])
    page.click("button[value=preview]")
    page.wait_for_selector("text=提交复核")
    desk.fits(page, f"{verb}-preview")
    page.click("button[value=do]")
    page.wait_for_selector("text=等待另一人复核")
    assert page.locator("text=同意并办理").count() == 0, "never by who asked"


def approved(desk: Desk, page: Any, name: str) -> None:
    page.goto(f"{desk.served}/orders")
    page.click("td a >> nth=0")
    page.wait_for_selector("#id_decision")
    desk.fits(page, f"{name}-order")
    page.fill("#id_decision", "材料齐全,核对无误")
    page.click("text=同意并办理")
    page.wait_for_selector("text=已办理")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_restructured_written_off_moved_and_repriced_by_two(served: str, browser: Any, width: int, height: int) -> None:
    desk = Desk(browser, served, width, height)
    manager, risk, teller, boss = (desk.signed_in(number) for number, _role in STAFF)
    asked(
        desk,
        manager,
        RESTRUCTURED,
        "restructure",
        ("until", "2020-11-01"),
        until="2021-06-20",
        reason="停产两月,订单在手",
    )
    approved(desk, boss, "restructure")
    boss.goto(f"{served}/notes/{RESTRUCTURED}")
    assert boss.locator("dd", has_text="2021-06-20").count() == 1
    desk.fits(boss, "restructured")
    asked(desk, risk, LOST, "write_off", ("reason", "失联"), reason="下落不明,追偿程序已完成")
    approved(desk, boss, "write_off")
    boss.goto(f"{served}/notes/{LOST}")
    assert boss.locator(".page-head", has_text="已核销").count() == 1
    asked(desk, teller, WRONG, "move", ("to", WRONG), to=RIGHT, reason="柜员输错借据号")
    approved(desk, boss, "move")
    repriced(desk, risk, boss)
    assert desk.troubles == []


def repriced(desk: Desk, risk: Any, boss: Any) -> None:
    """The day's list, asked for whole by one and agreed by the other."""
    risk.goto(f"{desk.served}/orders/repricing")
    desk.fits(risk, "repricing")
    risk.click("button[value=ask]")
    risk.wait_for_selector("#error-everything .field-error")
    desk.fits(risk, "repricing-refused")
    risk.check("#id_everything")
    risk.click("button[value=ask]")
    risk.wait_for_selector("text=已提出 1 笔")
    boss.goto(f"{desk.served}/orders")
    boss.click("a[href='/orders/repricing']")
    boss.check("#id_everything")
    boss.fill("#id_decision", "核对报价无误")
    desk.fits(boss, "repricing-decide")
    boss.click("button[value=approve]")
    boss.wait_for_selector("text=已处理 1 笔")
    desk.fits(boss, "repriced")
