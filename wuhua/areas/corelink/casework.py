"""A cleared case is paid: its note comes into being here, or is handed over to the core to be made there (practice 3).

Money, the case's last step and both traces are one transaction: there is no moment at which one is done and not the other.
Beside the core a case waits as cleared, with its hand-over's number, until the core's note is opened here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.backing import actions as backing
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster, PurposeCategory
from wuhua.areas.corelink import actions
from wuhua.areas.customer.read import kept
from wuhua.areas.origination import actions as origination
from wuhua.areas.origination import read as cases
from wuhua.areas.origination.read import contracts, ending
from wuhua.areas.origination.rules import CaseState, OriginationRefusal
from wuhua.areas.product import read as products
from wuhua.areas.servicing import entrusted
from wuhua.areas.servicing.actions import NoteTerms
from wuhua.areas.servicing.rules import IssueType, Purpose, RateType
from wuhua.core.days import add_months
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import numbering
from wuhua.platform.once import once

LINES = ("CREDIT_CARD_LINE",)
"""Products whose case ends in a line and not in money."""


def pay(now: origination.Now, number: str, key: str) -> dict[str, Any] | Refused:
    """出账: by the accountant, once. Answers the note here, or the hand-over on its way."""

    def act() -> dict[str, Any] | Refused:
        case = cases.case_for(now.actor, number)
        if isinstance(case, Refused):
            return case
        terms = terms_of(case, now.day)
        if isinstance(terms, Refused):
            return terms
        refused = ending.check(case, terms.maturity, now.day) or backing.commit(
            actor=now.actor.number, business_date=now.day, case=case, amount=terms.amount, maturity=terms.maturity
        )
        if refused is not None:
            return refused
        core = compliance.ledger_master(now.day) is LedgerMaster.CORE
        told = origination.handed(now, number) if core else origination.funded(now, number, terms.number)
        if isinstance(told, Refused):
            return told
        done = actions.pay_out(actor=now.actor.number, business_date=now.day, key=f"case/{number}", terms=terms)
        if isinstance(done, Refused):
            return done
        refused = _pay_on(now, case, "" if core else terms.number)
        return refused or {"case": number, **done}

    try:
        with transaction.atomic():
            return once(f"pay/{now.actor.number}/{key}", {"case": number}, act)
    except Refuse as no:
        return no.refused


def _pay_on(now: origination.Now, case: Any, note: str) -> Refused | None:
    """受托支付: the order is written with the money; beside the core the core carries it out."""
    order = origination.order_payment(now, case, note)
    if order is None or not note:
        return None
    return entrusted.pay_on(
        actor=now.actor.number, business_date=now.day, key=f"case/{case.pk}/{case.turn}", account=order.account,
        amount=order.amount, payee=order.payee,
    )  # fmt: skip


def terms_of(case: Any, day: date) -> NoteTerms | Refused:
    """The note as the contract says it. What was not decided, or not signed, has no terms."""
    contract = contracts.contract_of(case)
    if case.state != CaseState.CLEARED or contract is None or case.approved_amount is None:
        return Refused(OriginationRefusal.STEP_NOT_NEXT, "该笔业务尚未通过放款审核。", "请放款审核岗先审核。", "state")
    if case.product in LINES:
        return Refused(OriginationRefusal.STEP_NOT_NEXT, "授信卡不放款,凭批复开卡后支用。", "请办理开卡。", "product")
    sheet, product = products.sheet(case.product, case.opened_on), products.product(case.product)
    if isinstance(sheet, Refused) or isinstance(product, Refused):
        return sheet if isinstance(sheet, Refused) else product  # type: ignore[return-value]
    purpose = compliance.purpose(case.purpose)
    consumption = not isinstance(purpose, Refused) and purpose.category == PurposeCategory.CONSUMPTION
    assert case.approved_months is not None and case.approved_rate is not None  # noqa: S101  # the database holds it
    return NoteTerms(
        number=f"JD{day:%Y}{numbering.next_number('note'):07d}", contract=contract.number, account=case.account,
        product=case.product, managing_rm=kept.keeper_of(case.customer_id) or case.lead, amount=case.approved_amount,
        rate=case.approved_rate, maturity=add_months(day, case.approved_months), method=case.method,
        settlement=str(sheet.standard["settlement"]), security=case.security, use=case.use, industry=case.industry,
        region=case.region, purpose=Purpose.CONSUMPTION if consumption else Purpose.BUSINESS, payout=case.payout,
        issue_type=IssueType.NEW, farm=product.farm,
        rate_type=RateType.LPR if "LPR_1Y" in compliance.parameters(day).values else RateType.BENCHMARK,
    )  # fmt: skip
