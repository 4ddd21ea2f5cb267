"""Verbs of complaints: written by a customer or anybody, taken, looked into and answered by compliance or discipline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from wuhua.areas.customer import read
from wuhua.areas.customer.models import Complaint, ComplaintStep, Customer
from wuhua.areas.customer.read.portal import Visitor, customer_of_phone
from wuhua.areas.customer.rules import check_reason
from wuhua.areas.customer.rules import complaints as rules
from wuhua.areas.customer.rules.complaints import (
    ComplaintFinding,
    ComplaintKind,
    ComplaintRefusal,
    ComplaintState,
    ComplaintVerb,
)
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read as workday
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit, clock, numbering, secrets
from wuhua.platform.once import Answer, once

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What was written. `about` is the outlet or person as the writer calls them."""

    kind: ComplaintKind
    name: str
    phone: str
    words: str
    about: str = ""


def complain(
    *, new: NewComplaint, key: str, business_date: date, at: datetime, address: str, days: int, a_day: int,
    visitor: Visitor | None = None,
) -> Answer | Refused:  # fmt: skip
    """登记投诉: with the day by which it is answered, in working days. Anybody may, so an address may only so often."""
    place = secrets.digest(address, "portal-address")
    said = {
        "kind": new.kind, "name": new.name, "phone": new.phone, "words": new.words, "about": new.about,
        "customer": visitor.number if visitor else "",
    }  # fmt: skip

    def act() -> Answer | Refused:
        phone = _phone(new, visitor)
        if isinstance(phone, Refused):
            return phone
        if Complaint.objects.filter(address=place, received_at__gt=at - DAY).count() >= a_day:
            return Refused(
                ComplaintRefusal.TOO_MANY_TODAY, "今天从这里提交的投诉过多。", "请致电投诉电话或到网点反映。", "words"
            )

        # After this line the complaint must stand.
        return _written(new, phone, place, business_date, at, days, visitor)

    with transaction.atomic():
        return once(f"complaint/{visitor.number if visitor else place[:16]}/{key}", said, act)


def _phone(new: NewComplaint, visitor: Visitor | None) -> str | Refused:
    phone = new.phone
    if visitor is not None and not phone.strip():
        sealed = Customer.objects.values_list("phone_sealed", flat=True).get(pk=visitor.id)
        phone = secrets.open_(sealed) if sealed else ""
    return rules.check_complaint(new.name, phone, new.words)


def _written(
    new: NewComplaint, phone: str, place: str, on: date, at: datetime, days: int, visitor: Visitor | None
) -> Answer:
    # Whom it concerns is also looked up by the phone, and never told to whoever typed it.
    known = Customer.objects.get(pk=visitor.id) if visitor else customer_of_phone(secrets.blind(phone, "phone"))
    made = Complaint.objects.create(
        number=f"TS{on:%Y}{numbering.next_number('complaint'):06d}", kind=new.kind,
        customer_id=visitor.id if visitor else None, name=new.name.strip()[:60], phone_sealed=secrets.seal(phone),
        phone_masked=secrets.mask_phone(phone), about=new.about.strip()[:80], words=new.words.strip(),
        concerned=read.concerned(known.managing_rm if known else "", new.about), address=place, business_date=on,
        received_at=at, due=_due(on, days),
    )  # fmt: skip
    by = f"customer:{visitor.number}" if visitor else "public"
    _record(by, on, "complaint_received", made.number, {"kind": new.kind, "due": made.due})
    return {"id": made.pk, "number": made.number, "due": made.due.isoformat()}


def _due(on: date, days: int) -> date:
    """So many working days on. A year without a calendar turns nobody away: seven days then count as five."""
    try:
        return workday.calendar().add_workdays(on, days)
    except Refuse:
        return on + timedelta(days=-(-days * 7 // 5))


# --- handling --------------------------------------------------------------------------------------------------------


@transaction.atomic
def take(*, actor: Officer, business_date: date, number: str) -> Complaint | Refused:
    """承办."""
    found = _found(actor, number, ComplaintVerb.TAKE)
    if isinstance(found, Refused):
        return found

    # After this line the complaint must have its handler.
    found.state, found.handler_id = ComplaintState.TAKEN, actor.number
    found.save(update_fields=["state", "handler"])
    return _step(found, actor, business_date, ComplaintVerb.TAKE, "")


@transaction.atomic
def note(*, actor: Officer, business_date: date, number: str, words: str) -> Complaint | Refused:
    """记录核查: what was found out, by its handler."""
    found = _found(actor, number, ComplaintVerb.NOTE)
    refused = found if isinstance(found, Refused) else rules.check_words(words)
    if isinstance(found, Refused) or refused is not None:
        return refused  # type: ignore[return-value]

    # After this line the note must stand.
    return _step(found, actor, business_date, ComplaintVerb.NOTE, words)


@transaction.atomic
def close(
    *, actor: Officer, business_date: date, number: str, finding: ComplaintFinding, words: str
) -> Complaint | Refused:
    """答复办结: what the customer is told. From now on those it concerned may read it."""
    found = _found(actor, number, ComplaintVerb.CLOSE)
    refused = found if isinstance(found, Refused) else rules.check_words(words)
    if isinstance(found, Refused) or refused is not None:
        return refused  # type: ignore[return-value]

    # After this line the complaint must be over.
    found.state, found.finding, found.answer, found.closed_on = (
        ComplaintState.CLOSED, finding, words.strip(), business_date,
    )  # fmt: skip
    found.save(update_fields=["state", "finding", "answer", "closed_on"])
    return _step(found, actor, business_date, ComplaintVerb.CLOSE, words)


@transaction.atomic
def phone_of(*, actor: Officer, business_date: date, number: str, reason: str) -> str | Refused:
    """查看完整电话: for whoever handles it, with a reason, and traced; how else would the customer be answered?"""
    found = _found(actor, number, ComplaintVerb.NOTE)
    if isinstance(found, Refused):
        return found
    refused = check_reason(reason)
    if refused is not None:
        return refused

    # After this line the look must be traced.
    _record(actor.number, business_date, "complaint_phone_shown", number, {"reason": reason.strip()})
    return secrets.open_(found.phone_sealed)


def _found(actor: Officer, number: str, verb: ComplaintVerb) -> Complaint | Refused:
    seen = read.complaint_for(actor, number)
    if seen is None:
        return Refused(
            ComplaintRefusal.COMPLAINT_UNKNOWN, "没有这件投诉,或您无权查看。", "请从投诉清单中打开。", "number"
        )
    found = Complaint.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    refused = rules.may_handle(actor) or rules.check_move(
        verb, ComplaintState(found.state), found.handler_id or "", actor.number
    )
    return refused or found


def _step(found: Complaint, actor: Officer, on: date, verb: ComplaintVerb, words: str) -> Complaint:
    ComplaintStep.objects.create(
        complaint=found, verb=verb, actor=actor.number, words=words.strip(), business_date=on, recorded_at=clock.now()
    )
    _record(actor.number, on, f"complaint_{verb.value}", found.number, {"state": found.state})
    return found


def _record(actor: str, on: date, action: str, number: str, after: dict[str, object]) -> None:
    audit.record(actor=actor, business_date=on, action=f"customer.{action}", subject=f"complaint:{number}", after=after)
