"""A note's terms and events as `core.life` walks them: what the whole life is recomputed from, and nothing else.

Amounts received are facts (events, and the automatic debits kept as allocations); bills and what was paid of each are
not read here, except those a cut-over brought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import rules
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, PlanItem, PlannedRate, RepaymentItem
from wuhua.areas.servicing.rules import DueKind, EventKind, PaidBy
from wuhua.core.allocate import Kind
from wuhua.core.life import (
    Billing,
    DayCount,
    Event,
    Life,
    LifeTerms,
    Method,
    Opening,
    PrepayWay,
    Status,
    What,
    live,
)  # fmt: skip

WHAT: Mapping[str, What] = {
    EventKind.DRAW: What.DRAW,
    EventKind.REPAY: What.REPAY,
    EventKind.PREPAY: What.PREPAY,
    EventKind.RATE: What.RATE,
    EventKind.FEE: What.FEE,
    EventKind.MISUSE: What.MISUSE,
    EventKind.EXTEND: What.EXTEND,
    EventKind.PAYDAY: What.PAYDAY,
    EventKind.ACCELERATE: What.ACCELERATE,
    EventKind.RESTRUCTURE: What.RESTRUCTURE,
    EventKind.REFUND: What.REFUND,
    EventKind.WRITE_OFF: What.WRITE_OFF,
    EventKind.RECOVERY: What.RECOVERY,
    EventKind.REVERSE: What.REVERSE,
}
"""Kinds the walk knows. IMPORTED is the opening; STATUS is computed; a RATE that was agreed before is in the terms."""


@dataclass(frozen=True, slots=True)
class History:
    """Everything of one note that its life is walked from."""

    terms: LifeTerms
    events: tuple[Event, ...]
    opening: Opening | None

    def walked(self, as_of: date, *, closed: bool = False, more: Sequence[Event] = ()) -> Life:
        """The life on `as_of` as everything recorded by now makes it, with events that are only thought of added.

        Facts that belong to a later day are left out; a reversal counts from the first, whenever it was recorded.
        """
        known = [event for event in (*self.events, *more) if event.day <= as_of and event.what is not What.REVERSE]
        seqs, debits = {event.seq for event in known}, {event.day for event in known if event.what is What.AUTO_DEBIT}
        known += [
            event
            for event in (*self.events, *more)
            if event.what is What.REVERSE and (event.reverses in seqs or event.debit in debits)
        ]
        return live(self.terms, known, as_of=as_of, opening=self.opening, closed=closed)


def of_note(row: LoanNote, late_after: int) -> History:
    """The history of one note. Five queries, however long the life."""
    return of_notes([row], late_after)[row.id]


def of_new(row: LoanNote, first: NoteEvent, plan: Sequence[tuple[date, int]], late_after: int) -> History:
    """The history of a note that is only coming into being: its first event, and nothing to read."""
    return _history(row, [first], list(plan), [], [], [], late_after)


def instalments_on(notes: Sequence[int], day: date) -> dict[int, int]:
    """The level instalment (or equal share) of these notes once the rates agreed for `day` are in force."""
    late_after = compliance.whole("NON_ACCRUAL_DAYS", day)
    found = of_notes(LoanNote.objects.filter(id__in=notes), late_after)
    return {note: held.walked(day, closed=True).walk.level for note, held in found.items()}


def of_notes(rows: Iterable[LoanNote], late_after: int) -> dict[int, History]:
    """The histories of these notes by id. Five queries (six with imported notes), however many notes."""
    found = {row.id: row for row in rows}
    events: dict[int, list[NoteEvent]] = defaultdict(list)
    for event in NoteEvent.objects.filter(note_id__in=found).order_by("id"):
        events[event.note_id].append(event)
    plans: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for item in PlanItem.objects.filter(note_id__in=found).order_by("due"):
        plans[item.note_id].append((item.due, item.principal))
    rates: dict[int, list[PlannedRate]] = defaultdict(list)
    for planned in PlannedRate.objects.filter(note_id__in=found).order_by("day"):
        rates[planned.note_id].append(planned)
    debits = _debits(found)
    brought = [note for note, known in events.items() if known[0].kind == EventKind.IMPORTED]
    bills = _brought_bills(brought, {note: events[note][0].value_day for note in brought})
    return {
        note: _history(row, events[note], plans[note], rates[note], debits[note], bills[note], late_after)
        for note, row in found.items()
    }


def _debits(notes: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """What the day end took from the settlement account, by day."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    taken = RepaymentItem.objects.filter(note_id__in=list(notes), way=PaidBy.AUTO)
    for note, paid, amount in taken.values_list("note_id", "paid", "amount"):
        found[note][paid] += amount
    return defaultdict(list, {note: sorted(by_day.items()) for note, by_day in found.items()})


