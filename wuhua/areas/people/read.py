"""Questions to people: the officer behind a number, who keeps a zone or a customer, whether every cell has an owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from wuhua.areas.people.models import (
    Branch,
    ServicePoint,
    Staff,
    StaffRole,
    Zone,
    ZoneAssignment,
    ZoneChange,
    ZoneShape,
)
from wuhua.areas.people.rules import (
    WORKED_ZONES,
    ChangeState,
    Keeper,
    Officer,
    Role,
    StaffSource,
    TeamType,
    ZoneKind,
)


def _held_on(on: date) -> Q:
    return Q(from_day__lte=on) & (Q(to_day__isnull=True) | Q(to_day__gt=on))


def _working(on: date) -> Q:
    return (Q(joined__isnull=True) | Q(joined__lte=on)) & (Q(left__isnull=True) | Q(left__gt=on))


# --- who acts --------------------------------------------------------------------------------------------------------


def officer(number: str, on: date) -> Officer | None:
    """The officer of that staff number on that day; None when unknown or gone. Two queries."""
    staff = Staff.objects.select_related("branch").filter(_working(on), pk=number).first()
    return None if staff is None else _officer(staff, on)


def officer_of_user(user_id: int, on: date) -> Officer | None:
    """The officer who signed in with that account."""
    staff = Staff.objects.select_related("branch").filter(_working(on), user_id=user_id).first()
    return None if staff is None else _officer(staff, on)


def _officer(staff: Staff, on: date) -> Officer:
    roles = StaffRole.objects.filter(_held_on(on), staff=staff).values_list("role", flat=True)
    return Officer(
        number=staff.number,
        name=staff.name,
        branch=staff.branch_id,
        roles=frozenset(Role(role) for role in roles),
        team=TeamType(staff.branch.team_type),
    )


# --- staff and branches ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """A line of `wuhua user list`."""

    number: str
    name: str
    branch: str
    position: str
    roles: tuple[Role, ...]
    signs_in: bool
    locked: bool
    second_factor: bool


def accounts(on: date) -> list[Account]:
    """Everybody who works here, with roles and sign-in. Three queries, whatever the number of staff."""
    held: dict[str, list[Role]] = {}
    for number, role in StaffRole.objects.filter(_held_on(on)).values_list("staff_id", "role"):
        held.setdefault(number, []).append(Role(role))
    phones = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    return [
        Account(
            number=staff.number,
            name=staff.name,
            branch=staff.branch.name,
            position=staff.position,
            roles=tuple(sorted(held.get(staff.number, []))),
            signs_in=staff.user is not None,
            locked=staff.user is not None and not staff.user.is_active,
            second_factor=staff.user_id in phones,
        )
        for staff in Staff.objects.select_related("branch", "user").filter(_working(on)).order_by("number")
    ]


def in_posts(roles: Iterable[Role], on: date) -> list[tuple[str, str, str]]:
    """Number, name and branch of everybody at work in one of these posts, by number. One query."""
    held = StaffRole.objects.filter(_held_on(on), staff=OuterRef("pk"), role__in=list(roles))
    rows = Staff.objects.filter(_working(on), Exists(held)).order_by("number")
    return list(rows.values_list("number", "name", "branch__name"))


def branches() -> list[Branch]:
    """Every branch, by code."""
    return list(Branch.objects.order_by("code"))


def branch_names() -> dict[str, str]:
    """Names by code, for pages."""
    return dict(Branch.objects.values_list("code", "name"))


def staff_names(numbers: Iterable[str] | None = None) -> dict[str, str]:
    """Names by staff number: of these, or of everybody."""
    rows = Staff.objects.all() if numbers is None else Staff.objects.filter(pk__in=list(numbers))
    return dict(rows.values_list("number", "name"))


def is_staff(number: str) -> bool:
    """Whether the number is known."""
    return Staff.objects.filter(pk=number).exists()


def zone_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of these zones by code, for pages."""
    return dict(Zone.objects.filter(pk__in=list(codes)).values_list("code", "name"))


