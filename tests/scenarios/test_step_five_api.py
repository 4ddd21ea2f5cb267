"""Step 5 over HTTP (A44): own and other by role, refused by name, once under a key."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_market_api import API, post
from tests.scenarios.test_pages import DAY, borrower, officer
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.servicing.models import LoanNote
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
ONE = "/postloan/customers/C00001"
GETS = ("/postloan/desk", "/postloan/stops", ONE)
LOOK = {"item": "ACC.1", "found": "SOUND", "evidence": "九月台账"}
STOP = {"condition": "ASSETS_HIDDEN", "evidence": "设备已转移"}


@pytest.fixture(autouse=True)
def _bank(home: Any) -> None:
    clock.advance(DAY)
    borrower(1, "1001", "王记面馆")
    borrower(2, "1002", "李家纸箱厂")


@pytest.mark.parametrize(
    ("role", "lists", "mine", "other", "looks"),
    [("RM", 200, 200, 404, 201), ("POST_LOAN", 200, 200, 200, 201), ("EXECUTIVE", 200, 200, 200, 403),
     ("AUDIT", 200, 200, 200, 403), ("STATISTICS", 403, 404, 404, 403), ("ADMIN", 403, 403, 403, 403)],
)  # fmt: skip
def test_A44_roles_against_a_borrower_of_their_own_and_of_another(
    role: str, lists: int, mine: int, other: int, looks: int
) -> None:
    assert {Client().get(f"{API}{path}").status_code for path in GETS} == {401}
    who = officer("1001", role)
    assert tuple(who.get(f"{API}{path}").status_code for path in GETS) == (lists, lists, mine)
    answer = who.get(f"{API}/postloan/customers/C00002")
    assert answer.status_code == other
    if other == 404:
        nothing = who.get(f"{API}/postloan/customers/C99999")
        assert (nothing.status_code, nothing.json()) == (404, answer.json())
    assert post(who, f"{ONE}/looks", LOOK).status_code == looks
    if lists == 200:
        seen = [each["customer"] for each in who.get(f"{API}/postloan/desk").json()["lines"]]
        assert sorted(seen) == (["C00001", "C00002"] if other == 200 else ["C00001"])


def test_A44_a_month_over_http_is_kept_line_by_line_once_and_refused_by_name() -> None:
    rm = officer("1001", "RM")
    for n, (change, name) in enumerate((
        ({"evidence": " "}, "evidence_missing"), ({"item": "END.1"}, "line_unknown"), ({"found": "WRONG"}, "words_missing"),
    )):  # fmt: skip
        answer = post(rm, f"{ONE}/looks", {**LOOK, **change}, f"key-refused-{n}")
        assert (answer.status_code, answer.json()["name"]) == (409, name)
    assert post(rm, f"{ONE}/looks", {**LOOK, "found": "BEST"}).status_code == 422
    for key in ("short", ""):
        assert post(rm, f"{ONE}/looks", LOOK, key).status_code == 422
    made = post(rm, f"{ONE}/looks", LOOK)
    assert made.status_code == 201 and post(rm, f"{ONE}/looks", LOOK).json() == made.json()
    assert MonthlyLook.objects.count() == 1
    month = rm.get(f"{API}{ONE}").json()
    assert (month["done"], month["open"], len(month["looks"])) == (False, ["ACC.2", "ACC.3", "IN.1", "IN.2"], 1)
    assert month["lines"][0] | {"ask": ""} == {
        "item": "ACC.1", "title": "管经营账", "ask": "", "found": "SOUND", "evidence": "九月台账", "words": "",
        "actor": "1001", "day": "2018-09-30",
    }  # fmt: skip
    for item in month["open"]:
        post(rm, f"{ONE}/looks", {**LOOK, "item": item}, f"key-{item}-line")
    desk = rm.get(f"{API}/postloan/desk").json()
    assert (desk["borrowers"], desk["done"], desk["lines"]) == (1, 1, [])
    every = rm.get(f"{API}/postloan/desk?every=true").json()["lines"]
    assert [(each["left"], each["stopped"], len(each["found"])) for each in every] == [(0, False, 5)]
    LoanNote.objects.filter(number="JD00001").update(principal=0, closed=DAY)
    answer = post(rm, f"{ONE}/looks", LOOK, "key-closed-note")
    assert (answer.status_code, answer.json()["name"]) == (409, "no_living_note")


def test_A44_use_ends_over_http_and_is_lifted_by_another() -> None:
    rm, one, other = officer("1001", "RM"), officer("2001", "RISK"), officer("2002", "RISK")
    assert post(rm, "/postloan/customers/C00002/stop", STOP).status_code == 404
    assert post(one, f"{ONE}/stop", STOP).status_code == 201
    assert post(one, f"{ONE}/stop", STOP).status_code == 201  # the same key: the first answer
    assert StopOfUse.objects.count() == 1
    answer = post(rm, f"{ONE}/stop", STOP, "key-stop-again")
    assert (answer.status_code, answer.json()["name"]) == (409, "stopped_already")
    listed = rm.get(f"{API}/postloan/stops").json()
    assert (listed["standing"], listed["stops"][0]["condition"], listed["stops"][0]["notes"]) == (
        1,
        "ASSETS_HIDDEN",
        ["JD00001"],
    )
    for who, status, name in ((rm, 403, "not_your_post"), (one, 409, "another_must_lift")):
        answer = post(who, f"{ONE}/lift", {"words": "已核实"}, "key-lift-refused")
        assert (answer.status_code, answer.json()["name"]) == (status, name)
    assert post(other, f"{ONE}/lift", {"words": "资产已找回"}, "key-lift-done").status_code == 201
    assert rm.get(f"{API}/postloan/stops").json()["stops"] == []
    assert rm.get(f"{API}/postloan/stops?lifted=true").json()["stops"][0]["lifted_words"] == "资产已找回"
    answer = post(other, f"{ONE}/lift", {"words": "资产已找回"}, "key-lift-again")
    assert (answer.status_code, answer.json()["name"]) == (409, "not_stopped")


def test_A44_the_desk_costs_the_same_for_many() -> None:
    who, counts = officer("2001", "EXECUTIVE"), []
    for upto in (3, 12):
        for n in range(3 if upto == 3 else 4, upto + 1):
            borrower(n, "1001")
        with CaptureQueriesContext(connection) as seen:
            assert who.get(f"{API}/postloan/desk").json()["borrowers"] == upto
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14, counts
