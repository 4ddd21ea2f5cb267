"""Questions about a day: inquiries, meetings and what is missing of them, decisions, what stands open, the three lanes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import rules
from wuhua.areas.workday.models import (
    CarriedItem,
    DayClear,
    Decision,
    DecisionStep,
    Duty,
    Inquiry,
    InquiryStep,
    LaneItem,
    Meeting,
    MeetingLine,
)
from wuhua.areas.workday.read.common import Asked, Page, calendar, led_units, narrowed, paged, sight, workday_before
from wuhua.areas.workday.rules import InquiryState, Lane, MeetingKind

# --- 首问 --------------------------------------------------------------------------------------------------------------


def inquiries(actor: Officer) -> QuerySet[Inquiry]:
    """Inquiries this officer may see, and those offered to this officer."""
    seen = sight(actor, "owner_id") | Q(offered_to_id=actor.number) | Q(first_id=actor.number)
    return Inquiry.objects.filter(seen).select_related("owner", "unit", "offered_to", "first")


def inquiry_page(actor: Officer, asked: Asked) -> Page:
    """Unanswered ones, the oldest first: the report of A32; or those of another state."""
    rows = narrowed(inquiries(actor), asked, "owner_id")
    open_ones = rows.exclude(state=InquiryState.ANSWERED)
    sums = {"open": open_ones.count(), "offered": rows.filter(state=InquiryState.OFFERED).count()}
    sums["to_me"] = rows.filter(state=InquiryState.OFFERED, offered_to_id=actor.number).count()
    if asked.state == InquiryState.ANSWERED:
        return paged(rows.filter(state=asked.state).order_by("-answered_at", "-id"), asked, sums)
    found = rows.filter(state=asked.state) if asked.state else open_ones
    return paged(found.order_by("received_at", "id"), asked, sums)


def inquiry(actor: Officer, number: int) -> Inquiry | None:
    """One inquiry, or None where there is none or it is not for this officer."""
    return inquiries(actor).filter(pk=number).first()


def chain(number: int) -> list[InquiryStep]:
    """The chain of hands an inquiry went through."""
    return list(InquiryStep.objects.filter(inquiry_id=number).order_by("id"))


# --- 晨会夕会 ------------------------------------------------------------------------------------------------------------


def meetings(actor: Officer, unit: str = "") -> QuerySet[Meeting]:
    """Meetings of the officer's own unit and of those the officer sees."""
    rows = Meeting.objects.filter(sight(actor, "chair_id") | Q(unit_id=actor.branch)).select_related("unit", "chair")
    return rows.filter(unit_id=unit) if unit else rows


def meeting_page(actor: Officer, asked: Asked) -> Page:
    """Meetings, the newest first."""
    rows = meetings(actor, asked.unit)
    rows = rows.filter(kind=asked.state) if asked.state else rows
    shown = rows.prefetch_related("lines", "decisions").order_by("-day", "unit_id", "-opened_at")
    return paged(shown, asked)


def meeting(actor: Officer, number: int) -> Meeting | None:
    """One meeting with who was there and what was decided."""
    rows = meetings(actor).prefetch_related(Prefetch("lines", MeetingLine.objects.select_related("staff")))
    return rows.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit's working day that lacks a meeting or its close."""

    unit: str
    day: date
    lacks: tuple[str, ...]


def missing(actor: Officer, since: date, until: date) -> list[Missing]:
    """The compliance list of A34 and A35: working days in [since, until) without both meetings or without a close."""
    table, units = calendar(), led_units(actor)
    held = set(Meeting.objects.filter(day__gte=since, day__lt=until).values_list("unit_id", "day", "kind"))
    cleared = set(DayClear.objects.filter(day__gte=since, day__lt=until).values_list("unit_id", "day"))
    found = []
    for day in (since + timedelta(days=k) for k in range((until - since).days)):
        if not table.is_workday(day):
            continue
        for unit in units:
            lacks = [kind.value for kind in (MeetingKind.MORNING, MeetingKind.EVENING) if (unit, day, kind) not in held]
            lacks += [] if (unit, day) in cleared else ["DAILY_CLEAR"]
            if lacks:
                found.append(Missing(unit, day, tuple(lacks)))
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.unit))


