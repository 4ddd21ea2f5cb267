"""Who stands black on a list, within sight (A88)."""

from __future__ import annotations

from django.db.models import QuerySet

from wuhua.areas.market.models import ListEntry
from wuhua.areas.market.read.lists import entries
from wuhua.areas.market.rules import Tint
from wuhua.areas.people.rules import Officer


def black_entries(officer: Officer) -> QuerySet[ListEntry]:
    """Black entries the officer may see, the newest first."""
    return entries(officer).filter(tint=Tint.BLACK).order_by("-id")
