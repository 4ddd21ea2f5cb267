"""Two who plan at the same moment: nobody is away on days on which he covers another."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, holding
from wuhua.areas.people import away
from wuhua.areas.people.away import NewAway
from wuhua.areas.people.models import Away
from wuhua.areas.people.rules import AwayKind, AwayRefusal, Officer, Role
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
FIRST, LAST = DAY + timedelta(days=3), DAY + timedelta(days=7)


def planned(actor: Officer, staff: str, cover: str) -> Any:
    new = NewAway(staff, AwayKind.COMPULSORY_LEAVE, FIRST, LAST, cover, "年度强制休假")
    return away.plan(actor=actor, business_date=DAY, new=new, least_days=5)


def test_a_cover_is_not_away_himself_whichever_was_planned_first_and_two_at_once_wait() -> None:
    county()
    boss = holding("JZ5", Role.EXECUTIVE)
    told: list[Any] = []

    def other() -> None:
        told.append(planned(boss, "JZ3", "JZ1"))
        connection.close()

    beside = Thread(target=other)
    with transaction.atomic():
        made = planned(boss, "JZ1", "JZ2")
        beside.start()
        beside.join(0.5)
        waited = told == []
    beside.join(20)
    assert isinstance(made, Away) and waited, "the second planner waits for the first"
    assert isinstance(told[0], Refused) and told[0].name is AwayRefusal.COVER_UNFIT, "his cover is away himself"
    no = planned(boss, "JZ2", "JZ3")
    assert isinstance(no, Refused) and (no.name, no.field) == (AwayRefusal.COVER_UNFIT, "first"), "he covers another"
    assert list(Away.objects.values_list("staff_id", "cover_id")) == [("JZ1", "JZ2")]
