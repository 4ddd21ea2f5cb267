"""Questions to postloan: a borrower's month, the desk of a month, stops in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.origination.read.standards import checklists
from wuhua.areas.origination.rules import Stage
from wuhua.areas.origination.rules.checklists import Item
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import rules
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.postloan.rules import Found, Month
from wuhua.areas.servicing import casework
from wuhua.core.refuse import Refused

PAGE = 50


def wanted(on: date) -> tuple[Item, ...]:
    """The six lines in the reading in force on the day. One query."""
    return rules.lines(checklists(on)[Stage.POST5.value])


def month_for(officer: Officer, number: str, on: date) -> tuple[CustomerView, Month] | Refused:
    """One borrower's month, if this officer may see him."""
    view = customers.customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    first = rules.month_of(on)
    rows = MonthlyLook.objects.filter(customer_id=view.id, month=first).order_by("id")
    return view, Month(number, first, {each.item: Found(each.found) for each in rows}, wanted(on))


def looks_of(customer: int, most: int = 60) -> list[MonthlyLook]:
    """What was looked at, newest first; the caller has asked the customer's gate."""
    return list(MonthlyLook.objects.filter(customer_id=customer).order_by("-id")[:most])


def stop_of(customer: int) -> StopOfUse | None:
    """The stop in force, if there is one."""
    return StopOfUse.objects.filter(customer_id=customer, lifted_on__isnull=True).first()


def stops(officer: Officer) -> QuerySet[StopOfUse]:
    """Stops of customers in sight, newest first."""
    seen = customers.visible_to(officer).values("pk")
    return StopOfUse.objects.filter(customer_id__in=seen).select_related("customer").order_by("-id")


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One borrower on the month's desk."""

    number: str
    name: str
    rm: str
    month: Month
    stopped: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the month: its lines, how many borrowers there are, and how many are done."""

    lines: list[DeskLine]
    borrowers: int
    done: int
    page: int
    more: bool


def desk(officer: Officer, on: date, page: int = 1, only_open: bool = True) -> Desk:
    """Borrowers in sight with what is still open this month; those least looked at first. A fixed number of queries."""
    first, items = rules.month_of(on), wanted(on)
    people = list(
        customers.visible_to(officer)
        .filter(pk__in=casework.borrowers())
        .order_by("number")
        .values_list("pk", "number", "name", "managing_rm")
    )
    seen: dict[int, dict[str, Found]] = {}
    rows = MonthlyLook.objects.filter(month=first).order_by("id").values_list("customer_id", "item", "found")
    for customer, item, found in rows:
        seen.setdefault(customer, {})[item] = Found(found)
    halted = set(StopOfUse.objects.filter(lifted_on__isnull=True).values_list("customer_id", flat=True))
    every = [
        DeskLine(number, name, rm, Month(number, first, seen.get(pk, {}), items), pk in halted)
        for pk, number, name, rm in people
    ]
    done = sum(each.month.done for each in every)
    shown = [each for each in every if not only_open or not each.month.done]
    shown.sort(key=lambda each: (len(each.month.seen), each.number))
    start = (page - 1) * PAGE
    return Desk(shown[start : start + PAGE], len(every), done, page, len(shown) > start + PAGE)
