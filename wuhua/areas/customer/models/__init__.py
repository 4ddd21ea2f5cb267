"""Tables of customer, a noun a file. Amounts are whole fen. Personal numbers are stored sealed, blind and masked, never plain."""

from wuhua.areas.customer.models.complaints import Complaint, ComplaintStep
from wuhua.areas.customer.models.customer import (
    AccountFlow,
    Customer,
    PowerRecord,
    RegistryRecord,
    SourceRecord,
    Standing,
    TaxRecord,
    WageRecord,
)
from wuhua.areas.customer.models.filing import (
    Document,
    FileItem,
    Handover,
    HandoverSignature,
    Holding,
    Relation,
)
from wuhua.areas.customer.models.linkage import Link, LinkRun, LinkStep, Merge
from wuhua.areas.customer.models.portal import Message, PortalCode, PortalRequest, PortalSession
from wuhua.areas.customer.models.sources import CourtRecord, CreditReport, ReportView, RosterRecord

__all__ = [
    "AccountFlow",
    "Complaint",
    "ComplaintStep",
    "CourtRecord",
    "CreditReport",
    "Customer",
    "Document",
    "FileItem",
    "Handover",
    "HandoverSignature",
    "Holding",
    "Link",
    "LinkRun",
    "LinkStep",
    "Merge",
    "Message",
    "PortalCode",
    "PortalRequest",
    "PortalSession",
    "PowerRecord",
    "RegistryRecord",
    "Relation",
    "ReportView",
    "RosterRecord",
    "SourceRecord",
    "Standing",
    "TaxRecord",
    "WageRecord",
]
