"""The one screen of service: who sees what, that each figure is its door's and opens its page, how often the database is asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county, entry_of, head, visit
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import signed_in
from tests.scenarios.test_tier_pages import stand
from wuhua.areas.customer.models import Customer
from wuhua.areas.funding.models import Relending, RelendingLink
from wuhua.areas.market import read as market
from wuhua.areas.market.models import Agreement, FollowUp, Visit
from wuhua.areas.market.read import places, tiers
from wuhua.areas.people.models import Zone
from wuhua.areas.people.rules import Role
from wuhua.areas.reporting.read import county as figures
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
TILE = re.compile(
    r'<li><a href="([^"]+)"><div class="figure-name">([^<]+)</div><div class="figure">([^<]*)</div>'
    r'(?:<div class="figure-note[^"]*">([^<]*)</div>)?'
)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    """C1 is key and so far unvisited, 甲 holds two entries and 丙 one agreement that ends soon."""
    county()
    clock.advance(DAY)
    stand(Customer.objects.get(number="C1").pk, "KEY", "JZ5")
    entry_of("老张面馆")
    entry_of("老李粮油")
    Agreement.objects.create(
        number="XY-1", kind="PARK", party="稷州产业园", signed=date(2018, 3, 1), expires=DAY + timedelta(days=30),
        executive_id="JZ5", contact_id="JZ3",
    )  # fmt: skip


def tiles(page: str) -> dict[str, tuple[str, str, str]]:
    """Name to figure, words beside it and address."""
    return {name: (value, note, url.replace("&amp;", "&")) for url, name, value, note in TILE.findall(page)}


def test_practice_4_each_role_sees_its_own_and_every_figure_opens_its_page() -> None:
    assert Client().get("/service").status_code == 302
    own = {
        (Role.RM, "JZ1"): ("2", "0"), (Role.RM, "JZ3"): ("0", "1"), (Role.OUTLET_HEAD, "JZ2"): ("2", "0"),
        (Role.SME_CENTER_HEAD, "JZ4"): ("2", "1"), (Role.EXECUTIVE, "JZ5"): ("2", "1"), (Role.AUDIT, "JZ3"): ("2", "1"),
        (Role.STATISTICS, "JZ3"): ("0", "0"), (Role.ADMIN, "JZ2"): None,
    }  # fmt: skip
    for (role, staff), seen in own.items():
        who = signed_in(staff, role)
        page = who.get("/service").content.decode()
        found = tiles(page)
        assert found["30天未走访网格"][0], role
        assert ("名单客户" in found) is (seen is not None), role
        if seen is not None:
            assert (found["名单客户"][0], found["战略协议"][0]) == seen, role
            assert ("稷州产业园" in page) is (seen[1] == "1"), role
        main = page.split('<main id="main"')[1].split("</main>")[0]
        for url in {each.replace("&amp;", "&") for each in re.findall(r'href="(/[^"]*)"', main)}:
            assert who.get(url).status_code == 200, (role, url)
        assert 'href="/service"' in page.split("<main")[0], role


def test_practice_4_figures_are_those_of_the_doors() -> None:
    Relending.objects.create(
        number="RL1", kind="REL_SME", applied=DAY, applied_amount=500_000_000, drawn=DAY, drawn_amount=500_000_000,
        outstanding=500_000_000,
    )  # fmt: skip
    RelendingLink.objects.create(relending_id="RL1", note="N1", amount=200_000_000, comparator=0, linked=DAY)
    client = signed_in("JZ4", Role.SME_CENTER_HEAD)
    who, found = head(), tiles(client.get("/service").content.decode())
    whole, pool = figures.county(DAY), places.pool(who, DAY, DAY)
    key = tiers.tier_page(who, tier="KEY")
    assert found["名单客户"][0] == str(market.funnel_of(who)[0].reached) == "2"
    assert found["30天未走访网格"][0] == str(sum(line.untouched for line in whole.leaves())) != "0"
    assert found["待归格客户"][0] == str(len(pool)) != "0"
    assert found["重点客户"][:2] == (str(key.counts["KEY"]), f"未分层 {key.unsorted}") and key.counts["KEY"] == 1
    assert found["痛点难点"][0] == str(market.pain_page(who, DAY).count)
    assert found["待认领线索"][0] == str(market.leads(who)[0])
    assert found["战略协议"][:2] == ("1", "即将到期 1")
    assert found["再贷款余额"][:2] == ("500.00 万", "已用 200.00 万,可用 300.00 万")


def test_practice_4_a_visit_and_a_promise_stand_beside_the_key_customer() -> None:
    client = signed_in("JZ4", Role.SME_CENTER_HEAD)
    name = Customer.objects.get(number="C1").name

    def row() -> str:
        page = client.get("/service").content.decode()
        return next(each for each in page.split("<tr>") if "/tiers/customers/C1" in each and name in each)

    assert row().count("—") == 2
    made = visit(None, customer="C1")
    assert isinstance(made, Visit), made
    assert str(DAY) in row() and row().count("—") == 1
    for due, words in ((DAY + timedelta(days=5), "带利率方案上门"), (DAY - timedelta(days=2), "补交租赁合同")):
        FollowUp.objects.create(
            visit=made, words=words, owner_id="JZ1", due=due, opened_on=DAY - timedelta(days=9), opened_by="JZ4"
        )
    assert "补交租赁合同" in row() and "带利率方案上门" not in row() and "tag bad" in row()
    late = tiles(client.get("/service").content.decode())["未办结跟进"]
    assert late[:2] == ("2", "逾期 1")


def test_practice_4_the_screen_costs_the_same_for_many() -> None:
    client = signed_in("JZ5", Role.EXECUTIVE)
    client.get("/service")
    with CaptureQueriesContext(connection) as few:
        client.get("/service")
    for n in range(30):
        entry_of(f"店{n}")
        Zone.objects.create(code=f"M9{n}", name=f"格{n}", kind="CELL", parent_id="M1")
        Agreement.objects.create(
            number=f"XY-{n}x", kind="PARK", party=f"园{n}", signed=date(2018, 3, 1), expires=DAY + timedelta(days=40),
            executive_id="JZ5", contact_id="JZ1",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        found = tiles(client.get("/service").content.decode())
    assert (found["名单客户"][0], found["战略协议"][:2]) == ("32", ("31", "即将到期 31"))
    assert len(few) == len(many) <= 60, (len(few), len(many))
