"""Verbs of exposure: take room, give it back. Both may be asked again with the same answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from wuhua.areas.exposure import read, rules
from wuhua.areas.exposure.models import Hold
from wuhua.areas.exposure.rules import ExposureRefusal, Owed
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, trip
from wuhua.platform.trip import Step

_LOCK = 7_400_020
"""First half of the advisory lock of a customer's room; the second half is a hash of the customer number."""


@transaction.atomic
def hold(
    *,
    actor: str,
    business_date: date,
    key: str,
    customer: str,
    amount: int,
    expires: date,
    purpose: str,
    owed: Owed,
    members: Collection[str] = (),
) -> Hold | Refused:
    """Take room for the customer, if single and group ceilings leave it (A91). The same key again: the same hold.

    Every member of the group is locked until the transaction ends, in one order, so two of a group cannot both take the
    last of it; `owed` is asked under the lock.
    """
    refused = rules.check_hold(amount, business_date, expires)
    if refused is not None:
        return refused
    group = sorted({customer, *members})
    _lock(group)
    before = Hold.objects.filter(key=key).first()
    if before is not None:
        same = (before.customer, before.amount, before.expires) == (customer, amount, expires)
        return before if same else _reused(key)
    found = read.room(customer, group, business_date, owed)
    refused = found if isinstance(found, Refused) else rules.fits(amount, found)
    if refused is not None:
        return refused

    # After this line the hold must be placed.
    made, fresh = Hold.objects.get_or_create(
        key=key,
        defaults={
            "customer": customer, "members": group, "amount": amount, "purpose": purpose, "placed_on": business_date,
            "expires": expires, "recorded_at": clock.now(), "actor": actor,
        },
    )  # fmt: skip
    if not fresh:  # the same key for a customer of another group, at the same moment
        return _reused(key)
    audit.record(
        actor=actor,
        business_date=business_date,
        action="exposure.held",
        subject=f"customer:{customer}",
        after={"key": key, "amount": amount, "expires": expires, "purpose": purpose},
    )
    return made


@transaction.atomic
def release(*, actor: str, business_date: date, key: str, why: str) -> Hold | Refused:
    """Give the room back; a hold that is released already stays as it was."""
    found = Hold.objects.select_for_update().filter(key=key).first()
    if found is None:
        return Refused(ExposureRefusal.HOLD_UNKNOWN, f"没有占用「{key}」。", "请核对占用编号。", "key")
    if found.released_on is not None:
        return found

    # After this line the hold must be released.
    found.released_on, found.released_by, found.released_why = business_date, actor, why
    found.save(update_fields=["released_on", "released_by", "released_why"])
    audit.record(
        actor=actor,
        business_date=business_date,
        action="exposure.released",
        subject=f"customer:{found.customer}",
        after={"key": key, "amount": found.amount, "why": why},
    )
    return found


def lock_step(group: Collection[str]) -> Step:
    """Hold every member's room until the end of the transaction, always in the same order: no hold is placed meanwhile."""
    return Step(
        "SELECT pg_advisory_xact_lock(%s, code) FROM"
        " (SELECT DISTINCT hashtext(name) AS code FROM unnest(%s::text[]) AS g(name) ORDER BY 1) AS ordered",
        (_LOCK, sorted(group)),
    )


def _lock(group: list[str]) -> None:
    trip.go([lock_step(group)])


def _reused(key: str) -> Refused:
    return Refused(
        ExposureRefusal.HOLD_KEY_REUSED,
        f"占用编号「{key}」已用于另一笔占用。",
        "请换一个编号,或用原内容重发。",
        "key",
    )
