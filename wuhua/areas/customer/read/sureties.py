"""Who stands surety for a customer on a day, and whether a ring of sureties leads back to it (担保圈).

The caller has asked the gate of the borrower: its sureties are written on its own file. Whether one of them may be opened is
asked of the general table, as for any other customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.customer.read.groups import seen_among, ties
from wuhua.areas.customer.read.rings import chain, standing
from wuhua.areas.people.rules import Officer


@dataclass(frozen=True, slots=True)
class Surety:
    """A guarantor: `number` empty for one who is no customer here; `open` for whoever asks; `ring` leads back to the borrower."""

    name: str
    number: str
    since: date
    evidence: str
    open: bool
    ring: bool


def sureties_of(officer: Officer, number: str, on: date) -> list[Surety]:
    """Oldest first. Four queries at most."""
    rows = list(standing(on).filter(customer__number=number).select_related("customer", "party").order_by("id"))
    if not rows:
        return []
    made, names = ties(rows)
    known = [each.party for each in made if not each.party.startswith("~")]
    seen, ring = seen_among(officer, known), chain(on).ring_of(number)
    return [
        Surety(
            names[each.party], "" if each.party.startswith("~") else each.party, each.since, each.evidence,
            each.party in seen, each.party in ring,
        )
        for each in made
    ]  # fmt: skip


def surety_names(number: str, on: date) -> list[str]:
    """Who stands surety for a customer on a day, by name, oldest first: for a paper addressed to them. Two queries."""
    made, names = ties(
        list(standing(on).filter(customer__number=number).select_related("customer", "party").order_by("id"))
    )
    return list(dict.fromkeys(names[each.party] for each in made))
