"""支付安排: the account, the way of payment and the payee, until the contract is drawn; the order by which the payee was paid."""

from __future__ import annotations

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.actions.common import SUBJECT, Now
from wuhua.areas.origination.actions.looking import working
from wuhua.areas.origination.models import Case, PaymentOrder
from wuhua.areas.origination.read import contracts, paying
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.origination.rules.paying import CasePayout, Payment, check_payment
from wuhua.core.refuse import Refused
from wuhua.platform import audit


@transaction.atomic
def arrange(
    now: Now, number: str, account: str, payout: str, payee: str = "", payee_account: str = "", payee_bank: str = "",
    payee_amount: int = 0,
) -> Case | Refused:  # fmt: skip
    """支付安排: by its investigators, before the contract that states it is drawn."""
    case = working(now, number)
    if isinstance(case, Refused):
        return case
    said = Payment(payout, account.strip(), payee.strip(), payee_account.strip(), payee_bank.strip(), payee_amount)
    if payout == CasePayout.SELF:
        said = Payment(payout, said.account)
    refused = check_payment(said, case.approved_amount or case.amount, compliance.fen("ENTRUST_FROM", now.day))
    if now.actor.number not in (case.lead, case.co):
        refused = Refused(
            OriginationRefusal.NOT_THE_HOLDER, "支付安排由调查人登记。", "请由主办或协办客户经理登记。", "number"
        )
    if contracts.contract_of(case) is not None:
        refused = Refused(
            OriginationRefusal.PAYMENT_NOT_ALLOWED, "合同已按原支付安排出具。", "确需更改的,请退回后重新出具合同。", "payout"
        )  # fmt: skip
    if refused is not None:
        return refused

    # After this line the arrangement must stand.
    case.account, case.payout, case.payee = said.account, said.payout, said.payee
    case.payee_account, case.payee_bank, case.payee_amount = said.payee_account, said.payee_bank, said.part
    case.save(update_fields=["account", "payout", "payee", "payee_account", "payee_bank", "payee_amount"])
    audit.record(
        actor=now.actor.number, business_date=now.day, action="origination.payment_arranged", subject=f"{SUBJECT}{case.pk}",
        after={"payout": said.payout, "payee": said.payee, "part": said.part},
    )  # fmt: skip
    return case


def order(now: Now, case: Case, note: str) -> PaymentOrder | None:
    """受托支付单: written with the money, in its transaction; None where the borrower pays himself."""
    amount = paying.payment_of(case).entrusted(case.approved_amount or 0)
    if not amount:
        return None
    made = PaymentOrder.objects.create(
        case=case, turn=case.turn, payee=case.payee, payee_account=case.payee_account, payee_bank=case.payee_bank,
        amount=amount, account=case.account, note=note, paid_by=now.actor.number, paid_on=now.day,
    )  # fmt: skip
    audit.record(
        actor=now.actor.number, business_date=now.day, action="origination.payee_paid", subject=f"{SUBJECT}{case.pk}",
        after={"payee": case.payee, "amount": amount, "order": made.pk},
    )  # fmt: skip
    return made
