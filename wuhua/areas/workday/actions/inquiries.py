"""Verbs of 首问: received, offered, accepted or declined, answered. Until somebody has said yes it stays with its owner."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.actions import duties
from wuhua.areas.workday.actions.common import member, missing, record
from wuhua.areas.workday.models import Inquiry, InquiryStep
from wuhua.areas.workday.rules import Channel, DutyCode, InquiryState, InquiryStepKind, WorkdayRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import secrets


@transaction.atomic
def receive(
    *, actor: Officer, business_date: date, at: datetime, channel: Channel, name: str, request: str, phone: str = ""
) -> Inquiry | Refused:
    """登记首问: whoever writes it down owns it."""
    refused = rules.may_work(actor) or rules.check_words(request, "request", "客户所问")
    if refused is not None:
        return refused
    if not name.strip():
        return Refused(WorkdayRefusal.WORDS_MISSING, "没有写明客户。", "请写明客户姓名或称呼。", "name")

    # After this line the inquiry must have its owner.
    return _received(actor, actor.number, business_date, at, channel, name, request, phone)


@transaction.atomic
def receive_for(
    *,
    owner: Officer,
    by: str,
    business_date: date,
    at: datetime,
    channel: Channel,
    name: str,
    request: str,
    phone: str = "",
) -> Inquiry | Refused:
    """登记首问 that no officer wrote down: a customer's own on its phone (`by`). It has an owner from the first moment."""
    refused = rules.may_work(owner) or rules.check_words(request, "request", "客户所问")
    if refused is not None:
        return refused

    # After this line the inquiry must have its owner.
    return _received(owner, by, business_date, at, channel, name, request, phone)


def _received(
    owner: Officer, by: str, on: date, at: datetime, channel: Channel, name: str, request: str, phone: str
) -> Inquiry:
    number = phone.strip()
    made = Inquiry.objects.create(
        day=on, received_at=at, channel=channel, name=name.strip(), request=request.strip(),
        phone_sealed=secrets.seal(number) if number else "", phone_masked=secrets.mask_phone(number) if number else "",
        first_id=owner.number, owner_id=owner.number, unit_id=owner.branch,
    )  # fmt: skip
    InquiryStep.objects.create(
        inquiry=made, at=at, what=InquiryStepKind.RECEIVED, actor=by, to=owner.number if by != owner.number else ""
    )
    record(by, on, "inquiry_received", f"inquiry:{made.pk}", {"channel": channel, "owner": owner.number})
    return made


@transaction.atomic
def offer(
    *, actor: Officer, business_date: date, at: datetime, number: int, to: str, words: str = ""
) -> Inquiry | Refused:
    """移交: somebody is asked to take it over, within thirty working minutes; the owner stays the owner."""
    found = _inquiry(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_holder(InquiryState(found.state), found.owner_id, actor.number)
    if refused is not None:
        return refused
    who = member(to, business_date, "to")
    if isinstance(who, Refused):
        return who
    if who.number == actor.number:
        return Refused(WorkdayRefusal.NOT_ONESELF, "不能移交给自己。", "请选择另一名人员。", "to")

    # After this line the offer must stand.
    _close_offer(found, actor.number, business_date, at)
    found.state, found.offered_to_id, found.offered_at = InquiryState.OFFERED, who.number, at
    found.save(update_fields=["state", "offered_to", "offered_at"])
    _step(found, at, InquiryStepKind.OFFERED, actor, who.number, words)
    duties.open_duty(
        actor=actor.number, business_date=business_date, at=at, subject=f"inquiry:{found.pk}", code=DutyCode.INQUIRY,
        title=f"接手首问:{found.request}", holder=who.number,
    )  # fmt: skip
    record(actor.number, business_date, "inquiry_offered", f"inquiry:{found.pk}", {"to": who.number})
    return found


@transaction.atomic
def accept(*, actor: Officer, business_date: date, at: datetime, number: int) -> Inquiry | Refused:
    """接手: from now on it is this officer's."""
    found = _taken(actor, number)
    if isinstance(found, Refused):
        return found

    # After this line the inquiry must have its new owner.
    before = found.owner_id
    _close_offer(found, actor.number, business_date, at)
    found.owner_id, found.unit_id, found.state = actor.number, actor.branch, InquiryState.HELD
    found.offered_to_id = found.offered_at = None
    found.save(update_fields=["owner", "unit", "state", "offered_to", "offered_at"])
    _step(found, at, InquiryStepKind.ACCEPTED, actor)
    record(
        actor.number,
        business_date,
        "inquiry_accepted",
        f"inquiry:{found.pk}",
        {"owner": actor.number},
        {"owner": before},
    )
    return found


@transaction.atomic
def decline(*, actor: Officer, business_date: date, at: datetime, number: int, words: str) -> Inquiry | Refused:
    """不接手: back to the owner, who had it all along, with the reason."""
    found = _taken(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_words(words, "words", "理由")
    if refused is not None:
        return refused

    # After this line the offer must be gone.
    _close_offer(found, actor.number, business_date, at)
    found.state, found.offered_to_id, found.offered_at = InquiryState.HELD, None, None
    found.save(update_fields=["state", "offered_to", "offered_at"])
    _step(found, at, InquiryStepKind.DECLINED, actor, found.owner_id, words)
    record(actor.number, business_date, "inquiry_declined", f"inquiry:{found.pk}", {"words": words.strip()})
    return found


@transaction.atomic
def answer(*, actor: Officer, business_date: date, at: datetime, number: int, outcome: str) -> Inquiry | Refused:
    """答复: over, by its owner, with what was answered."""
    found = _inquiry(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_holder(InquiryState(found.state), found.owner_id, actor.number)
    refused = refused or rules.check_answer(outcome)
    if refused is not None:
        return refused

    # After this line the inquiry must be over.
    _close_offer(found, actor.number, business_date, at)
    found.state, found.offered_to_id, found.offered_at = InquiryState.ANSWERED, None, None
    found.answered_at, found.outcome = at, outcome.strip()
    found.save(update_fields=["state", "offered_to", "offered_at", "answered_at", "outcome"])
    _step(found, at, InquiryStepKind.ANSWERED, actor, words=outcome)
    record(actor.number, business_date, "inquiry_answered", f"inquiry:{found.pk}", {"outcome": outcome.strip()})
    return found


def _inquiry(actor: Officer, number: int) -> Inquiry | Refused:
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if read.inquiry(actor, number) is None:
        return missing("首问")
    return Inquiry.objects.select_for_update().get(pk=number)


def _taken(actor: Officer, number: int) -> Inquiry | Refused:
    found = _inquiry(actor, number)
    if isinstance(found, Refused):
        return found
    return rules.check_taker(InquiryState(found.state), found.offered_to_id or "", actor.number) or found


def _close_offer(found: Inquiry, actor: str, on: date, at: datetime) -> None:
    """The clock of an offer stops with the offer."""
    if found.state == InquiryState.OFFERED:
        duties.stop_duty(
            actor=actor, business_date=on, at=at, subject=f"inquiry:{found.pk}", code=DutyCode.INQUIRY
        )  # fmt: skip


def _step(found: Inquiry, at: datetime, what: InquiryStepKind, actor: Officer, to: str = "", words: str = "") -> None:
    InquiryStep.objects.create(inquiry=found, at=at, what=what, actor=actor.number, to=to, words=words.strip())
