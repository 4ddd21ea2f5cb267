"""授信额度: a note that is opened with nothing drawn, drawn and paid back as often as its card allows, and ended by its card.

The note is a note like any other: its life is walked, billed, aged and proved the same way. What is different is only who
may ask: `creditline` does, and a draw takes what that room reads, judges and keeps along in the same four trips.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import change, draw, early, trips, verbs
from wuhua.areas.servicing.actions.change import Preview, Wish
from wuhua.areas.servicing.actions.common import (
    NotNow,
    gate,
    no_account,
    no_note,
    not_positive,
    once_only,
    record_event,
)
from wuhua.areas.servicing.actions.disburse import NoteTerms, may_disburse, new_note
from wuhua.areas.servicing.actions.trips import Beside, Done, Found
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import EventKind, IssueType, Method, Over, Said, ServicingRefusal, Verb
from wuhua.core.life import What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit


def line_terms(terms: NoteTerms) -> NoteTerms:
    """The terms as a line has them: free draws, and each a redraw of one grant."""
    return replace(terms, method=Method.ON_DEMAND.value, issue_type=IssueType.CARD_REDRAW.value)


def open_line(*, actor: str, business_date: date, terms: NoteTerms, first_responsible: str) -> int | Refused:
    """开立额度, in the caller's transaction and under its key: the note stands, its whole amount undrawn. Answers its id."""
    gate(business_date)
    asked = line_terms(terms)
    account = SettlementAccount.objects.filter(number=asked.account).first()
    no = compliance.counter(business_date) or may_disburse(asked, account, business_date)
    if no is not None or account is None:
        return no or no_account(asked.account)
    # After this line the note must stand.
    note = new_note(asked, account, business_date)
    note.principal, note.revolving, note.first_responsible = 0, True, first_responsible
    note.save(force_insert=True)
    signed: dict[str, object] = {"maturity": note.maturity.isoformat(), "line": note.amount}
    record_event(note, business_date, EventKind.DRAW, actor, amount=0, rate=note.rate, detail=signed)
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.line_opened",
        subject=f"note:{note.number}",
        after={"line": note.amount, "rate": note.rate, "maturity": note.maturity.isoformat()},
    )
    return int(note.id)


def end_line(*, actor: str, business_date: date, key: str, note: str) -> Refused | None:
    """额度终止, in the caller's transaction and under its key: nothing is owed, and tonight the note ends."""
    gate(business_date)
    row = verbs.locked(note, Said())
    if row is None:
        return no_note(note)
    if row.closed is not None:
        return None
    owed = pages.owed_on(row, business_date).payoff
    if owed:
        return Refused(
            ServicingRefusal.ARREARS_FIRST,
            f"还有 {grouped(owed)} 元本息没有还清。",
            "请先按结清金额还款。",
            field="amount",
        )
    wish = verbs.decided(Verb.SETTLE, row, business_date, Said())
    if isinstance(wish, Refused):
        return wish
    # After this line the note must end.
    change.carry_out(wish, day=business_date, actor=actor, key=key)
    return None


def draw_line(
    *, actor: str, business_date: date, key: str, card: str, note: str, amount: int, beside: Beside
) -> dict[str, object] | Refused:
    """支用, in four trips where the note is plain: what the card's room reads, judges and keeps travels with them.

    The key is of the card: a card that was renewed since answers its old requests as it did.
    """
    said = Said(amount=amount)

    def short(found: Found) -> Done | Refused | None:
        wish = verbs.decided(Verb.DRAW, found.row, business_date, said)
        if isinstance(wish, Refused):
            return wish
        return draw.quick(found, wish, day=business_date, actor=actor, key=key)

    def long(row: LoanNote) -> dict[str, object] | Refused:
        wish = verbs.decided(Verb.DRAW, row, business_date, said)
        return wish if isinstance(wish, Refused) else change.carry_out(wish, day=business_date, actor=actor, key=key)

    return trips.in_four(
        actor=actor,
        business_date=business_date,
        key=key,
        wanted={"verb": "draw_line", "card": card, "amount": amount},
        note=note,
        short=short,
        long=long,
        beside=beside,
    )


def draw_preview(*, business_date: date, note: str, amount: int) -> Preview | Refused:
    """What a draw would leave. Nothing is written; what the card says to it, its room has asked."""
    return _thought(business_date, note, lambda row: verbs.decided(Verb.DRAW, row, business_date, Said(amount=amount)))


def pay_back(
    *, actor: str, business_date: date, key: str, card: str, note: str, amount: int, over: Over
) -> dict[str, object] | Refused:
    """还款: everything due first, the rest takes principal off from today on; the line stays open."""

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        row = verbs.locked(note, Said())
        if row is None:
            return no_note(note)
        wish = _paying(row, business_date, amount, over)
        if isinstance(wish, Refused):
            return wish
        # After this line only the balance of a settlement account may still say no.
        return change.carry_out(wish, day=business_date, actor=actor, key=key)

    return once_only(key, {"verb": "pay_back", "card": card, "amount": amount, "over": over.value}, act)


def pay_preview(*, business_date: date, note: str, amount: int, over: Over) -> Preview | Refused:
    """How a repayment would be split, and what stands afterwards."""
    return _thought(business_date, note, lambda row: _paying(row, business_date, amount, over))


def _thought(day: date, note: str, decide: verbs.Deciding) -> Preview | Refused:
    try:
        with transaction.atomic():
            gate(day)
            row = LoanNote.objects.select_related("account").filter(number=note).first()
            wish = no_note(note) if row is None else decide(row)
            seen = wish if isinstance(wish, Refused) else change.preview(wish, day)
            transaction.set_rollback(True)
            return seen
    except (Refuse, NotNow) as no:
        return no.refused


def _paying(row: LoanNote, day: date, amount: int, over: Over) -> Wish | Refused:
    elsewhere = verbs.elsewhere(Verb.PREPAY, day)
    if elsewhere is not None:
        return elsewhere
    if amount <= 0:
        return not_positive()
    owed = pages.owed_on(row, day)
    if amount > owed.payoff or owed.due_total + row.principal < amount < owed.payoff:
        return Refused(
            ServicingRefusal.MORE_THAN_IS_OWED,
            f"到期应还与本金共 {grouped(owed.due_total + row.principal)} 元,连同未到期利息结清需 {grouped(owed.payoff)} 元。",
            "请按不超过前者的金额还款,或按结清金额还款。",
            field="amount",
        )
    said = Said(amount=amount, over=over)
    if amount <= owed.due_total:
        return early.money_in(row, day, said, EventKind.REPAY, What.REPAY, "收回授信卡到期本息")
    wish = early.money_in(row, day, said, EventKind.PREPAY, What.PREPAY, "收回授信卡用款")
    return replace(wish, event=replace(wish.event, keep=True), detail={**wish.detail, "keep": True})
