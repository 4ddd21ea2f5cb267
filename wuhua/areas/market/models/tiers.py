"""Tables of tiers: which tier a customer stood in when and why, who marketed it when, and each run."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from wuhua.areas.market.models.lists import choices
from wuhua.areas.market.models.places import Span
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import GRADE, TierCause
from wuhua.platform.append_only import append_only, fixed


class CustomerTier(models.Model):
    """客户层级 over [from_day, to_day). Two at once are refused; what a run or a person wrote is only ever ended.

    A tier that lasted less than a day keeps its row with an empty span: it was said, and by whom is on record.
    """

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    tier = models.TextField(choices=choices(Tier))
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    cause = models.TextField(choices=choices(TierCause))
    reasons = models.JSONField()
    facts = models.JSONField(null=True)
    words = models.TextField(blank=True, default="", db_default="")
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = fixed(
            "客户层级历史不能删改",
            "customer_id", "tier", "from_day", "cause", "reasons", "facts", "words", "actor", "recorded_at",
        )  # fmt: skip
        indexes = (models.Index(fields=["tier"], condition=Q(to_day__isnull=True), name="tier_now"),)
        constraints = (
            models.UniqueConstraint(fields=["customer"], condition=Q(to_day__isnull=True), name="one_tier_now"),
            models.CheckConstraint(condition=Q(tier__in=[tier.value for tier in Tier]), name="tier_known"),
            models.CheckConstraint(condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")), name="tier_span"),
            models.CheckConstraint(
                condition=Q(cause=TierCause.TIER_COUNTED.value) | ~Q(words=""), name="tier_by_hand_says_why"
            ),
            ExclusionConstraint(
                name="customer_in_one_tier",
                expressions=(
                    ("customer", RangeOperators.EQUAL),
                    (Span("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class TierOwner(models.Model):
    """营销责任人 over [from_day, to_day): one, in the grade the tier asks for. The database holds both."""

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    tier = models.TextField(choices=choices(Tier))
    grade = models.TextField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    words = models.TextField(blank=True, default="", db_default="")
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = fixed(
            "营销责任历史不能删改",
            "customer_id", "staff_id", "tier", "grade", "from_day", "words", "actor", "recorded_at",
        )  # fmt: skip
        indexes = (models.Index(fields=["staff"], condition=Q(to_day__isnull=True), name="tier_owner_by_staff"),)
        constraints = (
            models.UniqueConstraint(fields=["customer"], condition=Q(to_day__isnull=True), name="one_tier_owner_now"),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")), name="tier_owner_span"
            ),
            models.CheckConstraint(
                condition=Q(tier=Tier.KEY.value, grade=GRADE[Tier.KEY].value)
                | Q(tier=Tier.QUALITY.value, grade=GRADE[Tier.QUALITY].value)
                | Q(tier=Tier.BASIC.value, grade=GRADE[Tier.BASIC].value),
                name="tier_owner_of_the_grade",
            ),
            ExclusionConstraint(
                name="customer_has_one_tier_owner",
                expressions=(
                    ("customer", RangeOperators.EQUAL),
                    (Span("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class TierRun(models.Model):
    """分层测算: one run over every customer, the digest of what it read, what it came to. One that says nothing new is not kept."""

    business_date = models.DateField()
    quarter = models.TextField()
    digest = models.TextField()
    figures = models.JSONField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("分层测算记录只增不改")
