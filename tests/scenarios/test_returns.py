"""The supervisor's forms over sealed days: every total is the scoreboard's balance, every figure counted by hand."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.small_lake import LakePage
from tests.scenarios.test_pages import borrower, officer
from wuhua.areas.classification.models import ClassChange, NoteClass
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer.models import Customer
from wuhua.areas.reporting import read
from wuhua.areas.reporting.rules import Report, ReportName
from wuhua.areas.servicing.models import Bill, LoanNote, RepaymentItem
from wuhua.core.money import yuan
from wuhua.core.refuse import Refuse
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

DAY, MONTH, QUARTER, YEAR = date(2018, 9, 30), date(2018, 8, 31), date(2018, 6, 30), date(2017, 12, 31)
WAN = 10_000_00
"""Ten thousand yuan, in fen."""


@pytest.fixture
def bank(lake: Path, db: None) -> LakePage:
    """Eight notes: firms of three sizes, a shop, an owner, a consumer; all five classes; arrears of every kind."""
    page = LakePage(lake)
    firm = {"customer_kind": "ENTERPRISE", "security": "MORTGAGE"}
    late = {"principal_due": date(2018, 6, 1), "interest_due": date(2018, 6, 21)}
    page.note(DAY, "N1", "C1", 500 * WAN, **firm, size_class="LARGE", industry="2231", provision=5 * WAN)
    page.note(DAY, "N2", "C2", 300 * WAN, **firm, size_class="MEDIUM", industry="5111", klass="WATCH",
              overdue_days=9, interest_due=date(2018, 9, 21), provision=6 * WAN)  # fmt: skip
    page.note(DAY, "N3", "C3", 80 * WAN, **firm, size_class="SMALL", industry="2231", klass="SUBSTANDARD",
              overdue_days=121, overdue_principal=80 * WAN, provision=20 * WAN, **late)  # fmt: skip
    page.note(DAY, "N4", "C3", 20 * WAN, **firm, size_class="SMALL", industry="9999", issue_type="RENEWAL_NO_PRINCIPAL")
    page.note(DAY, "N5", "C4", 10 * WAN, industry="5212", klass="DOUBTFUL", overdue_days=61, provision=5 * WAN,
              principal_due=date(2018, 7, 31), overdue_principal=10 * WAN, revolving=True)  # fmt: skip
    page.note(DAY, "N6", "C5", 6 * WAN, customer_kind="OWNER", industry="0121", klass="LOSS", overdue_days=400,
              provision=6 * WAN, farm=True, **late)  # fmt: skip
    page.note(DAY, "N7", "C6", 40 * WAN, customer_kind="OWNER", purpose="CONSUMPTION", method="equal_instalments",
              industry="7010", overdue_days=30, overdue_principal=1 * WAN, principal_due=date(2018, 8, 31),
              interest_due=date(2018, 8, 31))  # fmt: skip
    page.note(DAY, "N8", "C1", 0, **firm, size_class="LARGE", industry="2231")
    page.note(MONTH, "N1", "C1", 600 * WAN, **firm)
    page.note(MONTH, "N2", "C2", 300 * WAN, **firm)
    page.note(MONTH, "N3", "C3", 80 * WAN, **firm, klass="WATCH")
    page.note(MONTH, "N9", "C9", 50 * WAN, klass="SUBSTANDARD")
    page.note(YEAR, "N1", "C1", 700 * WAN, **firm)
    page.flow(DAY, date(2018, 3, 1), "N5", "C4", "NEW", 12 * WAN)
    page.flow(DAY, date(2018, 3, 1), "N4", "C3", "RENEWAL_NO_PRINCIPAL", 20 * WAN, **firm_of("SMALL"))
    page.flow(DAY, date(2018, 4, 1), "N3", "C3", "RESTRUCTURED", 80 * WAN, **firm_of("SMALL"))
    page.seal(record=True)
    return page


def firm_of(size: str) -> dict[str, str]:
    return {"customer_kind": "ENTERPRISE", "size_class": size}


def lines(report: Report, sheet: int = 0) -> dict[Any, dict[str, Any]]:
    """The rows of a sheet as cells by key, under the first two cells that name them."""
    chosen = report.sheets[sheet]
    keys = [heading.key for heading in chosen.headings]
    return {
        row[1] if chosen.title in ("G11_I", "G01_VII") else row[0]: dict(zip(keys, row, strict=True))
        for row in chosen.rows
    }


WHOLE = 956 * WAN


@pytest.mark.parametrize(
    "name", ["G11", "G11_I", "G11_II", "G12", "G14", "G14_I", "G14_II", "S63_I", "G01_VII", "dual-overdue"]
)
def test_every_form_opens_as_a_workbook_with_its_unit_and_day(bank: LakePage, name: str) -> None:
    made = read.report(name, DAY)
    book = zipfile.ZipFile(BytesIO(read.workbook(made)))
    words = book.read("xl/sharedStrings.xml").decode()
    assert "数据日期:2018-09-30" in words
    assert "金额单位:人民币" in words
    assert len([each for each in book.namelist() if each.startswith("xl/worksheets/sheet")]) == len(made.sheets)


@pytest.mark.parametrize("name", ["G11_I", "G11_II", "G12", "S63_I", "G01_VII"])
def test_every_total_is_the_scoreboards_balance(bank: LakePage, name: str) -> None:
    said = [note for sheet in read.report(name, DAY).sheets for note in sheet.notes if "勾稽" in note]
    assert said
    for each in said:
        assert f"各项贷款余额 {yuan(WHOLE)}元;差额 0.00元" in each


def test_a_form_is_asked_for_by_its_own_name(bank: LakePage) -> None:
    assert [sheet.title for sheet in read.report("G11_II", DAY).sheets] == ["G11_II"]
    assert [sheet.title for sheet in read.report("G11", DAY).sheets] == ["G11_I", "G11_II", "拨备"]
    with pytest.raises(Refuse):
        read.report("G11_III", DAY)


def test_G11_I_industry_by_class(bank: LakePage) -> None:
    found = lines(read.report("G11_I", DAY))
    factory = found["制造业"]
    assert (factory["balance"], factory["normal"], factory["substandard"]) == (580 * WAN, 500 * WAN, 80 * WAN)
    assert (factory["npl"], factory["npl_pct"]) == (80 * WAN, "13.79")
    assert found["批发和零售业"]["watch"] == 300 * WAN
    assert found["批发和零售业"]["doubtful"] == 10 * WAN
    assert found["个人贷款(不含个人经营性贷款)"]["balance"] == 40 * WAN
    assert found["行业代码缺失或不识别"]["balance"] == 20 * WAN
    assert (found["合计"]["balance"], found["合计"]["npl"]) == (WHOLE, 96 * WAN)


def test_G11_II_overdue_bands_by_the_reported_balance(bank: LakePage) -> None:
    found = lines(read.report("G11_II", DAY))
    assert found["正常类"]["overdue_30"] == 1 * WAN, (
        "of an instalment consumer loan only what is overdue, up to 90 days"
    )
    assert found["关注类"]["overdue_30"] == 300 * WAN, "of a business loan all of it, though only interest is late"
    assert found["次级类"]["overdue_180"] == 80 * WAN
    assert found["可疑类"]["overdue_90"] == 10 * WAN
    assert found["损失类"]["overdue_long"] == 6 * WAN
    assert found["不良贷款"]["balance"] == 96 * WAN
    assert found["合计"]["provision"] == 42 * WAN


def test_provision_against_both_minima(bank: LakePage) -> None:
    found = lines(read.report("G11", DAY), sheet=2)
    coverage, ratio = found["拨备覆盖率(准备/不良)"], found["贷款拨备率(准备/贷款)"]
    assert (coverage["value_pct"], coverage["reference_pct"], coverage["met"]) == ("43.75", "150.00", False)
    assert (ratio["value_pct"], ratio["reference_pct"], ratio["met"]) == ("4.39", "2.50", True)
    assert found["两项孰高应有准备"]["amount"] == 144 * WAN
    assert found["尚缺准备"]["amount"] == 102 * WAN
    over = found["逾期90天以上贷款及与不良之比"]
    assert (over["amount"], over["met"]) == (86 * WAN, True)


def test_G12_from_the_last_month_and_the_last_year(bank: LakePage) -> None:
    made = read.report("G12", DAY)
    assert [sheet.title for sheet in made.sheets] == ["上月末迁徙", "上年末迁徙"], (
        "a quarter's end that is not sealed is left out"
    )
    found = lines(made)
    normal = found["正常类"]
    assert (normal["opening"], normal["reduced"], normal["to_normal"], normal["to_watch"]) == (
        900 * WAN, 100 * WAN, 500 * WAN, 300 * WAN,
    )  # fmt: skip
    assert (normal["fallen"], normal["rate"]) == (300 * WAN, "37.50")
    assert (found["关注类"]["fallen"], found["关注类"]["rate"]) == (80 * WAN, "100.00")
    assert found["次级类"]["reduced"] == 50 * WAN
    assert found["本期新增"]["to_normal"] == 60 * WAN
    assert found["合计"]["opening"] == 1030 * WAN
    assert any("正常贷款迁徙率(正常、关注转不良)= 9.09%" in note for note in made.sheets[0].notes)


def test_S63_I_by_size(bank: LakePage) -> None:
    cells = read.report("S63_I", DAY).cells or {}
    money = {col: cells[f"S63_I_1.{col}.2018"] for col in "ABCDUFGH"}
    assert money == {
        "A": yuan(500 * WAN), "B": yuan(300 * WAN), "C": yuan(100 * WAN), "D": "0.00", "U": "0.00",
        "F": yuan(16 * WAN), "G": yuan(10 * WAN), "H": yuan(6 * WAN),
    }  # fmt: skip
    assert cells["S63_I_1.3.1.B.2018"] == yuan(300 * WAN)
    assert cells["S63_I_1.3.3.G.2018"] == yuan(10 * WAN)
    assert cells["S63_I_borrowers.C.2018"] == 1
    assert cells["S63_I_7.1.C.2018"] == yuan(20 * WAN)
    assert (cells["S63_I_9.1.F.2018"], cells["S63_I_9.2.F.2018"]) == (yuan(10 * WAN), 1)
    assert (cells["S63_I_4.C.2018"], cells["S63_I_lent_borrowers.C.2018"]) == (yuan(20 * WAN), 1), (
        "restructured left out"
    )
    assert cells["S63_I_4.G.2018"] == yuan(12 * WAN)


def test_G01_VII_by_industry(bank: LakePage) -> None:
    found = lines(read.report("G01_VII", DAY))
    farm = found["农、林、牧、渔业"]
    assert (farm["balance"], farm["farm"], farm["own_account"], farm["borrowers"]) == (6 * WAN, 6 * WAN, 6 * WAN, 1)
    assert found["制造业"]["small"] == 80 * WAN
    assert found["合计"]["balance"] == WHOLE


def test_A91_G14_against_net_capital_once_it_is_known(bank: LakePage) -> None:
    unknown = lines(read.report("G14_I", DAY))
    assert unknown["最大单一客户贷款/资本净额"]["value_pct"] == "—"
    assert unknown["最大单一客户贷款/资本净额"]["met"] is None
    put = {"actor": "HQ", "business_date": DAY, "source": "董事会报告"}
    assert compliance.put_capital(**put, net_capital=5000 * WAN, net_tier1=4000 * WAN) == 2
    assert compliance.put_capital(**put, net_capital=1, net_tier1=1) == 0, "what is known is changed only by compliance"
    found = lines(read.report("G14_I", DAY))
    assert (found["最大单一客户贷款/资本净额"]["value_pct"], found["最大单一客户贷款/资本净额"]["met"]) == (
        "10.00",
        True,
    )
    large = found["非同业单一客户大额风险暴露(≥一级资本净额2.5%)"]
    assert (large["count"], large["amount"]) == (3, 900 * WAN), "2.5 % of 4000 is 100, and 100 counts"
    first = read.report("G14_II", DAY).sheets[0].rows[0]
    assert first[:2] == (1, "C1")
    assert first[10] == 0, "no room left at ten percent"


def test_A91_large_loans_kept_normal_by_renewal_are_named(bank: LakePage) -> None:
    kept = read.report("G14", DAY).sheets[2]
    assert [row[2] for row in kept.rows] == []
    bank.note(date(2018, 10, 1), "N4", "C3", 500 * WAN, issue_type="REFINANCE")
    bank.note(date(2018, 10, 1), "N5", "C4", 499 * WAN, issue_type="REFINANCE")
    bank.note(date(2018, 10, 1), "N6", "C5", 600 * WAN, issue_type="RESTRUCTURED", klass="SUBSTANDARD")
    bank.seal(record=True)
    kept = read.report("G14", date(2018, 10, 1)).sheets[2]
    assert [(row[2], row[5]) for row in kept.rows] == [("N4", "借新还旧")]


def test_A94_the_list_by_each_reading(bank: LakePage) -> None:
    made = read.report("dual-overdue", DAY)
    sums = {row[0]: row[1:] for row in made.sheets[0].rows}
    assert sums["按类型:欠息"][:2] == (1, 300 * WAN), "N2 owes interest only"
    assert sums["按类型:欠本"][:2] == (1, 10 * WAN), "N5 owes principal only"
    assert sums["按类型:双逾"] == (3, 126 * WAN, 81 * WAN, 87 * WAN)
    assert sums["按口径:本金、利息同时逾期 ← 现行"][0] == 3
    assert sums["按口径:本金或利息逾期"][0] == 5
    assert sums["按口径:按天数(超过60天)"][0] == 3
    assert sums["其中:超过90天"][0] == 2
    assert [row[0] for row in made.sheets[1].rows] == ["N6", "N3", "N7"]


# --- EAST ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def books(lake: Path, db: None) -> None:
    """A firm's note with arrears, a person's note, one that ended this month, one written off."""
    clock.advance(date(2018, 10, 1))
    officer("1001", "RM")
    for n in (1, 2, 3, 4, 5):
        borrower(n, "1001")
    Customer.objects.filter(pk=1).update(identity_masked="9114**********9N", is_tech=True, name="某某纸箱厂")
    LoanNote.objects.filter(pk=1).update(
        issue_type="REFINANCE", previous="JD00000", overdue_principal=10_000_000, principal=0, farm=True,
        book_status="OVERDUE", oldest_due=date(2018, 8, 21), payout="ENTRUSTED",
    )  # fmt: skip
    LoanNote.objects.filter(pk=3).update(closed=date(2018, 9, 12), principal=0)
    LoanNote.objects.filter(pk=4).update(closed=date(2018, 8, 30), principal=0)
    LoanNote.objects.filter(pk=5).update(book_status="WRITTEN_OFF")
    for due, kind, amount in (
        (date(2018, 7, 21), "I", 3_700), (date(2018, 8, 21), "I", 3_800), (date(2018, 9, 10), "B", 10_000_000),
        (date(2018, 9, 21), "P", 500), (date(2018, 9, 21), "C", 30), (date(2018, 10, 21), "I", 999),
    ):  # fmt: skip
        Bill.objects.create(note_id=1, due=due, kind=kind, amount=amount, cut=min(due, date(2018, 9, 20)))
    for due, paid, amount in (
        (date(2018, 7, 21), date(2018, 7, 25), 3_700),
        (date(2018, 8, 21), date(2018, 10, 1), 3_800),
    ):
        RepaymentItem.objects.create(note_id=1, due=due, kind="I", paid=paid, amount=amount)
    NoteClass.objects.create(note_id=1, klass="SUBSTANDARD", since=date(2018, 10, 1), basis="person")
    ClassChange.objects.create(
        note_id=1, business_date=date(2018, 10, 1), recorded_at=datetime(2018, 10, 1, tzinfo=UTC), before="WATCH",
        after="SUBSTANDARD", basis="person", way="PERSON", actor="X",
    )  # fmt: skip
    page = LakePage(lake)
    page.note(DAY, "JD00001", "C00001", 10_000_000, customer_kind="ENTERPRISE", size_class="SMALL", klass="WATCH",
              overdue_days=40, overdue_principal=10_000_000, farm=True, book_status="OVERDUE")  # fmt: skip
    page.note(DAY, "JD00002", "C00002", 10_000_000, credit_line=1_000_000_001)
    page.seal(record=True)


def east(name: str = "EAST_note", day: date = DAY) -> dict[str, dict[str, Any]]:
    made = read.report(name, day)
    assert [sheet.title for sheet in made.sheets] == ["对公信贷业务借据表", "个人信贷业务借据表"]
    return {row["note"]: row for sheet in made.sheets for row in sheet.records()}  # type: ignore[misc]


def test_EAST_every_item_of_a_note_in_arrears(books: None) -> None:
    found = east()["JD00001"]
    wanted = {
        "licence": "L", "branch": "B01", "branch_name": "网点B01", "account_code": "1302", "account_name": "逾期贷款本金",
        "customer": "C00001", "customer_name": "某某纸箱厂", "contract": "HT1", "note": "JD00001", "sub_account": "JD00001",
        "business": "流动资金贷款", "issue_type": "借新还旧", "payout": "受托支付", "currency": "CNY", "amount": "100000.00",
        "balance": "100000.00", "klass": "关注", "periods": "13", "period": "8", "extensions": "0", "start": "20180310",
        "maturity": "20190310", "ended": "99991231", "principal_owed": "100000.00", "principal_due": "20180910",
        "interest_on": "43.30", "interest_off": "0.00", "interest_due": "20180821", "unpaid_periods": "2",
        "late_periods": "3", "previous": "JD00000", "paid_into": "6200000001", "paid_into_name": "某某纸箱厂",
        "paid_into_bank": "网点B01", "rate_type": "非LPR", "rate": "4.35", "method": "按期付息到期还本",
        "repaid_from": "6200000001", "repaid_from_bank": "网点B01", "settlement": "按月", "use": "进货",
        "region": "140824", "industry": "5219", "internet": "否", "green": "否", "farm": "是", "inclusive_farm": "是",
        "inclusive_small": "是", "tech": "是", "officer": "1001", "collected": "20180930", "status": "逾期", "remark": "",
        "next_due": "20181021", "next_principal": "0.00",
    }  # fmt: skip
    assert {key: found[key] for key in wanted} == wanted
    assert set(found) - set(wanted) == {"next_interest"}


def test_EAST_people_apart_from_firms_and_what_ended_or_was_written_off(books: None) -> None:
    made = read.report("EAST_note", DAY)
    assert [[row[8] for row in sheet.rows] for sheet in made.sheets] == [["JD00001"], ["JD00002", "JD00003", "JD00005"]]
    found = east()
    assert (found["JD00002"]["status"], found["JD00002"]["inclusive_small"], found["JD00002"]["ended"]) == (
        "正常", "否", "99991231",
    )  # fmt: skip
    assert (found["JD00003"]["status"], found["JD00003"]["ended"], found["JD00003"]["balance"]) == (
        "结清", "20180912", "0.00",
    )  # fmt: skip
    assert (found["JD00005"]["status"], found["JD00005"]["account_code"]) == ("核销", "7002")
    assert found["JD00003"]["inclusive_small"] == "", "unknown stays empty"
    assert found["JD00002"]["next_due"] == "20181021"
    assert found["JD00002"]["next_interest"] != "0.00"


def test_EAST_of_a_day_that_is_not_the_last_leaves_what_it_cannot_know_empty(books: None, lake: Path) -> None:
    page = LakePage(lake)
    page.note(date(2018, 10, 1), "JD00001", "C00001", 10_000_000)
    page.seal(record=True)
    found = east()["JD00002"]
    assert (found["next_due"], found["next_principal"], found["next_interest"]) == ("99991231", "", "")
    assert any("不推算" in note for note in read.report("EAST_note", DAY).sheets[0].notes)


def test_EAST_names_leave_a_trace_when_they_are_taken_out(books: None) -> None:
    from wuhua.cli.report import _leave_a_trace

    _leave_a_trace(read.report("structure", DAY))
    assert not AuditRow.objects.filter(action="reporting.exported").exists()
    _leave_a_trace(read.report("EAST_note", DAY))
    row = AuditRow.objects.get(action="reporting.exported")
    assert (row.subject, row.after) == ("report:EAST_note", {"day": "2018-09-30", "rows_with_names": 4})
    assert ReportName.EAST_NOTE.value == "EAST_note"
