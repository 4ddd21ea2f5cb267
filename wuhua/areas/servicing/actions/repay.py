"""还款: money at the counter for what is due today, by the short way: from the anchor, without walking the life.

How it travels: `trips`.
"""

from __future__ import annotations

from datetime import date

from wuhua.areas.servicing import read, rules
from wuhua.areas.servicing.actions import trips, verbs
from wuhua.areas.servicing.actions.common import not_positive
from wuhua.areas.servicing.actions.trips import Done, Found
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus, DueKind, EventKind, OpenBill, Said, ServicingRefusal, Verb
from wuhua.areas.servicing.standing import INCOME
from wuhua.books.rules import CLEARING, FEES, OVERDUE_LOANS, RECEIVABLE, REGISTER, REGISTER_CONTRA, Entry, Line, Side
from wuhua.core import allocate
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit


def repay(*, actor: str, business_date: date, key: str, note: str, amount: int) -> dict[str, object] | Refused:
    """还款(柜面): cash pays what is due on the note, kind by kind. An amount beyond what is due is an early repayment.

    What goes beyond the bills pays penalty and compound run up to today: they are billed first, and share in the split.
    """

    def short(found: Found) -> Done | Refused | None:
        row = found.row
        if row.next_due == business_date or row.grace_days or row.book_status == BookStatus.WRITTEN_OFF:
            return None
        figures = rules.figures_on(read.anchor_of(row), business_date)
        no = _may_repay(row, found.bills, figures, amount, business_date)
        # After this line the repayment must succeed.
        return no or _repaid(found, figures, amount, business_date, actor, key)

    def long(row: LoanNote) -> dict[str, object] | Refused:
        # What falls due today is cut first, and days of grace are reckoned bill by bill.
        said = Said(amount=amount)
        return verbs.inside(Verb.REPAY, row, actor=actor, business_date=business_date, key=key, said=said)

    wanted: dict[str, object] = {"verb": "repay", "note": note, "amount": amount}
    return trips.in_four(
        actor=actor, business_date=business_date, key=key, wanted=wanted, note=note, short=short, long=long
    )


def _may_repay(row: LoanNote, bills: list[OpenBill], figures: rules.Figures, amount: int, day: date) -> Refused | None:
    if row.closed is not None:
        return Refused(ServicingRefusal.NOTE_CLOSED, f"借据 {row.number} 已结清。", "请核对借据号。", field="note")
    if amount <= 0:
        return not_positive()
    due = sum(bill.open for bill in bills)
    if due == 0:
        return Refused(
            ServicingRefusal.NOTHING_IS_DUE,
            "今天没有应还的款项。",
            "如要提前还款,请办理提前还款;也可先存入结算账户,到期自动扣收。",
            field="amount",
        )
    most = due + _running(figures)
    if amount > most:
        return Refused(
            ServicingRefusal.MORE_THAN_IS_DUE,
            f"收款超过今天应还的 {yuan(most)} 元。",
            "请按应还金额收款,多余的存入结算账户或办理提前还款。",
            field="amount",
        )
    return None


def _running(figures: rules.Figures) -> int:
    bills = figures.bills()
    return bills[DueKind.PENALTY] + bills[DueKind.COMPOUND]


def _repaid(found: Found, figures: rules.Figures, amount: int, day: date, actor: str, key: str) -> Done:
    """Cut what is running when the money goes beyond the bills, split it, and say what that writes."""
    row = found.row
    beyond = amount > sum(bill.open for bill in found.bills)
    fresh = _running_bills(figures, day) if beyond else []
    everything = found.bills + fresh
    paid = _split(everything, amount, day, rules.order_on(found.bills, day, found.late_after))
    lines = _repay_lines(row, paid, amount, fresh, figures)
    _move_anchor(row, figures, everything, dict(paid), fresh, day)
    parts = [{"due": bill.due.isoformat(), "kind": bill.kind.name, "amount": fen} for bill, fen in paid]
    return Done(
        answer={"note": row.number, "amount": amount, "parts": parts},
        steps=[
            trips.writing(found, EventKind.REPAY, day=day, actor=actor, amount=amount, bills=fresh, paid=paid),
            audit.step(
                actor=actor,
                business_date=day,
                action="servicing.repaid",
                subject=f"note:{row.number}",
                after={"amount": amount, "parts": parts},
            ),
        ],
        entry=Entry(f"repay/{key}", day, "收回贷款本息", tuple(lines)),
    )


