"""Conduct over HTTP (A86, A88): refused by name, once under a key, within sight."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import API, post, signed_in
from wuhua.areas.compliance.models import ConductFinding, Disclosure, FeeCharge, ProductSale
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
FEE = {
    "subject": "note:JD1", "customer": "C1", "fee": "CONSULTING", "amount": "50.00", "service_words": "代办跨行结算三笔",
    "service_paper": "FW-1", "service_on": "2018-09-30",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def test_A86_a_fee_over_http_is_refused_by_name_and_takes_two() -> None:
    rm, second = signed_in("JZ1", Role.RM), signed_in("JZ5", Role.COMPLIANCE)
    for n, (change, name) in enumerate((
        ({"fee": "COMMITMENT"}, "fee_banned"), ({"fee": "APPRAISAL"}, "cost_shifted_to_borrower"),
        ({"fee": "INTEREST_MARGIN"}, "interest_split_into_fees"), ({"service_words": ""}, "fee_needs_service_record"),
        ({"fee": "SETTLEMENT", "service_paper": ""}, "fee_without_service"),
    )):  # fmt: skip
        answer = post(rm, "/conduct/fees", {**FEE, **change}, f"key-refused-{n}")
        assert (answer.status_code, answer.json()["name"]) == (409, name)
    made = post(rm, "/conduct/fees", FEE)
    assert made.status_code == 201 and post(rm, "/conduct/fees", FEE).json() == made.json()
    at = f"/conduct/fees/{made.json()['id']}/approval"
    assert post(rm, at, {"yes": True, "words": "同意收取"}, "key-approve").status_code == 403
    assert post(second, at, {"yes": True, "words": "服务成果已核对"}, "key-approve").status_code == 201
    assert FeeCharge.objects.get().state == "CHARGE_STANDS"
    listed = rm.get(f"{API}/conduct/fees").json()
    assert (listed["count"], listed["fees"][0]["amount"], listed["fees"][0]["decided_by"]) == (1, "50.00", "JZ5")
    assert signed_in("JZ3", Role.RM).get(f"{API}/conduct/fees").json()["count"] == 0


def test_A86_findings_sales_and_notices_over_http() -> None:
    one, other, rm = (signed_in(*x) for x in (("JZ4", Role.COMPLIANCE), ("JZ5", Role.COMPLIANCE), ("JZ1", Role.RM)))
    said = {
        "item": "NO5",
        "subject": "note:JD7",
        "staff": "JZ1",
        "day": "2018-09-29",
        "words": "放款时要求买保险",
        "customer": "C1",
    }
    assert post(rm, "/conduct/findings", said).status_code == 403
    number = post(one, "/conduct/findings", said).json()["id"]
    assert rm.get(f"{API}/conduct/findings").status_code == 403
    assert other.get(f"{API}/conduct/findings?item=NO5").json()["findings"][0]["customer"] == "C1"
    assert other.get(f"{API}/conduct/findings?state=UPHELD").json()["count"] == 0
    closed = post(other, f"/conduct/findings/{number}/verdict", {"yes": True, "words": "经核对录音属实"}, "key-close")
    assert closed.status_code == 201 and ConductFinding.objects.get().state == "UPHELD"
    assert (
        post(other, "/conduct/findings/999/verdict", {"yes": True, "words": "经核对属实"}, "key-none").status_code
        == 404
    )
    sale = {
        "customer": "C1",
        "kind": "FUND_PRODUCT",
        "product": "基金一号",
        "amount": "10.00",
        "day": "2018-09-29",
        "sold_by": "JZ1",
    }
    assert post(rm, "/conduct/sales", sale, "key-sale").status_code == 201 and ProductSale.objects.get().amount == 1_000
    assert len(rm.get(f"{API}/conduct/notices").json()) == 4
    notice = {"topic": "PREFERENCE", "title": "优惠", "content": "一行", "effective_from": "2018-10-01"}
    made = post(one, "/conduct/notices", notice, "key-notice").json()["id"]
    at = f"/conduct/notices/{made}/publication"
    assert post(one, at, {}, "key-publish").json()["name"] == "another_publishes"
    assert post(other, at, {}, "key-publish").status_code == 201
    assert Disclosure.objects.get(pk=made).state == "PUBLISHED"
    assert any(x["title"] == "优惠" for x in rm.get(f"{API}/conduct/notices/versions").json())


def test_A88_boards_over_http_by_role() -> None:
    expected = {Role.RM: (200, 403), Role.HR_DISCIPLINE: (403, 200), Role.EXECUTIVE: (200, 200), Role.ADMIN: (403, 403)}
    for role, wanted in expected.items():
        who = signed_in("JZ5", role)
        found = tuple(who.get(f"{API}/risk/{page}").status_code for page in ("customers/IN_ARREARS", "staff"))
        assert found == wanted, role
    assert signed_in("JZ5", Role.RISK).get(f"{API}/risk/customers/IN_COURT").json()["counts"]["IN_COURT"] == 0
