"""Questions about what customers said after a disbursement (A63)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from wuhua.areas.customer import read as customers
from wuhua.areas.market.models import Feedback
from wuhua.areas.market.rules.feedback import Average, average
from wuhua.areas.people.rules import Officer, Scope, scope_of


def satisfaction(start: date, end: date) -> Average:
    """What the bank was given over [start, end]. An aggregate, for everybody. One query."""
    found = Feedback.objects.filter(business_date__gte=start, business_date__lte=end)
    return average(dict(found.values_list("score").annotate(times=Count("pk"))))


def answers_for(officer: Officer) -> QuerySet[Feedback]:
    """Answers of the customers the officer may see, newest first."""
    found = Feedback.objects.select_related("actor").order_by("-business_date", "-pk")
    if scope_of(officer) is Scope.ALL:
        return found
    return found.filter(customer__in=customers.visible_to(officer).values("number"))


def asked_about(note: str) -> bool:
    """Whether the customer was asked about this note already."""
    return Feedback.objects.filter(note=note).exists()


def notes_asked_about() -> QuerySet[Feedback, str]:
    """Notes with an answer, as a query to filter by."""
    return Feedback.objects.values_list("note", flat=True)
