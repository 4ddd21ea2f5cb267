"""Verbs of 划区明责: ask for another owner of a cell, decide on it, open a service point, load shapes and points.

Answers `(ZoneChange | Refused)`. A change is asked by one and decided by another; it takes effect from its day, and the
span before it ends there and stays on record. The database itself refuses two owners of a cell on one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from wuhua.areas.people import read, rules
from wuhua.areas.people.models import (
    Branch,
    PointCover,
    ServicePoint,
    Staff,
    Zone,
    ZoneAssignment,
    ZoneChange,
    ZoneShape,
)
from wuhua.areas.people.rules import ChangeState, Officer, PeopleRefusal, PointKind, ZoneKind
from wuhua.core.days import add_days
from wuhua.core.refuse import Refused
from wuhua.platform import audit, loading
from wuhua.platform.copy import Rows

MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class NewDuty:
    """Who shall answer for a cell, from when and why."""

    zone: str
    lead_rm: str
    from_day: date
    reason: str
    backup_rm: str = ""
    supervisor: str = ""


@transaction.atomic
def load_shapes(*, actor: str, business_date: date, rows: Rows) -> int:
    """网格图形 (people_zoneshape: zone_id, outline, synthetic)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ZoneShape, action="people.shapes_loaded"
    )


@transaction.atomic
def load_points(*, actor: str, business_date: date, rows: Rows) -> int:
    """机构与服务点 (people_servicepoint)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ServicePoint, action="people.points_loaded"
    )


# --- a change of duty ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_change(*, actor: Officer, business_date: date, wanted: NewDuty) -> ZoneChange | Refused:
    """Ask that a cell be handed over. The team is that of the new manager's unit."""
    refused = rules.may_ask(actor) or _impossible(business_date, wanted)
    if refused is not None:
        return refused
    Zone.objects.select_for_update().get(pk=wanted.zone)
    if ZoneChange.objects.filter(zone_id=wanted.zone, state=ChangeState.ASKED).exists():
        return Refused(
            PeopleRefusal.CHANGE_OPEN_ALREADY, f"网格 {wanted.zone} 已有待审批的调整。", "请先审批或退回。", "zone"
        )
    refused = _taken(wanted.zone, wanted.from_day)
    if refused is not None:
        return refused

    team = Staff.objects.select_related("branch").get(pk=wanted.lead_rm).branch.team_type

    # After this line the request must succeed.
    made = ZoneChange.objects.create(
        zone_id=wanted.zone, team_type=team, lead_rm_id=wanted.lead_rm,
        backup_rm_id=wanted.backup_rm or None, supervisor_id=wanted.supervisor or None, from_day=wanted.from_day,
        reason=wanted.reason.strip(), asked_by=actor.number, asked_on=business_date,
    )  # fmt: skip
    _record(actor, business_date, "people.zone_change_asked", made)
    return made


def _impossible(business_date: date, wanted: NewDuty) -> Refused | None:
    zone = read.zone_of(wanted.zone)
    if zone is None:
        return Refused(PeopleRefusal.ZONE_UNKNOWN, f"没有网格 {wanted.zone}。", "请核对网格编号。", "zone")
    if zone.kind not in rules.WORKED_ZONES or Zone.objects.filter(parent=zone).exists():
        return Refused(PeopleRefusal.ZONE_NOT_A_CELL, f"{zone.name} 不是最末一级网格。", "请选择其下的网格。", "zone")
    for field in ("lead_rm", "backup_rm", "supervisor"):
        number = getattr(wanted, field)
        if not number and field != "lead_rm":
            continue
        staff = Staff.objects.filter(pk=number).first()
        if staff is None:
            return Refused(PeopleRefusal.STAFF_UNKNOWN, f"没有工号 {number}。", "请核对工号。", field)
        if staff.left is not None and staff.left <= wanted.from_day:
            return Refused(PeopleRefusal.STAFF_HAS_LEFT, f"{number} 届时已离职。", "请换一名在职员工。", field)
    if wanted.from_day < business_date:
        return Refused(
            PeopleRefusal.FROM_DAY_PASSED, "生效日已过,不能倒签。", f"请填 {business_date} 或以后的日期。", "from_day"
        )
    if len(wanted.reason.strip()) < rules.LEAST_WORDS:
        return Refused(PeopleRefusal.REASON_MISSING, "没有写明调整原因。", "请用几个字说明为何调整。", "reason")
    return None


def _taken(zone: str, from_day: date) -> Refused | None:
    """An owner from that day or later stands in the way; one whose span is still open ends there."""
    later = ZoneAssignment.objects.filter(zone_id=zone, from_day__gte=from_day).order_by("from_day").first()
    if later is None:
        return None
    return Refused(
        PeopleRefusal.ZONE_OWNED_ALREADY,
        f"网格 {zone} 自 {later.from_day} 起已有责任人。",
        "同一网格同一天只能有一个责任人,请改用更晚的生效日。",
        "from_day",
    )


