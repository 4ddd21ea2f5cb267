"""Verbs of customer, a noun a file: load what a bank brings, open a file, show what is masked."""

from wuhua.areas.customer.actions.file import (
    NewCustomer,
    load_customers,
    load_flows,
    load_power,
    load_registry,
    load_tax,
    load_wages,
    open_file,
    unmask,
)
from wuhua.areas.customer.standing import write_standing

__all__ = [
    "NewCustomer",
    "load_customers",
    "load_flows",
    "load_power",
    "load_registry",
    "load_tax",
    "load_wages",
    "open_file",
    "unmask",
    "write_standing",
]
