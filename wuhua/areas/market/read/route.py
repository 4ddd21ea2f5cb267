"""Questions to the route: what stands on a manager's day and week, and who could be put there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.models import ListEntry, PlannedStop, Survey, Visit
from wuhua.areas.market.rules import Candidate, EntryState, StopReason, Tint
from wuhua.areas.people import read as people

_HERE = ZoneInfo("Asia/Shanghai")
CANDIDATES = 240
"""So many entries are weighed for a week; a manager sees a sixth of them."""
QUIET_DAYS = 30
"""A cell where nobody was for so long is walked through again."""


def stops_a_day(on: date) -> int:
    """How many stops the plan gives one day at most."""
    return compliance.whole("STOPS_A_DAY", on)


def stops(rm: str, day: date) -> list[PlannedStop]:
    """A day's stops in their order, with what is noted of each: one query."""
    here = Visit.objects.filter(entry=OuterRef("entry"), business_date=day)
    rows = PlannedStop.objects.filter(rm=rm, day=day).select_related("entry__list", "entry__zone", "zone")
    return list(rows.annotate(visited=Exists(here)).order_by("place"))


def week(rm: str, first: date, last: date) -> dict[date, list[PlannedStop]]:
    """The stops of several days: one query."""
    found: dict[date, list[PlannedStop]] = {}
    rows = PlannedStop.objects.filter(rm=rm, day__gte=first, day__lte=last).select_related("entry", "zone")
    for stop in rows.order_by("day", "place"):
        found.setdefault(stop.day, []).append(stop)
    return found


def candidates(rm: str, on: date, last: date) -> list[Candidate]:
    """Whom the manager could see until `last`: agreed days, new entries, those spoken to or without a file, quiet cells."""
    open_ = (EntryState.ASSIGNED, EntryState.CONTACTED, EntryState.VISITED)
    wanted = Q(state__in=open_) | Q(next_contact__lte=last)
    alive = ListEntry.objects.filter(owner=rm).exclude(state__in=(EntryState.NO_INTENT, EntryState.REJECTED))
    rows = alive.filter(wanted).exclude(tint=Tint.BLACK)
    found = [_candidate(each, last) for each in rows.order_by("next_contact", "reached", "added_on", "id")[:CANDIDATES]]
    since = on - timedelta(days=QUIET_DAYS)
    seen = Survey.objects.filter(zone=OuterRef("pk"), visited__gte=datetime.combine(since, time(), _HERE))
    quiet = people.zones_led(rm, on).filter(~Exists(seen)).values_list("code", flat=True)
    return found + [Candidate(None, code, StopReason.CELL_ROUND, since) for code in quiet]


def _candidate(each: ListEntry, last: date) -> Candidate:
    if each.next_contact is not None and each.next_contact <= last:
        reason, since = StopReason.DAY_AGREED, each.next_contact
    elif each.state == EntryState.ASSIGNED:
        reason, since = StopReason.FRESH, each.added_on
    else:
        reason, since = StopReason.FOLLOW, each.last_contact or each.added_on
    return Candidate(each.pk, each.zone_id or "", reason, since, micro(each.longitude), micro(each.latitude))


def micro(degrees: Decimal | None) -> int | None:
    """Millionths of a degree."""
    return None if degrees is None else int(degrees * 1_000_000)
