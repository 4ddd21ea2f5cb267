"""Tables of origination. Amounts are whole fen; times carry their zone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.origination import rules


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Application(models.Model):
    """贷款申请: asked by the customer, accepted, submitted by the manager (申报), funded (放款)."""

    number = models.TextField(primary_key=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    product = models.TextField()
    amount = models.BigIntegerField()
    asked = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    submitted = models.DateTimeField(null=True)
    funded = models.DateTimeField(null=True)
    outcome = models.TextField(choices=_choices(rules.Outcome))
    reason = models.TextField(blank=True, default="", db_default="")
    rm = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["asked"], name="application_by_asked"),
            models.Index(fields=["funded"], condition=Q(funded__isnull=False), name="application_by_funded"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="application_asks_for_something"),
            # A30: a refusal without a reason is impossible.
            models.CheckConstraint(condition=~Q(outcome="REJECTED") | ~Q(reason=""), name="rejection_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(outcome="DISBURSED") | Q(funded__isnull=False), name="disbursed_has_a_time"
            ),
        )
