"""Lower a class at once; raise it by a proposal that somebody else confirms, and a second one under a hard trigger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.classification import read, rules
from wuhua.areas.classification.actions import common
from wuhua.areas.classification.actions.common import DECIDERS, SPEAKERS
from wuhua.areas.classification.models import ClassProposal, ClassVote, NoteClass
from wuhua.areas.classification.read import Case
from wuhua.areas.classification.rules import PERSON, TAKEN_BACK, ClassRefusal, Klass, ProposalState, Way
from wuhua.areas.people.rules import Officer
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal: the class now, and how many of the yeses it needs have been given."""

    note: str
    klass: Klass
    approvals: int
    needed: int

    @property
    def done(self) -> bool:
        """Whether the class has been raised."""
        return self.approvals >= self.needed


@transaction.atomic
def worsen(*, actor: Officer, business_date: date, note_id: int, to: Klass, reason: str) -> NoteClass | Refused:
    """A person lowers a class at once: a major event is not waited out."""
    found = common.ready(actor, business_date, note_id, SPEAKERS)
    if isinstance(found, Refused):
        return found
    refused = rules.may_worsen(found.facts.klass, to, reason)
    if refused is not None:
        return refused

    # After this line the class must be lowered.
    common.lapse(note_id, business_date)
    return common.write(actor, business_date, found, to, PERSON, reason)


@transaction.atomic
def propose(*, actor: Officer, business_date: date, note_id: int, to: Klass, reason: str) -> ClassProposal | Refused:
    """A person asks for a better class than stands; it waits for somebody else."""
    found = common.ready(actor, business_date, note_id, SPEAKERS)
    if isinstance(found, Refused):
        return found
    waiting = ClassProposal.objects.filter(note_id=note_id, state=ProposalState.OPEN).exists()
    refused = rules.may_propose(found.facts.klass, to, reason, open_already=waiting)
    if refused is not None:
        return refused

    # After this line the proposal must be made.
    made = ClassProposal.objects.create(
        note_id=note_id,
        proposed_on=business_date,
        proposed_by=actor.number,
        asked_for=reason.strip(),
        current=found.facts.klass,
        proposed=to,
        basis=PERSON,
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="classification.proposed",
        subject=f"note:{found.line.number}",
        before={"klass": found.facts.klass},
        after={"proposed": to, "reason": reason.strip()},
    )
    return made


@transaction.atomic
def take_back(*, actor: Officer, business_date: date, note_id: int, reason: str) -> ClassProposal | Refused:
    """撤销误记的下调: the last lowering was recorded by mistake; somebody else must say so too, then it is as if it had not been.

    No observation is asked for, because nothing was there to observe; and nothing that stands is set aside by it.
    """
    found = common.ready(actor, business_date, note_id, SPEAKERS)
    if isinstance(found, Refused):
        return found
    refused = rules.check_reason(reason) or may_take_back(found)
    if refused is not None:
        return refused

    # After this line the proposal must be made.
    last = read.history(note_id)[0]
    made = ClassProposal.objects.create(
        note_id=note_id,
        proposed_on=business_date,
        proposed_by=actor.number,
        asked_for=reason.strip(),
        current=found.facts.klass,
        proposed=last.before or Klass.NORMAL,
        basis=TAKEN_BACK,
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="classification.take_back_asked",
        subject=f"note:{found.line.number}",
        before={"klass": found.facts.klass, "change": last.pk},
        after={"proposed": made.proposed, "reason": reason.strip()},
    )
    return made


def may_take_back(found: Case) -> Refused | None:
    """Why the last lowering of the note is not withdrawn, or None; for the button of a page too."""
    last = next(iter(read.history(found.line.id)), None)
    marked = {each.basis for each in found.book.table if each.mark}
    return rules.may_take_back(
        by_person=last is not None and last.way == Way.PERSON,
        on_a_mark=last is not None and last.basis in marked,
        before=Klass((last.before if last else "") or Klass.NORMAL),
        after=Klass(last.after) if last else Klass.NORMAL,
        current=found.facts.klass,
        verdict=found.decision.verdict.klass,
        open_already=ClassProposal.objects.filter(note_id=found.line.id, state=ProposalState.OPEN).exists(),
    )


