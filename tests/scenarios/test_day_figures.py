"""当日数: the night's close tells the morning wall what each manager brought, and a target what is done of it (A34, A37)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.scenarios import small_county
from tests.scenarios.small_county import holding
from tests.town import fen, open_town
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.areas.workday import actions, read
from wuhua.areas.workday.models import DayFigure, Target
from wuhua.areas.workday.rules import Measure, TargetScope, TargetSpan
from wuhua.bulk.dayend import watch
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.usefixtures("fresh_bank")
DAY = date(2018, 8, 28)


def told(number: str, day: date) -> dict[str, int]:
    return dict(DayFigure.objects.filter(staff_id=number, day=day).values_list("measure", "amount"))


def test_A34_A37_the_wall_and_a_target_know_what_the_closed_day_brought() -> None:
    """王 owes 10 万 to 甲 already. On the 28th 甲 lends him 5 and 张 20 万 (two notes, one new borrower), 丙 lends 李 6 万 and
    赵 4 万, which come back before the evening.
    """
    town = open_town(DAY - timedelta(days=1))
    small_county.people()
    due = date(2019, 8, 27)
    town.lend("JD-WANG", town.customer("王"), "100,000.00", "7.2", due, managing_rm="JZ1")
    town.close_through(town.today)
    assert told("JZ1", DAY - timedelta(days=1)) == {
        "GRANTED": fen("100,000.00"), "COLLECTED": 0, "NET_INCREASE": fen("100,000.00"), "NEW_BORROWERS": 1, "FILES": 0,
    }  # fmt: skip
    town.lend("JD-WANG2", "62280000000001", "50,000.00", "7.2", due, managing_rm="JZ1")
    zhang = town.customer("张")
    town.lend("JD-ZHANG1", zhang, "150,000.00", "7.2", due, managing_rm="JZ1")
    town.lend("JD-ZHANG2", zhang, "50,000.00", "7.2", due, managing_rm="JZ1")
    town.lend("JD-LI", town.customer("李", "50,000.00"), "60,000.00", "7.2", due, managing_rm="JZ3")
    town.lend("JD-ZHAO", town.customer("赵", "50,000.00"), "40,000.00", "7.2", due, managing_rm="JZ3")
    paid = servicing.do(Verb.SETTLE, actor="T001", business_date=DAY, key="settle", note="JD-ZHAO", said=Said())
    assert not isinstance(paid, Refused), paid
    town.close_through(DAY)
    assert told("JZ1", DAY) == {
        "GRANTED": fen("250,000.00"), "COLLECTED": 0, "NET_INCREASE": fen("250,000.00"), "NEW_BORROWERS": 1, "FILES": 0,
    }  # fmt: skip
    assert (told("JZ3", DAY)["COLLECTED"], told("JZ3", DAY)["NET_INCREASE"]) == (fen("40,000.00"), fen("60,000.00"))
    assert told("JZ3", DAY)["NEW_BORROWERS"] == 1  # 赵 owes nothing at the close
    assert told("JZ2", DAY)["GRANTED"] == 0  # at work, and nothing lent: nought is known
    watch.after_seal(DAY, "SYSTEM")
    assert told("JZ1", DAY)["GRANTED"] == fen("250,000.00")  # had again, it is the same
    wall = read.wall(holding("JZ5", Role.EXECUTIVE), "B1", town.today, clock.now())
    assert wall.yesterday == DAY and wall.total(Measure.GRANTED) == fen("250,000.00")
    whole = Target.objects.create(
        measure=Measure.GRANTED, span=TargetSpan.MONTH, start=date(2018, 8, 1), end=date(2018, 9, 1),
        scope=TargetScope.WHOLE_BANK, owner_id="JZ5", amount=fen("500,000.00"),
    )  # fmt: skip
    assert read.target_line(whole, town.today).progress.done == fen("450,000.00")


def test_A34_what_a_rest_day_brought_is_on_the_wall_of_the_next_morning() -> None:
    small = date(2018, 8, 24)  # a Friday
    open_town(small)
    small_county.people()
    for day, amount in ((small, 1), (small + timedelta(days=2), 20), (small - timedelta(days=1), 300)):
        actions.feed_figures(actor="SYSTEM", business_date=small, day=day, figures={("JZ1", Measure.COLLECTED): amount})
    monday = small + timedelta(days=3)
    wall = read.wall(holding("JZ5", Role.EXECUTIVE), "B1", monday, clock.now())
    assert (wall.yesterday, wall.total(Measure.COLLECTED)) == (small, 21)
