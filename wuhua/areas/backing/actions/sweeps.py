"""回款归集 (A55): what a core firm pays for a customer repays the customer's loans on its word, the first to mature first.

The money comes onto the customer's settlement account and the loans are paid from there by servicing's own verbs: what is
due, then principal before its day, or the whole note where the receipt reaches. So the rest simply stays where it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.backing.actions.common import hold_number, locked_firm, trace
from wuhua.areas.backing.models import Sweep
from wuhua.areas.backing.read import chain
from wuhua.areas.backing.rules import BackingRefusal, check_words, may_pay
from wuhua.areas.backing.rules.names import check_amount
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import casework as loans
from wuhua.areas.servicing.rules import Over, Said, Verb
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock


def sweep_receipt(
    *, actor: Officer, business_date: date, receipt: str, code: str, customer: str, amount: int
) -> dict[str, Any] | Refused:
    """Book one receipt, once by its number: the same one again gets the same answer. Nothing stands where a part is refused."""
    try:
        with transaction.atomic():
            return _swept(actor, business_date, receipt.strip(), code, customer.strip(), amount)
    except Refuse as no:
        return no.refused


def _swept(actor: Officer, day: date, receipt: str, code: str, customer: str, amount: int) -> dict[str, Any] | Refused:
    refused = may_pay(actor) or compliance.counter(day) or check_words(receipt, "receipt", "回单编号")
    view = refused or check_amount(amount) or customers.customer_for(actor, customer)
    if isinstance(view, Refused):
        return view
    hold_number(receipt)
    firm = locked_firm(code)
    if isinstance(firm, Refused):
        return firm
    before = Sweep.objects.filter(pk=receipt).first()
    if before is not None:
        same = (before.firm_id, before.customer_id, before.amount) == (firm.pk, view.id, amount)
        return _told(before) if same else _taken(receipt)
    notes = loans.payable(
        sorted({note for _, who, _, _, note, _ in chain.notes_of([firm.pk]) if who == view.id and note})
    )
    if not notes:
        return Refused(
            BackingRefusal.NO_LOAN_TO_REPAY,
            "该客户没有以这家核心企业确认发放的在贷借据。",
            "请按普通存入办理。",
            "customer",
        )

    # After this line only the loan book may still say no; then nothing of it stands.
    account, left = notes[0].account, amount
    key = f"sweep/{receipt}"
    _good(servicing.deposit(actor=actor.number, business_date=day, key=key, account=account, amount=amount))
    applied = []
    for note in notes:
        paid = _paid(actor.number, day, key, note.number, left) if note.account == account else 0
        if paid:
            applied.append({"note": note.number, "amount": paid})
            left -= paid
    made = Sweep.objects.create(
        receipt=receipt, firm=firm, customer_id=view.id, account=account, amount=amount, applied=applied, rest=left,
        business_date=day, actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    trace(
        actor.number, day, "swept", f"core:{code}",
        {"receipt": receipt, "amount": amount, "applied": applied, "rest": left},
    )  # fmt: skip
    return _told(made)


def _paid(actor: str, day: date, key: str, note: str, left: int) -> int:
    """Pay so much of one note as there is money: all of it, or what is due and then principal. Answers what was paid."""
    owed = loans.owing(note, day)
    if owed is None or left <= 0:
        return 0

    def do(verb: Verb, fen: int) -> int:
        said = Said(amount=fen, over=Over.ACCOUNT)
        name = f"{key}/{note}/{verb.value}"
        _good(servicing.do(verb, actor=actor, business_date=day, key=name, note=note, said=said))
        return fen

    if left >= owed.payoff:
        return do(Verb.SETTLE, owed.payoff)
    paid = do(Verb.REPAY, min(left, owed.due)) if owed.due else 0
    early = min(left - paid, owed.principal - 1)  # a fen less than all: a note without interest paid is not settled
    return paid + (do(Verb.PREPAY, early) if early > 0 else 0)


def _good(answer: dict[str, object] | Refused) -> None:
    if isinstance(answer, Refused):
        raise Refuse(answer)


def _told(row: Sweep) -> dict[str, Any]:
    return {
        "receipt": row.receipt, "amount": row.amount, "applied": row.applied, "rest": row.rest, "account": row.account,
    }  # fmt: skip


def _taken(receipt: str) -> Refused:
    return Refused(
        BackingRefusal.NUMBER_TAKEN,
        f"回单编号 {receipt} 已入账,内容不同。",
        "请核对回单;同一回单不会重复归集。",
        "receipt",
    )
