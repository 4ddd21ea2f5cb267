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
from wuhua.areas.customer.actions.filing import (
    NewPaper,
    add_document,
    add_holding,
    remove_holding,
    withdraw_document,
    write_items,
)
from wuhua.areas.customer.actions.handover import NewHandover, open_handover, sign_handover, stop_handover
from wuhua.areas.customer.actions.linkage import NewRun, Written, decide_link, write_links
from wuhua.areas.customer.actions.relations import NewRelation, tie, untie
from wuhua.areas.customer.actions.sources import load_court, load_credit_reports, load_rosters, open_report
from wuhua.areas.customer.standing import write_standing

__all__ = [
    "NewCustomer",
    "NewHandover",
    "NewPaper",
    "NewRelation",
    "NewRun",
    "Written",
    "add_document",
    "add_holding",
    "decide_link",
    "load_court",
    "load_credit_reports",
    "load_customers",
    "load_flows",
    "load_power",
    "load_registry",
    "load_rosters",
    "load_tax",
    "load_wages",
    "open_file",
    "open_handover",
    "open_report",
    "remove_holding",
    "sign_handover",
    "stop_handover",
    "tie",
    "unmask",
    "untie",
    "withdraw_document",
    "write_items",
    "write_links",
    "write_standing",
]
