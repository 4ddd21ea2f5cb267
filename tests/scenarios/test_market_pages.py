"""The pages of lists, routes, leads and pain points: who gets them, what they do, how often the database is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import fastexcel
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import JPEG, boss, county, entry_of, first, photo, shop, visit
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.market import actions
from wuhua.areas.market.models import ContactNote, Lead, ListEntry, PainPoint, PlannedStop
from wuhua.areas.market.rules import PainKind
from wuhua.areas.people.rules import Role
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
PAGES = ("/market", "/market/entries", "/market/walk-in", "/market/route", "/market/leads", "/market/pains",
         "/market/visits", "/field/", "/field/day.json")  # fmt: skip


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def test_every_page_asks_for_sign_in_and_answers_an_empty_county(client: Client) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 302, page
    for role, staff in ((Role.RM, "JZ1"), (Role.EXECUTIVE, "JZ5"), (Role.STATISTICS, "JZ3")):
        who = signed_in(staff, role)
        for page in PAGES:
            assert who.get(page).status_code == 200, (role, page)
    admin = signed_in("JZ2", Role.ADMIN)
    assert {admin.get(page).status_code for page in PAGES} == {403}


def test_anothers_entry_pain_photo_and_lead_are_not_there() -> None:
    made = visit(entry_of(), pain=actions.NewPain(PainKind.PRICE, "利率高", DAY))
    picture = made.pictures.get().pk  # type: ignore[attr-defined]
    pain = PainPoint.objects.get().pk
    mine, other = signed_in("JZ1"), signed_in("JZ3")
    entry = made.entry.pk  # type: ignore[attr-defined]
    for page in (f"/market/entries/{entry}", f"/market/photos/{picture}", f"/market/pains/{pain}"):
        assert mine.get(page).status_code == 200, page
        assert other.get(page).status_code == 404, page
    for verb in ("target", "reopen", "decline"):
        assert other.post(f"/market/entries/{entry}/{verb}").status_code == 404
    assert other.post(f"/market/entries/{entry}/phone").status_code == 404
    assert ListEntry.objects.get().targeted_on is None


def test_A2_a_photo_is_shown_with_its_words_in_the_customers_file() -> None:
    decision = actions.Decision("为大棚测算授信", "JZ1", DAY + timedelta(days=7))
    made = visit(None, who=boss(), customer="C1", decision=decision, photos=(photo("董事长在大棚内"),))
    picture = made.pictures.get().pk  # type: ignore[attr-defined]
    page = signed_in("JZ1").get("/customers/C1").content.decode()
    assert 'alt="董事长在大棚内"' in page
    assert "为大棚测算授信" in page
    assert "班子成员" in page
    answer = signed_in("JZ1").get(f"/market/photos/{picture}")
    assert (answer["Content-Type"], answer.getvalue()[:4]) == ("image/jpeg", JPEG[:4])


def test_A65_the_route_is_planned_and_a_call_noted_in_three_taps() -> None:
    entry = entry_of()
    phone = signed_in("JZ1")
    assert phone.post("/market/route/plan").status_code == 302
    assert PlannedStop.objects.count() == 2
    page = phone.get("/market/route").content.decode()
    assert "老张面馆" in page
    said = {"outcome": "SPOKE", "chip": ["有资金需求", "已约面谈"], "from": "route", "next_contact": "2018-10-08"}
    assert phone.post(f"/market/entries/{entry}/contact", said).url == "/market/route"
    assert ContactNote.objects.get().chips == ["有资金需求", "已约面谈"]
    day = phone.get("/field/day.json").json()
    assert [each["name"] for each in day["stops"]] == ["老张面馆", "城关综合市场M11"]
    assert day["zones"] == [{"code": "M11", "name": "城关综合市场M11"}]


def test_the_number_to_call_is_a_link_after_a_look_that_is_kept() -> None:
    made = actions.add_walk_in(actor=first(), business_date=DAY, party=shop(phone="13803590001"))
    phone = signed_in("JZ1")
    page = phone.get(f"/market/entries/{made.pk}").content.decode()  # type: ignore[union-attr]
    assert "13803590001" not in page
    shown = phone.post(f"/market/entries/{made.pk}/phone", headers={"HX-Request": "true"}).content.decode()  # type: ignore[union-attr]
    assert 'href="tel:13803590001"' in shown
    assert AuditRow.objects.filter(action="market.phone_shown").count() == 1


def test_A4_what_is_late_is_red_in_the_register() -> None:
    new = actions.NewPain(PainKind.PRICE, "利率高", DAY)
    actions.raise_pain(actor=first(), business_date=DAY, new=new, party_name="老张面馆")
    phone = signed_in("JZ1")
    assert 'class="late"' not in phone.get("/market/pains").content.decode()
    clock.advance(DAY + timedelta(days=1))
    page = phone.get("/market/pains?state=OVERDUE").content.decode()
    assert 'class="late"' in page
    assert "已逾期" in page


def test_A76_a_lead_is_masked_on_the_page_until_it_is_taken_up() -> None:
    lead = Lead.objects.create(
        firm="C1", party_name="上游纸业有限公司", direction="UPSTREAM", paid_in=0, paid_out=900_000, times=3, rank=1,
        since=DAY, until=DAY, mined_on=DAY,
    )  # fmt: skip
    phone = signed_in("JZ1")
    page = phone.get("/market/leads").content.decode()
    assert "上****有限公司" in page
    assert "上游纸业有限公司" not in page
    answer = phone.post(f"/market/leads/{lead.pk}/take-up")
    assert answer.url.startswith("/market/entries/")
    assert "上游纸业有限公司" in phone.get(answer.url).content.decode()


def test_A66_the_funnel_and_the_list_stand_on_the_page_and_a_list_is_given_out() -> None:
    entry = entry_of()
    head = signed_in("JZ4")
    page = head.get("/market").content.decode()
    assert "到达 = 停留在此 + 无意向 + 不予准入 + 继续向前。" in page
    assert "随到客户(甲)" in page
    head.post("/market/entries/assign", {"entry": [entry], "owner": "JZ2", "back": "//evil.example/"})
    assert ListEntry.objects.get().owner_id == "JZ2"
    elsewhere = head.post("/market/entries/assign", {"entry": [entry], "owner": "JZ1", "back": "//evil.example/"})
    assert elsewhere.url == "/market/entries"


def test_the_workbook_holds_what_the_officer_may_see_with_phones_masked() -> None:
    actions.add_walk_in(actor=first(), business_date=DAY, party=shop("=老张面馆", phone="13803590001"))
    entry_of("乙的店", who=first("JZ2"))
    book = fastexcel.read_excel(signed_in("JZ1").get("/market/entries.xlsx").content)
    rows = book.load_sheet(0).to_polars()
    assert rows.height == 1
    line = rows.row(0)
    assert line[2] == "=老张面馆"
    assert "138****0001" in line
    assert "13803590001" not in str(line)


@pytest.mark.parametrize("page", ["/market", "/market/entries", "/market/route", "/market/pains", "/market/visits"])
def test_pages_ask_as_often_for_thirty_as_for_two(page: str) -> None:
    client, who, asked = signed_in("JZ1"), first(), []
    for upto in (2, 30):
        for number in range(0 if upto == 2 else 2, upto):
            entry = entry_of(f"商户{number}")
            visit(entry, key=f"v{number}", who=who, pain=actions.NewPain(PainKind.PRICE, "利率高", DAY))
        actions.plan_week(actor=who, business_date=DAY)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16, [each["sql"][:90] for each in queries]
