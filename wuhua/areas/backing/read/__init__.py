"""Questions to backing: what is left of a pool, of a core firm, of a confirmation; what the tax house stops."""

from wuhua.areas.backing.read.asked import partner_named, partner_of
from wuhua.areas.backing.read.chain import (
    core_figures,
    core_firm,
    core_firms,
    open_confirmations,
    outstanding_on,
    swept,
)
from wuhua.areas.backing.read.pools import agreement_on, all_pools, figures_of, open_parts, pool, terms_on
from wuhua.areas.backing.read.tax import freeze_of

__all__ = [
    "agreement_on",
    "all_pools",
    "core_figures",
    "core_firm",
    "core_firms",
    "figures_of",
    "freeze_of",
    "open_confirmations",
    "open_parts",
    "outstanding_on",
    "partner_named",
    "partner_of",
    "pool",
    "swept",
    "terms_on",
]
