"""What is true of a paper on a day: its placeholders and rows as text. Refuses by name what must not be printed.

Only customers the officer may see; the identity number stays masked unless the caller brings it through the one gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customer
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import pages as products
from wuhua.areas.servicing import pages, read
from wuhua.areas.servicing.contact import read as contact
from wuhua.areas.servicing.models import LoanNote, RepaymentItem, SettlementAccount
from wuhua.areas.servicing.printouts import extended, interest
from wuhua.areas.servicing.printouts.names import KINDS, WAYS, name
from wuhua.areas.servicing.printouts.rules import OF_NOTE, Wanted
from wuhua.areas.servicing.rules import PREPAID, BookStatus, DueKind, PaidBy
from wuhua.areas.servicing.words import Paper, PaperRefusal
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS, LOANS, OVERDUE_LOANS
from wuhua.core.days import DayCount, whole_months
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import Filled, digest_of
from wuhua.platform.paper.words import in_words

NO_MONEY_CAME = (PaidBy.CORRECTED, PaidBy.REALLOCATED)
RECORDED = 12
LONGEST_STATEMENT = 366


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper filled in: every placeholder, and the rows of its table."""

    paper: Paper
    customer_id: int
    customer: str
    values: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """Of everything that stands on it but the identity number, which is shown or masked as was asked."""
        return digest_of(self.paper, self.filled)

    @property
    def filled(self) -> Filled:
        """For whoever puts it on paper."""
        return Filled(self.values, self.rows)

    def showing(self, identity: str) -> Sheet:
        """The same with the whole identity number."""
        return replace(self, values={**self.values, "identity": identity})


def sheet_for(officer: Officer, wanted: Wanted, day: date) -> Sheet | Refused:
    """The paper as of `day`, or why it is not printed."""
    if wanted.paper in OF_NOTE:
        note = pages.note_for(officer, wanted.subject)
        return unknown("借据") if note is None else of_note(note, wanted, day)
    if wanted.paper is Paper.BALANCE_CHECK:
        return _balance_check(officer, wanted, day)
    return _statement(officer, wanted, day)


