"""What the core did to notes on its own (LEDGER_MASTER = CORE), told by its files: notes it made, payments it took back.

As in `received`, whoever reads the file has settled with the core's gate: these doors book what happened there and
nowhere else, so they do not ask `compliance.counter`. The caller's transaction holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from wuhua.areas.servicing.actions import change, reversal
from wuhua.areas.servicing.actions.common import NotNow, gate
from wuhua.areas.servicing.actions.disburse import NoteTerms, may_disburse, new_note, open_note, post_draw
from wuhua.areas.servicing.models import LoanNote, NoteEvent, SettlementAccount
from wuhua.areas.servicing.rules import Method, Said, ServicingRefusal
from wuhua.core.refuse import Refuse, Refused, ensure
from wuhua.platform import audit

TOLD = {"told": "CORE"}
"""In the detail of a draw the core made itself: it is never handed over to the core to be paid out."""


def open_told(*, actor: str, business_date: date, subject: str, told: Sequence[NoteTerms]) -> dict[str, Refused]:
    """The bulk verb: notes the core made today come into being here as `disburse` would have made them.

    Answers those that cannot, each with its reason; the others stand. Raises `Refuse` while the day before is not sealed.
    """
    ensure(connection.in_atomic_block, "notes told of by a file are opened in the caller's transaction")
    _open(business_date)
    accounts = SettlementAccount.objects.in_bulk({each.account for each in told}, field_name="number")
    left: dict[str, Refused] = {}
    for terms in told:
        account = accounts.get(terms.account)
        no = may_disburse(terms, account, business_date) or _no_plan(terms)
        if no is not None:
            left[terms.number] = no
            continue
        ensure(account is not None, "checked above")
        assert account is not None  # noqa: S101 (for the type checker; the line above is the guard)
        # After this line the note must come into being.
        note = new_note(terms, account, business_date)
        open_note(note, business_date, actor, detail=TOLD)
        post_draw(note, account, business_date, actor)
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.notes_told",
        subject=subject,
        after={"opened": len(told) - len(left), "left": sorted(left)},
    )
    return left


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
    if terms.method != Method.CUSTOM:
        return None
    return Refused(
        ServicingRefusal.TERM_NOT_POSSIBLE, "自定义还本计划不在核心文件里。", "请把计划送信贷系统后由人补录。", "method"
    )
