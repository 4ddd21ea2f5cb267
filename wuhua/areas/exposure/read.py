"""Questions to exposure: what the ceilings leave, and which holds stand on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from wuhua.areas.compliance import read as compliance
from wuhua.areas.exposure import rules
from wuhua.areas.exposure.models import Hold
from wuhua.areas.exposure.rules import Owed, Room
from wuhua.core.refuse import Refused
from wuhua.platform.trip import Step


def held(customers: Collection[str], on: date) -> dict[str, int]:
    """What is held for each of them on that day; who has no open hold is left out. One query."""
    rows = Hold.objects.filter(customer__in=list(customers), released_on__isnull=True, expires__gt=on)
    return dict(rows.values_list("customer").annotate(total=Sum("amount")))


def held_step(customers: Collection[str], on: date) -> Step:
    """The sum of `held` for a verb that sends its statements together; behind `actions.lock_step` it stays true."""
    return Step(
        "SELECT coalesce(sum(amount), 0)::bigint FROM exposure_hold"
        " WHERE customer = ANY(%s) AND released_on IS NULL AND expires > %s",
        (list(customers), on),
    )


def room(customer: str, members: Collection[str], on: date, owed: Owed) -> Room | Refused:
    """What may still be lent to the customer inside its group on that day. Three queries and what `owed` asks."""
    group = sorted({customer, *members})
    return rules.room(customer, group, on, owed(group), held(group, on), compliance.parameters(on).values)


def open_holds(customers: Collection[str], on: date) -> list[Hold]:
    """The holds behind that figure, the first to lapse first."""
    rows = Hold.objects.filter(customer__in=list(customers), released_on__isnull=True, expires__gt=on)
    return list(rows.order_by("expires", "pk"))
