"""Where core firms stand on the map: leading enterprises under agreement and those courted, by the cell they trade in. Aggregates only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from wuhua.areas.customer.read import zones as customers
from wuhua.areas.market.models import Agreement, StrategicTarget, Survey
from wuhua.areas.market.rules import AgreementKind


def core_codes(on: date) -> set[str]:
    """Credit codes of leading enterprises whose agreement is in force, and of firms courted. Two queries."""
    held = Agreement.objects.filter(Q(ended__isnull=True) | Q(ended__gt=on), signed__lte=on, expires__gte=on)
    signed = held.filter(kind=AgreementKind.LEADING_ENTERPRISE).exclude(credit_code="")
    courted = StrategicTarget.objects.filter(opened_on__lte=on).exclude(credit_code="")
    return {*signed.values_list("credit_code", flat=True), *courted.values_list("credit_code", flat=True)}


def cores_by_zone(codes: Collection[str]) -> dict[str, int]:
    """How many of these firms trade in each cell: by the cell on their file, else by the last visit. Two queries at most."""
    if not codes:
        return {}
    found = {code: zone for code, zone in customers.zones_of(codes).items() if zone}
    rows = Survey.objects.filter(credit_code__in=[code for code in codes if code not in found])
    found |= dict(rows.order_by("credit_code", "visited").values_list("credit_code", "zone_id"))
    counts: dict[str, int] = {}
    for zone in found.values():
        counts[zone] = counts.get(zone, 0) + 1
    return counts
