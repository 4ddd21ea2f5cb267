"""Whose business licence has run out: asked by rooms that stop lending on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q

from wuhua.areas.customer.models import Document

LICENCE = "BIZ_LICENSE"


def licence_ended(customers: Collection[int], on: date) -> set[int]:
    """Those of these customers whose every kept licence ended before `on`; without one, or without an end, none has. One query.

    The last day of a licence still counts.
    """
    kept = Document.objects.filter(customer_id__in=list(customers), type=LICENCE, withdrawn_on__isnull=True)
    endless = Max("id", filter=Q(expires__isnull=True))
    rows = kept.values_list("customer_id").annotate(last=Max("expires"), endless=endless)
    return {customer for customer, last, open_end in rows if open_end is None and last is not None and last < on}
