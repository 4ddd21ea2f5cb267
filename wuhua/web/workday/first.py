"""Cases are a later room's, so the desk brings the two together: whose clock goes first (A84), and the way from it to its case."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from wuhua.areas.customer import read as customers
from wuhua.areas.origination import read as origination
from wuhua.areas.origination.actions.common import SUBJECT
from wuhua.areas.people.rules import Officer
from wuhua.web.workday.lists import Cell


def about(subject: str) -> Cell:
    """What a clock or a thing is about: a case is a way to its page, anything else is named."""
    number = subject.removeprefix(SUBJECT)
    return Cell(subject) if number == subject else Cell(number, url=reverse("case", args=[number]))


def small_subjects(who: Officer) -> QuerySet[Any, Any]:
    """Subjects of the small-and-micro cases in sight, as a query to sort by."""
    rows = origination.visible(who).filter(customer__in=customers.small_and_micro())
    return rows.values_list(Concat(Value(SUBJECT), Cast(F("pk"), CharField())), flat=True)
