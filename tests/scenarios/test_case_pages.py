"""Pages of the five-step case: who gets them, how a case is walked on them, how often the database is asked (A39–A43, A100)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.scenarios import case_county as county
from tests.scenarios.case_county import POSTS, WAN, stands
from tests.scenarios.small_county import DAY
from wuhua.areas.origination.models import Case, SiteLine
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.loading import shard_of
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.platform import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()
    clock.advance(DAY)


def at_desk(post: str) -> Client:
    """The person of a post, in that post and no other."""
    number, role = POSTS[post]
    return holding(number, role)


def holding(number: str, *roles: Role) -> Client:
    """Signed in with these roles from the day they began."""
    user, _ = get_user_model().objects.get_or_create(username=number)
    Staff.objects.filter(pk=number).update(user=user)
    StaffRole.objects.filter(staff_id=number).delete()
    for role in roles:
        StaffRole.objects.create(staff_id=number, role=role, from_day=DAY)
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


_n = iter(range(10**9))


def post(client: Client, path: str, **said: Any) -> Any:
    return client.post(path, {"key": f"key-{next(_n):08d}", **said})


def done(client: Client, path: str, **said: Any) -> Any:
    """Posted, and it was done: the answer leads on."""
    answer = post(client, path, **said)
    shown = re.findall(r'role="alert">([^<]*)<', answer.content.decode())
    assert answer.status_code == 302, (path, shown)
    return answer


def refused(client: Client, path: str, **said: Any) -> str:
    """Posted, and refused: the page comes back with the words."""
    answer = post(client, path, **said)
    assert answer.status_code == 200, (path, answer.status_code)
    page = answer.content.decode()
    assert 'role="alert"' in page, path
    return page


PLAIN = ("/cases", "/cases?state=ALL", "/cases?mine=1", "/cases.xlsx", "/cases?colour=RED&q=SQ&step=FULL_LOOK&page=9")


def test_A39_every_role_gets_the_desk_and_sees_what_it_may() -> None:
    case = county.submitted()
    pages = (*PLAIN, f"/cases/{case}", f"/cases/{case}/looking")
    for page in (*pages, "/cases/new"):
        assert Client().get(page).status_code == 302, page
    sees = {
        (Role.RM, "JZ1"): True, (Role.RM, "JZ2"): True, (Role.RM, "JZ3"): False, (Role.OUTLET_HEAD, "JZ15"): True,
        (Role.EXECUTIVE, "JZ5"): True, (Role.RISK, "JZ7"): True, (Role.REVIEWER, "JZ6"): True,
        (Role.STATISTICS, "JZ4"): False, (Role.ACCOUNTANT, "JZ11"): None, (Role.AUDIT, "JZ9"): None,
    }  # fmt: skip
    for (role, number), yes in sees.items():
        client = holding(number, role)
        for page in PLAIN:
            assert client.get(page).status_code == 200, (role, page)
        if yes is None:
            assert client.get(f"/cases/{case}").status_code in (200, 404)
            continue
        assert (case in text(client, "/cases")) is yes, role
        for page in (f"/cases/{case}", f"/cases/{case}/looking"):
            assert client.get(page).status_code == (200 if yes else 404), (role, page)
        assert client.get("/cases/new").status_code == (200 if role in (Role.RM, Role.OUTLET_HEAD) else 403), role
    admin = holding("JZ10", Role.ADMIN)
    assert {admin.get(page).status_code for page in (*pages, "/cases/new")} == {403}
    assert admin.post(f"/cases/{case}/do/reject").status_code == 403


ASKED = {
    "customer": "C1", "product": "PACKAGING_LOAN", "amount": "500000.00", "months": "12", "purpose": "WORKING_CAPITAL",
    "use": "采购瓦楞纸", "security": "GUARANTEE", "method": "interest_only", "account": county.ACCOUNT, "payout": "SELF",
}  # fmt: skip


def account() -> None:
    from wuhua.areas.customer.models import Customer

    SettlementAccount.objects.create(
        id=1, number=county.ACCOUNT, customer=Customer.objects.get(number="C1"), branch="B1",
        shard=shard_of(county.ACCOUNT), opened=DAY,
    )  # fmt: skip


def test_A39_a_new_request_is_taken_with_every_no_beside_its_field() -> None:
    account()
    lead = at_desk("lead")
    assert "某某纸箱" in text(lead, "/cases/new?q=纸箱")
    assert "某某面馆" not in text(lead, "/cases/new?q=面馆")
    page = text(lead, "/cases/new?customer=C1")
    assert county.ACCOUNT in page and 'value="C1"' in page
    assert "没有这个客户" in text(lead, "/cases/new?customer=C2")
    for field, value, words in (
        ("amount", "很多", "请核对金额"), ("amount", "0", "申请金额须大于零"), ("amount", "9" * 23, "请核对金额"),
        ("months", "0", "1"), ("purpose", "GAMBLING", "选择"), ("use", "", "字段"), ("customer", "C2", "没有这个客户"),
        ("product", "NO_SUCH", "选择"), ("account", "1", "选择"),
    ):  # fmt: skip
        page = refused(lead, "/cases/new", **{**ASKED, "account": "", field: value})
        beside = re.search(rf'id="error-{field}">(.*?)</div>', page, re.S)
        assert beside is not None and words in beside[1], field
    assert not Case.objects.exists()
    said = {"key": "the-same-key", **ASKED}
    made = lead.post("/cases/new", said)
    assert lead.post("/cases/new", said).url == made.url, "pressed twice, taken once"
    row = Case.objects.get()
    assert made.url == f"/cases/{row.pk}" and (row.amount, row.state, row.lead) == (50 * WAN, "PROSPECT", "JZ1")
    assert "已有在办业务" in refused(lead, "/cases/new", **ASKED)


def test_A40_A41_A42_a_case_is_walked_on_the_pages_from_the_request_to_the_full_look() -> None:
    account()
    lead, co = at_desk("lead"), at_desk("co")
    page = done(lead, "/cases/new", **ASKED).url
    case = page.removeprefix("/cases/")
    assert "没有带定位" in refused(lead, f"{page}/do/target")
    county.visited()
    done(lead, f"{page}/do/target")
    assert "还没有指定协办" in refused(lead, f"{page}/do/submit")
    done(lead, f"{page}/do/pair", co="JZ2")
    assert "资料缺少" in refused(lead, f"{page}/do/submit")
    for kind in county.APPLYING:
        file = SimpleUploadedFile(f"{kind}.pdf", b"%PDF " + kind.encode(), "application/pdf")
        done(lead, f"{page}/do/put_paper", kind=kind, document="", file=file)
    done(
        lead,
        f"{page}/looking/do/tell",
        planned="1200000.00",
        own_funds="200000.00",
        married="0",
        permit_needed="0",
        co_owned="0",
    )
    done(lead, f"{page}/do/submit")
    assert "尚未核查" in refused(lead, f"{page}/do/pre_assess")
    look = f"{page}/looking"
    for item in county.PRE3:
        done(lead, f"{look}/do/answer_item", item=item, answer="PASS", evidence="查询回执")
    done(lead, f"{look}/do/pre_assess")
    assert stands(case) == "PRE_ASSESSED"
    assert "没有证据" not in text(lead, look)
    for item in county.STEP3:
        done(lead, f"{look}/do/answer_item", item=item, answer="PASS", evidence="定位照片")
    done(lead, f"{look}/do/estimate_sales", method="POWER", sales="9000000.00", basis="12 个月票据")
    assert "至少要有两种" in refused(lead, f"{look}/do/evaluate")
    done(lead, f"{look}/do/estimate_sales", method="WAGE", sales="10000000.00", basis="12 个月工资")
    assert "12%" in text(lead, look)
    lines = {
        "side": ["ASSET", "DEBT", "CASH_IN", "CASH_OUT", "ASSET"], "name": ["设备", "应付", "月销售", "月支出", ""],
        "amount": ["800000.00", "300000.00", "750000.00", "660000.00", ""],
    }  # fmt: skip
    assert "金额" in refused(lead, f"{look}/do/build_sheet", **{**lines, "amount": ["八十万", "1", "1", "1", ""]})
    done(lead, f"{look}/do/build_sheet", **lines)
    assert "38%" in text(lead, look) and SiteLine.objects.count() == 4
    assert "尚未签字" in refused(lead, f"{look}/do/evaluate")
    assert "只有协办可以" in refused(lead, f"{look}/do/co_sign")
    done(co, f"{look}/do/co_sign")
    assert done(lead, f"{look}/do/evaluate").url == page
    assert stands(case) == "EVALUATED"
    shown = text(lead, page)
    for words in ("全面评估", "JZ2", "电费推算", "9,000,000.00", "500,000.00", "主办调查"):
        assert words in shown, words
