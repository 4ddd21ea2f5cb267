"""Tables of exposure. Amounts are whole fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.platform.append_only import fixed


class Hold(models.Model):
    """占用: room taken for a customer until a decision, a release or the day it lapses. The key makes it once.

    A hold is open while it is not released and `expires` lies ahead; lapsing is computed, so nobody has to sweep.
    """

    key = models.TextField(unique=True)
    customer = models.TextField()
    members = models.JSONField(default=list)
    amount = models.BigIntegerField()
    purpose = models.TextField()
    placed_on = models.DateField()
    expires = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    released_on = models.DateField(null=True)
    released_by = models.TextField(blank=True, default="", db_default="")
    released_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = (
            models.Index(fields=["customer"], condition=Q(released_on__isnull=True), name="hold_open_by_customer"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_has_amount"),
            models.CheckConstraint(condition=Q(expires__gt=F("placed_on")), name="hold_has_end"),
        )
        triggers = fixed("占用登记后不改,只能释放", "key", "customer", "amount", "placed_on", "expires", "actor")
