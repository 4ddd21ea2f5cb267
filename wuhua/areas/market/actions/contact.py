"""Verbs of the route: a call noted in three taps, and the week's plan made from cells and lists (A65)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from wuhua.areas.market import read, rules
from wuhua.areas.market.actions.common import locked, move, record
from wuhua.areas.market.models import ContactNote, ListEntry, PlannedStop
from wuhua.areas.market.rules import CHIPS, ContactOutcome, EntryState, EntryVerb, MarketRefusal
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, may_see
from wuhua.core.refuse import Refused
from wuhua.platform import clock

_VERB = {
    ContactOutcome.SPOKE: EntryVerb.CONTACT,
    ContactOutcome.CALLED_BY: EntryVerb.CONTACT,
    ContactOutcome.NOT_INTERESTED: EntryVerb.DECLINE,
}
"""What a note does to the entry; one that was not answered moves nothing."""


@transaction.atomic
def note_contact(
    *,
    actor: Officer,
    business_date: date,
    entry: int,
    outcome: ContactOutcome,
    chips: Sequence[str] = (),
    words: str = "",
    next_contact: date | None = None,
) -> ListEntry | Refused:
    """记一次联系: what came of it, what was said (chips), and when again."""
    found = read.entry_for(actor, entry)
    refused = rules.may_work(actor) or rules.check_text(words, "备注", "words", needed=False)
    if refused is not None or isinstance(found, Refused):
        return refused or found
    if any(each not in CHIPS for each in chips):
        return Refused(MarketRefusal.REASON_MISSING, "标签不在可选范围内。", "请点选页面上的标签。", "chips")
    if next_contact is not None:
        refused = rules.check_due(next_contact, business_date)
        if refused is not None:
            return refused
    found = locked(found)
    verb = _VERB.get(outcome)
    to = EntryState(found.state) if verb is None else rules.next_state(verb, EntryState(found.state))
    if isinstance(to, Refused):
        return to

    # After this line the note must stand.
    ContactNote.objects.create(
        entry=found, business_date=business_date, recorded_at=clock.now(), actor=actor.number, outcome=outcome,
        chips=list(dict.fromkeys(chips)), words=words.strip(), next_contact=next_contact,
    )  # fmt: skip
    found.last_contact, found.next_contact = business_date, next_contact
    said = "、".join([*dict.fromkeys(chips), *([words.strip()] if words.strip() else [])])
    if verb is None:
        found.save(update_fields=["last_contact", "next_contact"])
        record(actor.number, business_date, "contact_noted", f"entry:{found.pk}", {"outcome": outcome})
        return found
    if verb is EntryVerb.DECLINE:
        found.reason = said or "联系后无意向"
    return move(found, actor=actor.number, business_date=business_date, verb=verb, to=to, words=said)


@transaction.atomic
def plan_week(*, actor: Officer, business_date: date, rm: str = "") -> int | Refused:
    """周计划: the manager's days from today to the week's end, anew. Answers how many stops there are."""
    whose = people.officer(rm or actor.number, business_date)
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if whose is None or not may_see(actor, people.keeper(whose.number)):
        return Refused(MarketRefusal.OWNER_UNKNOWN, "没有这名客户经理,或不归您管理。", "请核对工号。", "rm")
    days = rules.week_of(business_date)
    waiting = read.candidates(whose.number, business_date, days[-1])
    planned = rules.plan(waiting, days, read.stops_a_day(business_date))

    # After this line the week must be planned.
    PlannedStop.objects.filter(rm=whose.number, day__gte=business_date).delete()
    PlannedStop.objects.bulk_create(
        PlannedStop(
            rm_id=whose.number, day=each.day, place=each.place, entry_id=each.stop.entry,
            zone_id=each.stop.zone or None, reason=each.stop.reason, made_on=business_date,
        )
        for each in planned
    )  # fmt: skip
    record(
        actor.number, business_date, "week_planned", f"staff:{whose.number}",
        {"from": days[0], "to": days[-1], "stops": len(planned)},
    )  # fmt: skip
    return len(planned)
