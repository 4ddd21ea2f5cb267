"""Verbs of servicing, one transaction each. Every verb on a note waits for the seal of the day before, is idempotent
by its key, and writes its audit row with the change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection, transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import read, rules
from wuhua.areas.servicing.loading import (  # noqa: F401 (the room's loading verbs, kept beside their checks)
    load_accounts,
    load_bills,
    load_notes,
    load_plans,
)
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, RepaymentItem, SettlementAccount
from wuhua.areas.servicing.rules import BookStatus, DueKind, EventKind, OpenBill, ServicingRefusal
from wuhua.books import post
from wuhua.books.rules import Entry, Line, Side
from wuhua.core import allocate
from wuhua.core.refuse import Refuse, Refused, ensure
from wuhua.platform import audit, clock, numbering, seals
from wuhua.platform.copy import Rows, copy_in
from wuhua.platform.once import once

CLEARING, LOANS, OVERDUE_LOANS, RECEIVABLE, DEPOSITS = 1011, 1301, 1302, 1132, 2011
INCOME = {DueKind.INTEREST: 6011, DueKind.PENALTY: 6012, DueKind.COMPOUND: 6013}
REGISTER, REGISTER_CONTRA = 7001, 7009
_MOVING = (
    "principal",
    "overdue_principal",
    "anchor_day",
    "accrued",
    "carry",
    "penalty_accrued",
    "penalty_carry",
    "compound_base",
    "compound_accrued",
    "compound_carry",
    "in_grace",
    "advance",
    "next_due",
    "oldest_due",
    "book_status",
    "closed",
)


@dataclass(frozen=True, slots=True)
class NoteTerms:
    """What a contract and its approval say of a new note. Amounts in fen, the rate in 10⁻⁷ a year."""

    number: str
    contract: str
    account: str
    product: str
    managing_rm: str
    amount: int
    rate: int
    maturity: date
    method: str
    settlement: str
    security: str
    use: str
    industry: str
    region: str
    day_count: str = "act/360"
    own_day: int | None = None
    frequency_months: int = 1
    instalment: int | None = None
    principal_rolls: bool = True
    penalty_uplift: int = 50
    purpose: str = "BUSINESS"
    payout: str = "SELF"
    issue_type: str = "NEW"
    previous: str = ""
    rate_type: str = "BENCHMARK"
    farm: bool = False
    compound_base_penalty: bool = False


def deposit(*, actor: str, business_date: date, key: str, account: str, amount: int) -> dict[str, object] | Refused:
    """存入: money comes onto a settlement account. Goes on while a day is being closed: it carries its own date."""
    return _cash("deposit", Side.DEBIT, actor, business_date, key, account, amount)


def withdraw(*, actor: str, business_date: date, key: str, account: str, amount: int) -> dict[str, object] | Refused:
    """支取: money leaves a settlement account; the books refuse to go below nought (INSUFFICIENT_FUNDS)."""
    return _cash("withdraw", Side.CREDIT, actor, business_date, key, account, amount)


def _cash(
    verb: str, side: Side, actor: str, business_date: date, key: str, account: str, amount: int
) -> dict[str, object] | Refused:
    def act() -> dict[str, object] | Refused:
        found = SettlementAccount.objects.filter(number=account).first()
        if found is None:
            return _no_account(account)
        if amount <= 0:
            return _not_positive()
        # After this line only the balance may still say no.
        lines = (
            Line(CLEARING, side, amount, found.branch),
            Line(DEPOSITS, side.other, amount, found.branch, sub=found.id),
        )
        why = "客户存入" if side is Side.DEBIT else "客户支取"
        audit.record(
            actor=actor,
            business_date=business_date,
            action=f"servicing.{verb}",
            subject=f"account:{account}",
            after={"amount": amount},
        )
        post.post(Entry(f"{verb}/{key}", business_date, why, lines), actor=actor)
        return {"account": account, "amount": amount}

    return _once(key, {"verb": verb, "account": account, "amount": amount}, act)


def disburse(*, actor: str, business_date: date, key: str, terms: NoteTerms) -> dict[str, object] | Refused:
    """发放: the note comes into being and its money lands on the borrower's settlement account."""

    def act() -> dict[str, object] | Refused:
        no = _gate(business_date)
        if no is not None:
            return no
        account = SettlementAccount.objects.filter(number=terms.account).first()
        no = _may_disburse(terms, account, business_date)
        if no is not None:
            return no
        ensure(account is not None, "checked above")
        assert account is not None  # noqa: S101 (for the type checker; the line above is the guard)
        # After this line the disbursement must succeed.
        note = _new_note(terms, account, business_date)
        note.save(force_insert=True)
        signed: dict[str, object] = {
            "maturity": note.maturity.isoformat(),
            "own_day": note.own_day,
            "instalment": note.instalment,
        }
        _event(note, business_date, EventKind.DRAW, actor, amount=terms.amount, rate=terms.rate, detail=signed)
        _post_draw(note, account, business_date, actor)
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.disbursed",
            subject=f"note:{note.number}",
            after={"amount": terms.amount, "rate": terms.rate, "maturity": terms.maturity.isoformat()},
        )
        return {"note": note.number, "amount": terms.amount}

    return _once(key, {"verb": "disburse", **_plain(asdict(terms))}, act)


