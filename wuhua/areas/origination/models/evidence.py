"""What the investigation brought: answers to the checklists, estimates of sales, the sheet built on site, papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.origination import rules
from wuhua.areas.origination.models.case import Case, choices
from wuhua.areas.origination.rules.evidence import SheetSide
from wuhua.platform.append_only import append_only


class CaseItem(models.Model):
    """核查结论: one answer to one line of a checklist; the newest of a turn counts. `waives` is the judgement of the risk desk."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    stage = models.TextField(choices=choices(rules.Stage))
    item = models.TextField()
    answer = models.TextField(choices=choices(rules.Answered))
    waived = models.BooleanField(default=False, db_default=False)
    evidence = models.TextField()
    words = models.TextField(blank=True, default="")
    turn = models.SmallIntegerField()
    actor = models.TextField()
    at = models.DateTimeField()
    business_date = models.DateField()

    class Meta:
        triggers = append_only("核查结论只能另作,不能删改")
        indexes = (models.Index(fields=["case", "stage", "id"], name="case_item_newest"),)
        constraints = (models.CheckConstraint(condition=~Q(evidence=""), name="item_has_evidence"),)


class SalesEstimate(models.Model):
    """销售额推算: one road to a year's sales; the newest of a method counts."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="estimates")
    method = models.TextField(choices=choices(rules.EstimateMethod))
    sales = models.BigIntegerField()
    basis = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        triggers = append_only("推算只能另作,不能删改")
        constraints = (models.CheckConstraint(condition=Q(sales__gte=0) & ~Q(basis=""), name="estimate_has_a_basis"),)


class SiteLine(models.Model):
    """现场报表一行, built on site from the phone. A new sheet is a higher `sheet`; the highest counts."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="site_lines")
    sheet = models.SmallIntegerField()
    side = models.TextField(choices=choices(SheetSide))
    name = models.TextField()
    amount = models.BigIntegerField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        triggers = append_only("现场报表只能重编,不能删改")
        constraints = (models.CheckConstraint(condition=Q(amount__gte=0), name="site_line_not_negative"),)


class CasePaper(models.Model):
    """案件资料: a kept file of the customer that belongs to this case under a type."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    type = models.TextField()
    document = models.ForeignKey("customer.Document", on_delete=models.PROTECT, related_name="+")
    actor = models.TextField()
    business_date = models.DateField()

    class Meta:
        triggers = append_only("案件资料只增不改")
        constraints = (models.UniqueConstraint(fields=["case", "type", "document"], name="paper_once_a_case"),)
