"""Who keeps a customer, for callers whose own gate let them in."""

from __future__ import annotations

from wuhua.areas.customer.models import Customer


def manager_of(number: str) -> str:
    """The managing customer manager of that number; empty where there is no such customer."""
    return next(iter(Customer.objects.filter(number=number).values_list("managing_rm", flat=True)), "")
