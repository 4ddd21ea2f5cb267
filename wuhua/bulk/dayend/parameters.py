"""The rule parameters that hold on a day, read once and handed to the steps."""

from __future__ import annotations

from datetime import date

from wuhua.areas.classification import read as classification
from wuhua.areas.classification import rules
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.bulk.dayend.steps import Parameters


def of(day: date) -> Parameters:
    """Parameters of `day` by the rule set in force."""
    held = compliance.parameters(day)
    return Parameters(
        non_accrual_days=held.whole("NON_ACCRUAL_DAYS"),
        ruleset=held.ruleset.value,
        provision_pct={klass.value: held.whole(f"PROVISION_{klass.value}") for klass in rules.Klass},
        books=classification.books(held),
        collects=held.ledger_master() is LedgerMaster.WUHUA,
    )
