"""What the tax house's word froze."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.platform.append_only import fixed


class TaxFreeze(models.Model):
    """信税通冻结: nothing more is drawn on a customer's tax loans from a day on, and why; thawed when the word is good again."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    grade = models.TextField(blank=True, default="")
    words = models.TextField()
    to_day = models.DateField(null=True)
    thaw_words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("信税通冻结登记后不能删改", "customer_id", "from_day", "grade", "words")
        constraints = (
            models.UniqueConstraint(
                fields=["customer"], condition=Q(to_day__isnull=True), name="one_tax_freeze_a_customer"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="tax_freeze_says_why"),
        )