def _may_disburse(terms: NoteTerms, account: SettlementAccount | None, business_date: date) -> Refused | None:
    if account is None:
        return _no_account(terms.account)
    if LoanNote.objects.filter(number=terms.number).exists():
        return Refused(
            ServicingRefusal.NUMBER_TAKEN, f"借据号 {terms.number} 已存在。", "请换一个借据号。", field="number"
        )
    if terms.amount <= 0:
        return _not_positive()
    if terms.maturity <= business_date:
        return Refused(ServicingRefusal.TERM_NOT_POSSIBLE, "到期日不晚于发放日。", "请核对合同期限。", field="maturity")
    if terms.rate <= 0:
        return Refused(ServicingRefusal.RATE_NOT_POSSIBLE, "利率须大于零。", "请核对批复利率。", field="rate")
    return None


def _new_note(terms: NoteTerms, account: SettlementAccount, day: date) -> LoanNote:
    settlement = rules.Settlement(terms.settlement)
    own_day = terms.own_day or (day.day if settlement is rules.Settlement.OWN_DAY else None)
    return LoanNote(
        id=numbering.next_number("note"),
        customer_id=account.customer_id,
        account=account,
        shard=account.shard,
        branch=account.branch,
        first_responsible=terms.managing_rm,
        start=day,
        original_maturity=terms.maturity,
        own_day=own_day,
        principal=terms.amount,
        anchor_day=day,
        next_due=rules.first_due(settlement, day, terms.maturity, own_day, terms.frequency_months),
        **{name: value for name, value in asdict(terms).items() if name not in ("account", "own_day")},
    )


def _post_draw(note: LoanNote, account: SettlementAccount, day: date, actor: str) -> None:
    post.post(
        Entry(
            f"draw/{note.number}",
            day,
            "发放贷款",
            (
                Line(LOANS, Side.DEBIT, note.amount, note.branch, note.product, BookStatus.NORMAL.value, note.id),
                Line(DEPOSITS, Side.CREDIT, note.amount, account.branch, sub=account.id),
            ),
        ),
        actor=actor,
    )


def repay(*, actor: str, business_date: date, key: str, note: str, amount: int) -> dict[str, object] | Refused:
    """还款(柜面): cash pays what is due on the note, kind by kind. An amount beyond what is due is an early repayment.

    What goes beyond the bills pays penalty and compound run up to today: they are billed first, and share in the split.
    """

    def act() -> dict[str, object] | Refused:
        no = _gate(business_date)
        if no is not None:
            return no
        row = LoanNote.objects.select_for_update().filter(number=note).first()
        if row is None:
            return _no_note(note)
        bills = read.open_bills(row.id, business_date)
        figures = rules.figures_on(read.anchor_of(row), business_date)
        no = _may_repay(row, bills, figures, amount, business_date)
        if no is not None:
            return no
        # After this line the repayment must succeed.
        paid = _allocate(row, bills, figures, amount, business_date, actor, key)
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.repaid",
            subject=f"note:{note}",
            after={"amount": amount, "parts": paid},
        )
        return {"note": note, "amount": amount, "parts": paid}

    return _once(key, {"verb": "repay", "note": note, "amount": amount}, act)


