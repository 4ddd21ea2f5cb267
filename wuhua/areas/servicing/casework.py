"""What a case of the five steps asks of the loan book: what many customers owe, and which accounts one has here.

Origination stands below this room and may not ask it; whoever calls a verb of a case hands this over (`Outside`).
No customer's gate here: the verbs of a case have asked their own, and a group is measured whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum

from wuhua.areas.exposure.rules import Owes
from wuhua.areas.origination.read.figures import Outside
from wuhua.areas.servicing import facts, pages
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import Method


def owed(numbers: Collection[str]) -> Mapping[str, Owes]:
    """Principal outstanding of living notes, overdue included, by customer number. One query for all of them.

    What is approved and not yet drawn is no debt here: a case that was decided holds its room (`exposure.hold`), and lines
    bring theirs from their own room (`creditline.casework.owed`).
    """
    rows = (
        LoanNote.objects.filter(facts.living(), customer__number__in=list(numbers))
        .values("customer__number")
        .annotate(total=Sum(F("principal") + F("overdue_principal")))
    )
    return {each["customer__number"]: Owes(loans=int(each["total"])) for each in rows}


def accounts(customer: str) -> Sequence[str]:
    """The settlement accounts of one customer, by number. One query."""
    found = SettlementAccount.objects.filter(customer__number=customer).order_by("number")
    return list(found.values_list("number", flat=True))


def outside() -> Outside:
    """The loan book alone; an entrance takes `creditline.casework.outside`, which knows of undrawn lines too."""
    return Outside(owed=owed, accounts=accounts)


def borrowers() -> QuerySet[LoanNote, int]:
    """Rows of customers with a living note, as a query to stand in another's."""
    return LoanNote.objects.filter(facts.living()).values_list("customer_id", flat=True).distinct()


def customers_of(numbers: Collection[str]) -> dict[int, list[str]]:
    """Whose these notes are: numbers by customer's row. One query."""
    found: dict[int, list[str]] = {}
    rows = LoanNote.objects.filter(number__in=list(numbers)).order_by("number").values_list("customer_id", "number")
    for customer, number in rows:
        found.setdefault(customer, []).append(number)
    return found


def misusers() -> dict[int, str]:
    """Customers with a living note on which misuse was proved: number by row. One query."""
    rows = LoanNote.objects.filter(facts.living(), misuse_uplift__gt=0)
    return dict(rows.values_list("customer_id", "customer__number").distinct())


def outstanding(numbers: Collection[str]) -> dict[str, int]:
    """Principal of living notes, overdue included, by note. One query; what owes nothing is left out."""
    rows = LoanNote.objects.filter(facts.living(), number__in=list(numbers))
    found = rows.values_list("number").annotate(total=Sum(F("principal") + F("overdue_principal")))
    return {number: int(total) for number, total in found if total}


@dataclass(frozen=True, slots=True)
class Late:
    """What is due of one living note, since when, and where it is booked."""

    due: int
    oldest_due: date | None
    branch: str


def late(number: str, on: date) -> Late | None:
    """Everything due today of a note, its oldest unpaid day; None where it does not live. The note stays locked."""
    row = LoanNote.objects.select_for_update().filter(facts.living(), number=number).first()
    return None if row is None else Late(pages.owed_on(row, on).due_total, row.oldest_due, row.branch)


@dataclass(frozen=True, slots=True)
class Payable:
    """A living note that money may be applied to, and the account it is paid from."""

    number: str
    account: str
    maturity: date


def payable(numbers: Collection[str]) -> list[Payable]:
    """Those of these notes that owe principal, the first to mature first. One query. (A settled one ends with the day.)"""
    rows = LoanNote.objects.filter(facts.living(), number__in=list(numbers)).exclude(principal=0, overdue_principal=0)
    rows = rows.order_by("maturity", "number")
    return [Payable(*each) for each in rows.values_list("number", "account__number", "maturity")]


@dataclass(frozen=True, slots=True)
class Owing:
    """What one note owes today: due, principal before its day, and what settles it."""

    due: int
    principal: int
    payoff: int


def owing(number: str, on: date) -> Owing | None:
    """None where the note does not live. The note stays locked."""
    row = LoanNote.objects.select_for_update().filter(facts.living(), number=number).first()
    if row is None:
        return None
    found = pages.owed_on(row, on)
    return Owing(found.due_total, row.principal, found.payoff)


def drawable_on(product: str) -> list[int]:
    """Rows of customers with a living note of this product that may be drawn upon again. One query."""
    rows = LoanNote.objects.filter(facts.living(), product=product, method=Method.ON_DEMAND)
    return sorted(set(rows.values_list("customer_id", flat=True)))
