"""Verbs of the lanes and of 日清日结: things to do come in through one door, are done, or are carried with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.actions.common import may_lead, member, missing, record
from wuhua.areas.workday.models import CarriedItem, DayClear, DayFigure, LaneItem
from wuhua.areas.workday.rules import LANE_ENDS, LANE_OF, ItemKind, Lane, Measure, WorkdayRefusal
from wuhua.core.refuse import Refused

LONGEST_MINUTES = 24 * 60


@transaction.atomic
def add_item(
    *,
    actor: str,
    business_date: date,
    day: date,
    staff: str,
    kind: ItemKind,
    title: str,
    subject: str = "",
    lane: Lane | None = None,
    hour: time | None = None,
) -> LaneItem | Refused:
    """The one door by which things come into somebody's day, also from upper rooms; the same about a subject twice is one thing."""
    who = member(staff, business_date, "staff")
    if isinstance(who, Refused):
        return who
    refused = rules.check_words(title, "title", "事项")
    if refused is None and day < business_date:
        refused = Refused(WorkdayRefusal.DAY_IS_OVER, f"{day} 已过。", "请改为今天或以后的日期。", "day")
    if refused is not None:
        return refused
    same = LaneItem.objects.filter(
        subject=subject, kind=kind, staff_id=who.number, day=day, title=title.strip(), carried_from__isnull=True
    )
    if subject and (found := same.first()) is not None:
        return found

    # After this line the thing must stand in the lane.
    made = LaneItem.objects.create(
        day=day,
        staff_id=who.number,
        lane=lane or LANE_OF[kind],
        kind=kind,
        subject=subject,
        title=title.strip(),
        hour=hour,
    )
    record(actor, business_date, "item_added", f"item:{made.pk}", {"staff": who.number, "day": day, "kind": kind})
    return made


@transaction.atomic
def add(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    day: date,
    staff: str,
    kind: ItemKind,
    title: str,
    lane: Lane | None = None,
    hour: time | None = None,
    subject: str = "",
) -> LaneItem | Refused:
    """A thing for oneself, or for somebody one leads."""
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if staff != actor.number:
        who = member(staff, business_date, "staff")
        refused = who if isinstance(who, Refused) else may_lead(actor, who.branch)
        if refused is not None:
            return refused
    return add_item(
        actor=actor.number, business_date=business_date, day=day, staff=staff, kind=kind, title=title, subject=subject,
        lane=lane, hour=hour,
    )  # fmt: skip


@transaction.atomic
def done(
    *, actor: Officer, business_date: date, at: datetime, number: int, outcome: str, minutes: int, trip: bool = False
) -> LaneItem | Refused:
    """办结: by whose thing it is, with what came of it, the minutes it took, and whether the customer had to come."""
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    found = LaneItem.objects.select_for_update().filter(pk=number, staff_id=actor.number).first()
    if found is None:
        return missing("事项")
    if found.done_at is not None:
        return Refused(WorkdayRefusal.OVER_ALREADY, "这件事项已办结。", "请刷新页面。")
    refused = rules.check_words(outcome, "outcome", "办理结果")
    if refused is None and not 0 <= minutes <= LONGEST_MINUTES:
        refused = Refused(WorkdayRefusal.AMOUNT_WRONG, "用时不合理。", "请填 0 到 1440 之间的分钟数。", "minutes")
    if refused is not None:
        return refused

    # After this line the thing must be done.
    found.done_at, found.outcome, found.minutes, found.trip = at, outcome.strip(), minutes, trip
    found.done_lane = lane_at(read.local(at))
    found.save(update_fields=["done_at", "done_lane", "outcome", "minutes", "trip"])
    record(actor.number, business_date, "item_done", f"item:{found.pk}", {"minutes": minutes, "trip": trip})
    return found


@transaction.atomic
def stamp_items(*, actor: str, business_date: date, at: datetime, subject: str, title: str, outcome: str) -> int:
    """What stood in lanes about a subject under this title is done, because its room went on. Minutes and trips: nobody said."""
    rows = LaneItem.objects.filter(subject=subject, title=title, done_at__isnull=True)

    # After this line the things must be done.
    count = rows.update(done_at=at, done_lane=lane_at(read.local(at)), outcome=outcome)
    if count:
        record(actor, business_date, "items_stamped", subject, {"title": title, "items": count})
    return count


def lane_at(moment: datetime) -> Lane:
    """The lane a moment lies in."""
    return next((lane for lane, end in LANE_ENDS.items() if moment.hour < end), Lane.EVENING)


@transaction.atomic
def clear(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    unit: str,
    reasons: Mapping[str, str],
    cash: bool,
    papers: bool,
    system: bool,
    remark: str = "",
) -> DayClear | Refused:
    """日清日结: a unit's day is closed, what is open carried over with a reason each. The accounting day knows nothing of it.

    A thing of a lane that is carried stands in its owner's next working day.
    """
    refused = may_lead(actor, unit)
    if refused is not None:
        return refused
    if read.cleared(unit, business_date) is not None:
        return Refused(WorkdayRefusal.CLEARED_ALREADY, f"{business_date} 已经日清。", "同一天只日清一次。", "unit")
    still = read.open_items(unit, business_date, at)
    refused = rules.check_carried([each.about for each in still], dict(reasons))
    if refused is None and not (cash and papers and system):
        refused = rules.check_words(remark, "remark", "账实不符的情况")
    if refused is not None:
        return refused
    following = read.calendar().add_workdays(business_date, 1)

    # After this line the day must be clear.
    made = DayClear.objects.create(
        unit_id=unit, day=business_date, closed_by_id=actor.number, closed_at=at, remark=remark.strip(),
        done_items=read.done_count(unit, business_date), cash=cash, papers=papers, system=system,
    )  # fmt: skip
    CarriedItem.objects.bulk_create(
        CarriedItem(clear=made, about=x.about, title=x.title, owner=x.owner, reason=reasons[x.about].strip())
        for x in still
    )
    _carry([int(x.about.split(":")[1]) for x in still if x.about.startswith("item:")], following)
    record(actor.number, business_date, "day_cleared", f"unit:{unit}", {"carried": len(still)})
    return made


def _carry(numbers: list[int], to: date) -> None:
    LaneItem.objects.bulk_create(
        LaneItem(
            day=to, staff_id=x.staff_id, lane=x.lane, kind=x.kind, subject=x.subject, title=x.title, hour=x.hour, carried_from=x
        )
        for x in LaneItem.objects.filter(pk__in=numbers).order_by("id")
    )  # fmt: skip


@transaction.atomic
def feed_figures(*, actor: str, business_date: date, day: date, figures: Mapping[tuple[str, Measure], int]) -> int:
    """What other rooms know of a day, by person and measure; fed again it is replaced. Answers how many rows stand."""
    rows = [
        DayFigure(day=day, staff_id=staff, measure=measure, amount=amount)
        for (staff, measure), amount in sorted(figures.items())
    ]

    # After this line the figures must stand.
    DayFigure.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "staff", "measure"], update_fields=["amount"]
    )
    if rows:
        record(actor, business_date, "figures_fed", f"day:{day}", {"rows": len(rows)})
    return len(rows)
