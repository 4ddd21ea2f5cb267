"""Bulk verbs of the link, in the caller's transaction: what a core file was, what it told, what is handed over.

The caller (`bulk.corefiles`) has taken `alone` first: one import or export at a time, so that two at once neither open a
break twice nor send a hand-over twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.corelink import rules
from wuhua.areas.corelink.models import CoreFile, HandOver, HandOverStep, LedgerLine
from wuhua.areas.corelink.rules import CoreFileKind, Direction, HandOverState, Light
from wuhua.core.refuse import ensure
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows, copy_in

BREAK_COLUMNS = ("subject", "field", "kind", "branch", "ours", "theirs", "gap")
LEDGER_COLUMNS = ("file_id", "subject", "name", "branch", "core", "ours", "subs")
CORE = "CORE"
"""Who acts where a file of the core speaks."""

_LOCK = 7_400_020
_LIVE = tuple(each.value for each in rules.LIVE)


def alone() -> None:
    """Be the only import or export of the link until the transaction ends; a second one waits."""
    ensure(connection.in_atomic_block, "the link is locked until the end of a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


# --- files -----------------------------------------------------------------------------------------------------------


def record_file(
    *,
    actor: str,
    business_date: date,
    kind: CoreFileKind,
    day: date,
    light: Light,
    name: str,
    batch: int = 0,
    rows: int = 0,
    total: int | None = None,
    digest: str = "",
    stored: int | None = None,
    compared: bool = False,
    reason: str = "",
) -> CoreFile:
    """Write down a file that came, was refused, or goes out."""
    written = CoreFile.objects.create(
        kind=kind,
        day=day,
        direction=Direction.OUT if light is Light.SENT else Direction.IN,
        light=light,
        name=name,
        batch=batch,
        rows=rows,
        total=total,
        digest=digest,
        stored=stored,
        compared=compared,
        reason=reason,
        arrived_at=clock.now(),
        actor=actor,
    )
    audit.record(
        actor=actor,
        business_date=business_date,
        action=f"corelink.file_{light.lower()}",
        subject=f"corefile:{kind}/{day.isoformat()}",
        after={"name": name, "rows": rows, "total": total, "digest": digest[:16], "reason": reason},
    )
    return written


def load_ledger(*, actor: str, business_date: date, rows: Rows) -> int:
    """The lines of a 总分核对表."""
    ensure(rows.columns == LEDGER_COLUMNS, f"ledger lines have columns {LEDGER_COLUMNS}, not {rows.columns}")
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=LedgerLine, action="corelink.ledger_loaded"
    )


# --- breaks ----------------------------------------------------------------------------------------------------------

_STAGE = """
CREATE TEMP TABLE stage_break ON COMMIT DROP AS
SELECT subject, field, kind, branch, ours, theirs, gap FROM corelink_corebreak WITH NO DATA
"""
# A break has its place; the words below stand for the same condition wherever it is asked.
_PLACES = {
    "here": "b.source = %(source)s AND b.about IS NOT DISTINCT FROM %(about)s",
    "same": "b.subject = s.subject AND b.field = s.field AND b.kind = s.kind",
    "live": "b.state = ANY(%(live)s) AND b.last_seen <= %(day)s",
    "otherwise": "(b.ours, b.theirs) IS DISTINCT FROM (s.ours, s.theirs)",
    "step": "INSERT INTO corelink_breakstep (break_id, business_date, recorded_at, what, actor, reason, ours, theirs)",
}
_CHANGED = """
{step} SELECT b.id, %(day)s, %(now)s, 'CHANGED', %(actor)s, '', s.ours, s.theirs
FROM corelink_corebreak b JOIN stage_break s ON {same} WHERE {here} AND {live} AND {otherwise} ORDER BY b.id
"""
# Another difference than the one that was proposed to be closed is not closed by that proposal.
_SEEN = """
UPDATE corelink_corebreak b SET last_seen = %(day)s, ours = s.ours, theirs = s.theirs, gap = s.gap, branch = s.branch,
    state = CASE WHEN b.state = 'PROPOSED' AND {otherwise} THEN 'TAKEN' ELSE b.state END,
    proposed_by = CASE WHEN {otherwise} THEN '' ELSE b.proposed_by END,
    resolution = CASE WHEN {otherwise} THEN '' ELSE b.resolution END
