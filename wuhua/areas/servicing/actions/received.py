"""What arrives by file (代扣回盘, 核心还款): many payments at once as columns, or one the long way.

Whoever reads the file has settled with the core's gate already: a payment the core tells of is booked here and nowhere
else, so these doors do not ask `compliance.counter`. The caller's transaction holds the file's own lines too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection, transaction

from wuhua.areas.servicing.actions import change, early, writeoff
from wuhua.areas.servicing.actions.change import Wish
from wuhua.areas.servicing.actions.common import NotNow, gate, no_note, value_day
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus, Over, PaidBy, Said, ServicingRefusal
from wuhua.books import post
from wuhua.core.refuse import Refuse, Refused, ensure
from wuhua.platform import audit
from wuhua.platform.copy import Rows, copy_in

RECEIVED = (
    "overdue_principal",
    "anchor_day",
    "accrued",
    "carry",
    "penalty_accrued",
    "penalty_carry",
    "compound_base",
    "compound_accrued",
    "compound_carry",
    "oldest_due",
)
"""The moving columns that a payment of bills rewrites."""

# Only their number comes back: the ids are known here.
_HOLD = """SELECT count(*) FROM (
    SELECT FROM servicing_loannote WHERE id = ANY(%s) ORDER BY id FOR UPDATE) held"""
_STAGE = "CREATE TEMP TABLE stage_paid ON COMMIT DROP AS SELECT id, {columns} FROM servicing_loannote WITH NO DATA"
# A file's part is a sixteenth of the bank at most: looked up note by note. Joined by hash, every part would read every note.
_NOTE_BY_NOTE = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
_REWRITE = "UPDATE servicing_loannote n SET {sets} FROM stage_paid s WHERE n.id = s.id"
_AS_BEFORE = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; DROP TABLE stage_paid"


@dataclass(frozen=True, slots=True)
class Received:
    """Payments worked out as columns: bills cut for them, allocations, notes anew, events, and their entries."""

    bills: Rows
    items: Rows
    notes: Rows
    events: Rows
    entries: Rows
    lines: Rows


def hold(business_date: date, notes: Sequence[int]) -> None:
    """Wait for these notes and keep them until the transaction ends: what is read of them from now on stays true.

    Raises `Refuse` while the day before is not sealed.
    """
    ensure(connection.in_atomic_block, "notes are held until the end of a transaction")
    try:
        gate(business_date)
    except NotNow as no:
        raise Refuse(no.refused) from no
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(notes)])


def write_received(*, actor: str, business_date: date, subject: str, received: Received) -> None:
    """The bulk verb: payments of bills on notes that `hold` holds, in the caller's transaction.

    `subject` names the file. The entries come last, so that the control accounts every payment writes are held shortly.
    """
    one_each = (received.notes.count, received.events.count)
    ensure(len(set(one_each)) == 1, f"a payment is one event of one note: {one_each}")
    ensure(received.notes.columns == ("id", *RECEIVED), "a payment rewrites the columns of RECEIVED and no others")
    for rows, table in (
        (received.bills, "servicing_bill"),
        (received.items, "servicing_repaymentitem"),
        (received.events, "servicing_noteevent"),
    ):
        ensure(rows.table == table, f"rows for {rows.table} were brought to {table}")
        copy_in(rows)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE.format(columns=", ".join(RECEIVED)))
        copy_in(received.notes, into="stage_paid")
        cursor.execute(_NOTE_BY_NOTE)
        cursor.execute(_REWRITE.format(sets=", ".join(f"{name} = s.{name}" for name in RECEIVED)))
        ensure(cursor.rowcount == received.notes.count, f"{received.notes.count} notes paid, {cursor.rowcount} found")
        cursor.execute(_AS_BEFORE)
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.received",
        subject=subject,
        after={"payments": received.events.count, "items": received.items.count, "bills": received.bills.count},
    )
    post.post_bulk(business_date=business_date, actor=actor, entries=received.entries, lines=received.lines)


def receive_one(
    *, actor: str, business_date: date, key: str, note: str, amount: int, day: date, over: Over, early_too: bool
) -> dict[str, object] | Refused:
    """One payment by way of the note's whole life: due today, with days of grace, written off, or of an earlier day.

    `early_too`: what goes beyond everything due is principal before its day (the core took it, so it was paid).
    In the caller's transaction; a refusal leaves nothing of it.
    """
    ensure(connection.in_atomic_block, "a payment is booked in the transaction of its line")
    try:
        with transaction.atomic():
            return _received_one(actor, business_date, key, note, Said(amount=amount, day=day, over=over), early_too)
    except (Refuse, NotNow) as no:
        return no.refused


def _received_one(
    actor: str, business_date: date, key: str, note: str, said: Said, early_too: bool
) -> dict[str, object] | Refused:
    gate(business_date)
    row = LoanNote.objects.select_related("account").select_for_update(of=("self",)).filter(number=note).first()
    wish = no_note(note) if row is None else _wish(row, business_date, said, early_too)
    if isinstance(wish, Refused):
        return wish
    # After this line only the balance of a settlement account may still say no.
    return change.carry_out(wish, day=business_date, actor=actor, key=key)


def _wish(row: LoanNote, business_date: date, said: Said, early_too: bool) -> Wish | Refused:
    if row.closed is not None:
        return Refused(ServicingRefusal.NOTE_CLOSED, f"借据 {row.number} 已结清。", "请核对借据号。", field="note")
    if not row.start <= value_day(said, business_date) <= business_date:
        return Refused(
            ServicingRefusal.VALUE_DAY_NOT_POSSIBLE,
            f"扣款日期须在放款日 {row.start} 与营业日 {business_date} 之间。",
            "请核对款项实际到账的日期。",
            field="day",
        )
    if row.book_status == BookStatus.WRITTEN_OFF:
        return writeoff.recover(row, business_date, said)
    wish = early.repay(row, business_date, said)
    if isinstance(wish, Refused) and early_too:
        wish = early.as_told(row, business_date, said)
    return wish if isinstance(wish, Refused) else replace(wish, paid_by=PaidBy.FILE)
