"""Measures asked of a lake small enough to count by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.scenarios.small_lake import MILLION, LakePage
from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read.lake import Desk, LakeView, ask_history, forget
from wuhua.areas.reporting.read.reports import _s71, _structure_sheet
from wuhua.areas.reporting.read.scoreboard import books, flow_identity
from wuhua.areas.reporting.rules import Universe, Way
from wuhua.core.refuse import Refuse

DAY, START, BEFORE = date(2018, 9, 30), date(2017, 12, 31), date(2017, 9, 30)
LINE = 1_000_000_000
BIG = {"customer_kind": "ENTERPRISE", "size_class": "LARGE", "credit_line": 50 * MILLION}
FIRM = {"customer_kind": "ENTERPRISE", "size_class": "SMALL", "credit_line": 8 * MILLION}


@pytest.fixture
def page(tmp_path: Path) -> LakePage:
    """A shop with two notes, an owner, a small firm, one over the line, a large firm, a house loan, a settled note."""
    page = LakePage(tmp_path)
    page.note(DAY, "N1", "C1", 100_00)
    page.note(DAY, "N2", "C1", 50_00, klass="SUBSTANDARD", overdue_days=95)
    page.note(DAY, "N3", "C2", 200_00, customer_kind="OWNER", branch="0102", managing_rm="R002")
    page.note(DAY, "N4", "C3", 400_00, farm=True, **FIRM)
    page.note(DAY, "N5", "C4", 800_00, **(FIRM | {"credit_line": 1_000_000_001}))
    page.note(DAY, "N6", "C5", 1600_00, **BIG)
    page.note(DAY, "N7", "C2", 3200_00, customer_kind="OWNER", purpose="CONSUMPTION")
    page.note(DAY, "N8", "C6", 0)
    page.note(START, "N1", "C1", 100_00)
    page.note(START, "N4", "C3", 300_00, farm=True, **FIRM)
    page.note(START, "N6", "C5", 2000_00, **BIG)
    page.note(BEFORE, "N1", "C1", 120_00)
    page.note(BEFORE, "N6", "C5", 1900_00, **BIG)
    for note, customer, way, amount, other in (
        ("N2", "C1", "NEW", 50_00, {}),
        ("N3", "C2", "REFINANCE", 200_00, {"customer_kind": "OWNER"}),
        ("N4", "C3", "CARD_REDRAW", 100_00, FIRM),
        ("N5", "C4", "RESTRUCTURED", 800_00, FIRM | {"credit_line": 1_000_000_001}),
        ("N7", "C2", "NEW", 3200_00, {"customer_kind": "OWNER", "purpose": "CONSUMPTION"}),
        ("N8", "C6", "NEW", 30_00, {}),
        ("N8", "C6", "REPAID", 20_00, {}),
        ("N8", "C6", "WRITTEN_OFF", 10_00, {}),
        ("N6", "C5", "REPAID", 400_00, BIG),
    ):
        page.flow(DAY, date(2018, 5, 2), note, customer, way, amount, **other)
    page.flow(START, date(2017, 3, 1), "N1", "C1", "NEW", 120_00, rate=900_000)
    return page


@pytest.fixture
def desk(page: LakePage) -> Desk:
    return Desk(page.seal(), DAY, inclusive_line=LINE)


def test_A9_a_borrower_with_two_notes_counts_once_and_a_settled_one_not_at_all(desk: Desk) -> None:
    found = books(desk)
    assert found["now", Universe.SMALL].borrowers == 4  # C1 (two notes), C2, C3, C4
    assert found["now", Universe.ALL].borrowers == 5
    assert found["last_year", Universe.SMALL].borrowers == 1


def test_each_universe_counts_its_own(desk: Desk) -> None:
    found = books(desk)
    assert found["now", Universe.SMALL].balance == 1550_00  # no consumption, no large firm
    assert found["now", Universe.INCLUSIVE].balance == 750_00  # C4 is one fen over the line
    assert found["now", Universe.ALL].balance == 6350_00
    assert found["now", Universe.SMALL].npl == 50_00


def test_A6_only_the_lake_is_counted_so_one_changed_note_changes_the_figure(page: LakePage, desk: Desk) -> None:
    before = books(desk)["now", Universe.SMALL].balance
    page.positions[DAY][0]["balance"] += 1
    assert books(Desk(page.seal(), DAY, inclusive_line=LINE))["now", Universe.SMALL].balance == before + 1


def test_A12_cost_is_yield_over_amount_lent_and_leaves_restructured_loans_out(desk: Desk) -> None:
    now = books(desk)["now", Universe.INCLUSIVE]
    assert (now.lent, now.interest) == (380_00, 33_06)  # 50 + 200 + 100 + 30 yuan at 8.7 %
    assert books(desk)["last_year", Universe.INCLUSIVE].interest == 10_80


def test_opening_and_movements_give_the_closing_balance(desk: Desk) -> None:
    small, whole = flow_identity(desk)
    assert (small.universe, small.opening, small.closing, small.difference) == (Universe.SMALL, 400_00, 1550_00, 0)
    assert (small.moved[Way.REPAID], small.moved[Way.WRITTEN_OFF]) == (20_00, 10_00)
    assert (whole.opening, whole.closing, whole.holds) == (2400_00, 6350_00, True)


def test_a_lost_movement_breaks_the_identity_and_says_by_how_much(page: LakePage) -> None:
    page.flows[DAY].pop(0)
    small, whole = flow_identity(Desk(page.seal(), DAY, inclusive_line=LINE))
    assert (small.difference, whole.difference) == (50_00, 50_00)


def test_A26_the_share_of_small_and_micro_rises_and_the_tilt_is_shown(desk: Desk) -> None:
    rows = {row["class"]: row for row in _structure_sheet(desk).records()}
    assert rows["SMALL_AND_MICRO"]["share_pct"] == "24.41"
    assert rows["SMALL_AND_MICRO"]["year_start_share_pct"] == "16.67"
    assert rows["SMALL_AND_MICRO"]["change_points"] == "7.74"
    assert str(rows["LARGE"]["change_points"]).startswith("-")


def test_A26_the_trend_has_a_point_for_each_sealed_day(page: LakePage) -> None:
    points = ask_history(page.seal(), [BEFORE, START, DAY])
    assert [int(row["balance"]) for row in points.values()] == [120_00, 400_00, 1550_00]
    assert [int(row["large"]) for row in points.values()] == [1900_00, 2000_00, 1600_00]


def test_S71_cells_by_row_column_and_band(desk: Desk) -> None:
    cells = _s71(desk).cells or {}
    assert cells["S71_I_1.A0.2018"] == "1200.00"
    assert cells["S71_I_1.A5.2018"] == "400.00"
    assert cells["S71_I_1.A4.2018"] == "800.00"
    assert cells["S71_I_1.1.A3.2018"] == "400.00"
    assert cells["S71_I_3.B1.2018"] == 2
    assert cells["S71_I_3.1.C0.2018"] == "50.00"
    assert cells["S71_I_1.D0.2018"] == "100.00"  # the restructured loan is left out
    assert cells["S71_I_3.2.F1.2018"] == "17.40"
    assert cells["S71_I_4.A0.2018"] == "0.00"
    assert len(cells) == 9 * 6 * 6
    assert any("差额 0.00元" in note for note in _s71(desk).sheets[0].notes)


def test_drilling_to_one_customer_keeps_the_sum(desk: Desk) -> None:
    def total(**where: str | None) -> tuple[int, list[str]]:
        bound = {"universe": "SMALL", "branch": None, "manager": None, "product": None} | where
        rows = desk.ask("measures/drill", **bound)
        return sum(int(row["balance"]) for row in rows), [row["key"] for row in rows if row["balance"]]

    assert total(by="branch") == (1550_00, ["0101", "0102"])
    assert total(by="manager", branch="0102") == (200_00, ["R002"])
    assert total(by="customer", branch="0102", manager="R002") == (200_00, ["C2"])


def test_A5_figures_of_a_sealed_day_are_the_same_after_later_days_close(page: LakePage) -> None:
    def figures(view: LakeView) -> list[object]:
        forget()
        desk = Desk(view, DAY, inclusive_line=LINE)
        names = ("measures/balance", "measures/lent", "measures/structure", "measures/flow_identity", "reports/S71_I")
        return [desk.ask(name) for name in names]

    before = figures(page.seal())
    for later in (date(2018, 10, 1), date(2018, 10, 31)):
        page.note(later, "N9", "C9", 9_999_00)
        page.flow(later, later, "N9", "C9", "NEW", 9_999_00)
    assert figures(page.seal()) == before


def test_a_day_that_is_not_sealed_is_refused_by_name(page: LakePage) -> None:
    view = page.seal()
    for asked, known in ((date(2018, 9, 29), view), (DAY, LakeView(()))):
        with pytest.raises(Refuse) as no:
            Desk(known, asked, inclusive_line=LINE)
        assert no.value.refused.name in (
            rules.ReportingRefusal.DAY_NOT_SEALED,
            rules.ReportingRefusal.NO_SEALED_DAY,
        )


def test_last_year_may_lie_a_month_earlier_and_no_more(page: LakePage) -> None:
    for day, near in ((date(2018, 10, 31), BEFORE), (date(2018, 11, 1), None)):
        page.note(day, "N1", "C1", 1)
        assert Desk(page.seal(), day, inclusive_line=LINE).moments.last_year == near
