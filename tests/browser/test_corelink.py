"""The link to the core in a real browser: lights, a break taken and explained, an unknown hand-over, at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from samples.corefiles import write_core_day
from tests.browser.looking import fits, serving
from tests.browser.test_desk import browser, pytestmark  # noqa: F401 (a fixture, and the marks of every browser test)
from tests.core_town import AUDITOR, FIRST, RISK, brought, opened, sent, taken
from tests.scenarios.test_pages import PASSWORD, officer
from wuhua.areas.corelink import actions, loading
from wuhua.areas.corelink.models import CoreBreak
from wuhua.areas.corelink.rules import BreakKind, HandOverState


@pytest.fixture
def desk(fresh_bank: str, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Three days beside a core: all files, a cut one, and a day still waiting; breaks of every age; hand-overs of every state."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    officer("9001", "ACCOUNTANT", "RISK")
    town = opened()
    sent(tmp_path / "out", town.today)
    town.close_through(FIRST)
    brought(tmp_path / "1", FIRST, today=town.today)
    status = CoreBreak.objects.get(kind="STATUS")
    actions.take(actor=RISK, business_date=town.today, number=status.pk)
    actions.explain(actor=RISK, business_date=town.today, number=status.pk, reason="核心晚一天转状态,次日复看")
    second = FIRST + timedelta(days=1)
    town.close_through(second)
    brought(tmp_path / "2", second, plant=(BreakKind.AMOUNT, BreakKind.STATUS), today=town.today)
    town.lend("JD00009", f"6228{1:010d}", "5,000.00", "7.2", second.replace(year=2019))
    town.lend("JD00010", f"6228{2:010d}", "8,000.00", "7.2", second.replace(year=2019))
    sent(tmp_path / "out", town.today)
    third = second + timedelta(days=1)
    town.close_through(third)
    write_core_day(tmp_path / "3", third, plant=())
    cut = tmp_path / "3" / f"deposits_{third:%Y%m%d}.csv"
    cut.write_bytes(cut.read_bytes()[:-9])
    taken(tmp_path / "3", third, today=town.today)
    town.close_through(third + timedelta(days=1))
    with transaction.atomic():
        silent = [loading.Word("JD00009", HandOverState.UNKNOWN, f"{third} 日终的核心文件中没有答复,也没有该借据")]
        loading.hear(actor="CORE", business_date=town.today, words=silent)
    actions.answer(
        actor=AUDITOR,
        business_date=town.today,
        number="JD00010",
        state=HandOverState.FAILED,
        evidence="查证单七号:账户冻结,未受理",
    )
    with serving() as address:
        yield address


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_break_is_taken_over_and_an_unknown_disbursement_is_only_asked_about(
    desk: str,
    browser: Any,  # noqa: F811
    width: int,
    height: int,
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: asked.url.startswith((desk, "data:")) or troubles.append(asked.url))
    page.goto(f"{desk}/corelink")
    page.fill("input[name=username]", "9001")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_selector("#lights")
    assert page.locator("td .tag", has_text="未收下").count() == 1
    fits(page, "corelink", width)

    page.select_option("select[name=kind]", "AMOUNT")
    page.wait_for_selector("#rows >> text=JD00003", state="detached")
    page.click("#rows td a >> nth=0")
    page.wait_for_selector("#facts")
    fits(page, "corelink-break-free", width)
    page.click("section[aria-labelledby=take] button")
    page.wait_for_selector("text=已登记。")
    fits(page, "corelink-break", width)
    page.select_option("section[aria-labelledby=close] select", "CORE_CORRECTED")
    page.fill("section[aria-labelledby=close] textarea", "核心端更正了入账机构")
    page.click("button:has-text('提出销账')")
    page.wait_for_selector("text=正等另一人复核")
    fits(page, "corelink-break-waits", width)

    page.goto(f"{desk}/corelink/hand-overs/JD00009")
    page.wait_for_selector("text=不能重发")
    assert page.locator("section[aria-labelledby=resend]").count() == 0
    fits(page, "corelink-unknown", width)
    page.goto(f"{desk}/corelink/hand-overs/JD00010")
    page.wait_for_selector("#resend")
    fits(page, "corelink-failed", width)
    page.goto(f"{desk}/corelink/days/{FIRST + timedelta(days=1)}")
    page.wait_for_selector("#ledger")
    fits(page, "corelink-day", width)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.click("button[name=language]")
    page.wait_for_selector("text=General ledger against sub-ledger")
    page.goto(f"{desk}/corelink")
    fits(page, "corelink-english", width)
    assert troubles == []
