"""The classification desk in a real browser: decide by keyboard, confirm a quarter, see migration drawn, write beside arrears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.browser.test_desk import CHROMIUM
from tests.scenarios.small_lake import LakePage
from tests.scenarios.test_pages import PASSWORD, borrower, officer
from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass, NoteMark
from wuhua.areas.product import actions as product
from wuhua.areas.servicing.models import Bill, LoanNote
from wuhua.platform import clock

QUARTER, DAY = date(2018, 9, 30), date(2018, 10, 1)
STAMP = datetime(2018, 9, 30, tzinfo=UTC)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[str]:
    """Twelve notes: three proposed to be raised, two overdue, one misused, a sealed quarter and one before it."""
    clock.advance(DAY)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    product.ensure_seeded(actor="SYSTEM", business_date=DAY)
    officer("1001", "RM")
    officer("2001", "RISK", branch="B02")
    lake = LakePage(Path(settings.WUHUA_LAKE))
    for n in range(1, 13):
        note = borrower(n, "1001", f"稷州县客户{n:02d}号纸箱包装有限公司")
        klass = "WATCH" if n <= 3 else "NORMAL"
        for day, was in ((date(2018, 6, 30), "NORMAL"), (QUARTER, klass)):
            lake.note(
                day, note.number, note.customer.number, note.principal, branch="B01", managing_rm="1001", klass=was
            )
        if n <= 3:
            NoteClass.objects.create(
                note_id=n, klass="WATCH", since=date(2018, 8, 1), basis="RS2018.matrix.CREDIT.1-30"
            )
            ClassProposal.objects.create(note_id=n, proposed_on=QUARTER, current="WATCH", proposed="NORMAL", basis="")
            ClassChange.objects.create(
                note_id=n, business_date=QUARTER, recorded_at=STAMP, before="NORMAL", after="WATCH",
                basis="RS2018.matrix.CREDIT.1-30", way="DAYEND", actor="DAYEND", reason="逾期1天",
            )  # fmt: skip
        if n in (4, 5):
            for due, kind, amount in ((date(2018, 8, 21), "I", 3_700), (date(2018, 9, 10), "B", 5_000_000)):
                Bill.objects.create(note_id=n, due=due, kind=kind, amount=amount, cut=due)
            LoanNote.objects.filter(pk=n).update(oldest_due=date(2018, 8, 21))
    NoteMark.objects.create(
        note_id=6, mark="misused", since=QUARTER, reason="转入他行理财", actor="DAYEND", business_date=QUARTER,
        recorded_at=STAMP,
    )  # fmt: skip
    lake.seal(record=True)
    with serving() as address:
        yield address


@pytest.fixture
def browser(desk: str) -> Iterator[Any]:
    with chrome(CHROMIUM) as started:
        yield started


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_risk_officers_morning(desk: str, browser: Any, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("requestfailed", lambda failed: troubles.append(failed.url))
    page.on("request", lambda asked: asked.url.startswith((desk, "data:")) or troubles.append(asked.url))
    page.goto(f"{desk}/login")
    page.fill("input[name=username]", "2001")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_selector("html[data-charts=drawn]")
    page.goto(f"{desk}/five/risk")
    page.click("main >> text=分类工作台")
    page.wait_for_selector("[data-row]")
    fits(page, "classes", width)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("欠息已结清,经营正常")
    fits(page, "classes-deciding", width)
    page.locator("details[open] button.btn-primary").click()
    page.wait_for_selector("text=已认定上调")
    assert page.locator("[data-row]").count() == 2

    page.locator("[data-open]").first.click()
    page.wait_for_selector("#says")
    fits(page, "class-note", width)
    page.click("summary:has-text('登记标记')")
    page.fill("#mark_reason", "坏")
    page.locator("details[open] button[type=submit]").click()
    page.wait_for_selector("text=不少于四个字")
    fits(page, "class-note-refused", width)

    page.goto(f"{desk}/classes/moved")
    page.wait_for_selector("[data-row]")
    fits(page, "class-moved", width)
    page.goto(f"{desk}/classes/marks")
    page.wait_for_selector("td:has-text('挪用')")
    fits(page, "class-marks", width)

    page.goto(f"{desk}/classes/quarter")
    fits(page, "class-quarter", width)
    if width < 768:
        page.locator("input[name=note]").first.check()
    else:
        page.check("[data-all=note]")
    page.fill("#id_reason", "三季度五级分类认定")
    page.click("button:has-text('认定所选')")
    page.wait_for_selector(f"text=全行已认定 {1 if width < 768 else 12} 笔")

    page.goto(f"{desk}/classes/migration?was=2018-06-30&now=2018-09-30")
    page.wait_for_selector("html[data-charts=drawn]")
    fits(page, "class-migration", width)

    page.goto(f"{desk}/arrears")
    fits(page, "arrears", width)
    page.locator("td [data-open]").first.click()
    page.fill("#id_reason", "纸价下跌,货款未回")
    page.fill("#id_measure", "上门催收,追加担保")
    page.fill("#id_deadline", "2018-10-31")
    fits(page, "arrears-word", width)
    page.locator("form button.btn-primary:has-text('登记')").click()
    page.wait_for_selector("text=上门催收,追加担保")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.click("button[name=language]")
    page.wait_for_selector("text=Dual-overdue list")
    fits(page, "arrears-english", width)
    assert troubles == []
