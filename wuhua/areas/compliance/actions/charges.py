"""Verbs of fees and of sales beside loans: ask, give the second key, record what a borrower bought or placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.compliance.models import FeeCharge, FeeCode, ProductSale
from wuhua.areas.compliance.read.conduct import charged
from wuhua.areas.compliance.read.notices import disclosed
from wuhua.areas.compliance.read.parameters import catalogued
from wuhua.areas.compliance.rules import FeeStance, charges, conduct
from wuhua.areas.compliance.rules.charges import Charge, ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import ConductRefusal, SaleKind
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic, check_disclosed
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.customer.rules import CustomerKind, SizeClass
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

ASKERS = (
    Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.ACCOUNTANT, Role.DISB_AUDITOR,
    Role.COMPLIANCE,
)  # fmt: skip
"""Who registers fees and sales: those at the desk where they arise."""


def may_register(actor: Officer) -> Refused | None:
    """Those at the desk where a fee or a sale arises."""
    if actor.holds(*ASKERS):
        return None
    return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "您的岗位不能登记收费或销售。", "请由经办岗或合规岗登记。")


def is_small(view: CustomerView) -> bool:
    """The small-and-micro universe of domain 2.1: small and micro firms, self-employed, owners. An unknown size is
    protected: it counts as small.
    """
    if view.kind in (CustomerKind.MERCHANT, CustomerKind.OWNER):
        return True
    return view.size_class not in (SizeClass.LARGE, SizeClass.MEDIUM)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the all-in cost is reckoned from, where the caller knows it: fen, rates in 10⁻⁷, days of the loan.

    `also` are other numbers of the same loan under which fees were registered: the case a note came from.
    """

    principal: int
    rate: int
    days: int
    priced: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A fee on a loan. `subject` is the upper room's own number."""

    subject: str
    customer: str
    fee: str
    amount: int
    payer: Payer = Payer.BORROWER
    syndicated: bool = False
    at_disbursement: bool = True
    service_words: str = ""
    service_paper: str = ""
    service_on: date | None = None
    terms: Terms | None = None


def _seen(actor: Officer, customer: str) -> CustomerView | Refused:
    view = customers.customer_for(actor, customer.strip())
    if not isinstance(view, Refused):
        return view
    return Refused(
        ConductRefusal.CONDUCT_CUSTOMER_UNKNOWN, "没有这个客户,或您无权查看。", "请核对客户编号。", "customer"
    )


def _charge(new: NewCharge, view: CustomerView, fee: FeeCode) -> Charge:
    return Charge(
        fee.code, fee.name, FeeStance(fee.stance), new.amount, is_small(view), new.payer, new.syndicated,
        new.at_disbursement, new.service_words, new.service_paper, new.service_on,
    )  # fmt: skip


def _all_in(new: NewCharge) -> Refused | None:
    """NO4 over every fee the borrower pays at disbursement of this loan, those on record and the one asked for."""
    if new.terms is None or new.payer is Payer.BANK_PAYS or not new.at_disbursement:
        return None
    told = new.terms
    fees = new.amount + charged((new.subject.strip(), *told.also))
    return conduct.check_all_in(told.rate, fees, told.principal, told.days, told.priced)


@transaction.atomic
def charge_fee(*, actor: Officer, business_date: date, new: NewCharge) -> FeeCharge | Refused:
    """登记收费: refused by name, or standing; a limited one waits for another person's key."""
    refused = may_register(actor)
    if refused is not None:
        return refused
    view, fee = _seen(actor, new.customer), catalogued(new.fee.strip())
    if isinstance(view, Refused) or isinstance(fee, Refused):
        return view if isinstance(view, Refused) else fee  # type: ignore[return-value]
    asked = _charge(new, view, fee)
    refused = (
        conduct.check_words(new.subject, "借据号或业务编号", "subject", 1)
        or charges.check_charge(asked, business_date)
        or check_disclosed(DisclosureTopic.FEE_ITEMS, disclosed(business_date))
        or _all_in(new)
    )
    if refused is not None:
        return refused

    # After this line the fee must stand, or wait for its second key.
    limited = charges.waits(asked)
    made = FeeCharge.objects.create(
        subject=new.subject.strip(), customer_id=view.id, fee=fee, amount=new.amount, payer=new.payer, small=asked.small,
        syndicated=new.syndicated, at_disbursement=new.at_disbursement, limited=limited,
        service_words=new.service_words.strip(), service_paper=new.service_paper.strip(), service_on=new.service_on,
        asked_by=actor.number, asked_on=business_date, recorded_at=clock.now(),
        state=ChargeState.CHARGE_ASKED if limited else ChargeState.CHARGE_STANDS,
    )  # fmt: skip
    after = {"fee": fee.code, "amount": new.amount, "subject": made.subject, "state": made.state}
    _record(actor, business_date, "fee_registered", f"fee_charge:{made.pk}", after)
    return made


