"""Pages of conduct: who gets them, what they do, how often the database is asked; the look at a whole book (A86)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, holding, people
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_market_api import post, signed_in
from tests.town import open_town
from wuhua.areas.compliance import actions
from wuhua.areas.compliance.models import ConductFinding, Disclosure, FeeCharge, ProductSale
from wuhua.areas.compliance.rules import ComplianceRefusal
from wuhua.areas.compliance.rules.conduct import ConductItem, ConductRefusal, SaleKind
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.conduct.run import scan
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
LISTS = ("/conduct", "/conduct/fees", "/conduct/sales", "/conduct/notices")
FEE = {
    "subject": "JD1", "customer": "C1", "fee": "SETTLEMENT", "amount": "50.00", "payer": "BORROWER", "at_disbursement": "on",
    "service_words": "代办跨行结算三笔", "service_paper": "FW-1", "service_on": "2018-09-30",
}  # fmt: skip
SALE = {"customer": "C1", "kind": "WEALTH_PRODUCT", "product": "稳健理财一号", "amount": "1000.00", "day": "2018-09-20",
        "sold_by": "JZ1"}  # fmt: skip


@pytest.fixture
def bank(home: Any) -> None:
    county()
    clock.advance(DAY)


def finding(words: str = "客户反映放款时被收手续费", staff: str = "JZ2") -> int:
    new = actions.NewFinding(ConductItem.NO3, "note:JD9", staff, DAY, words, "C1")
    made = actions.raise_finding(actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, new=new)
    assert not isinstance(made, Refused), made
    return made.pk


def test_A86_every_role_gets_its_pages_and_no_other(bank: None) -> None:
    one = f"/conduct/findings/{finding()}"
    for page in (*LISTS, one):
        assert Client().get(page).status_code == 302, page
    expected = {
        Role.RM: (403, 200, 200, 200), Role.COMPLIANCE: (200, 200, 200, 200), Role.EXECUTIVE: (200, 200, 200, 200),
        Role.AUDIT: (200, 200, 200, 200), Role.HR_DISCIPLINE: (200, 403, 403, 200), Role.RISK: (403, 200, 200, 200),
        Role.STATISTICS: (403, 403, 403, 200), Role.ADMIN: (403, 403, 403, 200),
    }  # fmt: skip
    for role, wanted in expected.items():
        who = signed_in("JZ5", role)
        assert tuple(who.get(page).status_code for page in LISTS) == wanted, role
        assert who.get(one).status_code == (200 if wanted[0] == 200 else 403), role
        assert who.post("/conduct/scan").status_code == (302 if wanted[0] == 200 else 403), role
    discipline = signed_in("JZ4", Role.HR_DISCIPLINE).get("/conduct").content.decode()
    assert "note:JD9" in discipline and "纸箱" not in discipline
    assert signed_in("JZ2", Role.COMPLIANCE).get(one).status_code == 404
    odd = signed_in("JZ4", Role.COMPLIANCE)
    for page in ("/conduct/findings/99999999999999999999", "/conduct/fees/99999999999999999999", "/conduct/findings/0"):
        assert odd.get(page).status_code == 404, page
    for page in (
        "/conduct?staff=%00&item=x&page=-1",
        "/conduct/fees?state=%00&page=99999999999",
        "/conduct/sales?page=a",
    ):
        assert odd.get(page).status_code == (400 if "%00" in page else 200), page
    assert odd.post("/conduct/sales", {**SALE, "product": "a\0b"}).status_code == 400


def test_A86_a_finding_is_raised_filtered_and_closed_on_the_page(bank: None) -> None:
    one, other = signed_in("JZ4", Role.COMPLIANCE), signed_in("JZ5", Role.COMPLIANCE)
    said = {
        "item": "NO5",
        "subject": "JD7",
        "staff": "JZ1",
        "customer": "",
        "day": "2018-09-29",
        "words": "放款时要求买保险",
    }
    page = one.post("/conduct", {**said, "words": "短"}).content.decode()
    assert 'id="error-words"><p class="field-error"' in page and not ConductFinding.objects.exists()
    assert "没有这个工号" in one.post("/conduct", {**said, "staff": "X9"}).content.decode()
    key = hidden(one.get("/conduct").content.decode(), "key")
    assert one.post("/conduct", {**said, "key": key}).status_code == 302
    assert one.post("/conduct", {**said, "key": key}).status_code == 302
    row = ConductFinding.objects.get()
    for query, seen in (
        ("", True),
        ("?item=NO5", True),
        ("?item=NO1", False),
        ("?state=UPHELD", False),
        ("?staff=JZ1", True),
    ):
        assert ("放款时要求买保险" in other.get(f"/conduct{query}").content.decode()) == seen, query
    at = f"/conduct/findings/{row.pk}"
    assert "field-error" in one.post(f"{at}/upheld", {"words": "是"}).content.decode()
    assert one.post(f"{at}/burn", {"words": "经核对属实"}).status_code == 404
    one.post(f"{at}/upheld", {"words": "经核对录音属实"})
    page = other.get(at).content.decode()
    assert "经核对录音属实" in page and "/dismissed" not in page
    assert "已办结" in one.post(f"{at}/dismissed", {"words": "再来一次看看"}).content.decode()


def test_A86_a_fee_is_refused_beside_its_field_and_a_limited_one_takes_two(bank: None) -> None:
    rm, second = signed_in("JZ1", Role.RM), signed_in("JZ5", Role.COMPLIANCE)
    for change, field, words in (
        ({"fee": "COMMITMENT"}, "fee", "两禁"), ({"fee": "APPRAISAL"}, "fee", "转嫁成本"),
        ({"fee": "RISK_COMPENSATION"}, "fee", "浮利分费"), ({"service_words": ""}, "service_words", "以贷收费"),
        ({"customer": "C3"}, "customer", "无权查看"), ({"amount": "很多"}, "amount", "核对金额"),
    ):  # fmt: skip
        page = rm.post("/conduct/fees", {**FEE, **change}).content.decode()
        assert words in page.split(f'id="error-{field}"')[1].split("</div>")[0], (change, field)
    assert not FeeCharge.objects.exists()
    rm.post("/conduct/fees", {**FEE, "fee": "CONSULTING"})
    row = FeeCharge.objects.get()
    at = f"/conduct/fees/{row.pk}"
    assert "待第二人审批" in rm.get(at).content.decode() and f"{at}/approve" not in rm.get(at).content.decode()
    assert "只有合规岗" in rm.post(f"{at}/approve", {"words": "同意收取"}).content.decode()
    assert f"{at}/approve" in second.get(at).content.decode()
    second.post(f"{at}/approve", {"words": "服务成果已核对"})
    row.refresh_from_db()
    assert row.state == "CHARGE_STANDS" and "服务成果已核对" in rm.get(at).content.decode()
    assert signed_in("JZ3", Role.RM).get(at).status_code == 404
    assert "纸箱" in rm.get("/conduct/fees?state=CHARGE_STANDS").content.decode()


def test_A86_a_notice_is_drafted_and_published_on_the_page(bank: None) -> None:
    one, other = signed_in("JZ4", Role.COMPLIANCE), signed_in("JZ5", Role.COMPLIANCE)
    said = {"topic": "FEE_ITEMS", "title": "收费公示(新)", "effective_from": "2018-10-01", "content": "第一行\n第二行"}
    assert "生效日不晚于今天" in one.post("/conduct/notices", {**said, "effective_from": "2018-09-30"}).content.decode()
    one.post("/conduct/notices", said)
    at = f"/conduct/notices/{Disclosure.objects.get(state='DRAFTED').pk}"
    assert f"{at}/publish" not in one.get("/conduct/notices").content.decode()
    assert "起草人不能发布" in one.post(f"{at}/publish", follow=True).content.decode()
    assert f"{at}/publish" in other.get("/conduct/notices").content.decode()
    assert other.post(f"{at}/burn").status_code == 404
    other.post(f"{at}/publish")
    assert "第一行" not in one.get("/conduct/notices").content.decode()
    clock.advance(DAY + timedelta(days=1))
    assert "第一行" in one.get("/conduct/notices").content.decode()
    rm = signed_in("JZ1", Role.RM).get("/conduct/notices").content.decode()
    assert "收费公示(新)" in rm and "起草新版" not in rm


def test_A86_lists_cost_the_same_for_many(bank: None) -> None:
    who, counts = signed_in("JZ5", Role.COMPLIANCE), []
    rm = signed_in("JZ1", Role.RM)
    for start, end in ((0, 2), (2, 30)):
        for n in range(start, end):
            finding(f"线索第{n}条")
            rm.post("/conduct/fees", {**FEE, "subject": f"JD{n}"})
            rm.post("/conduct/sales", SALE)
        found = []
        for page in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert who.get(page).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1] and max(counts[0]) <= 20, counts
    assert ProductSale.objects.count() == 30


# --- the whole book --------------------------------------------------------------------------------------------------


def test_A86_NO1_NO5_a_look_at_the_book_flags_by_name_and_once(home: Any) -> None:
    """Three borrowers: one fixes the loan into a deposit, one buys insurance without papers, one buys with them."""
    people()
    town = open_town(DAY)
    accounts = [town.customer(name) for name in ("转存户", "搭售户", "自愿户")]
    for n, account in enumerate(accounts):
        town.lend(f"JD{n}", account, "100000.00", "6", DAY + timedelta(days=300))
    who = holding("JZ4", Role.COMPLIANCE)
    papers = {"signed_on": DAY, "signature_paper": "QZ", "cooled_until": DAY + timedelta(days=1), "cooling_paper": "LJ"}
    for n, kind, more in (
        (1, SaleKind.TIME_DEPOSIT, {}), (2, SaleKind.INSURANCE_PRODUCT, {}), (3, SaleKind.INSURANCE_PRODUCT, papers),
    ):  # fmt: skip
        new = actions.NewSale(f"C{n:06d}", kind, "产品名称", 8_000_000, DAY, "JZ1", **more)  # type: ignore[arg-type]
        assert not isinstance(actions.record_sale(actor=who, business_date=DAY, new=new), Refused)
    assert isinstance(scan(actor=holding("JZ1", Role.RM), on=DAY), Refused)
    done = scan(actor=who, on=DAY)
    assert not isinstance(done, Refused) and (done.notes, done.flows, done.flags, done.new) == (3, 3, 2, 2)
    again = scan(actor=who, on=DAY + timedelta(days=3))
    assert not isinstance(again, Refused) and (again.flags, again.new) == (2, 0)
    seen = set(ConductFinding.objects.values_list("item", "subject", "facts__name", "staff"))
    assert seen == {
        ("NO1", "note:JD0", "loan_turned_into_deposit", "M001"), ("NO5", "note:JD1", "sale_bundled_with_loan", "JZ1"),
    }  # fmt: skip


def test_A86_BAN_LIMIT_the_verb_of_money_refuses_a_fee_by_its_name(home: Any) -> None:
    """Nobody can take at the note what could not be registered: the fee is known by its name in the reason."""
    people()
    town = open_town(DAY)
    town.lend("JD0", town.customer("某某"), "100000.00", "6", DAY + timedelta(days=300))
    one, other = holding("JZ4", Role.COMPLIANCE), holding("JZ5", Role.COMPLIANCE)

    def take(reason: str, amount: int = 5_000) -> Any:
        said = Said(amount=amount, reason=reason)
        return servicing.do(Verb.FEE, actor="R001", business_date=DAY, key=town.key("fee"), note="JD0", said=said)

    for reason, name in (
        ("放款收承诺费", ComplianceRefusal.FEE_BANNED), ("押品评估费", ConductRefusal.COST_SHIFTED_TO_BORROWER),
        ("额度占用费一季度", ConductRefusal.INTEREST_SPLIT_INTO_FEES), ("咨询费收取", ComplianceRefusal.FEE_NEEDS_SERVICE_RECORD),
    ):  # fmt: skip
        answer = take(reason)
        assert isinstance(answer, Refused) and answer.name is name, answer
    new = actions.NewCharge(
        "note:JD0",
        "C000001",
        "CONSULTING",
        5_000,
        service_words="代办跨行结算三笔",
        service_paper="FW-1",
        service_on=DAY,
    )
    made = actions.charge_fee(actor=one, business_date=DAY, new=new)
    assert not isinstance(made, Refused)
    assert isinstance(take("咨询费收取"), Refused)
    actions.decide_charge(actor=other, business_date=DAY, number=made.pk, approve=True, words="服务成果已核对")
    assert isinstance(take("咨询费收取", 5_001), Refused) and not isinstance(take("咨询费收取"), Refused)
    assert not isinstance(take("账户短信服务"), Refused)


def test_A86_NO4_a_fee_on_a_note_is_reckoned_over_http_too(home: Any) -> None:
    """50 yuan on 100 000 over 300 days are 0.06 % a year: 6.06 % in all."""
    people()
    town = open_town(DAY)
    town.lend("JD0", town.customer("某某"), "100000.00", "6", DAY + timedelta(days=300))
    who = signed_in("JZ4", Role.COMPLIANCE)
    said = {**FEE, "fee": "SETTLEMENT", "subject": "JD0", "customer": "C000001"}
    for n, change in enumerate(({}, {"priced_pct": "6.05"}, {"subject": "note:JD0", "priced_pct": "6.05"})):
        answer = post(who, "/conduct/fees", {**said, **change}, f"key-over-{n}")
        assert (answer.status_code, answer.json()["name"]) == (409, "interest_split_into_fees"), change
    made = post(who, "/conduct/fees", {**said, "priced_pct": "6.06"}, "key-within")
    assert made.status_code == 201 and FeeCharge.objects.get().subject == "note:JD0"
