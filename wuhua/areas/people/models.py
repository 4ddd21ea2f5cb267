"""Tables of people: branches, staff, roles held, zones and who answers for them. A span of days is half-open."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from wuhua.areas.people import rules
from wuhua.platform.append_only import fixed
from wuhua.platform.fields import SealedText


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class DateSpan(Func):
    """`daterange(from, to)`, half-open; an empty `to` is without end."""

    function = "daterange"
    output_field = DateRangeField()


class Branch(models.Model):
    """机构网点. A 小微中心 is a unit of one of the five teams, marked `is_centre`, never a sixth type."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    licence = models.TextField()
    team_type = models.TextField(choices=_choices(rules.TeamType))
    township = models.TextField(blank=True, default="", db_default="")
    address = models.TextField(blank=True, default="", db_default="")
    is_centre = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(team_type__in=[team.value for team in rules.TeamType]), name="branch_in_one_of_five_teams"
            ),
        )


class Staff(models.Model):
    """员工. `number` (工号) is what audit rows and vouchers carry; the sign-in account may be missing."""

    number = models.TextField(primary_key=True)
    name = models.TextField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="staff")
    position = models.TextField()
    source = models.TextField(choices=_choices(rules.StaffSource), blank=True, default="", db_default="")
    phone_sealed = SealedText(blank=True, default="", db_default="")
    phone_masked = models.TextField(blank=True, default="", db_default="")
    joined = models.DateField(null=True)
    left = models.DateField(null=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="staff", db_constraint=True
    )


class StaffRole(models.Model):
    """A role held by a member of staff over [from_day, to_day). The same role never twice on one day."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="held")
    role = models.TextField(choices=_choices(rules.Role))
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")), name="role_span"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in rules.Role]), name="role_known"),
            ExclusionConstraint(
                name="role_held_once",
                expressions=(
                    ("staff", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateSpan("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class Zone(models.Model):
    """网格: a node of the territory tree COUNTY > TOWNSHIP > VILLAGE/COMMUNITY/PARK/MARKET/MALL > CELL."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    kind = models.TextField(choices=_choices(rules.ZoneKind))
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    households = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(households__isnull=True) | Q(households__gte=0), name="zone_households_not_negative"
            ),
        )


class ZoneAssignment(models.Model):
    """划区明责: which team and whom a zone belongs to over [from_day, to_day).

    The database itself refuses two owners of one zone on one day. History is kept: a change ends one span and opens
    the next.
    """

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="assignments")
    team_type = models.TextField(choices=_choices(rules.TeamType))
    lead_rm = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    backup_rm = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")), name="zone_span"),
            ExclusionConstraint(
                name="zone_has_one_owner",
                expressions=(
                    ("zone", RangeOperators.EQUAL),
                    (DateSpan("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class ZoneShape(models.Model):
    """网格图形: where a zone lies, a GeoJSON geometry. `synthetic` says that nobody measured it."""

    zone = models.OneToOneField(Zone, primary_key=True, on_delete=models.PROTECT, related_name="shape")
    outline = models.JSONField()
    synthetic = models.BooleanField(default=False, db_default=False)


class ServicePoint(models.Model):
    """机构与服务点: our outlets and agents, and competitors beside them. `reach` is how many metres it serves."""

    number = models.TextField(primary_key=True)
    name = models.TextField()
    kind = models.TextField(choices=_choices(rules.PointKind))
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="points")
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    reach = models.IntegerField(default=0, db_default=0)
    opened = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.PointKind]), name="point_kind_known"
            ),
            models.CheckConstraint(condition=Q(reach__gte=0), name="point_reach_not_negative"),
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="point_on_earth",
            ),
        )


class PointCover(models.Model):
    """新增覆盖: a cell that a new point covers first, and the day by which it is to be gone through."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="covers")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="covers")
    since = models.DateField()
    due = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["zone"], name="cell_newly_covered_once"),
            models.CheckConstraint(condition=Q(due__gte=F("since")), name="cover_due_after_opening"),
        )


class ZoneChange(models.Model):
    """责任区调整: asked by one, decided by another, in force from a day. What was asked stays as it was asked."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="changes")
    team_type = models.TextField(choices=_choices(rules.TeamType))
    lead_rm = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    backup_rm = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    reason = models.TextField()
    asked_by = models.TextField()
    asked_on = models.DateField()
    state = models.TextField(choices=_choices(rules.ChangeState), default=rules.ChangeState.ASKED.value)
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "责任区调整申请不能删改", "zone_id", "team_type", "lead_rm_id", "from_day", "reason", "asked_by", "asked_on"
        )
        constraints = (
            models.UniqueConstraint(fields=["zone"], condition=Q(state="ASKED"), name="one_open_change_a_zone"),
            models.CheckConstraint(
                condition=Q(state="ASKED") | (~Q(decided_by="") & Q(decided_on__isnull=False)), name="change_decided"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="change_decided_by_another"),
        )


class Away(models.Model):
    """轮岗或强制休假 over [first, last], both days included: who is away, who covers, planned by one and recorded as taken.

    What was planned stays as it was planned; nobody is away twice on one day.
    """

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="away")
    kind = models.TextField(choices=_choices(rules.AwayKind))
    first = models.DateField()
    last = models.DateField()
    cover = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    planned_by = models.TextField()
    planned_on = models.DateField()
    state = models.TextField(choices=_choices(rules.AwayState), default=rules.AwayState.AWAY_PLANNED.value)
    closed_by = models.TextField(blank=True, default="", db_default="")
    closed_on = models.DateField(null=True)
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "轮岗休假计划不能删改",
            "staff_id",
            "kind",
            "first",
            "last",
            "cover_id",
            "reason",
            "planned_by",
            "planned_on",
        )
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="away_has_days"),
            models.CheckConstraint(condition=~Q(staff=F("cover")), name="away_covered_by_another"),
            ExclusionConstraint(
                name="away_once_a_day",
                expressions=(
                    ("staff", RangeOperators.EQUAL),
                    (
                        Func(F("first"), F("last"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                condition=~Q(state="AWAY_OFF"),
            ),
        )
