"""Records of other houses and account flows: what a bank brings of them arrives in its table, in one written form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import bank_files as bank
from tests.scenarios.test_import import brought
from tests.scenarios.test_import_bad_files import refused
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.models import AccountFlow, PowerRecord, RegistryRecord, TaxRecord, WageRecord
from wuhua.areas.people import read as people
from wuhua.bulk.credit import gather
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db

FIRM = bank.credit_code(2)
"""The credit code of the small bank's second customer."""


def with_outside() -> bank.Bank:
    """The small bank, and two months of what others know of its firm."""
    files = bank.small_bank()
    told = {"as_of": "2018-09-20"}
    files["registry"] = [told | {"credit_code": FIRM, "name": "测试2", "status": "存续", "capital": "500000"}]
    month = told | {"credit_code": FIRM, "consent": "SQ1"}
    files["tax"] = [
        month | {"month": "201807", "grade": "B", "sales": "12,345.67", "vat_paid": "370.37", "arrears": "0"},
        month | {"month": "2018-08", "grade": "B", "sales": ""},
    ]
    files["power"] = [
        told | {"account": "H1", "name": "测试2", "month": "2018/7", "kwh": "1,200", "cost": "816.00"},
        told | {"account": "H1", "name": "测试2", "month": "2018年8月", "kwh": "", "cost": "", "arrears": "12.5"},
    ]
    files["wages"] = [
        told | {"credit_code": FIRM, "month": "2018-07-01", "headcount": "12", "wage_total": "36000", "insured": "9"},
        told | {"credit_code": FIRM, "month": "2018-08-01 00:00:00", "headcount": "12"},
    ]
    files["transactions"] = [
        {"number": "LS1", "account": "ZH00000002", "day": "20180929", "side": "收", "amount": "1,000.01", "kind": "POS"},
        {"number": "LS2", "account": "ZH00000002", "day": "2018/9/1", "side": "OUT", "amount": "20", "kind": "转账",
         "counterparty": "=某某", "memo": "货款"},
    ]  # fmt: skip
    return files


def test_A67_every_record_arrives_in_its_table(tmp_path: Path, lake: Path) -> None:
    brought(bank.write(tmp_path / "files", with_outside()))
    assert list(RegistryRecord.objects.values_list("credit_code", "status", "capital", "legal_person", "founded")) == [
        (FIRM, "存续", 50_000_000, "", None)
    ]
    taxed = TaxRecord.objects.order_by("month").values_list("month", "grade", "sales", "vat_paid", "arrears", "consent")
    assert list(taxed) == [("2018-07", "B", 1_234_567, 37_037, 0, "SQ1"), ("2018-08", "B", None, None, None, "SQ1")]
    power = PowerRecord.objects.order_by("month").values_list("account", "month", "kwh", "cost", "arrears")
    assert list(power) == [("H1", "2018-07", 1200, 81_600, None), ("H1", "2018-08", None, None, 1250)]
    wages = WageRecord.objects.order_by("month").values_list("month", "headcount", "wage_total", "insured")
    assert list(wages) == [("2018-07", 12, 3_600_000, 9), ("2018-08", 12, None, None)]
    flows = AccountFlow.objects.order_by("number").values_list(
        "number", "account", "day", "side", "amount", "kind", "counterparty", "memo"
    )
    assert list(flows) == [
        ("LS1", "ZH00000002", date(2018, 9, 29), "IN", 100_001, "POS", "", ""),
        ("LS2", "ZH00000002", date(2018, 9, 1), "OUT", 2_000, "TRANSFER", "=某某", "货款"),
    ]


def test_each_row_says_where_it_comes_from_and_each_load_leaves_a_trace(tmp_path: Path, lake: Path) -> None:
    brought(bank.write(tmp_path / "files", with_outside()))
    tables = {"registry": RegistryRecord, "tax": TaxRecord, "power": PowerRecord, "wages": WageRecord}
    for name, table in {**tables, "transactions": AccountFlow}.items():
        rows = list(table.objects.all())
        assert {(row.batch, row.source) for row in rows} == {("import/2018-09-29", name)}
        assert len({row.checksum for row in rows}) == len(rows)
        assert all(row.received_at for row in rows)
    assert {row.as_of for row in TaxRecord.objects.all()} == {date(2018, 9, 20)}
    assert {row.as_of for row in AccountFlow.objects.all()} == {date(2018, 9, 29), date(2018, 9, 1)}
    traces = AuditRow.objects.filter(action__in=[f"customer.{name}_loaded" for name in (*tables, "flows")])
    assert sorted(trace.after["written"] for trace in traces) == [1, 2, 2, 2, 2]


