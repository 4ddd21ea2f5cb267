"""Rules of market, a noun a file: whom we visit and when a file counts, what we sign, what the task is."""

from wuhua.areas.market.rules.party import (
    BANK,
    AgreementKind,
    Measure,
    PartyKind,
    completeness,
    counts_as_built,
)

__all__ = [
    "AgreementKind",
    "BANK",
    "Measure",
    "PartyKind",
    "completeness",
    "counts_as_built",
]
