"""The ecology map, zones of duty, outlets and the pool: A15, A16, A17, A19."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from django.db import IntegrityError, transaction

from samples.generator import write_sample
from tests.scenarios import market_county
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.customer.models import Customer
from wuhua.areas.market import actions as market
from wuhua.areas.market.models import Placement, Tie
from wuhua.areas.market.read import places
from wuhua.areas.market.rules import TieKind
from wuhua.areas.people import read, zoning
from wuhua.areas.people.models import PointCover, ServicePoint, ZoneAssignment, ZoneChange, ZoneShape
from wuhua.areas.people.rules import Officer, PointKind, Role, TeamType
from wuhua.bulk.intake import run as intake
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def county(db: None) -> None:
    market_county.county()


def head() -> Officer:
    return holding("JZ4", Role.SME_CENTER_HEAD)


def boss() -> Officer:
    return holding("JZ5", Role.EXECUTIVE)


def wanted(zone: str = "M11", rm: str = "JZ3", day: date = NEXT, **more: str) -> zoning.NewDuty:
    return zoning.NewDuty(zone, rm, day, more.pop("reason", "客户经理轮岗"), **more)


def asked(zone: str = "M11", rm: str = "JZ3", day: date = NEXT) -> ZoneChange:
    made = zoning.ask_change(actor=head(), business_date=DAY, wanted=wanted(zone, rm, day))
    assert isinstance(made, ZoneChange), made
    return made


# --- A17: a change of duty -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_A17_a_cell_changes_hands_when_another_agrees_and_its_past_stays() -> None:
    change = asked()
    made = zoning.agree(actor=boss(), business_date=DAY, change=change.pk)
    assert isinstance(made, ZoneAssignment), made
    owner, later = read.zone_owner("M11", DAY), read.zone_owner("M11", NEXT)
    assert owner and later
    assert (owner.lead_rm_id, later.lead_rm_id, later.team_type) == ("JZ1", "JZ3", TeamType.RURAL_OUTLET)
    assert [each.lead_rm_id for each in read.duty_history("M11")] == ["JZ3", "JZ1"]
    acts = AuditRow.objects.filter(subject="zone:M11").order_by("id").values_list("action", "actor")
    assert list(acts) == [("people.zone_change_asked", "JZ4"), ("people.zone_change_decided", "JZ5")]


REFUSED = [
    ("zone_unknown", wanted("X9")),
    ("zone_not_a_cell", wanted("M1")),
    ("staff_unknown", wanted(rm="JZ9")),
    ("staff_unknown", wanted(supervisor="JZ9")),
    ("from_day_passed", wanted(day=DAY - timedelta(days=1))),
    ("reason_missing", wanted(reason=" ")),
]


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(("name", "new"), REFUSED)
def test_A17_what_cannot_be_asked_for_leaves_no_row(name: str, new: zoning.NewDuty) -> None:
    no = zoning.ask_change(actor=head(), business_date=DAY, wanted=new)
    assert isinstance(no, Refused)
    assert (str(no.name), ZoneChange.objects.count()) == (name, 0)


@pytest.mark.usefixtures("county")
def test_A17_overlap_is_refused_by_the_verb_and_by_the_database() -> None:
    change = asked()
    again = zoning.ask_change(actor=head(), business_date=DAY, wanted=wanted())
    assert isinstance(again, Refused) and str(again.name) == "change_open_already"
    assert not isinstance(zoning.agree(actor=boss(), business_date=DAY, change=change.pk), Refused)
    no = zoning.ask_change(actor=head(), business_date=DAY, wanted=wanted())
    assert isinstance(no, Refused) and str(no.name) == "zone_owned_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneAssignment.objects.create(zone_id="M11", team_type=TeamType.RETAIL, lead_rm_id="JZ2", from_day=NEXT)


@pytest.mark.usefixtures("county")
def test_A17_nobody_agrees_to_what_he_asked_for_and_a_manager_asks_for_nothing() -> None:
    change = asked()
    for who, name in ((head(), "another_must_decide"), (holding("JZ1", Role.RM), "not_of_this_post")):
        no = zoning.agree(actor=who, business_date=DAY, change=change.pk)
        assert isinstance(no, Refused) and str(no.name) == name
    no = zoning.ask_change(actor=holding("JZ1", Role.RM), business_date=DAY, wanted=wanted("M12"))
    assert isinstance(no, Refused) and str(no.name) == "not_of_this_post"
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneChange.objects.filter(pk=change.pk).update(state="AGREED", decided_by="JZ4", decided_on=DAY)
    unknown = zoning.agree(actor=boss(), business_date=DAY, change=change.pk + 1)
    assert isinstance(unknown, Refused) and str(unknown.name) == "change_unknown"


@pytest.mark.usefixtures("county")
def test_A17_a_change_is_turned_down_in_words_once() -> None:
    change = asked()
    no = zoning.turn_down(actor=boss(), business_date=DAY, change=change.pk, words="")
    assert isinstance(no, Refused) and str(no.name) == "reason_missing"
    done = zoning.turn_down(actor=boss(), business_date=DAY, change=change.pk, words="本月不轮岗")
    assert isinstance(done, ZoneChange) and done.state == "TURNED_DOWN"
    no = zoning.agree(actor=boss(), business_date=DAY, change=change.pk)
    assert isinstance(no, Refused) and str(no.name) == "change_decided_already"
    late = asked()
    no = zoning.agree(actor=boss(), business_date=NEXT + timedelta(days=1), change=late.pk)
    assert isinstance(no, Refused) and str(no.name) == "from_day_passed"


@pytest.mark.usefixtures("county")
def test_A17_every_customer_belongs_to_one_cell_one_team_one_manager_on_any_day() -> None:
    """Random moves and hand-overs against a plain diary of what was done on which day."""
    rng, numbers, cells = Random(17), ["C1", "C2", "C3"], ["M11", "M12"]
    Customer.objects.update(zone="M11")
    stood = {number: [(date.min, "M11")] for number in numbers}
    kept = {"M11": [(date(2018, 1, 1), "JZ1")], "M12": [(date(2018, 1, 1), "JZ2")]}
    for step in range(1, 25):
        day = DAY + timedelta(days=step)
        number, cell = rng.choice(numbers), rng.choice(cells)
        if not isinstance(market.place(actor=boss(), business_date=day, customer=number, zone=cell), Refused):
            stood[number].append((day, cell))
        rm, cell = rng.choice(["JZ1", "JZ2", "JZ3"]), rng.choice(cells)
        change = zoning.ask_change(actor=head(), business_date=day, wanted=wanted(cell, rm, day))
        if isinstance(change, ZoneChange) and not isinstance(
            zoning.agree(actor=boss(), business_date=day, change=change.pk), Refused
        ):
            kept[cell].append((day, rm))
    assert sum(len(each) for each in stood.values()) > 8 and sum(len(each) for each in kept.values()) > 20
    for offset in range(-30, 30):
        day = DAY + timedelta(days=offset)
        for number in numbers:
            cell = [zone for since, zone in stood[number] if since <= day][-1]
            rm = [who for since, who in kept[cell] if since <= day][-1]
            found = places.belongs(number, day)
            assert found is not None
            assert (found.zone, found.rm) == (cell, rm), (number, day)
            assert found.team == read.keeper(rm).team


# --- the pool --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_A17_the_pool_counts_working_days_and_is_emptied_into_a_cell() -> None:
    Customer.objects.filter(number="C2").update(zone="M12")
    found = {each.number: each for each in places.pool(boss(), DAY, DAY)}
    assert set(found) == {"C1", "C3"}, "a customer of a cell is not in the pool"
    assert found["C1"].due == date(2018, 10, 12), "the National Day week does not count"
    assert [each.late for each in places.pool(boss(), date(2018, 10, 13), DAY)] == [True, True]
    assert [each.number for each in places.pool(holding("JZ1", Role.RM), DAY, DAY)] == ["C1"]
    made = market.place(actor=boss(), business_date=DAY, customer="C1", zone="M11")
    assert isinstance(made, Placement), made
    assert [each.number for each in places.pool(boss(), DAY, DAY)] == ["C3"]
    assert places.belongs("C1", DAY - timedelta(days=1)) is None
    for who, customer, zone, name in (
        (boss(), "C1", "M12", "moved_today"),
        (boss(), "C1", "M11", "in_the_cell_already"),
        (boss(), "C3", "M1", "cell_unfit"),
        (holding("JZ3", Role.RM), "C3", "M11", "not_of_this_post"),
    ):
        no = market.place(actor=who, business_date=DAY, customer=customer, zone=zone)
        assert isinstance(no, Refused) and str(no.name) == name
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(customer_id=made.customer_id, zone_id="M12", from_day=NEXT, actor="X")


# --- A19: outlets ----------------------------------------------------------------------------------------------------


def square(code: str, longitude: float) -> None:
    corners = [[longitude, 35.6], [longitude + 0.01, 35.6], [longitude + 0.01, 35.61], [longitude, 35.61]]
    outline = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    ZoneShape.objects.create(zone_id=code, outline=outline, synthetic=True)


def point(number: str = "F1", reach: int = 500, **more: object) -> zoning.NewPoint:
    said = {"kind": PointKind.OUTLET, "longitude": 110_905_000, "latitude": 35_605_000} | more
    return zoning.NewPoint(number, "新网点", reach=reach, **said)  # type: ignore[arg-type]


@pytest.mark.usefixtures("county")
def test_A19_a_new_outlet_shows_the_cells_it_covers_first_with_their_day() -> None:
    square("M11", 110.90)
    square("M12", 110.91)
    made = zoning.open_point(actor=head(), business_date=DAY, new=point(), within=30)
    assert isinstance(made, ServicePoint), made
    assert list(PointCover.objects.values_list("zone_id", "due")) == [("M11", DAY + timedelta(days=30))]
    zoning.open_point(actor=head(), business_date=NEXT, new=point("TY", 5_000, kind=PointKind.COMPETITOR), within=30)
    assert PointCover.objects.count() == 1, "a competitor covers nothing for us"
    zoning.open_point(actor=head(), business_date=NEXT, new=point("F2", 5_000, kind=PointKind.AGENT), within=30)
    assert list(PointCover.objects.filter(point="F2").values_list("zone_id", flat=True)) == ["M12"], "M11 was covered"
    assert [each.number for each in read.points() if each.covers.all()] == ["F2", "F1"]
    for new, who, name in (
        (point(), head(), "point_known_already"),
        (point("F3", longitude=181_000_000), head(), "point_not_on_earth"),
        (point("F3", branch="B9"), head(), "branch_unknown"),
        (point("F3"), holding("JZ1", Role.RM), "not_of_this_post"),
    ):
        no = zoning.open_point(actor=who, business_date=DAY, new=new, within=30)
        assert isinstance(no, Refused) and str(no.name) == name
    assert ServicePoint.objects.get(pk="F1").longitude == Decimal("110.905")


# --- A16: relations --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_A16_a_neighbourhood_goes_so_many_steps_and_masks_who_is_not_ones_own() -> None:
    firm, shop = Customer.objects.get(number="C1"), Customer.objects.get(number="C2")
    for kind, one, other in (
        ("SUPPLIES", ("河津纸业", ""), (firm.name, "C1")),
        ("SELLS_TO", (firm.name, "C1"), (shop.name, "C2")),
        ("COMPETES", (shop.name, "C2"), ("远处商行", "")),
    ):
        Tie.objects.create(
            kind=kind, from_name=one[0], from_customer=one[1], to_name=other[0], to_customer=other[1], origin="走访"
        )
    near = places.ties(holding("JZ1", Role.RM), "C1", 1)
    assert isinstance(near, places.Ties)
    assert {each.name for each in near.parties} == {firm.name, "河津纸业", "某****"}
    assert sorted(kind for _a, _b, kind in near.ties) == ["SELLS_TO", "SUPPLIES"]
    far = places.ties(boss(), "C1", 2)
    assert isinstance(far, places.Ties) and shop.name in {each.name for each in far.parties} and len(far.ties) == 3
    assert isinstance(places.ties(holding("JZ3", Role.RM), "C1", 1), Refused)


# --- A15, A16: what the sample brings --------------------------------------------------------------------------------


def test_A15_A16_the_sample_county_is_tiled_and_wholly_covered(fresh_bank: str, tmp_path: Path) -> None:
    write_sample(tmp_path / "files", borrowers=300)
    assert not isinstance(intake.import_folder(tmp_path / "files", actor="SYSTEM"), Refused)
    shapes = {code: outline["coordinates"][0] for code, (outline, _made_up) in read.outlines().items()}
    zones = read.territory()
    assert set(shapes) == {zone.code for zone in zones} and all(made_up for _, made_up in read.outlines().values())
    for parent in zones:
        parts = [area(shapes[zone.code]) for zone in zones if zone.parent_id == parent.code]
        if parts:
            assert min(parts) > 0
            assert abs(sum(parts) - area(shapes[parent.code])) < 1e-4 * area(shapes[parent.code]), parent.name
    assert {"PARK", "MARKET", "MALL", "VILLAGE", "CELL"} <= {zone.kind for zone in zones}
    cells, owned = read.cells(DAY)
    assert cells == owned > 100 and read.cells_without_owner(DAY) == []
    assert read.teams_seeded() == frozenset(TeamType)
    assert {each.kind for each in read.points()} == {kind.value for kind in PointKind}
    assert Tie.objects.count() > 40 and {each.kind for each in Tie.objects.all()} == {kind.value for kind in TieKind}
    ZoneAssignment.objects.filter(zone_id=zones[-1].code).update(lead_rm=None)
    assert [each.code for each in read.cells_without_owner(DAY)] == [zones[-1].code], "the error list of A15"


def area(ring: list[list[float]]) -> float:
    """The area a closed ring goes round."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
