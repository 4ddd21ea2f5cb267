"""调账(串户更正): a payment booked on the wrong note is put on the right one, with the day it came, in one step.

On the wrong note it never happened; on the right one it came on its own day. Money goes back the way it came and comes in
the same way, so over the counter nothing moves but the books.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import history
from wuhua.areas.servicing.actions import reversal
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import over
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import BookStatus, EventKind, Method, Over, Said, ServicingRefusal
from wuhua.core.life import Event, PrepayWay, What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

MOVED = {EventKind.REPAY.value: What.REPAY, EventKind.PREPAY.value: What.PREPAY}
"""What can be moved: money paid on a living note. An automatic debit is its account's own and can only be taken back."""


def move(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """Take the payment back here and book it there, with its own value day. Both notes are locked by the caller."""
    taken = reversal.reverse(row, day, replace(said, debit=None))
    if isinstance(taken, Refused):
        return taken
    paid = NoteEvent.objects.get(pk=said.event)
    if paid.kind not in MOVED:
        return Refused(
            ServicingRefusal.EVENT_NOT_REVERSIBLE,
            "只有还款和提前还款可以调账。",
            "其他业务请办理冲正后重新办理。",
            field="event",
        )
    to = LoanNote.objects.select_related("account").filter(number=said.to).first()
    no = _may_take(row, to, paid)
    if no is not None or to is None:
        return no or _unknown(said.to)
    came = Event(
        0,
        paid.value_day,
        MOVED[paid.kind],
        paid.amount or 0,
        way=PrepayWay(paid.detail.get("way", "fewer_instalments")),
    )
    beyond = _beyond(to, day, came)
    if beyond:
        return _too_much(to, came.amount - beyond)
    way = Over(paid.detail.get("over", Over.COUNTER))
    account, paid_by = over(to, replace(said, over=way))
    put = Wish(
        to, EventKind(paid.kind), thought_of(came), f"调账:由借据 {row.number} 转入", came.amount, account, paid_by=paid_by,
        detail={"way": came.way.value, "over": way.value, "reason": said.reason,
                "moved": {"note": row.number, "event": paid.pk}},
    )  # fmt: skip
    return replace(
        taken, why=f"调账:转到借据 {to.number}", detail={**taken.detail, "moved": {"note": to.number}}, then=put
    )


def _may_take(row: LoanNote, to: LoanNote | None, paid: NoteEvent) -> Refused | None:
    if to is None:
        return None
    if to.pk == row.pk:
        return Refused(
            ServicingRefusal.SAME_NOTE, "转入的就是这笔借据。", "请填写款项应当归还的另一笔借据号。", field="to"
        )

    def no(reason: str, next_step: str) -> Refused:
        return Refused(ServicingRefusal.MOVE_NOT_POSSIBLE, reason, next_step, field="to")

    if to.closed is not None:
        return no(f"借据 {to.number} 已结清。", "请核对借据号;确系多收的,请办理冲正退回原处。")
    if to.book_status == BookStatus.WRITTEN_OFF:
        return no(f"借据 {to.number} 已核销。", "请先冲正,再办理核销收回。")
    if paid.value_day < to.start:
        return no(f"款项 {paid.value_day} 到账,借据 {to.number} 到 {to.start} 才发放。", "请核对借据号。")
    if paid.detail.get("way") == PrepayWay.SMALLER and to.method not in (
        Method.EQUAL_INSTALMENTS,
        Method.EQUAL_PRINCIPAL,
    ):
        return no("转入的借据没有分期本金,不能按原来的提前还款方式入账。", "请先冲正,再按「期数减少」办理提前还款。")
    return None


def _beyond(to: LoanNote, day: date, came: Event) -> int:
    """What of the money the right note would not use by `day`, beyond what it holds already (fen)."""
    held = history.of_note(to, compliance.whole("NON_ACCRUAL_DAYS", day))
    return held.walked(day, more=[thought_of(came)]).held - held.walked(day).held


def _too_much(to: LoanNote, most: int) -> Refused:
    return Refused(
        ServicingRefusal.MORE_THAN_IS_OWED,
        f"借据 {to.number} 只能用去这笔款项中的 {grouped(most)} 元。",
        "请先冲正,再按应还金额还款,多余的存入结算账户或办理提前还款。",
        field="to",
    )


def _unknown(number: str) -> Refused:
    return Refused(ServicingRefusal.NOTE_NOT_FOUND, f"没有借据 {number}。", "请核对转入的借据号。", field="to")
