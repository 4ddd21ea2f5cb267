"""Questions to origination: the success rate and the clocks are counted from these rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from wuhua.areas.origination.models import Application
from wuhua.areas.origination.rules import Clocks, Outcome, clocks

_HERE = ZoneInfo("Asia/Shanghai")


def _opens(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_HERE)


@dataclass(frozen=True, slots=True)
class Asked:
    """申贷获得率 of a span (domain 2.2): who asked (accepted, and decided by the last day), and who obtained."""

    customers_asked: int
    customers_obtained: int
    applications_asked: int
    applications_obtained: int


def asked(start: date, end: date) -> Asked:
    """Formally accepted applications from `start` to `end`, both in; pending ones and withdrawals by then left out."""
    upto = _opens(end + timedelta(days=1))
    rows = Application.objects.filter(accepted__gte=_opens(start), accepted__lt=upto)
    got = Q(outcome=Outcome.DISBURSED, funded__lt=upto)
    decided = rows.filter(got | Q(outcome=Outcome.REJECTED))
    counted = decided.aggregate(
        customers=Count("customer", distinct=True),
        winners=Count("customer", distinct=True, filter=got),
        cases=Count("pk"),
        won=Count("pk", filter=got),
    )
    return Asked(counted["customers"], counted["winners"], counted["cases"], counted["won"])


def funded(start: date, end: date) -> Iterator[tuple[datetime, datetime]]:
    """申报 and 放款 of every application funded from `start` to `end`, both in: the three days are measured on them."""
    rows = Application.objects.filter(funded__gte=_opens(start), funded__lt=_opens(end + timedelta(days=1)))
    for submitted, paid in rows.values_list("submitted", "funded").iterator():
        if submitted is not None and paid is not None:
            yield submitted, paid


def refused(start: date, end: date) -> int:
    """Applications rejected, by the day they were asked."""
    rows = Application.objects.filter(asked__gte=_opens(start), asked__lt=_opens(end + timedelta(days=1)))
    return rows.filter(outcome=Outcome.REJECTED).count()


def of_customer(customer_id: int) -> QuerySet[Application]:
    """A customer's applications, newest first; the caller has asked the customer's gate."""
    return Application.objects.filter(customer_id=customer_id).order_by("-asked")


def clocks_of(application: Application) -> Clocks:
    """The four clocks of one application."""
    return clocks(application.asked, application.accepted, application.submitted, application.funded)
