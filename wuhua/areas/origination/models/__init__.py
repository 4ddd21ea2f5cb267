"""Tables of origination, a noun a file. Amounts are whole fen; rates 10⁻⁷ a year; times carry their zone."""

from wuhua.areas.origination.models.case import Case, CaseHand, CaseStep, ChecklistChoice
from wuhua.areas.origination.models.contract import Contract, PaymentOrder
from wuhua.areas.origination.models.decision import (
    Ballot,
    CaseException,
    Consultation,
    Decision,
    Mandate,
    RefusalLook,
    Review,
    StaffTie,
    VoteCall,
)
from wuhua.areas.origination.models.evidence import CaseItem, CasePaper, SalesEstimate, SiteLine
from wuhua.areas.origination.models.printing import CasePrintout
from wuhua.areas.origination.models.record import Application

__all__ = [
    "Application",
    "Ballot",
    "Case",
    "CaseException",
    "CaseHand",
    "CaseItem",
    "CasePaper",
    "CasePrintout",
    "CaseStep",
    "ChecklistChoice",
    "Consultation",
    "Contract",
    "Decision",
    "Mandate",
    "PaymentOrder",
    "RefusalLook",
    "Review",
    "SalesEstimate",
    "SiteLine",
    "StaffTie",
    "VoteCall",
]