def is_zone(code: str) -> bool:
    """Whether the zone is known."""
    return Zone.objects.filter(pk=code).exists()


def centre_staff(on: date) -> int:
    """Heads in the small-and-micro centre (小微中心)."""
    return Staff.objects.filter(_working(on), branch__is_centre=True).count()


@dataclass(frozen=True, slots=True)
class Member:
    """One of the main force of small-and-micro lending (A64)."""

    number: str
    name: str
    branch: str
    position: str
    source: str
    centre: bool
    since: date | None


def roster(on: date) -> list[Member]:
    """小微中心 and those of the corporate department who were drawn for it (大学生, 精英骨干), by number. One query."""
    drawn = Q(branch__team_type=TeamType.CORPORATE, source__in=(StaffSource.GRADUATE, StaffSource.ELITE))
    found = Staff.objects.select_related("branch").filter(_working(on), Q(branch__is_centre=True) | drawn)
    return [
        Member(each.number, each.name, each.branch.name, each.position, each.source, each.branch.is_centre, each.joined)
        for each in found.order_by("number")
    ]


def drawn_from(on: date) -> dict[StaffSource, int]:
    """Heads by where they were drawn from (大学生, 精英骨干), in the whole bank."""
    found = Staff.objects.filter(_working(on)).exclude(source="").values_list("source", flat=True)
    counted = dict.fromkeys(StaffSource, 0)
    for source in found:
        counted[StaffSource(source)] += 1
    return counted


# --- who keeps whom --------------------------------------------------------------------------------------------------


def keeper(rm: str) -> Keeper:
    """The keeper behind a managing RM's number; an unknown number keeps with no branch and no team."""
    return keepers([rm])[rm]


def keepers(rms: Iterable[str]) -> dict[str, Keeper]:
    """The same for several numbers, in one query."""
    wanted = list(rms)
    found = Staff.objects.select_related("branch").in_bulk(wanted)
    return {
        rm: Keeper(rm, found[rm].branch_id, TeamType(found[rm].branch.team_type)) if rm in found else Keeper(rm)
        for rm in wanted
    }


def staff_of_branch(code: str) -> QuerySet[Staff, str]:
    """Staff numbers of a branch, as a query to filter by."""
    return Staff.objects.filter(branch_id=code).values_list("number", flat=True)


def staff_of_team(team: TeamType) -> QuerySet[Staff, str]:
    """Staff numbers of a team, as a query to filter by."""
    return Staff.objects.filter(branch__team_type=team).values_list("number", flat=True)


# --- zones -----------------------------------------------------------------------------------------------------------


def zone_owner(code: str, on: date) -> ZoneAssignment | None:
    """Who answers for the zone on that day."""
    return ZoneAssignment.objects.select_related("lead_rm", "zone").filter(_held_on(on), zone_id=code).first()


def _leaves() -> QuerySet[Zone]:
    """Zones in which people live and trade and that are not divided further: what must have an owner."""
    return Zone.objects.filter(kind__in=WORKED_ZONES).exclude(Exists(Zone.objects.filter(parent_id=OuterRef("pk"))))


def cells(on: date) -> tuple[int, int]:
    """How many cells there are, and how many have an owning team and a named RM: full coverage when equal."""
    owned = ZoneAssignment.objects.filter(_held_on(on), zone_id=OuterRef("pk"), lead_rm__isnull=False)
    leaves = _leaves()
    return leaves.count(), leaves.filter(Exists(owned)).count()


def cells_without_owner(on: date) -> list[Zone]:
    """The error list of A15: cells without an owning team or a named RM."""
    owned = ZoneAssignment.objects.filter(_held_on(on), zone_id=OuterRef("pk"), lead_rm__isnull=False)
    return list(_leaves().exclude(Exists(owned)).order_by("code"))