FROM stage_break s WHERE {same} AND {here} AND {live}
"""
# What was settled on this very evidence stays settled; a later file that tells it again opens it anew.
_FRESH = """
WITH fresh AS (
    INSERT INTO corelink_corebreak
        (source, about, subject, field, kind, branch, ours, theirs, gap, first_seen, last_seen)
    SELECT %(source)s, %(about)s, s.subject, s.field, s.kind, s.branch, s.ours, s.theirs, s.gap, %(day)s, %(day)s
    FROM stage_break s WHERE NOT EXISTS (
        SELECT FROM corelink_corebreak b WHERE {same} AND {here}
            AND (b.state = ANY(%(live)s) OR (b.state = 'SETTLED' AND b.last_seen >= %(day)s)))
    ORDER BY s.subject, s.field, s.kind
    RETURNING id, ours, theirs)
{step} SELECT id, %(day)s, %(now)s, 'FOUND', %(actor)s, '', ours, theirs FROM fresh
"""
_GONE = """
WITH gone AS (
    UPDATE corelink_corebreak b SET state = 'VANISHED', resolution = 'AGREED', decided_by = %(actor)s,
        decided_on = %(day)s, reason = %(why)s
    WHERE {here} AND {live} AND NOT EXISTS (SELECT FROM stage_break s WHERE {same})
    RETURNING id)
{step} SELECT id, %(day)s, %(now)s, 'VANISHED', %(actor)s, %(why)s, '', '' FROM gone
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a comparison did to the list: found anew, seen again, gone by itself."""

    found: int
    again: int
    gone: int


def write_breaks(
    *, actor: str, business_date: date, source: CoreFileKind, day: date, about: date | None, rows: Rows
) -> Told:
    """The whole list of differences one file tells at `day`: new ones open, known ones keep owner and age, those no longer
    there close themselves. Ours is not touched by any of it.
    """
    ensure(rows.columns == BREAK_COLUMNS, f"breaks have columns {BREAK_COLUMNS}, not {rows.columns}")
    words: dict[str, Any] = {
        "source": source.value,
        "about": about,
        "day": day,
        "live": list(_LIVE),
        "now": clock.now(),
        "actor": CORE,
        "why": f"{day} 的{rules.KIND_NAMES[source]}文件与本系统一致,自动销账",
    }
    done = {}
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(rows, into="stage_break")
        for name, statement in (("gone", _GONE), ("changed", _CHANGED), ("again", _SEEN), ("found", _FRESH)):
            cursor.execute(statement.format(**_PLACES), words)
            done[name] = cursor.rowcount
        cursor.execute("DROP TABLE stage_break")
    audit.record(
        actor=actor,
        business_date=business_date,
        action="corelink.breaks_written",
        subject=f"corefile:{source}/{day.isoformat()}",
        after=done,
    )
    return Told(done["found"], done["again"], done["gone"])


# --- hand-overs ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draw:
    """A disbursement the core is to pay out. `number` is the note's, or for a later draw on it the note's with a serial.
    Amounts in fen."""

    number: str
    note: str
    contract: str
    customer: str
    account: str
    branch: str
    amount: int
    drawn: date


def hand_over(
    *, actor: str, business_date: date, draws: Iterable[Draw], answer_by: date | None = None
) -> list[HandOver]:
    """Take what goes out with the batch being made: draws never handed over, and failed ones a person wants sent again.

    Nothing else is ever taken: not what is on its way, not what nobody knows. Answers the batch's instructions. After the
    close of `answer_by` nobody knows the outcome of one the core has not answered.
    """
    fresh = [
        HandOver(
            number=each.number,
            note=each.note,
            contract=each.contract,
            customer=each.customer,
            account=each.account,
            branch=each.branch,
            amount=each.amount,
            drawn=each.drawn,
            state=HandOverState.SENT,
            sent_on=business_date,
            answer_by=answer_by,
        )
        for each in draws
    ]
    HandOver.objects.bulk_create(fresh)
    again = list(HandOver.objects.select_for_update().filter(state=HandOverState.FAILED, again=True).order_by("number"))
    for each in again:
        each.state, each.again, each.sent_on = HandOverState.SENT, False, business_date
        each.attempt, each.answered_by, each.evidence, each.answer_by = each.attempt + 1, "", "", answer_by
        each.save(update_fields=["state", "again", "sent_on", "attempt", "answered_by", "evidence", "answer_by"])
    out = [*fresh, *again]
    steps_of(out, actor=actor, business_date=business_date)
    return out


def ask_all(*, actor: str, business_date: date) -> list[HandOver]:
    """Every hand-over nobody knows the outcome of goes into the day's inquiry; none of them changes its state."""
    found = list(HandOver.objects.select_for_update().filter(state=HandOverState.UNKNOWN).order_by("sent_on", "number"))
    for each in found:
        each.asked += 1
        each.save(update_fields=["asked"])
    steps_of(found, actor=actor, business_date=business_date, what="ASKED")
    return found


def steps_of(moved: Iterable[HandOver], *, actor: str, business_date: date, what: str = "") -> None:
    """One step of history for each, named by the state it is in now or by `what`, and the trace of it."""
    found = list(moved)
    now = clock.now()
    HandOverStep.objects.bulk_create(
        HandOverStep(
            hand_over_id=each.pk,
            business_date=business_date,
            recorded_at=now,
            what=what or each.state,
            attempt=each.attempt,
            actor=actor,
            evidence=each.evidence,
        )
        for each in found
    )
    for each in found:
        audit.record(
            actor=actor,
            business_date=business_date,
            action=f"corelink.hand_over_{(what or each.state).lower()}",
            subject=f"handover:{each.number}",
            after={"attempt": each.attempt, "evidence": each.evidence},
        )


@dataclass(frozen=True, slots=True)
class Word:
    """What a file of the core says of one hand-over, and the number it gave the note where it says so."""

    number: str
    state: HandOverState
    evidence: str
    core_note: str = ""


def hear(*, actor: str, business_date: date, words: Iterable[Word]) -> dict[HandOverState, int]:
    """Move hand-overs by what the core's files say; what the table does not allow stays as it is. Answers how many moved."""
    said = {each.number: each for each in words}
    moved: list[HandOver] = []
    for each in HandOver.objects.select_for_update().filter(number__in=list(said)).order_by("number"):
        word = said[each.number]
        if rules.check_move(HandOverState(each.state), word.state, each.number) is None:
            each.state, each.evidence, each.answered_by, each.again = word.state, word.evidence, CORE, False
            each.core_note = word.core_note or each.core_note
            each.save(update_fields=["state", "evidence", "answered_by", "again", "core_note"])
            moved.append(each)
    steps_of(moved, actor=CORE, business_date=business_date)
    return {state: sum(each.state == state for each in moved) for state in HandOverState}
