"""What every verb of servicing shares: the gate, the key, the event, and refusals said the same way everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import EventKind, Over, PaidBy, Said, ServicingRefusal
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, seals, trip
from wuhua.platform.once import once


class NotNow(Exception):
    """A no that passes by itself: nothing of it is kept, so the same key may try again."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def gate(business_date: date) -> None:
    """Verbs on notes wait for the seal of the day before; raises `NotNow` until then. Held to the transaction's end."""
    (answer,) = trip.ask([seals.gate_step(business_date)])
    gate_opens(business_date, *seals.inside(answer))


def gate_opens(business_date: date, sealed: bool, online: date | None) -> None:
    """`gate`, from what its steps found."""
    if sealed and clock.opened_on(online) == business_date:
        return
    raise NotNow(
        Refused(
            ServicingRefusal.DAY_NOT_CLOSED,
            f"{business_date} 的上一日还没有封账,或营业日期已变。",
            "日终通常几秒即完,请稍候重试;款项可先存入结算账户,日终后自动扣收。",
        )
    )


def once_only(
    key: str, arguments: dict[str, object], act: Callable[[], dict[str, object] | Refused]
) -> dict[str, object] | Refused:
    """Do `act` once by its key; a refusal is kept with the key, a no that passes is not."""
    try:
        with transaction.atomic():
            return once(key, arguments, act)
    except (Refuse, NotNow) as no:
        return no.refused


def record_event(
    note: LoanNote,
    day: date,
    kind: EventKind,
    actor: str,
    *,
    amount: int | None = None,
    rate: int | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    NoteEvent.objects.create(
        note_id=note.id,
        value_day=day,
        business_date=day,
        recorded_at=clock.now(),
        kind=kind.value,
        amount=amount,
        rate=rate,
        detail=detail or {},
        actor=actor,
    )


def plain(values: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def not_positive() -> Refused:
    return Refused(ServicingRefusal.AMOUNT_NOT_POSITIVE, "金额须大于零。", "请输入大于零的金额。", field="amount")


def no_note(number: str) -> Refused:
    return Refused(ServicingRefusal.NOTE_NOT_FOUND, f"没有借据 {number}。", "请核对借据号。", field="note")


def no_account(number: str) -> Refused:
    return Refused(
        ServicingRefusal.ACCOUNT_NOT_FOUND, f"没有结算账户 {number}。", "请先开立结算账户。", field="account"
    )


def value_day(said: Said, day: date) -> date:
    """The day the fact belongs to: as said, else today."""
    return said.day or day


def over(row: LoanNote, said: Said) -> tuple[tuple[int, str] | None, PaidBy]:
    """Which way money moves: over the note's settlement account, or (None) over the counter."""
    if said.over is Over.ACCOUNT:
        return (row.account_id, row.account.branch), PaidBy.COUNTER
    return None, PaidBy.COUNTER


def reason_missing(said: Said) -> Refused | None:
    """A change that others will ask about carries words an inspector can judge."""
    if len(said.reason.strip()) >= 4:
        return None
    return Refused(
        ServicingRefusal.REASON_MISSING, "这项业务必须写明理由。", "请写明依据(不少于四个字)。", field="reason"
    )
