"""What a contest counts of visits and files: located visits, a party once each manager, and files complete enough."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from wuhua.areas.market.models import CustomerFile, Survey
from wuhua.areas.market.read.counted import party_key

_HERE = ZoneInfo("Asia/Shanghai")


def valid_visits(first: date, last: date) -> list[tuple[str, str]]:
    """有效走访 of [first, last]: (manager, visit), the first with a place on the map to each party. One query."""
    start = datetime.combine(first, time(), tzinfo=_HERE)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=_HERE)
    rows = Survey.objects.filter(
        visited__gte=start, visited__lt=end, longitude__isnull=False, latitude__isnull=False
    ).annotate(party=party_key())
    first_of: dict[tuple[str, str], str] = {}
    for rm, party, number in rows.order_by("visited", "number").values_list("rm_id", "party", "number"):
        first_of.setdefault((rm, party), number)
    return [(rm, number) for (rm, _party), number in first_of.items()]


def completed_files(first: date, last: date, complete_pct: int) -> list[tuple[str, str]]:
    """建档 of [first, last]: (manager who visited, file), complete enough and on a located visit. One query."""
    rows = CustomerFile.objects.filter(
        filed__gte=first, filed__lte=last, survey__longitude__isnull=False, survey__latitude__isnull=False
    )
    rows = rows.annotate(have=F("filled") * 100, need=F("mandatory") * complete_pct).filter(have__gte=F("need"))
    return list(rows.order_by("number").values_list("survey__rm_id", "number"))
