"""封账 in a real browser with a real worker: look twice, press, watch the bar move, see it stop, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.browser.test_desk import CHROMIUM
from tests.scenarios.test_close_jobs import a_verb_at_work
from tests.scenarios.test_pages import PASSWORD, officer
from tests.simulation.test_town import settle_in
from tests.workers import worker
from wuhua.platform import seals

FIRST = date(2018, 9, 18)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[str]:
    """A town with an accountant, served on a port of its own, and a worker beside it."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settle_in(FIRST, seed=3)
    officer("K001", "ACCOUNTANT")
    with serving() as address, worker():
        yield address


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_day_is_closed_with_a_bar_that_moves_and_stops(desk: str, width: int, height: int) -> None:
    with chrome(CHROMIUM) as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(f"{desk}/dayend")
        page.fill("input[name=username]", "K001")
        page.fill("input[name=password]", PASSWORD)
        page.click("button.btn-primary")
        page.wait_for_selector("text=下一个要封的日子")
        fits(page, "dayend", width)
        page.click("main button")
        page.wait_for_selector("text=将依次封 1 天")
        fits(page, "dayend-confirm", width)
        with a_verb_at_work():
            page.click("text=确认封账 >> nth=-1")
            page.wait_for_selector(".job >> text=翻日 · 2018-09-18")
            fits(page, "dayend-running", width)
        page.wait_for_selector("strong.figure >> text=2018-09-19")
        fits(page, "dayend-closed", width)
        shown = page.locator("td.secret >> nth=0").inner_text()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(2500)
        assert asked == [], "what is over is not asked for again"
        page.click("details.me summary")
        page.click(".me-menu >> text=后台任务")
        page.wait_for_selector("text=已完成")
        fits(page, "jobs", width)
        assert troubles == []
    sealed = seals.sealed(FIRST)
    assert sealed is not None and sealed.seal.startswith(shown) and len(shown) == 12
