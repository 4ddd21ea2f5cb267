"""The sample's own cases, walked by the verbs that everybody uses, in a county small enough to wait for."""

from __future__ import annotations

from datetime import date

import pytest

from samples import cases, contests
from tests.recalc import prove
from tests.scenarios import case_county as county
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.creditline.models import Card
from wuhua.areas.origination.models import Case
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.performance import read as performance
from wuhua.areas.performance.models import Contest
from wuhua.areas.performance.rules import Metric
from wuhua.areas.servicing.models import LoanNote

pytestmark = pytest.mark.usefixtures("fresh_bank")


def test_a_sample_card_is_granted_before_the_close_and_drawn_upon_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    town = county.open_bank()
    county.visited()
    Staff.objects.create(number="JZ16", name="巳", position="风险管理岗", joined=date(2015, 1, 1), branch_id="B3")
    StaffRole.objects.create(staff_id="JZ16", role=Role.RISK, from_day=date(2015, 1, 1))  # exception and review differ
    monkeypatch.setattr(cases, "ENDS", ())
    monkeypatch.setattr(cases, "CARDS", 1)
    cleared = cases.before_the_close(DAY)
    assert [product for _, product in cleared] == ["CREDIT_CARD_LINE"] and not LoanNote.objects.exists()
    town.close_through(DAY)
    cases.after_the_close(town.today, cleared)
    assert Card.objects.get().state == "ACTIVE" and LoanNote.objects.get().principal == 4 * cases.WAN
    town.close_through(town.today)
    prove(town)


def test_the_walk_stops_where_it_was_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    county.open_bank()
    county.visited()
    monkeypatch.setattr(cases, "ENDS", ("VOTING",))
    monkeypatch.setattr(cases, "CARDS", 0)
    assert cases.before_the_close(DAY) == []
    row = Case.objects.get()
    assert row.state == "REVIEWED" and row.votes.get().closed_on is None


def test_A18_A29_the_sample_contest_shows_the_points_of_what_happened_on_the_first_day() -> None:
    town = county.open_bank()
    county.visited()
    managers = [holding(number, Role.RM) for number in ("JZ1", "JZ2", "JZ3")]
    contests.open_one(holding("JZ5", Role.EXECUTIVE), DAY, managers[:1])
    assert not Contest.objects.exists()  # nobody to compete with
    contests.open_one(holding("JZ5", Role.EXECUTIVE), DAY, managers)
    contest = Contest.objects.get()
    assert performance.standing(contest) == []
    town.close_through(DAY)
    contest.refresh_from_db()
    first, *others = performance.standing(contest)
    most = performance.terms_of(contest).points[Metric.VALID_VISITS] * 100
    # The one visit of the day is JZ1's: his outlet has all the points of the line, the others none.
    assert (first.name, first.place, first.total) == (managers[0].branch, 1, most) and most > 0
    assert others and all(each.total == 0 for each in others)