def zones_led(rm: str, on: date) -> QuerySet[Zone]:
    """The zones whose named manager that is on the day, as a query."""
    held = ZoneAssignment.objects.filter(_held_on(on), zone_id=OuterRef("pk"), lead_rm_id=rm)
    return Zone.objects.filter(Exists(held)).order_by("code")


def zone_leads(codes: Iterable[str], on: date) -> dict[str, str]:
    """The named manager of each of these zones on the day, where there is one. One query."""
    rows = ZoneAssignment.objects.filter(_held_on(on), zone_id__in=list(codes), lead_rm__isnull=False)
    return dict(rows.values_list("zone_id", "lead_rm_id"))


def zone_of(code: str) -> Zone | None:
    """The zone of that code."""
    return Zone.objects.filter(pk=code).first()


def zones_of(kinds: Iterable[ZoneKind]) -> list[Zone]:
    """Every zone of these kinds, by code: what a page offers to choose from."""
    return list(Zone.objects.filter(kind__in=[kind.value for kind in kinds]).order_by("code"))


def zones_under(code: str) -> list[str]:
    """The zone and everything it is divided into. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE under AS (SELECT code FROM people_zone WHERE code = %s UNION"
            " SELECT z.code FROM people_zone z JOIN under u ON z.parent_id = u.code) SELECT code FROM under",
            [code],
        )
        return [row[0] for row in cursor.fetchall()]


# --- the county as it is cut and drawn -------------------------------------------------------------------------------


def territory() -> list[Zone]:
    """Every zone with its parent's code, by code. One query."""
    return list(Zone.objects.order_by("code"))


def outlines() -> dict[str, tuple[dict[str, Any], bool]]:
    """The geometry of every zone that has one, and whether it is made up. One query."""
    rows = ZoneShape.objects.values_list("zone_id", "outline", "synthetic")
    return {code: (outline, synthetic) for code, outline, synthetic in rows}


def centres(kind: ZoneKind) -> dict[str, tuple[int, int]]:
    """The middle of each zone of a kind, from the corners of its outer ring, in millionths of a degree."""
    found = {}
    for code, outline in ZoneShape.objects.filter(zone__kind=kind).values_list("zone_id", "outline"):
        ring = outline["coordinates"][0]
        corners = ring[:-1] if ring[0] == ring[-1] else ring
        across, up = (sum(int(each[axis] * 1_000_000) for each in corners) // len(corners) for axis in (0, 1))
        found[code] = (across, up)
    return found


def owners(on: date) -> dict[str, ZoneAssignment]:
    """Who answers for each zone on the day, with the manager's name at hand. One query."""
    rows = ZoneAssignment.objects.select_related("lead_rm").filter(_held_on(on))
    return {each.zone_id: each for each in rows}


def duty_history(code: str) -> list[ZoneAssignment]:
    """Everybody who ever answered for the zone, newest first."""
    rows = ZoneAssignment.objects.select_related("lead_rm", "backup_rm", "supervisor").filter(zone_id=code)
    return list(rows.order_by("-from_day"))


def changes(states: Iterable[ChangeState], most: int = 200) -> list[ZoneChange]:
    """Changes of duty in these states, newest first."""
    rows = ZoneChange.objects.select_related("zone", "lead_rm").filter(state__in=[state.value for state in states])
    return list(rows.order_by("-id")[:most])


def change_of(number: int) -> ZoneChange:
    """One change of duty that is there."""
    return ZoneChange.objects.get(pk=number)


def points() -> list[ServicePoint]:
    """Outlets, agents and competitors, with the cells each was first to cover. Three queries."""
    return list(ServicePoint.objects.prefetch_related("covers__zone").order_by("kind", "number"))


def leaf_codes() -> frozenset[str]:
    """Cells, and whatever is lived in and not divided further."""
    return frozenset(_leaves().values_list("code", flat=True))


def teams_seeded() -> frozenset[TeamType]:
    """The teams that have at least one unit: all five, or the bank is not wholly covered (A15)."""
    return frozenset(TeamType(each) for each in Branch.objects.values_list("team_type", flat=True).distinct())
