"""Pages and API of the tiers: who gets them, what they do, how often the database is asked (A74, A75)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import post, signed_in
from wuhua.areas.customer.models import Customer
from wuhua.areas.market.models import CustomerTier, TierOwner, TierRun
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.platform import clock, secrets
from wuhua.platform.models import Job

pytestmark = pytest.mark.django_db
TIER, API = "/tiers/customers/", "/api/v1/tiers"
WHY = "行长室议定"


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    """C1 is key and 戊's, C2 quality and 己's, C3 basic and 丙's."""
    county()
    clock.advance(DAY)
    Staff.objects.create(number="JZ6", name="己", branch_id="B1", position="支行行长", joined=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="JZ6", role=Role.MIDDLE, from_day=date(2015, 1, 1))
    for number, tier, owner in (("C1", "KEY", "JZ5"), ("C2", "QUALITY", "JZ6"), ("C3", "BASIC", "JZ3")):
        stand(Customer.objects.get(number=number).pk, tier, owner)


def stand(customer: int, tier: str, owner: str) -> None:
    grade = {"KEY": "EXECUTIVE", "QUALITY": "MIDDLE", "BASIC": "RM"}[tier]
    now = {"customer_id": customer, "tier": tier, "from_day": DAY, "actor": "JZ4", "recorded_at": clock.now()}
    CustomerTier.objects.create(cause="TIER_COUNTED", reasons=["CREDIT_SIZE"], facts=None, **now)
    TierOwner.objects.create(staff_id=owner, grade=grade, **now)


def test_A75_each_role_sees_its_own_and_only_leaders_change(client: Client) -> None:
    assert client.get("/tiers").status_code == 302
    seen = {
        (Role.RM, "JZ2"): {"C2"}, (Role.OUTLET_HEAD, "JZ2"): {"C1", "C2"}, (Role.MIDDLE, "JZ6"): {"C1", "C2"},
        (Role.SME_CENTER_HEAD, "JZ4"): {"C1", "C2", "C3"}, (Role.EXECUTIVE, "JZ5"): {"C1", "C2", "C3"},
        (Role.AUDIT, "JZ3"): {"C1", "C2", "C3"}, (Role.STATISTICS, "JZ3"): set(),
    }  # fmt: skip
    for (role, staff), numbers in seen.items():
        who = signed_in(staff, role)
        page = who.get("/tiers").content.decode()
        assert {n for n in ("C1", "C2", "C3") if f"{TIER}{n}" in page} == numbers, role
        assert {x["number"] for x in who.get(API).json()["rows"]} == numbers, role
        for number in ("C1", "C2", "C3"):
            assert who.get(f"{TIER}{number}").status_code == (200 if number in numbers else 404), (role, number)
            assert who.get(f"{API}/customers/{number}").status_code == (200 if number in numbers else 404), (
                role,
                number,
            )
        leads = role in (Role.SME_CENTER_HEAD, Role.EXECUTIVE)
        assert ("办理测算" in page) is leads, role
        assert post(who, "/tiers/sort", key=f"sort-{role}-{staff}").status_code == (202 if leads else 403), role
        if not leads:
            who.post(f"{TIER}C2/tier", {"tier": "KEY", "owner": "JZ5", "reason": WHY})
            answer = post(who, "/tiers/customers/C2/owner", {"owner": "JZ5", "reason": WHY}, key=f"own-{role}-{staff}")
            assert answer.status_code == 403, role
    admin = signed_in("JZ2", Role.ADMIN)
    assert admin.get("/tiers").status_code == 403 and admin.post("/tiers/sort").status_code == 403
    assert CustomerTier.objects.count() == TierOwner.objects.count() == 3


def test_A74_the_list_is_narrowed_by_tier_and_owner_and_counts_stay() -> None:
    who = signed_in("JZ5", Role.EXECUTIVE)
    for asked, numbers in (("tier=KEY", {"C1"}), ("owner=JZ6", {"C2"}), ("owner=JZ6&tier=KEY", set()), ("text=面馆", {"C2"}),
                           ("tier=NONSENSE&page=x", {"C1", "C2", "C3"})):  # fmt: skip
        page = who.get(f"/tiers?{asked}").content.decode()
        assert {n for n in ("C1", "C2", "C3") if f"{TIER}{n}" in page} == numbers, asked
    told = who.get(f"{API}?tier=QUALITY").json()
    assert told["counts"] == {"KEY": 1, "QUALITY": 1, "BASIC": 1} and told["count"] == 1
    assert [x["staff"] for x in who.get(f"{API}/owners").json()] == ["JZ5", "JZ6", "JZ3"], "the highest tier first"


