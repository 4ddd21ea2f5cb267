"""Early signs among customers in sight, as queries for the board of customer risk (A88), and who is small or micro (A84)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Complaint, CourtRecord, Customer
from wuhua.areas.customer.read.customers import visible_to
from wuhua.areas.customer.rules import CustomerKind, SizeClass
from wuhua.areas.people.rules import Officer

BELOW_NORMAL = ("WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS")


def small_and_micro() -> QuerySet[Customer]:
    """The universe of domain 2.1: self-employed, owners, small and micro firms. As a query to filter by; no gate."""
    return Customer.objects.filter(
        Q(kind__in=(CustomerKind.MERCHANT, CustomerKind.OWNER)) | Q(size_class__in=(SizeClass.SMALL, SizeClass.MICRO))
    )


def overdue(officer: Officer) -> QuerySet[Customer]:
    """In arrears at the last close, the longest first."""
    rows = visible_to(officer).filter(standing__overdue_days__gt=0)
    return rows.select_related("standing").order_by("-standing__overdue_days", "number")


def below_normal(officer: Officer) -> QuerySet[Customer]:
    """Worse than 正常 at the last close, the worst first."""
    rows = visible_to(officer).filter(standing__klass__in=BELOW_NORMAL)
    return rows.select_related("standing").order_by("standing__klass", "number")


def in_court(officer: Officer) -> QuerySet[Customer]:
    """With a court case under their own identity number."""
    rows = visible_to(officer).filter(identity_blind__in=CourtRecord.objects.values("identity_blind"))
    return rows.select_related("standing").order_by("number")


def seen_of(officer: Officer, numbers: list[str]) -> QuerySet[Customer]:
    """Those of the numbers the officer may see."""
    return visible_to(officer).filter(number__in=numbers).select_related("standing").order_by("number")


def complaints_about(since: date) -> dict[str, int]:
    """How many complaints since a day concern each member of staff: a count without a word of them. The caller is the gate."""
    found: dict[str, int] = {}
    for concerned in Complaint.objects.filter(business_date__gte=since).values_list("concerned", flat=True):
        for staff in concerned:
            found[staff] = found.get(staff, 0) + 1
    return found
