"""A49: the field page without a network. Three visits with photos are written, the page is opened anew, the network comes
back, and the server holds three, once each, also where the answer to the first sending was lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.looking import chrome, fits, serving
from tests.scenarios.test_pages import PASSWORD, borrower, officer
from wuhua.areas.customer.models import Customer
from wuhua.areas.market import actions
from wuhua.areas.market.models import ListEntry, Visit, VisitPhoto
from wuhua.areas.market.rules import PartyKind
from wuhua.areas.people.models import Zone, ZoneAssignment
from wuhua.areas.people.read import officer as officer_of
from wuhua.platform import clock, files

pytestmark = pytest.mark.browser
DAY = date(2018, 9, 28)
PIN = "246810"
SHOPS = ("老张面馆", "后稷粮油店", "西社五金店")


@pytest.fixture
def served(fresh_bank: str, settings: Any) -> Iterator[str]:
    """A manager with a cell, three entries and a week's plan; the desk on a port of its own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    clock.advance(DAY)
    officer("M001", "RM")
    Zone.objects.create(code="M1", name="城关综合市场第一网格", kind="CELL")
    ZoneAssignment.objects.create(zone_id="M1", team_type="RURAL_OUTLET", lead_rm_id="M001", from_day=date(2018, 1, 1))
    who = officer_of("M001", DAY)
    assert who is not None
    for name in SHOPS:
        party = actions.NewParty(PartyKind.MERCHANT, name, zone="M1", address="城关路")
        actions.add_walk_in(actor=who, business_date=DAY, party=party)
    actions.plan_week(actor=who, business_date=DAY)
    with serving() as address:
        yield address


@pytest.fixture
def phone(served: str, chromium: str) -> Iterator[Any]:
    """A phone at a stall: narrow, with a position."""
    with chrome(chromium) as started:
        context = started.new_context(
            viewport={"width": 390, "height": 844}, permissions=["geolocation"],
            geolocation={"latitude": 35.612, "longitude": 110.985, "accuracy": 12},
        )  # fmt: skip
        yield context


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """A photo as a phone takes it: larger than what is sent."""
    place = tmp_path / "stall.jpg"
    picture = Image.effect_noise((2400, 1800), 60).convert("RGB")
    picture.save(place, quality=95)
    assert place.stat().st_size > 600_000
    return str(place)


def unlock(page: Any, *, first: bool = False) -> None:
    page.fill("input[name=pin]", PIN)
    if first:
        page.fill("input[name=again]", PIN)
    page.click("button.main")
    page.wait_for_selector("#head")


