"""Tables of conduct: fees with their service record and second key, sales beside loans, what was seen and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.compliance.models.parameters import FeeCode
from wuhua.areas.compliance.rules.charges import ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import ConductItem, FindingState, SaleKind
from wuhua.platform.append_only import append_only, fixed


def choices(enum: type) -> list[tuple[str, str]]:
    """An enum as a model's choices."""
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class FeeCharge(models.Model):
    """收费登记: a fee on a loan, the service it is for, and for a limited one the second key. The database holds the key.

    `subject` is the upper room's own number ("note:JD0001", "case:SQ0001"); no key points up.
    """

    subject = models.TextField(db_index=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    fee = models.ForeignKey(FeeCode, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    payer = models.TextField(choices=choices(Payer))
    small = models.BooleanField()
    syndicated = models.BooleanField()
    at_disbursement = models.BooleanField()
    limited = models.BooleanField()
    service_words = models.TextField(blank=True)
    service_paper = models.TextField(blank=True)
    service_on = models.DateField(null=True)
    asked_by = models.TextField()
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.TextField(choices=choices(ChargeState))
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "收费登记不能删改",
            "subject", "customer_id", "fee_id", "amount", "payer", "small", "syndicated", "at_disbursement", "limited",
            "service_words", "service_paper", "service_on", "asked_by", "asked_on", "recorded_at",
        )  # fmt: skip
        indexes = (models.Index(fields=["state", "-id"], name="fee_charge_by_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="fee_charge_of_something"),
            models.CheckConstraint(
                condition=~Q(limited=True, state=ChargeState.CHARGE_STANDS.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("asked_by")) & ~Q(service_words="") & ~Q(service_paper="")),
                name="limited_fee_by_two_with_a_record",
            ),
            models.CheckConstraint(
                condition=Q(limited=True) | ~Q(state=ChargeState.CHARGE_ASKED.value), name="only_limited_fees_wait"
            ),
        )


class ProductSale(models.Model):
    """产品销售与存款登记: what a borrower bought or placed beside a loan, with signature and cooling-off. Append-only:
    a paper that turns up later belongs into the words that close the finding.
    """

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=choices(SaleKind))
    product = models.TextField()
    amount = models.BigIntegerField()
    day = models.DateField(db_index=True)
    own_money = models.BigIntegerField(default=0, db_default=0)
    sold_by = models.TextField()
    signed_on = models.DateField(null=True)
    signature_paper = models.TextField(blank=True, default="", db_default="")
    cooled_until = models.DateField(null=True)
    cooling_paper = models.TextField(blank=True, default="", db_default="")
    recorded_by = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("销售登记只增不改")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(own_money__gte=0), name="sale_of_something"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | ~Q(signature_paper=""), name="signature_on_a_paper"
            ),
            models.CheckConstraint(
                condition=Q(cooled_until__isnull=True) | ~Q(cooling_paper=""), name="cooling_off_on_a_paper"
            ),
        )


class ConductFinding(models.Model):
    """行为线索: what was seen, by which of the fifteen items, of whose conduct; closed once, by another, in words."""

    item = models.TextField(choices=choices(ConductItem))
    key = models.TextField(unique=True)
    subject = models.TextField(db_index=True)
    customer = models.ForeignKey("customer.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    staff = models.TextField(blank=True, default="", db_default="")
    day = models.DateField()
    words = models.TextField()
    facts = models.JSONField(default=dict)
    found_by = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.TextField(choices=choices(FindingState), default=FindingState.FINDING_OPEN)
    closed_by = models.TextField(blank=True, default="", db_default="")
    closed_on = models.DateField(null=True)
    closing = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "行为线索不能删改",
            "item", "key", "subject", "customer_id", "staff", "day", "words", "facts", "found_by", "business_date",
            "recorded_at",
        )  # fmt: skip
        indexes = (
            models.Index(fields=["state", "-day", "-id"], name="finding_newest"),
            models.Index(fields=["staff", "state"], condition=~Q(staff=""), name="finding_by_staff"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=FindingState.FINDING_OPEN.value, closed_by="", closed_on__isnull=True)
                | (
                    ~Q(state=FindingState.FINDING_OPEN.value)
                    & ~Q(closed_by="")
                    & ~Q(closing="")
                    & Q(closed_on__isnull=False)
                ),
                name="finding_closed_in_words",
            ),
            models.CheckConstraint(
                condition=Q(closed_by="") | ~Q(closed_by=F("staff")), name="finding_closed_by_another"
            ),
        )
