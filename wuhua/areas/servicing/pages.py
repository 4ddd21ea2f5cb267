"""What the officers' pages ask of the loan book. Rows only of customers the officer may see (`customer.read`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.servicing import read, rules
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, PlanItem, RepaymentItem, SettlementAccount
from wuhua.areas.servicing.rules import DueKind, Method, PaidBy, Settlement
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS
from wuhua.core.days import add_months

PAGE = 50
NUL = "\0"
"""A sign the database takes in no text: whoever types it asks for nothing."""
SORTS = {
    "number": ("number",),
    "customer": ("customer__name", "number"),
    "amount": ("amount", "number"),
    "balance": ("balance", "number"),
    "rate": ("rate", "number"),
    "maturity": ("maturity", "number"),
    "overdue": ("oldest_due", "number"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the loan book. Empty means all."""

    q: str = ""
    branch: str = ""
    product: str = ""
    manager: str = ""
    status: str = ""
    overdue: int = 0
    overdue_to: int | None = None
    matures_from: date | None = None
    matures_to: date | None = None
    closed: bool = False
    sort: str = "maturity"
    page: int = 1
    note_ids: QuerySet[Any] | None = None


@dataclass(frozen=True, slots=True)
class BookPage:
    """One page of the loan book with the totals of everything that was asked for. Amounts in fen."""

    rows: list[LoanNote]
    count: int
    borrowers: int
    amount: int
    balance: int
    overdue: int
    page: int

    @property
    def first(self) -> int:
        """Number of the first row."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row."""
        return (self.page - 1) * PAGE + len(self.rows)

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.last < self.count else None


# --- sight -----------------------------------------------------------------------------------------------------------


def notes_for(officer: Officer) -> QuerySet[LoanNote]:
    """The notes of the customers this officer may see."""
    found = LoanNote.objects.select_related("customer").annotate(balance=F("principal") + F("overdue_principal"))
    return found if scope_of(officer) is Scope.ALL else found.filter(customer__in=customer.visible_to(officer))


def note_for(officer: Officer, number: str) -> LoanNote | None:
    """One note; None when it does not exist or is not for this officer to see."""
    if NUL in number:
        return None
    return notes_for(officer).select_related("customer__standing", "account").filter(number=number).first()


# --- the loan book ---------------------------------------------------------------------------------------------------


def _asked(text: str) -> Q:
    """A note, a customer, a name's beginning, or a phone's last four."""
    text = text.replace(NUL, "").strip()
    if not text:
        return Q()
    found = Q(number__iexact=text) | Q(customer__number__iexact=text) | Q(customer__name__startswith=text)
    if len(text) == 4 and text.isascii() and text.isdigit():
        found |= Q(customer__phone_last4=text)
    return found


def _filtered(officer: Officer, wanted: Wanted, day: date) -> QuerySet[LoanNote]:
    found = notes_for(officer).filter(_asked(wanted.q))
    if not wanted.closed and not wanted.q:
        found = found.filter(closed__isnull=True)
    equal = {
        "branch": wanted.branch,
        "product": wanted.product,
        "managing_rm": wanted.manager,
        "book_status": wanted.status,
    }
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if wanted.overdue:
        found = found.filter(oldest_due__lte=day - timedelta(days=wanted.overdue))
    if wanted.overdue_to:
        found = found.filter(oldest_due__gte=day - timedelta(days=wanted.overdue_to))
    if wanted.matures_from:
        found = found.filter(maturity__gte=wanted.matures_from)
    if wanted.matures_to:
        found = found.filter(maturity__lte=wanted.matures_to)
    return found if wanted.note_ids is None else found.filter(pk__in=wanted.note_ids)


def _sorted(found: QuerySet[LoanNote], sort: str) -> QuerySet[LoanNote]:
    down, name = sort.startswith("-"), sort.lstrip("-")
    columns = SORTS.get(name, SORTS["maturity"])
    if name == "overdue":  # most days first means oldest due day first
        order = F("oldest_due").asc(nulls_last=True) if down else F("oldest_due").desc(nulls_first=True)
        return found.order_by(order, "number")
    return found.order_by(*[f"-{column}" if down else column for column in columns])


