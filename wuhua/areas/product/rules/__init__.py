"""Rules of product: the life of a sheet and the verdicts a sheet gives about a case."""

from __future__ import annotations

from enum import StrEnum


class SheetState(StrEnum):
    """产品要素表状态."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


class Family(StrEnum):
    """What a catalogue row is: a small-and-micro product, the card (an instrument), or another loan outside 稷企贷."""

    SMALL = "SMALL"
    INSTRUMENT = "INSTRUMENT"
    OTHER = "OTHER"


class Origin(StrEnum):
    """Who made a sheet: shipped with the system (in force by the cut-over itself) or made by the bank (two approvals)."""

    FACTORY = "FACTORY"
    BANK = "BANK"
