"""Questions to postloan: a borrower's month, the desk of a month, stops in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet

from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.origination.read.standards import readings
from wuhua.areas.origination.rules import Stage
from wuhua.areas.origination.rules.checklists import Item
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import rules
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.postloan.rules import Found, Month
from wuhua.areas.servicing import casework
from wuhua.core.refuse import Refused

PAGE = 50
FEW = 500
"""So many borrowers are asked about by name; above that the whole month is counted at once."""


def wanted(on: date) -> tuple[Item, ...]:
    """The six lines in the reading in force when the month began: a month has one reading. One query."""
    return _reading(rules.month_of(on), readings(Stage.POST5))


def _reading(month: date, known: list[tuple[date, str]]) -> tuple[Item, ...]:
    return rules.lines(next(variant for day, variant in reversed(known) if day <= month))


def month_for(officer: Officer, number: str, on: date) -> tuple[CustomerView, Month] | Refused:
    """One borrower's month, if this officer may see him."""
    view = customers.customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    first = rules.month_of(on)
    rows = MonthlyLook.objects.filter(customer_id=view.id, month=first).order_by("id")
    return view, Month(number, first, {each.item: Found(each.found) for each in rows}, wanted(on))


def borrows(customer: int) -> bool:
    """Whether there is a living note to look after."""
    return casework.borrowers().filter(customer_id=customer).exists()


def looks_of(customer: int, most: int = 60) -> list[MonthlyLook]:
    """What was looked at, newest first; the caller has asked the customer's gate."""
    return list(MonthlyLook.objects.filter(customer_id=customer).order_by("-id")[:most])


def stop_of(customer: int) -> StopOfUse | None:
    """The stop in force, if there is one."""
    return StopOfUse.objects.filter(customer_id=customer, lifted_on__isnull=True).first()


@dataclass(frozen=True, slots=True)
class Line:
    """One of the six lines as it was read in the month of the look, and the look."""

    item: Item
    look: MonthlyLook | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One borrower's page: the month line by line, what was looked at before, stops in force and lifted."""

    customer: CustomerView
    month: Month
    lines: list[Line]
    looks: list[Line]
    stops: list[StopOfUse]
    borrows: bool

    @property
    def stop(self) -> StopOfUse | None:
        """The stop in force."""
        return next((each for each in self.stops if each.lifted_on is None), None)


def sheet_for(officer: Officer, number: str, on: date) -> Sheet | Refused:
    """One borrower's page, if this officer may see him. A fixed number of queries."""
    view = customers.customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    first, known = rules.month_of(on), readings(Stage.POST5)
    items = _reading(first, known)
    newest = {each.item: each for each in MonthlyLook.objects.filter(customer_id=view.id, month=first).order_by("id")}
    month = Month(number, first, {code: Found(each.found) for code, each in newest.items()}, items)
    every = list(StopOfUse.objects.filter(customer_id=view.id).order_by("-id"))
    lines = [Line(each, newest.get(each.code)) for each in items]
    looks = [Line(_named(each.item, _reading(each.month, known)), each) for each in looks_of(view.id)]
    return Sheet(view, month, lines, looks, every, borrows(view.id))


def _named(code: str, items: tuple[Item, ...]) -> Item:
    return next((each for each in items if each.code == code), Item(code, code, "", ""))


def stops(officer: Officer) -> QuerySet[StopOfUse]:
    """Stops of customers in sight, newest first."""
    seen = customers.visible_to(officer).values("pk")
    return StopOfUse.objects.filter(customer_id__in=seen).select_related("customer").order_by("-id")


@dataclass(frozen=True, slots=True)
class StopPage:
    """A page of stops, and how many stand."""

    rows: list[StopOfUse]
    standing: int
    page: int
    more: bool


def stop_page(officer: Officer, page: int = 1, lifted: bool = False) -> StopPage:
    """Stops in force, or those that were lifted. Two queries."""
    every = stops(officer)
    start = (page - 1) * PAGE
    rows = list(every.filter(lifted_on__isnull=not lifted)[start : start + PAGE + 1])
    return StopPage(rows[:PAGE], every.filter(lifted_on__isnull=True).count(), page, len(rows) > PAGE)


class Borrower(NamedTuple):
    """One borrower in sight, and how many of the five lines nobody has looked at this month."""

    id: int
    number: str
    name: str
    rm: str
    left: int


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One borrower on the month's desk."""

    number: str
    name: str
    rm: str
    left: int
    month: Month
    stopped: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the month: its lines, how many borrowers are done, of all that were asked for and by manager."""

    lines: list[DeskLine]
    first_day: date
    items: tuple[Item, ...]
    borrowers: int
    done: int
    by_rm: dict[str, tuple[int, int]]
    page: int
    more: bool


def desk(
    officer: Officer, on: date, page: int = 1, only_open: bool = True, *, rm: str = "", text: str = "", size: int = PAGE
) -> Desk:
    """Borrowers in sight with what is still open this month; those least looked at first. A fixed number of queries."""
    first, items = rules.month_of(on), wanted(on)
    everybody = _borrowers(officer, first, items)
    by_rm: dict[str, tuple[int, int]] = {}
    for each in everybody:
        told, done = by_rm.get(each.rm, (0, 0))
        by_rm[each.rm] = (told + 1, done + (not each.left))
    mine = [each for each in everybody if rm in ("", each.rm) and (text in each.name or text == each.number)]
    shown = sorted((each for each in mine if each.left or not only_open), key=lambda each: (-each.left, each.number))
    start = (page - 1) * size
    lines = _lines(shown[start : start + size], first, items)
    done = sum(not each.left for each in mine)
    return Desk(lines, first, items, len(mine), done, by_rm, page, len(shown) > start + size)


def _borrowers(officer: Officer, first: date, items: tuple[Item, ...]) -> list[Borrower]:
    """Everybody in sight who owes, with the count of lines still open. Two queries."""
    codes = [each.code for each in items if each.code != rules.END]
    people = customers.visible_to(officer).filter(pk__in=casework.borrowers())
    found = list(people.values_list("pk", "number", "name", "managing_rm"))
    rows = MonthlyLook.objects.filter(month=first, item__in=codes)
    if len(found) <= FEW:
        rows = rows.filter(customer_id__in=[pk for pk, *_ in found])
    seen = dict(rows.values_list("customer_id").annotate(lines=Count("item", distinct=True)))
    return [Borrower(*each, len(codes) - seen.get(each[0], 0)) for each in found]


def _lines(borrowers: list[Borrower], first: date, items: tuple[Item, ...]) -> list[DeskLine]:
    """What was found of each line, for these borrowers. Two queries."""
    ids = [each.id for each in borrowers]
    seen: dict[int, dict[str, Found]] = {}
    rows = MonthlyLook.objects.filter(month=first, customer_id__in=ids).order_by("id")
    for customer, item, found in rows.values_list("customer_id", "item", "found"):
        seen.setdefault(customer, {})[item] = Found(found)
    halted = set(
        StopOfUse.objects.filter(customer_id__in=ids, lifted_on__isnull=True).values_list("customer_id", flat=True)
    )
    return [
        DeskLine(
            each.number, each.name, each.rm, each.left, Month(each.number, first, seen.get(each.id, {}), items),
            each.id in halted,
        )
        for each in borrowers
    ]  # fmt: skip
