"""The cockpit over a small lake: no place on the page without a figure, no link that only answers no."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.small_lake import MILLION, LakePage
from tests.scenarios.test_pages import borrower, officer
from wuhua.areas.reporting import read as reporting
from wuhua.platform import clock
from wuhua.web.cockpit import board

DAY = date(2018, 9, 30)


@pytest.fixture
def lake(db: None, home: object, settings: Any) -> None:
    """One sealed day: a borrower of each of two managers of two branches."""
    clock.advance(DAY)
    page = LakePage(Path(settings.WUHUA_LAKE))
    for n, (manager, branch) in enumerate((("1001", "B01"), ("1002", "B02")), 1):
        note = borrower(n, manager)
        page.note(DAY, note.number, note.customer.number, MILLION, branch=branch, managing_rm=manager)
    page.seal(record=True)


def test_every_place_on_an_axis_has_its_figure(lake: None) -> None:
    head = reporting.headline(DAY)
    for _title, name, figures in board.AXES:
        answered = {line["code"] for line in head[name]}
        wanted = {code for first, beside in figures for code in (first, *beside)}
        assert wanted <= answered, wanted - answered


def test_a_lost_snapshot_of_the_past_is_named_and_the_rest_is_drawn(db: None, home: object, settings: Any) -> None:
    clock.advance(DAY)
    page = LakePage(Path(settings.WUHUA_LAKE))
    for day in (date(2018, 9, 28), date(2018, 9, 29), DAY):
        page.note(day, "JD1", "C1", MILLION)
    view = page.seal(record=True)
    Path(view.days[0].files["positions"]).unlink()
    Path(view.days[1].files["positions"]).write_bytes(b"altered")
    found = reporting.trends(DAY)
    assert (found["days"], found["left_out"]) == (["2018-09-30"], ["2018-09-28", "2018-09-29"])
    answer = officer("9001", "EXECUTIVE").get("/")
    assert answer.status_code == 200
    assert "2018-09-28、2018-09-29" in answer.content.decode()


def test_a_dimension_is_opened_at_the_day_the_cockpit_shows(lake: None) -> None:
    assert f'href="/five/risk?day={DAY}"' in officer("9001", "EXECUTIVE").get("/").content.decode()


def test_a_manager_is_offered_the_way_down_to_own_customers_only(lake: None) -> None:
    own, head = officer("1001", "RM"), officer("9001", "EXECUTIVE")
    officer("1002", "RM", branch="B02")
    for branch, manager, offered in (("B01", "1001", True), ("B02", "1002", False)):
        address = f"/drill/balance?day={DAY}&branch={branch}"
        below = f"/drill/balance?day={DAY}&branch={branch}&manager={manager}"
        link = below.replace("&", "&amp;")
        assert (link in own.get(address).content.decode()) is offered, manager
        assert own.get(below).status_code == (200 if offered else 403)
        assert link in head.get(address).content.decode()
