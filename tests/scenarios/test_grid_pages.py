"""Pages of the map and the grid: who gets them, what they do, how often the database is asked (A16, A17, A19)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, FIRM
from tests.scenarios.test_grid import square
from tests.scenarios.test_market_api import post, signed_in
from wuhua.areas.customer.models import Customer
from wuhua.areas.market.models import Agreement, Survey, Tie
from wuhua.areas.people.models import ServicePoint, Zone, ZoneAssignment, ZoneChange
from wuhua.areas.people.rules import Role
from wuhua.areas.reporting.read import county as figures
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
FIGURES = ("/grid", "/grid?level=TOWNSHIP", "/grid?level=CELL&in=M1", "/grid/board", "/grid/board/file", "/grid/cells/M1",
           "/grid/cells/M11", "/grid/duty", "/grid/points")  # fmt: skip
CUSTOMERS = ("/grid/pool", "/grid/ties/C1")


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)
    square("M11", 110.90)
    square("M12", 110.91)


def test_A16_aggregates_are_for_everybody_and_customers_for_whom_they_concern(client: Client) -> None:
    for page in (*FIGURES, *CUSTOMERS):
        assert client.get(page).status_code == 302, page
    Customer.objects.filter(number="C1").update(zone="M11")
    for role, staff, names in ((Role.RM, "JZ1", True), (Role.EXECUTIVE, "JZ5", True), (Role.STATISTICS, "JZ3", False)):
        who = signed_in(staff, role)
        for page in FIGURES:
            assert who.get(page).status_code == 200, (role, page)
        assert ("纸箱" in who.get("/grid/cells/M1").content.decode()) is names, role
        assert who.get("/grid/ties/C1").status_code == (200 if names else 404)
    admin = signed_in("JZ2", Role.ADMIN)
    assert {admin.get(page).status_code for page in CUSTOMERS} == {403}
    assert "纸箱" not in admin.get("/grid/cells/M11").content.decode()
    assert admin.get("/grid/cells/X9").status_code == 404


def test_A16_figures_roll_up_and_cost_the_same_for_many_cells() -> None:
    Customer.objects.filter(number="C1").update(zone="M11", credit_line=500)
    Survey.objects.create(number="S1", party_kind="MERCHANT", party_name="甲店", zone_id="M11", rm_id="JZ1",
                          visited="2018-09-01T09:00:00+08:00")  # fmt: skip
    Survey.objects.create(number="S2", party_kind="MERCHANT", party_name="甲店", zone_id="M11", rm_id="JZ1",
                          visited="2018-08-01T09:00:00+08:00")  # fmt: skip
    Zone.objects.filter(pk="M11").update(households=100)
    found = figures.county(DAY)
    market = found.lines["M1"]
    assert (market.households, market.surveyed, market.customers, market.credit) == (100, 1, 1, 1)
    assert market.share("surveyed", "households") == 1 and found.lines["M12"].share("surveyed", "households") is None
    assert not found.lines["M11"].untouched and found.lines["M12"].untouched
    with CaptureQueriesContext(
        connection,
    ) as few:
        figures.county(DAY)
    for number in range(40):
        code = f"M13{number:02d}"
        Zone.objects.create(code=code, name=code, kind="CELL", parent_id="M1")
        ZoneAssignment.objects.create(zone_id=code, team_type="RETAIL", lead_rm_id="JZ2", from_day=DAY)
    with CaptureQueriesContext(connection) as many:
        assert len(figures.county(DAY).leaves()) > 40
    assert len(few) == len(many) <= 12
    who = signed_in("JZ5", Role.EXECUTIVE)
    for page in ("/grid?level=CELL", "/grid/board", "/grid/duty"):
        who.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert who.get(page).status_code == 200
        assert len(asked) < 32, (page, len(asked))


def test_A17_a_change_is_asked_and_agreed_on_the_page() -> None:
    head, boss = signed_in("JZ4", Role.SME_CENTER_HEAD), signed_in("JZ5", Role.EXECUTIVE)
    said = {"zone": "M11", "lead_rm": "JZ2", "from_day": "2018-10-08", "reason": "客户经理轮岗"}
    assert head.post("/grid/duty/ask", said).status_code == 302
    change = ZoneChange.objects.get()
    assert "等另一人审批" in head.get("/grid/duty").content.decode()
    assert f"/grid/duty/{change.pk}/agree" in boss.get("/grid/duty").content.decode()
    assert head.post(f"/grid/duty/{change.pk}/agree").status_code == 302
    assert ZoneChange.objects.get().state == "ASKED"
    boss.post(f"/grid/duty/{change.pk}/agree")
    assert ZoneChange.objects.get().state == "AGREED"
    assert head.post(f"/grid/duty/{change.pk}/burn").status_code == 404
    head.post("/grid/duty/ask", {**said, "from_day": "x"})
    assert ZoneChange.objects.count() == 1


def test_A17_the_pool_is_emptied_on_the_page_and_A19_an_outlet_is_opened() -> None:
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    assert "C1" in head.get("/grid/pool").content.decode()
    head.post("/grid/pool/place", {"customer": "C1", "zone": "M11"})
    assert Customer.objects.get(number="C1").zone == "M11"
    point = {
        "number": "F1",
        "name": "新网点",
        "kind": "OUTLET",
        "longitude": "110.905",
        "latitude": "35.605",
        "reach": "500",
    }
    head.post("/grid/points/open", {**point, "longitude": "东"})
    assert not ServicePoint.objects.exists()
    head.post("/grid/points/open", point)
    page = head.get("/grid/points").content.decode()
    assert "城关综合市场M11" in page and "城关综合市场M12" not in page.split("<form")[0]


def test_A16_ties_are_drawn_with_names_only_where_they_may_be_seen() -> None:
    Tie.objects.create(kind="SUPPLIES", from_name="河津纸业", to_name="某", to_customer="C1", origin="走访")
    Customer.objects.filter(number="C1").update(name="某")
    page = signed_in("JZ1", Role.RM).get("/grid/ties/C1").content.decode()
    assert "河津纸业" in page and "供货" in page


def test_A16_the_county_over_http_says_what_the_pages_say() -> None:
    Customer.objects.filter(number="C1").update(zone="M11")
    who, blind = signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ3", Role.STATISTICS)
    cells = who.get("/api/v1/grid/zones").json()["zones"]
    assert [(each["code"], each["customers"]) for each in cells] == [("M11", 1), ("M12", 0)]
    assert [each["number"] for each in who.get("/api/v1/grid/zones/M1").json()["held"]] == ["C1"]
    seen = blind.get("/api/v1/grid/zones/M1").json()
    assert (seen["customers"], seen["held"]) == (1, [])
    assert who.get("/api/v1/grid/zones/X9").status_code == 404
    assert {each["id"] for each in who.get("/api/v1/grid/map").json()["features"]} == {"M11", "M12"}
    assert {each["number"] for each in who.get("/api/v1/grid/pool").json()} == {"C2", "C3"}
    assert blind.get("/api/v1/grid/pool").json() == []
    assert Client().get("/api/v1/grid/map").status_code == 401


def test_A16_core_firms_are_a_layer_by_the_cell_they_trade_in_and_no_name_goes_with_it() -> None:
    who = signed_in("JZ3", Role.STATISTICS)
    layer = '"cores": 1'
    assert layer not in who.get("/grid?level=CELL").content.decode()
    Customer.objects.filter(number="C1").update(zone="M11")
    said = {"signed": DAY - timedelta(days=1), "expires": DAY, "executive_id": "JZ5", "contact_id": "JZ1"}
    for number, code in (("XY1", FIRM), ("XY2", "91140824MA0JXH027H")):
        Agreement.objects.create(
            number=number, kind="LEADING_ENTERPRISE", party=f"龙头{number}", credit_code=code, **said
        )
    Survey.objects.create(number="S9", party_kind="ENTERPRISE", party_name="龙头XY2", credit_code="91140824MA0JXH027H",
                          zone_id="M12", rm_id="JZ2", visited="2018-09-01T09:00:00+08:00")  # fmt: skip
    found = figures.county(DAY).lines
    assert [found[code].cores for code in ("M1", "M11", "M12")] == [2, 1, 1]
    page = who.get("/grid?level=CELL").content.decode()
    assert page.count(layer) == 2 and "核心企业" in page and "龙头" not in page
    assert {x["code"]: x["cores"] for x in who.get("/api/v1/grid/zones").json()["zones"]} == {"M11": 1, "M12": 1}
    assert figures.county(DAY + timedelta(days=1)).lines["M1"].cores == 0, "the agreements have run out"


def test_A17_a_cell_is_asked_for_and_decided_over_http_once_and_by_two() -> None:
    head, boss, rm = signed_in("JZ4", Role.SME_CENTER_HEAD), signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ1", Role.RM)
    before = head.get("/api/v1/grid/duty").json()
    assert (before["cells"], before["owned"], before["without_owner"], before["waiting"]) == (3, 2, ["Z1"], [])
    said = {"zone": "M11", "lead_rm": "JZ3", "from_day": "2018-10-08", "reason": "人员调整到村"}
    ask = post(head, "/grid/changes", said)
    assert ask.status_code == 201, ask.json()
    assert post(head, "/grid/changes", said).json() == ask.json() and ZoneChange.objects.count() == 1
    assert post(rm, "/grid/changes", said).status_code == 403
    assert post(head, "/grid/changes", {**said, "reason": "换"}, "key-00002").json()["field"] == "reason"
    change = f"/grid/changes/{ask.json()['id']}/decision"
    assert post(head, change, {"decision": "agree"}, "key-00003").json()["name"] == "another_must_decide"
    assert post(boss, change, {"decision": "agree"}).json()["state"] == "AGREED"
    spans = rm.get("/api/v1/grid/zones/M11/duty").json()
    assert [(x["lead_rm"], x["from_day"], x["to_day"]) for x in spans] == [
        ("JZ3", "2018-10-08", None),
        ("JZ1", "2018-01-01", "2018-10-08"),
    ]
    assert rm.get("/api/v1/grid/zones/X9/duty").status_code == 404
    assert post(boss, "/grid/changes/999999/decision", {"decision": "agree"}, "key-00007").status_code == 404


def test_A17_A19_a_customer_gets_a_cell_and_an_outlet_is_opened_over_http() -> None:
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    done = post(head, "/grid/pool/C2/place", {"zone": "M12"})
    assert done.json() == {"customer": "C2", "zone": "M12", "from_day": "2018-09-30"}
    assert post(head, "/grid/pool/C2/place", {"zone": "M12"}).json() == done.json()
    assert post(head, "/grid/pool/C1/place", {"zone": "M1"}, "key-00002").json()["name"] == "cell_unfit"
    nobodys = post(head, "/grid/pool/NOBODY/place", {"zone": "M12"}, "key-00003")
    lead = signed_in("JZ3", Role.OUTLET_HEAD)
    others = post(lead, "/grid/pool/C1/place", {"zone": "M11"}, "key-00003")
    assert (
        (others.status_code, others.json()["name"])
        == (nobodys.status_code, nobodys.json()["name"])
        == (404, "customer_unknown")
    )
    point = {
        "number": "F9",
        "name": "助农点",
        "kind": "AGENT",
        "longitude": "110.905",
        "latitude": "35.605",
        "reach": 500,
    }
    made = post(head, "/grid/points", point, "key-00006")
    assert made.status_code == 201 and [x["zone"] for x in made.json()["covers"]], made.json()
    assert made.json() in head.get("/api/v1/grid/points").json()
    assert post(head, "/grid/points", point, "key-00004").json()["name"] == "point_known_already"
    assert (
        post(head, "/grid/points", {**point, "number": "F8", "latitude": "95.1"}, "key-00005").json()["name"]
        == "point_not_on_earth"
    )
    assert post(signed_in("JZ1", Role.RM), "/grid/points", point).status_code == 403


def test_A16_the_graph_over_http_masks_as_the_page_does() -> None:
    Tie.objects.create(kind="SUPPLIES", from_name="河津纸业", to_name="某", to_customer="C1", origin="走访")
    Tie.objects.create(
        kind="GUARANTEES", from_name="乙记商行", from_customer="C3", to_name="某", to_customer="C1", origin="合同"
    )
    mine = signed_in("JZ1", Role.RM)
    found = mine.get("/api/v1/grid/ties/C1").json()
    assert len(found["ties"]) == 2 and not found["cut"]
    assert "河津纸业" in str(found) and "乙记商行" not in str(found) and "C3" not in str(found)
    assert mine.get("/api/v1/grid/ties/C3").json() == mine.get("/api/v1/grid/ties/NOBODY").json()
    assert mine.get("/api/v1/grid/ties/C3").status_code == 404
