"""Rules under the supervisor's forms: industries, migration, provision coverage, EAST's periods and unknown dates."""

from datetime import date

import duckdb
import pytest

from wuhua.areas.classification.rules import overdue_type, reported_overdue
from wuhua.areas.reporting.read.lake import sql
from wuhua.areas.reporting.rules.east import ITEMS, day8, dues, flag, period_on
from wuhua.areas.reporting.rules.industry import ROWS, SECTIONS, section
from wuhua.areas.reporting.rules.quality import Coverage, Flow, matrix, normal_rate

DAY = date(2018, 9, 30)


@pytest.fixture(scope="module")
def lake():
    engine = duckdb.connect(":memory:")
    engine.execute("SET VARIABLE inclusive_line = 0")
    engine.execute(sql("measures/lake"))
    return engine


# --- the macros of the lake are the scalar rules -------------------------------------------------------------------------


def test_every_division_has_one_section_and_the_macro_says_the_same(lake):
    codes = [f"{n:02d}" for n in range(100)] + ["2231", "5212", "97", "98", "", "7", "纸箱", "A13"]
    found = lake.execute("SELECT code, industry_section(code) FROM unnest($1) AS t(code)", [codes]).fetchall()
    assert found == [(code, section(code)) for code in codes]
    assert {section(f"{n:02d}") for n in range(1, 98)} == {letter for letter, _ in SECTIONS}
    assert lake.execute("SELECT industry_section(NULL), industry_row('CONSUMPTION', '5212')").fetchone() == (
        "UNKNOWN", "PERSONAL",
    )  # fmt: skip
    assert len(ROWS) == 22


def test_A94_the_macro_of_overdue_types_is_the_rule(lake):
    days = [None, date(2018, 9, 29), DAY, date(2018, 10, 1)]
    for principal in days:
        for interest in days:
            told = lake.execute(
                "SELECT overdue_type($1::DATE, $2::DATE, $3::DATE)", [principal, interest, DAY]
            ).fetchone()[0]
            assert told == overdue_type(principal, interest, DAY).value


def test_A94_the_macro_of_the_reported_balance_is_the_rule(lake):
    for purpose in ("BUSINESS", "CONSUMPTION"):
        for method in ("equal_instalments", "equal_principal", "interest_only"):
            for days in (0, 1, 90, 91):
                told = lake.execute(
                    "SELECT overdue_part($1, $2, $3::INTEGER, 70::BIGINT, 1000::BIGINT)", [purpose, method, days]
                ).fetchone()[0]
                assert told == reported_overdue(purpose, method, days, 70, 1000)


def test_bands_of_overdue_days_at_both_ends(lake):
    ends = {1: "1-30", 30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90", 91: "91-180", 180: "91-180",
            181: "181-270", 270: "181-270", 271: "271-360", 360: "271-360", 361: "361+", 0: None}  # fmt: skip
    for days, band in ends.items():
        assert lake.execute("SELECT overdue_band($1::INTEGER)", [days]).fetchone()[0] == band


# --- migration ---------------------------------------------------------------------------------------------------------

FLOWS = [
    Flow("NORMAL", "NORMAL", 3, 1000, 800, 200, 0),
    Flow("NORMAL", "WATCH", 1, 100, 100, 0, 0),
    Flow("NORMAL", "SUBSTANDARD", 1, 60, 50, 10, 0),
    Flow("NORMAL", "GONE", 2, 300, 0, 300, 0),
    Flow("WATCH", "DOUBTFUL", 1, 40, 40, 0, 0),
    Flow("WATCH", "NORMAL", 1, 20, 20, 0, 5),
    Flow("DOUBTFUL", "LOSS", 1, 30, 30, 0, 0),
    Flow("NEW", "NORMAL", 2, 0, 0, 0, 500),
]


def test_migration_by_hand():
    rows = {row.code: row for row in matrix(FLOWS)}
    normal = rows["NORMAL"]
    assert (normal.opening, normal.reduced, normal.fallen, normal.risen) == (1460, 510, 150, 0)
    assert normal.rate == "15.79", "150 / (1460 − 510)"
    assert (rows["WATCH"].fallen, rows["WATCH"].risen, rows["WATCH"].rate) == (40, 20, "66.67")
    assert rows["DOUBTFUL"].rate == "100.00"
    assert rows["SUBSTANDARD"].rate == "—"
    assert rows["NEW"].to["NORMAL"] == 505, "what an old note draws anew is new"
    assert normal_rate(matrix(FLOWS)) == "8.91", "(50 + 40) / (1460 − 510 + 60)"


def test_what_left_and_what_stands_is_what_was_there():
    for row in matrix(FLOWS)[:-1]:
        assert row.opening == row.reduced + sum(row.to.values())
    closing = sum(flow.kept + flow.added for flow in FLOWS)
    assert sum(fen for row in matrix(FLOWS) for fen in row.to.values()) == closing


# --- provision ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("provision", "met"), [(14_999, False), (15_000, True), (15_001, True)])
def test_coverage_at_its_edge(provision, met):
    assert Coverage(100_000, 10_000, provision, 15_000, 250).coverage_met is met


@pytest.mark.parametrize(("provision", "met"), [(2_499, False), (2_500, True)])
def test_loan_ratio_at_its_edge(provision, met):
    found = Coverage(100_000, 0, provision, 15_000, 250)
    assert (found.ratio_met, found.coverage_met, found.coverage) == (met, None, "—")
    assert found.shortfall == max(0, 2_500 - provision)


def test_the_higher_of_the_two_is_required():
    assert Coverage(100_000, 1_000, 0, 15_000, 250).required == 2_500
    assert Coverage(100_000, 10_000, 0, 15_000, 250).required == 15_000


# --- EAST ----------------------------------------------------------------------------------------------------------------


def test_east_has_its_56_items_in_order():
    assert len(ITEMS) == 56
    assert len({key for key, _ in ITEMS}) == 56
    assert [ITEMS[at][1] for at in (0, 8, 22, 55)] == ["金融许可证号", "信贷借据号", "终结日期", "备注"]


def test_unknown_days_and_flags():
    assert (day8(None), day8(DAY)) == ("99991231", "20180930")
    assert [flag(each) for each in (True, False, None)] == ["是", "否", ""]


@pytest.mark.parametrize(
    ("settlement", "start", "maturity", "own_day", "months", "count", "first"),
    [
        ("MONTH20", date(2018, 3, 5), date(2019, 3, 5), None, 1, 13, date(2018, 3, 21)),
        ("MONTH20", date(2018, 3, 21), date(2018, 6, 21), None, 1, 3, date(2018, 4, 21)),
        ("QUARTER20", date(2015, 10, 19), date(2018, 10, 19), None, 1, 13, date(2015, 12, 21)),
        ("AT_MATURITY", date(2018, 3, 5), date(2019, 3, 5), None, 1, 1, date(2019, 3, 5)),
        ("OWN_DAY", date(2018, 1, 15), date(2020, 1, 15), 15, 1, 24, date(2018, 2, 15)),
        ("OWN_DAY", date(2018, 1, 31), date(2019, 1, 31), 31, 6, 2, date(2018, 7, 31)),
    ],
)
def test_periods_of_a_note_by_its_terms(settlement, start, maturity, own_day, months, count, first):
    every = dues(settlement, start, maturity, own_day, months)
    assert (len(every), every[0], every[-1]) == (count, first, maturity)
    assert period_on(every, start) == 1
    assert period_on(every, first) == min(2, count)
    assert period_on(every, date(2099, 1, 1)) == count
