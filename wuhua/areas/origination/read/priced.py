"""What the model said a loan of a case costs, for whoever reckons a fee beside it (七不准 4)."""

from __future__ import annotations

from dataclasses import dataclass

from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import gate
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Priced:
    """A case and what was decided on it; `price` is the model's, or the rate decided above it with a reason.

    Nought before the decision: amounts are fen, the rates whole 10⁻⁷ a year.
    """

    case: str
    amount: int
    months: int
    rate: int
    price: int


def by_note(note: str) -> Priced | None:
    """Of the case a note came from; no gate, the caller has asked for the note. One query."""
    found = Case.objects.filter(note=note).first() if note else None
    return None if found is None else _priced(found)


def by_number(officer: Officer, number: str) -> Priced | None:
    """Of a case in sight."""
    found = gate.case_for(officer, number)
    return None if isinstance(found, Refused) else _priced(found)


def _priced(case: Case) -> Priced:
    rate = case.approved_rate or 0
    return Priced(
        case.pk,
        case.approved_amount or 0,
        case.approved_months or 0,
        rate,
        max(rate, int(case.price.get("priced") or 0)),
    )
