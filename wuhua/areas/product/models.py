"""Tables of product. Amounts are whole fen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.product import rules
from wuhua.areas.product.rules import tables
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Product(models.Model):
    """信贷产品: a line of the catalogue. The limits here are what the bank's file gave; the sheet in force is the law.

    `headline_group` lets a bank count its products otherwise than we do (A48) without any product disappearing.
    """

    code = models.TextField(primary_key=True)
    name = models.TextField()
    family = models.TextField(choices=_choices(rules.Family), default="SMALL", db_default="SMALL")
    series = models.TextField(blank=True, default="", db_default="")
    headline_group = models.TextField(blank=True, default="", db_default="")
    limit_low = models.BigIntegerField(null=True)
    limit_high = models.BigIntegerField(null=True)
    months_max = models.IntegerField(null=True)
    regions = models.TextField(blank=True, default="", db_default="")
    industries = models.TextField(blank=True, default="", db_default="")
    farm = models.BooleanField(default=False, db_default=False)
    rank = models.SmallIntegerField(default=100, db_default=100)


class ProductSheet(models.Model):
    """产品要素表: one version of a product's three unified parts. Once published it is never edited, only followed."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="sheets")
    version = models.IntegerField()
    state = models.TextField(choices=_choices(rules.SheetState), default="DRAFT")
    origin = models.TextField(choices=_choices(rules.Origin), default="BANK")
    # 统一模板 (documents, texts), 统一标准 (who, how much, how long, what security), 统一流程 (steps, authority).
    template = models.JSONField(default=dict)
    standard = models.JSONField(default=dict)
    flow = models.JSONField(default=dict)
    special = models.TextField(blank=True, default="")
    drafted_by = models.TextField()
    drafted_on = models.DateField()
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["product", "version"], name="sheet_version_once"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="PUBLISHED"), name="one_published_sheet_a_product"
            ),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED")
                | (Q(effective_from__isnull=False) & ~Q(template={}) & ~Q(standard={}) & ~Q(flow={})),
                name="published_sheet_has_three_parts",
            ),
        )


class SheetApproval(models.Model):
    """One person's approval of one sheet. Append-only."""

    sheet = models.ForeignKey(ProductSheet, on_delete=models.PROTECT, related_name="approvals")
    approver = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("产品审批只增不改")
        constraints = (models.UniqueConstraint(fields=["sheet", "approver"], name="sheet_approved_once_by_one"),)


class DecisionTable(models.Model):
    """决策表: one version of one table as the engine's JSON. Drafted by one, approved by another, in force from a day.

    The version in force on a day is the newest approved one whose day has come; nothing ends it but the next.
    """

    code = models.TextField(choices=_choices(tables.TableCode))
    version = models.IntegerField()
    state = models.TextField(choices=_choices(tables.TableState), default="DRAFT")
    content = models.JSONField()
    effective_from = models.DateField()
    why = models.TextField(blank=True, default="")
    drafted_by = models.TextField()
    drafted_on = models.DateField()
    decided_by = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="table_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="DRAFT"), name="one_draft_a_table"),
            models.CheckConstraint(
                condition=~Q(state="APPROVED") | (~Q(decided_by="") & ~Q(decided_by=models.F("drafted_by"))),
                name="table_approved_by_another",
            ),
        )
        triggers = fixed("决策表版本不改,只能另起新版本", "code", "version", "content", "effective_from", "drafted_by")
