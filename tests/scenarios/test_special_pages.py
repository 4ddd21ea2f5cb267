"""Pages and API of who stands behind loans: who gets them, what they do, how often the database is asked (A55, A56, A57)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios import case_county as county
from tests.scenarios.case_county import DAY, good, who
from tests.scenarios.test_market_api import API, post, signed_in
from tests.town import Town
from wuhua.areas.backing import actions
from wuhua.areas.backing.models import Confirmation, CoreFirm, Pool, PoolAgreement, PoolEntry, PoolProposal, TaxFreeze
from wuhua.areas.backing.rules import Party
from wuhua.areas.customer.models import Customer
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.models import LoanNote
from wuhua.platform import clock

pytestmark = pytest.mark.usefixtures("fresh_bank")
LISTS = ("/backing", "/backing/pools/ZB1", "/backing/firms", "/backing/firms/HX1", "/backing/tax", "/backing/tax?all=1")
READS = ("/backing/due", "/backing/pools", "/backing/pools/ZB1", "/backing/firms", "/backing/tax-freezes")
SIGNED = {
    "number": "ZB-2", "signed": "2018-09-30", "from_day": "2018-09-30", "to_day": "2019-12-31", "multiple": "8",
    "firm_pct": "2.5", "overdue_days": "30", "first": "FIRM", "share_firm": "100", "share_gov": "50",
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    found = county.open_bank()
    county.stand_behind()
    customer = Customer.objects.get(number="C1")
    TaxFreeze.objects.create(customer=customer, from_day=DAY, grade="C", words="纳税信用 C 级,低于准入等级")
    late(found, "JD-LATE")
    return found


def late(town: Town, number: str) -> None:
    """A note in arrears that the night has put on the list of ZB1."""
    note, since = town.lend(number, county.ACCOUNT, "1,000.00", "7.2", DAY.replace(year=2019)), date(2018, 9, 1)
    LoanNote.objects.filter(pk=note.pk).update(oldest_due=since)
    PoolProposal.objects.create(
        pool=Pool.objects.get(code="ZB1"), customer_id=note.customer_id, note=number, oldest_due=since, due=1,
        business_date=DAY, recorded_at=clock.now(),
    )  # fmt: skip


def at_work(post_: str) -> Client:
    number, role = county.POSTS[post_]
    return signed_in(number, role)


def nos(page: str) -> list[str]:
    return re.findall(r'<p class="bad beside" id="([^"]+)" role="alert">', page)


def test_A55_A57_pages_and_api_by_role_sight_and_form(town: Town) -> None:
    for page in LISTS:
        assert Client().get(page).status_code == 302, page
    admin = signed_in("JZ3", Role.ADMIN)
    assert {admin.get(page).status_code for page in LISTS} == {403}
    for role, staff, sees in ((Role.RM, "JZ1", True), (Role.RM, "JZ2", False), (Role.STATISTICS, "JZ5", False)):
        reader = signed_in(staff, role)
        listed = reader.get("/backing").content.decode()
        assert "待代偿" in listed and "JD-LATE" in listed and ("某某纸箱" in listed) is sees, role
        assert [each["customer"] for each in reader.get(f"{API}/backing/due").json()] == ["C1" if sees else None]
        for page in LISTS:
            assert reader.get(page).status_code == 200, (role, page)
        said = reader.get("/backing/pools/ZB1").content.decode()
        assert ("某某纸箱" in said) is sees and ("无权查看" in said) is not sees, role
        assert ("纳税信用 C 级" in reader.get("/backing/tax").content.decode()) is sees
        assert "登记新协议" not in said and "缴存入池" not in said
        for page in READS:
            assert reader.get(f"{API}{page}").status_code == 200, (role, page)
        told = reader.get(f"{API}/backing/pools/ZB1").json()["entries"]
        assert ("C1" in {each["customer"] for each in told}) is sees
        assert reader.post("/backing/pools/ZB1/pay", {"key": "k", "party": "GOV", "amount": "1"}).status_code == 422
        assert post(reader, "/backing/pools/ZB1/payments", {"party": "GOV", "amount": "1"}).status_code == 403
    assert reader.get("/backing/pools/没有").status_code == 404
    assert reader.get("/backing/firms/没有").status_code == 404
    assert reader.get(f"{API}/backing/pools/NONE").status_code == 404
    assert PoolEntry.objects.count() == 2


def test_A55_A57_empty_lists_say_who_registers() -> None:
    county.open_bank()
    reader = signed_in("JZ1", Role.RM)
    for page, words in (("/backing", "还没有资金池"), ("/backing/firms", "还没有核心企业")):
        said = reader.get(page).content.decode()
        assert (
            f"{words}。由小微中心负责人、中层或班子成员登记。" in said
            and '<form method="post" action="/backing' not in said
        )


def test_A55_A57_forms_say_no_beside_the_field_and_are_done_once(town: Town) -> None:
    # The centre registers and signs; a no stands beside its field and what was typed stays.
    head = at_work("centre")
    assert (
        head.post("/backing/pools/new", {"code": "ZB9", "name": "县级池", "government": "县财政局"}).status_code == 302
    )
    for field, typed in (("multiple", "很多"), ("signed", "九月"), ("share_gov", "150"), ("to_day", "2018-09-30")):
        answer = head.post("/backing/pools/ZB9/sign", {**SIGNED, field: typed})
        assert answer.status_code == 422, field
        assert len(nos(answer.content.decode())) == 1 and 'value="ZB-2"' in answer.content.decode(), field
    assert not PoolAgreement.objects.filter(pool__code="ZB9").exists()
    for code in ("a/b", "池", ""):  # a code stands in addresses
        assert head.post("/backing/pools/new", {"code": code, "name": "池", "government": "县"}).status_code == 422
        assert head.post("/backing/firms/new", {"code": code, "name": "企业"}).status_code == 422
    assert (
        head.post("/backing/pools/ZB9/sign", {**SIGNED, "number": "ZB\0", "key": "\0", "to_day": ""}).status_code == 400
    )
    for _ in range(2):  # a second tap
        assert head.post("/backing/pools/ZB9/sign", {**SIGNED, "key": "once"}).status_code == 302
    kept = PoolAgreement.objects.get(pool__code="ZB9")
    assert (kept.multiple, kept.firm_pct, kept.order) == (8, 250, [["FIRM", 10_000], ["GOV", 5_000]])
    assert head.post("/backing/firms/HX1/cap", {"cap": "3000000", "words": "年度核定"}).status_code == 302
    assert CoreFirm.objects.get(code="HX1").cap == 3_000_000_00
    assert head.post("/backing/firms/HX1/cap", {"cap": "1", "words": ""}).status_code == 422

    # The accountant pays in, once a key; nobody else does.
    payer = at_work("payer")
    assert "缴存入池" in payer.get("/backing/pools/ZB1").content.decode()
    for _ in range(2):
        paid = payer.post("/backing/pools/ZB9/pay", {"key": "p", "party": "GOV", "amount": "500000.00"})
        assert paid.status_code == 302
    assert PoolEntry.objects.filter(pool__code="ZB9").count() == 1
    # It gives back, once a key: what nobody has borrowed on may go, a fen more may not.
    for _ in range(2):
        back = payer.post("/backing/pools/ZB9/refund", {"key": "r", "party": "GOV", "amount": "200000.00"})
        assert back.status_code == 302
    over = payer.post("/backing/pools/ZB9/refund", {"party": "GOV", "amount": "300000.01"})
    assert over.status_code == 422 and len(nos(over.content.decode())) == 1
    assert "属于该方的只有 300,000.00 元" in over.content.decode()
    back = post(payer, "/backing/pools/ZB9/refunds", {"party": "GOV", "amount": "100000"}, "refund-1")
    assert back.status_code == 201
    told = post(payer, "/backing/pools/ZB9/refunds", {"party": "GOV", "amount": "200000.01"}, "refund-2")
    assert told.status_code == 409 and told.json()["name"] == "more_than_lies_there"
    assert PoolEntry.objects.filter(pool__code="ZB9", kind="REFUNDED").count() == 2
    wrong = payer.post("/backing/pools/ZB1/pay", {"party": "FIRM", "amount": "1", "customer": "没有"})
    assert wrong.status_code == 422 and len(nos(wrong.content.decode())) == 1
    assert payer.post("/backing/pools/ZB1/claim", {"note": "没有"}).status_code == 422
    assert payer.post("/backing/pools/ZB1/recover", {"claim": "1", "amount": "1"}).status_code == 422
    assert payer.post("/backing/pools/ZB1/fly", {}).status_code == 404
    told = post(payer, "/backing/firms/HX1/receipts", {"receipt": "HD1", "customer": "C1", "amount": "5"}, "receipt-1")
    assert told.status_code == 409 and told.json()["name"] == "no_loan_to_repay"

    # Risk enters what a core firm confirmed; the API and the page alike.
    risk = at_work("rsk")
    said = {"number": "QR9", "customer": "C1", "kind": "ORDER", "amount": "10.00", "due": "2018-12-01"}
    for due in ("2018-09-30", "9999-12-31"):
        assert risk.post("/backing/firms/HX1/confirm", {**said, "due": due}).status_code == 422
    assert risk.post("/backing/firms/HX1/confirm", said).status_code == 302
    assert post(risk, "/backing/firms/HX1/confirmations", {**said, "number": "QR10"}, "confirm-1").status_code == 201
    assert post(risk, "/backing/firms/HX1/confirmations", said, "confirm-2").status_code == 409
    assert Confirmation.objects.count() == 3


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def test_A56_the_page_of_a_note_says_why_nothing_more_is_drawn(town: Town) -> None:
    note = town.lend(
        "JD1", county.ACCOUNT, "1,000.00", "7.2", DAY.replace(year=2019), product="TAX_LOAN", method="on_demand"
    )
    said = at_work("rsk").get(f"/notes/{note.number}").content.decode()
    assert "信税通已冻结支用" in said and "纳税信用 C 级" in said


def test_A55_A57_lists_cost_the_same_for_many(town: Town) -> None:
    client = at_work("rsk")
    pages = ("/backing", "/backing/pools/ZB1", "/backing/firms", "/backing/firms/HX1")
    client.get("/backing")
    before = {page: queries(client, page) for page in pages}
    firm = CoreFirm.objects.get(code="HX1")
    for place in range(5):
        late(town, f"JD-LATE{place}")
        good(actions.open_pool(actor=who("centre"), business_date=DAY, code=f"ZX{place}", name="池", government="县"))
        good(actions.open_core_firm(actor=who("centre"), business_date=DAY, code=f"HX9{place}", name="企业"))
        good(
            actions.pay_in(
                actor=who("payer"), business_date=DAY, code="ZB1", party=Party.FIRM, amount=100, customer="C2"
            )
        )
        Confirmation.objects.create(
            number=f"Q{place}", firm=firm, customer=Customer.objects.get(number="C2"), kind="ORDER", amount=100, due=DAY,
            confirmed_on=DAY, actor="JZ7", recorded_at=county.MORNING,
        )  # fmt: skip
    assert {page: queries(client, page) for page in pages} == before
    assert max(before.values()) <= 40
