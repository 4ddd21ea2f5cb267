"""What a borrower may ask of its own notes on its phone. The gate is the customer: another's number is no number at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from wuhua.areas.servicing import explain, facts, pages, read, rules
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import BookStatus, DueKind, ServicingRefusal
from wuhua.core.refuse import Refused

FURTHEST_PAYOFF = timedelta(days=92)
"""How far ahead a borrower may reckon a payoff: beyond a quarter the bills in between make it a guess."""


@dataclass(frozen=True, slots=True)
class OwnNote:
    """One note at a glance: what is due today, what comes next and when, on which account. Amounts in fen."""

    note: LoanNote
    due_now: int
    overdue_days: int
    next_due: date | None
    next_amount: int
    balance: int

    @property
    def settled(self) -> bool:
        """Over: paid, or written off."""
        return self.note.closed is not None


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """Everything a customer owes: living notes first, and how many have ended."""

    living: list[OwnNote]
    ended: list[OwnNote]

    @property
    def due_now(self) -> int:
        """Due today over all notes."""
        return sum(each.due_now for each in self.living)

    @property
    def late(self) -> bool:
        """Whether anything is past its due day: what is due today is still debited tonight."""
        return any(each.overdue_days for each in self.living)

    @property
    def balance(self) -> int:
        """Principal over all notes."""
        return sum(each.balance for each in self.living)

    @property
    def next_due(self) -> date | None:
        """The nearest day on which something falls due; a line nobody has drawn on owes nothing then."""
        return min((each.next_due for each in self.living if each.next_due and each.next_amount), default=None)

    @property
    def next_amount(self) -> int:
        """What falls due on that day, over all notes."""
        return sum(each.next_amount for each in self.living if each.next_due == self.next_due)


def _of(customer_id: int) -> QuerySet[LoanNote]:
    found = LoanNote.objects.select_related("customer", "account").filter(customer_id=customer_id)
    return found.annotate(balance=F("principal") + F("overdue_principal"))


def notes_of(customer_id: int, day: date) -> OwnNotes:
    """Every note of the customer. Three queries, however many notes there are."""
    rows = list(_of(customer_id).order_by(F("closed").desc(nulls_first=True), "-start", "number"))
    ids = [row.pk for row in rows if row.closed is None]
    bills, planned = read.open_bills_of(ids, day), facts.planned_after(ids, day)
    found = [_line(row, day, bills.get(row.pk, []), planned.get(row.pk, {})) for row in rows]
    return OwnNotes([each for each in found if not each.settled], [each for each in found if each.settled])


def _line(row: LoanNote, day: date, bills: list[rules.OpenBill], planned: dict[date, int]) -> OwnNote:
    if row.closed is not None:
        return OwnNote(row, 0, 0, None, 0, 0)
    running = rules.figures_on(read.anchor_of(row), day).bills()
    due = sum(bill.open for bill in bills) + running[DueKind.PENALTY] + running[DueKind.COMPOUND]
    after = facts.next_due(row, day, planned)
    return OwnNote(
        note=row,
        due_now=due,
        overdue_days=pages.overdue_days(row, day),
        next_due=after.due if after else None,
        next_amount=after.principal + after.interest if after else 0,
        balance=row.principal + row.overdue_principal,
    )


def note_of(customer_id: int, number: str) -> LoanNote | None:
    """One of the customer's own notes; None for any other number."""
    return _of(customer_id).filter(number=number).first() if pages.NUL not in number else None


def account_of(customer_id: int, number: str) -> SettlementAccount | None:
    """One of the customer's own accounts; None for any other number."""
    if pages.NUL in number:
        return None
    return SettlementAccount.objects.select_related("customer").filter(customer_id=customer_id, number=number).first()


@dataclass(frozen=True, slots=True)
class Payoff:
    """What settles a note on a day: due by then, principal not due, interest earned since the last bill (fen)."""

    day: date
    due: int
    principal: int
    interest: int

    @property
    def total(self) -> int:
        """In all."""
        return self.due + self.principal + self.interest


def payoff_on(note: LoanNote, day: date, *, today: date) -> Payoff | Refused:
    """结清试算: what would settle the note on `day` if nothing is paid before."""
    if note.closed is not None:
        return Refused(ServicingRefusal.VALUE_DAY_NOT_POSSIBLE, "这笔贷款已结清。", "可下载结清证明。", "day")
    if not today <= day <= today + FURTHEST_PAYOFF:
        return Refused(
            ServicingRefusal.VALUE_DAY_NOT_POSSIBLE,
            f"只能试算 {today} 至 {today + FURTHEST_PAYOFF} 之间的日期。",
            "请改选这段时间内的日期。",
            "day",
        )
    if day == today:
        owed = pages.owed_on(note, day)
        return Payoff(day, owed.due_total, owed.not_due, owed.accrued)
    life = explain.life_on(note, day, today=today)
    if isinstance(life, Refused):
        return life
    return Payoff(day, sum(life.owed.values()), life.walk.principal, life.accrued)


def may_certify(note: LoanNote) -> bool:
    """Whether there is a settlement certificate to fetch."""
    return note.closed is not None and note.book_status != BookStatus.WRITTEN_OFF
