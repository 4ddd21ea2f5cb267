"""Questions to complaints: the handlers' list, one of them, a customer's own. Whom it concerns sees it closed or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Complaint, ComplaintStep
from wuhua.areas.customer.read.portal import Visitor
from wuhua.areas.customer.rules import complaints as rules
from wuhua.areas.customer.rules.complaints import ComplaintState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """One page of the list, with what is open and what is late of all this officer may see."""

    rows: list[Complaint]
    count: int
    page: int
    open: int
    late: int

    @property
    def next(self) -> int | None:
        """The page after this."""
        return self.page + 1 if self.page * PAGE < self.count else None

    @property
    def previous(self) -> int | None:
        """The page before this."""
        return self.page - 1 if self.page > 1 else None


def concerned(managing_rm: str, about: str) -> list[str]:
    """Staff numbers a complaint is about: who keeps the customer, and whose number or whole name was written."""
    said = about.strip()
    named = [number for number, name in people.staff_names().items() if said and (number == said or name in said)]
    return sorted({each for each in (managing_rm, *named) if each})


def complaints_for(actor: Officer) -> QuerySet[Complaint]:
    """What this officer may see of complaints, `rules.sees` as a query."""
    rows = Complaint.objects.select_related("handler", "customer")
    if actor.holds(Role.ADMIN):
        return rows.none()
    about_me = Q(concerned__contains=[actor.number])
    closed = about_me & Q(state=ComplaintState.CLOSED)
    return rows.filter(~about_me | closed if rules.may_read(actor) else closed)


def complaint_for(actor: Officer, number: str) -> Complaint | None:
    """One complaint; None where there is none or it is not for this officer."""
    return complaints_for(actor).filter(number=number).first() if "\0" not in number else None


def complaint_page(actor: Officer, state: str, page: int, day: date) -> ComplaintPage:
    """A page of them, the soonest due first; closed ones newest first. Four queries."""
    rows = complaints_for(actor)
    open_ones = rows.exclude(state=ComplaintState.CLOSED)
    asked = rows.filter(state=state) if state in ComplaintState.__members__ else open_ones
    order = ("-closed_on", "-pk") if state == ComplaintState.CLOSED else ("due", "pk")
    count = asked.count()
    number = min(max(1, page), max(1, -(-count // PAGE)))
    found = list(asked.order_by(*order)[(number - 1) * PAGE : number * PAGE])
    return ComplaintPage(found, count, number, open_ones.count(), open_ones.filter(due__lt=day).count())


def complaint_steps(complaint_id: int) -> list[ComplaintStep]:
    """Through whose hands it went; the caller was let in to see it."""
    return list(ComplaintStep.objects.filter(complaint_id=complaint_id).order_by("pk"))


def complaints_of(who: Visitor) -> list[Complaint]:
    """A customer's own, newest first: what became of them."""
    return list(Complaint.objects.filter(customer_id=who.id).order_by("-pk")[:PAGE])
