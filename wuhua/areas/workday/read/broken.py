"""Whose limits were broken (A88): clocks that ran red since a day, counted by holder."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from wuhua.areas.workday.models import Duty
from wuhua.areas.workday.read.duties import LATE


def broken_by(since: date) -> dict[str, int]:
    """Red clocks of each holder. The caller is the gate."""
    rows = Duty.objects.filter(opened_on__gte=since, level__gte=LATE)
    return dict(rows.values_list("holder_id").annotate(n=Count("pk")))
