"""The file over HTTP: once under a key, masked, and another's customer answers like none."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.scenarios.market_county import county, visit
from tests.scenarios.small_county import DAY, FIRM, OWNER, holding
from tests.scenarios.test_customer_file import SAMPLE, handing
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.customer.models import Customer, Document, Handover, Relation
from wuhua.areas.customer.rules import CustomerKind
from wuhua.areas.customer.rules.filing import fields_of
from wuhua.areas.people.rules import Role
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

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


def test_papers_lines_and_ties_come_and_go_over_http_and_a_look_leaves_its_trace() -> None:
    mine = signed_in("JZ1")
    scan = base64.b64encode(b"%PDF-1.4 lease").decode()
    said = {"type": "BIZ_LICENSE", "name": "执照.pdf", "content": scan, "number": FIRM, "expires": "2018-10-20"}
    first, again = (post(mine, "/customers/C1/documents", said) for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json() and Document.objects.count() == 1
    found = mine.get(f"{API}/customers/C1/file").json()["papers"]
    assert [x["state"] for x in found] == ["EXPIRING"] and FIRM not in str(found)
    assert post(mine, "/customers/C1/documents", {**said, "type": "X"}, "key-00002").json()["field"] == "type"
    paper = first.json()["id"]
    assert post(mine, f"/customers/C2/documents/{paper}/withdraw", {}, "key-00003").status_code == 404
    assert post(mine, f"/customers/C1/documents/{paper}/withdraw", {}, "key-00004").status_code == 200
    assert post(mine, f"/customers/C1/documents/{paper}/withdraw", {}, "key-00005").json()["name"] == "document_unknown"
    line = post(
        mine, "/customers/C1/holdings", {"side": "ASSET", "klass": "STOCK", "amount": "800"}, "key-00006"
    ).json()["id"]
    assert post(mine, f"/customers/C1/holdings/{line}/remove", {}, "key-00007").status_code == 200
    assert mine.get(f"{API}/customers/C1/file").json()["holdings"] == []
    tie = {"kind": "GUARANTOR", "evidence": "保证合同", "since": "2018-01-01", "name": "某"}
    relation = post(mine, "/customers/C1/relations", tie, "key-00008").json()["id"]
    assert post(mine, f"/customers/C1/relations/{relation}/end", {"reason": "合同解除"}, "key-00009").status_code == 200
    assert Relation.objects.get().until == DAY
    assert post(mine, "/customers/C1/unmask", {"field": "IDENTITY", "reason": "x"}).status_code == 409
    assert (
        post(mine, "/customers/C1/unmask", {"field": "IDENTITY", "reason": "核对营业执照原件"}).json()["value"] == FIRM
    )
    assert AuditRow.objects.filter(action="customer.unmasked", subject="customer:C1", actor="JZ1").count() == 1


BODIES: dict[str, dict[str, object]] = {
    "file/items": {"values": {"scope": "x"}},
    "file/build": {},
    "holdings": {"side": "ASSET", "klass": "STOCK", "amount": "1"},
    "relations": {"kind": "OWNER", "evidence": "口述", "since": "2018-01-01", "name": "某"},
    "documents": {"type": "BIZ_LICENSE", "name": "a.pdf", "content": "QUJDRA=="},
    "unmask": {"field": "PHONE", "reason": "核对联系电话"},
    "holdings/1/remove": {},
    "documents/1/withdraw": {},
    "relations/1/end": {"reason": "合同解除"},
}


@pytest.mark.parametrize(
    ("role", "staff", "sees"),
    [(Role.RM, "JZ1", True), (Role.RM, "JZ2", False), (Role.OUTLET_HEAD, "JZ2", True), (Role.OUTLET_HEAD, "JZ3", False),
     (Role.SME_CENTER_HEAD, "JZ4", True), (Role.STATISTICS, "JZ5", False), (Role.HR_DISCIPLINE, "JZ5", False),
     (Role.ADMIN, "JZ5", None)],
)  # fmt: skip
def test_every_verb_of_a_file_by_role_own_and_other(role: Role, staff: str, sees: bool | None) -> None:
    who = signed_in(staff, role)
    for verb, said in BODIES.items():
        ours, nobodys = (
            post(who, f"/customers/{number}/{verb}", said, f"key-{number}-{verb.replace('/', '-')}")
            for number in ("C1", "NOBODY")
        )
        if sees is None:
            assert ours.status_code == nobodys.status_code == 403, verb
        elif sees:
            assert ours.json() != nobodys.json(), verb
        else:
            assert (ours.status_code, ours.json()) == (404, nobodys.json()), verb


def test_a_book_is_drawn_up_and_stopped_over_http() -> None:
    said = {"giver": "JZ1", "receiver": "JZ2", "supervisor": "JZ4", "reason": "轮岗到期", "customers": ["C1"]}
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert post(signed_in("JZ3", Role.OUTLET_HEAD), "/handovers", said).status_code == 403
    assert post(head, "/handovers", {**said, "customers": ["C3"]}, "key-00002").json()["name"] == "not_the_givers"
    made = post(head, "/handovers", said, "key-00003")
    assert made.status_code == 201 and (made.json()["due"], made.json()["customers"]) == ("GIVER", ["C1"])
    assert post(head, "/handovers", said, "key-00003").json() == made.json()
    assert [each["number"] for each in Handover.objects.get().listing["customers"]] == ["C1"]
    at = f"/handovers/{made.json()['number']}/stop"
    assert post(signed_in("JZ3"), at, {"reason": "接收人请假"}, "key-00004").status_code == 404
    assert post(signed_in("JZ2"), at, {"reason": "接收人请假"}, "key-00004").status_code == 403
    assert post(head, at, {"reason": "接收人请假"}, "key-00005").json()["state"] == "STOPPED"
