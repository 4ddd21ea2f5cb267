"""One note as a sealed day knew it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wuhua.areas.reporting.read import source
from wuhua.platform.models import SealedDay


def note_on(day: date, note: str) -> Mapping[str, Any] | None:
    """The note's row in the snapshot of that sealed day, fen and 10⁻⁷; None where it was not in the book."""
    with source.desk(day) as desk:
        return next(iter(desk.ask("measures/note", note=note)), None)


def newest_sealed(limit: int = 40) -> list[date]:
    """The newest sealed days with a snapshot: what a page may hold the present against."""
    found = SealedDay.objects.filter(files__has_key="positions").order_by("-day")
    return list(found.values_list("day", flat=True)[:limit])
