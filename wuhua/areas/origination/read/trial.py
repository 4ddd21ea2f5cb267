"""测算: what a case about this customer would stand on, before there is one. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read.figures import Figures, Outside, figures
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

MONTHS = 12


def trial(
    officer: Officer, number: str, product: str, on: date, outside: Outside, said: Mapping[str, Any] | None = None
) -> Figures | Refused:
    """The inputs, the limit and the price of a product, for a customer the officer may see."""
    view = customers.customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    case = Case(
        customer_id=view.id, product=product, industry=view.industry, months=MONTHS, inputs=dict(said or {}),
        lead=officer.number, state="",
    )  # fmt: skip
    return figures(officer, case, on, outside)