def test_A67_the_rest_of_what_the_houses_tell_arrives_and_what_they_leave_out_is_unknown(
    tmp_path: Path, lake: Path
) -> None:
    files = with_outside()
    files["registry"][0] |= {"registration": "140824200012345", "company_type": "有限责任公司", "scope": "纸制品",
                             "shareholders": "张三;李四", "changes": "2017-03 法定代表人"}  # fmt: skip
    files["tax"][0] |= {"last_declared": "2018-08-15", "invoiced": "9,000.10", "invoice_months": "11",
                        "consent_until": "2018-12-31"}  # fmt: skip
    files["power"][0] |= {"category": "大工业", "capacity": "315"}
    files["wages"][0] |= {"base": "40,000", "arrears": "0"}
    brought(bank.write(tmp_path / "files", files))
    registered = RegistryRecord.objects.values_list("registration", "company_type", "scope", "shareholders", "changes")
    assert list(registered) == [("140824200012345", "有限责任公司", "纸制品", "张三;李四", "2017-03 法定代表人")]
    taxed = TaxRecord.objects.order_by("month").values_list(
        "last_declared", "invoiced", "invoice_months", "consent_until"
    )
    assert list(taxed) == [(date(2018, 8, 15), 900_010, 11, date(2018, 12, 31)), (None, None, None, None)]
    assert list(PowerRecord.objects.order_by("month").values_list("category", "capacity")) == [
        ("大工业", 315),
        ("", None),
    ]
    assert list(WageRecord.objects.order_by("month").values_list("base", "arrears")) == [(4_000_000, 0), (None, None)]


def test_A67_what_the_tax_house_told_counts_as_long_as_its_authorisation_stands(tmp_path: Path, lake: Path) -> None:
    files = with_outside()
    for row in files["tax"]:
        row["consent_until"] = "2018-12-31"
    brought(bank.write(tmp_path / "files", files))
    found = customer.records_for(people.officer("1001", date(2018, 9, 30)), "KH00000002")  # type: ignore[arg-type]
    assert isinstance(found, customer.Records) and len(found.tax) == 2, "kept, for whoever must answer for it"
    for day, months in ((date(2018, 12, 31), 2), (date(2019, 1, 1), 0)):
        assert len(found.tax_on(day)) == months
        with connection.cursor() as cursor:
            cursor.execute(gather.TAX.replace("$1", "%s"), [day, day])
            rows = cursor.fetchall()
        assert [(row[0], row[2]) for row in rows] == ([(FIRM, months)] if months else [])


def test_a_code_written_small_or_spaced_is_the_same_firm(tmp_path: Path, lake: Path) -> None:
    files = with_outside()
    files["registry"][0]["credit_code"] = FIRM.lower()
    files["wages"][0]["credit_code"] = f"{FIRM[:8]} {FIRM[8:]}"
    brought(bank.write(tmp_path / "files", files))
    manager = people.officer("1001", date(2018, 9, 30))
    assert manager is not None
    found = customer.records_for(manager, "KH00000002")
    assert isinstance(found, customer.Records)
    counts = (len(found.registry), len(found.tax), len(found.wages), len(found.power))
    assert counts == (1, 2, 2, 2)
    assert [row.month for row in found.tax] == ["2018-08", "2018-07"]


@pytest.mark.parametrize(
    ("name", "row", "cells", "heading", "reason"),
    [
        ("tax", 0, {"month": "去年七月"}, "所属月份", "不是月份(例如 2018-09)"),
        ("tax", 0, {"month": "2018-13"}, "所属月份", "没有这个月份"),
        ("tax", 0, {"month": "2018-07-15"}, "所属月份", "不是月份(例如 2018-09)"),
        ("tax", 0, {"month": "2018-10"}, "所属月份", "月份晚于数据日期"),
        ("tax", 1, {"month": "2018/7"}, "所属月份", "与第 2 行重复"),
        ("tax", 0, {"consent": ""}, "授权编号", "必填项为空"),
        ("tax", 0, {"credit_code": "91140824MA0000020X"}, "纳税人识别号", "统一社会信用代码校验位不符"),
        ("tax", 0, {"grade": "E"}, "纳税信用等级", "应为:A、B、M、C、D"),
        ("registry", 0, {"credit_code": FIRM[:-1] + "0"}, "统一社会信用代码", "统一社会信用代码校验位不符"),
        ("registry", 0, {"status": "开业"}, "登记状态", "应为:存续、在业、注销、吊销、迁出、经营异常、严重违法"),
        ("power", 0, {"kwh": "-3"}, "电量kWh", "数量为负"),
        ("power", 1, {"month": "201807"}, "月份", "与第 2 行重复"),
        ("wages", 0, {"month": "2018-10"}, "月份", "月份晚于数据日期"),
        ("wages", 1, {"month": "2018年07月", "credit_code": FIRM.lower()}, "月份", "与第 2 行重复"),
        ("transactions", 0, {"account": "ZH9"}, "账号", "在「结算账户」文件中找不到"),
        ("transactions", 0, {"day": "2018-09-30"}, "交易日期", "日期在切换日之后"),
        ("transactions", 1, {"number": "LS1"}, "流水号", "与第 2 行重复"),
        ("transactions", 0, {"side": "进"}, "借贷", "应为:IN(收)、OUT(支)"),
    ],
)
def test_A67_a_bad_record_is_named(
    tmp_path: Path, name: str, row: int, cells: dict[str, Any], heading: str, reason: str
) -> None:
    files = with_outside()
    files[name][row] |= cells
    answer = refused(bank.write(tmp_path / "files", files))
    assert [(each.file, each.line, each.heading, each.reason) for each in answer.rejects] == [
        (name, row + 2, heading, reason)
    ]


def test_the_same_firm_twice_in_the_registry_is_named_however_it_is_written(tmp_path: Path) -> None:
    files = with_outside()
    files["registry"].append(files["registry"][0] | {"credit_code": FIRM.lower(), "status": "注销"})
    answer = refused(bank.write(tmp_path / "files", files))
    assert [(each.line, each.reason) for each in answer.rejects] == [(3, "与第 2 行重复")]
