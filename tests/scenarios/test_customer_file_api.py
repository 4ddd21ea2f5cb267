"""The file over HTTP: once under a key, masked, and another's customer answers like none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.market_county import county, visit
from tests.scenarios.small_county import DAY, FIRM, OWNER, holding
from tests.scenarios.test_customer_file import SAMPLE, handing
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.customer.rules import CustomerKind
from wuhua.areas.customer.rules.filing import fields_of
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def _county(home: Path) -> None:
    county()
    clock.advance(DAY)


def post(client, path: str, said: dict | None = None, key: str = "key-00001"):  # type: ignore[no-untyped-def, type-arg]
    return client.post(f"{API}{path}", said or {}, content_type="application/json", headers={"Idempotency-Key": key})


def test_another_managers_file_answers_like_none() -> None:
    other = signed_in("JZ3")
    for path in ("file", "group"):
        foreign, nothing = (other.get(f"{API}/customers/{number}/{path}") for number in ("C1", "NONE"))
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.json() == nothing.json()
    for path, said in (("file/items", {"values": {"scope": "x"}}), ("file/build", {}),
                       ("holdings", {"side": "ASSET", "klass": "STOCK", "amount": "1"}),
                       ("relations", {"kind": "OWNER", "evidence": "口述", "since": "2018-01-01", "name": "某"})):  # fmt: skip
        answers = [
            post(other, f"/customers/{number}/{path}", said, f"key-{number}-{path}") for number in ("C1", "NONE")
        ]
        assert [each.status_code for each in answers] == [404, 404], path
        assert answers[0].json() == answers[1].json()
    assert signed_in("JZ4", Role.ADMIN).get(f"{API}/customers/C1/file").status_code in (403, 404)


def test_A73_a_file_is_filled_once_and_built_over_http() -> None:
    mine = signed_in("JZ1")
    Customer.objects.filter(number="C1").update(zone="M11")
    must = [each for each in fields_of(CustomerKind.ENTERPRISE, DAY) if each.mandatory and not each.own]
    said = {"values": {each.code: SAMPLE[each.type] for each in must}}
    first, again = (post(mine, "/customers/C1/file/items", said) for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json()
    found = mine.get(f"{API}/customers/C1/file").json()
    assert found["complete"] == "100.00%" and found["size_reckoned"] == "MICRO" and found["size_on_record"] == "SMALL"
    for secret in (FIRM, "13803590001", "3巷12号"):
        assert secret not in str(found)
    assert post(mine, "/customers/C1/file/build", key="key-build-1").status_code == 409
    visit(None, customer="C1")
    built = post(mine, "/customers/C1/file/build", key="key-build-2")
    assert built.status_code == 200 and built.json()["filled"] == built.json()["mandatory"]
    wrong = post(mine, "/customers/C1/file/items", {"values": {"income": "-1"}}, "key-wrong-1")
    assert wrong.status_code == 422 and "income" in str(wrong.json())


def test_a_relation_is_written_once_and_its_number_never_answered() -> None:
    mine = signed_in("JZ1")
    said = {"kind": "OWNER", "evidence": "工商登记", "since": "2018-01-01", "name": "户主", "identity": OWNER}
    first, again = (post(mine, "/customers/C1/relations", said) for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json() and Relation.objects.count() == 1
    found = mine.get(f"{API}/customers/C1/group").json()
    assert len(found["members"]) == 2 and "C3" not in str(found) and OWNER not in str(found)
    assert mine.get(f"{API}/customers/C1/group?on=2017-12-31").json()["members"] == ["C1"]


def test_a_book_passes_over_http() -> None:
    made = handing("C1", who=holding("JZ4", Role.SME_CENTER_HEAD))
    number = made.row.number  # type: ignore[union-attr]
    signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert signed_in("JZ3").get(f"{API}/handovers/{number}").status_code == 404
    assert post(signed_in("JZ2"), f"/handovers/{number}/sign", {"part": "GIVER"}).status_code == 403
    for place, (staff, part) in enumerate((("JZ1", "GIVER"), ("JZ2", "RECEIVER"), ("JZ4", "SUPERVISOR"))):
        done = post(signed_in(staff), f"/handovers/{number}/sign", {"part": part}, f"key-sign-{place}")
        assert done.status_code == 200, done.json()
    assert done.json()["state"] == "MOVED" and done.json()["due"] is None
    assert Customer.objects.get(number="C1").managing_rm == "JZ2"
    assert [each["number"] for each in signed_in("JZ2").get(f"{API}/handovers").json()] == [number]
