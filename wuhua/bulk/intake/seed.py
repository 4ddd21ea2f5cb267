"""What the house brings itself: rule parameters, purposes, fees and the nine product sheets."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.product import actions as product


@transaction.atomic
def ensure_seeded(*, actor: str, business_date: date) -> None:
    """Add what is shipped and not there yet; what the bank already keeps is left as it is."""
    compliance.ensure_seeded(actor=actor, business_date=business_date)
    product.ensure_seeded(actor=actor, business_date=business_date)
