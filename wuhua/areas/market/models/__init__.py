"""Tables of market, a noun a file. Amounts are whole fen; degrees are exact decimals."""

from wuhua.areas.market.models.batch import BatchLine, BatchWord, CreditBatch, PreApproval
from wuhua.areas.market.models.field import FollowUp, PainPoint, Visit, VisitPhoto
from wuhua.areas.market.models.lists import ContactNote, EntryStep, Lead, ListEntry, PlannedStop, TargetList
from wuhua.areas.market.models.places import Placement, Tie
from wuhua.areas.market.models.visit import (
    Agreement,
    CustomerFile,
    Survey,
    Target,
)

__all__ = [
    "Agreement",
    "BatchLine",
    "BatchWord",
    "ContactNote",
    "CreditBatch",
    "CustomerFile",
    "EntryStep",
    "FollowUp",
    "Lead",
    "ListEntry",
    "PainPoint",
    "Placement",
    "PlannedStop",
    "PreApproval",
    "Survey",
    "Target",
    "TargetList",
    "Tie",
    "Visit",
    "VisitPhoto",
]
