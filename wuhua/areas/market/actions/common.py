"""What every verb of lists and visits shares: a step of an entry with its trace, and the refusal for another's party."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from wuhua.areas.market.models import EntryStep, ListEntry
from wuhua.areas.market.rules import REACHED, EntryState, EntryVerb, MarketRefusal
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock
from wuhua.platform.once import Answer, once

T = TypeVar("T")


def record(
    actor: str,
    business_date: date,
    action: str,
    subject: str,
    after: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """One line of the trail."""
    audit.record(
        actor=actor, business_date=business_date, action=f"market.{action}", subject=subject, before=before, after=after
    )


def move(
    entry: ListEntry, *, actor: str, business_date: date, verb: EntryVerb, to: EntryState, words: str = ""
) -> ListEntry:
    """The entry stands where the table said; the step and the trace are written with it. The caller saves nothing more."""
    before = EntryState(entry.state)
    entry.state = to.value
    entry.reached = max(entry.reached, REACHED.get(to, entry.reached))
    entry.save()
    EntryStep.objects.create(
        entry=entry, business_date=business_date, recorded_at=clock.now(), actor=actor, verb=verb, before=before,
        after=to, words=words.strip(),
    )  # fmt: skip
    record(
        actor, business_date, f"entry_{verb.value}", f"entry:{entry.pk}", {"state": to, "owner": entry.owner_id or ""},
        {"state": before},
    )  # fmt: skip
    return entry


def locked(entry: ListEntry) -> ListEntry:
    """The same row, held until this transaction ends."""
    return ListEntry.objects.select_for_update().get(pk=entry.pk)


def owned_elsewhere() -> Refused:
    """The party is on somebody else's list; whose is not said to who may not see it."""
    return Refused(
        MarketRefusal.OWNED_ELSEWHERE,
        "该客户已在其他客户经理的名单中(一个客户只归一人)。",
        "如需调整,请由网点、团队或小微中心负责人移交。",
        "party_name",
    )


def unless_owned(act: Callable[[], T]) -> T | Refused:
    """`act` in a savepoint; what the database's own promise (party_has_one_owner) turns down is that refusal."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError as error:
        if "party_has_one_owner" not in str(error):
            raise
        return owned_elsewhere()


def once_for(
    actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], Answer | Refused]
) -> Answer | Refused:
    """The entrances' way to the verbs: once under the officer's own key. Pages and API use it alike."""
    with transaction.atomic():
        return once(f"market/{actor.number}/{key}", said, act)