def _brought_bills(notes: list[int], cut_over: Mapping[int, date]) -> dict[int, list[tuple[date, Kind, int]]]:
    """Bills as they stood open at the cut-over."""
    found: dict[int, list[tuple[date, Kind, int]]] = defaultdict(list)
    if not notes:
        return found
    paid: dict[tuple[int, date, str], int] = defaultdict(int)
    for item in RepaymentItem.objects.filter(note_id__in=notes, way=PaidBy.IMPORTED):
        paid[(item.note_id, item.due, item.kind)] += item.amount
    for bill in Bill.objects.filter(note_id__in=notes):
        if bill.cut <= cut_over[bill.note_id]:
            open_ = bill.amount - paid[(bill.note_id, bill.due, bill.kind)]
            if open_ > 0:
                found[bill.note_id].append((bill.due, rules.KIND_OF[DueKind(bill.kind)], open_))
    return found


def _history(
    row: LoanNote,
    events: list[NoteEvent],
    plan: list[tuple[date, int]],
    rates: list[PlannedRate],
    debits: list[tuple[date, int]],
    bills: list[tuple[date, Kind, int]],
    late_after: int,
) -> History:
    first: dict[str, Any] = events[0].detail if events else {}
    opening = _opening(first, bills) if events and events[0].kind == EventKind.IMPORTED else None
    signed = _signed(row, first, events, plan, rates, late_after)
    walked = [event_of(each) for each in events if each.kind in WHAT and "planned" not in each.detail]
    last = max((each.seq for each in walked), default=0)
    walked += [Event(last + n, day, What.AUTO_DEBIT, amount) for n, (day, amount) in enumerate(debits, 1)]
    return History(signed, tuple(walked), opening)


def _signed(
    row: LoanNote,
    first: dict[str, Any],
    events: list[NoteEvent],
    plan: list[tuple[date, int]],
    rates: list[PlannedRate],
    late_after: int,
) -> LifeTerms:
    """The terms as they stood when the life was taken up; what changed since is in the events."""
    own_day, instalment = first.get("own_day", row.own_day), first.get("instalment", row.instalment)
    maturity = date.fromisoformat(first["maturity"]) if "maturity" in first else row.maturity
    agreed = [(each.day, each.rate) for each in rates if each.cause == rules.RateCause.REPRICING]
    return LifeTerms(
        start=row.start,
        maturity=maturity,
        rate=int(first.get("rate") or (events[0].rate if events else 0) or row.rate),
        method=Method(row.method),
        billing=Billing(row.settlement),
        day_count=DayCount(row.day_count),
        months=row.frequency_months,
        own_day=own_day,
        instalment=instalment or 0,
        planned=tuple(plan),
        rates=tuple(agreed),
        penalty_uplift=row.penalty_uplift,
        compound=row.compound,
        compound_on_penalty=row.compound_base_penalty,
        principal_rolls=row.principal_rolls,
        grace_days=row.grace_days,
        late_after=late_after,
    )


def _opening(held: dict[str, Any], bills: list[tuple[date, Kind, int]]) -> Opening | None:
    if "anchor_day" not in held:
        return None
    return Opening(
        day=date.fromisoformat(held["anchor_day"]),
        principal=int(held["principal"]),
        bills=tuple(bills),
        earned={
            Kind.INTEREST: (int(held["accrued"]), int(held["carry"])),
            Kind.PENALTY: (int(held["penalty_accrued"]), int(held["penalty_carry"])),
            Kind.COMPOUND: (int(held["compound_accrued"]), int(held["compound_carry"])),
        },
        next_due=date.fromisoformat(held["next_due"]) if held.get("next_due") else None,
        status=Status(held["book_status"]),
        advance=int(held.get("advance") or 0),
    )


def event_of(row: NoteEvent) -> Event:
    """A stored event as the walk takes it. Its id is its sequence."""
    said = row.detail
    return Event(
        seq=row.id,
        day=row.value_day,
        what=WHAT[row.kind],
        amount=row.amount or 0,
        rate=row.rate or 0,
        uplift=int(said.get("uplift", 0)),
        until=date.fromisoformat(said["until"]) if said.get("until") else None,
        own_day=said.get("own_day") if row.kind == EventKind.PAYDAY else None,
        way=PrepayWay(said.get("way", PrepayWay.FEWER)),
        kind=Kind(said.get("kind", Kind.FEE)),
        reverses=row.reverses,
        debit=date.fromisoformat(said["debit"]) if said.get("debit") else None,
        recorded=row.business_date,
        keep=bool(said.get("keep")),
    )
