"""Questions to market, a noun a file."""

from wuhua.areas.market.read.counted import (
    agreements,
    expiring,
    filed,
    located_share,
    surveyed,
    target,
    targets,
    visits_by_rm,
)

__all__ = [
    "agreements",
    "expiring",
    "filed",
    "located_share",
    "surveyed",
    "target",
    "targets",
    "visits_by_rm",
]
