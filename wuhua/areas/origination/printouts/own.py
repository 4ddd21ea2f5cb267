"""What a customer does about its own contracts on its phone: reads them, takes the text, signs from afar where that is allowed.

The gate is the customer: only its own contracts of the case's present turn are ever found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import F

from wuhua.areas.origination.actions.signing import may_sign_afar, sign_own
from wuhua.areas.origination.models import Case, Contract
from wuhua.areas.origination.printouts.read import text_of
from wuhua.areas.origination.rules import CaseState, OriginationRefusal
from wuhua.areas.origination.signatures import OneTimeCode
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

OVER = (CaseState.REJECTED, CaseState.WITHDRAWN)


def contracts_of(customer: int) -> list[Contract]:
    """Its contracts, the newest first. One query."""
    rows = Contract.objects.filter(case__customer_id=customer, turn=F("case__turn")).exclude(case__state__in=OVER)
    return list(rows.select_related("case", "document").order_by("-drawn_on", "-number"))


def contract_of(customer: int, number: str) -> Contract | None:
    """One of them."""
    return next((each for each in contracts_of(customer) if each.number == number), None)


def text(contract: Contract) -> bytes:
    """The contract byte for byte as it was kept."""
    return text_of(contract)


def what(contract: Contract) -> str:
    """What a code for signing is bound to: this number and this very text."""
    return f"sign/{contract.number}/{contract.digest}"


def may_sign(contract: Contract, on: date, at: datetime) -> Refused | None:
    """Whether it still waits to be signed and may be without a meeting."""
    if contract.signed_at is None and CaseState(contract.case.state) is CaseState.APPROVED:
        return may_sign_afar(contract.case, on, at, _self(""))
    return Refused(OriginationRefusal.CONTRACT_MISSING, "这份合同不是待签署状态。", "请联系客户经理。", "contract")


def sign(
    *, customer: int, number: str, contract: str, day: date, at: datetime, code: str,
    spend: Callable[[str], Refused | None],
) -> Case | Refused:  # fmt: skip
    """签署: `spend` uses up the code that was sent to this customer for `what` of this contract."""
    return sign_own(
        customer=customer, actor=_self(number), contract=contract, day=day, at=at, code=code, by=OneTimeCode(spend)
    )


def _self(number: str) -> Officer:
    """The customer as it stands in the trail: no post, no branch, nothing it may do beyond this."""
    return Officer(f"customer:{number}", "", "", frozenset(), None)
