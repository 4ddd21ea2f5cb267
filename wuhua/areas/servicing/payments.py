"""What a customer paid on a note, payment by payment, for a room above that has a share in it. The caller is the gate.

A payment is an event of money, or the automatic debit of a day; one that was taken back is none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from wuhua.areas.servicing.models import LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.rules import PREPAID, DueKind, EventKind, Over, PaidBy, Said, Verb
from wuhua.core.life import PrepayWay

MONEY = {EventKind.REPAY: Verb.REPAY, EventKind.PREPAY: Verb.PREPAY, EventKind.RECOVERY: Verb.RECOVER}
"""Events that bring money, and the verb by which the same comes in again."""
SHARED = "代偿后还款按三方协议分享"
"""Why a payment is taken back to be shared: no fault of whoever took it."""
_RUNNING = (DueKind.PENALTY.value, DueKind.COMPOUND.value)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment in fen. `on_old` of it went to what had fallen due by the day asked for, or ran on that until it was paid.

    `event` is None for an automatic debit, which its day names; `account` is (id, branch) where it came from an account.
    """

    event: int | None
    day: date
    value_day: date
    amount: int
    on_old: int
    verb: Verb
    way: PrepayWay
    account: tuple[int, str] | None
    branch: str

    @property
    def undo(self) -> Said:
        """What takes the payment back."""
        at = {"debit": self.day} if self.event is None else {"event": self.event}
        return Said(reason=SHARED, **at)

    def again(self, amount: int) -> Said:
        """The same payment of another amount."""
        over = Over.ACCOUNT if self.account else Over.COUNTER
        return Said(amount=amount, day=self.value_day, way=self.way, over=over)


def newest(note: str) -> int:
    """The number of the last payment by an event; 0 where there is none. The caller holds the note."""
    rows = NoteEvent.objects.filter(note_id__in=LoanNote.objects.filter(number=note).values("id"), kind__in=MONEY)
    return int(rows.aggregate(last=Max("pk"))["last"] or 0)


def since(note: str, *, after: int, from_day: date, before: date, old: date, without: Collection[int]) -> list[Payment]:
    """Payments of days before `before`: events after one of them, debits of `from_day` or later; the oldest first.

    `old` is the day by which what they paid must have been due; `without` are events the caller knows.
    """
    row = LoanNote.objects.select_related("account").filter(number=note).first()
    if row is None:
        return []
    undone = NoteEvent.objects.filter(note_id=row.id, reverses__isnull=False).values("reverses")
    events = NoteEvent.objects.filter(note_id=row.id, kind__in=MONEY, pk__gt=after, business_date__lt=before)
    found = [_of_event(row, each, old) for each in events.exclude(pk__in=undone).exclude(pk__in=list(without))]
    return sorted([*found, *_debits(row, from_day, before, old)], key=lambda each: (each.day, each.event or 2**62))


def _of_event(row: LoanNote, event: NoteEvent, old: date) -> Payment:
    said = event.detail
    items = RepaymentItem.objects.filter(note_id=row.id, number=said.get("receipt", -1), paid=event.business_date)
    over = (row.account_id, row.account.branch) if said.get("over") == Over.ACCOUNT else None
    return Payment(
        event.pk, event.business_date, event.value_day, event.amount or 0, _on_old(list(items), old),
        MONEY[EventKind(event.kind)], PrepayWay(said.get("way", PrepayWay.FEWER)), over, row.branch,
    )  # fmt: skip


def _debits(row: LoanNote, from_day: date, before: date, old: date) -> list[Payment]:
    marks = NoteEvent.objects.filter(note_id=row.id, kind=EventKind.REVERSE, detail__debit__isnull=False)
    undone = set(marks.values_list("detail__debit", flat=True))
    days: dict[date, list[RepaymentItem]] = {}
    taken = RepaymentItem.objects.filter(note_id=row.id, way=PaidBy.AUTO, paid__gte=from_day, paid__lt=before)
    for item in taken.order_by("paid"):
        days.setdefault(item.paid, []).append(item)
    account = (row.account_id, row.account.branch)
    return [
        Payment(
            None, day, day, sum(each.amount for each in items), _on_old(items, old), Verb.REPAY, PrepayWay.FEWER,
            account, row.branch,
        )
        for day, items in days.items()
        if day.isoformat() not in undone
    ]  # fmt: skip


def _on_old(items: Collection[RepaymentItem], old: date) -> int:
    return sum(each.amount for each in items if each.kind != PREPAID and (each.due <= old or each.kind in _RUNNING))
