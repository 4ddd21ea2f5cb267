"""What the tax house stops."""

from __future__ import annotations

from wuhua.areas.backing.models import TaxFreeze


def freeze_of(customer: int) -> TaxFreeze | None:
    """The freeze in force on a customer's tax loans."""
    return TaxFreeze.objects.filter(customer_id=customer, to_day__isnull=True).first()


def history_of(customer: int) -> list[TaxFreeze]:
    """Every freeze there was, newest first."""
    return list(TaxFreeze.objects.filter(customer_id=customer).order_by("-id"))
