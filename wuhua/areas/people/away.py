"""轮岗与强制休假: who is due by the years of the day, and the verbs that plan it with a cover and record that it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from wuhua.areas.people import rules
from wuhua.areas.people.models import Away, Staff, StaffRole
from wuhua.areas.people.rules import AwayKind, AwayRefusal, AwayState, Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit

# --- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """The day's values: years in one post, months between leaves, days of one leave, days ahead at which somebody is listed."""

    years: int
    months: int
    days: int
    warn: int


TERM_CODES = ("ROTATION_YEARS", "LEAVE_MONTHS", "LEAVE_DAYS", "AWAY_WARN_DAYS")
"""The parameters of a day that make its `Terms`, in their order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One holder of a post that rotates: since when, by when it must change hands, by when leave must be taken."""

    number: str
    name: str
    branch: str
    branch_name: str
    roles: tuple[Role, ...]
    since: date
    rotation_due: date
    last_leave: date | None
    leave_due: date
    planned: tuple[Away, ...]
    may_plan: bool
    near: date

    @property
    def due(self) -> bool:
        """Whether one of the two lies within the days of warning and nothing is planned for it."""
        kinds = {each.kind for each in self.planned}
        rotates = self.rotation_due <= self.near and AwayKind.ROTATION not in kinds
        return rotates or (self.leave_due <= self.near and AwayKind.COMPULSORY_LEAVE not in kinds)


def lines(officer: Officer, on: date, terms: Terms) -> list[Line]:
    """Everybody of a rotating post whom the officer may look at, the soonest due first. Three queries."""
    held = StaffRole.objects.filter(from_day__lte=on, role__in=[role.value for role in rules.ROTATING])
    held = held.filter(Q(to_day__isnull=True) | Q(to_day__gt=on)).filter(
        Q(staff__left__isnull=True) | Q(staff__left__gt=on)
    )
    posts: dict[str, list[StaffRole]] = {}
    for each in held.filter(_sight(officer)).select_related("staff__branch").order_by("from_day", "id"):
        posts.setdefault(each.staff_id, []).append(each)
    past: dict[tuple[str, str], date] = {}
    planned: dict[str, list[Away]] = {}
    for row in Away.objects.filter(staff__in=posts).exclude(state=AwayState.AWAY_OFF).order_by("first"):
        if row.state == AwayState.AWAY_TAKEN:
            past[row.staff_id, row.kind] = max(row.last, past.get((row.staff_id, row.kind), row.last))
        else:
            planned.setdefault(row.staff_id, []).append(row)
    found = [
        _line(officer, number, rows, past, tuple(planned.get(number, ())), on, terms) for number, rows in posts.items()
    ]
    return sorted(found, key=lambda each: (min(each.rotation_due, each.leave_due), each.number))


def _line(
    officer: Officer, number: str, rows: list[StaffRole], past: dict[tuple[str, str], date], planned: tuple[Away, ...],
    on: date, terms: Terms,
) -> Line:  # fmt: skip
    staff = rows[0].staff
    since = max(rows[0].from_day, past.get((number, AwayKind.ROTATION.value), rows[0].from_day))
    last = past.get((number, AwayKind.COMPULSORY_LEAVE.value))
    return Line(
        number, staff.name, staff.branch_id, staff.branch.name, tuple(Role(each.role) for each in rows), since,
        rules.rotation_due(since, terms.years), last, rules.leave_due(last or staff.joined or since, terms.months), planned,
        rules.may_plan(officer, staff.branch_id) and officer.number != number, date.fromordinal(on.toordinal() + terms.warn),
    )  # fmt: skip


def _sight(officer: Officer) -> Q:
    """The whole bank for who watches it, one's own unit for its head, oneself for everybody else."""
    if officer.holds(Role.ADMIN):
        return Q(pk__in=[])
    if officer.holds(*rules.LOOKERS):
        return Q()
    if officer.holds(*rules.OF_UNIT):
        return Q(staff__branch=officer.branch)
    return Q(staff=officer.number)


def history(officer: Officer, limit: int = 100) -> list[Away]:
    """What was planned, taken and called off within sight, newest first. One query."""
    sight = Q(staff__in=StaffRole.objects.filter(_sight(officer)).values("staff"))
    return list(Away.objects.filter(sight).select_related("staff", "cover").order_by("-first", "-id")[:limit])


def covers(on: date) -> dict[str, str]:
    """Who is away on that day and who covers: numbers. One query."""
    rows = Away.objects.filter(first__lte=on, last__gte=on).exclude(state=AwayState.AWAY_OFF)
    return dict(rows.values_list("staff_id", "cover_id"))


# --- verbs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewAway:
    """Who is to be away, why, over which days, and who covers."""

    staff: str
    kind: AwayKind
    first: date
    last: date
    cover: str
    reason: str


