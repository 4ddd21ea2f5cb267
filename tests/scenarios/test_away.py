"""Rotation of posts and compulsory leave: who is due by the years of the day, planned with a cover, recorded (practice 3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, holding
from tests.scenarios.test_market_api import post, signed_in
from tests.scenarios.test_partners_pages import beside
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance import read as values
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.people import away
from wuhua.areas.people.away import NewAway, Terms
from wuhua.areas.people.models import Away, Staff, StaffRole
from wuhua.areas.people.rules import AwayKind, AwayRefusal, AwayState, Role
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
TERMS = Terms(years=3, months=12, days=5, warn=90)
NEXT = DAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    """甲 and 乙 of 城关 keep customers, 丙 elsewhere; 甲 since 2015, 乙 since this year."""
    county()
    clock.advance(DAY)
    StaffRole.objects.filter(staff_id="JZ1", role=Role.RM).update(from_day=date(2015, 10, 1))
    StaffRole.objects.filter(staff_id="JZ2", role=Role.RM).update(from_day=date(2018, 1, 1))
    Staff.objects.filter(pk="JZ2").update(joined=date(2018, 1, 1))


def wanted(**more: Any) -> NewAway:
    said = {"staff": "JZ1", "kind": AwayKind.COMPULSORY_LEAVE, "first": NEXT, "last": NEXT + timedelta(days=4),
            "cover": "JZ2", "reason": "年度强制休假"}  # fmt: skip
    return NewAway(**said | more)


def planned(who: Any = None, **more: Any) -> Any:
    actor = who or holding("JZ4", Role.HR_DISCIPLINE)
    return away.plan(actor=actor, business_date=DAY, new=wanted(**more), least_days=5)


def test_who_is_due_is_told_by_the_years_of_the_day() -> None:
    boss = holding("JZ5", Role.EXECUTIVE)
    found = {each.number: each for each in away.lines(boss, DAY, TERMS)}
    assert (found["JZ1"].rotation_due, found["JZ1"].due) == (date(2018, 10, 1), True)
    assert found["JZ2"].rotation_due == date(2021, 1, 1) and found["JZ2"].leave_due == date(2019, 1, 1)
    assert not found["JZ2"].due or found["JZ2"].leave_due <= DAY + timedelta(days=90)
    longer = {each.number: each for each in away.lines(boss, DAY, Terms(5, 36, 5, 90))}
    assert longer["JZ1"].rotation_due == date(2020, 10, 1) and not longer["JZ2"].due
    assert [each.number for each in away.lines(holding("JZ1", Role.RM), DAY, TERMS)] == ["JZ1"], "oneself"
    assert away.lines(holding("JZ4", Role.ADMIN), DAY, TERMS) == []
    held = values.parameters(DAY)
    assert [held.whole(x) for x in ("ROTATION_YEARS", "LEAVE_MONTHS", "LEAVE_DAYS", "AWAY_WARN_DAYS")] == [3, 12, 5, 90]


@pytest.mark.parametrize(
    ("name", "who", "more"),
    [
        (AwayRefusal.NOT_A_PLANNER, ("JZ2", Role.RM), {}),
        (AwayRefusal.AWAY_STAFF_UNKNOWN, ("JZ3", Role.OUTLET_HEAD), {}),
        (AwayRefusal.AWAY_STAFF_UNKNOWN, None, {"staff": "NOBODY"}),
        (AwayRefusal.AWAY_ONESELF, ("JZ1", Role.OUTLET_HEAD), {}),
        (AwayRefusal.COVER_UNFIT, None, {"cover": "JZ1"}),
        (AwayRefusal.COVER_UNFIT, None, {"cover": "NOBODY"}),
        (AwayRefusal.AWAY_DAYS_WRONG, None, {"first": DAY - timedelta(days=1)}),
        (AwayRefusal.LEAVE_TOO_SHORT, None, {"last": NEXT + timedelta(days=3)}),
        (AwayRefusal.AWAY_WORDS_MISSING, None, {"reason": "休"}),
    ],
)
def test_what_cannot_be_planned_leaves_no_row(name: AwayRefusal, who: Any, more: dict[str, Any]) -> None:
    before = AuditRow.objects.count()
    answer = planned(holding(*who) if who else None, **more)
    assert isinstance(answer, Refused) and answer.name is name, answer
    assert not Away.objects.exists() and AuditRow.objects.count() == before


def test_a_leave_is_planned_covered_taken_and_counts_from_its_end() -> None:
    made = planned()
    assert isinstance(made, Away) and away.covers(NEXT) == {"JZ1": "JZ2"} and away.covers(DAY) == {}
    assert planned(kind=AwayKind.ROTATION).name is AwayRefusal.AWAY_TWICE
    assert planned(staff="JZ3", cover="JZ1").name is AwayRefusal.COVER_UNFIT, "the cover is away himself"
    hr = holding("JZ4", Role.HR_DISCIPLINE)

    def close(on: date, taken: bool = True, words: str = "") -> Any:
        return away.close(actor=hr, business_date=on, away=made.pk, taken=taken, words=words)

    assert close(NEXT).name is AwayRefusal.NOT_YET_BEGUN
    assert close(DAY, taken=False).name is AwayRefusal.AWAY_WORDS_MISSING
    assert close(made.last).state == AwayState.AWAY_TAKEN and close(made.last).name is AwayRefusal.AWAY_UNKNOWN
    line = next(x for x in away.lines(holding("JZ5", Role.EXECUTIVE), made.last, TERMS) if x.number == "JZ1")
    assert (line.last_leave, line.leave_due) == (made.last, date(2019, 10, 7))
    with pytest.raises(IntegrityError, match="away_once_a_day"), transaction.atomic():
        Away.objects.create(staff_id="JZ1", kind="ROTATION", first=NEXT, last=NEXT, cover_id="JZ3", reason="x", planned_by="x",
                            planned_on=DAY)  # fmt: skip


def test_a_rotation_that_was_made_begins_the_years_anew() -> None:
    made = planned(kind=AwayKind.ROTATION, last=NEXT, reason="轮岗到城关支行")
    away.close(actor=holding("JZ4", Role.HR_DISCIPLINE), business_date=NEXT, away=made.pk, taken=True, words="")
    line = next(x for x in away.lines(holding("JZ5", Role.EXECUTIVE), NEXT, TERMS) if x.number == "JZ1")
    assert (line.since, line.rotation_due) == (NEXT, date(2021, 10, 3))


def test_the_page_lists_plans_and_refuses_beside_the_field() -> None:
    hr = signed_in("JZ4", Role.HR_DISCIPLINE)
    page = hr.get("/people/away").content.decode()
    assert "同岗满 3 年轮岗" in page and "2018-10-01" in page and "待安排" in page
    said = {"staff": "JZ1", "kind": "COMPULSORY_LEAVE", "first": "2018-10-03", "last": "2018-10-07", "cover": "JZ2",
            "reason": "年度强制休假"}  # fmt: skip
    no = hr.post("/people/away/plan", {**said, "last": "2018-10-04"})
    assert (no.status_code, beside(no.content.decode())) == (422, "no-plan-last")
    assert hr.post("/people/away/plan", {**said, "kind": "X"}).status_code == 404
    hr.post("/people/away/plan", said)
    number = Away.objects.get().pk
    no = hr.post(f"/people/away/{number}/off", {"words": ""})
    assert (no.status_code, beside(no.content.decode())) == (422, f"no-off-{number}-words")
    assert hr.post(f"/people/away/{number}/burn").status_code == 404
    hr.post(f"/people/away/{number}/off", {"words": "业务旺季改期"})
    assert "业务旺季改期" in hr.get("/people/away").content.decode()
    mine = signed_in("JZ1").get("/people/away").content.decode()
    assert "登记安排" not in mine and "JZ3" not in mine
    assert signed_in("JZ3", Role.ADMIN).get("/people/away").status_code == 403
    assert Client().get("/people/away").status_code == 302


def test_the_list_costs_the_same_for_many() -> None:
    hr, counts = signed_in("JZ4", Role.HR_DISCIPLINE), []
    for start, end in ((0, 1), (1, 20)):
        for n in range(start, end):
            Staff.objects.create(
                number=f"X{n}", name=f"员{n}", branch_id="B1", position="客户经理", joined=date(2016, 1, 1)
            )
            StaffRole.objects.create(staff_id=f"X{n}", role=Role.RM, from_day=date(2016, 1, 1))
            planned(staff=f"X{n}", cover="JZ2")
        hr.get("/people/away")
        with CaptureQueriesContext(connection) as asked:
            hr.get("/people/away")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 25, counts


def test_days_of_cells_and_loads_of_managers_are_parameters_by_date() -> None:
    held = values.parameters(DAY)
    codes = ("CELL_DUE_DAYS", "CELL_UNTOUCHED_DAYS", "MANAGER_LOAD_LEAST", "MANAGER_LOAD_MOST")
    assert [held.whole(code) for code in codes] == [30, 30, 80, 150]
    done = compliance.change_parameter(
        actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, code="MANAGER_LOAD_MOST", ruleset=RuleSet.ALL, value="120",
        effective_from=NEXT, source="行发〔2018〕9号",
    )  # fmt: skip
    assert not isinstance(done, Refused), done
    assert [values.whole("MANAGER_LOAD_MOST", day) for day in (DAY, NEXT)] == [150, 120]


def test_a_leave_is_planned_and_closed_over_http_once_and_within_sight() -> None:
    hr, rm = signed_in("JZ4", Role.HR_DISCIPLINE), signed_in("JZ1", Role.RM)
    said = {"staff": "JZ1", "kind": "COMPULSORY_LEAVE", "first": "2018-10-03", "last": "2018-10-07", "cover": "JZ2",
            "reason": "年度强制休假"}  # fmt: skip
    made = post(hr, "/people/away", said)
    assert made.status_code == 201, made.json()
    assert post(hr, "/people/away", said).json() == made.json() and Away.objects.count() == 1
    assert post(rm, "/people/away", said).status_code == 403
    no = post(hr, "/people/away", {**said, "last": "2018-10-04"}, "key-00002")
    assert (no.status_code, no.json()["field"]) == (409, "last")
    close = f"/people/away/{made.json()['id']}/close"
    unknown = post(rm, "/people/away/999999/close", {"taken": True}, "key-00003")
    assert unknown.status_code == 404 and post(rm, close, {"taken": True}, "key-00005").json() == unknown.json()
    assert post(hr, close, {"taken": True}, "key-00006").json()["name"] == "not_yet_begun"
    assert post(hr, close, {"taken": False, "words": "业务旺季改期"}, "key-00004").json()["state"] == "AWAY_OFF"
    whole, own = (each.get("/api/v1/people/away").json() for each in (hr, rm))
    assert {x["number"] for x in whole["posts"]} >= {"JZ1", "JZ2"} and (whole["years"], whole["days"]) == (3, 5)
    assert [x["number"] for x in own["posts"]] == ["JZ1"] and [x["state"] for x in own["history"]] == ["AWAY_OFF"]
    assert Client().get("/api/v1/people/away").status_code == 401
