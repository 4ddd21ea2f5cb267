"""The contract of a case, and whether it says what was decided."""

from __future__ import annotations

from typing import Any

from wuhua.areas.origination.models import Case, Contract, Decision


def decision_of(case: Case) -> Decision | None:
    """The decision of this turn."""
    return case.decisions.filter(turn=case.turn).first()


def contract_of(case: Case) -> Contract | None:
    """The contract of this turn."""
    return case.contracts.filter(turn=case.turn).first()


def terms_of(case: Case) -> dict[str, Any]:
    """What a contract must say: the decision's figures and the case's own words."""
    return {
        "amount": case.approved_amount, "months": case.approved_months, "rate": case.approved_rate,
        "purpose": case.purpose, "use": case.use, "method": case.method, "security": case.security,
        "product": case.product, "payout": case.payout, "payee": case.payee, "payee_account": case.payee_account,
        "payee_bank": case.payee_bank, "payee_amount": case.payee_amount, "account": case.account,
    }  # fmt: skip


def compared(case: Case) -> dict[str, Any]:
    """合同审查, the machine's part: every term against the decision, and the signature; `stops` says what is not so."""
    contract = contract_of(case)
    if contract is None or contract.signed_at is None:
        return {"stops": "没有已签署的合同。"}
    wanted = terms_of(case)
    known = {
        name: value for name, value in wanted.items() if value or name in contract.terms
    }  # younger words may be missing
    apart = sorted(name for name, value in known.items() if contract.terms.get(name) != value)
    return {
        "contract": contract.number, "digest": contract.digest, "apart": apart,
        "stops": f"合同与批复不一致:{'、'.join(apart)}。" if apart else "",
    }  # fmt: skip
