"""Whose use of credit has ended (一终止), for whoever would otherwise let something be drawn."""

from __future__ import annotations

from wuhua.areas.postloan.models import StopOfUse


def halted() -> list[int]:
    """Rows of customers with a stop in force. One query."""
    return list(StopOfUse.objects.filter(lifted_on__isnull=True).values_list("customer_id", flat=True))
