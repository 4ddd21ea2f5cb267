"""Values, related parties and papers of customers' files as a bank brings them: loaded, rejected by name, never twice (A67, A73)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import bank_files as bank
from tests.scenarios.test_import import brought, nothing_written
from tests.scenarios.test_import_bad_files import refused
from wuhua.areas.customer.models import Document, FileItem, Relation
from wuhua.areas.customer.read import groups
from wuhua.areas.market.models import ServiceTake, StrategicTarget
from wuhua.bulk.intake import run
from wuhua.bulk.intake.refusals import ImportRefused
from wuhua.platform import files as kept

pytestmark = pytest.mark.django_db
OWNER, FIRM, FARM = "KH00000001", "KH00000002", "KH00000003"


def with_files(folder: Path, scan: bytes = b"%PDF-licence") -> bank.Bank:
    """The small bank; its firm has values, an owner and a shareholder, and a licence whose scan lies beside the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "licence-2.pdf").write_bytes(scan)
    files = bank.small_bank()
    files["customer_values"] = [
        {"customer": FIRM, "field": "上年营业收入", "value": "1,234,567.8"},
        {"customer": FIRM, "field": "employees", "value": "24"},
        {"customer": FIRM, "field": "成立日期", "value": "2012-03-01"},
        {"customer": FIRM, "field": "permit_needed", "value": "否"},
        {"customer": OWNER, "field": "经营的企业", "value": " 测试2 "},
    ]
    files["relations"] = [
        {"customer": FIRM, "kind": "企业主", "party_customer": OWNER, "party_name": "测试1", "evidence": "工商登记",
         "since": "2012-03-01"},
        {"customer": FIRM, "kind": "股东", "party_name": "李四", "party_identity": bank.resident(44), "share": "60.5",
         "evidence": "章程", "since": "2012-03-01"},
    ]  # fmt: skip
    files["papers"] = [
        {"customer": FIRM, "type": "营业执照", "number": bank.credit_code(2), "issued": "2012-03-01",
         "expires": "2032-02-28", "file": "licence-2.pdf"},
    ]  # fmt: skip
    return files


def test_A73_values_relations_and_papers_arrive_in_the_customers_file(tmp_path: Path, lake: Path) -> None:
    folder = tmp_path / "files"
    report = brought(bank.write(folder, with_files(folder)))
    items = FileItem.objects.order_by("customer__number", "code").values_list("customer__number", "code", "value")
    assert list(items) == [
        (OWNER, "firm", "测试2"), (FIRM, "employees", "24"), (FIRM, "founded", "2012-03-01"), (FIRM, "income", "123456780"),
        (FIRM, "permit_needed", "NO"),
    ]  # fmt: skip
    assert groups(date(2018, 9, 29))[FIRM] == (OWNER, FIRM), "the owner and the firm are one group at once"
    holder = Relation.objects.get(kind="SHAREHOLDER")
    assert (holder.share, holder.party, holder.party_masked[:4]) == (6050, None, "1408")
    assert holder.party_blind and bank.resident(44) not in (holder.party_blind, holder.party_masked)
    paper = Document.objects.get()
    assert (paper.customer.number, paper.type, paper.expires) == (FIRM, "BIZ_LICENSE", date(2032, 2, 28))
    with kept.open_(paper.file_id) as scan:
        assert scan.read() == b"%PDF-licence"
    assert not report.warnings, "the scan is known"
    again = brought(folder)
    assert again.already and (FileItem.objects.count(), Relation.objects.count(), Document.objects.count()) == (5, 2, 1)


def test_a_dry_run_keeps_no_scan_and_another_scan_is_another_import(tmp_path: Path, lake: Path) -> None:
    folder = tmp_path / "files"
    bank.write(folder, with_files(folder, b"%PDF-a dry run"))
    before = set(kept.root().glob("*/*"))
    assert brought(folder, dry_run=True).dry_run and nothing_written() and set(kept.root().glob("*/*")) == before
    brought(folder)
    (folder / "licence-2.pdf").write_bytes(b"%PDF-another")
    assert isinstance(run.import_folder(folder, actor="1002"), ImportRefused)