@transaction.atomic
def plan(*, actor: Officer, business_date: date, new: NewAway, least_days: int) -> Away | Refused:
    """计划轮岗或休假."""
    number, cover = new.staff.strip(), new.cover.strip()
    staff = _in_office(number, business_date)
    refused = _may(actor, staff, number) or rules.check_away(
        new.kind, new.first, new.last, business_date, number, cover, least_days
    )
    if refused is None:
        refused = _fits(new, number, cover)
    if refused is not None:
        return refused

    # After this line the plan must stand.
    made = Away.objects.create(
        staff_id=number, kind=new.kind, first=new.first, last=new.last, cover_id=cover, reason=new.reason.strip()[:200],
        planned_by=actor.number, planned_on=business_date,
    )  # fmt: skip
    _record(actor, business_date, "people.away_planned", made)
    return made


def _fits(new: NewAway, number: str, cover: str) -> Refused | None:
    """Words, a cover in office who is there on those days, and nothing else planned on them, no covering either."""
    if len(new.reason.strip()) < rules.LEAST_WORDS:
        return Refused(AwayRefusal.AWAY_WORDS_MISSING, "没有写明事由。", "请用几个字说明安排。", "reason")
    if _in_office(cover, new.last) is None:
        return Refused(AwayRefusal.COVER_UNFIT, f"没有在岗工号 {cover}。", "请核对接替人工号。", "cover")
    # Read out, not counted: a count locks nothing.
    list(Staff.objects.select_for_update(no_key=True).filter(pk__in=(number, cover)).order_by("pk").values_list("pk"))
    there = Away.objects.exclude(state=AwayState.AWAY_OFF).filter(first__lte=new.last, last__gte=new.first)
    if there.filter(staff=number).exists():
        return Refused(AwayRefusal.AWAY_TWICE, f"{number} 在这些日子已有安排。", "请先取消原安排,或改期。", "first")
    if there.filter(staff=cover).exists():
        return Refused(AwayRefusal.COVER_UNFIT, f"接替人 {cover} 在这些日子自己离岗。", "请换一名接替人。", "cover")
    if there.filter(cover=number).exists():
        return Refused(
            AwayRefusal.COVER_UNFIT, f"{number} 在这些日子接替他人。", "请先为对方换接替人,或改期。", "first"
        )
    return None


@transaction.atomic
def close(*, actor: Officer, business_date: date, away: int, taken: bool, words: str) -> Away | Refused:
    """登记已执行, once it has begun; or 取消, in words."""
    row = Away.objects.select_for_update().select_related("staff").filter(pk=away).first()
    if row is None or row.state != AwayState.AWAY_PLANNED or not _seen(actor, row.staff):
        return Refused(AwayRefusal.AWAY_UNKNOWN, "没有这份待办的安排。", "请刷新列表后再办理。", "away")
    refused = _may(actor, row.staff, row.staff_id)
    if refused is None and not taken and len(words.strip()) < rules.LEAST_WORDS:
        refused = Refused(AwayRefusal.AWAY_WORDS_MISSING, "没有写明取消原因。", "请用几个字说明。", "words")
    ends = row.first if row.kind == AwayKind.ROTATION else row.last
    if refused is None and taken and business_date < ends:
        refused = Refused(AwayRefusal.NOT_YET_BEGUN, f"要到 {ends} 才能登记已执行。", "请届时再登记。", "away")
    if refused is not None:
        return refused

    # After this line the plan must be closed.
    row.state = AwayState.AWAY_TAKEN.value if taken else AwayState.AWAY_OFF.value
    row.closed_by, row.closed_on, row.words = actor.number, business_date, words.strip()[:200]
    row.save(update_fields=["state", "closed_by", "closed_on", "words"])
    _record(actor, business_date, "people.away_taken" if taken else "people.away_called_off", row)
    return row


def _in_office(number: str, on: date) -> Staff | None:
    rows = Staff.objects.filter(pk=number).filter(Q(left__isnull=True) | Q(left__gt=on))
    return rows.filter(Q(joined__isnull=True) | Q(joined__lte=on)).first()


def _seen(actor: Officer, staff: Staff) -> bool:
    return rules.may_plan(actor, staff.branch_id)


def _may(actor: Officer, staff: Staff | None, number: str) -> Refused | None:
    """Of one's own unit or of the whole bank, and never of oneself."""
    if actor.holds(Role.ADMIN) or not actor.holds(*rules.PLANNERS):
        return Refused(AwayRefusal.NOT_A_PLANNER, "您的岗位不安排轮岗休假。", "请由机构负责人或人事纪检办理。")
    if staff is None or not _seen(actor, staff):
        return Refused(AwayRefusal.AWAY_STAFF_UNKNOWN, f"没有工号 {number},或不归您安排。", "请核对工号。", "staff")
    if number == actor.number:
        return Refused(AwayRefusal.AWAY_ONESELF, "不能安排自己。", "请由上级或人事纪检安排。", "staff")
    return None


def _record(actor: Officer, business_date: date, action: str, row: Away) -> None:
    audit.record(
        actor=actor.number, business_date=business_date, action=action, subject=f"staff:{row.staff_id}",
        after={
            "away": row.pk, "kind": row.kind, "first": row.first.isoformat(), "last": row.last.isoformat(),
            "cover": row.cover_id, "state": row.state,
        },
    )  # fmt: skip
