"""The access gate of cases: who keeps the customer, who has a hand in the case, and who looks over the unit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import Case, CaseHand, StaffTie
from wuhua.areas.origination.rules import CasePart, OriginationRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused


def visible(officer: Officer) -> QuerySet[Case]:
    """The cases an officer may open: of customers in sight, held, or worked on by himself."""
    if officer.holds(Role.ADMIN):
        return Case.objects.none()
    own = Q(holder=officer.number) | Q(lead=officer.number) | Q(co=officer.number)
    had = Q(pk__in=CaseHand.objects.filter(staff=officer.number).values("case_id"))
    seen = Q(customer_id__in=customers.visible_to(officer).values("pk"))
    return Case.objects.filter(own | had | seen)


def case_for(officer: Officer, number: str) -> Case | Refused:
    """One case in sight; absent and not yours give the same answer."""
    if "\0" in number:  # the database holds no such text, and would say so by breaking
        return no_case()
    rows = visible(officer).select_related("application", "customer__standing")
    return rows.filter(pk=number).first() or no_case()


def no_case() -> Refused:
    """The one answer for a case that is not there and for one that is not yours."""
    return Refused(OriginationRefusal.CASE_UNKNOWN, "没有这笔业务,或您无权查看。", "请从业务清单中打开。", "number")


def hands(number: str) -> list[tuple[CasePart, str]]:
    """Who has had which part of a case, oldest first."""
    rows = CaseHand.objects.filter(case_id=number).order_by("id").values_list("part", "staff")
    return [(CasePart(part), staff) for part, staff in rows]


def related(customer: int, on: date) -> frozenset[str]:
    """Members of staff tied to a customer on a day."""
    rows = StaffTie.objects.filter(customer_id=customer, from_day__lte=on)
    return frozenset(rows.filter(Q(to_day__isnull=True) | Q(to_day__gt=on)).values_list("staff_id", flat=True))
