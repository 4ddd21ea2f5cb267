"""Tables of compliance, a noun a file."""

from wuhua.areas.compliance.models.parameters import DateSpan, FeeCode, Purpose, RuleParameter

__all__ = [
    "DateSpan",
    "FeeCode",
    "Purpose",
    "RuleParameter",
]
