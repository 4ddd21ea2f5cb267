"""A cleared case of the card becomes a line and a card: the case's last step and the opening are one transaction.

The grant is written off the case's own decision and signed contract; nothing of it is typed again. And what a case of the
five steps asks of the loan book is complete only here: what is owed, with what cards leave undrawn (`outside`).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from wuhua.areas.backing.read import asked
from wuhua.areas.corelink import casework as loans
from wuhua.areas.creditline import read
from wuhua.areas.creditline.actions import opening
from wuhua.areas.creditline.rules import PRODUCT, CardRefusal, Grant
from wuhua.areas.customer.read import kept
from wuhua.areas.origination import actions as origination
from wuhua.areas.origination import read as cases
from wuhua.areas.origination.read import contracts, paying
from wuhua.areas.origination.read.figures import Outside
from wuhua.areas.origination.rules import CaseState, OriginationRefusal, SignWay
from wuhua.areas.product import read as products
from wuhua.areas.servicing import casework as book
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform.once import once


def open_from_case(now: origination.Now, number: str, key: str) -> dict[str, Any] | Refused:
    """凭批复开卡: by the accountant, once; the case is done when the line stands, the money comes with the first draw."""

    def act() -> dict[str, Any] | Refused:
        case = cases.case_for(now.actor, number)
        grant = case if isinstance(case, Refused) else grant_of(case)
        if isinstance(grant, Refused):
            return grant
        made = opening.opened(now.actor, now.day, grant, asked_by=grant.managing_rm)
        if isinstance(made, Refused):
            return made
        told = origination.funded(now, number, str(made["note"]))
        return told if isinstance(told, Refused) else {"case": number, **made}

    try:
        with transaction.atomic():
            return once(f"card/{now.actor.number}/{key}", {"case": number}, act)
    except Refuse as no:
        return no.refused


def pay_case(now: origination.Now, number: str, key: str) -> dict[str, Any] | Refused:
    """出账或开卡: whichever the case is about; the entrances' one way. Only the accountant gets this far."""
    refused = paying.may_pay(now.actor)
    if refused is not None:
        return refused
    if paying.product_of(now.actor, number) in loans.LINES:
        return open_from_case(now, number, key)
    return loans.pay(now, number, key)


def grant_of(case: Any) -> Grant | Refused:
    """What the case approved and the customer signed."""
    contract, decision = contracts.contract_of(case), contracts.decision_of(case)
    if case.product != PRODUCT:
        return Refused(
            CardRefusal.GRANT_UNFIT, f"产品 {case.product} 不是授信卡。", "请按该产品的流程放款。", "product"
        )
    if case.state != CaseState.CLEARED or contract is None or decision is None:
        return Refused(OriginationRefusal.STEP_NOT_NEXT, "该笔业务尚未通过放款审核。", "请放款审核岗先审核。", "state")
    sheet = products.sheet(case.product, case.opened_on)
    if isinstance(sheet, Refused):
        return sheet
    face_to_face = contract.sign_way == SignWay.FACE_TO_FACE
    return Grant(
        case=case.pk, customer=case.customer.number, limit=decision.amount, months=decision.months, rate=decision.rate,
        account=case.account, managing_rm=kept.keeper_of(case.customer_id) or case.lead, first_responsible=case.lead,
        face_to_face=face_to_face, approved_by=decision.decided_by, use=case.use, industry=case.industry,
        region=case.region, security=case.security, settlement=str(sheet.standard["settlement"]),
        signature="" if face_to_face else contract.signature,
    )  # fmt: skip


def outside() -> Outside:
    """What every entrance hands to the verbs of a case."""
    return Outside(owed=read.owed, accounts=book.accounts, backed=asked.backed, stands=asked.stands)