@transaction.atomic
def decide_charge(
    *, actor: Officer, business_date: date, number: int, approve: bool, words: str
) -> FeeCharge | Refused:
    """两限第二人审批: by compliance, never by who asked."""
    if not actor.holds(Role.COMPLIANCE):
        return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "只有合规岗可以审批收费。", "请提交合规岗审批。")
    row = FeeCharge.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return Refused(ConductRefusal.CHARGE_UNKNOWN, "没有这笔收费。", "请从收费列表中选择。", "number")
    refused = charges.check_second(ChargeState(row.state), row.asked_by, actor.number) or conduct.check_words(
        words, "审批意见"
    )
    if refused is not None:
        return refused

    # After this line the decision must stand.
    row.state = ChargeState.CHARGE_STANDS if approve else ChargeState.CHARGE_REFUSED
    row.decided_by, row.decided_on, row.decision = actor.number, business_date, words.strip()
    row.save(update_fields=["state", "decided_by", "decided_on", "decision"])
    _record(actor, business_date, "fee_decided", f"fee_charge:{row.pk}", {"state": row.state})
    return row


@dataclass(frozen=True, slots=True)
class NewSale:
    """What a borrower bought or placed, its signature and cooling-off with their papers."""

    customer: str
    kind: SaleKind
    product: str
    amount: int
    day: date
    sold_by: str
    own_money: int = 0
    signed_on: date | None = None
    signature_paper: str = ""
    cooled_until: date | None = None
    cooling_paper: str = ""


@transaction.atomic
def record_sale(*, actor: Officer, business_date: date, new: NewSale) -> ProductSale | Refused:
    """登记销售: with its papers or without; what is missing beside a loan is flagged by the next look at the book."""
    refused = may_register(actor)
    if refused is not None:
        return refused
    view = _seen(actor, new.customer)
    if isinstance(view, Refused):
        return view
    refused = conduct.check_words(new.product, "产品名称", "product", 1) or _check_sale(new, business_date)
    if refused is not None:
        return refused

    # After this line the sale must be on record.
    made = ProductSale.objects.create(
        customer_id=view.id, kind=new.kind, product=new.product.strip(), amount=new.amount, day=new.day,
        own_money=new.own_money, sold_by=new.sold_by.strip(), signed_on=new.signed_on,
        signature_paper=new.signature_paper.strip(), cooled_until=new.cooled_until,
        cooling_paper=new.cooling_paper.strip(), recorded_by=actor.number, business_date=business_date,
        recorded_at=clock.now(),
    )  # fmt: skip
    after = {"kind": new.kind, "amount": new.amount, "day": new.day, "customer": view.number}
    _record(actor, business_date, "sale_recorded", f"sale:{made.pk}", after)
    return made


def _check_sale(new: NewSale, on: date) -> Refused | None:
    if new.amount <= 0 or new.amount >= 10**15 or not 0 <= new.own_money < 10**15:
        return Refused(ConductRefusal.CONDUCT_AMOUNT_WRONG, "金额不合理。", "请填写大于零的金额。", "amount")
    if new.day > on or (new.signed_on is not None and new.signed_on > on):
        return Refused(ConductRefusal.CONDUCT_DAY_WRONG, "日期晚于今天。", "请填写今天或以前的日期。", "day")
    for day, paper, field in (
        (new.signed_on, new.signature_paper, "signature_paper"),
        (new.cooled_until, new.cooling_paper, "cooling_paper"),
    ):
        if (day is None) != (not paper.strip()):
            return Refused(
                ConductRefusal.CONDUCT_WORDS_MISSING, "日期与凭证编号须同时填写。", "请补全,或两项都留空。", field
            )
    return None


def _record(actor: Officer, on: date, what: str, subject: str, after: dict[str, object]) -> None:
    audit.record(actor=actor.number, business_date=on, action=f"compliance.{what}", subject=subject, after=after)
