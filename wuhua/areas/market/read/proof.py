"""走访为证: the visit on which a case may rest: where, when, and a picture (A40)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wuhua.areas.market.models import ListEntry, Survey
from wuhua.areas.market.rules.lists import Tint

_HERE = ZoneInfo("Asia/Shanghai")


def visit_in_place(customer: str, on: date, within_days: int) -> Survey | None:
    """The newest visit to a customer with both degrees and at least one photo, of the last days up to `on`. One query."""
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=_HERE)
    rows = Survey.objects.filter(
        customer=customer, visited__lt=end, visited__gte=end - timedelta(days=within_days),
        longitude__isnull=False, latitude__isnull=False, visit__photos__gt=0,
    )  # fmt: skip
    return rows.order_by("-visited").first()


def black_listed(customer: str) -> str | None:
    """Why a customer stands black on a list, or None. One query."""
    rows = ListEntry.objects.filter(customer=customer, tint=Tint.BLACK).order_by("-id")
    return rows.values_list("tint_reason", flat=True).first()
