"""Exposure on the page and over HTTP: the group, the ring, the room, who counts; what is not yours has no name (A89, A91)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, OWNER, holding
from tests.scenarios.test_customer_file import tied
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.customer.read.rings import ring_around
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.exposure.models import Hold
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform import clock, secrets

pytestmark = pytest.mark.django_db
API = "/api/v1/exposure"
WAN = 1_000_000


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    """甲 keeps C1, 乙 C2, 丙 C3. C3 owns C1; C1 and C2 stand surety for each other, C2 also for nobody else's C4."""
    county()
    clock.advance(DAY)
    assert not isinstance(tied("C1", RelationKind.OWNER, name="某某", identity=OWNER), Refused)
    for one, other in (("C1", "C2"), ("C2", "C1")):
        surety(one, other)
    held("C1", 30 * WAN)
    held("C3", 12 * WAN)


def surety(one: str, other: str, **more: Any) -> Relation:
    """`other` stands surety for `one`."""
    party = Customer.objects.get(number=other)
    said = {
        "party_name": party.name,
        "evidence": "保证合同",
        "since": date(2018, 1, 1),
        "actor": "T",
        "business_date": DAY,
    }
    return Relation.objects.create(
        customer=Customer.objects.get(number=one), kind=RelationKind.GUARANTOR, party=party, **said | more
    )


def held(customer: str, amount: int) -> None:
    Hold.objects.create(
        key=f"k{customer}", customer=customer, amount=amount, purpose="在审业务", placed_on=DAY, expires=date(2018, 12, 31),
        recorded_at=clock.now(), actor="T",
    )  # fmt: skip


def capital() -> None:
    compliance.put_capital(actor="T", business_date=DAY, net_capital=20_000 * WAN, net_tier1=16_000 * WAN, source="T")


def test_A89_A91_the_page_says_who_counts_and_what_is_left() -> None:
    capital()
    boss = signed_in("JZ5", Role.EXECUTIVE)
    page = boss.get("/exposure/C1").content.decode()
    assert "单一客户贷款" in page and "关联客户组风险暴露" in page and "约束" in page
    assert "互保成圈 2 户" in page and 'id="ring-data"' in page and 'id="kin-data"' in page
    told = boss.get(f"{API}/customers/C1").json()
    assert {x["number"]: x["counts"] for x in told["members"]} == {"C1": 30 * WAN, "C3": 12 * WAN}
    assert {x["ceiling"]: x["used"] for x in told["ceilings"]}["GROUP_CREDIT"] == 42 * WAN
    # 10 % of 2 亿 less what is held of C1 itself binds: 2,000 万 less 30 万.
    assert (told["binding"], told["amount"]) == ("SINGLE_LOAN", (2_000 - 30) * WAN)
    assert sorted(told["ring"]) == ["C1", "C2"] and {"borrower": "C1", "surety": "C2"} in told["sureties"]


def test_A89_what_is_not_yours_is_there_without_number_and_name() -> None:
    capital()
    mine = signed_in("JZ1", Role.RM)
    page, told = mine.get("/exposure/C1").content.decode(), mine.get(f"{API}/customers/C1").json()
    own = Customer.objects.get(number="C1").name
    names = [each for each in Customer.objects.values_list("name", flat=True) if each not in own]
    assert names, "somebody else's name must be looked for"
    for secret in ("C2", "C3", *names):
        assert secret not in page and secret not in str(told), secret
    assert [(x["number"], x["customers"], x["counts"]) for x in told["members"]] == [
        ("C1", 1, 30 * WAN),
        ("", 1, 12 * WAN),
    ]
    assert "互保成圈 2 户" in page, "that there is a ring he must know"
    other = signed_in("JZ3", Role.RM)
    assert other.get("/exposure/C1").status_code == other.get("/exposure/NONE").status_code == 404
    assert other.get(f"{API}/customers/C1").status_code == 404
    assert (
        signed_in("JZ4", Role.ADMIN).get("/exposure").status_code == 403
        and Client().get("/exposure").status_code == 302
    )


def test_A91_without_capital_the_page_says_what_is_missing() -> None:
    page = signed_in("JZ5", Role.EXECUTIVE).get("/exposure/C1")
    assert page.status_code == 200 and "没有登记资本净额" in page.content.decode()
    assert signed_in("JZ5").get(f"{API}/customers/C1").json()["amount"] is None


def test_a_ring_ends_with_its_surety_and_a_chain_is_none() -> None:
    boss = holding("JZ5", Role.EXECUTIVE)
    assert set(ring_around(boss, "C1", DAY).ring) == {"C1", "C2"}
    assert ring_around(boss, "C3", DAY).names == {}
    Relation.objects.filter(customer__number="C2", kind=RelationKind.GUARANTOR).update(until=DAY)
    chain = ring_around(boss, "C1", DAY)
    assert chain.ring == () and chain.pairs == (("C1", "C2"),)
    assert ring_around(boss, "C1", date(2018, 9, 1)).ring, "it stood then"


def test_a_ring_is_found_in_one_place_and_closed_by_a_surety_written_down_before_he_was_a_customer() -> None:
    boss, third = holding("JZ5", Role.EXECUTIVE), Customer.objects.get(number="C3")
    Relation.objects.filter(customer__number="C2", kind=RelationKind.GUARANTOR).update(until=DAY)
    assert customers.circles(DAY) == []
    Relation.objects.create(
        customer=Customer.objects.get(number="C2"), kind=RelationKind.GUARANTOR, party_name="某", evidence="保证合同",
        party_blind=third.identity_blind, since=date(2018, 1, 1), actor="T", business_date=DAY,
    )  # fmt: skip
    surety("C3", "C1")
    assert customers.circles(DAY) == [("C1", "C2", "C3")]
    assert set(ring_around(boss, "C2", DAY).ring) == {"C1", "C2", "C3"}
    assert [(x.number, x.ring) for x in customers.sureties_of(boss, "C2", DAY)] == [("C3", True)]


def test_groups_and_rings_in_sight_and_a_fixed_number_of_questions() -> None:
    mine = signed_in("JZ1", Role.RM)
    assert mine.get(f"{API}/rings").json() == [{"seen": ["C1"], "size": 2, "counts": 30 * WAN}]
    assert mine.get(f"{API}/groups").json() == [{"seen": ["C1"], "size": 2, "counts": 42 * WAN}]
    assert signed_in("JZ2", Role.STATISTICS).get(f"{API}/groups").json() == []
    answer = mine.get("/exposure", {"customer": "C1"})
    assert (answer.status_code, answer["Location"]) == (302, "/exposure/C1")
    boss, counts = signed_in("JZ5", Role.EXECUTIVE), []
    for start, end in ((10, 12), (12, 40)):
        kin = [
            Customer(
                id=9000 + n,
                number=f"K{n}",
                kind="OWNER",
                name=f"户{n}",
                managing_rm="JZ2",
                identity_blind=secrets.blind(f"14082419900101{n:04d}", "identity"),
            )
            for n in range(start, end)
        ]
        Customer.objects.bulk_create(kin)
        for n in range(start, end - 1):
            surety(f"K{n}", f"K{n + 1}")
        surety(f"K{end - 1}", f"K{start}")
        for page in ("/exposure", "/exposure/C1", f"/exposure/K{start}"):
            boss.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert boss.get(page).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:] and max(counts) < 40, counts
