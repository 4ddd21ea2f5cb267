"""Limits of time at the close of a day: what ran out by midnight is written, whether or not anybody looked."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from tests.town import open_town
from wuhua.areas.people.models import Branch, Staff, StaffRole
from wuhua.areas.workday import actions
from wuhua.areas.workday.models import DutyStep
from wuhua.areas.workday.rules import DutyCode, Limit, LimitUnit
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")


def test_A33_a_limit_that_ran_out_in_the_day_is_written_by_its_close() -> None:
    """Begun Thursday 09:00 with two working hours: half by 10:00, four fifths by 10:36, all by 11:00; closed that night."""
    town = open_town(date(2018, 9, 20))
    branch = Branch.objects.create(code="B01", name="翟店支行", team_type="RURAL_OUTLET")
    Staff.objects.create(number="M001", name="卫青山", branch=branch, joined=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="M001", role="RM", from_day=date(2015, 1, 1))
    begun = datetime(2018, 9, 20, 9, tzinfo=timezone.get_default_timezone())
    duty = actions.open_duty(
        actor="M001",
        business_date=date(2018, 9, 20),
        at=begun,
        subject="letter:17",
        code=DutyCode.PROMISE,
        title="回复来信",
        holder="M001",
        limit=Limit(120, LimitUnit.MINUTES),
    )
    assert not isinstance(duty, Refused), duty
    levels = DutyStep.objects.filter(duty=duty, what__startswith="LEVEL_").order_by("at")
    assert not levels.exists()
    town.close_through(date(2018, 9, 20))
    assert [(each.what, timezone.localtime(each.at).strftime("%H:%M")) for each in levels] == [
        ("LEVEL_50", "10:00"),
        ("LEVEL_80", "10:36"),
        ("LEVEL_100", "11:00"),
    ]
