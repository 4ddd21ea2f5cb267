"""冲正: what was booked wrongly never happened; the life is walked without it and the difference is posted today."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import reason_missing
from wuhua.areas.servicing.models import LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.rules import EventKind, Over, PaidBy, Said, ServicingRefusal
from wuhua.core.life import Event, What
from wuhua.core.refuse import Refused

MONEY = (EventKind.REPAY, EventKind.PREPAY, EventKind.RECOVERY)
REVERSIBLE = (
    *MONEY, EventKind.RATE, EventKind.FEE, EventKind.MISUSE, EventKind.EXTEND, EventKind.PAYDAY, EventKind.ACCELERATE,
    EventKind.RESTRUCTURE, EventKind.WRITE_OFF,
)  # fmt: skip


def reverse(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """Take back an event of the note, or (`debit`) the automatic debit of a day. Money goes back the way it came."""
    no = reason_missing(said)
    if no is not None:
        return no
    return _debit(row, day, said) if said.debit else _event(row, day, said)


def _event(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    aim = NoteEvent.objects.filter(note_id=row.id, id=said.event).first()
    if aim is None:
        return Refused(
            ServicingRefusal.EVENT_NOT_FOUND,
            f"这笔借据没有业务 {said.event}。",
            "请在借据页选择要冲正的业务。",
            field="event",
        )
    if aim.kind not in REVERSIBLE or "planned" in aim.detail or aim.detail.get("renewed"):
        return Refused(
            ServicingRefusal.EVENT_NOT_REVERSIBLE,
            "这项业务不能单独冲正。",
            "发放和续贷请按撤销流程办理。",
            field="event",
        )
    if NoteEvent.objects.filter(reverses=aim.id).exists():
        return _reversed_already("event")
    return Wish(
        row,
        EventKind.REVERSE,
        thought_of(Event(0, day, What.REVERSE, reverses=aim.id)),
        f"冲正:{aim.kind}",
        *_back(row, aim),
        detail={"reason": said.reason, "was": aim.kind},
        terms=_terms_before(row, aim),
        reverses=aim.id,
    )


def _back(row: LoanNote, aim: NoteEvent) -> tuple[int, tuple[int, str] | None]:
    """What goes back, and over which way."""
    if aim.kind not in MONEY:
        return 0, None
    by_account = aim.detail.get("over") == Over.ACCOUNT
    return -(aim.amount or 0), (row.account_id, row.account.branch) if by_account else None


def _terms_before(row: LoanNote, aim: NoteEvent) -> dict[str, object]:
    if aim.kind == EventKind.EXTEND:
        return {"extensions": row.extensions - 1}
    if aim.kind == EventKind.RESTRUCTURE:
        return {"issue_type": aim.detail["issue_type"]}
    return {}


def _debit(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    if said.debit is None:
        return _no_debit(said)
    taken = RepaymentItem.objects.filter(note_id=row.id, way=PaidBy.AUTO, paid=said.debit).aggregate(s=Sum("amount"))[
        "s"
    ]
    if not taken:
        return _no_debit(said)
    mark = said.debit.isoformat()
    if NoteEvent.objects.filter(note_id=row.id, kind=EventKind.REVERSE, detail__debit=mark).exists():
        return _reversed_already("debit")
    return Wish(
        row,
        EventKind.REVERSE,
        thought_of(Event(0, day, What.REVERSE, debit=said.debit)),
        "冲正:自动扣款",
        -int(taken),
        (row.account_id, row.account.branch),
        detail={"reason": said.reason, "debit": mark},
    )


def _no_debit(said: Said) -> Refused:
    return Refused(ServicingRefusal.EVENT_NOT_FOUND, f"{said.debit} 没有自动扣款。", "请核对扣款日期。", field="debit")


def _reversed_already(field: str) -> Refused:
    return Refused(ServicingRefusal.REVERSED_ALREADY, "这项业务已经冲正过。", "一笔业务只能冲正一次。", field=field)
