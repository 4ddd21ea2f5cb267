"""What somebody may decide on a day."""

from __future__ import annotations

from datetime import date

from wuhua.areas.origination.models import Mandate
from wuhua.areas.origination.rules.mandates import Passed, Reach, reach
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import read as products
from wuhua.areas.product.rules import rule_id
from wuhua.core.refuse import Refused


def passed_to(staff: str) -> list[Mandate]:
    """Everything ever passed on to a person, newest first. One query."""
    return list(Mandate.objects.filter(staff_id=staff).order_by("-id"))


def reach_of(officer: Officer, product: str, secured: bool, on: date) -> tuple[Reach, str] | Refused:
    """The officer's reach for a product, and the id of the rule it comes from. Two queries."""
    return _reach(officer, product, secured, on, [_passed(each) for each in passed_to(officer.number)])


def own_reach(officer: Officer, product: str, secured: bool, on: date) -> tuple[Reach, str] | Refused:
    """What may be passed on: the post's own, less what was stopped of it. What was passed on to him goes no further."""
    rows = [_passed(each) for each in passed_to(officer.number)]
    return _reach(officer, product, secured, on, [each for each in rows if not each.amount])


def _passed(each: Mandate) -> Passed:
    return Passed(each.product, each.secured, each.amount, each.from_day, each.to_day, each.stopped_on)


def _reach(officer: Officer, product: str, secured: bool, on: date, rows: list[Passed]) -> tuple[Reach, str] | Refused:
    sheet = products.sheet(product, on)
    if isinstance(sheet, Refused):
        return sheet
    return reach(officer, product, secured, on, sheet.flow, rows), rule_id(product, sheet.version, "authority")