def of_note(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    """A paper of a note the caller was let in to see."""
    return _NOTES[wanted.paper](note, wanted, day)


# --- one note --------------------------------------------------------------------------------------------------------


def _of_note(note: LoanNote, day: date) -> dict[str, str]:
    """What every paper about a note may say."""
    rate = Rate(note.rate)
    return {
        "bank": _bank(day),
        "branch": people.branch_names().get(note.branch, note.branch),
        "manager": people.staff_names([note.managing_rm]).get(note.managing_rm, note.managing_rm),
        "printed_on": _day(day),
        "note": note.number,
        "contract": note.contract,
        "borrower": note.customer.name,
        "identity": note.customer.identity_masked,
        "account": note.account.number,
        "product": products.product_names().get(note.product, note.product),
        "amount": grouped(note.amount),
        "amount_words": in_words(note.amount),
        "start": _day(note.start),
        "maturity": _day(note.maturity),
        "term": _term(note.start, note.maturity),
        "rate": f"{rate.pct()}%",
        "month_rate": f"{rate.month_permille()}‰",
        "method": name(note.method),
        "settlement": name(note.settlement),
        "day_count": name(note.day_count),
        "year_days": "365" if note.day_count == DayCount.ACT_365 else "360",
        "uplift": str(note.penalty_uplift),
        "penalty": f"合同利率上浮{note.penalty_uplift}%",
        "compound": "计收" if note.compound else "不计收",
        "security": name(note.security),
        "payout": name(note.payout),
        "use": note.use,
    }


def _note_paper(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    left, shown = note.principal + note.overdue_principal, []
    # From the newest back: the balance of today is sure, what was repaid before a cut-over the house does not know.
    for paid, way, kinds in reversed(_receipts(note)[-RECORDED:]):
        principal = kinds.get(DueKind.PRINCIPAL, 0) + kinds.get(PREPAID, 0)
        told = kinds.get(DueKind.INTEREST, 0)
        shown.append(
            {
                "day": paid.isoformat(),
                "way": way,
                "principal": grouped(principal),
                "interest": grouped(told),
                "other": grouped(sum(kinds.values()) - principal - told),
                "balance": grouped(left),
            }
        )
        left += principal
    shown.reverse()
    return _sheet(Paper.NOTE, note, _of_note(note, day), shown)


def _receipts(note: LoanNote) -> list[tuple[date, str, dict[str, int]]]:
    """Money that came, by day and receipt, oldest first, with what it paid by kind."""
    found: dict[tuple[date, int], dict[str, int]] = {}
    ways: dict[tuple[date, int], str] = {}
    for item in RepaymentItem.objects.filter(note_id=note.pk).exclude(way__in=NO_MONEY_CAME):
        key = (item.paid, item.number)
        kinds = found.setdefault(key, {})
        kinds[item.kind] = kinds.get(item.kind, 0) + item.amount
        ways[key] = WAYS.get(item.way, item.way)
    return [(key[0], ways[key], found[key]) for key in sorted(found) if sum(found[key].values())]


def _interest_list(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    known = interest.bills(note, day)
    due = wanted.first if wanted.first or not known else known[0]
    listed = interest.listed(note, due, day)
    if listed is None:
        return Refused(
            PaperRefusal.NO_INTEREST_YET,
            f"借据 {note.number} 没有应还日为 {due} 的利息账单。" if due else f"借据 {note.number} 还没有计过利息。",
            "请从该借据的账单中选择应还日;切换前的账单请向原系统查询。",
            "first",
        )
    rows = [
        {
            "kind": KINDS[_LETTER[line.kind]],
            "start": line.start.isoformat() if line.start else line.why,
            "end": line.end.isoformat() if line.end else "",
            "days": str(line.days) if line.start else "",
            "base": grouped(line.base) if line.start else "",
            "product": grouped(line.base * line.days) if line.start else "",
            "rate": f"{_uplifted(line.rate, line.factor)}%" if line.start else "",
            "amount": grouped(line.amount),
        }
        for line in listed.lines
    ]
    more = {
        "due": _day(due) if due else "尚未结息",
        "total": grouped(listed.total),
        "total_words": in_words(listed.total),
    }
    return _sheet(Paper.INTEREST_LIST, note, {**_of_note(note, day), **more}, rows)


_LETTER = {interest.Kind.INTEREST: "I", interest.Kind.PENALTY: "P", interest.Kind.COMPOUND: "C"}


def _uplifted(rate: int, factor: int) -> str:
    """The rate a surcharge bears, for people: 9.6 % at 150 % is 14.40."""
    whole, rest = divmod(rate * factor, 10_000_000)
    return f"{whole}.{f'{rest:07d}'.rstrip('0').ljust(2, '0')}"


def _receipt(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    paid = wanted.first or day
    items = list(
        RepaymentItem.objects.filter(note_id=note.pk, paid=paid, number=wanted.receipt)
        .exclude(way__in=NO_MONEY_CAME)
        .order_by("due", "kind")
    )
    total = sum(item.amount for item in items)
    if total <= 0:
        return Refused(
            PaperRefusal.RECEIPT_UNKNOWN,
            f"借据 {note.number} 在该日没有这笔还款,或这笔还款已冲正。",
            "请从该借据的还款中选择一笔。",
            "first",
        )
    owed = read.open_bills(note.pk, paid)
    more = {
        "receipt": f"{paid:%Y%m%d}-{wanted.receipt:06d}",
        "paid": _day(paid),
        "way": WAYS.get(items[0].way, items[0].way),
        "total": grouped(total),
        "total_words": in_words(total),
        "principal_left": grouped(_principal_on(note, paid, day)),
        "still_due": grouped(sum(bill.open for bill in owed)),
    }
    rows = [
        {"kind": KINDS.get(item.kind, item.kind), "due": item.due.isoformat(), "amount": grouped(item.amount)}
        for item in items
    ]
    return _sheet(Paper.RECEIPT, note, {**_of_note(note, day), **more}, rows)


def _principal_on(note: LoanNote, on: date, day: date) -> int:
    """Principal at the close of a past day, from the books; as it stands when that day is today."""
    if on >= day:
        return note.principal + note.overdue_principal
    return books.balance_on(LOANS, note.pk, on) + books.balance_on(OVERDUE_LOANS, note.pk, on)


def _due_notice(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    no = _settled_already(note)
    if no is not None:
        return no
    plan = pages.plan_rows(note, day)
    if note.maturity <= day or not plan:
        return Refused(
            PaperRefusal.NOTHING_TO_REMIND,
            f"借据 {note.number} 已于 {note.maturity} 到期。",
            "已到期未还的请打印催收通知书。",
        )
    late = sum(read.owed(note, day).values())
    principal, earning = sum(row.principal for row in plan), sum(row.interest for row in plan)
    more = {
        "principal": grouped(principal),
        "interest": grouped(earning),
        "overdue": grouped(late),
        "total": grouped(principal + earning + late),
        "total_words": in_words(principal + earning + late),
        "balance": grouped(-books.balance_of(DEPOSITS, note.account_id)),
    }
    return _sheet(Paper.DUE_NOTICE, note, {**_of_note(note, day), **more})


def _demand_notice(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    no = _settled_already(note)
    if no is not None:
        return no
    owed, days = read.owed(note, day), pages.overdue_days(note, day)
    total = sum(owed.values())
    if not days or not total:
        return Refused(
            PaperRefusal.NOTHING_OVERDUE,
            f"借据 {note.number} 今天没有逾期的款项。",
            "未到期的请打印到期通知书。",
        )
    more = _arrears(note, owed, days)
    return _sheet(Paper.DEMAND_NOTICE, note, {**_of_note(note, day), **more})


def _arrears(note: LoanNote, owed: Mapping[DueKind, int], days: int) -> dict[str, str]:
    """What a paper says of what is overdue, kind by kind."""
    total = sum(owed.values())
    return {
        "oldest": _day(note.oldest_due) if note.oldest_due else "",
        "days": str(days),
        "principal": grouped(owed[DueKind.PRINCIPAL]),
        "interest": grouped(owed[DueKind.INTEREST]),
        "penalty_due": grouped(owed[DueKind.PENALTY]),
        "compound_due": grouped(owed[DueKind.COMPOUND]),
        "fee": grouped(owed[DueKind.FEE] + owed[DueKind.COST]),
        "not_due": grouped(note.principal),
        "total": grouped(total),
        "total_words": in_words(total),
    }


def _guarantor_notice(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    told = _demand_notice(note, wanted, day)
    if isinstance(told, Refused):
        return told
    guarantors = customer.surety_names(note.customer.number, day)
    if not guarantors:
        return Refused(
            PaperRefusal.NO_GUARANTOR,
            f"{note.customer.name} 没有登记保证人。",
            "请先在客户的关联关系中登记保证人及依据。",
            "subject",
        )
    return replace(told, paper=Paper.GUARANTOR_NOTICE, values={**told.values, "guarantors": "、".join(guarantors)})


def _extension_agreement(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    found = extended.newest(note, day)
    if found is None:
        return Refused(
            PaperRefusal.NOT_EXTENDED,
            f"借据 {note.number} 没有待复核或已办理的展期。",
            "请先提出展期,再打印协议。",
            "subject",
        )
    left = note.principal + note.overdue_principal
    more = {
        "balance": grouped(left),
        "balance_words": in_words(left),
        "before": _day(found.before),
        "until": _day(found.until),
        "longer": _term(found.before, found.until),
        "whole_term": _term(note.start, found.until),
        "rate": f"{Rate(found.rate_before).pct()}%",
        "rate_after": f"{Rate(found.rate_after).pct()}%",
        "reason": found.reason or "资金周转需要",
        "guarantors": "、".join(customer.surety_names(note.customer.number, day)) or "无",
    }
    return _sheet(Paper.EXTENSION_AGREEMENT, note, {**_of_note(note, day), **more})


def _certificate(note: LoanNote, wanted: Wanted, day: date) -> Sheet | Refused:
    if note.closed is None or note.book_status == BookStatus.WRITTEN_OFF:
        left = pages.owed_on(note, day).payoff
        return Refused(
            PaperRefusal.NOT_SETTLED,
            f"借据 {note.number} 尚未结清,今天结清还需 {grouped(left)} 元。",
            "全部还清并经当日日终后再开结清证明。",
            "subject",
        )
    return _sheet(Paper.CERTIFICATE, note, {**_of_note(note, day), "closed": _day(note.closed)})


def _settled_already(note: LoanNote) -> Refused | None:
    if note.closed is None:
        return None
    return Refused(PaperRefusal.ALREADY_SETTLED, f"借据 {note.number} 已结清。", "已结清的请打印结清证明。", "subject")


def _sheet(paper: Paper, note: LoanNote, values: dict[str, str], rows: Iterable[Mapping[str, str]] = ()) -> Sheet:
    return Sheet(paper, note.customer_id, note.customer.number, values, tuple(rows))


_NOTES: Mapping[Paper, Callable[[LoanNote, Wanted, date], Sheet | Refused]] = {
    Paper.NOTE: _note_paper,
    Paper.INTEREST_LIST: _interest_list,
    Paper.RECEIPT: _receipt,
    Paper.DUE_NOTICE: _due_notice,
    Paper.DEMAND_NOTICE: _demand_notice,
    Paper.GUARANTOR_NOTICE: _guarantor_notice,
    Paper.EXTENSION_AGREEMENT: _extension_agreement,
    Paper.CERTIFICATE: _certificate,
}


# --- one customer, one account ---------------------------------------------------------------------------------------


def _balance_check(officer: Officer, wanted: Wanted, day: date) -> Sheet | Refused:
    view = customer.customer_for(officer, wanted.subject)
    if isinstance(view, Refused):
        return unknown("客户")
    as_of = wanted.first or day
    if as_of > day:
        return _no_period(f"{as_of} 还没有到。")
    held = pages.accounts_of(view.id)
    accounts = [(each, -books.balance_on(DEPOSITS, each.pk, as_of)) for each in contact.accounts_of(view.id)]
    notes = [(each, _principal_on(each, as_of, day)) for each in pages.notes_of(view.id) if each.start <= as_of]
    named = products.product_names()
    rows = [
        {"kind": "存款", "number": each.number, "product": "结算账户", "maturity": "", "balance": grouped(fen)}
        for each, fen in accounts
    ] + [
        {
            "kind": "贷款",
            "number": each.number,
            "product": named.get(each.product, each.product),
            "maturity": each.maturity.isoformat(),
            "balance": grouped(fen),
        }
        for each, fen in notes
        if fen
    ]
    branch = held[0].branch if held else ""
    values = {
        "bank": _bank(day),
        "branch": people.branch_names().get(branch, branch),
        "printed_on": _day(day),
        "borrower": view.name,
        "customer": view.number,
        "identity": view.identity_masked,
        "as_of": _day(as_of),
        "deposits": grouped(sum(fen for _each, fen in accounts)),
        "loans": grouped(sum(fen for _each, fen in notes)),
    }
    return Sheet(Paper.BALANCE_CHECK, view.id, view.number, values, tuple(rows))


def _statement(officer: Officer, wanted: Wanted, day: date) -> Sheet | Refused:
    account = contact.account_for(officer, wanted.subject)
    if account is None:
        return unknown("结算账户")
    return of_account(account, wanted, day)


def of_account(account: SettlementAccount, wanted: Wanted, day: date) -> Sheet | Refused:
    """The movements of an account the caller was let in to see."""
    first, last = wanted.first or day.replace(day=1), wanted.last or day
    if not first <= last <= day or (last - first).days >= LONGEST_STATEMENT:
        return _no_period("起日须不晚于止日,止日不晚于今天,期间不超过一年。")
    moved = books.movements_between(DEPOSITS, account.pk, first, last)
    ending = -books.balance_on(DEPOSITS, account.pk, last)
    opening = ending + sum(each.amount for each in moved)
    rows, balance = [], opening
    for each in moved:
        balance -= each.amount
        rows.append(
            {
                "day": each.business_date.isoformat(),
                "why": each.why,
                "received": grouped(-each.amount) if each.amount < 0 else "",
                "paid_out": grouped(each.amount) if each.amount > 0 else "",
                "balance": grouped(balance),
            }
        )
    values = {
        "bank": _bank(day),
        "branch": people.branch_names().get(account.branch, account.branch),
        "printed_on": _day(day),
        "borrower": account.customer.name,
        "account": account.number,
        "first": _day(first),
        "last": _day(last),
        "opening": grouped(opening),
        "ending": grouped(ending),
        "received": grouped(sum(-each.amount for each in moved if each.amount < 0)),
        "paid_out": grouped(sum(each.amount for each in moved if each.amount > 0)),
    }
    return Sheet(Paper.STATEMENT, account.customer_id, account.customer.number, values, tuple(rows))


# --- small words -----------------------------------------------------------------------------------------------------


def _bank(day: date) -> str:
    """The bank's name of that day; empty where none was brought, and then the branch alone stands on the paper."""
    return compliance.parameters(day).values.get("BANK_NAME", "")


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _term(start: date, end: date) -> str:
    months = whole_months(start, end)
    return f"{months}个月" if months else f"{(end - start).days}天"


def unknown(what: str) -> Refused:
    """The one answer for a subject that is not there and one that is not the asker's."""
    return Refused(
        PaperRefusal.SUBJECT_UNKNOWN, f"没有这个{what},或您无权查看。", "请从页面上的链接重新打开。", "subject"
    )


def _no_period(reason: str) -> Refused:
    return Refused(PaperRefusal.PERIOD_NOT_POSSIBLE, reason, "请改选日期。", "first")
