"""早·午·晚 of a case: its next thing stands in the lane of whoever must do it, and is stamped as the case goes on (A38)."""

from __future__ import annotations

import pytest

from tests.scenarios import case_county as county
from tests.scenarios.case_county import act, good, now
from wuhua.areas.origination import actions
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday import read
from wuhua.areas.workday.models import LaneItem
from wuhua.areas.workday.rules import Lane, WorkVerb

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()


def open_for(number: str) -> list[tuple[str, str]]:
    """Lane and first word of what a person still has to do today."""
    return [(x.lane, x.title.split()[0]) for x in read.items(number, county.DAY) if x.done_at is None]


def test_A38_a_same_day_case_fills_the_three_lanes_by_itself() -> None:
    case = county.ask()
    assert open_for("JZ1") == [("MORNING", "实地走访")]
    county.submitted_from(case)
    assert open_for("JZ1") == [("MORNING", "三核查")]
    county.pre_assessed_from(case)
    assert open_for("JZ1") == open_for("JZ2") == [("MORNING", "三看三查")]
    county.investigated(case)
    good(act("lead", Deed.EVALUATE, 3.4, number=case))  # 11:54
    assert open_for("JZ1") == open_for("JZ2") == []
    good(act("ind", Deed.ACCEPT, 3.6, number=case))
    assert open_for("JZ6") == [("NOON", "审查")]
    for post, kind in (("ind", "IND"), ("rsk", "RSK")):
        good(act(post, Deed.REVIEW, 5, number=case, kind=kind, verdict="PASSED"))
    assert open_for("JZ6") == []
    good(act("boss", Deed.APPROVE, 6, number=case, amount=50 * county.WAN, months=12))
    assert open_for("JZ1") == [("NOON", "签约")]
    county.sign_contract(case)
    county.papers(case, (*county.SIGNING, "DISBURSE_CHECKLIST"))
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))
    good(act("auditor", Deed.CLEAR, 8.5, number=case))
    good(actions.funded(now("payer", 9), case, "JD1"))
    assert open_for("JZ1") == [("EVENING", "完善档案")]
    last = LaneItem.objects.get(staff_id="JZ1", done_at__isnull=True)
    said = {"number": last.pk, "outcome": "档案齐全", "minutes": 150, "trip": True}
    at = now("lead", 10)
    good(workday.do(WorkVerb.DONE, actor=at.actor, business_date=at.day, at=at.at, key="done", said=said))
    stamped = dict(LaneItem.objects.filter(staff_id="JZ1").values_list("title", "done_lane"))
    assert {words.split()[0]: lane for words, lane in stamped.items()} == {
        "实地走访": "MORNING", "补齐资料并申报": "MORNING", "三核查": "MORNING", "三看三查": "MORNING", "签约": "NOON",
        "完善档案": "EVENING",
    }  # fmt: skip
    saved = read.saved(county.who("lead"), county.DAY, county.DAY)
    assert (saved.cases, saved.same_day, saved.trips_a_case, saved.minutes_a_case) == (1, 1, "1.00", "150")
    assert set(Lane) == set(stamped.values())


def test_A38_sent_back_moved_and_ended_the_lanes_follow() -> None:
    case = county.evaluated()
    good(act("ind", Deed.RETURN, 5, number=case, points=["存货未盘点"]))
    again = [x.title for x in read.items("JZ1", county.DAY) if x.done_at is None]
    assert len(again) == 1 and again[0].startswith("三看三查(第 2 轮)")
    good(act("centre", Deed.TRANSFER, 5, number=case, lead="JZ3", reason="休假"))
    assert open_for("JZ1") == [] and open_for("JZ3") == [("MORNING", "三看三查(第")]
    good(act("co", Deed.WITHDRAW, 6, number=case, words="客户另筹到资金"))
    assert not LaneItem.objects.filter(done_at__isnull=True).exists()
