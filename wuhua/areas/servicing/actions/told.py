"""What the core did to notes on its own (LEDGER_MASTER = CORE), told by its files: notes it made, payments it took back.

As in `received`, whoever reads the file has settled with the core's gate: these doors book what happened there and
nowhere else, so they do not ask `compliance.counter`. The caller's transaction holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from wuhua.areas.servicing.actions import change, received, reversal
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import NotNow, gate
from wuhua.areas.servicing.actions.disburse import (
    NoteTerms,
    fits,
    may_disburse,
    new_note,
    no_account,
    number_taken,
    open_notes,
    signed,
)
from wuhua.areas.servicing.models import LoanNote, NoteEvent, PlanItem, SettlementAccount
from wuhua.areas.servicing.rules import EventKind, Method, Over, Said, ServicingRefusal
from wuhua.core.life import Event, What
from wuhua.core.refuse import Refuse, Refused, ensure
from wuhua.platform import audit, numbering

TOLD: Mapping[str, object] = {"told": "CORE"}
"""In the detail of a draw the core made itself: it is never handed over to the core to be paid out."""


def open_told(*, actor: str, business_date: date, subject: str, told: Sequence[NoteTerms]) -> dict[str, Refused]:
    """The bulk verb: notes the core made today come into being here as `disburse` would have made them.

    Answers those that cannot, each with its reason; the others stand. A statement a table, however many they are. Raises
    `Refuse` while the day before is not sealed.
    """
    ensure(connection.in_atomic_block, "notes told of by a file are opened in the caller's transaction")
    _open(business_date)
    accounts = SettlementAccount.objects.in_bulk({each.account for each in told}, field_name="number")
    left = _unfit(told, accounts, business_date)
    fit = [each for each in told if each.number not in left]
    # After this line the notes must come into being.
    first = numbering.take("note", len(fit)) if fit else 0
    fresh = [
        (new_note(terms, accounts[terms.account], business_date, number), terms)
        for number, terms in enumerate(fit, first)
    ]
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.notes_told",
        subject=subject,
        after={"opened": len(fit), "left": sorted(left)},
    )
    open_notes(fresh, business_date, actor, TOLD)
    return left


def _unfit(
    told: Sequence[NoteTerms], accounts: Mapping[str, SettlementAccount], business_date: date
) -> dict[str, Refused]:
    """By number, why a note cannot come into being: what `may_disburse` asks of one, asked of all of them at once."""
    ensure(len({each.number for each in told}) == len(told), "a file tells of a note once")
    numbers = [each.number for each in told]
    taken = set(LoanNote.objects.filter(number__in=numbers).values_list("number", flat=True))
    left: dict[str, Refused] = {}
    for terms in told:
        if terms.account not in accounts:
            left[terms.number] = no_account(terms.account)
        elif terms.number in taken:
            left[terms.number] = number_taken(terms)
        elif no := fits(terms, business_date) or _no_plan(terms):
            left[terms.number] = no
    return left


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment the core told of while its note was not known here. `key` is the line's own."""

    key: str
    day: date
    amount: int


def open_earlier(
    *, actor: str, business_date: date, terms: NoteTerms, start: date, payments: Iterable[Payment]
) -> dict[str, object] | Refused:
    """补建: a note the core made on an earlier day, told of only now, with what was paid on it since.

    Its life is walked from its own start; what that makes of principal, bills and interest is posted as of today. A
    refusal leaves nothing of it.
    """
    ensure(connection.in_atomic_block, "notes told of by a file are opened in the caller's transaction")
    ensure(start < business_date, "a note of today is opened by `open_told`")
    _open(business_date)
    account = SettlementAccount.objects.filter(number=terms.account).first()
    no = may_disburse(terms, account, business_date) or _no_plan(terms)
    if no is not None or account is None:
        return no or no_account(terms.account)
    try:
        with transaction.atomic():
            # After this line only a payment may still say no; then nothing of the note is kept.
            answer = change.carry_out(_earlier(terms, account, start), day=business_date, actor=actor, key=terms.number)
            for each in payments:
                _replayed(actor, business_date, terms.number, each)
            return {"note": terms.number, "amount": terms.amount, "receipt": answer["receipt"]}
    except Refuse as stop:
        return stop.refused


def _earlier(terms: NoteTerms, account: SettlementAccount, start: date) -> Wish:
    """The first draw of a note that has not a fen on it yet, on the day it happened."""
    note = new_note(terms, account, start)
    note.principal = 0
    note.save(force_insert=True)
    PlanItem.objects.bulk_create(PlanItem(note_id=note.id, due=due, principal=fen) for due, fen in terms.plan)
    event = thought_of(Event(0, start, What.DRAW, terms.amount, terms.rate))
    return Wish(
        note,
        EventKind.DRAW,
        event,
        "发放贷款(核心补报)",
        -terms.amount,
        (account.id, account.branch),
        detail={**signed(note), **TOLD},
    )


def _replayed(actor: str, business_date: date, note: str, payment: Payment) -> None:
    """The payment on its day, over the account; raises `Refuse` where it cannot be."""
    answer = received.receive_one(
        actor=actor,
        business_date=business_date,
        key=payment.key,
        note=note,
        amount=payment.amount,
        day=payment.day,
        over=Over.ACCOUNT,
        early_too=True,
    )
    if isinstance(answer, Refused):
        raise Refuse(answer)


def reverse_told(
    *, actor: str, business_date: date, key: str, note: str, receipt: int, amount: int, reason: str
) -> dict[str, object] | Refused:
    """The payment of that receipt never happened, says the core. A refusal leaves nothing of it."""
    ensure(connection.in_atomic_block, "a reversal is booked in the transaction of its line")
    _open(business_date)
    row = LoanNote.objects.select_related("account").select_for_update(of=("self",)).filter(number=note).first()
    paid = NoteEvent.objects.filter(note_id=row.id if row else 0, kind__in=reversal.MONEY, detail__receipt=receipt)
    aim = paid.first()
    if row is None or aim is None or aim.amount != amount:
        return Refused(
            ServicingRefusal.EVENT_NOT_FOUND,
            f"借据 {note} 没有收据 {receipt}、金额相同的还款。",
            "请核对被冲正的流水号与金额。",
            field="event",
        )
    try:
        with transaction.atomic():
            wish = reversal.reverse(row, business_date, Said(event=aim.id, reason=reason))
            # After this line only the books may still say no.
            return (
                wish if isinstance(wish, Refused) else change.carry_out(wish, day=business_date, actor=actor, key=key)
            )
    except Refuse as no:
        return no.refused


def _open(business_date: date) -> None:
    try:
        gate(business_date)
    except NotNow as no:
        raise Refuse(no.refused) from no


def _no_plan(terms: NoteTerms) -> Refused | None:
    if terms.method != Method.CUSTOM or terms.plan:
        return None
    return Refused(
        ServicingRefusal.TERM_NOT_POSSIBLE, "自定义还本计划不在核心文件里。", "请把计划送信贷系统后由人补录。", "method"
    )
