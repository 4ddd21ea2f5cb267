"""Questions to compliance: what holds on a day. A run asks `parameters` once and keeps the answer."""

from wuhua.areas.compliance.read.parameters import (
    COUNTER,
    class_limits,
    counter,
    counter_by,
    fee,
    fen,
    history,
    ledger_master,
    parameter,
    parameters,
    purpose,
    purposes,
    ruleset_on,
    step,
    values_of,
    whole,
)

__all__ = [
    "COUNTER",
    "class_limits",
    "counter",
    "counter_by",
    "fee",
    "fen",
    "history",
    "ledger_master",
    "parameter",
    "parameters",
    "purpose",
    "purposes",
    "ruleset_on",
    "step",
    "values_of",
    "whole",
]
