"""Tables of compliance, a noun a file."""

from wuhua.areas.compliance.models.conduct import ConductFinding, FeeCharge, ProductSale
from wuhua.areas.compliance.models.disclosures import Disclosure
from wuhua.areas.compliance.models.parameters import DateSpan, FeeCode, Purpose, RuleParameter

__all__ = [
    "ConductFinding",
    "DateSpan",
    "Disclosure",
    "FeeCharge",
    "FeeCode",
    "ProductSale",
    "Purpose",
    "RuleParameter",
]
