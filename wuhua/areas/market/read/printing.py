"""How often a paper of the county's work left the house, for a page whose gate the caller has asked."""

from __future__ import annotations

from django.db.models import Max

from wuhua.areas.market.models import CountyPrintout
from wuhua.areas.market.rules.printing import CountyPaper


def copies(paper: CountyPaper, subject: str) -> int:
    """The number of the newest copy; nought where it was never printed. One query."""
    rows = CountyPrintout.objects.filter(paper=paper, subject=subject)
    return rows.aggregate(newest=Max("copy"))["newest"] or 0
