"""Reports, workbooks and scorecards through the doors of the room, over sealed days on record."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from tests.scenarios.small_lake import LakePage
from wuhua.areas.funding.models import Relending
from wuhua.areas.reporting import read, rules
from wuhua.areas.reporting.rules import CellKind, Dimension, Heading, Report, ReportName, Sheet
from wuhua.core.refuse import Refuse
from wuhua.platform.lake import LakeRefusal

DAY, START, BEFORE = date(2018, 9, 30), date(2017, 12, 31), date(2017, 9, 30)
SHEET = Sheet(
    "表",
    (
        Heading("name", "名称"),
        Heading("balance", "余额", CellKind.YUAN),
        Heading("pct", "占比", CellKind.PCT),
        Heading("met", "达标"),
    ),
    (
        ("=1+1", 123_456_789, "12.34", True),
        ("+cmd|' /C calc'!A0", 0, "—", False),
        ("@SUM(A1)", -5, "0.00", None),
        ("-2", 1, "0.01", True),
    ),
)
MADE = Report(ReportName.STRUCTURE, DAY, (SHEET,), "测试")


@pytest.fixture
def bank(lake: Path, db: None) -> LakePage:
    """A sealed day with a year start and a day last year to compare with."""
    page = LakePage(lake)
    page.note(DAY, "N1", "C1", 300_00)
    page.note(DAY, "N2", "C2", 100_00, branch="0102", managing_rm="R002", klass="DOUBTFUL", overdue_days=200)
    page.note(START, "N1", "C1", 200_00)
    page.note(BEFORE, "N1", "C1", 150_00)
    page.flow(DAY, date(2018, 3, 1), "N1", "C1", "NEW", 100_00)
    page.flow(DAY, date(2018, 3, 1), "N2", "C2", "NEW", 100_00)
    page.seal(record=True)
    return page


@pytest.mark.parametrize("name", list(ReportName))
def test_every_report_answers_as_data_and_as_a_workbook(bank: LakePage, name: ReportName) -> None:
    made = read.report(name.value, DAY)
    assert json.loads(json.dumps(made.as_dict(), ensure_ascii=False))["date"] == "2018-09-30"
    assert read.workbook(made) == read.workbook(read.report(name.value, DAY))


def test_the_relending_ledger_names_each_programme_in_words(bank: LakePage) -> None:
    Relending.objects.create(number="ZN1", kind="REL_AGRI", applied=date(2018, 3, 1), applied_amount=600_00)
    (contract,) = read.report("relending", DAY).as_dict()["sheets"][0]["rows"]  # type: ignore[index]
    assert (contract["kind"], contract["kind_name"], contract["drawn"]) == ("REL_AGRI", "支农再贷款", "0.00")


def test_a_report_nobody_knows_is_refused_by_name(bank: LakePage) -> None:
    with pytest.raises(Refuse) as no:
        read.report("no-such-sheet", DAY)
    assert no.value.refused.name is rules.ReportingRefusal.REPORT_UNKNOWN


def test_a_report_of_an_open_day_is_refused_by_name(bank: LakePage) -> None:
    with pytest.raises(Refuse) as no:
        read.report("S71_I", date(2018, 10, 1))
    assert no.value.refused.name is rules.ReportingRefusal.DAY_NOT_SEALED


def test_a_cell_that_begins_like_a_formula_stays_data() -> None:
    book = read.workbook(MADE)
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    names = pl.read_excel(book, has_header=False)["column_0"].to_list()
    assert [name for name in names if name in {row[0] for row in SHEET.rows}] == [row[0] for row in SHEET.rows]


def test_numbers_are_numbers_to_the_fen() -> None:
    with zipfile.ZipFile(BytesIO(read.workbook(MADE))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    for value in ("1234567.89", "-0.05", "12.34", "0.01"):
        assert f"<v>{value}</v>" in sheet


def test_a_sheet_in_wan_rounds_once_half_up() -> None:
    wan = Sheet("表", (Heading("a", "余额", CellKind.YUAN),), ((1_005_000,), (1_004_999,)), in_wan=True)
    with zipfile.ZipFile(BytesIO(read.workbook(Report(ReportName.S71_I, DAY, (wan,), "测试")))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>1.01</v>" in sheet
    assert "<v>1</v>" in sheet


def test_A3_each_of_the_five_cards_lists_its_figures_with_target_actual_and_gap(bank: LakePage) -> None:
    cards = read.five_scorecards(DAY)
    assert [card["code"] for card in cards] == [each.value for each in Dimension]
    for card in cards:
        assert len(card["kpis"]) >= 4
        for kpi in card["kpis"]:
            assert {"name", "actual", "target", "gap", "needed_per_remaining_working_day", "as_of", "link"} <= set(kpi)
            assert kpi["as_of"] == "2018-09-30"


def test_A1_the_two_axes_and_three_clicks_to_a_customer(bank: LakePage) -> None:
    axes = read.headline(DAY)
    assert axes["coverage"][0]["actual"] == "2"
    assert axes["volume"][0]["actual"] == "400.00"
    branch = read.drill(DAY, kpi="npl")["rows"][0]["key"]
    manager = read.drill(DAY, kpi="npl", branch=branch)["rows"][0]["key"]
    customers = read.drill(DAY, kpi="npl", branch=branch, manager=manager)["rows"]
    assert [(row["key"], row["npl"]) for row in customers] == [("C2", "100.00")]


def test_a_file_altered_after_it_was_sealed_is_refused_and_not_counted(bank: LakePage) -> None:
    file = next(bank.folder.glob("bank=1/day=2018-09-30/positions-*.parquet"))
    file.write_bytes(next(bank.folder.glob("bank=1/day=2017-12-31/positions-*.parquet")).read_bytes())
    with pytest.raises(Refuse) as no:
        read.scoreboard(DAY)
    assert no.value.refused.name is LakeRefusal.FILE_ALTERED


def test_a_drill_nobody_knows_is_refused_by_name(bank: LakePage) -> None:
    with pytest.raises(Refuse) as no:
        read.drill(DAY, kpi="luck")
    assert no.value.refused.name is rules.ReportingRefusal.DRILL_UNKNOWN


def test_A5_the_scoreboard_of_a_sealed_day_stays_when_later_days_close(bank: LakePage) -> None:
    before = json.dumps(read.scoreboard(DAY), sort_keys=True)
    bank.note(date(2018, 10, 1), "N9", "C9", 999_00)
    bank.seal(record=True)
    assert json.dumps(read.scoreboard(DAY), sort_keys=True) == before
    assert read.latest_day() == date(2018, 10, 1)


def test_what_each_remaining_working_day_must_bring_reaches_the_target() -> None:
    per_day = rules.needed_per_day(100, 1100, 61)
    assert per_day is not None
    assert 100 + per_day * 61 >= 1100 > 100 + (per_day - 1) * 61


def test_a_record_written_between_two_questions_is_counted(fresh_bank: object, lake: Path) -> None:
    from wuhua.areas.market.models import Target

    page = LakePage(lake)
    page.note(DAY, "N1", "C1", 300_00)
    page.seal(record=True)
    assert read.scoreboard(DAY)["net_increase_target"] == "—"
    assert read.scoreboard(DAY)["net_increase_target"] == "—"
    Target.objects.create(year=2018, measure="NET_INCREASE", scope="BANK", value="12.50")
    assert read.scoreboard(DAY)["net_increase_target"] == "12.50"
