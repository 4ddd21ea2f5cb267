"""打印登记 of the county's work: every time one of its papers left the house."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.market.rules.printing import CountyPaper
from wuhua.platform.append_only import append_only
from wuhua.platform.paper.layouts import PaperForm


class CountyPrintout(models.Model):
    """打印登记: `copy` counts the times of one paper from 1; `digest` is of what stood on it, so two copies can be told equal."""

    id = models.BigAutoField(primary_key=True)
    paper = models.TextField(choices=[(each.value, each.value) for each in CountyPaper])
    kind = models.TextField(choices=[(each.value, each.value) for each in PaperForm])
    subject = models.TextField()
    copy = models.IntegerField()
    digest = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("打印登记只增不改")
        constraints = (
            models.UniqueConstraint(fields=["paper", "subject", "copy"], name="one_copy_of_a_county_paper"),
            models.CheckConstraint(condition=Q(copy__gte=1), name="county_copies_count_from_one"),
        )
