"""Which sealed day a page is about: the one asked for or the nearest before it, else the last."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from wuhua.areas.reporting import read as reporting


def asked(request: HttpRequest) -> date | None:
    """The day of this page; None before the first sealed day."""
    try:
        wanted = parse_date(request.GET.get("day", ""))
    except ValueError:
        wanted = None
    return (reporting.latest_day(wanted) if wanted else None) or reporting.latest_day()


def on_offer() -> list[date]:
    """The days an officer may choose, last first: month ends and the last month's every day."""
    last = reporting.latest_day()
    return [] if last is None else [date.fromisoformat(day) for day in reversed(reporting.trends(last)["days"])]
