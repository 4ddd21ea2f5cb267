"""Step 5: what was looked at each month, and what ended use."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from wuhua.areas.postloan import rules
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class MonthlyLook(models.Model):
    """管户记录: one line of one month of one borrower; the newest counts. Never edited."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    item = models.TextField()
    found = models.TextField(choices=_choices(rules.Found))
    evidence = models.TextField()
    words = models.TextField(blank=True, default="")
    actor = models.TextField()
    at = models.DateTimeField()
    business_date = models.DateField()

    class Meta:
        triggers = append_only("管户记录只增不改")
        indexes = (models.Index(fields=["month", "customer", "item", "-id"], name="look_newest"),)
        constraints = (
            models.CheckConstraint(condition=~Q(evidence=""), name="look_has_evidence"),
            models.CheckConstraint(condition=Q(found="SOUND") | ~Q(words=""), name="look_says_what_is_wrong"),
        )


class StopOfUse(models.Model):
    """一终止: a customer's use of credit ended on a day for a condition; lifted by another person, or never."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    condition = models.TextField(choices=_choices(rules.StopCondition))
    evidence = models.TextField()
    notes = models.JSONField(default=list)
    stopped_by = models.TextField()
    stopped_on = models.DateField()
    at = models.DateTimeField()
    lifted_by = models.TextField(blank=True, default="", db_default="")
    lifted_on = models.DateField(null=True)
    lifted_words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "终止用信登记后不能删改", "customer_id", "condition", "evidence", "notes", "stopped_by", "stopped_on"
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer"], condition=Q(lifted_on__isnull=True), name="one_stop_a_customer"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | (~Q(lifted_words="") & ~Q(lifted_by=F("stopped_by"))),
                name="stop_lifted_by_another",
            ),
        )
