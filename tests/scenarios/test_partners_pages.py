"""Pages and API of partners: who gets them, what they do, how often the database is asked (A77–A80)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_market_api import post, signed_in
from wuhua.areas.market.models import Agreement, Alliance, AllianceMember, Milestone, ServiceTake, StrategicTarget
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
LISTS = (
    "/partners",
    "/partners?state=ENDING_SOON",
    "/partners/agreements.xlsx",
    "/partners/targets",
    "/partners/alliances",
)
TARGET = {"kind": "LEADING_FIRM", "name": "稷州果业集团", "executive": "JZ5", "contact": "JZ1", "plan": "班子上门"}
SIGNED = {
    "number": "XY-1", "kind": "PARK", "party": "稷州产业园", "signed": "2018-03-01", "expires": "2018-11-29",
    "executive": "JZ5", "contact": "JZ1", "envelope": "30000000.00", "target": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def beside(page: str) -> str:
    """The place of the one no on a page, and that its field points at it; empty where there is none."""
    signs = re.findall(r'<p class="bad beside" id="([^"]+)" role="alert">', page)
    assert len(signs) <= 1, signs
    assert not signs or signs[0].endswith(("-form", "-page")) or f'aria-describedby="{signs[0]}"' in page
    return signs[0] if signs else ""


def agreement(number: str = "XY-1", contact: str = "JZ1") -> None:
    Agreement.objects.create(
        number=number, kind="PARK", party=f"园区{number}", signed=date(2018, 3, 1), expires=DAY + timedelta(days=60),
        executive_id="JZ5", contact_id=contact,
    )  # fmt: skip


def test_A79_A78_A77_every_role_gets_the_pages_and_sees_its_own() -> None:
    agreement()
    agreement("XY-2", "JZ3")
    for page in LISTS:
        assert Client().get(page).status_code == 302, page
    sees = {Role.RM: (True, False), Role.EXECUTIVE: (True, True), Role.STATISTICS: (False, False)}
    for role, staff in ((Role.RM, "JZ1"), (Role.EXECUTIVE, "JZ5"), (Role.STATISTICS, "JZ2")):
        who = signed_in(staff, role)
        for page in LISTS:
            assert who.get(page).status_code == 200, (role, page)
        said = who.get("/partners").content.decode()
        assert ("园区XY-1" in said, "园区XY-2" in said) == sees[role], role
        assert "执行中 2" in said and ("登记签约" in said) == (role is Role.EXECUTIVE)
        assert who.get("/partners/agreements/XY-2").status_code == (200 if sees[role][1] else 404)
    admin = signed_in("JZ3", Role.ADMIN)
    assert {admin.get(page).status_code for page in (*LISTS, "/partners/agreements/XY-1")} == {403}


def test_A79_signed_warned_amended_and_ended_on_the_page() -> None:
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    for field, typed in (("signed", "三月"), ("envelope", "很多"), ("executive", ""), ("expires", "2018-03-01")):
        no = head.post("/partners/sign", {**SIGNED, field: typed})
        assert (no.status_code, beside(no.content.decode())) == (422, f"no-sign-{field}"), field
        assert 'value="稷州产业园"' in no.content.decode(), "what was typed stays"
    assert head.post("/partners/sign", {**SIGNED, "kind": "SHIP"}).status_code == 404
    assert "没有指定负责的班子成员" in head.post("/partners/sign", {**SIGNED, "executive": ""}).content.decode()
    assert not Agreement.objects.exists()
    head.post("/partners/sign", SIGNED)
    assert Agreement.objects.get().envelope == 3_000_000_000
    assert "还有 60 天" in head.get("/partners").content.decode()
    one = "/partners/agreements/XY-1"
    assert "30000000.00" in head.get(one).content.decode()
    said = {"expires": "2019-11-29", "executive": "JZ5", "contact": "JZ1", "envelope": "", "words": "续作"}
    head.post(f"{one}/amend", said)
    head.post(f"{one}/review", {"words": "成效良好"})
    head.post(f"{one}/milestone", {"words": "入园走访", "due": "2018-10-30"})
    head.post(f"{one}/service", {"line": "POS_QR", "taken": "1", "day": "2018-09-01"})
    page = head.get(one).content.decode()
    assert all(each in page for each in ("2018-11-29 → 2019-11-29", "成效良好", "入园走访", "2018-09-01"))
    assert ServiceTake.objects.get().taken
    assert head.post(f"{one}/burn").status_code == 404
    head.post(f"{one}/end", {"words": "对方重组"})
    page = head.get(one).content.decode()
    assert "提前终止" in page and f"{one}/amend" not in page
    book = ZipFile(BytesIO(head.get("/partners/agreements.xlsx").content))
    assert "稷州产业园" in book.read("xl/sharedStrings.xml").decode()


def test_A78_a_target_is_courted_on_the_page() -> None:
    boss, rm = signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ1", Role.RM)
    boss.post("/partners/targets/new", {**TARGET, "contact": ""})
    assert not StrategicTarget.objects.exists()
    boss.post("/partners/targets/new", TARGET)
    one = f"/partners/targets/{StrategicTarget.objects.get().pk}"
    rm.post(f"{one}/note", {"stage": "IN_TALKS", "words": "拜访董事长"})
    assert (
        "拜访董事长" in rm.get(one).content.decode() and "拜访董事长" in boss.get("/partners/targets").content.decode()
    )
    boss.post(f"{one}/hand", {"executive": "JZ5", "contact": "JZ2"})
    assert rm.get(one).status_code == 404 and rm.post(f"{one}/burn").status_code == 404


def test_A77_a_circle_is_founded_joined_and_left_on_the_page() -> None:
    head, rm, other = (signed_in(*each) for each in (("JZ4", Role.SME_CENTER_HEAD), ("JZ1", Role.RM), ("JZ3", Role.RM)))
    new = {"kind": "MERCHANT_CIRCLE", "name": "城关圈", "anchor_kind": "MARKET_ANCHOR", "anchor": "M1"}
    rm.post("/partners/alliances/new", new)
    assert not Alliance.objects.exists()
    head.post("/partners/alliances/new", new)
    one = f"/partners/alliances/{Alliance.objects.get().pk}"
    head.post(f"{one}/give", {"kind": "RATE_DISCOUNT", "bp": "9x", "words": "会员"})
    head.post(f"{one}/give", {"kind": "RATE_DISCOUNT", "bp": "15", "words": "会员"})
    assert "15 bp" in head.get("/partners/alliances").content.decode()
    rm.post(f"{one}/join", {"customer": "C1", "consent": "", "paper": "同意书1"})
    assert not AllianceMember.objects.exists()
    rm.post(f"{one}/join", {"customer": "C1", "consent": "2018-09-30", "paper": "同意书1"})
    assert "纸箱" in rm.get(one).content.decode() and "纸箱" not in other.get(one).content.decode()
    assert "成员 1" in other.get(one).content.decode()
    rm.post(f"{one}/quit", {"customer": "C1", "consent": "2018-09-30", "paper": "退出书"})
    assert AllianceMember.objects.get().left == DAY
    assert rm.post(f"{one}/burn").status_code == rm.get(f"{one}9").status_code == 404


def test_A77_A78_A79_a_no_stands_beside_the_field_it_concerns() -> None:
    """In the form of the row it is about, with what was typed; what no field can say stands before the button."""
    agreement()
    head = signed_in("JZ4", Role.SME_CENTER_HEAD, Role.EXECUTIVE)
    stone = Milestone.objects.create(agreement_id="XY-1", words="入园走访", due=DAY, opened_by="JZ4")
    circle = Alliance.objects.create(
        kind="MERCHANT_CIRCLE", name="城关圈", anchor_kind="MARKET_ANCHOR", zone_id="M1", founded=DAY, founded_by="JZ4"
    )
    one, ring = "/partners/agreements/XY-1", f"/partners/alliances/{circle.pk}"
    asked = {
        f"{one}/milestone": ({"words": "再访", "due": "2018-01-01"}, "no-milestone-due"),
        f"{one}/reach": ({"milestone": stone.pk, "evidence": ""}, f"no-reach-{stone.pk}-evidence"),
        f"{one}/service": ({"line": "POS_QR", "taken": "1", "day": "2099-01-01"}, "no-service-POS_QR-day"),
        f"{one}/review": ({"words": ""}, "no-review-words"),
        f"{ring}/give": ({"kind": "RATE_DISCOUNT", "bp": "9x", "words": "会员"}, "no-give-bp"),
        f"{ring}/join": ({"customer": "C1", "consent": "", "paper": "x"}, "no-join-consent"),
        f"{ring}/withdraw": ({"benefit": "99", "words": "停"}, "no-page"),
        "/partners/targets/new": ({**TARGET, "contact": "NIEMAND"}, "no-court-contact"),
        "/partners/alliances/new": (
            {"kind": "FIRM_CIRCLE", "name": "圈", "anchor_kind": "MARKET_ANCHOR", "anchor": "Z9"}, "no-found-anchor"
        ),
    }  # fmt: skip
    for address, (said, place) in asked.items():
        page = head.post(address, said)
        assert (page.status_code, beside(page.content.decode())) == (422, place), address
    page = head.post("/partners/agreements/XY-1/service", {"line": "POS_QR", "taken": "0", "day": "2018-09-01"})
    assert beside(page.content.decode()) == "no-service-POS_QR-form", "about no field of the row that can be mended"


def test_A79_lists_cost_the_same_for_many() -> None:
    who, counts = signed_in("JZ5", Role.EXECUTIVE), []
    for start, end in ((0, 2), (2, 40)):
        for n in range(start, end):
            agreement(f"XY-{n}")
            StrategicTarget.objects.create(
                kind="FINE_FIRM", name=f"企业{n}", executive_id="JZ5", contact_id="JZ1", plan="走访", opened_on=DAY,
                opened_by="JZ4",
            )  # fmt: skip
            Alliance.objects.create(
                kind="FIRM_CIRCLE",
                name=f"圈{n}",
                anchor_kind="MARKET_ANCHOR",
                zone_id="M1",
                founded=DAY,
                founded_by="x",
            )
        for page in LISTS:
            who.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert who.get(page).status_code == 200
            counts.append(len(asked))
    assert counts[: len(LISTS)] == counts[len(LISTS) :] and max(counts) < 32, counts


def test_A78_A79_A77_over_http() -> None:
    agreement()
    boss, rm, blind = signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ1", Role.RM), signed_in("JZ2", Role.STATISTICS)
    seen = rm.get("/api/v1/partners/agreements").json()
    assert seen["in_force"]["PARK"] == 1 and seen["agreements"][0]["state"] == "ENDING_SOON"
    assert blind.get("/api/v1/partners/agreements").json()["agreements"] == []
    refused = post(boss, "/partners/targets", {**TARGET, "executive": ""})
    assert (refused.status_code, refused.json()["name"]) == (409, "executive_missing")
    first, again = (post(boss, "/partners/targets", TARGET, "key-00002") for _ in range(2))
    assert (first.status_code, first.json()) == (
        again.status_code,
        again.json(),
    ) and StrategicTarget.objects.count() == 1
    note = {"stage": "IN_TALKS", "words": "拜访"}
    assert post(rm, f"/partners/targets/{first.json()['id']}/notes", note).status_code == 201
    assert boss.get("/api/v1/partners/executives").json()[0]["talks"] == 1
    assert post(rm, "/partners/targets", TARGET, "key-00003").status_code == 403
    service = {"line": "MOBILE_BANK", "taken": True, "day": "2018-09-01"}
    assert post(rm, "/partners/agreements/XY-1/services", service, "key-00004").status_code == 201
    taken = rm.get("/api/v1/partners/agreements/XY-1/services").json()
    assert [each["line"] for each in taken if each["taken"]] == ["MOBILE_BANK"]
    assert blind.get("/api/v1/partners/agreements/XY-1/services").status_code == 404
    made = Alliance.objects.create(
        kind="MERCHANT_CIRCLE", name="城关圈", anchor_kind="MARKET_ANCHOR", zone_id="M1", founded=DAY, founded_by="JZ4"
    )
    joined = post(rm, f"/partners/alliances/{made.pk}/members", {"customer": "C1"}, "key-00005")
    assert joined.json()["name"] == "consent_missing"
    said = {"customer": "C1", "consent": "2018-09-30", "paper": "同意书1"}
    assert post(rm, f"/partners/alliances/{made.pk}/members", said, "key-00006").status_code == 201
    assert rm.get("/api/v1/partners/alliances").json()[0]["members"] == 1
    assert post(rm, f"/partners/alliances/{made.pk}/leavers", said, "key-00007").status_code == 201
    assert rm.get("/api/v1/partners/benefits/C1").json() == []
    assert rm.get("/api/v1/partners/benefits/C3").status_code == 404
    assert Client().get("/api/v1/partners/alliances").status_code == 401


def test_a_second_tap_on_a_form_of_partners_writes_nothing() -> None:
    boss = signed_in("JZ5", Role.EXECUTIVE)
    key = hidden(boss.get("/partners/targets").content.decode(), "key")
    first, again = (boss.post("/partners/targets/new", {**TARGET, "key": key}) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert StrategicTarget.objects.count() == 1
    boss.post("/partners/targets/new", {**TARGET, "name": "稷州面业"})
    assert StrategicTarget.objects.count() == 2, "another request is another target"


def test_A77_A78_A79_the_whole_life_over_http_once_and_by_those_who_sign() -> None:
    boss, rm, blind = signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ1", Role.RM), signed_in("JZ2", Role.STATISTICS)
    new = {"number": "XY-9", "kind": "PARK", "party": "翟店园区", "signed": "2018-09-30", "expires": "2020-09-29",
           "executive": "JZ5", "contact": "JZ1", "envelope": "5000000"}  # fmt: skip
    assert post(rm, "/partners/agreements", new).status_code == 403
    missing = post(boss, "/partners/agreements", {**new, "contact": ""}, "key-00002")
    assert (missing.status_code, missing.json()["field"]) == (409, "contact")
    for _ in range(2):
        assert post(boss, "/partners/agreements", new, "key-00003").json() == {"id": "XY-9"}
    at = "/partners/agreements/XY-9"
    stone = post(rm, f"{at}/milestones", {"words": "园区走访满三十户", "due": "2018-12-31"}, "key-00004").json()["id"]
    assert post(rm, f"{at}/milestones/{stone}/reach", {"evidence": ""}, "key-00005").status_code == 409
    assert post(rm, f"{at}/milestones/{stone}/reach", {"evidence": "走访台账"}, "key-00006").status_code == 201
    terms = {
        "expires": "2021-09-29",
        "executive": "JZ5",
        "contact": "JZ1",
        "envelope": "6000000",
        "words": "补充协议一",
    }
    assert post(boss, f"{at}/amend", terms, "key-00007").status_code == 201
    assert post(boss, f"{at}/review", {"words": "年度评议合格"}, "key-00008").status_code == 201
    seen = rm.get(f"/api/v1{at}").json()
    assert (seen["expires"], seen["envelope"]) == ("2021-09-29", "6000000.00")
    assert [x["verb"] for x in seen["steps"]] == ["review_agreement", "amend_agreement", "sign_agreement"]
    assert seen["milestones"][0]["done_on"] == "2018-09-30"
    assert blind.get(f"/api/v1{at}").json() == blind.get("/api/v1/partners/agreements/XY-0").json()
    assert post(boss, f"{at}/end", {"words": "园区合并终止"}, "key-00009").status_code == 201
    assert post(boss, f"{at}/end", {"words": "园区合并终止"}, "key-00010").json()["name"] == "over_already"
    target = post(boss, "/partners/targets", TARGET, "key-00011").json()["id"]
    hand = f"/partners/targets/{target}/hand-on"
    assert post(boss, hand, {"executive": "JZ5", "contact": ""}, "key-00012").json()["name"] == "contact_missing"
    assert post(boss, hand, {"executive": "JZ5", "contact": "JZ2"}, "key-00013").status_code == 201


def test_A77_a_circle_is_founded_and_gives_over_http() -> None:
    boss, rm = signed_in("JZ5", Role.EXECUTIVE), signed_in("JZ1", Role.RM)
    new = {"kind": "MERCHANT_CIRCLE", "name": "城关圈", "anchor_kind": "MARKET_ANCHOR", "anchor": "M1"}
    assert post(rm, "/partners/alliances", new).status_code == 403
    assert post(boss, "/partners/alliances", {**new, "anchor": "X9"}, "key-00002").json()["name"] == "anchor_wrong"
    circle = post(boss, "/partners/alliances", new, "key-00003").json()["id"]
    at = f"/partners/alliances/{circle}"
    assert (
        post(boss, f"{at}/benefits", {"kind": "RATE_DISCOUNT", "words": "让利", "bp": 9000}, "key-00004").status_code
        == 409
    )
    gift = post(boss, f"{at}/benefits", {"kind": "RATE_DISCOUNT", "words": "圈内让利", "bp": 10}, "key-00005").json()[
        "id"
    ]
    assert (
        post(
            rm, f"{at}/members", {"customer": "C1", "consent": "2018-09-30", "paper": "同意书"}, "key-00006"
        ).status_code
        == 201
    )
    clock.advance(DAY + timedelta(days=1))
    assert [x["bp"] for x in rm.get("/api/v1/partners/benefits/C1").json()] == [10]
    assert post(boss, f"{at}/benefits/{gift}/withdraw", {"words": "政策到期"}, "key-00007").status_code == 201
    assert (
        post(boss, f"{at}/benefits/999/withdraw", {"words": "政策到期"}, "key-00008").json()["name"]
        == "benefit_unknown"
    )
    clock.advance(DAY + timedelta(days=2))
    assert rm.get("/api/v1/partners/benefits/C1").json() == []
