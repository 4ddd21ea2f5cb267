"""Refusals that wait to be looked at again: due in two working days, red and before the executives when that has passed (A30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from wuhua.areas.origination.models import RefusalLook, StaffTie
from wuhua.areas.origination.read.gate import visible
from wuhua.areas.origination.rules import RefusalReview
from wuhua.areas.origination.rules.steps import LEADERS
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.workday import read as workday
from wuhua.areas.workday.rules import Colour


@dataclass(frozen=True, slots=True)
class LookLine:
    """One refusal that waits. `mine` says that the officer refused it himself, `tied` that he is related to the customer."""

    look: RefusalLook
    colour: Colour
    mine: bool
    tied: bool

    @property
    def late(self) -> bool:
        """Whether the time to look at it has passed: then it is the executives' as well."""
        return self.colour is Colour.RED


@dataclass(frozen=True, slots=True)
class Refuser:
    """What became of one person's refusals over a span: the overturned ones were without ground (不拒贷)."""

    staff: str
    refused: int
    waiting: int
    upheld: int
    overturned: int


def looks_again(officer: Officer) -> bool:
    """Whether the officer's post looks at refusals again."""
    return officer.holds(*LEADERS) and not officer.holds(Role.ADMIN)


def colour(due: datetime, at: datetime) -> Colour:
    """Red once the time has passed, orange on its last day, green before."""
    if at > due:
        return Colour.RED
    return Colour.ORANGE if workday.local(due).date() == workday.local(at).date() else Colour.GREEN


def waiting(officer: Officer, on: date, at: datetime, most: int = 200) -> list[LookLine]:
    """What waits for this officer's look, the first to be due first. Nothing for who does not look. Three queries."""
    if not looks_again(officer):
        return []
    rows = RefusalLook.objects.filter(state=RefusalReview.WAITING, case__in=visible(officer))
    rows = rows.select_related("case__customer", "case__application").order_by("due", "id")
    ties = StaffTie.objects.filter(staff_id=officer.number, from_day__lte=on)
    tied = set(ties.filter(Q(to_day__isnull=True) | Q(to_day__gt=on)).values_list("customer_id", flat=True))
    return [
        LookLine(each, colour(each.due, at), each.refused_by == officer.number, each.case.customer_id in tied)
        for each in rows[:most]
    ]


def escalated(officer: Officer, at: datetime) -> int:
    """How many refusals nobody has looked at in time: told to the executives, whoever should have looked. One query."""
    if not officer.holds(Role.EXECUTIVE) or officer.holds(Role.ADMIN):
        return 0
    return RefusalLook.objects.filter(state=RefusalReview.WAITING, due__lt=at).count()


def looked(officer: Officer, most: int = 50) -> list[RefusalLook]:
    """The newest that were looked at, of cases in sight."""
    rows = RefusalLook.objects.filter(case__in=visible(officer)).exclude(state=RefusalReview.WAITING)
    return list(rows.select_related("case__customer").order_by("-looked_on", "-id")[:most])


def by_refuser(officer: Officer, since: date, until: date) -> list[Refuser]:
    """Refusals of a span by who said no, whoever was overturned most first; of cases in sight. One query."""
    rows = RefusalLook.objects.filter(case__in=visible(officer), refused_on__gte=since, refused_on__lte=until)
    found = (
        rows.values("refused_by")
        .annotate(
            refused=Count("pk"),
            waits=Count("pk", filter=Q(state=RefusalReview.WAITING)),
            upheld=Count("pk", filter=Q(state=RefusalReview.UPHELD)),
            overturned=Count("pk", filter=Q(state=RefusalReview.OVERTURNED)),
        )
        .order_by("-overturned", "-refused", "refused_by")
    )
    return [
        Refuser(each["refused_by"], each["refused"], each["waits"], each["upheld"], each["overturned"])
        for each in found
    ]


def of_customer(customer: int, but: str = "") -> list[RefusalLook]:
    """Earlier refusals of a customer, newest first; the caller has asked the customer's gate."""
    rows = RefusalLook.objects.filter(case__customer_id=customer).exclude(case_id=but)
    return list(rows.select_related("case").order_by("-refused_on", "-id"))
