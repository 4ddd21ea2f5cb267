"""What every verb about a class shares: the gate, who may decide, the note as decided on, and the one place that writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass
from wuhua.areas.classification.read import Case, case
from wuhua.areas.classification.rules import ClassRefusal, Klass, ProposalState, Way
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import pages as servicing
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, seals

DECIDERS = (Role.RISK, Role.REVIEWER, Role.APPROVER, Role.COMMITTEE, Role.EXECUTIVE)
"""Who decides about a class: risk, review and approval; never the front alone."""
SPEAKERS = (
    *DECIDERS, Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE, Role.POST_LOAN,
)  # fmt: skip
"""Who may lower a class, ask for a better one, or set a mark, on notes they may see."""
_LOCK = 7_400_010


def gate(business_date: date) -> Refused | None:
    """Verbs about classes wait for the seal of the day before, as verbs on notes do: the day end reads what stands."""
    seals.enter_gate()
    if seals.is_open_for_notes(business_date) and clock.business_date() == business_date:
        return None
    return Refused(
        ClassRefusal.DAY_NOT_CLOSED,
        f"{business_date} 的上一日还没有封账,或营业日期已变。",
        "日终通常几秒即完,请稍候重试。",
    )


def may_speak(actor: Officer, roles: tuple[Role, ...]) -> Refused | None:
    """Whether the officer's post may do this about classes at all."""
    if actor.holds(*roles) and not actor.holds(Role.ADMIN):
        return None
    return Refused(ClassRefusal.MAY_NOT_CLASSIFY, "您的岗位不能认定分类。", "请提交风险或审查岗。")


def lock(note_id: int) -> None:
    """One decision about a note at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [_LOCK, note_id])


def seen(actor: Officer, note_id: int, business_date: date) -> Case | Refused:
    """The note as its class is decided, for an officer who may see it; absent and forbidden give the same answer."""
    if not servicing.notes_for(actor).filter(pk=note_id).exists():
        return Refused(ClassRefusal.NOTE_UNKNOWN, "没有这笔借据,或您无权查看。", "请核对借据号。", "note")
    found = case(note_id, business_date)
    if found is None:
        return Refused(ClassRefusal.NOTE_ENDED, "该借据已结清或已核销。", "不再需要认定分类。", "note")
    return found


def ready(actor: Officer, business_date: date, note_id: int, roles: tuple[Role, ...]) -> Case | Refused:
    """The note, locked, for an officer of one of these posts, on a day that is open."""
    refused = may_speak(actor, roles) or gate(business_date)
    if refused is not None:
        return refused
    lock(note_id)
    return seen(actor, note_id, business_date)


def keepers(found: Case) -> frozenset[str]:
    """Whose note it is: they do not decide about its class."""
    return frozenset({found.line.managing_rm, found.line.first_responsible})


def lapse(note_id: int, on: date) -> None:
    """What was proposed for the note no longer stands: it has just been lowered."""
    ClassProposal.objects.filter(note_id=note_id, state=ProposalState.OPEN).update(
        state=ProposalState.LAPSED, decided_on=on
    )


def write(
    actor: Officer,
    on: date,
    found: Case,
    after: Klass,
    basis: str,
    reason: str,
    set_aside: Mapping[str, object] | None = None,
) -> NoteClass:
    """One change of class by a person: the record, the class now, the trace.

    A lower class begins its observation anew; a better one keeps the day since which the note is paid up.
    """
    before = found.facts.klass
    ClassChange.objects.create(
        note_id=found.line.id,
        business_date=on,
        recorded_at=clock.now(),
        before=before,
        after=after,
        basis=basis,
        way=Way.PERSON,
        actor=actor.number,
        reason=reason.strip(),
    )
    keeps = after.rank < before.rank and after is not Klass.NORMAL
    now = {
        "klass": after,
        "since": on,
        "basis": basis,
        "clear_from": found.facts.clear_from if keeps else None,
        "waived": "",
        "waived_until": None,
        **(set_aside or {}),
    }
    written, _ = NoteClass.objects.update_or_create(note_id=found.line.id, defaults=now)
    audit.record(
        actor=actor.number,
        business_date=on,
        action="classification.decided",
        subject=f"note:{found.line.number}",
        before={"klass": before},
        after={"klass": after, "basis": basis, "reason": reason.strip(), **_plain(set_aside)},
    )
    return written


def _plain(values: Mapping[str, object] | None) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in (values or {}).items()}
