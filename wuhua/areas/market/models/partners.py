"""Tables of partners: targets and their progress, what happened to agreements, what of the package is used, circles."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from wuhua.areas.market.models.lists import choices
from wuhua.areas.market.models.places import Span
from wuhua.areas.market.models.visit import Agreement
from wuhua.areas.market.rules import partners as rules
from wuhua.platform.append_only import append_only, fixed

# --- whom we court ---------------------------------------------------------------------------------------------------


class StrategicTarget(models.Model):
    """战略发展对象 (A78): neither executive nor contact may be missing, also not by a load."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=choices(rules.StrategicKind))
    name = models.TextField(unique=True)
    credit_code = models.TextField(blank=True, default="", db_default="")
    executive = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    plan = models.TextField()
    opened_on = models.DateField()
    opened_by = models.TextField()
    stage = models.TextField(choices=choices(rules.StrategicStage), default=rules.StrategicStage.PLANNED.value)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="targets")

    class Meta:
        triggers = fixed("战略对象登记后不能删除", "kind", "name", "opened_on", "opened_by")
        constraints = (
            models.CheckConstraint(condition=~Q(name="") & ~Q(plan=""), name="strategic_with_a_plan"),
            models.CheckConstraint(
                condition=Q(stage="COOPERATING") | Q(agreement__isnull=True), name="strategic_signed_is_cooperating"
            ),
        )


class StrategicNote(models.Model):
    """进展: one line of what was done about a target, and where it stood after. Never edited."""

    id = models.BigAutoField(primary_key=True)
    target = models.ForeignKey(StrategicTarget, on_delete=models.PROTECT, related_name="notes")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    stage = models.TextField(choices=choices(rules.StrategicStage))
    words = models.TextField()

    class Meta:
        triggers = append_only("战略对象进展不能删改")
        indexes = (models.Index(fields=["target", "-id"], name="strategic_note_last"),)


# --- what happened to agreements -------------------------------------------------------------------------------------


class AgreementStep(models.Model):
    """What happened to an agreement, with what stood before and after. The agreement's row is today; this is how it came."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(choices=choices(rules.AgreementVerb))
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    words = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        triggers = append_only("协议履历不能删改")


class Milestone(models.Model):
    """里程碑: what an agreement should bring by when; done on evidence."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="milestones")
    words = models.TextField()
    due = models.DateField()
    opened_by = models.TextField()
    done_on = models.DateField(null=True)
    done_by = models.TextField(blank=True, default="", db_default="")
    evidence = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("里程碑不能删改", "agreement_id", "words", "due", "opened_by")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, evidence="") | (Q(done_on__isnull=False) & ~Q(evidence="")),
                name="milestone_done_on_evidence",
            ),
        )


class ServiceTake(models.Model):
    """A line of the package taken up or given up from a day; the newest by a day is how it stood (A80). Never edited.

    No rule of a loan reads this table: `tests/house/test_packages.py`.
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="services")
    line = models.TextField(choices=choices(rules.ServiceLine))
    taken = models.BooleanField()
    from_day = models.DateField()
    actor = models.TextField()

    class Meta:
        triggers = append_only("一揽子服务启用记录不能删改")
        constraints = (models.UniqueConstraint(fields=["agreement", "line", "from_day"], name="service_flag_once"),)


# --- circles ---------------------------------------------------------------------------------------------------------


class Alliance(models.Model):
    """银商、银企联盟圈 (A77): around a zone of the map or a core firm."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=choices(rules.AllianceKind))
    name = models.TextField(unique=True)
    anchor_kind = models.TextField(choices=choices(rules.AnchorKind))
    zone = models.ForeignKey("people.Zone", null=True, on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("customer.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    founded = models.DateField()
    founded_by = models.TextField()

    class Meta:
        triggers = fixed("联盟建立后不能删改", "kind", "name", "anchor_kind", "zone_id", "firm_id", "founded")
        constraints = (
            models.CheckConstraint(
                condition=Q(anchor_kind="CORE_FIRM", zone__isnull=True, firm__isnull=False)
                | (~Q(anchor_kind="CORE_FIRM") & Q(zone__isnull=False, firm__isnull=True)),
                name="alliance_has_its_anchor",
            ),
        )


class AllianceMember(models.Model):
    """A customer in a circle, benefiting over [from_day, to_day); both ends with the customer's own dated consent."""

    id = models.BigAutoField(primary_key=True)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="members")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    joined = models.DateField()
    join_consent = models.DateField()
    join_paper = models.TextField()
    from_day = models.DateField()
    left = models.DateField(null=True)
    leave_consent = models.DateField(null=True)
    leave_paper = models.TextField(blank=True, default="", db_default="")
    to_day = models.DateField(null=True)

    class Meta:
        triggers = fixed(
            "联盟成员记录不能删改", "alliance_id", "customer_id", "joined", "join_consent", "join_paper", "from_day"
        )
        indexes = (models.Index(fields=["customer"], name="alliance_of_customer"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(join_paper="") & Q(join_consent__lte=F("joined"), from_day__gt=F("joined")),
                name="member_joins_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(left__isnull=True, leave_consent__isnull=True, leave_paper="", to_day__isnull=True)
                | (~Q(leave_paper="") & Q(leave_consent__lte=F("left"), to_day__gt=F("left"), left__gte=F("joined"))),
                name="member_leaves_by_consent",
            ),
            ExclusionConstraint(
                name="member_once_at_a_time",
                expressions=(
                    ("alliance", RangeOperators.EQUAL),
                    ("customer", RangeOperators.EQUAL),
                    (Span("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class AllianceBenefit(models.Model):
    """A benefit of a circle over [from_day, to_day): never of the day it was decided, that day's prices stand."""

    id = models.BigAutoField(primary_key=True)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="benefits")
    kind = models.TextField(choices=choices(rules.BenefitKind))
    bp = models.SmallIntegerField(null=True)
    fee_code = models.TextField(blank=True, default="", db_default="")
    words = models.TextField()
    decided_on = models.DateField()
    decided_by = models.TextField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        triggers = fixed(
            "联盟权益不能删改", "alliance_id", "kind", "bp", "fee_code", "words", "decided_on", "decided_by", "from_day"
        )
        constraints = (
            models.CheckConstraint(condition=Q(from_day__gt=F("decided_on")), name="benefit_from_the_next_run"),
            models.CheckConstraint(
                condition=Q(kind="RATE_DISCOUNT", bp__gt=0, fee_code="")
                | (Q(kind="FEE_WAIVER", bp__isnull=True) & ~Q(fee_code=""))
                | Q(kind="MUTUAL_DISCOUNT", bp__isnull=True, fee_code=""),
                name="benefit_says_what",
            ),
        )
