"""Held against every note of the bank: books and recomputation say the same this morning."""

from __future__ import annotations

from datetime import timedelta

from tests.town import Town
from wuhua.areas.servicing import recalc
from wuhua.areas.servicing.models import LoanNote


def prove(town: Town) -> None:
    """No note of the town differs from its life walked from events alone."""
    found = recalc.differences(list(LoanNote.objects.order_by("number")), town.today - timedelta(days=1), 90)
    assert not found, "\n".join(f"{town.today} {each}" for each in found[:12])
