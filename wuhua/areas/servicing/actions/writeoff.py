"""核销与收回: a lost loan leaves the balance sheet and stays claimed; what comes back of it goes to the provision."""

from __future__ import annotations

from datetime import date

from wuhua.areas.servicing import read
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import not_positive, over, reason_missing, value_day
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus, EventKind, PaidBy, Said, ServicingRefusal
from wuhua.core.life import Event, What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused


def write_off(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """核销: everything is billed, principal is taken from the provision, the claim goes to the register (账销案存)."""
    no = reason_missing(said)
    if no is not None:
        return no
    if row.book_status != BookStatus.NON_ACCRUAL:
        return Refused(
            ServicingRefusal.NOT_BAD_ENOUGH,
            "只有非应计(逾期超过 90 天)的贷款可以核销。",
            "请先按分类认定损失并完成追偿程序。",
            field="note",
        )
    gone = row.principal + row.overdue_principal
    event = Event(0, day, What.WRITE_OFF, gone)
    return Wish(row, EventKind.WRITE_OFF, thought_of(event), "核销贷款", detail={"reason": said.reason})


def recover(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """核销收回: principal first, then interest; what is claimed goes down by it."""
    if said.amount <= 0:
        return not_positive()
    claimed = sum(bill.open for bill in read.open_bills(row.id, day))
    if said.amount > claimed:
        return Refused(
            ServicingRefusal.MORE_THAN_IS_OWED,
            f"该笔核销债权还剩 {grouped(claimed)} 元。",
            "请按剩余债权收款。",
            field="amount",
        )
    event = Event(0, value_day(said, day), What.RECOVERY, said.amount)
    account, _ = over(row, said)
    return Wish(
        row, EventKind.RECOVERY, thought_of(event), "收回已核销贷款", said.amount, account,
        paid_by=PaidBy.RECOVERED, detail={"over": said.over.value},
    )  # fmt: skip
