"""Money beyond what is due: early repayment in three ways, settling on a day, and payments with a value day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import history, pages
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import not_positive, over, value_day
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import EventKind, Method, Said, ServicingRefusal
from wuhua.core.life import Event, PrepayWay, What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

LEVEL = (Method.EQUAL_INSTALMENTS, Method.EQUAL_PRINCIPAL)
WITH_INSTALMENTS = (*LEVEL, Method.CUSTOM)


def repay(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """还款(按起息日): what is due on the value day, kind by kind; what is too much comes back to the account."""
    if said.amount <= 0:
        return not_positive()
    if value_day(said, day) == day:
        falling = _due_today(row, day)
        if said.amount > falling:
            return Refused(
                ServicingRefusal.MORE_THAN_IS_DUE,
                f"收款超过今天应还的 {grouped(falling)} 元。",
                "请按应还金额收款,多余的存入结算账户或办理提前还款。",
                field="amount",
            )
    return money_in(row, day, said, EventKind.REPAY, What.REPAY, "收回贷款本息")


def prepay(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """提前还款: principal before its day. Fewer instalments, smaller ones, or the next ones first."""
    if said.amount <= 0:
        return not_positive()
    no = _way(row, said.way) or (_no_arrears(row, day) if value_day(said, day) == day else None)
    if no is not None:
        return no
    if value_day(said, day) == day and said.amount >= row.principal:
        return Refused(
            ServicingRefusal.MORE_THAN_IS_OWED,
            f"提前还本须少于未到期本金 {grouped(row.principal)} 元。",
            "要还清这笔贷款,请办理结清。",
            field="amount",
        )
    return money_in(row, day, said, EventKind.PREPAY, What.PREPAY, "提前归还贷款本金")


def as_told(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """What another system took, however much: everything due first, the rest is principal before its day."""
    total = pages.owed_on(row, day).payoff
    if said.amount > total:
        return Refused(
            ServicingRefusal.MORE_THAN_IS_OWED,
            f"收款超过全部欠款 {grouped(total)} 元。",
            "请与核心核对这笔还款。",
            field="amount",
        )
    return money_in(row, day, said, EventKind.PREPAY, What.PREPAY, "提前归还贷款本金")


def settle(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """结清: everything due, everything running and all principal, to the fen, on this day."""
    total = pages.owed_on(row, day).payoff
    if said.amount not in (0, total):
        return Refused(
            ServicingRefusal.MORE_THAN_IS_OWED if said.amount > total else ServicingRefusal.ARREARS_FIRST,
            f"今天结清需 {grouped(total)} 元。",
            "请按结清金额收款。",
            field="amount",
        )
    exactly = replace(said, amount=total)
    return money_in(row, day, exactly, EventKind.PREPAY, What.PREPAY, "结清贷款")


def draw(row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """再次支用: more money on a note of free draws, up to what was granted."""
    if said.amount <= 0:
        return not_positive()
    if row.method != Method.ON_DEMAND:
        return Refused(
            ServicingRefusal.NOT_REVOLVING, "只有随借随还的借据可以再次支用。", "请另行发放一笔借据。", field="note"
        )
    if row.stopped:
        return Refused(
            ServicingRefusal.USE_STOPPED,
            "该借据已终止用信,不能再支用。",
            "还款照常;如条件消除,请风险岗解除。",
            field="note",
        )
    if row.oldest_due is not None and row.oldest_due < day:
        return Refused(
            ServicingRefusal.ARREARS_FIRST, "有逾期未还的款项,不能再支用。", "请先还清逾期款项。", field="note"
        )
    room = row.amount - row.principal - row.overdue_principal
    if said.amount > room:
        return Refused(
            ServicingRefusal.LIMIT_EXCEEDED, f"本次最多可支用 {grouped(room)} 元。", "请减少支用金额。", field="amount"
        )
    event = Event(0, day, What.DRAW, said.amount)
    account = (row.account_id, row.account.branch)
    return Wish(row, EventKind.DRAW, thought_of(event), "贷款再次支用", -said.amount, account)


def _due_today(row: LoanNote, day: date) -> int:
    """Everything due today, what falls due today and runs until today included (fen)."""
    if row.next_due != day:
        return pages.owed_on(row, day).due_total
    held = history.of_note(row, compliance.whole("NON_ACCRUAL_DAYS", day))
    return sum(held.walked(day).owed.values())


def money_in(row: LoanNote, day: date, said: Said, kind: EventKind, what: What, why: str) -> Wish:
    """Money of the value day, over the way said."""
    event = Event(0, value_day(said, day), what, said.amount, way=said.way)
    account, paid_by = over(row, said)
    detail = {"way": said.way.value, "over": said.over.value}
    return Wish(row, kind, thought_of(event), why, said.amount, account, paid_by=paid_by, detail=detail)


def _way(row: LoanNote, way: PrepayWay) -> Refused | None:
    able = {
        PrepayWay.FEWER: True,
        PrepayWay.SMALLER: row.method in LEVEL,
        PrepayWay.NEXT_FIRST: row.method in WITH_INSTALMENTS,
    }
    if able[way]:
        return None
    return Refused(
        ServicingRefusal.WAY_NOT_POSSIBLE,
        "这笔贷款没有分期本金,不能按这种方式提前还款。",
        "请选择「期数减少」;按期付息的贷款提前还本后,利息按余额计算。",
        field="way",
    )


def _no_arrears(row: LoanNote, day: date) -> Refused | None:
    due = pages.owed_on(row, day).due_total
    if due == 0:
        return None
    return Refused(
        ServicingRefusal.ARREARS_FIRST,
        f"还有到期应还的 {grouped(due)} 元。",
        "请先还清到期款项,再办理提前还款。",
        field="amount",
    )
