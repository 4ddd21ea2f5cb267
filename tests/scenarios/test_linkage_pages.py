"""Pages, API and workbooks of linked records and credit reports: what is masked stays masked on every way out."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import fastexcel
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import bank_files as bank
from tests.scenarios.small_county import DAY, FIRM, holding
from tests.scenarios.test_import import brought
from tests.scenarios.test_import_bad_files import refused
from tests.scenarios.test_linkage import ADDRESS, PHONE, county, decide, doubt, linked, on_roster, told  # noqa: F401
from tests.scenarios.test_pages import officer
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.models import CourtRecord, CreditReport, Link, LinkStep, ReportView, RosterRecord
from wuhua.areas.customer.rules.linkage import LinkVerb
from wuhua.areas.customer.rules.reports import ReportRefusal
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform import clock, secrets
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
NAMES = {"Idempotency-Key": "k" * 12}


@pytest.fixture(autouse=True)
def open_day(request: pytest.FixtureRequest, home: Path) -> None:
    """Pages and API speak of the business day; the files of a cut-over come before the first one."""
    if "county" in request.fixturenames:
        clock.advance(DAY)


def reported(query_id: str = "ZX1", **more: object) -> CreditReport:
    given = {
        "identity_blind": secrets.blind(FIRM, "identity"), "identity_masked": "9114****", "queried_at": clock.now(),
        "reason_code": "贷款审批", "balance": 12_345_600, "overdue_now": 77_700, "history": "N" * 23 + "1",
        "queries_6m": 9, "guarantees": None, "class_elsewhere": "NORMAL", "public_records": 0,
    } | more  # fmt: skip
    return CreditReport.objects.create(**told(query_id=query_id, **given))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    if "json" in answer["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return answer.content.decode()


def cells(content: bytes) -> str:
    return str(fastexcel.read_excel(BytesIO(content).getvalue()).load_sheet(0, header_row=None).to_polars().rows())


# --- linked records --------------------------------------------------------------------------------------------------


def test_what_is_masked_stays_masked_on_page_workbook_and_api(county: None) -> None:  # noqa: F811
    on_roster("MD1", "鑫盛纸箱包装", owner="李大海", phone=PHONE, address=ADDRESS)
    linked()
    client = officer("9001", "RISK")
    link = Link.objects.get(source="ROSTER").pk
    ways = {path: page(client, path) for path in (f"/linkage/{link}", "/linkage?state=LINKED", "/customers/C1")}
    ways |= {path: page(client, path) for path in (f"/api/v1/linkage/pairs/{link}", "/api/v1/customers/C1/links")}
    for path in ("/linkage/export?state=LINKED", "/customers/C1/links/export"):
        ways[path] = cells(client.get(path).content)
    for path, text in ways.items():
        assert "鑫盛纸箱包装" in text, path
        for secret in (PHONE, FIRM, "12号"):
            assert secret not in text, (path, secret)
    assert all("*******0001" in text for path, text in ways.items() if path != "/customers/C1")
    assert "翟店镇西位村****" in ways["/customers/C1/links/export"]


def test_A67_a_pair_is_decided_on_the_page_and_taken_back(doubt: tuple[int, int]) -> None:  # noqa: F811
    client = officer("9001", "RISK")
    text = page(client, "/linkage")
    assert text.count("data-pair") == 3 and "待判断 3 对,已判断 0 对" in text and "比特" in text
    said = {"verb": "KEEP", "reason": "电话核实是本户", "key": "abc", "back": "queue"}
    for _ in range(2):  # the same form sent twice
        assert client.post(f"/linkage/{doubt[0]}/decide", said).status_code == 302
    assert LinkStep.objects.count() == 1
    assert "已判断 1 对" in page(client, "/linkage")
    again = client.post(f"/linkage/{doubt[0]}/decide", said | {"verb": "REJECT", "key": "abd"})
    assert "已由人判断过" in again.content.decode()
    client.post(f"/linkage/{doubt[0]}/decide", said | {"verb": "UNDO", "key": "abe", "back": "pair"})
    assert Link.objects.get(pk=doubt[0]).state == "WAITING"
    assert "撤销判断" in page(client, f"/linkage/{doubt[0]}")


def test_the_same_door_over_http(doubt: tuple[int, int]) -> None:  # noqa: F811
    client = officer("9001", "RISK")
    assert client.get("/api/v1/linkage/pairs").json()["count"] == 3
    body = json.dumps({"verb": "KEEP", "reason": "电话核实是本户"})

    def post(path: str, who: Client = client, key: str = "k" * 12) -> tuple[int, dict[str, object]]:
        answer = who.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})
        return answer.status_code, answer.json()

    path = f"/api/v1/linkage/pairs/{doubt[0]}/decision"
    assert post(path) == (200, {"link": doubt[0], "state": "KEPT", "merge": None}) == post(path)
    assert post("/api/v1/linkage/pairs/999999/decision", key="other-key")[0] == 404
    assert post(f"/api/v1/linkage/pairs/{doubt[1]}/decision", officer("9002", "ACCOUNTANT"))[0] == 403


def test_who_may_not_see_the_customer_sees_no_pair(doubt: tuple[int, int]) -> None:  # noqa: F811
    for role, status in (("ADMIN", 403), ("STATISTICS", 404)):
        client = officer(f"9{role}", role)
        assert client.get(f"/linkage/{doubt[0]}").status_code == status
        assert client.post(f"/linkage/{doubt[0]}/decide", {}).status_code == status
        assert client.get(f"/api/v1/linkage/pairs/{doubt[0]}").status_code == status
        assert client.get("/customers/C2/links/export").status_code == status
    assert "data-pair" not in page(officer("9003", "STATISTICS"), "/linkage")
    assert read.links_for(holding("JZ3", Role.RM), "C2").name.value == "customer_unknown"  # type: ignore[union-attr]


def test_the_queue_asks_the_database_as_often_for_one_pair_as_for_fifty(county: None) -> None:  # noqa: F811
    client, counts = officer("9001", "RISK"), []
    for more in (2, 40):
        for number in range(more):
            on_roster(f"MD{more}{number}", "建国面馆", owner="王建国", address="清河镇北阳城村3号")
        linked()
        page(client, "/linkage")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text = page(client, "/linkage")
        counts.append(len(asked))
    assert text.count("data-pair") == 50
    assert counts[0] == counts[1] <= 16


# --- credit reports --------------------------------------------------------------------------------------------------


def test_a_manager_sees_result_and_flags_and_a_reviewer_the_whole_for_a_week(county: None) -> None:  # noqa: F811
    reported()
    CourtRecord.objects.create(
        **told(case_no="案1", name="某", role="被告", amount=100), identity_blind=secrets.blind(FIRM, "identity")
    )
    manager, reviewer = holding("JZ1", Role.RM), holding("JZ4", Role.REVIEWER)
    lines = read.reports_for(manager, "C1", queries_most=6)
    assert not isinstance(lines, Refused)
    assert [flag.value for flag in lines[0].flags] == ["OVERDUE_NOW", "OVERDUE_BEFORE", "MANY_QUERIES"]
    assert read.open_view(reviewer, "ZX1", DAY) is None

    def opened(who, key: str = "k1", reason: str = "审查申请SQ1"):  # type: ignore[no-untyped-def]
        return actions.open_report(actor=who, business_date=DAY, query_id="ZX1", reason=reason, key=key, days=7)

    full = opened(reviewer)
    assert (full.balance, full.history, full.until) == (12_345_600, "N" * 23 + "1", DAY + timedelta(days=6))
    traces = AuditRow.objects.filter(action="customer.report_opened").count()
    assert opened(reviewer, "k2") == full and (traces, ReportView.objects.count()) == (1, 1)
    assert read.open_view(reviewer, "ZX1", DAY + timedelta(days=6)) == full
    assert read.open_view(reviewer, "ZX1", DAY + timedelta(days=7)) is None
    assert read.open_view(holding("JZ4", Role.RM), "ZX1", DAY) is None
    late = actions.open_report(
        actor=reviewer, business_date=DAY + timedelta(days=9), query_id="ZX1", reason="审查申请SQ1", key="k1", days=7
    )
    assert late.name is ReportRefusal.LOOK_ENDED


@pytest.mark.parametrize(
    ("name", "role", "query_id", "reason"),
    [
        ("REPORT_UNKNOWN", Role.REVIEWER, "ZX9", "审查申请SQ1"),
        ("REPORT_UNKNOWN", Role.ADMIN, "ZX1", "审查申请SQ1"),
        ("MAY_NOT_OPEN_REPORT", Role.RM, "ZX1", "审查申请SQ1"),
        ("REPORT_REASON_MISSING", Role.APPROVER, "ZX1", "看 "),
    ],
)
def test_each_refusal_to_open_a_report_leaves_no_look(
    county: None,  # noqa: F811
    name: str,
    role: Role,
    query_id: str,
    reason: str,
) -> None:
    reported()
    answer = actions.open_report(
        actor=holding("JZ1", role), business_date=DAY, query_id=query_id, reason=reason, key="k1", days=7
    )
    assert isinstance(answer, Refused) and answer.name is ReportRefusal[name]
    assert not ReportView.objects.exists() and not AuditRow.objects.filter(action="customer.report_opened").exists()


def test_the_page_shows_the_amounts_to_whoever_opened_the_report_only(county: None) -> None:  # noqa: F811
    reported()
    reviewer, risk = officer("9005", "REVIEWER"), officer("9006", "RISK")
    for client in (reviewer, risk):
        text = page(client, "/customers/C1")
        assert "近24个月有逾期" in text and "123,456.00" not in text
        assert "123456.00" not in page(client, "/api/v1/customers/C1/credit-reports")
    said = {"reason": "审查申请SQ1", "customer": "C1"}
    assert risk.post("/credit-reports/ZX1/open", said, follow=True).status_code == 200
    assert "123,456.00" not in page(risk, "/customers/C1")
    reviewer.post("/credit-reports/ZX1/open", said)
    assert "123,456.00" in page(reviewer, "/customers/C1")
    over = reviewer.post("/api/v1/credit-reports/ZX1/open", {"reason": "审查"}, "application/json", headers=NAMES)
    assert (over.status_code, over.json()["balance"], over.json()["guarantees"]) == (200, "123456.00", None)


# --- the files a bank brings -----------------------------------------------------------------------------------------


def with_sources() -> bank.Bank:
    files, on = bank.small_bank(), {"as_of": "2018-09-20"}
    firm = bank.credit_code(2)
    files["credit_reports"] = [
        on | {"query_id": "ZX1", "identity": firm, "queried_at": "2018-09-10 09:30", "reason_code": "贷款审批",
              "consent": "SQ1", "balance": "1,000.50", "history": "N" * 24},
    ]  # fmt: skip
    files["court"] = [on | {"case_no": "案1", "name": "某某", "role": "被告", "dishonest": "否"}]
    files["rosters"] = [
        on | {"number": "MD1", "kind": "市场", "list_name": "城关综合市场", "name": "某店", "phone": "13803590001",
              "consent": "SQ2", "rent": ""},
    ]  # fmt: skip
    return files


def test_A67_reports_cases_and_rosters_arrive_sealed_and_with_their_origin(tmp_path: Path, lake: Path) -> None:
    brought(bank.write(tmp_path / "files", with_sources()))
    report, case, stall = CreditReport.objects.get(), CourtRecord.objects.get(), RosterRecord.objects.get()
    assert report.identity_blind == secrets.blind(bank.credit_code(2), "identity")
    assert (report.balance, report.overdue_now, report.consent, case.amount, stall.rent) == (
        100_050,
        None,
        "SQ1",
        None,
        None,
    )
    assert (case.identity_blind, case.dishonest, stall.phone_last4) == ("", False, "0001")
    assert secrets.open_(stall.phone_sealed) == "13803590001"
    for row in (report, case, stall):
        assert (row.batch, bool(row.checksum), bool(row.received_at)) == ("import/2018-09-29", True, True)


@pytest.mark.parametrize(
    ("file", "change", "heading", "why"),
    [
        ("credit_reports", {"consent": ""}, "授权编号", "必填"),
        ("credit_reports", {"identity": "140824198001010018"}, "证件号码", "身份证号校验位不符"),
        ("credit_reports", {"history": "N" * 23}, "24个月还款状态", "应为24位"),
        ("credit_reports", {"queried_at": "2018-09-21 09:30"}, "查询时间", "查询时间晚于数据日期"),
        ("rosters", {"consent": ""}, "授权编号", "必填"),
        ("rosters", {"credit_code": bank.credit_code(2)[:-1] + "0"}, "统一社会信用代码", "校验位不符"),
        ("rosters", {"phone": "123"}, "电话", "电话号码格式不对"),
        ("court", {"role": "路人"}, "诉讼地位", "应为"),
    ],
)
def test_A67_bad_rows_are_rejected_with_the_reason(
    tmp_path: Path, lake: Path, file: str, change: dict[str, str], heading: str, why: str
) -> None:
    files = with_sources()
    files[file][0] = files[file][0] | change
    answer = refused(bank.write(tmp_path / "files", files))
    assert any(each.heading == heading and why in each.reason for each in answer.rejects), answer


def test_the_command_of_a_person_is_refused_nothing_twice(doubt: tuple[int, int]) -> None:  # noqa: F811
    assert decide(doubt[0], LinkVerb.REJECT) == decide(doubt[0], LinkVerb.REJECT)