def notes_page(officer: Officer, wanted: Wanted, day: date) -> BookPage:
    """One page and its totals: two queries, whatever the filters."""
    found = _filtered(officer, wanted, day)
    sums = found.aggregate(
        n=Count("pk"),
        who=Count("customer", distinct=True),
        lent=Sum("amount"),
        owed=Sum("balance"),
        late=Sum("overdue_principal"),
    )
    last = max(1, -(-sums["n"] // PAGE))
    page = min(max(1, wanted.page), last)
    rows = list(_sorted(found, wanted.sort)[(page - 1) * PAGE : page * PAGE])
    return BookPage(
        rows, sums["n"], sums["who"], int(sums["lent"] or 0), int(sums["owed"] or 0), int(sums["late"] or 0), page
    )


def notes_file(officer: Officer, wanted: Wanted, day: date) -> Iterable[LoanNote]:
    """Every row that was asked for, for an export."""
    return _sorted(_filtered(officer, wanted, day), wanted.sort).iterator(chunk_size=2000)


def overdue_days(note: LoanNote, day: date) -> int:
    """Business date less the oldest unpaid due day."""
    return max(0, (day - note.oldest_due).days) if note.oldest_due else 0


# --- one note --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owed:
    """What a borrower who stands at the counter today must hear. Amounts in fen."""

    by_kind: list[tuple[DueKind, int]]
    due_total: int
    not_due: int
    accrued: int
    payoff: int
    overdue_days: int


def owed_on(note: LoanNote, day: date) -> Owed:
    """Due by kind, what is not due yet, and what settles the note on `day`."""
    sums = read.owed(note, day)
    total = sum(sums.values())
    interest = rules.figures_on(read.anchor_of(note), day).bills()[DueKind.INTEREST]
    shown = [(kind, amount) for kind, amount in sums.items() if amount or kind in (DueKind.PRINCIPAL, DueKind.INTEREST)]
    return Owed(shown, total, note.principal, interest, total + note.principal + interest, overdue_days(note, day))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What will fall due on a day if nothing changes."""

    due: date
    principal: int
    interest: int
    balance: int


def dues_after(note: LoanNote, after: date) -> list[date]:
    """The days after `after` on which something falls due, maturity last."""
    if note.closed or note.maturity <= after:
        return []
    found: list[date] = []
    if note.settlement in (Settlement.MONTH20, Settlement.QUARTER20):
        due = after.replace(day=21)
        while due < note.maturity:
            if due > after and (note.settlement == Settlement.MONTH20 or due.month % 3 == 0):
                found.append(due)
            due = add_months(due, 1)
    elif note.settlement == Settlement.OWN_DAY and note.next_due:
        step = 0
        while (due := add_months(note.next_due, step)) < note.maturity:
            if due > after:
                found.append(due)
            step += note.frequency_months
    return [*found, note.maturity]


def plan_rows(note: LoanNote, day: date) -> list[PlanRow]:
    """The plan is a function: what falls due after `day` on today's balance and rate, nothing of it is stored."""
    planned = dict(PlanItem.objects.filter(note_id=note.pk, due__gt=day).values_list("due", "principal"))
    anchor = replace(rules.anchored(read.anchor_of(note), day), settlement=Settlement.AT_MATURITY)
    dues = sorted({*dues_after(note, day), *planned})
    rows: list[PlanRow] = []
    left = note.principal
    for index, due in enumerate(dues):
        anchor = replace(anchor, next_due=due)
        interest = rules.figures_on(anchor, due).bills()[DueKind.INTEREST]
        principal = (
            left
            if due == dues[-1]
            else min(left, principal_of(note, planned.get(due), interest, left, len(dues) - index))
        )
        left -= principal
        rows.append(PlanRow(due, principal, interest, left))
        anchor = replace(anchor, principal=left, anchor_day=due, accrued=0, carry=0)
    return rows


def principal_of(note: LoanNote, planned: int | None, interest: int, left: int, rows: int) -> int:
    """What falls due of principal with an interest of so much, of `left`, when so many rows are still to come."""
    if note.method == Method.EQUAL_INSTALMENTS and note.instalment:
        return max(0, note.instalment - interest)
    if note.method == Method.EQUAL_PRINCIPAL:
        return left // rows
    return planned or 0


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One bill, and what became of it."""

    due: date
    kind: DueKind
    amount: int
    paid: int
    unpaid: int
    last_paid: date | None
    way: str


def statement(note: LoanNote, limit: int = 120) -> list[StatementRow]:
    """Bills with what was paid of them, newest first. Two queries."""
    paid: dict[tuple[date, str], list[RepaymentItem]] = {}
    bills = list(Bill.objects.filter(note_id=note.pk).order_by("-due", "kind")[:limit])
    since = bills[-1].due if bills else date.max
    for item in RepaymentItem.objects.filter(note_id=note.pk, due__gte=since).order_by("paid", "number"):
        paid.setdefault((item.due, item.kind), []).append(item)
    rows = []
    for bill in bills:
        items = paid.get((bill.due, bill.kind), [])
        amount = bill.amount - sum(item.amount for item in items if item.way == PaidBy.CORRECTED)
        items = [item for item in items if item.way != PaidBy.CORRECTED]
        done = sum(item.amount for item in items)
        last = items[-1] if items else None
        rows.append(
            StatementRow(
                bill.due, DueKind(bill.kind), amount, done, amount - done,
                last.paid if last else None, last.way if last else "",
            )
        )  # fmt: skip
    return rows


def events(note: LoanNote) -> list[NoteEvent]:
    """What happened to the note, newest first."""
    return list(NoteEvent.objects.filter(note_id=note.pk).order_by("-value_day", "-id")[:100])


# --- one customer ----------------------------------------------------------------------------------------------------


def notes_of(customer_id: int) -> list[LoanNote]:
    """Every note of a customer the caller was let in to see: open ones first, newest first."""
    found = LoanNote.objects.select_related("customer").annotate(balance=F("principal") + F("overdue_principal"))
    return list(found.filter(customer_id=customer_id).order_by(F("closed").desc(nulls_first=True), "-start", "number"))


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A settlement account with what stands on it, from the books."""

    number: str
    branch: str
    opened: date | None
    balance: int


def accounts_of(customer_id: int) -> list[AccountRow]:
    """A customer's settlement accounts; the balance is read live from the books."""
    return [
        AccountRow(each.number, each.branch, each.opened, -books.balance_of(DEPOSITS, each.pk))
        for each in SettlementAccount.objects.filter(customer_id=customer_id).order_by("number")
    ]
