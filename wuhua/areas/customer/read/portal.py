"""Questions of the customer's phone: whose sitting a cookie opens, who takes a request, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from wuhua.areas.customer.models import Customer, Message, PortalRequest, PortalSession
from wuhua.areas.customer.rules.identity import CustomerKind
from wuhua.areas.customer.rules.portal import DoorRules, MessageState, session_lives
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.platform import secrets

TAKERS = frozenset(set(Role) - {Role.ADMIN})
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer who signed in on the phone: what it may see of itself. No officer, and no gate of officers opens to it."""

    id: int
    number: str
    name: str
    kind: CustomerKind
    managing_rm: str
    zone: str
    identity_masked: str
    phone_masked: str
    session: int
    seen_at: datetime


def portal_hash(text: str) -> str:
    """What is kept of a handle, a code or a cookie."""
    return secrets.digest(text, "portal")


def visitor(token: str, at: datetime, rule: DoorRules) -> Visitor | None:
    """Whose sitting this cookie opens at that moment; None when it was ended, has run out, or never was. One query."""
    if not token:
        return None
    found = PortalSession.objects.select_related("customer").filter(token=portal_hash(token)).first()
    if found is None or found.ended_at is not None or not session_lives(rule, at, found.seen_at, found.opened_at):
        return None
    return _visitor(found)


def _visitor(found: PortalSession) -> Visitor:
    who = found.customer
    return Visitor(
        id=who.pk, number=who.number, name=who.name, kind=CustomerKind(who.kind), managing_rm=who.managing_rm,
        zone=who.zone, identity_masked=who.identity_masked, phone_masked=who.phone_masked, session=found.pk,
        seen_at=found.seen_at,
    )  # fmt: skip


def owner_of(who: Visitor, on: date) -> Officer | None:
    """Who takes a customer's request: the managing RM; else who keeps the zone; else a head of the small-and-micro centre."""
    for number in _candidates(who, on):
        found = people.officer(number, on)
        if found is not None and found.roles and found.holds(*TAKERS) and not found.holds(Role.ADMIN):
            return found
    return None


def _candidates(who: Visitor, on: date) -> Iterator[str]:
    yield who.managing_rm
    zone = people.zone_owner(who.zone, on) if who.zone else None
    if zone is not None and zone.lead_rm_id:
        yield zone.lead_rm_id
    yield from (each.number for each in people.accounts(on) if Role.SME_CENTER_HEAD in each.roles)


def requests_of(who: Visitor) -> list[PortalRequest]:
    """What the customer asked for here, newest first, with whoever owns the answer. One query."""
    rows = PortalRequest.objects.filter(customer_id=who.id).select_related("inquiry__owner", "inquiry__unit")
    return list(rows.order_by("-asked_at", "-pk")[:SHOWN])


def customer_of_phone(blind: str) -> Customer | None:
    """A customer with that phone, for the room's own use: nothing of it is told to whoever typed the phone."""
    return Customer.objects.filter(phone_blind=blind).order_by("pk").first()


def messages_waiting() -> int:
    """How many messages no gateway has taken yet."""
    return Message.objects.filter(state=MessageState.WAITING).count()
