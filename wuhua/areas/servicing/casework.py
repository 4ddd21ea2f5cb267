"""What a case of the five steps asks of the loan book: what many customers owe, and which accounts one has here.

Origination stands below this room and may not ask it; whoever calls a verb of a case hands this over (`Outside`).
No customer's gate here: the verbs of a case have asked their own, and a group is measured whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F, QuerySet, Sum

from wuhua.areas.exposure.rules import Owes
from wuhua.areas.origination.read.figures import Outside
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.models import LoanNote, SettlementAccount


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
