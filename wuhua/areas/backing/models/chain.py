"""The core firm, what it confirmed, what of that carries which loan, and its receipts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.backing import rules
from wuhua.areas.backing.models.pools import choices
from wuhua.platform.append_only import append_only, fixed


class CoreFirm(models.Model):
    """核心企业: whoever commits a loan on its word locks this row. No cap of its own: the bank's (`LIMIT_CORE_CAP`)."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    credit_code = models.TextField(blank=True, default="")
    cap = models.BigIntegerField(null=True)
    opened_on = models.DateField()
    opened_by = models.TextField()

    class Meta:
        triggers = fixed("核心企业登记后不能删改", "code", "opened_on", "opened_by")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="core_firm_has_a_name"),
            models.CheckConstraint(condition=Q(cap__isnull=True) | Q(cap__gte=0), name="core_firm_cap_not_negative"),
        )


class Confirmation(models.Model):
    """核心企业确认: an order or a receivable it will pay, and when. What carries which loan is `ConfirmationUse`."""

    number = models.TextField(primary_key=True)
    firm = models.ForeignKey(CoreFirm, on_delete=models.PROTECT, related_name="confirmations")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=choices(rules.ConfirmationKind))
    amount = models.BigIntegerField()
    due = models.DateField()
    words = models.TextField(blank=True, default="")
    confirmed_on = models.DateField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("核心企业确认不改不删")
        indexes = (models.Index(fields=["customer", "firm"], name="confirmation_by_customer"),)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="confirmation_has_an_amount"),)


class ConfirmationUse(models.Model):
    """确认占用: how much of a case's loan a confirmation carries. A case that came to nothing counts for nothing."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="uses")
    case = models.ForeignKey("origination.Case", on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    business_date = models.DateField()

    class Meta:
        triggers = append_only("确认占用不改不删")
        constraints = (
            models.UniqueConstraint(fields=["confirmation", "case"], name="confirmation_used_once_a_case"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="use_has_an_amount"),
        )


class Sweep(models.Model):
    """回款归集: one receipt from a core firm, what of it repaid which note, and what stayed on the account. Append-only."""

    receipt = models.TextField(primary_key=True)
    firm = models.ForeignKey(CoreFirm, on_delete=models.PROTECT, related_name="sweeps")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    account = models.TextField()
    amount = models.BigIntegerField()
    applied = models.JSONField(default=list)
    rest = models.BigIntegerField()
    business_date = models.DateField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("回款归集不改不删")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0, rest__gte=0), name="sweep_has_an_amount"),)
