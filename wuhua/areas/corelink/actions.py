"""Verbs of the link, one transaction each: what people do about breaks and hand-overs. What files do is in `loading` and
`handing`. Whoever has a note paid out calls `pay_out`, whichever system keeps the books.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import handing, loading, read, rules
from wuhua.areas.corelink.models import BreakStep, CoreBreak, HandOver
from wuhua.areas.corelink.rules import BreakState, BreakStepKind, CoreLinkRefusal, HandOverState, PaidOut
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.actions import NoteTerms
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock
from wuhua.platform.once import once

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


def once_for_break(
    actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], CoreBreak | Refused]
) -> dict[str, Any] | Refused:
    """A program's way to a verb about a break: once under the officer's own key."""

    def do() -> dict[str, Any] | Refused:
        done = act()
        return done if isinstance(done, Refused) else {"break": done.pk, "state": done.state}

    with transaction.atomic():
        return once(f"corelink/{actor.number}/{key}", said, do)


def _break(actor: Officer, number: int) -> CoreBreak | Refused:
    refused = read.may_own(actor)
    if refused is not None:
        return refused
    found = CoreBreak.objects.select_for_update().filter(pk=number).first()
    return found or unknown_break(number)


def unknown_break(number: int) -> Refused:
    """The one answer for a break that is not there."""
    return Refused(CoreLinkRefusal.BREAK_UNKNOWN, f"没有编号为 {number} 的差异。", "请从差异清单中打开。")


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
        rules.check_move(HandOverState(found.state), state, number) if state in rules.AS_ANSWERED else _no_answer(state)
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
    refused = rules.check_resend(
        HandOverState(found.state), number, found.answered_by, actor.number, reason, asked=found.terms is not None
    )
    if refused is not None:
        return refused

    # After this line the wish must be written.
    found.again, found.evidence = True, reason.strip()
    return _told(found, actor, business_date, "AGAIN")


def _no_answer(state: HandOverState) -> Refused:
    return Refused(
        CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE,
        f"「{state}」不是核心的答复。",
        "要再发一次请用「重发」或「重新发起」,没有发出的请用「撤回」。",
    )


def _hand_over(actor: Officer, number: str) -> HandOver | Refused:
    refused = read.may_pay(actor)
    if refused is not None:
        return refused
    found = HandOver.objects.select_for_update().filter(number=number).first()
    return found or unknown_hand_over(number)


def unknown_hand_over(number: str) -> Refused:
    """The refusal of a number that is none."""
    return Refused(CoreLinkRefusal.HAND_OVER_UNKNOWN, f"没有放款指令 {number}。", "请从放款移交清单中打开。", "number")


def _told(found: HandOver, actor: Officer, on: date, what: str = "") -> HandOver:
    found.save(update_fields=["state", "evidence", "answered_by", "again", "asked"])
    loading.steps_of([found], actor=actor.number, business_date=on, what=what)
    return found


# --- paying out ------------------------------------------------------------------------------------------------------


def pay_out(*, actor: str, business_date: date, key: str, terms: NoteTerms) -> dict[str, Any] | Refused:
    """放款, under either master: disbursed here, or handed over to the core to be made there. `way` (`PaidOut`) says which.

    The caller has decided that the money may go (case, mandates, exposure); this decides only whose books it goes through.
    """
    if compliance.ledger_master(business_date) is LedgerMaster.CORE:
        return ask_core_to_disburse(actor=actor, business_date=business_date, key=key, terms=terms)
    done = servicing.disburse(actor=actor, business_date=business_date, key=key, terms=terms)
    return done if isinstance(done, Refused) else {"way": PaidOut.DISBURSED.value, **done}


@transaction.atomic
def ask_core_to_disburse(*, actor: str, business_date: date, key: str, terms: NoteTerms) -> dict[str, Any] | Refused:
    """移交放款: the core is to make this note and pay it out; it goes with the next batch of files, once."""

    def act() -> dict[str, Any] | Refused:
        loading.alone()
        refused = _may_ask(terms, business_date)
        # After this line the wish must be written.
        return refused or _asked(actor, business_date, terms)

    return once(key, {"verb": "ask_core_to_disburse", **servicing.written(terms)}, act)


@transaction.atomic
def once_for(
    actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], HandOver | Refused]
) -> dict[str, Any] | Refused:
    """The entrances' way to a verb about a hand-over: once under the officer's own key."""

    def do() -> dict[str, Any] | Refused:
        done = act()
        return done if isinstance(done, Refused) else {"hand_over": done.number, "state": done.state}

    return once(f"corelink/{actor.number}/{key}", said, do)


def start(*, actor: Officer, business_date: date, key: str, terms: NoteTerms) -> dict[str, Any] | Refused:
    """`ask_core_to_disburse` by a person at the page, whose post must allow it."""
    return read.may_pay(actor) or ask_core_to_disburse(
        actor=actor.number, business_date=business_date, key=key, terms=terms
    )


@transaction.atomic
def start_anew(*, actor: Officer, business_date: date, key: str, number: str, reason: str) -> dict[str, Any] | Refused:
    """重新发起: the note of a failed or withdrawn hand-over once more, under a new reference."""

    def act() -> dict[str, Any] | Refused:
        loading.alone()
        found = _hand_over(actor, number)
        if isinstance(found, Refused):
            return found
        refused = _may_start_anew(found, actor, business_date, reason)
        # After this line the wish must be written.
        return refused or _asked(actor.number, business_date, handing.terms_of(found), found, reason.strip())

    return once(key, {"verb": "start_anew", "number": number, "reason": reason, "actor": actor.number}, act)


@transaction.atomic
def withdraw(*, actor: Officer, business_date: date, number: str, reason: str) -> HandOver | Refused:
    """撤回: what has not gone out yet stays here."""
    loading.alone()
    found = _hand_over(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_withdraw(HandOverState(found.state), number, reason)
    if refused is not None:
        return refused

    # After this line the hand-over must be withdrawn.
    found.state, found.evidence, found.answered_by = HandOverState.WITHDRAWN, reason.strip(), actor.number
    return _told(found, actor, business_date)


def _may_ask(terms: NoteTerms, business_date: date) -> Refused | None:
    if compliance.ledger_master(business_date) is LedgerMaster.WUHUA:
        return _books_are_ours()
    before = HandOver.objects.filter(note=terms.number, terms__isnull=False).order_by("-id").first()
    if before is not None:
        return Refused(
            CoreLinkRefusal.ASKED_ALREADY,
            f"借据 {terms.number} 已移交核心放款(指令 {before.number})。",
            "请看该指令的办理情况;失败或撤回的,在其页面「重新发起」。",
            "number",
        )
    return servicing.check(terms, business_date)


def _may_start_anew(found: HandOver, actor: Officer, business_date: date, reason: str) -> Refused | None:
    if found.terms is None:
        return Refused(
            CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE,
            f"放款指令 {found.number} 的借据已在本系统账上。",
            "失败的请用「重发」,仍用原指令号。",
        )
    if compliance.ledger_master(business_date) is LedgerMaster.WUHUA:
        return _books_are_ours()
    follower = HandOver.objects.filter(follows=found.number).values_list("number", flat=True).first()
    return rules.check_start_anew(
        HandOverState(found.state), found.number, found.answered_by, actor.number, reason, follower or ""
    ) or servicing.check(handing.terms_of(found), business_date)


def _books_are_ours() -> Refused:
    return Refused(
        CoreLinkRefusal.BOOKS_ARE_OURS,
        "账簿以本系统为准(LEDGER_MASTER=WUHUA),放款不必移交核心建立借据。",
        "请直接发放;本系统发放的,当天随放款指令文件通知核心付款。",
    )


def _asked(
    actor: str, business_date: date, terms: NoteTerms, follows: HandOver | None = None, why: str = ""
) -> dict[str, Any]:
    """The hand-over of these terms, waiting to be sent, with its first step."""
    account = facts.account_named(terms.account)
    ensure(account is not None, f"account {terms.account} was there when the terms were checked")
    assert account is not None  # noqa: S101 (for the type checker; the line above is the guard)
    starts = 1 + HandOver.objects.filter(note=terms.number, terms__isnull=False).count()
    made = HandOver.objects.create(
        number=rules.next_reference(terms.number, starts),
        note=terms.number,
        contract=terms.contract,
        customer=account.customer.number,
        account=terms.account,
        branch=account.branch,
        amount=terms.amount,
        drawn=business_date,
        terms=servicing.written(terms),
        asked_by=actor,
        follows=follows.number if follows else "",
        state=HandOverState.TO_SEND,
        attempt=0,
        evidence=why,
    )
    loading.steps_of([made], actor=actor, business_date=business_date)
    return {
        "way": PaidOut.HANDED_OVER.value, "hand_over": made.number, "state": made.state, "amount": terms.amount,
        "note": terms.number,
    }  # fmt: skip
