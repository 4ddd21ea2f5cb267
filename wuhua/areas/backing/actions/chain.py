"""Verbs of core firms: register one, set its cap, enter what it confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.backing.actions.common import locked_firm, trace
from wuhua.areas.backing.models import Confirmation, CoreFirm
from wuhua.areas.backing.rules import BackingRefusal, ConfirmationKind, check_words, may_confirm, may_keep
from wuhua.areas.backing.rules.names import check_amount, check_code, check_due
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import clock


@transaction.atomic
def open_core_firm(
    *, actor: Officer, business_date: date, code: str, name: str, credit_code: str = "", cap: int | None = None
) -> CoreFirm | Refused:
    """登记核心企业: with a cap of its own, or under the bank's common one."""
    code = code.strip()
    refused = may_keep(actor) or check_code(code, "核心企业编号") or check_words(name, "name", "核心企业名称")
    refused = refused or (check_amount(cap, "cap") if cap is not None else None)
    if refused is None and CoreFirm.objects.filter(code=code).exists():
        refused = Refused(BackingRefusal.NUMBER_TAKEN, f"核心企业编号 {code} 已有。", "请换一个编号。", "code")
    if refused is not None:
        return refused

    # After this line the firm must be registered.
    made = CoreFirm.objects.create(
        code=code, name=name.strip(), credit_code=credit_code.strip(), cap=cap, opened_on=business_date,
        opened_by=actor.number,
    )  # fmt: skip
    trace(actor.number, business_date, "core_opened", f"core:{code}", {"name": made.name, "cap": cap})
    return made


@transaction.atomic
def put_cap(*, actor: Officer, business_date: date, code: str, cap: int, words: str) -> CoreFirm | Refused:
    """调整上限: below what is outstanding it only stops new loans. Who, when, from what to what stands in the trail."""
    refused = may_keep(actor) or check_words(words, "words", "调整依据")
    if refused is None and not 0 <= cap <= 10**13:
        refused = Refused(BackingRefusal.AMOUNT_NOT_POSITIVE, "上限不能为负数。", "请核对金额。", "cap")
    firm = refused or locked_firm(code)
    if isinstance(firm, Refused):
        return firm

    # After this line the cap must stand.
    before, firm.cap = firm.cap, cap
    firm.save(update_fields=["cap"])
    trace(actor.number, business_date, "core_cap", f"core:{code}", {"from": before, "to": cap, "words": words.strip()})
    return firm


@dataclass(frozen=True, slots=True)
class NewConfirmation:
    """What the core firm confirmed it will pay this customer, and when."""

    number: str
    customer: str
    kind: ConfirmationKind
    amount: int
    due: date
    words: str = ""


@transaction.atomic
def confirm(*, actor: Officer, business_date: date, code: str, new: NewConfirmation) -> Confirmation | Refused:
    """登记确认: by who does not lead the case; a number once."""
    number = new.number.strip()
    refused = may_confirm(actor) or check_words(number, "number", "确认编号") or check_amount(new.amount)
    view = refused or check_due(new.due, business_date) or customers.customer_for(actor, new.customer.strip())
    if isinstance(view, Refused):
        return view
    firm = locked_firm(code)
    if isinstance(firm, Refused):
        return firm
    if Confirmation.objects.filter(pk=number).exists():
        return Refused(BackingRefusal.NUMBER_TAKEN, f"确认编号 {number} 已登记。", "请核对确认书。", "number")

    # After this line the confirmation must stand.
    made = Confirmation.objects.create(
        number=number, firm=firm, customer_id=view.id, kind=new.kind, amount=new.amount, due=new.due,
        words=new.words.strip(), confirmed_on=business_date, actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    trace(actor.number, business_date, "core_confirmed", f"core:{code}", {"number": number, "amount": new.amount})
    return made
