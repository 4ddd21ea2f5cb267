"""How a few customers are attended to: when each was last visited, and what was promised and not seen done.

The caller names customers it may see; both answers are dates and words about those alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from wuhua.areas.market.models import FollowUp, Survey
from wuhua.areas.market.rules import FollowUpState

_HERE = ZoneInfo("Asia/Shanghai")


def last_visits(customers: Sequence[str], on: date) -> dict[str, date]:
    """The day of each customer's last visit up to `on`. One query."""
    end = datetime(on.year, on.month, on.day, tzinfo=_HERE) + timedelta(days=1)
    rows = (
        Survey.objects.filter(customer__in=customers, visited__lt=end).values("customer").annotate(last=Max("visited"))
    )
    return {each["customer"]: each["last"].astimezone(_HERE).date() for each in rows}


def open_promises(customers: Sequence[str]) -> dict[str, FollowUp]:
    """Of each customer the follow-up of a visit that is due first and not seen done. One query."""
    rows = FollowUp.objects.filter(visit__survey__customer__in=customers).exclude(state=FollowUpState.SEEN_DONE)
    found: dict[str, FollowUp] = {}
    for each in rows.select_related("visit__survey").order_by("due", "id"):
        if each.visit is not None:
            found.setdefault(each.visit.survey.customer, each)
    return found
