"""Lists, visits and pain points over HTTP: own and other by role, once under a key, refusals by name."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.scenarios.market_county import JPEG, county, entry_of, first
from tests.scenarios.small_county import DAY
from wuhua.areas.market import actions
from wuhua.areas.market.models import ListEntry, PainPoint, Visit
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
API = "/api/v1"
PHOTO = base64.b64encode(JPEG).decode()
VISITED = "2018-09-30T09:30:00+08:00"


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def signed_in(number: str, *roles: Role) -> Client:
    """The person of that number, holding these roles and no other."""
    user, _ = get_user_model().objects.get_or_create(username=number)
    Staff.objects.filter(pk=number).update(user=user)
    if roles:
        StaffRole.objects.filter(staff_id=number).delete()
        for role in roles:
            StaffRole.objects.create(staff_id=number, role=role, from_day=DAY)
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, path: str, said: dict[str, Any] | None = None, key: str = "key-00001") -> Any:
    return client.post(f"{API}{path}", said or {}, content_type="application/json", headers={"Idempotency-Key": key})


def a_visit(entry: int | None = None, **more: Any) -> dict[str, Any]:
    photos = [{"content": PHOTO, "caption": "店门口", "taken": VISITED}]
    where = {"longitude": "110.985000", "latitude": "35.612000", "zone": "M11"}
    return {"visited": VISITED, "entry": entry, "photos": photos, **where, **more}


MATRIX = [
    (Role.RM, "JZ1", 200), (Role.RM, "JZ2", 404), (Role.CO_RM, "JZ3", 404), (Role.OUTLET_HEAD, "JZ2", 200),
    (Role.OUTLET_HEAD, "JZ3", 404), (Role.TEAM_HEAD, "JZ2", 200), (Role.TEAM_HEAD, "JZ3", 404),
    (Role.SME_CENTER_HEAD, "JZ4", 200), (Role.EXECUTIVE, "JZ5", 200), (Role.RISK, "JZ5", 200),
    (Role.REVIEWER, "JZ5", 200), (Role.STATISTICS, "JZ5", 404), (Role.HR_DISCIPLINE, "JZ5", 404),
    (Role.ADMIN, "JZ5", 403),
]  # fmt: skip


@pytest.mark.parametrize(("role", "staff", "status"), MATRIX)
def test_roles_against_an_entry_of_their_own_and_of_another(role: Role, staff: str, status: int) -> None:
    entry = entry_of()
    client = signed_in(staff, role)
    answer = client.get(f"{API}/entries/{entry}")
    assert answer.status_code == status
    if status == 404:
        nothing = client.get(f"{API}/entries/999999")
        assert (nothing.status_code, nothing.json()) == (404, answer.json())
    seen = client.get(f"{API}/entries")
    assert seen.status_code == (403 if status == 403 else 200)
    if status != 403:
        assert (entry in [each["id"] for each in seen.json()["entries"]]) is (status == 200)
        assert client.get(f"{API}/funnel").json()[0]["reached"] == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/entries/{}/contact", {"outcome": "SPOKE"}), ("/entries/{}/target", {}),
        ("/entries/{}/leave", {"reason": "停业"}), ("/entries/{}/reopen", {}),
        ("/entries/{}/file", {"customer": "C1", "filled": 20, "mandatory": 20}),
    ],
)  # fmt: skip
def test_writing_on_anothers_entry_answers_like_on_one_that_is_not_there(path: str, said: dict[str, Any]) -> None:
    entry = entry_of()
    other = signed_in("JZ3")
    theirs, nothing = post(other, path.format(entry), said), post(other, path.format(999_999), said, key="key-00002")
    assert (theirs.status_code, theirs.json()) == (404, nothing.json())
    assert ListEntry.objects.get().state == "ASSIGNED"


def test_A49_a_visit_sent_twice_under_one_key_is_one_and_other_content_is_refused() -> None:
    entry = entry_of()
    phone = signed_in("JZ1")
    one, two = post(phone, "/visits", a_visit(entry)), post(phone, "/visits", a_visit(entry))
    assert (one.status_code, two.status_code, one.json()) == (200, 200, two.json())
    assert Visit.objects.count() == 1
    other = post(phone, "/visits", a_visit(entry, need="改了"))
    assert (other.status_code, other.json()["name"]) == (409, "key_reused")
    elsewhere = post(signed_in("JZ2"), "/visits", a_visit(party={"kind": "MERCHANT", "name": "别家"}, zone="M12"))
    assert (elsewhere.status_code, Visit.objects.count()) == (200, 2), "another officer's twin is another visit"
    assert post(phone, f"/entries/{entry}/target", key="key-00009").json() == {"id": entry, "state": "VISITED"}


def test_A49_a_visit_of_another_officers_phone_is_a_conflict() -> None:
    answer = post(signed_in("JZ2"), "/visits", a_visit(officer="JZ1", party={"kind": "MERCHANT", "name": "别家"}))
    assert (answer.status_code, answer.json()["name"]) == (409, "another_officer")
    assert Visit.objects.count() == 0


def test_a_broken_photo_is_said_and_nothing_is_kept() -> None:
    entry = entry_of()
    phone = signed_in("JZ1")
    broken = a_visit(entry, photos=[{"content": "A", "caption": "店", "taken": VISITED}])
    assert post(phone, "/visits", broken).json()["name"] == "not_a_photo"
    assert Visit.objects.count() == 0


def test_a_list_is_drawn_given_out_and_worked_over_http() -> None:
    boss, phone = signed_in("JZ4"), signed_in("JZ1")
    actions.record_visit(
        actor=first(), business_date=DAY,
        new=actions.NewVisit(
            key="k", visited=clock.now().replace(year=2018, month=9, day=30), zone="M11", customer="C1"
        ),
    )  # fmt: skip
    from wuhua.areas.customer.models import Customer

    Customer.objects.filter(number="C1").update(zone="M11")
    assert post(phone, "/lists", {"zone": "M1"}).status_code == 403
    made = post(boss, "/lists", {"zone": "M1"})
    assert made.status_code == 201
    assert [each["number"] for each in phone.get(f"{API}/lists").json()] == [made.json()["number"]]
    [entry] = phone.get(f"{API}/entries", {"list": made.json()["number"]}).json()["entries"]
    assert (entry["customer"], entry["owner"], entry["source"]) == ("C1", "JZ1", "MARKET")
    assert post(boss, "/entries/assign", {"entries": [entry["id"]], "owner": "JZ2"}, key="key-00009").json() == [
        entry["id"]
    ]
    assert phone.get(f"{API}/entries/{entry['id']}").status_code == 404


def test_A4_a_pain_point_goes_its_way_over_http() -> None:
    phone, head = signed_in("JZ1"), signed_in("JZ4")
    new = {"kind": "PRICE", "words": "利率比邻行高", "due": "2018-10-08", "party_name": "老张面馆"}
    pain = post(phone, "/pains", new).json()["id"]
    step = {"words": "按信用等级重新定价", "owner": "JZ1", "due": "2018-10-08"}
    follow_up = post(phone, f"/pains/{pain}/actions", step, key="key-00002").json()["id"]
    claimed = post(phone, f"/follow-ups/{follow_up}/claim", {"words": "已报定价小组"}, key="key-00003")
    assert claimed.json()["state"] == "CLAIMED_DONE"
    assert post(phone, f"/follow-ups/{follow_up}/see", key="key-00004").json()["name"] == "not_your_own"
    assert post(head, f"/follow-ups/{follow_up}/see", key="key-00005").json()["state"] == "SEEN_DONE"
    assert post(phone, f"/pains/{pain}/solve", {"words": "利率下调"}, key="key-00006").json()["state"] == "SOLVED"
    assert PainPoint.objects.get().result == "利率下调"
    assert phone.get(f"{API}/pains").json()["overdue"] == 0
    assert signed_in("JZ3").get(f"{API}/pains").json()["count"] == 0


def test_A65_A68_A76_the_week_the_number_and_the_mining_over_http() -> None:
    entry = entry_of()
    ListEntry.objects.filter(pk=entry).update(phone_masked="138****0001")
    mine, other = signed_in("JZ1", Role.RM), signed_in("JZ2", Role.RM)
    planned = post(mine, "/route/plan")
    assert planned.status_code == 200 and planned.json()["stops"] >= 1
    assert post(mine, "/route/plan").json() == planned.json()
    stops = mine.get(f"{API}/route").json()
    assert entry in [x["entry"] for x in stops] and len(stops) == planned.json()["stops"]
    assert "138****0001" in str(stops) and other.get(f"{API}/route").json() == []
    assert post(other, "/route/plan", {"rm": "JZ1"}, "key-00002").json()["name"] == "owner_unknown"
    assert post(other, f"/entries/{entry}/phone").json() == post(other, "/entries/999999/phone").json()
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert post(mine, "/lists/chain", {"core": "C1"}, "key-00003").status_code == 403
    assert post(head, "/lists/chain", {"core": "NOBODY"}, "key-00004").status_code == 404
    assert post(head, "/lists/chain", {"core": "C1"}, "key-00005").json()["name"] == "nothing_to_list", (
        "no payments yet"
    )
    assert post(mine, "/leads/mine", None, "key-00006").status_code == 403
    asked = post(head, "/leads/mine", None, "key-00007")
    assert asked.status_code == 202 and post(head, "/leads/mine", None, "key-00007").json() == asked.json()
