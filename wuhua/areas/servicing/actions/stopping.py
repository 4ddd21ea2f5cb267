"""终止用信 as the loan book knows it: nothing more is drawn on these notes until somebody says so. Why stands in a later room."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from wuhua.areas.servicing.models import LoanNote
from wuhua.platform import audit


@transaction.atomic
def stop_draws(
    *, actor: str, business_date: date, customers: Collection[int], stopped: bool, why: str, product: str = ""
) -> list[str]:
    """Every living note of these customers (of one product, where named), in one statement; answers those that changed."""
    rows = LoanNote.objects.select_for_update().filter(customer_id__in=list(customers), closed__isnull=True)
    if product:
        rows = rows.filter(product=product)
    found = sorted(rows.exclude(stopped=stopped).values_list("number", flat=True))
    if not found:
        return []
    LoanNote.objects.filter(number__in=found).update(stopped=stopped)
    audit.record(
        actor=actor, business_date=business_date, action="servicing.use_stopped" if stopped else "servicing.use_resumed",
        subject=f"notes:{len(found)}", after={"notes": found, "why": why},
    )  # fmt: skip
    return found