def _still_mistaken(note: Case, proposed: Klass) -> Refused | None:
    """The facts of today as when it was asked: what calls for worse now is no mistake."""
    verdict = note.decision.verdict.klass
    if verdict.rank <= proposed.rank:
        return None
    return Refused(
        ClassRefusal.RULES_CALL_FOR_IT,
        f"按现有事实至少应为{rules.KLASS_NAMES[verdict]}。",
        "请退回这条撤销,另行认定。",
        "proposal",
    )


@transaction.atomic
def confirm(*, actor: Officer, business_date: date, proposal: int, reason: str) -> Decided | Refused:
    """One yes to a proposal, by somebody who neither keeps the note nor asked for it (四眼).

    The class rises with the last yes that is needed: one, or two where a hard trigger calls for worse. What the rules
    would still say is then set aside until it has to be looked at again, or until it gets worse.
    """
    case = _proposal_case(actor, business_date, proposal)
    if isinstance(case, Refused):
        return case
    found, note = case
    mistaken = found.basis == TAKEN_BACK
    refused = rules.may_confirm(
        state=ProposalState(found.state),
        decider=actor.number,
        proposer=found.proposed_by,
        keepers=common.keepers(note),
        voters=frozenset(found.votes.values_list("actor", flat=True)),
        reason=reason,
        current=Klass(found.current),
        now=note.standing(),
        business_date=business_date,
        observed=not mistaken,
    )
    if refused is None and mistaken:
        refused = _still_mistaken(note, Klass(found.proposed))
    if refused is not None:
        return refused

    # After this line the yes must be kept, and the class raised if it was the last one needed.
    proposed = Klass(found.proposed)
    ClassVote.objects.create(
        proposal=found,
        actor=actor.number,
        business_date=business_date,
        recorded_at=clock.now(),
        reason=reason.strip(),
    )
    given, needed = found.votes.count(), 1 if mistaken else rules.approvals_needed(proposed, note.floor)
    if given < needed:
        audit.record(
            actor=actor.number,
            business_date=business_date,
            action="classification.approved_once",
            subject=f"note:{note.line.number}",
            after={"proposed": proposed, "reason": reason.strip(), "needed": needed},
        )
        return Decided(note.line.number, note.facts.klass, given, needed)
    _decide(found, ProposalState.CONFIRMED, actor, business_date, reason)
    common.write(
        actor, business_date, note, proposed, found.basis or PERSON, reason, _set_aside(note, proposed, business_date)
    )
    return Decided(note.line.number, proposed, given, needed)


def _set_aside(note: Case, proposed: Klass, on: date) -> dict[str, object]:
    """The verdict that this decision overrules, for as long as a person's word holds; nothing where it overrules none."""
    called = note.decision.verdict.klass
    if proposed.rank >= called.rank:
        return {}
    return {"waived": called.value, "waived_until": add_months(on, note.book.person_holds_months)}


@transaction.atomic
def reject(*, actor: Officer, business_date: date, proposal: int, reason: str) -> ClassProposal | Refused:
    """Leave the class as it is; the same upgrade is not proposed again until the class moves. Whoever asked may withdraw."""
    refused = common.gate(business_date)
    if refused is not None:
        return refused
    found = ClassProposal.objects.select_for_update().filter(pk=proposal).first()
    if found is None or found.proposed_by != actor.number:
        refused = common.may_speak(actor, DECIDERS)
        if refused is not None:
            return refused
    if found is None:
        return _unknown()
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
        after={"proposed": found.proposed, "reason": reason.strip()},
    )
    return found


def _proposal_case(actor: Officer, business_date: date, proposal: int) -> tuple[ClassProposal, Case] | Refused:
    refused = common.may_speak(actor, DECIDERS) or common.gate(business_date)
    if refused is not None:
        return refused
    found = ClassProposal.objects.select_for_update().filter(pk=proposal).first()
    if found is None:
        return _unknown()
    common.lock(found.note_id)
    note = common.seen(actor, found.note_id, business_date)
    return note if isinstance(note, Refused) else (found, note)


def _unknown() -> Refused:
    return Refused(ClassRefusal.PROPOSAL_UNKNOWN, "没有这条上调建议。", "请刷新列表。", "proposal")


def _decide(found: ClassProposal, state: ProposalState, actor: Officer, on: date, reason: str) -> None:
    found.state, found.decided_by, found.decided_on, found.reason = state, actor.number, on, reason.strip()
    found.save(update_fields=["state", "decided_by", "decided_on", "reason"])
