"""Pages of the five-step case: who gets them, how a case is walked on them, how often the database is asked (A39–A43, A100)."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios import case_county as county
from tests.scenarios.case_county import POSTS, WAN, good, stands
from tests.scenarios.small_county import DAY
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.origination.models import Case, CaseItem, CasePaper, SiteLine
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.loading import shard_of
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.models import Duty
from wuhua.areas.workday.rules import ItemKind
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

RING = "/risk/customers?signal=GUARANTEE_CIRCLE"


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


def test_A84_one_s_own_cases_first_then_the_oldest_and_small_before_large_in_a_fixed_number_of_queries() -> None:
    first = county.submitted()
    lead, counts = at_desk("lead"), []
    assert lead.get("/cases").status_code == 200, "whatever level a clock has reached by now is written here"
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert lead.get("/cases").status_code == 200
        counts.append(len(asked))
        for product in ("CREDIT_LOAN", "FLOW_LOAN", "TAX_LOAN"):
            if _round == 0:
                county.ask(product=product)
    assert counts[0] == counts[1] <= 20, counts
    Case.objects.filter(product="FLOW_LOAN").update(holder="JZ3", lead="JZ3")
    Case.objects.filter(product="TAX_LOAN").update(holder="JZ2", lead="JZ3")
    boss = at_desk("boss")
    mine = text(holding("JZ3", Role.RM), "/cases?mine=1")
    assert mine.count("own-row") == 2, "whoever holds or leads"
    page = text(at_desk("outlet"), "/cases")
    assert page.count('class="own-row"') == 0 and first in page
    shown = re.findall(r"/cases/(SQ\d+)", text(holding("JZ2", Role.RM, Role.EXECUTIVE), "/cases"))
    tax, flow = Case.objects.get(product="TAX_LOAN").pk, Case.objects.get(product="FLOW_LOAN").pk
    assert set(shown[:2]) == {first, tax} and shown[-1] == flow, "held or co-investigated first, then by age and number"
    book = ZipFile(BytesIO(boss.get("/cases.xlsx?product=TAX_LOAN").content)).read("xl/sharedStrings.xml").decode()
    assert tax in book and flow not in book


def test_A39_the_page_of_a_case_asks_a_fixed_number_of_questions() -> None:
    case = county.submitted()
    lead, counts = at_desk("lead"), []
    for item in (None, *county.PRE3):
        if item:
            county.answered(case, [item])
        for page in (f"/cases/{case}", f"/cases/{case}/looking"):
            with CaptureQueriesContext(connection) as asked:
                assert lead.get(page).status_code == 200
            counts.append(len(asked))
    assert len(set(counts[::2])) == 1 and len(set(counts[1::2])) == 1 and max(counts) <= 75, counts


def test_A41_pressed_twice_is_done_once_and_nothing_strange_is_a_fault() -> None:
    case = county.submitted()
    lead, page = at_desk("lead"), f"/cases/{case}"
    said = {"key": "twice-the-same", "item": "PRE3.1", "answer": "PASS", "evidence": "回执"}
    for _ in range(2):
        assert lead.post(f"{page}/looking/do/answer_item", said).status_code == 302
    assert CaseItem.objects.count() == 1
    papers = CasePaper.objects.count()
    for _ in range(2):
        file = SimpleUploadedFile("lease.pdf", b"%PDF lease", "application/pdf")
        sent = {"key": "twice-a-paper", "kind": "LEASE", "document": "", "file": file}
        assert lead.post(f"{page}/do/put_paper", sent).status_code == 302
    assert CasePaper.objects.count() == papers + 1
    for deed, bad in (
        ("answer_item", {"item": "NO.1", "answer": "PASS", "evidence": "有"}),
        ("answer_item", {"item": "PRE3.2", "answer": "MAYBE"}),
        ("answer_item", {"item": "PRE3.2", "answer": "FAIL", "evidence": "有"}),
        ("answer_item", {}),
        ("estimate_sales", {"method": "GUESS", "sales": "1", "basis": "x"}),
        ("estimate_sales", {"method": "FLOW", "sales": "9" * 20, "basis": "x"}),
        ("estimate_sales", {"method": "FLOW", "sales": "-1", "basis": "x"}),
        ("build_sheet", {"side": ["SKY"], "name": ["云"], "amount": ["1"]}),
        ("build_sheet", {"side": ["ASSET"], "name": ["云"], "amount": ["x"]}),
        ("build_sheet", {}),
        ("tell", {"planned": "abc"}),
        ("tell", {"years": "300"}),
        ("put_paper", {"kind": "NOT_A_KIND", "document": "1"}),
        ("put_paper", {"kind": "LEASE", "document": "99999"}),
        ("put_paper", {"kind": "LEASE"}),
        ("reject", {"code": "NONE", "words": "x"}),
        ("reject", {"code": "PURPOSE", "words": " "}),
        ("withdraw", {"words": " "}),
        ("pair", {"co": "JZ1"}),
        ("pair", {"co": "no-such"}),
        ("transfer", {"lead": "JZ3", "reason": "调岗"}),
        ("return", {"points": "补"}),
        ("judge_item", {"item": "PRE3.2", "passes": "1", "words": "x"}),
        ("approve", {"amount": "1", "months": "1"}),
        ("ask_exception", {"rule": "everything", "reason": "x"}),
        ("decide_exception", {"rule": "limit", "grant": "1", "words": "x"}),
    ):
        for place in ("", "/looking"):
            refused(lead, f"{page}{place}/do/{deed}", **bad)
    for strange in (f"{page}/do/no_such", f"{page}/do/give_mandate", "/cases/SQ0/do/submit", f"{page}/looking/do/vote"):
        assert post(lead, strange).status_code == 404, strange
    for strange in ("/cases/SQ0", "/cases/%00", "/cases/SQ0/looking", "/cases/" + "9" * 300):
        assert lead.get(strange).status_code == 404, strange
    assert lead.get("/cases?q=%00").status_code == 400
    for odd in (
        "page=zz",
        "page=99999",
        "state=NO",
        "colour=BLUE",
        "step=X",
        "unit=%27",
        "holder=%F0%9F%98%80",
        "mine=2",
    ):
        assert lead.get(f"/cases?{odd}").status_code == 200, odd
        assert lead.get(f"/cases.xlsx?{odd}").status_code == 200, odd
    assert lead.get("/cases/new?q=%00&customer=%00").status_code == 400
    assert stands(case) == "SUBMITTED"


def test_A58_A101_a_case_bent_transferred_sent_back_and_ended_on_its_page() -> None:
    case = county.submitted()
    page = f"/cases/{case}"
    lead, risk, outlet = at_desk("lead"), at_desk("rsk"), at_desk("outlet")
    done(lead, f"{page}/do/ask_exception", rule="limit_by_hand", reason="季节性订单")
    assert "待风险岗决定" in text(lead, page) and "决定例外" not in text(lead, page)
    done(risk, f"{page}/do/decide_exception", rule="limit_by_hand", grant="1", words="订单属实")
    assert "已准许" in text(lead, page)
    done(outlet, f"{page}/do/transfer", lead="JZ3", reason="片区调整")
    assert Case.objects.get(pk=case).lead == "JZ3" and "片区调整" in text(outlet, page)
    done(holding("JZ3", Role.RM), f"{page}/do/withdraw", words="客户改用自有资金")
    assert stands(case) == "WITHDRAWN" and "客户改用自有资金" in text(outlet, page)


def test_A101_points_to_mend_stand_at_the_head_of_the_page_and_a_no_says_why() -> None:
    case = county.evaluated()
    page = f"/cases/{case}"
    reviewer = at_desk("ind")
    assert "退回补充" in text(reviewer, page)
    done(reviewer, f"{page}/do/return", points="补 9 月流水\n\n核对存货数量")
    shown = text(at_desk("lead"), page)
    assert "1. 补 9 月流水" in shown and "2. 核对存货数量" in shown and stands(case) == "PRE_ASSESSED"
    done(at_desk("lead"), f"{page}/do/reject", code="NO_CAPACITY", words="毛利下降,不足以还款")
    shown = text(at_desk("lead"), page)
    assert "还款能力不足" in shown and "待复核" in shown and "现在可以办理" not in shown


def test_A85_A100_what_was_decided_stands_on_the_page_with_every_part_of_its_price_and_the_mandate() -> None:
    case = county.approved()
    page = text(at_desk("lead"), f"/cases/{case}")
    row = Case.objects.get(pk=case).decisions.get()
    for words in ("批复", row.mandate, "9.95%", "+360 bp", "+120 bp", "+80 bp", "戊"):
        assert words in page, words


def test_A33_the_way_from_the_day_and_from_the_customer_leads_to_the_case() -> None:
    case = county.submitted()
    lead = at_desk("lead")
    clocks = Duty.objects.filter(subject=f"case:{case}")
    assert {each.code for each in clocks} == {"PROMISE", "STEP2"}
    for each in clocks:
        assert f'href="/cases/{case}"' in text(lead, f"/workday/duties/{each.pk}")
    assert f'href="/cases/{case}"' in text(lead, "/workday/journeys")
    assert "/cases?state=ALL&amp;q=C1" in text(lead, "/customers/C1")
    assert case in text(lead, "/cases?state=ALL&q=C1") and case not in text(lead, "/cases?state=ALL&q=C9")
    made = workday.add_item(
        actor="JZ1",
        business_date=DAY,
        day=DAY,
        staff="JZ1",
        kind=ItemKind.SIGNING,
        title="签订借款合同",
        subject=f"case:{case}",
    )
    good(made)
    assert f'href="/cases/{case}"' in text(lead, "/workday")
    assert f'href="/cases/{case}"' in text(at_desk("outlet"), "/workday/wall?unit=B1")


def test_A88_who_stands_surety_is_on_the_page_of_the_case_and_a_ring_is_named() -> None:
    """C2 stands for C1 and C3 for C2, a stranger for C1: no ring. When C1 stands for C3 the ring is closed."""
    case = county.submitted()
    rows = {each.number: each for each in Customer.objects.all()}

    def stands_for(surety: str, borrower: str) -> None:
        party = rows.get(surety)
        Relation.objects.create(
            customer=rows[borrower], kind="GUARANTOR", party=party, party_name=party.name if party else surety,
            evidence="保证合同", since=DAY, actor="JZ1", business_date=DAY,
        )  # fmt: skip

    lead, risk, page = at_desk("lead"), at_desk("rsk"), f"/cases/{case}"
    assert "未登记;请在客户档案" in text(lead, page)
    for surety, borrower in (("C2", "C1"), ("C3", "C2"), ("某甲", "C1")):
        stands_for(surety, borrower)
    shown = text(lead, page)
    assert rows["C2"].name in shown and "某甲" in shown and "未登记;请在客户档案" not in shown
    assert RING not in shown and "/customers/C2" not in shown  # 甲 does not keep C2
    assert "/customers/C2" in text(risk, page)
    stands_for("C1", "C3")
    shown = text(lead, page)
    assert shown.count(RING) == 1 and "担保圈</a>" in shown
    sureties = customers.sureties_of(county.who("lead"), "C1", DAY)
    assert [(each.name, each.number, each.ring) for each in sureties] == [
        (rows["C2"].name, "C2", True), ("某甲", "", False),
    ]  # fmt: skip
