"""Tables of market, a noun a file. Amounts are whole fen; degrees are exact decimals."""

from wuhua.areas.market.models.batch import BatchLine, BatchWord, CreditBatch, PreApproval
from wuhua.areas.market.models.feedback import Feedback
from wuhua.areas.market.models.field import FollowUp, PainPoint, Visit, VisitPhoto
from wuhua.areas.market.models.lists import ContactNote, EntryStep, Lead, ListEntry, PlannedStop, TargetList
from wuhua.areas.market.models.partners import (
    AgreementStep,
    Alliance,
    AllianceBenefit,
    AllianceMember,
    Milestone,
    ServiceTake,
    StrategicNote,
    StrategicTarget,
)
from wuhua.areas.market.models.places import Placement, Tie
from wuhua.areas.market.models.printing import CountyPrintout
from wuhua.areas.market.models.tiers import CustomerTier, TierOwner, TierRun
from wuhua.areas.market.models.visit import (
    Agreement,
    CustomerFile,
    Survey,
    Target,
)

__all__ = [
    "Agreement",
    "AgreementStep",
    "Alliance",
    "AllianceBenefit",
    "AllianceMember",
    "BatchLine",
    "BatchWord",
    "ContactNote",
    "CountyPrintout",
    "CreditBatch",
    "CustomerFile",
    "CustomerTier",
    "EntryStep",
    "Feedback",
    "FollowUp",
    "Lead",
    "ListEntry",
    "Milestone",
    "PainPoint",
    "Placement",
    "PlannedStop",
    "PreApproval",
    "ServiceTake",
    "StrategicNote",
    "StrategicTarget",
    "Survey",
    "Target",
    "TargetList",
    "Tie",
    "TierOwner",
    "TierRun",
    "Visit",
    "VisitPhoto",
]