@pytest.mark.parametrize(
    ("name", "cells", "heading", "reason"),
    [
        ("customer_values", {"field": "经营的企业"}, "要素", "不是这类客户的档案要素"),
        ("customer_values", {"field": "名称"}, "要素", "请在「客户」文件中填写"),
        ("customer_values", {"field": "employees"}, "要素", "与第 2 行重复"),
        ("customer_values", {"field": "从业人员"}, "要素", "同一客户的同一要素写了两次"),
        ("customer_values", {"value": "很多"}, "内容", "不是金额(元,至多两位小数)"),
        ("customer_values", {"field": "insured", "value": "2.5"}, "内容", "不是整数"),
        ("customer_values", {"customer": "KH99999999"}, "客户统一编号", "在「客户」文件中找不到"),
        ("relations", {"party_customer": FIRM}, "对方客户统一编号", "对方不能是客户自己"),
        ("relations", {"kind": "股东"}, "持股比例%", "股东必须填写持股比例"),
        ("relations", {"share": "10"}, "持股比例%", "只有股东填写持股比例"),
        ("relations", {"since": "2018-09-30"}, "起始日期", "起始日期在切换日之后"),
        ("relations", {"kind": "朋友"}, "关系", "应为"),
        ("papers", {"file": "nowhere.pdf"}, "扫描件文件名", "文件夹里没有这个扫描件"),
        ("papers", {"file": "../files/licence-2.pdf"}, "扫描件文件名", "文件夹里没有这个扫描件"),
        ("papers", {"issued": "2018-09-30"}, "签发日期", "签发日期在切换日之后"),
        ("papers", {"expires": "2011-01-01"}, "到期日期", "到期日期早于签发日期"),
    ],
)
def test_a_bad_line_is_rejected_by_name(
    tmp_path: Path, name: str, cells: dict[str, Any], heading: str, reason: str
) -> None:
    folder = tmp_path / "files"
    files = with_files(folder)
    files[name][0] |= cells
    answer = refused(bank.write(folder, files))
    told = [(each.heading, each.reason) for each in answer.rejects]
    assert any(column == heading and why.startswith(reason) for column, why in told), told


# --- partners --------------------------------------------------------------------------------------------------------


def with_partners() -> bank.Bank:
    """The small bank with one agreement, a line of its package in use, and two firms it courts."""
    files = bank.small_bank()
    people = {"executive": "1002", "contact": "1001"}
    files["agreements"] = [
        people | {"number": "XY1", "kind": "PARK", "party": "园区", "signed": "2018-03-10", "expires": "2021-03-10"},
    ]
    courted = people | {"kind": "龙头企业", "plan": "班子上门", "opened_on": "2018-02-12"}
    files["strategic_targets"] = [
        courted | {"name": "稷州果业", "stage": "已合作", "agreement": "XY1"}, courted | {"name": "稷州面业", "stage": "计划中"},
    ]  # fmt: skip
    files["package_services"] = [{"agreement": "XY1", "line": "代发工资", "from_day": "2018-03-20"}]
    return files


def test_A78_A80_courted_firms_and_package_flags_arrive(tmp_path: Path, lake: Path) -> None:
    brought(bank.write(tmp_path / "files", with_partners()))
    courted = StrategicTarget.objects.order_by("pk").values_list(
        "name", "kind", "stage", "agreement_id", "executive_id"
    )
    assert list(courted) == [
        ("稷州果业", "LEADING_FIRM", "COOPERATING", "XY1", "1002"), ("稷州面业", "LEADING_FIRM", "PLANNED", None, "1002"),
    ]  # fmt: skip
    assert list(ServiceTake.objects.values_list("agreement_id", "line", "taken", "from_day")) == [
        ("XY1", "PAYROLL_SERVICE", True, date(2018, 3, 20))
    ]


@pytest.mark.parametrize(
    ("name", "cells", "heading", "reason"),
    [
        ("strategic_targets", {"stage": "洽谈中"}, "阶段", "已签协议的对象应为已合作"),
        ("strategic_targets", {"executive": "9999"}, "负责班子成员工号", "在「员工」文件中找不到"),
        ("strategic_targets", {"opened_on": "2018-09-30"}, "登记日期", "登记日期在切换日之后"),
        ("package_services", {"agreement": "XY9"}, "协议编号", "在「战略合作协议」文件中找不到"),
        ("package_services", {"from_day": "2018-03-09"}, "启用日期", "启用日期早于协议签订日期"),
        ("package_services", {"line": "贵金属"}, "服务", "应为"),
    ],
)
def test_a_bad_line_of_partners_is_rejected_by_name(
    tmp_path: Path, name: str, cells: dict[str, Any], heading: str, reason: str
) -> None:
    files = with_partners()
    files[name][0] |= cells
    told = [(each.heading, each.reason) for each in refused(bank.write(tmp_path / "files", files)).rejects]
    assert any(column == heading and why.startswith(reason) for column, why in told), told
