"""Customers by the cell on their file: for maps and boards that add up, and for the pool of those in none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from wuhua.areas.customer.models import Customer
from wuhua.areas.customer.read.customers import visible_to
from wuhua.areas.people.rules import Officer
from wuhua.platform import secrets


@dataclass(frozen=True, slots=True)
class Placed:
    """A customer as the map counts it: no name."""

    number: str
    zone: str
    managing_rm: str
    has_line: bool


def placed() -> list[Placed]:
    """Every customer with its cell. One query; aggregates only."""
    rows = Customer.objects.values_list("number", "zone", "managing_rm", "credit_line")
    return [Placed(number, zone, rm, bool(line)) for number, zone, rm, line in rows]


def in_zones(officer: Officer, codes: Iterable[str]) -> QuerySet[Customer]:
    """Those of these cells whom the officer may see, with their standing."""
    return visible_to(officer).select_related("standing").filter(zone__in=list(codes)).order_by("number")


def outside(officer: Officer, codes: Iterable[str]) -> QuerySet[Customer]:
    """Those who stand in none of these cells, as far as the officer may see them."""
    return visible_to(officer).exclude(zone__in=list(codes)).order_by("number")


def zones_of(codes: Collection[str]) -> dict[str, str]:
    """The cell on the file of each of these credit codes that is a customer's. One query; no gate, aggregates only."""
    blinds = {secrets.blind(code, "identity"): code for code in codes}
    rows = Customer.objects.filter(identity_blind__in=blinds).values_list("identity_blind", "zone")
    return {blinds[blind]: zone for blind, zone in rows}


def zone_and_start(number: str) -> tuple[int, str, date | None] | None:
    """Id, cell and first day of a customer."""
    return Customer.objects.filter(number=number).values_list("id", "zone", "since").first()