def signed_in(phone: Any, served: str, number: str = "M001") -> Any:
    page = phone.new_page()
    page.goto(f"{served}/login")
    page.fill("input[name=username]", number)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.goto(f"{served}/field/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    unlock(page, first=True)
    page.wait_for_selector(".stops li" if number == "M001" else ".empty")
    return page


def write(page: Any, number: int, name: str, picture: str, *, save: bool = True) -> None:
    """One visit by thumb: the stop's own button, a photo, words, save."""
    page.click("nav button >> nth=0")
    page.locator(".stops li", has_text=name).locator("button").click()
    page.wait_for_selector("form.visit")
    page.set_input_files("input[name=photo]", picture)
    page.fill("input[name=caption]", f"{name}门口")
    page.fill("textarea[name=business_side]", f"第{number}家,午市满座")
    page.wait_for_selector(".where:has-text('110.985')")
    if save:
        page.click("form.visit button.main")
        page.wait_for_selector(f".box li >> nth={number - 1}")


def kept_raw(page: Any) -> str:
    """Everything the phone's database holds, as bytes made text: what somebody with the phone would find."""
    return page.evaluate(
        """async () => {
          const asked = (r) => new Promise((good) => { r.onsuccess = () => good(r.result); });
          const db = await asked(indexedDB.open((await indexedDB.databases())[0].name));
          const all = await asked(db.transaction("box").objectStore("box").getAll());
          const bytes = (each) => each instanceof ArrayBuffer || ArrayBuffer.isView(each);
          const texts = (each) => ["latin1", "utf-8"].map((name) => new TextDecoder(name).decode(each));
          const read = (each) => (bytes(each) ? texts(each) : [JSON.stringify(each)]);
          return all.map((one) => Object.values(one).flatMap(read).join("")).join("");
        }"""
    )


def test_A49_three_visits_without_a_network_arrive_once_each(phone: Any, served: str, picture: str) -> None:
    page = signed_in(phone, served)
    fits(page, "route", 390)
    assert "本机只带脱敏电话" in page.inner_text(".phones")
    phone.set_offline(True)
    page.wait_for_selector("[data-online='0']")
    for number, name in enumerate(SHOPS[:2], 1):
        write(page, number, name, picture)
    write(page, 3, SHOPS[2], picture, save=False)
    fits(page, "form", 390)
    page.wait_for_timeout(600)  # the draft is kept a quarter of a second after the last sign
    page.reload()  # the browser was closed midway; the shell comes out of the phone
    unlock(page)
    page.wait_for_selector("form.visit")
    assert page.input_value("textarea[name=business_side]") == "第3家,午市满座"
    page.click("form.visit button.main")
    page.wait_for_selector(".box li[data-state=waiting] >> nth=2")
    fits(page, "box", 390)
    raw = kept_raw(page)
    assert "visit:" in raw and SHOPS[0] not in raw and "business_side" not in raw
    assert Visit.objects.count() == 0
    lost = answers_lost(phone, times=1)
    phone.set_offline(False)
    page.wait_for_timeout(1500)
    page.click("nav button >> nth=2")
    page.click("text=立即提交")
    page.wait_for_selector(".box li[data-state=sent] >> nth=2")
    assert lost == [200], "the server had done the first one when its answer was lost"
    assert page.locator("[data-unsent='0']").count() == 1
    fits(page, "sent", 390)
    assert_three_once()


def answers_lost(phone: Any, times: int) -> list[int]:
    """The first sendings reach the server, and their answers never reach the phone."""
    lost: list[int] = []

    def handle(route: Any) -> None:
        if len(lost) < times:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route("**/api/v1/visits", handle)
    return lost


def assert_three_once() -> None:
    visits = list(Visit.objects.select_related("survey").order_by("survey__party_name"))
    assert sorted(each.survey.party_name for each in visits) == sorted(SHOPS)
    assert all(each.offline and each.photos == 1 and each.survey.longitude is not None for each in visits)
    assert set(ListEntry.objects.values_list("state", flat=True)) == {"VISITED"}
    photos = list(VisitPhoto.objects.all())
    assert sorted(each.caption for each in photos) == sorted(f"{name}门口" for name in SHOPS)
    for each in photos:
        with files.open_(each.file_id) as file:
            kept = file.read()
        assert len(kept) <= 300 * 1024
        assert max(Image.open(BytesIO(kept)).size) == 1280


def test_A2_an_executive_writes_a_visit_with_its_decision_on_the_phone(phone: Any, served: str, picture: str) -> None:
    officer("E001", "EXECUTIVE")
    borrower(1, "M001", "后稷蔬菜专业合作社")
    Customer.objects.update(zone="M1")
    page = signed_in(phone, served, "E001")
    page.click("nav button >> nth=1")
    page.wait_for_selector("form.visit")
    page.fill("input[name=customer]", "C00001")
    page.set_input_files("input[name=photo]", picture)
    page.fill("input[name=caption]", "董事长在蔬菜大棚内看番茄长势")
    page.click("form.visit button.main")  # nothing was decided yet: the server says so and the phone keeps the visit
    page.wait_for_selector(".box li[data-state=conflict]")
    assert "班子成员走访须留下决定事项" in page.inner_text(".box li .trouble")
    page.click("nav button >> nth=1")
    page.wait_for_selector("form.visit")
    page.fill("input[name=customer]", "C00001")
    page.fill("input[name=decision_words]", "测算大棚二期授信")
    page.fill("input[name=decision_owner]", "M001")
    page.fill("input[name=decision_due]", "2018-10-12")
    fits(page, "executive", 390)
    page.click("form.visit button.main")
    page.wait_for_selector(".box li[data-state=sent]")
    visit = Visit.objects.get()
    assert (visit.visitor_kind, visit.survey.customer) == ("EXECUTIVE", "C00001")
    assert visit.follow_ups.get().owner_id == "M001"


def test_A49_a_conflict_is_shown_and_decided_on_the_phone(phone: Any, served: str, picture: str) -> None:
    page = signed_in(phone, served)
    phone.set_offline(True)
    page.wait_for_selector("[data-online='0']")
    write(page, 1, SHOPS[0], picture)
    officer("M002", "RM", branch="B02")
    ListEntry.objects.filter(party_name=SHOPS[0]).update(owner="M002")
    phone.set_offline(False)
    page.wait_for_selector(".box li[data-state=conflict]")
    fits(page, "conflict", 390)
    assert "名单中没有这个客户" in page.inner_text(".box li .trouble")
    assert Visit.objects.count() == 0
    page.reload()
    unlock(page)
    page.click("nav button >> nth=2")
    page.wait_for_selector(".box li[data-state=conflict]")  # nothing is lost
    page.on("dialog", lambda asked: asked.accept())
    page.locator(".box li button", has_text="删除").click()
    page.wait_for_selector(".empty")


def test_a_wrong_pin_opens_nothing_and_the_page_is_installable(phone: Any, served: str) -> None:
    page = signed_in(phone, served)
    page.reload()
    page.fill("input[name=pin]", "999999")
    page.click("button.main")
    page.wait_for_selector(".trouble:has-text('PIN 不对')")
    fits(page, "wrong-pin", 390)
    answer = page.request.get(f"{served}/field/manifest.webmanifest")
    manifest = json.loads(answer.text())
    assert (manifest["scope"], manifest["display"], len(manifest["icons"])) == ("/field/", "standalone", 1)
    kept = page.evaluate(
        """async () => {
          const cache = await caches.open("wuhua-field-1");
          return (await cache.keys()).map((one) => new URL(one.url).pathname);
        }"""
    )
    assert "/field/" in kept
    assert not [path for path in kept if "api" in path or "day.json" in path]
