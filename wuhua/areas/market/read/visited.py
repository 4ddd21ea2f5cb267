"""走访台账: every visit of a span of days, brought or made here, of those the officer looks over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from wuhua.areas.customer import read as customers
from wuhua.areas.market.models import Survey
from wuhua.areas.market.read.sight import within
from wuhua.areas.people.rules import Officer

_HERE = ZoneInfo("Asia/Shanghai")


def visited_between(officer: Officer, start: date, stop: date) -> list[Survey]:
    """Visits from the first to the last day, both counted, oldest first; to customers in sight too. One query."""
    seen = within(officer, "rm") | Q(customer__in=customers.visible_to(officer).values("number"))
    begin = datetime(start.year, start.month, start.day, tzinfo=_HERE)
    end = datetime(stop.year, stop.month, stop.day, tzinfo=_HERE) + timedelta(days=1)
    rows = Survey.objects.filter(seen, visited__gte=begin, visited__lt=end)
    return list(rows.select_related("rm__branch", "zone", "visit").order_by("visited", "number"))
