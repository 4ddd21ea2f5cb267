"""Who may decide how much today, what was passed on, which ties bar whom, and which reading of each checklist holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import ChecklistChoice, Mandate, StaffTie
from wuhua.areas.origination.rules.mandates import Passed, Reach, reach
from wuhua.areas.origination.rules.steps import DECIDERS, REVIEWERS
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as products
from wuhua.core.refuse import Refused

WATCHERS = (Role.HR_DISCIPLINE, Role.COMPLIANCE)
LOOKS = (*DECIDERS, *REVIEWERS, Role.COMMITTEE, Role.DISB_AUDITOR, Role.HR_DISCIPLINE, Role.AUDIT)
"""Who sees everybody's mandates; anybody else sees his own."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """One matrix of the sheets, with the products that carry it; None in a cell is up to the single-borrower ceiling."""

    products: tuple[str, ...]
    rows: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Reaches:
    """What one person may decide for a product, unsecured and secured."""

    staff: str
    name: str
    branch: str
    credit: Reach
    secured: Reach


def looks(officer: Officer) -> bool:
    """Whether the officer sees everybody's mandates."""
    return officer.holds(*LOOKS) and not officer.holds(Role.ADMIN)


def matrices(on: date) -> list[Matrix]:
    """The matrices in force, products with the same one together. One query a product on sale."""
    found: dict[tuple[tuple[str, int | None, int | None], ...], list[str]] = {}
    shelf = products.catalogue(on)
    for each in (*shelf.products, *shelf.instruments):
        sheet = products.sheet(each.code, on)
        if not isinstance(sheet, Refused):
            rows = tuple((row["role"], row["credit"], row["secured"]) for row in sheet.flow["authority"])
            found.setdefault(rows, []).append(each.name)
    return [Matrix(tuple(names), rows) for rows, names in found.items()]


def mandates(officer: Officer, on: date, most: int = 200) -> list[tuple[Mandate, str]]:
    """Mandates passed on, newest first, each with how it stands: in force, to come, over, stopped. One query."""
    rows = Mandate.objects.select_related("staff").order_by("-id")
    if not looks(officer):
        rows = rows.filter(staff_id=officer.number)
    return [(each, stands(each, on)) for each in rows[:most]]


def stands(mandate: Mandate, on: date) -> str:
    """How a mandate stands on a day: the day it is stopped it holds no more."""
    if mandate.stopped_on is not None and mandate.stopped_on <= on:
        return "STOPPED"
    if on < mandate.from_day:
        return "COMING"
    return "IN_FORCE" if on <= mandate.to_day else "OVER"


def who_reaches(people: Iterable[Any], product: str, on: date) -> list[Reaches] | Refused:
    """For one product, everybody whose reach is above nought today; `people` are accounts of the day. Two queries."""
    sheet = products.sheet(product, on)
    if isinstance(sheet, Refused):
        return sheet
    passed: dict[str, list[Passed]] = {}
    for each in Mandate.objects.filter(from_day__lte=on, to_day__gte=on):
        passed.setdefault(each.staff_id, []).append(
            Passed(each.product, each.secured, each.amount, each.from_day, each.to_day, each.stopped_on)
        )
    found = []
    for one in people:
        roles = frozenset(one.roles)
        if Role.ADMIN in roles or roles.isdisjoint(DECIDERS):
            continue
        who = Officer(one.number, one.name, "", roles, None)
        own = passed.get(one.number, [])
        credit, secured = (reach(who, product, kind, on, sheet.flow, own) for kind in (False, True))
        if credit.amount != 0 or secured.amount != 0:
            found.append(Reaches(one.number, one.name, one.branch, credit, secured))
    return sorted(found, key=lambda each: (-_size(each.secured), -_size(each.credit), each.staff))


def _size(found: Reach) -> int:
    return 10**18 if found.amount is None else found.amount


def ties(officer: Officer, most: int = 200) -> list[tuple[StaffTie, str]]:
    """Ties, open ones first, with the customer's name where the officer may see it; who does not watch sees his own."""
    rows = StaffTie.objects.select_related("staff", "customer").order_by(F("to_day").desc(nulls_first=True), "-id")
    if not officer.holds(*WATCHERS, Role.AUDIT):
        rows = rows.filter(staff_id=officer.number)
    found = list(rows[:most])
    seen = customers.seen_among(officer, [each.customer.number for each in found])
    return [(each, each.customer.name if each.customer.number in seen else "") for each in found]


def checklist_choices() -> list[ChecklistChoice]:
    """Every reading ever chosen, newest first."""
    return list(ChecklistChoice.objects.order_by("-from_day", "-id"))
