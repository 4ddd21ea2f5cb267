"""A change of a note by way of its whole life: add the event, walk, and post wanted less recorded.

Every verb that is not the plain payment of what is due goes this way, whether its value day is today or years back. The
price is a walk of the life (milliseconds); what it buys is that the books cannot differ from the recomputation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import history, read, rules
from wuhua.areas.servicing.actions.disburse import open_note
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, PlannedRate, RepaymentItem
from wuhua.areas.servicing.rules import MOVING, PREPAID, BookStatus, DueKind, EventKind, PaidBy
from wuhua.areas.servicing.standing import KEY, Standing, between, wanted
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS, Entry, Line, Side
from wuhua.core.allocate import Kind
from wuhua.core.life import Event, Life
from wuhua.core.refuse import ensure
from wuhua.platform import audit, clock, numbering

ALSO_MOVING = ("rate", "maturity", "own_day", "instalment", "misuse_uplift", "extensions", "issue_type")
"""What an event may rewrite besides the moving columns; the day end never does."""
THOUGHT_OF = 2**62
"""Sequence of an event that is only thought of: after every recorded one of its day."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a verb wants of a note, decided and not yet done. `event` has its value day; amounts in fen.

    `cash` is what comes in (below nought: goes out) over `account` (a settlement account's id and branch) or, without
    one, over the counter. `other` are lines of another note's money. `terms` are columns of the note that change.
    `opens` is a note that comes into being with it, `then` what happens to another note with it: one transaction, one trace.
    """

    row: LoanNote
    kind: EventKind
    event: Event
    why: str
    cash: int = 0
    account: tuple[int, str] | None = None
    other: tuple[Line, ...] = ()
    paid_by: PaidBy = PaidBy.COUNTER
    detail: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    agreed: tuple[date, int] | None = None
    reverses: int | None = None
    opens: LoanNote | None = None
    then: Wish | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: how the money is split, the entry, and what stands afterwards. Amounts in fen.

    `then` is the same of the other note that a verb also changes.
    """

    note: str
    parts: Mapping[Kind, int]
    lines: tuple[Line, ...]
    owed: Mapping[Kind, int]
    balance: int
    refund: int
    next_due: date | None
    instalment: int
    maturity: date
    overdue_days: int
    then: Preview | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """A wish worked out: the life with it, both standings, the refund it leaves, and the entry's lines."""

    wish: Wish
    life: Life
    before: Standing
    after: Standing
    refund: int
    lines: tuple[Line, ...]


def recorded(row: LoanNote, day: date) -> Standing:
    """The note as the books hold it at the opening of `day`. Two queries."""
    billed: dict[KEY, int] = {}
    paid: dict[KEY, int] = {}
    prepaid = 0
    for bill in Bill.objects.filter(note_id=row.id):
        billed[(bill.due, DueKind(bill.kind))] = bill.amount
    for item in RepaymentItem.objects.filter(note_id=row.id):
        if item.kind == PREPAID:
            prepaid += item.amount
            continue
        key = (item.due, DueKind(item.kind))
        if item.way in (PaidBy.CORRECTED, PaidBy.IMPORTED):
            billed[key] = billed.get(key, 0) - item.amount
        else:
            paid[key] = paid.get(key, 0) + item.amount
    figures = rules.figures_on(read.anchor_of(row), day)
    frozen = row.book_status == BookStatus.WRITTEN_OFF
    running = {DueKind.PENALTY: figures.penalty, DueKind.COMPOUND: figures.compound, DueKind.INTEREST: figures.interest}
    return Standing(BookStatus(row.book_status), row.principal, billed, paid, prepaid, {} if frozen else running)


def preview(wish: Wish, day: date) -> Preview:
    """What the wish would do, without doing it."""
    made = _worked_out(wish, day)
    rows = [each for each in made.life.walk.rows if each.seq == wish.event.seq]
    then = preview(wish.then, day) if wish.then is not None else None
    return _seen(wish.row, made.life, rows[-1].parts if rows else {}, made.lines, made.refund, then)


def as_it_stands(row: LoanNote, day: date) -> Preview:
    """The note with nothing done to it today: of what is only agreed for a coming day."""
    held = history.of_note(row, compliance.whole("NON_ACCRUAL_DAYS", day))
    return _seen(row, held.walked(day), {}, (), 0, None)


def _seen(
    row: LoanNote, life: Life, parts: Mapping[Kind, int], lines: tuple[Line, ...], refund: int, then: Preview | None
) -> Preview:
    return Preview(
        note=row.number,
        parts=parts,
        lines=lines,
        owed={kind: fen for kind, fen in life.owed.items() if fen},
        balance=life.walk.balance,
        refund=refund,
        next_due=life.walk.next_due,
        instalment=life.walk.level,
        maturity=life.walk.maturity,
        overdue_days=life.overdue_days,
        then=then,
    )


def carry_out(wish: Wish, *, day: date, actor: str, key: str) -> dict[str, object]:
    """Do it: event, bills, allocations, the note's row, its entry and its trace. The caller has refused what must be."""
    if wish.opens is not None:
        open_note(wish.opens, day, actor)
        audit.record(
            actor=actor,
            business_date=day,
            action="servicing.renewed",
            subject=f"note:{wish.opens.number}",
            after={
                "previous": wish.row.number, "amount": wish.opens.amount, "maturity": wish.opens.maturity.isoformat(),
            },
        )  # fmt: skip
    answer, before, after = _written(wish, day, actor, key)
    if wish.then is not None:
        other, was, now = _written(wish.then, day, actor, key)
        answer |= {"to": other["note"], "to_parts": other["parts"], "to_refund": other["refund"]}
        before, after = {**before, "to": was}, {**after, "to": {"note": other["note"], **now}}
    audit.record(
        actor=actor,
        business_date=day,
        action=f"servicing.{'move' if wish.then is not None else wish.kind.value.lower()}",
        subject=f"note:{wish.row.number}",
        before=before,
        after=after,
    )
    return answer


def _written(
    wish: Wish, day: date, actor: str, key: str
) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """The wish in the tables and the books; the answer, and what moved, for the trace that the caller writes."""
    made = _worked_out(wish, day)
    row = wish.row
    number = numbering.next_number("receipt")
    event = _write_event(wish, day, actor, number)
    _write_refund(made, day, actor, number)
    parts = _write_bills(made, day, number)
    if wish.agreed is not None:
        PlannedRate.objects.create(
            note_id=row.id, day=wish.agreed[0], rate=wish.agreed[1], cause=rules.RateCause.EXTENSION, actor=actor,
            event=event,
            recorded_at=clock.now(),
        )  # fmt: skip
    was = {name: getattr(row, name) for name in (*MOVING, *ALSO_MOVING)}
    _write_row(made, day)
    _note_status(row, was["book_status"], day, actor, wish.kind)
    if made.lines:
        post.post(Entry(f"{wish.kind.value.lower()}/{key}", day, wish.why, made.lines), actor=actor)
    changed = {name: (was[name], getattr(row, name)) for name in was if was[name] != getattr(row, name)}
    before = {name: _plain(old) for name, (old, _) in changed.items()}
    after = {name: _plain(new) for name, (_, new) in changed.items()}
    said: dict[str, object] = {"amount": wish.event.amount, "parts": parts}
    answer = {"note": row.number, **said, "refund": made.refund, "receipt": number}
    return answer, before, after | said


def _write_refund(made: _Made, day: date, actor: str, number: int) -> None:
    if made.refund:
        NoteEvent.objects.create(
            note_id=made.wish.row.id, value_day=day, business_date=day, recorded_at=clock.now(), kind=EventKind.REFUND,
            amount=made.refund, detail={"cause": made.wish.kind.value, "receipt": number}, actor=actor,
        )  # fmt: skip


def _worked_out(wish: Wish, day: date) -> _Made:
    row = wish.row
    held = history.of_note(row, compliance.whole("NON_ACCRUAL_DAYS", day))
    life = held.walked(day, more=[wish.event])
    before, after = recorded(row, day), wanted(life)
    cash = list(wish.other)
    over = wish.account or (0, row.branch)
    if wish.cash:
        cash.append(money(wish.cash, over))
    refund = life.walk.held
    if refund:
        cash.append(money(-refund, (row.account_id, row.account.branch)))
    lines = (*cash, *between(before, after, note=row.id, branch=row.branch, product=row.product))
    return _Made(wish, life, before, after, refund, lines)


def money(amount: int, over: tuple[int, str]) -> Line:
    """So much in (or, below nought, out) over a settlement account, or over the counter."""
    account, branch = over
    side = Side.DEBIT if amount > 0 else Side.CREDIT
    return Line(DEPOSITS if account else CLEARING, side, abs(amount), branch, sub=account)


def _write_event(wish: Wish, day: date, actor: str, number: int) -> int:
    event = wish.event
    detail = dict(wish.detail) | {"receipt": number}
    written = NoteEvent.objects.create(
        note_id=wish.row.id,
        value_day=event.day,
        business_date=day,
        recorded_at=clock.now(),
        kind=wish.kind.value,
        amount=event.amount or None,
        rate=event.rate or None,
        detail=detail,
        actor=actor,
        reverses=wish.reverses,
    )
    return int(written.pk)


def _write_bills(made: _Made, day: date, number: int) -> list[dict[str, object]]:
    """Bills that are new, bills that were wrong, and how what was paid is split now."""
    before, after, row = made.before, made.after, made.wish.row
    plain = made.wish.event.day == day and made.wish.reverses is None
    bills, items, parts = [], [], []
    correction = numbering.next_number("receipt")
    for key in sorted({*before.billed, *after.billed, *before.paid}):
        due, kind = key
        more = after.billed.get(key, 0) - before.billed.get(key, 0)
        if more > 0 and key not in before.billed:
            bills.append(Bill(note_id=row.id, due=due, kind=kind.value, amount=more, cut=day))
        elif more:
            items.append(_item(row, key, day, correction, -more, PaidBy.CORRECTED))
        paid = after.paid.get(key, 0) - before.paid.get(key, 0)
        if paid:
            items.append(_item(row, key, day, number, paid, made.wish.paid_by if plain else PaidBy.REALLOCATED))
            parts.append({"due": due.isoformat(), "kind": kind.name, "amount": paid})
    early = after.prepaid - before.prepaid
    if early:
        way = made.wish.paid_by if plain else PaidBy.REALLOCATED
        items.append(
            RepaymentItem(note_id=row.id, due=day, kind=PREPAID, paid=day, number=number, amount=early, way=way.value)
        )
        parts.append({"due": day.isoformat(), "kind": "PREPAID", "amount": early})
    Bill.objects.bulk_create(bills)
    RepaymentItem.objects.bulk_create(items)
    return parts


def _item(row: LoanNote, key: KEY, day: date, number: int, amount: int, way: PaidBy) -> RepaymentItem:
    return RepaymentItem(
        note_id=row.id, due=key[0], kind=key[1].value, paid=day, number=number, amount=amount, way=way.value
    )


def _write_row(made: _Made, day: date) -> None:
    """The note anew at the opening of `day`; the day itself is earned by what stands after the change."""
    row, walk = made.wish.row, made.life.walk
    frozen = made.after.status is BookStatus.WRITTEN_OFF
    row.principal, row.overdue_principal = walk.principal, 0 if frozen else walk.overdue
    row.in_grace, row.advance = 0 if frozen else walk.overdue - walk.penalty_base, walk.advance
    row.compound_base = 0 if frozen else walk.compound_base
    row.anchor_day = day
    earned = walk.earned
    row.accrued, row.carry = earned[Kind.INTEREST].whole, earned[Kind.INTEREST].num
    row.penalty_accrued, row.penalty_carry = earned[Kind.PENALTY].whole, earned[Kind.PENALTY].num
    row.compound_accrued, row.compound_carry = earned[Kind.COMPOUND].whole, earned[Kind.COMPOUND].num
    row.next_due, row.oldest_due, row.book_status = walk.next_due, walk.oldest, walk.status.value
    row.closed = _closed(made, day)
    row.rate, row.maturity, row.own_day, row.misuse_uplift = walk.rate, walk.maturity, walk.own_day, walk.misuse
    if row.instalment is not None or walk.level:
        row.instalment = walk.level
    for name, value in made.wish.terms.items():
        ensure(name in ALSO_MOVING, f"{name} is no column an event may change")
        setattr(row, name, value)
    row.save(update_fields=[*MOVING, *ALSO_MOVING])


def _closed(made: _Made, day: date) -> date | None:
    """A written-off note ends when its last claim is recovered; any other is ended by the day end."""
    if made.after.status is BookStatus.WRITTEN_OFF:
        return None if made.after.open(*DueKind) else day
    return made.wish.row.closed if made.life.walk.closed and made.wish.row.closed else None


def _note_status(row: LoanNote, before: str, day: date, actor: str, cause: EventKind) -> None:
    if row.book_status != before:
        NoteEvent.objects.create(
            note_id=row.id, value_day=day, business_date=day, recorded_at=clock.now(), kind=EventKind.STATUS,
            detail={"from": before, "to": row.book_status, "cause": cause.value}, actor=actor,
        )  # fmt: skip


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def thought_of(event: Event, seq: int | None = None) -> Event:
    """The event with the sequence of one that comes last."""
    return replace(event, seq=seq or THOUGHT_OF)


__all__: Sequence[str] = ("Preview", "Wish", "as_it_stands", "carry_out", "preview", "recorded", "thought_of")
