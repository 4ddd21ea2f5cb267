"""Verbs of compliance, a noun a file."""

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
    "SHIPPED_BY",
    "change_parameter",
    "ensure_seeded",
    "put_bank_name",
    "put_capital",
]