def _running_bills(figures: rules.Figures, day: date) -> list[OpenBill]:
    """Bills of penalty and compound run up to today, due today."""
    return [
        OpenBill(day, kind, amount)
        for kind, amount in figures.bills().items()
        if kind is not DueKind.INTEREST and amount > 0
    ]


def _split(bills: list[OpenBill], amount: int, day: date, order: allocate.Order) -> list[tuple[OpenBill, int]]:
    """The bills that get something, and how much."""
    claims = rules.claims(bills)
    split = allocate.allocate(amount, claims, on=day, order=order)
    ensure(split.left == 0, "a repayment of what is due leaves nothing over")
    by_key = {claim.key: bill for claim, bill in zip(claims, bills, strict=True)}
    return [(by_key[part.key], part.amount) for part in split.parts]


def _repay_lines(
    row: LoanNote,
    paid: list[tuple[OpenBill, int]],
    amount: int,
    fresh: list[OpenBill],
    figures: rules.Figures,
) -> list[Line]:
    """Cash in; principal down; receivable down, or income and the register when the note is non-accrual."""
    off = row.book_status == BookStatus.NON_ACCRUAL
    dims = (row.branch, row.product, row.book_status)
    lines = [Line(CLEARING, Side.DEBIT, amount, row.branch)]
    gained = {DueKind.PENALTY: figures.penalty, DueKind.COMPOUND: figures.compound}
    register = 0
    for bill in fresh:
        more = bill.open - gained[bill.kind]
        if more and off:
            register += more
        elif more:
            lines += [Line(RECEIVABLE, Side.DEBIT, more, *dims), Line(INCOME[bill.kind], Side.CREDIT, more, *dims)]
    for bill, fen in paid:
        if bill.kind in (DueKind.FEE, DueKind.COST):
            lines.append(Line(FEES, Side.CREDIT, fen, row.branch, row.product))
        elif bill.kind is DueKind.PRINCIPAL:
            lines.append(Line(OVERDUE_LOANS, Side.CREDIT, fen, *dims, row.id))
        elif off:
            lines.append(Line(INCOME[bill.kind], Side.CREDIT, fen, *dims))
            register -= fen
        else:
            lines.append(Line(RECEIVABLE, Side.CREDIT, fen, *dims))
    if register:
        side = Side.DEBIT if register > 0 else Side.CREDIT
        lines.append(Line(REGISTER, side, abs(register), *dims))
        lines.append(Line(REGISTER_CONTRA, side.other, abs(register)))
    return lines


def _move_anchor(
    row: LoanNote,
    figures: rules.Figures,
    bills: list[OpenBill],
    paid: dict[OpenBill, int],
    fresh: list[OpenBill],
    day: date,
) -> None:
    """The note anew (not yet written) at the opening of `day`: the day itself is earned by the balance after the payment."""
    left = [(bill, bill.open - paid.get(bill, 0)) for bill in bills]
    row.overdue_principal = sum(fen for bill, fen in left if bill.kind is DueKind.PRINCIPAL)
    base = (DueKind.INTEREST, DueKind.PENALTY) if row.compound_base_penalty else (DueKind.INTEREST,)
    row.compound_base = sum(fen for bill, fen in left if bill.kind in base) if row.compound else 0
    row.oldest_due = min((bill.due for bill, fen in left if fen > 0), default=None)
    cut = bool(fresh)
    row.anchor_day = day
    row.accrued, row.carry = figures.interest, figures.interest_carry
    row.penalty_accrued, row.penalty_carry = (0, 0) if cut else (figures.penalty, figures.penalty_carry)
    row.compound_accrued, row.compound_carry = (0, 0) if cut else (figures.compound, figures.compound_carry)
