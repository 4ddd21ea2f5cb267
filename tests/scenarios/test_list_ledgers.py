"""走访、首贷户、征信授权: ledgers that only go out, within the sight of who takes them, nothing personal in plain."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import fastexcel
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_ledgers import manager
from tests.scenarios.test_linkage import told
from tests.scenarios.test_pages import borrower, officer
from wuhua.areas.customer.models import CreditReport, Customer, Document
from wuhua.areas.market.models import Survey
from wuhua.areas.people.models import Zone
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.words import ListLedger
from wuhua.platform import clock, files
from wuhua.platform.models import AuditRow
from wuhua.web.ledgers import lists

DAY, YEAR = date(2018, 9, 30), date(2018, 1, 1)
HERE = ZoneInfo("Asia/Shanghai")
MINE, BOSS = manager("1001"), manager("9001", Role.EXECUTIVE)


@pytest.fixture
def bank(db: None, home: object) -> Any:
    """Borrowers 1, 2 of 1001 and 3 of 1002, in two outlets; answers the browser of 1001."""
    clock.advance(DAY)
    client = officer("1001", "RM")
    officer("1002", "RM", branch="B02")
    Zone.objects.create(code="M1", name="城关市场", kind="MARKET")
    for n, rm in ((1, "1001"), (2, "1001"), (3, "1002")):
        borrower(n, rm)
    return client


def visited(number: str, rm: str, at: datetime, **more: str) -> None:
    said = {"party_kind": "MERCHANT", "party_name": "面馆", "zone_id": "M1"} | more
    Survey.objects.create(number=number, rm_id=rm, visited=at, **said)


def asked(query: str, customer: int, on: date, consent: str) -> None:
    row = Customer.objects.get(pk=customer)
    CreditReport.objects.create(
        **told(consent=consent), query_id=query, identity_blind=row.identity_blind, identity_masked=row.identity_masked,
        queried_at=datetime(on.year, on.month, on.day, 10, tzinfo=HERE), reason_code="贷款审批", balance=5_000_000,
    )  # fmt: skip


def signed(customer: int, issued: date | None, expires: date | None, **more: Any) -> None:
    kept = files.keep(
        actor="1001", business_date=DAY, name="授权书.pdf", chunks=[b"%PDF-1.4 " + str(issued).encode()],
        media_type="application/pdf", limit=10_000,
    )  # fmt: skip
    Document.objects.create(
        customer_id=customer, type="CREDIT_AUTH", issued=issued, expires=expires, file=kept, digest=kept.digest,
        actor="1001", business_date=DAY, **more,
    )  # fmt: skip


def table(ledger: ListLedger, who: Officer = MINE, start: date = YEAR, stop: date = DAY) -> list[dict[str, Any]]:
    columns, rows = lists.lines(who, ledger, start, stop)
    titles = [column.title for column in columns]
    return [dict(zip(titles, row, strict=True)) for row in rows]


# --- visits ----------------------------------------------------------------------------------------------------------


def test_visits_stand_in_the_ledger_by_their_day_here_and_by_sight(bank: Any) -> None:
    visited("V1", "1001", datetime(2018, 1, 1, 0, 5, tzinfo=HERE), customer="C00001")
    visited("V2", "1002", datetime(2018, 9, 30, 23, 55, tzinfo=HERE), credit_code="92140824MA0JXG999P")
    visited("V3", "1002", datetime(2018, 5, 2, 9, tzinfo=HERE), customer="C00002")  # another's visit to mine
    visited("V0", "1001", datetime(2017, 12, 31, 23, 55, tzinfo=HERE))
    visited("V9", "1001", datetime(2018, 10, 1, 0, 5, tzinfo=HERE))
    assert [row["走访编号"] for row in table(ListLedger.VISITS)] == ["V1", "V3"]
    assert [row["走访编号"] for row in table(ListLedger.VISITS, BOSS)] == ["V1", "V3", "V2"]
    assert [row["走访编号"] for row in table(ListLedger.VISITS, manager("1003", Role.STATISTICS))] == []
    first, other = table(ListLedger.VISITS)[0], table(ListLedger.VISITS, BOSS)[2]
    assert (first["走访日"], first["时间"], first["类型"], first["走访人"], first["有定位"]) == (
        YEAR, "00:05", "商户", "员工1001", "无",
    )  # fmt: skip
    assert (first["证件号码"], first["联系电话"]) == ("140824********0001", "139****0001")
    assert other["证件号码"] == "9214**********999P" and other["联系电话"] == ""


def test_a_visitor_sees_nothing_of_a_customer_kept_by_somebody_else(bank: Any) -> None:
    visited("V1", "1001", datetime(2018, 5, 2, 9, tzinfo=HERE), customer="C00003")
    [row] = table(ListLedger.VISITS)
    assert (row["客户号"], row["证件号码"], row["联系电话"]) == ("", "", "")
    assert table(ListLedger.VISITS, BOSS)[0]["客户号"] == "C00003"


# --- first loans -----------------------------------------------------------------------------------------------------


def another(n: int, customer: int, **more: Any) -> None:
    row = LoanNote.objects.get(pk=customer)
    row.pk, row.number = n, f"JD{n:05d}"
    for name, value in more.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_the_first_note_a_customer_ever_had_and_no_other(bank: Any) -> None:
    another(11, 1, start=date(2018, 6, 1))  # the second note of customer 1
    another(12, 2, start=date(2017, 6, 1), closed=date(2018, 1, 5))  # customer 2 had one before, settled since
    asked("Q1", 1, date(2018, 3, 1), "SQ1")
    asked("Q2", 1, date(2018, 3, 11), "SQ2")  # after the money was out
    [row] = table(ListLedger.FIRST_LOANS)
    assert (row["首笔借据号"], row["放款日"], row["借款金额"]) == ("JD00001", date(2018, 3, 10), 10_000_000)
    assert (row["放款前最近征信查询"], row["切换带入"]) == (date(2018, 3, 1), "")
    assert [each["首笔借据号"] for each in table(ListLedger.FIRST_LOANS, start=date(2017, 1, 1))] == [
        "JD00012", "JD00001",
    ]  # fmt: skip
    assert [each["首笔借据号"] for each in table(ListLedger.FIRST_LOANS, BOSS)] == ["JD00001", "JD00003"]


def test_a_renewal_is_nobodys_first_loan_and_what_was_brought_is_told(bank: Any) -> None:
    LoanNote.objects.filter(pk=1).update(issue_type="RENEWAL_NO_PRINCIPAL", previous="JD-OLD")
    LoanNote.objects.filter(pk=2).update(issue_type="RESTRUCTURED")
    NoteEvent.objects.create(
        note_id=2, value_day=DAY, business_date=DAY, recorded_at=clock.now(), kind="IMPORTED", actor="T"
    )
    [row] = table(ListLedger.FIRST_LOANS)
    assert (row["首笔借据号"], row["切换带入"]) == ("JD00002", "是")


# --- consents --------------------------------------------------------------------------------------------------------


def test_consents_kept_and_numbers_queried_under(bank: Any) -> None:
    signed(1, date(2018, 3, 1), date(2018, 10, 15))
    signed(2, date(2017, 1, 1), date(2018, 1, 1))
    signed(3, None, None, withdrawn_on=DAY, withdrawn_by="1002")
    asked("Q1", 1, date(2018, 3, 1), "SQ1")
    asked("Q2", 1, date(2018, 3, 9), "SQ1")
    asked("Q3", 2, date(2018, 1, 2), "SQ2")  # a day after the paper ended
    asked("Q4", 1, DAY + timedelta(days=1), "SQ3")  # not yet
    rows = table(ListLedger.CONSENTS)
    told_ = [
        (r["客户号"], r["依据"], r["授权编号"], r["状态"], r["查询次数"], r["最近查询"], r["查询时有授权书"])
        for r in rows
    ]
    assert told_ == [
        ("C00001", "授权书", "", "即将到期", 2, date(2018, 3, 9), ""),
        ("C00001", "查询所载编号", "SQ1", "", 2, date(2018, 3, 9), "有"),
        ("C00002", "授权书", "", "已过期", 0, None, ""),
        ("C00002", "查询所载编号", "SQ2", "", 1, date(2018, 1, 2), "缺"),
    ]
    assert rows[0]["登记人"] == "员工1001" and rows[1]["查询原因"] == "贷款审批"
    assert [r["状态"] for r in table(ListLedger.CONSENTS, BOSS) if r["客户号"] == "C00003"] == ["已撤下"]


# --- the page --------------------------------------------------------------------------------------------------------


def test_a_workbook_goes_out_masked_and_is_traced(bank: Any) -> None:
    visited("V1", "1001", datetime(2018, 5, 2, 9, tzinfo=HERE), customer="C00001", need="=1+1")
    signed(1, date(2018, 3, 1), None)
    assert "走访台账" in bank.get("/ledgers").content.decode()
    for ledger in ListLedger:
        out = bank.post("/ledgers/list", {"ledger": ledger.value, "start": "2018-01-01", "stop": "2018-09-30"})
        assert out.status_code == 200 and "attachment" in out.headers["Content-Disposition"], ledger
        said = str(fastexcel.read_excel(out.content).load_sheet(0, header_row=None).to_polars().rows())
        assert "140824********0001" in said and "139****0001" in said, ledger
        assert "14082419800101" not in said and "1390359" not in said, ledger
        row = AuditRow.objects.get(action="servicing.list_ledger_handed_out", subject=f"list-ledger:{ledger.value}")
        assert row.actor == "1001" and row.after["span"] == "2018-01-01/2018-09-30" and row.after["lines"] >= 1


def test_who_may_not_and_what_is_no_span(bank: Any) -> None:
    span = {"start": "2018-01-01", "stop": "2018-09-30"}
    assert bank.post("/ledgers/list", {**span, "ledger": "LOAN_LEDGER"}).status_code == 404
    assert bank.get("/ledgers/list").status_code == 405
    late = bank.post("/ledgers/list", {"ledger": "VISIT_LEDGER", "start": "2018-09-30", "stop": "2018-01-01"})
    assert late.status_code == 422 and "止日早于起日" in late.content.decode()
    assert bank.post("/ledgers/list", {"ledger": "VISIT_LEDGER"}).status_code == 422
    admin = officer("A1", "ADMIN")
    assert admin.post("/ledgers/list", {**span, "ledger": "VISIT_LEDGER"}).status_code == 403
    assert not AuditRow.objects.filter(action="servicing.list_ledger_handed_out").exists()


def test_the_database_is_asked_as_often_for_forty_lines_as_for_three(bank: Any) -> None:
    counts = []
    for numbers in (range(4, 6), range(6, 46)):
        for n in numbers:
            borrower(n, "1001")
            visited(f"V{n}", "1001", datetime(2018, 5, 2, 9, tzinfo=HERE), customer=f"C{n:05d}")
            asked(f"Q{n}", n, date(2018, 3, 1), f"SQ{n}")
            signed(n, date(2018, 2, 1), None)
        found = []
        for ledger in ListLedger:
            with CaptureQueriesContext(connection) as queries:
                assert len(lists.lines(MINE, ledger, YEAR, DAY)[1]) >= len(numbers)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 7


def test_the_handbook_lists_every_column_of_every_list_ledger() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "手册" / "台账.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")}
    for ledger, title in (
        (ListLedger.VISITS, "走访台账"), (ListLedger.FIRST_LOANS, "首贷户台账"), (ListLedger.CONSENTS, "征信授权台账"),
    ):  # fmt: skip
        listed = [line.split("|")[1].strip() for line in sections[title].splitlines() if line.startswith("| ")]
        assert [each for each in listed if each not in ("列", "---")] == [c.title for c in lists.COLUMNS[ledger]], title
