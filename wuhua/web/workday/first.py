"""Which clocks run for a small or micro borrower (A84): cases are a later room's, so the desk brings the two together."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from wuhua.areas.customer import read as customers
from wuhua.areas.origination import read as origination
from wuhua.areas.origination.actions.common import SUBJECT
from wuhua.areas.people.rules import Officer


def small_subjects(who: Officer) -> QuerySet[Any, Any]:
    """Subjects of the small-and-micro cases in sight, as a query to sort by."""
    rows = origination.visible(who).filter(customer__in=customers.small_and_micro())
    return rows.values_list(Concat(Value(SUBJECT), Cast(F("pk"), CharField())), flat=True)
