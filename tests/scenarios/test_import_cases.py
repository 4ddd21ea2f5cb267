"""在途案件 and 产品销售 as files: cases come as asked or accepted and no further, bad lines are named, twice is once (A39, A86)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import bank_files as bank
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.models import ProductSale
from wuhua.areas.customer.models import Customer
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Application, Case
from wuhua.areas.origination.read import case_for
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.people import read as people
from wuhua.areas.workday.models import Duty, Journey
from wuhua.bulk.intake import formats, run
from wuhua.bulk.intake.refusals import ImportRefused, IntakeRefusal
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.django_db
DAY = date(2018, 9, 30)
HERE = ZoneInfo("Asia/Shanghai")
ASKED = {
    "number": "SQ2018000041", "customer": "KH00000001", "product": "CREDIT_LOAN", "amount": "100,000.00", "months": "12",
    "purpose": "WORKING_CAPITAL", "use": "进货", "security": "信用", "state": "已提出", "asked": "2018-09-27 09:30", "rm": "1001",
}  # fmt: skip
ACCEPTED = {
    **ASKED, "number": "LS-7", "customer": "KH00000002", "security": "GUARANTEE", "method": "equal_principal",
    "account": "ZH00000002", "state": "ACCEPTED", "accepted": "2018-09-28 10:00",
}  # fmt: skip
SOLD = {
    "number": "XS1", "customer": "KH00000001", "kind": "保险", "name": "安心险", "amount": "2,000.00", "day": "2018-09-20",
    "sold_by": "1001",
}  # fmt: skip
SIGNED = {
    **SOLD, "number": "XS2", "kind": "TIME_DEPOSIT", "own_money": "500", "signed_on": "2018-09-20", "signature_paper": "QZ1",
    "cooled_until": "2018-09-25", "cooling_paper": "LJ1",
}  # fmt: skip


def files(**more: list[dict[str, Any]]) -> bank.Bank:
    return {**bank.small_bank(), "cases": [ASKED, ACCEPTED], "sales": [SOLD, SIGNED], **more}


def test_A39_cases_taken_in_before_are_brought_as_they_stand_and_worked_on_from_there(
    tmp_path: Path, lake: Path
) -> None:
    bank.write(tmp_path, files())
    done = run.import_folder(tmp_path, actor="1002")
    assert isinstance(done, run.ImportReport), done
    rows = {each.pk: each for each in Case.objects.select_related("application", "customer")}
    assert {number: (row.state, row.lead, row.holder, row.unit, row.co) for number, row in rows.items()} == {
        "SQ2018000041": ("PROSPECT", "1001", "1001", "0001", ""), "LS-7": ("TARGETED", "1001", "1001", "0001", ""),
    }  # fmt: skip
    one, two = rows["SQ2018000041"], rows["LS-7"]
    assert (one.amount, one.months, one.security, one.method, one.industry) == (
        10_000_000, 12, "CREDIT", "interest_only", "F5212",
    )  # fmt: skip
    assert (two.security, two.method, two.account) == ("GUARANTEE", "equal_principal", "ZH00000002")
    assert one.opened_on == date(2018, 9, 27) and one.checklists["PRE3"] == "A" and one.sheet_version == 1
    asked, accepted = datetime(2018, 9, 27, 9, 30, tzinfo=HERE), datetime(2018, 9, 28, 10, 0, tzinfo=HERE)
    assert (one.application.outcome, one.application.asked, one.application.accepted) == ("PENDING", asked, None)
    assert (two.application.accepted, two.application.submitted) == (accepted, None)
    # No history is invented: one line that says it was brought, the lead's hand, two moments, and no clock that runs.
    steps = [(x.verb, x.to_state, x.actor, x.facts, x.words) for x in two.steps.all()]
    assert steps == [("ASK", "TARGETED", "1002", {"imported": True}, "切换前已受理,由原系统导入")]
    assert [(x.part, x.staff) for x in two.hands.all()] == [("LEAD", "1001")]
    journey = Journey.objects.get(subject="case:LS-7")
    assert (journey.asked_at, journey.accepted_at, journey.submitted_at) == (asked, accepted, None)
    assert not Duty.objects.filter(subject__startswith="case:").exists()
    worked_on()
    sold()
    bank.write(tmp_path, files())
    again = run.import_folder(tmp_path, actor="1002")
    assert isinstance(again, run.ImportReport) and again.already
    assert (Case.objects.count(), ProductSale.objects.count(), two.steps.count()) == (3, 2, 1)


def worked_on() -> None:
    """Who leads it opens it and goes on; the next number of our own is a fresh one."""
    lead = people.officer("1001", DAY)
    assert lead is not None and not isinstance(case_for(lead, "LS-7"), Refused)
    now = Now(lead, DAY, datetime(2018, 9, 30, 9, 0, tzinfo=HERE))
    told = do(Deed.TARGET, now=now, key="k1", said={"number": "SQ2018000041"})
    assert isinstance(told, Refused) and told.name is OriginationRefusal.VISIT_MISSING
    told = do(Deed.SUBMIT, now=now, key="k2", said={"number": "LS-7"})
    assert isinstance(told, Refused) and told.name is OriginationRefusal.CO_MISSING
    wanted = {"product": "CREDIT_LOAN", "amount": 10_000_000, "months": 12, "purpose": "WORKING_CAPITAL", "use": "进货"}
    made = do(Deed.ASK, now=now, key="k3", said={**wanted, "customer": "KH00000003"})
    assert not isinstance(made, Refused) and made["id"] == "SQ2018000042"


def sold() -> None:
    """What was sold lies with what the night looks at."""
    first = Customer.objects.get(number="KH00000001").pk
    found = compliance.flows(DAY, DAY, 30)
    assert [(x.customer, x.kind, x.amount, x.own, x.signed_on) for x in found] == [
        (first, "INSURANCE_PRODUCT", 200_000, 0, None), (first, "TIME_DEPOSIT", 200_000, 50_000, date(2018, 9, 20)),
    ]  # fmt: skip


BAD_CASES: list[tuple[dict[str, str], str, str]] = [
    ({"customer": "KH99"}, "customer", "在「客户」文件中找不到"),
    ({"product": "NO_SUCH"}, "product", "没有这个产品代码"),
    ({"product": "OLD_LOAN"}, "product", "没有产品标准"),
    ({"purpose": "REAL_ESTATE"}, "purpose", "禁止用途"),
    ({"amount": "0"}, "amount", "应大于零"),
    ({"months": "0"}, "months", "应大于零"),
    ({"state": "已审批"}, "state", "已提出"),
    ({"state": "已受理"}, "accepted", "必须填写受理时间"),
    ({"accepted": "2018-09-28 10:00"}, "accepted", "不填受理时间"),
    ({"state": "ACCEPTED", "accepted": "2018-09-27 09:29"}, "accepted", "早于提出时间"),
    ({"asked": "2018-09-30 09:30"}, "asked", "切换日之后"),
    ({"rm": "1002x"}, "rm", "在「员工」文件中找不到"),
    ({"rm": "1003"}, "rm", "没有客户经理"),
    ({"number": "AP1"}, "number", "只能列一处"),
]
BAD_SALES: list[tuple[dict[str, str], str, str]] = [
    ({"kind": "彩票"}, "kind", "理财"),
    ({"day": "2018-09-30"}, "day", "切换日之后"),
    ({"signed_on": "2018-09-20"}, "signature_paper", "同时填写"),
    ({"cooling_paper": "LJ9"}, "cooling_paper", "同时填写"),
    ({"amount": "0"}, "amount", "应大于零"),
]


def test_A39_every_bad_line_of_cases_and_sales_is_named_with_its_column_and_reason(tmp_path: Path) -> None:
    """One import, a bad line each, and nothing is written."""
    cases = [
        {**ASKED, "number": f"N{n}", "customer": f"KH{n:08d}", **bad} for n, (bad, _, _) in enumerate(BAD_CASES, 11)
    ]
    twin = {**ASKED, "number": "TWIN"}
    told = files(
        cases=[ASKED, twin, *cases], sales=[{**SOLD, "number": f"S{n}", **bad} for n, (bad, _, _) in enumerate(BAD_SALES)],
        applications=[{"number": "AP1", "customer": "KH00000001", "product": "CREDIT_LOAN", "amount": "1000",
                       "asked": "2018-09-01 09:00", "outcome": "PENDING", "rm": "1001"}],
    )  # fmt: skip
    told["customers"] += [bank._customer(n) for n in range(11, 11 + len(BAD_CASES))]
    told["staff"].append(
        {"number": "1003", "name": "赵三", "branch": "0001", "position": "会计", "roles": "ACCOUNTANT"}
    )
    told["products"] = [{"code": "OLD_LOAN", "name": "旧产品"}]
    bank.write(tmp_path, told)
    refused = run.import_folder(tmp_path, actor="1002")
    assert isinstance(refused, ImportRefused) and refused.name is IntakeRefusal.BAD_ROWS
    found = {(each.file, each.line, each.heading): each.reason for each in refused.rejects}
    expected = {("cases", 3, "product"): "与第 2 行是同一客户同一产品的在途案件"}
    expected |= {("cases", n, column): why for n, (_, column, why) in enumerate(BAD_CASES, 4)}
    expected |= {("sales", n, column): why for n, (_, column, why) in enumerate(BAD_SALES, 2)}
    expected = {
        (file, n, formats.format_of(file).column(name).heading): why for (file, n, name), why in expected.items()
    }
    assert set(found) == set(expected)
    for place, why in expected.items():
        assert why in found[place], (place, found[place])
    assert not Application.objects.exists() and not Case.objects.exists() and not ProductSale.objects.exists()
