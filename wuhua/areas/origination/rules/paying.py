"""支付方式 (domain 2.11): how the money leaves the borrower's account, asked before the contract is drawn and before the money goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wuhua.areas.origination.rules.words import OriginationRefusal
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused


class CasePayout(StrEnum):
    """The borrower pays, the bank pays the named payee for him, or a part each."""

    SELF = "SELF"
    ENTRUSTED = "ENTRUSTED"
    MIXED = "MIXED"


@dataclass(frozen=True, slots=True)
class Payment:
    """How a loan is to be paid: into which account of the borrower, and what of it goes on to whom. Fen.

    `part` only where the two share it; an entrusted payment is the whole loan.
    """

    payout: str
    account: str
    payee: str = ""
    payee_account: str = ""
    payee_bank: str = ""
    part: int = 0

    def entrusted(self, amount: int) -> int:
        """What the bank pays out of a loan of this amount."""
        if self.payout == CasePayout.SELF:
            return 0
        return amount if self.payout == CasePayout.ENTRUSTED else self.part


def check_payment(said: Payment, amount: int, line: int) -> Refused | None:
    """A payee has a name, an account and a bank, and is not the borrower; above the line the borrower pays nothing himself.

    >>> check_payment(Payment("SELF", "62", ""), 500_001_00, 500_000_00).field
    'payout'
    >>> check_payment(Payment("MIXED", "62", "纸厂", "88", "县农行", 100_000_00), 500_000_00, 500_000_00) is None
    True
    """
    if said.payout not in set(CasePayout):
        return _no("没有这种支付方式。", "请选择自主支付、受托支付或混合支付。", "payout")
    if said.payout != CasePayout.SELF:
        refused = _payee(said, amount)
        if refused is not None:
            return refused
    if amount - said.entrusted(amount) > line:
        return _no(f"超过 {grouped(line)} 元须受托支付。", "请改为受托支付,并登记收款人和购销合同。", "payout")
    return None


def _payee(said: Payment, amount: int) -> Refused | None:
    for field, name in (("payee", "收款人"), ("payee_account", "收款人账号"), ("payee_bank", "收款人开户行")):
        if not getattr(said, field):
            return _no(f"受托支付没有登记{name}。", f"请在支付安排中登记{name}。", field)
    if said.payee_account == said.account:
        return _no("收款账号就是借款人自己的结算账户。", "请登记交易对手的账号。", "payee_account")
    if said.payout == CasePayout.MIXED and not 0 < said.part < amount:
        return _no("混合支付中受托的部分须大于零、小于借款金额。", "请核对受托支付金额。", "payee_amount")
    return None


def _no(reason: str, step: str, field: str) -> Refused:
    return Refused(OriginationRefusal.PAYMENT_NOT_ALLOWED, reason, step, field)
