"""Verbs of classification: people decide. What arrives in bulk is in `loading`.

The day end may only worsen a class; what would make it better waits as a proposal for somebody else than the keeper.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.classification import rules
from wuhua.areas.classification.loading import load_classes, write_day
from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass
from wuhua.areas.classification.rules import ClassRefusal, Klass, ProposalState, Way
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import read as servicing
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

__all__ = ["confirm", "load_classes", "reject", "worsen", "write_day"]

_DECIDERS = (Role.RISK, Role.REVIEWER, Role.APPROVER, Role.COMMITTEE, Role.EXECUTIVE)


# --- people ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(*, actor: Officer, business_date: date, proposal: int, reason: str) -> NoteClass | Refused:
    """Raise a class as proposed: by somebody else than the keeper, with a reason (四眼)."""
    found = _proposal(actor, proposal)
    if isinstance(found, Refused):
        return found
    keepers = servicing.keepers(found.note_id)
    if keepers is None:
        return Refused(ClassRefusal.NOTE_UNKNOWN, "该建议对应的借据不存在。", "请核对借据。", "proposal")
    now = NoteClass.objects.select_for_update().filter(pk=found.note_id).first()
    current_now = Klass(now.klass) if now else Klass.NORMAL
    months = compliance.whole("CLASS_OBSERVE_MONTHS", business_date)
    refused = rules.may_confirm(
        state=ProposalState(found.state),
        decider=actor.number,
        keepers=frozenset({keepers.managing_rm, keepers.first_responsible}),
        reason=reason,
        current=Klass(found.current),
        current_now=current_now,
        observed_until=add_months(now.since, months) if now else business_date,
        business_date=business_date,
    )
    if refused is not None:
        return refused

    # After this line the class must be raised.
    _decide(found, ProposalState.CONFIRMED, actor, business_date, reason)
    return _write(actor, business_date, found.note_id, current_now, Klass(found.proposed), found.basis, reason)


@transaction.atomic
def reject(*, actor: Officer, business_date: date, proposal: int, reason: str) -> ClassProposal | Refused:
    """Leave the class as it is; the same upgrade is not proposed again until the class moves."""
    found = _proposal(actor, proposal)
    if isinstance(found, Refused):
        return found
    if found.state != ProposalState.OPEN:
        return Refused(ClassRefusal.PROPOSAL_DECIDED, "该上调建议已处理。", "请刷新列表。", "proposal")
    refused = rules.check_reason(reason)
    if refused is not None:
        return refused

    # After this line the proposal must be closed.
    _decide(found, ProposalState.REJECTED, actor, business_date, reason)
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="classification.rejected",
        subject=f"note:{found.note_id}",
        after={"proposed": found.proposed, "reason": reason},
    )
    return found


@transaction.atomic
def worsen(*, actor: Officer, business_date: date, note_id: int, to: Klass, reason: str) -> NoteClass | Refused:
    """A person lowers a class at once: a major event is not waited out."""
    if not actor.holds(*_DECIDERS, Role.RM):
        return Refused(ClassRefusal.MAY_NOT_CLASSIFY, "您的岗位不能认定分类。", "请提交风险或审查岗。")
    if servicing.keepers(note_id) is None:
        return Refused(ClassRefusal.NOTE_UNKNOWN, "没有这笔借据。", "请核对借据号。", "note")
    now = NoteClass.objects.select_for_update().filter(pk=note_id).first()
    current = Klass(now.klass) if now else Klass.NORMAL
    refused = rules.may_worsen(current, to, reason)
    if refused is not None:
        return refused

    # After this line the class must be lowered.
    ClassProposal.objects.filter(note_id=note_id, state=ProposalState.OPEN).update(
        state=ProposalState.LAPSED, decided_on=business_date
    )
    return _write(actor, business_date, note_id, current, to, "person", reason)


def _proposal(actor: Officer, proposal: int) -> ClassProposal | Refused:
    if not actor.holds(*_DECIDERS):
        return Refused(ClassRefusal.MAY_NOT_CLASSIFY, "您的岗位不能认定分类。", "请提交风险或审查岗。")
    found = ClassProposal.objects.select_for_update().filter(pk=proposal).first()
    return found or Refused(ClassRefusal.PROPOSAL_UNKNOWN, "没有这条上调建议。", "请刷新列表。", "proposal")


def _decide(found: ClassProposal, state: ProposalState, actor: Officer, on: date, reason: str) -> None:
    found.state, found.decided_by, found.decided_on, found.reason = state, actor.number, on, reason.strip()
    found.save(update_fields=["state", "decided_by", "decided_on", "reason"])


def _write(actor: Officer, on: date, note_id: int, before: Klass, after: Klass, basis: str, reason: str) -> NoteClass:
    ClassChange.objects.create(
        note_id=note_id,
        business_date=on,
        recorded_at=clock.now(),
        before=before,
        after=after,
        basis=basis,
        way=Way.PERSON,
        actor=actor.number,
        reason=reason.strip(),
    )
    written, _ = NoteClass.objects.update_or_create(
        note_id=note_id, defaults={"klass": after, "since": on, "basis": basis}
    )
    audit.record(
        actor=actor.number,
        business_date=on,
        action="classification.decided",
        subject=f"note:{note_id}",
        before={"klass": before},
        after={"klass": after, "reason": reason.strip()},
    )
    return written
