"""The counter's short way: one note, one verb, four trips to the database.

    1  BEGIN
    2  read    the key is inserted · the gate entered · the note locked · its open bills · parameters, a receipt number
               (pure rules here: may it be, how is it split, what stands afterwards, which lines)
    3  write   bills · allocations · the event · the note's row · the trace · the answer under the key · the entry
    4  COMMIT

Each call of a trip sees what is committed when its turn comes (`platform.trip`), so the bills are read as they stand
after the lock was got. What servicing reads and writes of its own tables are two database functions (migration 0005): they
move values and decide nothing. The entry goes last: the control accounts everybody writes are held only until the commit.

A room above may take statements of its own along (`Beside`): a card's row is locked and judged before the note's.

A verb gives two functions: `short`, which decides from what was read and says what to write, and `long`, which does it in
the same transaction by walking the life, where `short` says it cannot (None). A refusal is kept under its key and
commits. Should the books say no to what `short` was sure of, all of it is undone, and then that no is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing.actions.common import NotNow, gate_opens, no_note, once_only
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import MOVING, DueKind, EventKind, OpenBill, PaidBy
from wuhua.books import post
from wuhua.books.rules import Entry
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, once, seals, trip
from wuhua.platform.trip import Step

LATE = "NON_ACCRUAL_DAYS"
Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """What the reading trip brought: the note, locked; what it owes today; and a receipt number of its own."""

    row: LoanNote
    bills: list[OpenBill]
    late_after: int
    receipt: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb decided: its answer, the statements that write it, and its entry."""

    answer: Answer
    steps: Sequence[Step]
    entry: Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """What a room above takes along: statements that go before the note is locked, its verdict on what they brought and on
    the note, and the statements that keep what became of it (an answer or a no) in the same transaction.
    """

    asks: Sequence[Step]
    judge: Callable[[Sequence[Sequence[trip.Row]], Found], Refused | None]
    keeps: Callable[[Answer | Refused], Sequence[Step]]


ALONE = Beside((), lambda _rows, _found: None, lambda _answer: ())
"""Nobody comes along."""


Short = Callable[[Found], Done | Refused | None]
Long = Callable[[LoanNote], Answer | Refused]


def in_four(
    *,
    actor: str,
    business_date: date,
    key: str,
    wanted: dict[str, object],
    note: str,
    short: Short,
    long: Long,
    beside: Beside = ALONE,
) -> Answer | Refused:
    """Do it once by its key, in four trips where `short` can, else by `long` in as many as it takes."""
    try:
        with transaction.atomic():
            claimed = once.claim(key, wanted)
            seen, (key_is, *found) = _read(claimed, beside, _reading(note, business_date))
            if not once.won(key_is):
                return once.kept(claimed)
            standing = _found(note, business_date, *found)
            done = standing if isinstance(standing, Refused) else beside.judge(seen, standing) or short(standing)
            if done is None and isinstance(standing, Found):
                row = standing.row
                answer = once.carry_on(claimed, lambda: long(row))
                kept = beside.keeps(answer)
                if kept:
                    trip.go(kept)
                return answer
            return _write(claimed, done, actor, beside)
    except NotNow as no:
        return no.refused
    except Refuse as no:
        refused = no.refused
        return once_only(key, wanted, lambda: refused)


# --- reading ---------------------------------------------------------------------------------------------------------

_DATES = {field.attname for model in (LoanNote, SettlementAccount) for field in model._meta.concrete_fields
          if isinstance(field, models.DateField)}  # fmt: skip
_NOTE_FIELDS = [field.attname for field in LoanNote._meta.concrete_fields]
_ACCOUNT_FIELDS = [field.attname for field in SettlementAccount._meta.concrete_fields]


def _reading(note: str, day: date) -> list[Step]:
    found = Step("SELECT servicing_found(%s::text, %s::date)", (note, day))
    return [seals.gate_step(day), found, compliance.step((LATE, compliance.COUNTER), day)]


def _read(
    claimed: once.Claim, beside: Beside, reading: Sequence[Step]
) -> tuple[list[list[trip.Row]], list[str | None]]:
    """The rows that came for whoever comes along, and the answers to our own questions. Alone, one statement asks them all."""
    if not beside.asks:
        return [], trip.ask([claimed.step, *reading])
    key_is, *found = trip.go([claimed.step, *beside.asks, *reading])
    more = len(beside.asks)
    return found[:more], [answer for ((answer,),) in (key_is, *found[more:])]


def _found(note: str, day: date, gate: str | None, text: str | None, parameters: str | None) -> Found | Refused:
    gate_opens(day, *seals.inside(gate))
    values = compliance.values_of(parameters, day)
    elsewhere = compliance.counter_by(values)
    if elsewhere is not None:
        return elsewhere
    if text is None:
        return no_note(note)
    said = json.loads(text)
    row = LoanNote.from_db(None, _NOTE_FIELDS, _values(said["note"], _NOTE_FIELDS))
    row.account = SettlementAccount.from_db(None, _ACCOUNT_FIELDS, _values(said["account"], _ACCOUNT_FIELDS))
    bills = [OpenBill(date.fromisoformat(due), DueKind(kind), fen) for due, kind, fen in said["bills"]]
    return Found(row, bills, values.whole(LATE), said["receipt"])


def _values(said: dict[str, Any], names: list[str]) -> list[Any]:
    return [date.fromisoformat(said[name]) if name in _DATES and said[name] else said[name] for name in names]


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(claimed: once.Claim, done: Done | Refused | None, actor: str, beside: Beside) -> Answer | Refused:
    if isinstance(done, Done):
        last, answer = claimed.keep(done.answer)
        with post.refusals():
            _send([*done.steps, last, post.step([done.entry], actor=actor)], beside.keeps(done.answer))
        return answer
    assert done is not None  # noqa: S101 (for the type checker; a note that was found and cannot go short goes long)
    last, answer = claimed.keep(done)
    _send([last], beside.keeps(done))
    return answer


def _send(ours: Sequence[Step], theirs: Sequence[Step]) -> None:
    """In one trip; what others keep stands before our last, which holds what everybody waits for."""
    if theirs:
        trip.go([*ours[:-1], *theirs, ours[-1]])
    else:
        trip.ask(ours)


def writing(
    found: Found,
    kind: EventKind,
    *,
    day: date,
    actor: str,
    amount: int,
    bills: Sequence[OpenBill] = (),
    paid: Sequence[tuple[OpenBill, int]] = (),
) -> Step:
    """Everything servicing itself writes: bills cut today, what the receipt paid, the event, the moving columns."""
    said = {
        "note": found.row.id,
        "day": day,
        "at": clock.now(),
        "kind": kind.value,
        "amount": amount,
        "actor": actor,
        "receipt": found.receipt,
        "way": PaidBy.COUNTER.value,
        "bills": [(bill.due, bill.kind.value, bill.open) for bill in bills],
        "items": [(bill.due, bill.kind.value, fen) for bill, fen in paid],
        "moved": {name: getattr(found.row, name) for name in MOVING},
    }
    return Step("SELECT servicing_done(%s::jsonb)", (json.dumps(said, default=lambda at: at.isoformat()),))