def _may_repay(row: LoanNote, bills: list[OpenBill], figures: rules.Figures, amount: int, day: date) -> Refused | None:
    if row.closed is not None:
        return Refused(ServicingRefusal.NOTE_CLOSED, f"借据 {row.number} 已结清。", "请核对借据号。", field="note")
    if amount <= 0:
        return _not_positive()
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
            f"收款超过今天应还的 {_yuan(most)} 元。",
            "请按应还金额收款,多余的存入结算账户或办理提前还款。",
            field="amount",
        )
    return None


def _running(figures: rules.Figures) -> int:
    bills = figures.bills()
    return bills[DueKind.PENALTY] + bills[DueKind.COMPOUND]


def _allocate(
    row: LoanNote,
    bills: list[OpenBill],
    figures: rules.Figures,
    amount: int,
    day: date,
    actor: str,
    key: str,
) -> list[dict[str, object]]:
    """Cut what is running when the money goes beyond the bills, split it, write items, anchor and entry."""
    limit = compliance.whole("NON_ACCRUAL_DAYS", day)
    order = rules.order_on(bills, day, limit)
    beyond = amount > sum(bill.open for bill in bills)
    fresh = _cut_running(row, figures, day) if beyond else []
    everything = bills + fresh
    split = allocate.allocate(amount, rules.claims(everything), on=day, order=order)
    ensure(split.left == 0, "a repayment of what is due leaves nothing over")
    number = numbering.next_number("receipt")
    by_key = {claim.key: bill for claim, bill in zip(rules.claims(everything), everything, strict=True)}
    paid = [(by_key[part.key], part.amount) for part in split.parts]
    RepaymentItem.objects.bulk_create(
        RepaymentItem(
            note_id=row.id, due=bill.due, kind=bill.kind.value, paid=day, number=number, amount=fen, way="COUNTER"
        )
        for bill, fen in paid
    )
    _event(row, day, EventKind.REPAY, actor, amount=amount, detail={"receipt": number})
    lines = _repay_lines(row, paid, amount, fresh, figures)
    _move_anchor(row, figures, everything, dict(paid), fresh, day)
    post.post(Entry(f"repay/{key}", day, "收回贷款本息", tuple(lines)), actor=actor)
    return [{"due": bill.due.isoformat(), "kind": bill.kind.name, "amount": fen} for bill, fen in paid]


def _cut_running(row: LoanNote, figures: rules.Figures, day: date) -> list[OpenBill]:
    """Bills penalty and compound run up to today, due today."""
    bills = [
        OpenBill(day, kind, amount)
        for kind, amount in figures.bills().items()
        if kind is not DueKind.INTEREST and amount > 0
    ]
    Bill.objects.bulk_create(
        Bill(note_id=row.id, due=day, kind=bill.kind.value, amount=bill.open, cut=day) for bill in bills
    )
    return bills


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
        if bill.kind is DueKind.PRINCIPAL:
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
    """The note anew at the opening of `day`: the day itself is earned by the balance after the payment."""
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
    row.save(update_fields=list(_MOVING))


def change_rate(*, actor: str, business_date: date, key: str, note: str, rate: int) -> dict[str, object] | Refused:
    """利率调整: from `business_date` on the note bears `rate` (10⁻⁷ a year); what it has earned so far stays."""

    def act() -> dict[str, object] | Refused:
        no = _gate(business_date)
        if no is not None:
            return no
        row = LoanNote.objects.select_for_update().filter(number=note).first()
        if row is None:
            return _no_note(note)
        if rate <= 0:
            return Refused(ServicingRefusal.RATE_NOT_POSSIBLE, "利率须大于零。", "请核对调整后的利率。", field="rate")
        # After this line the change must succeed.
        figures = rules.figures_on(read.anchor_of(row), business_date)
        before = row.rate
        row.rate, row.anchor_day = rate, business_date
        row.accrued, row.carry = figures.interest, figures.interest_carry
        row.penalty_accrued, row.penalty_carry = figures.penalty, figures.penalty_carry
        row.compound_accrued, row.compound_carry = figures.compound, figures.compound_carry
        row.save(update_fields=["rate", *_MOVING])
        _event(row, business_date, EventKind.RATE, actor, rate=rate, detail={"before": before})
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.rate_changed",
            subject=f"note:{note}",
            before={"rate": before},
            after={"rate": rate},
        )
        return {"note": note, "rate": rate}

    return _once(key, {"verb": "change_rate", "note": note, "rate": rate}, act)