def test_A75_changes_by_page_and_by_api_and_the_wrong_grade_by_name() -> None:
    who = signed_in("JZ4", Role.SME_CENTER_HEAD)
    page = who.post(f"{TIER}C2/tier", {"tier": "KEY", "owner": "JZ6", "reason": WHY, "key": "k1"}, follow=True)
    assert "须为班子成员,己不是" in page.content.decode() and CustomerTier.objects.count() == 3
    page = who.post(f"{TIER}C2/tier", {"tier": "KEY", "owner": "JZ5", "reason": WHY, "key": "k2"}, follow=True)
    assert WHY in page.content.decode() and CustomerTier.objects.filter(customer__number="C2").count() == 2
    said = {"tier": "QUALITY", "owner": "JZ6", "reason": WHY}
    wrong = post(who, "/tiers/customers/C1/owner", {"owner": "JZ6", "reason": WHY}, key="key-00002")
    assert wrong.status_code == 409 and wrong.json()["name"] == "wrong_grade"
    for _twice in range(2):
        done = post(who, "/tiers/customers/C2/tier", said, key="key-00003")
        assert done.status_code == 200 and (done.json()["tier"], done.json()["owner"]) == ("QUALITY", "JZ6")
    assert CustomerTier.objects.filter(customer__number="C2").count() == 3
    signed_in("JZ3", Role.RM).post(f"{TIER}C3/owner", {"owner": "JZ1", "reason": WHY})
    assert TierOwner.objects.get(customer__number="C3", to_day__isnull=True).staff_id == "JZ3"
    assert "调整层级" in who.get("/customers/C2/file/timeline").content.decode()
    asked = who.post("/tiers/sort", {"key": "sort-1"})
    assert asked.status_code == 302 and Job.objects.get().title == "客户分层测算 · 2018Q3"


def test_A74_the_list_costs_the_same_for_many() -> None:
    who = signed_in("JZ5", Role.EXECUTIVE)
    who.get("/tiers")
    with CaptureQueriesContext(connection) as few:
        who.get("/tiers")
    for number in range(1_000, 1_060):
        made = Customer.objects.create(
            id=number, number=f"X{number}", kind="MERCHANT", name=f"店{number}", managing_rm="JZ1", industry="5219",
            region="140824", identity_sealed=secrets.seal(str(number)), identity_blind=secrets.blind(str(number), "identity"),
            identity_masked="*",
        )  # fmt: skip
        stand(made.pk, "BASIC", "JZ1")
    with CaptureQueriesContext(connection) as many:
        page = who.get("/tiers").content.decode()
    assert page.count(f"{TIER}X") == 47 and "page=2" in page
    assert len(few) == len(many) <= 16


def test_A74_the_page_says_when_the_run_was_last_made_and_who_moved() -> None:
    who = signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert "最近一次测算" not in who.get("/tiers").content.decode()
    assert who.get(f"{API}/run").json()["business_date"] is None
    first = date(2018, 10, 1)
    figures = {"risen": 1, "fallen": 0, "first": 0}
    TierRun.objects.create(
        business_date=first, quarter="2018Q4", digest="x", figures=figures, actor="DAYEND", recorded_at=clock.now()
    )
    CustomerTier.objects.filter(customer__number="C3").update(to_day=first)
    CustomerTier.objects.create(
        customer=Customer.objects.get(number="C3"), tier="QUALITY", from_day=first, actor="DAYEND", cause="TIER_COUNTED",
        recorded_at=clock.now(), reasons=["SALES_SIZE"], facts=None,
    )  # fmt: skip
    page = who.get("/tiers").content.decode()
    assert all(each in page for each in ("最近一次测算", "日终自动办理", "2018Q4", "升 1"))
    told = who.get(f"{API}/run").json()
    assert (told["quarter"], [(x["number"], x["before"], x["tier"]) for x in told["moved"]]) == (
        "2018Q4", [("C3", "BASIC", "QUALITY")],
    )  # fmt: skip
    assert signed_in("JZ2", Role.RM).get(f"{API}/run").json()["moved"] == []