# --- 决议 --------------------------------------------------------------------------------------------------------------


def decisions(actor: Officer) -> QuerySet[Decision]:
    """Decisions of meetings the officer sees, and those the officer carries out."""
    seen = sight(actor, "owner_id") | Q(meeting__unit_id=actor.branch) | Q(meeting__chair_id=actor.number)
    return Decision.objects.filter(seen).select_related("owner", "unit", "meeting")


def overdue_first(rows: QuerySet[Decision], day: date) -> QuerySet[Decision]:
    """Overdue ones rank first, the longest overdue at the head."""
    late = Case(
        When(state__in=rules.LIVE_DECISION, due__lt=day, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(late, "due", "id")


def decision_page(actor: Officer, asked: Asked, day: date) -> Page:
    """Live decisions, overdue ones first; or those of a state."""
    rows = narrowed(decisions(actor), asked, "owner_id")
    live = rows.filter(state__in=rules.LIVE_DECISION)
    sums = {"open": live.count(), "late": live.filter(due__lt=day).count()}
    return paged(overdue_first(rows.filter(state=asked.state) if asked.state else live, day), asked, sums)


def decision(actor: Officer, number: int) -> Decision | None:
    """One decision, or None where there is none or it is not for this officer."""
    return decisions(actor).filter(pk=number).first()


def decision_steps(number: int) -> list[DecisionStep]:
    """What became of it, in order."""
    return list(DecisionStep.objects.filter(decision_id=number).order_by("id"))


def overdue_decisions(unit: str, day: date) -> list[Decision]:
    """A unit's overdue decisions: they come to its next meeting."""
    rows = Decision.objects.filter(unit_id=unit, state__in=rules.LIVE_DECISION, due__lt=day)
    return list(rows.select_related("owner").order_by("due", "id"))


# --- 日清日结 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something still open at a close. `about` is its key: item:3, duty:7, decision:2, inquiry:5."""

    about: str
    title: str
    owner: str
    since: date


def open_items(unit: str, day: date, at: datetime) -> list[OpenItem]:
    """What a unit has due by that day and has not done: lanes, limits, decisions, inquiries."""
    staff = set(people.staff_of_branch(unit))
    lanes = LaneItem.objects.filter(staff_id__in=staff, day__lte=day, done_at__isnull=True)
    limits = Duty.objects.filter(unit_id=unit, state__in=rules.LIVE_DUTY, due_at__lte=at)
    late = Decision.objects.filter(unit_id=unit, state__in=rules.LIVE_DECISION, due__lte=day)
    asked = Inquiry.objects.filter(unit_id=unit, day__lte=day).exclude(state=InquiryState.ANSWERED)
    carried = set(LaneItem.objects.filter(carried_from__in=lanes).values_list("carried_from_id", flat=True))
    return [
        *(
            OpenItem(f"item:{x.pk}", x.title, x.staff_id, x.day)
            for x in lanes.order_by("day", "id")
            if x.pk not in carried
        ),
        *(OpenItem(f"duty:{x.pk}", x.title, x.holder_id, x.opened_on) for x in limits.order_by("due_at", "id")),
        *(OpenItem(f"decision:{x.pk}", x.words, x.owner_id, x.decided_on) for x in late.order_by("due", "id")),
        *(OpenItem(f"inquiry:{x.pk}", x.request, x.owner_id, x.day) for x in asked.order_by("received_at", "id")),
    ]


def done_count(unit: str, day: date) -> int:
    """How many things of the day's lanes were done."""
    staff = people.staff_of_branch(unit)
    return LaneItem.objects.filter(staff_id__in=staff, day=day, done_at__isnull=False).count()


def cleared(unit: str, day: date) -> DayClear | None:
    """The close of a unit's day."""
    rows = DayClear.objects.filter(unit_id=unit, day=day).select_related("closed_by")
    return rows.prefetch_related("carried").first()


def clear_page(actor: Officer, asked: Asked) -> Page:
    """Closes, the newest first."""
    rows = DayClear.objects.filter(sight(actor, "closed_by_id") | Q(unit_id=actor.branch))
    rows = rows.filter(unit_id=asked.unit) if asked.unit else rows
    rows = rows.select_related("unit", "closed_by").prefetch_related("carried")
    return paged(rows.order_by("-day", "unit_id"), asked)


def carried_into(unit: str, day: date) -> list[CarriedItem]:
    """What the last close before that day carried over: listed the next morning."""
    last = DayClear.objects.filter(unit_id=unit, day__lt=day).order_by("-day").first()
    return [] if last is None else list(last.carried.order_by("id"))


def red_list(unit: str, day: date, reds: Iterable[Duty]) -> list[dict[str, str]]:
    """昨日红单: red limits, overdue decisions, what was carried over, and whether yesterday was closed at all."""
    found = [
        {"kind": "DUTY", "title": x.title, "owner": x.holder_id, "since": x.due_at.date().isoformat()} for x in reds
    ]
    found += [
        {"kind": "DECISION", "title": x.words, "owner": x.owner_id, "since": x.due.isoformat()}
        for x in overdue_decisions(unit, day)
    ]
    found += [
        {"kind": "CARRIED", "title": f"{x.title}({x.reason})", "owner": x.owner, "since": ""}
        for x in carried_into(unit, day)
    ]
    before = workday_before(day)
    if cleared(unit, before) is None:
        found.append({"kind": "NOT_CLEARED", "title": "", "owner": "", "since": before.isoformat()})
    return found


# --- 早·午·晚 -----------------------------------------------------------------------------------------------------------


def items(number: str, day: date) -> list[LaneItem]:
    """A person's day: its own things, and older ones not done and not carried on."""
    old = LaneItem.objects.filter(staff_id=number, day__lt=day, done_at__isnull=True)
    gone = LaneItem.objects.filter(carried_from__isnull=False).values("carried_from_id")
    rows = LaneItem.objects.filter(Q(staff_id=number, day=day) | Q(pk__in=old.exclude(pk__in=gone)))
    return list(rows.order_by("hour", "day", "id"))


def lanes(found: Sequence[LaneItem]) -> list[tuple[Lane, list[LaneItem], int]]:
    """The three lanes: each with its things and how many of them are done."""
    sides = [(lane, [each for each in found if each.lane == lane]) for lane in Lane]
    return [(lane, own, sum(each.done_at is not None for each in own)) for lane, own in sides]


def item_page(actor: Officer, asked: Asked, day: date) -> Page:
    """Things of a day of everybody the officer sees."""
    rows = LaneItem.objects.filter(sight(actor, "staff_id", "staff__branch_id"), day=day)
    rows = narrowed(rows, asked, "staff_id", "staff__branch_id").select_related("staff", "staff__branch")
    return paged(rows.order_by("staff_id", "hour", "id"), asked)


@dataclass(frozen=True, slots=True)
class Saved:
    """节约双方时间, over cases whose things were done in [since, until]: trips of the customer, minutes of the officer.

    `same_day` are cases investigated in the morning, handled at noon and completed in the evening of one day.
    """

    cases: int
    trips: int
    minutes: int
    same_day: int
    told: int
    """Cases of which somebody said what they cost; the others were only stamped."""

    @property
    def trips_a_case(self) -> str:
        """To two decimals; the target is one."""
        return "—" if not self.told else f"{self.trips * 100 // self.told / 100:.2f}"

    @property
    def minutes_a_case(self) -> str:
        """Whole minutes."""
        return "—" if not self.told else str(self.minutes // self.told)


def saved(actor: Officer, since: date, until: date, holder: str = "") -> Saved:
    """Time saved, over the cases this officer sees."""
    rows = LaneItem.objects.filter(sight(actor, "staff_id", "staff__branch_id"), done_at__isnull=False)
    rows = rows.filter(day__gte=since, day__lte=until).exclude(subject="")
    rows = rows.filter(staff_id=holder) if holder else rows
    by: dict[str, list[LaneItem]] = {}
    for each in rows:
        by.setdefault(each.subject, []).append(each)
    same = sum(
        any({x.done_lane for x in own if x.day == d} == set(Lane) for d in {x.day for x in own}) for own in by.values()
    )
    every = [each for own in by.values() for each in own]
    told = sum(any(each.minutes is not None for each in own) for own in by.values())
    return Saved(len(by), sum(each.trip for each in every), sum(each.minutes or 0 for each in every), same, told)
