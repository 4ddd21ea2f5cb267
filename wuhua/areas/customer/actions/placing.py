"""A customer's cell on the file. When it stood where is kept by market, whose verb calls this one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.customer.models import Customer
from wuhua.areas.people.rules import Officer
from wuhua.platform import audit


@transaction.atomic
def set_zone(*, actor: Officer, business_date: date, customer: int, zone: str) -> str:
    """Write the cell on the file; answers the one before."""
    found = Customer.objects.select_for_update().get(pk=customer)
    before = found.zone

    # After this line the cell must be written.
    found.zone = zone
    found.save(update_fields=["zone"])
    audit.record(
        actor=actor.number, business_date=business_date, action="customer.zone_set", subject=f"customer:{found.number}",
        before={"zone": before}, after={"zone": zone},
    )  # fmt: skip
    return before
