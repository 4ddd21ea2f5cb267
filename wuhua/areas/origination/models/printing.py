"""打印登记 of a case: every time one of its papers left the house."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.origination.models.case import Case, choices
from wuhua.areas.origination.rules.printing import CaseForm
from wuhua.platform.append_only import append_only
from wuhua.platform.paper.layouts import PaperForm


class CasePrintout(models.Model):
    """打印登记: `copy` counts the times of one paper of a case from 1. `digest` is of what stood on it, identity left out."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="printouts")
    form = models.TextField(choices=choices(CaseForm))
    kind = models.TextField(choices=choices(PaperForm))
    copy = models.IntegerField()
    parameters = models.JSONField(default=dict)
    digest = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("打印登记只增不改")
        constraints = (
            models.UniqueConstraint(fields=["case", "form", "copy"], name="one_copy_of_a_case_paper"),
            models.CheckConstraint(condition=Q(copy__gte=1), name="case_copies_count_from_one"),
        )
