"""Notes the core is asked to make (LEDGER_MASTER = CORE), on their way: sent, matched with what the core made, opened, late.

Bulk verbs in the caller's transaction, which holds `loading.alone`; what people do about one is in `actions`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.corelink.loading import CORE, steps_of
from wuhua.areas.corelink.models import CoreNoteLeft, HandOver
from wuhua.areas.corelink.rules import HAND_OVER_MOVES, HandOverState
from wuhua.areas.origination import actions as origination
from wuhua.areas.servicing import actions as servicing
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock

OPENED = "OPENED"
"""What a step says when the note came into being here."""


def terms_of(found: HandOver) -> servicing.NoteTerms:
    """The note the core is asked to make."""
    ensure(found.terms is not None, f"hand-over {found.number} is of a note that is ours already")
    return servicing.as_written(found.terms or {})


def send_asked(*, actor: str, business_date: date, answer_by: date) -> list[HandOver]:
    """Everything that waits to be sent goes with the batch being made, once. Answers its instructions."""
    found = list(HandOver.objects.select_for_update().filter(state=HandOverState.TO_SEND).order_by("number"))
    for each in found:
        each.state, each.sent_on, each.answer_by, each.attempt = HandOverState.SENT, business_date, answer_by, 1
    HandOver.objects.bulk_update(found, ["state", "sent_on", "answer_by", "attempt"])
    steps_of(found, actor=actor, business_date=business_date)
    return found


_LATE = """
WITH late AS (
    UPDATE corelink_handover SET state = 'UNKNOWN', evidence = %(why)s
    WHERE state = 'SENT' AND answer_by <= %(day)s RETURNING id, number, attempt),
told AS (
    INSERT INTO corelink_handoverstep (hand_over_id, business_date, recorded_at, what, attempt, actor, evidence)
    SELECT id, %(day)s, %(now)s, 'UNKNOWN', attempt, %(actor)s, %(why)s FROM late)
SELECT number FROM late ORDER BY number
"""


def give_up(*, actor: str, business_date: date) -> list[str]:
    """At the close of a day nobody knows the outcome of what should have been answered by it. One statement, one trace."""
    why = f"到 {business_date} 日终核心没有答复"
    words: dict[str, Any] = {"day": business_date, "now": clock.now(), "actor": actor, "why": why}
    with connection.cursor() as cursor:
        cursor.execute(_LATE, words)
        late = [row[0] for row in cursor.fetchall()]
    if late:
        audit.record(
            actor=actor,
            business_date=business_date,
            action="corelink.hand_over_unknown",
            subject=f"handovers:{business_date.isoformat()}",
            after={"numbers": late, "evidence": why},
        )
    return late


# --- what the core made -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """A note in the core's file that is none of ours yet. `reference` is the instruction it names, where it names one."""

    note: str
    contract: str
    amount: int
    start: date
    reference: str = ""


def matched(made: Iterable[Made]) -> dict[str, HandOver]:
    """By the core's note, the hand-over it answers: the one it names (or whose number it bears), the one a result named it
    for, or the only one of its contract and amount that waits for such a note, where it is the only such note.
    """
    found = {each.note: each for each in made}
    open_ = list(
        HandOver.objects.select_for_update()
        .filter(terms__isnull=False, opened_on__isnull=True, sent_on__isnull=False)
        .order_by("number")
    )
    by_number = {each.number: each for each in open_}
    by_core = {each.core_note: each for each in open_ if each.core_note}
    answer: dict[str, HandOver] = {}
    rest: dict[tuple[str, int], list[Made]] = defaultdict(list)
    for note in found.values():
        named = by_number.get(note.reference) or by_core.get(note.note) or by_number.get(note.note)
        if named is not None:
            answer[note.note] = named
        elif not note.reference:
            rest[(note.contract, note.amount)].append(note)
    taken = {each.number for each in answer.values()}
    for place, notes in rest.items():
        waiting = [each for each in open_ if _waits(each, place) and each.number not in taken]
        if len(notes) == len(waiting) == 1 and notes[0].start >= waiting[0].drawn:
            answer[notes[0].note] = waiting[0]
    return answer


def _waits(each: HandOver, place: tuple[str, int]) -> bool:
    """A failed one is answered only by name: a note that merely looks like it may be the next start's."""
    return (each.contract, each.amount) == place and not each.core_note and each.state != HandOverState.FAILED


def confirm(*, business_date: date, made: Mapping[str, HandOver], evidence: str) -> None:
    """The core made these notes, so it paid them out: whatever was known of them before."""
    moved = []
    for note, each in sorted(made.items()):
        each.core_note = note
        if HandOverState.CONFIRMED in HAND_OVER_MOVES[HandOverState(each.state)]:
            each.state, each.evidence, each.answered_by = HandOverState.CONFIRMED, evidence.format(note), CORE
            moved.append(each)
        each.save(update_fields=["core_note", "state", "evidence", "answered_by"])
    steps_of(moved, actor=CORE, business_date=business_date)


def opened(*, actor: str, business_date: date, made: Iterable[HandOver]) -> None:
    """These came into being here today under the core's numbers."""
    found = list(made)
    for each in found:
        each.opened_on = business_date
    HandOver.objects.bulk_update(found, ["opened_on"])
    steps_of(found, actor=actor, business_date=business_date, what=OPENED)
    origination.funded_by_core(business_date, {each.contract: each.core_note for each in found})


def left(*, business_date: date, refused: Mapping[str, Refused]) -> None:
    """Notes of the core that could not come into being, each with its reason and what to do; told again they stay one row."""
    now = clock.now()
    CoreNoteLeft.objects.bulk_create(
        (
            CoreNoteLeft(note=note, day=business_date, why=no.reason, next_step=no.next_step, recorded_at=now)
            for note, no in sorted(refused.items())
        ),
        ignore_conflicts=True,
    )
