"""Verbs of the link, one transaction each: what people do about breaks and hand-overs. What files do is in `loading`."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.corelink import loading, read, rules
from wuhua.areas.corelink.models import BreakStep, CoreBreak, HandOver
from wuhua.areas.corelink.rules import BreakState, BreakStepKind, CoreLinkRefusal, HandOverState
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

# --- breaks ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def take(*, actor: Officer, business_date: date, number: int, reason: str = "") -> CoreBreak | Refused:
    """认领: somebody looks into it; from another owner with a reason."""
    found = _break(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_take(read.standing(found), actor.number, reason)
    if refused is not None:
        return refused

    # After this line the break must be taken.
    what = BreakStepKind.HANDED_ON.value if found.owner else BreakState.TAKEN.value
    found.owner = actor.number
    found.state = BreakState.TAKEN if found.state == BreakState.FOUND else BreakState(found.state)
    return _moved(found, actor, business_date, what, reason)


@transaction.atomic
def explain(*, actor: Officer, business_date: date, number: int, reason: str) -> CoreBreak | Refused:
    """说明: why it stands; it stays on the list until it goes."""
    found = _break(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_owner(read.standing(found), actor.number, reason)
    if refused is not None:
        return refused

    # After this line the break must be explained.
    found.state, found.reason = BreakState.EXPLAINED, reason.strip()
    return _moved(found, actor, business_date, BreakState.EXPLAINED.value, reason)


@transaction.atomic
def close(*, actor: Officer, business_date: date, number: int, resolution: str, reason: str) -> CoreBreak | Refused:
    """销账: over, by the owner's word; where money is in it only proposed, until somebody else agrees."""
    found = _break(actor, number)
    if isinstance(found, Refused):
        return found
    chosen = rules.resolution_of(resolution)
    if isinstance(chosen, Refused):
        return chosen
    refused = rules.check_owner(read.standing(found), actor.number, reason)
    if refused is not None:
        return refused

    # After this line the close must be written.
    found.resolution, found.reason = chosen, reason.strip()
    if rules.needs_two(read.standing(found).kind, found.gap):
        found.state, found.proposed_by = BreakState.PROPOSED, actor.number
        return _moved(found, actor, business_date, BreakState.PROPOSED.value, reason)
    return _settle(found, actor, business_date, reason)


@transaction.atomic
def confirm(*, actor: Officer, business_date: date, number: int) -> CoreBreak | Refused:
    """复核: the second key to a close with money in it."""
    found = _break(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_second(read.standing(found), actor.number)
    if refused is not None:
        return refused

    # After this line the break must be settled.
    return _settle(found, actor, business_date, found.reason)


@transaction.atomic
def send_back(*, actor: Officer, business_date: date, number: int, reason: str) -> CoreBreak | Refused:
    """退回: the second key is refused; the owner goes on."""
    found = _break(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_second(read.standing(found), actor.number) or rules.check_reason(reason)
    if refused is not None:
        return refused

    # After this line the close must be sent back.
    found.state, found.proposed_by, found.resolution = BreakState.TAKEN, "", ""
    return _moved(found, actor, business_date, BreakStepKind.SENT_BACK.value, reason)


def _break(actor: Officer, number: int) -> CoreBreak | Refused:
    refused = read.may_own(actor)
    if refused is not None:
        return refused
    found = CoreBreak.objects.select_for_update().filter(pk=number).first()
    return found or Refused(CoreLinkRefusal.BREAK_UNKNOWN, f"没有编号为 {number} 的差异。", "请从差异清单中打开。")


def _settle(found: CoreBreak, actor: Officer, on: date, reason: str) -> CoreBreak:
    found.state, found.decided_by, found.decided_on = BreakState.SETTLED, actor.number, on
    return _moved(found, actor, on, BreakState.SETTLED.value, reason)


def _moved(found: CoreBreak, actor: Officer, on: date, what: str, reason: str) -> CoreBreak:
    found.save(update_fields=["owner", "state", "reason", "resolution", "proposed_by", "decided_by", "decided_on"])
    BreakStep.objects.create(
        break_id=found.pk,
        business_date=on,
        recorded_at=clock.now(),
        what=what,
        actor=actor.number,
        reason=reason.strip(),
        ours=found.ours,
        theirs=found.theirs,
    )
    audit.record(
        actor=actor.number,
        business_date=on,
        action=f"corelink.break_{what.lower()}",
        subject=f"corebreak:{found.pk}",
        after={"subject": found.subject, "resolution": found.resolution, "reason": reason.strip()},
    )
    return found


# --- hand-overs ------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, actor: Officer, business_date: date, number: str, state: HandOverState, evidence: str
) -> HandOver | Refused:
    """登记核心答复: what the core said when it was asked, with where it said so."""
    found = _hand_over(actor, number)
    if isinstance(found, Refused):
        return found
    refused = (
        rules.check_move(HandOverState(found.state), state, number)
        if state is not HandOverState.SENT
        else _only_resend()
    )
    refused = refused or rules.check_reason(evidence)
    if refused is not None:
        return refused

    # After this line the answer must be written.
    found.state, found.evidence, found.answered_by, found.again = state, evidence.strip(), actor.number, False
    return _told(found, actor, business_date)


@transaction.atomic
def ask(*, actor: Officer, business_date: date, number: str) -> HandOver | Refused:
    """查证: the core is asked again; the state stays what it is."""
    found = _hand_over(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_ask(HandOverState(found.state), number)
    if refused is not None:
        return refused

    # After this line the question must be counted.
    found.asked += 1
    return _told(found, actor, business_date, "ASKED")


@transaction.atomic
def resend(*, actor: Officer, business_date: date, number: str, reason: str) -> HandOver | Refused:
    """重发: a failed disbursement goes out once more with the next batch. An UNKNOWN one is refused by name."""
    found = _hand_over(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_resend(HandOverState(found.state), number, found.answered_by, actor.number, reason)
    if refused is not None:
        return refused

    # After this line the wish must be written.
    found.again, found.evidence = True, reason.strip()
    return _told(found, actor, business_date, "AGAIN")


def _only_resend() -> Refused:
    return Refused(CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE, "「已发出」不是核心的答复。", "要再发一次请用「重发」。")


def _hand_over(actor: Officer, number: str) -> HandOver | Refused:
    refused = read.may_pay(actor)
    if refused is not None:
        return refused
    found = HandOver.objects.select_for_update().filter(number=number).first()
    return found or Refused(
        CoreLinkRefusal.HAND_OVER_UNKNOWN, f"没有放款指令 {number}。", "请从放款移交清单中打开。", "number"
    )


def _told(found: HandOver, actor: Officer, on: date, what: str = "") -> HandOver:
    found.save(update_fields=["state", "evidence", "answered_by", "again", "asked"])
    loading.steps_of([found], actor=actor.number, business_date=on, what=what)
    return found
