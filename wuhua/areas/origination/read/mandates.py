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
    sheet = products.sheet(product, on)
    if isinstance(sheet, Refused):
        return sheet
    rows = [
        Passed(each.product, each.secured, each.amount, each.from_day, each.to_day, each.stopped_on)
        for each in passed_to(officer.number)
    ]
    return reach(officer, product, secured, on, sheet.flow, rows), rule_id(product, sheet.version, "authority")
