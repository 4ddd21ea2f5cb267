"""Where the figures come from in a living bank: the sealed days on record, and the parameters in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read.lake import Desk, LakeDay, LakeView
from wuhua.platform.models import SealedDay


def view() -> LakeView:
    """Every sealed day, oldest first, with the full paths of its files."""
    root = Path(settings.WUHUA_LAKE)
    return LakeView(
        tuple(
            LakeDay(day, seal, {kind: str(root / each["path"]) for kind, each in files.items()})
            for day, seal, files in SealedDay.objects.order_by("day").values_list("day", "seal", "files")
        )
    )


def desk(day: date) -> Desk:
    """Measures about one sealed day; `Refuse` where it is not sealed."""
    line = rules.parameter(rules.ParameterCode.INCLUSIVE_LINE, day).value
    return Desk(view(), day, inclusive_line=line)


def latest_day(until: date | None = None) -> date | None:
    """The newest sealed day with positions, up to `until`; None before the first."""
    return view().latest(until)