@transaction.atomic
def agree(*, actor: Officer, business_date: date, change: int) -> ZoneAssignment | Refused:
    """Agree to a change: the span that stands ends on its day, the new one begins."""
    found = _open(actor, change)
    if isinstance(found, Refused):
        return found
    if found.from_day < business_date:
        return Refused(
            PeopleRefusal.FROM_DAY_PASSED, "申请的生效日已过。", "请退回,由申请人改填生效日后重新提出。", "from_day"
        )
    refused = _taken(found.zone_id, found.from_day)
    if refused is not None:
        return refused

    # After this line the change must succeed.
    now = read.zone_owner(found.zone_id, found.from_day)
    if now is not None:
        ZoneAssignment.objects.filter(pk=now.pk).update(to_day=found.from_day)
    made = ZoneAssignment.objects.create(
        zone_id=found.zone_id, team_type=found.team_type, lead_rm_id=found.lead_rm_id, from_day=found.from_day,
        backup_rm_id=found.backup_rm_id, supervisor_id=found.supervisor_id,
    )  # fmt: skip
    _decide(actor, business_date, found, ChangeState.AGREED, "")
    return made


@transaction.atomic
def turn_down(*, actor: Officer, business_date: date, change: int, words: str) -> ZoneChange | Refused:
    """Turn a change down, in words."""
    found = _open(actor, change)
    if isinstance(found, Refused):
        return found
    if len(words.strip()) < rules.LEAST_WORDS:
        return Refused(PeopleRefusal.REASON_MISSING, "没有写明退回原因。", "请用几个字说明为何退回。", "words")

    # After this line the change must be turned down.
    _decide(actor, business_date, found, ChangeState.TURNED_DOWN, words.strip())
    return found


def _open(actor: Officer, change: int) -> ZoneChange | Refused:
    found = ZoneChange.objects.select_for_update().filter(pk=change).first()
    if found is None:
        return Refused(PeopleRefusal.CHANGE_UNKNOWN, "没有这份调整申请。", "请刷新列表后再办理。")
    refused = rules.may_decide(actor, found.asked_by)
    if refused is not None:
        return refused
    if found.state != ChangeState.ASKED:
        return Refused(PeopleRefusal.CHANGE_DECIDED_ALREADY, "这份调整申请已经办结。", "无需重复审批。")
    Zone.objects.select_for_update().get(pk=found.zone_id)
    return found


def _decide(actor: Officer, business_date: date, found: ZoneChange, state: ChangeState, words: str) -> None:
    found.state, found.decided_by, found.decided_on, found.words = state, actor.number, business_date, words
    found.save(update_fields=["state", "decided_by", "decided_on", "words"])
    _record(actor, business_date, "people.zone_change_decided", found)


def _record(actor: Officer, business_date: date, action: str, change: ZoneChange) -> None:
    audit.record(
        actor=actor.number, business_date=business_date, action=action, subject=f"zone:{change.zone_id}",
        after={
            "change": change.pk, "team": change.team_type, "lead_rm": change.lead_rm_id,
            "from": change.from_day.isoformat(), "state": change.state,
        },
    )  # fmt: skip


# --- outlets and service points --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A service point to open: degrees in millionths, reach in metres."""

    number: str
    name: str
    kind: PointKind
    longitude: int
    latitude: int
    reach: int = 0
    branch: str = ""


@transaction.atomic
def open_point(*, actor: Officer, business_date: date, new: NewPoint, within: int) -> ServicePoint | Refused:
    """Enter a point; cells nobody of ours reached before are newly covered, each to be gone through `within` so many days."""
    refused = rules.may_ask(actor)
    if refused is not None:
        return refused
    if ServicePoint.objects.filter(pk=new.number).exists():
        return Refused(PeopleRefusal.POINT_KNOWN_ALREADY, f"服务点 {new.number} 已登记。", "请换一个编号。", "number")
    if abs(new.longitude) > 180 * MILLIONTHS or abs(new.latitude) > 90 * MILLIONTHS or new.reach < 0:
        return Refused(PeopleRefusal.POINT_NOT_ON_EARTH, "经纬度或服务半径不对。", "请在地图上核对位置。", "longitude")
    if new.branch and not Branch.objects.filter(pk=new.branch).exists():
        return Refused(PeopleRefusal.BRANCH_UNKNOWN, f"没有机构 {new.branch}。", "请核对内部机构号。", "branch")

    # After this line the point must be opened.
    fresh = [] if new.kind is PointKind.COMPETITOR else newly_covered(new)
    made = ServicePoint.objects.create(
        number=new.number, name=new.name, kind=new.kind, branch_id=new.branch or None, reach=new.reach,
        longitude=Decimal(new.longitude).scaleb(-6), latitude=Decimal(new.latitude).scaleb(-6), opened=business_date,
    )  # fmt: skip
    due = add_days(business_date, within)
    PointCover.objects.bulk_create(PointCover(point=made, zone_id=code, since=business_date, due=due) for code in fresh)
    audit.record(
        actor=actor.number, business_date=business_date, action="people.point_opened", subject=f"point:{new.number}",
        after={"kind": new.kind, "reach": new.reach, "newly_covered": fresh},
    )  # fmt: skip
    return made


def newly_covered(new: NewPoint) -> list[str]:
    """Cells within reach of the point that no outlet or agent of ours reaches yet, by code."""
    held = [
        ((int(each.longitude.scaleb(6)), int(each.latitude.scaleb(6))), each.reach)
        for each in ServicePoint.objects.exclude(kind=PointKind.COMPETITOR)
    ]
    place = (new.longitude, new.latitude)
    cells = read.centres(ZoneKind.CELL)
    near = [code for code, centre in cells.items() if rules.within_reach(place, centre, new.reach)]
    known = set(PointCover.objects.values_list("zone_id", flat=True))
    return sorted(
        code for code in near
        if code not in known and not any(rules.within_reach(at, cells[code], reach) for at, reach in held)
    )  # fmt: skip