_STAGE = "CREATE TEMP TABLE stage_note ON COMMIT DROP AS SELECT id, {columns} FROM servicing_loannote WITH NO DATA"
_REWRITE = "UPDATE servicing_loannote n SET {sets} FROM stage_note s WHERE n.id = s.id"


def write_day(*, actor: str, business_date: date, bills: Rows, items: Rows, notes: Rows, events: Rows) -> None:
    """The day end's bulk verb: a shard's bills, allocations, rewritten notes and events, inside its transaction."""
    for rows, table in ((bills, "servicing_bill"), (items, "servicing_repaymentitem"), (events, "servicing_noteevent")):
        ensure(rows.table == table, f"rows for {rows.table} were brought to {table}")
        copy_in(rows)
    if notes.count:
        ensure(notes.columns == ("id", *_MOVING), "the day end rewrites a note's moving columns and no others")
        with connection.cursor() as cursor:
            cursor.execute(_STAGE.format(columns=", ".join(_MOVING)))
            copy_in(notes, into="stage_note")
            cursor.execute(_REWRITE.format(sets=", ".join(f"{name} = s.{name}" for name in _MOVING)))
            ensure(cursor.rowcount == notes.count, f"{notes.count} notes to rewrite, {cursor.rowcount} found")
            cursor.execute("DROP TABLE stage_note")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.day_written",
        subject=f"day:{business_date.isoformat()}",
        after={"bills": bills.count, "items": items.count, "notes": notes.count},
    )


_NEW_RATES = (
    "CREATE TEMP TABLE stage_rate ON COMMIT DROP AS SELECT id, rate, instalment FROM servicing_loannote WITH NO DATA"
)
_PUT_RATES = """
UPDATE servicing_loannote n SET rate = s.rate, instalment = COALESCE(s.instalment, n.instalment)
FROM stage_rate s WHERE n.id = s.id
"""


def write_rates(*, actor: str, business_date: date, rates: Rows, events: Rows) -> None:
    """The day end's bulk verb for rates agreed before that come into force today, inside its transaction."""
    ensure(rates.columns == ("id", "rate", "instalment"), "a repricing brings id, rate and instalment")
    ensure(events.count == rates.count, f"{rates.count} new rates come with {events.count} events")
    copy_in(events)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_RATES)
        copy_in(rates, into="stage_rate")
        cursor.execute(_PUT_RATES)
        ensure(cursor.rowcount == rates.count, f"{rates.count} notes to reprice, {cursor.rowcount} found")
        cursor.execute("DROP TABLE stage_rate")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="servicing.repriced",
        subject=f"day:{business_date.isoformat()}",
        after={"notes": rates.count},
    )


def _gate(business_date: date) -> Refused | None:
    seals.enter_gate()
    if seals.is_open_for_notes(business_date) and clock.business_date() == business_date:
        return None
    return Refused(
        ServicingRefusal.DAY_NOT_CLOSED,
        f"{business_date} 的上一日还没有封账,或营业日期已变。",
        "日终通常几秒即完,请稍候重试;款项可先存入结算账户,日终后自动扣收。",
    )


def _once(key: str, arguments: dict[str, object], act: object) -> dict[str, object] | Refused:
    with transaction.atomic():
        try:
            return once(key, arguments, act)  # type: ignore[arg-type]
        except Refuse as no:
            return no.refused


def _event(
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


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _not_positive() -> Refused:
    return Refused(ServicingRefusal.AMOUNT_NOT_POSITIVE, "金额须大于零。", "请输入大于零的金额。", field="amount")


def _no_note(number: str) -> Refused:
    return Refused(ServicingRefusal.NOTE_NOT_FOUND, f"没有借据 {number}。", "请核对借据号。", field="note")


def _no_account(number: str) -> Refused:
    return Refused(
        ServicingRefusal.ACCOUNT_NOT_FOUND, f"没有结算账户 {number}。", "请先开立结算账户。", field="account"
    )
