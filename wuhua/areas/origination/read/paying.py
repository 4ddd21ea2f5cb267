"""待出账: cases whose money may go, oldest first, with what the accountant holds against the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.models import Case, CaseHand, Contract, PaymentOrder
from wuhua.areas.origination.read.gate import visible
from wuhua.areas.origination.rules import CasePart, CaseState, OriginationRefusal
from wuhua.areas.origination.rules.paying import Payment, check_payment
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """One cleared case: its contract, who audited it, and who sent it to the core, where somebody did."""

    case: Case
    contract: Contract | None
    audited_by: str
    sent_by: str


def may_pay(officer: Officer) -> Refused | None:
    """Whether this is the accountant, who neither grants nor collects."""
    if officer.holds(Role.ACCOUNTANT) and not officer.holds(Role.ADMIN):
        return None
    return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能出账。", "请由出账会计办理。")


def payment_of(case: Case) -> Payment:
    """How the loan of a case is to be paid."""
    return Payment(case.payout, case.account, case.payee, case.payee_account, case.payee_bank, case.payee_amount)


def hindered(case: Case, day: date) -> Refused | None:
    """What is not right about the payment of a decided case, by the line of the day."""
    return check_payment(payment_of(case), case.approved_amount or 0, compliance.fen("ENTRUST_FROM", day))


def orders_of(case: Case) -> list[PaymentOrder]:
    """What was paid on to payees out of this case's loan."""
    return list(case.payments.order_by("id"))


def waiting(officer: Officer, most: int = 100) -> list[Waiting]:
    """The cleared cases in sight. Three queries."""
    rows = visible(officer).filter(state=CaseState.CLEARED).select_related("customer", "application")
    cases = list(rows.order_by("application__submitted", "pk")[:most])
    keys = [each.pk for each in cases]
    signed = {(each.case_id, each.turn): each for each in Contract.objects.filter(case_id__in=keys)}
    hands = CaseHand.objects.filter(case_id__in=keys, part__in=(CasePart.DISB_AUDIT, CasePart.PAY))
    had = {(each.case_id, each.part): each.staff for each in hands}
    return [
        Waiting(
            each, signed.get((each.pk, each.turn)), had.get((each.pk, CasePart.DISB_AUDIT.value), ""),
            had.get((each.pk, CasePart.PAY.value), ""),
        )
        for each in cases
    ]  # fmt: skip


def product_of(officer: Officer, number: str) -> str:
    """The product of a case in sight; empty for one that is not."""
    return visible(officer).filter(pk=number).values_list("product", flat=True).first() or ""
