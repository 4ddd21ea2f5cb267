"""Verbs of compliance, a noun a file."""

from wuhua.areas.compliance.actions.charges import (
    NewCharge,
    NewSale,
    Terms,
    charge_fee,
    decide_charge,
    is_small,
    may_register,
    record_sale,
)
from wuhua.areas.compliance.actions.disclosures import draft_disclosure, drop_disclosure, publish_disclosure
from wuhua.areas.compliance.actions.findings import (
    NewFinding,
    close_finding,
    may_scan,
    raise_finding,
    write_findings,
    write_findings_of_day,
)
from wuhua.areas.compliance.actions.loading import load_sales
from wuhua.areas.compliance.actions.parameters import (
    BANK_NAME,
    CAPITAL,
    SHIPPED_BY,
    change_parameter,
    ensure_seeded,
    put_bank_name,
    put_capital,
)

__all__ = [
    "BANK_NAME",
    "CAPITAL",
    "NewCharge",
    "NewFinding",
    "NewSale",
    "SHIPPED_BY",
    "Terms",
    "change_parameter",
    "charge_fee",
    "close_finding",
    "decide_charge",
    "draft_disclosure",
    "drop_disclosure",
    "ensure_seeded",
    "is_small",
    "load_sales",
    "may_register",
    "may_scan",
    "publish_disclosure",
    "put_bank_name",
    "put_capital",
    "raise_finding",
    "record_sale",
    "write_findings",
    "write_findings_of_day",
]
