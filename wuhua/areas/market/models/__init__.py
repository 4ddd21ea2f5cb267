"""Tables of market, a noun a file. Amounts are whole fen; degrees are exact decimals."""

from wuhua.areas.market.models.field import FollowUp, PainPoint, Visit, VisitPhoto
from wuhua.areas.market.models.lists import ContactNote, EntryStep, Lead, ListEntry, PlannedStop, TargetList
from wuhua.areas.market.models.visit import (
    Agreement,
    CustomerFile,
    Survey,
    Target,
)

__all__ = [
    "Agreement",
    "ContactNote",
    "CustomerFile",
    "EntryStep",
    "FollowUp",
    "Lead",
    "ListEntry",
    "PainPoint",
    "PlannedStop",
    "Survey",
    "Target",
    "TargetList",
    "Visit",
    "VisitPhoto",
]
