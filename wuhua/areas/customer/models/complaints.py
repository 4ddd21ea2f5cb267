"""Tables of complaints. `concerned` are the staff it is about: they see it when it is closed and not before (domain 7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wuhua.areas.customer.models.customer import Customer
from wuhua.areas.customer.rules.complaints import ComplaintFinding, ComplaintKind, ComplaintState, ComplaintVerb
from wuhua.platform.append_only import append_only, fixed
from wuhua.platform.fields import SealedText


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Complaint(models.Model):
    """投诉: what a customer or anybody says went wrong, until it is answered. The phone is sealed."""

    number = models.TextField(unique=True)
    kind = models.TextField(choices=_choices(ComplaintKind))
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    phone_sealed = SealedText()
    phone_masked = models.TextField()
    about = models.TextField(blank=True, default="", db_default="")
    words = models.TextField()
    concerned = ArrayField(models.TextField(), default=list)
    address = models.CharField(max_length=64)
    business_date = models.DateField()
    received_at = models.DateTimeField()
    due = models.DateField()
    state = models.TextField(choices=_choices(ComplaintState), default=ComplaintState.RECEIVED)
    handler = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    finding = models.TextField(choices=_choices(ComplaintFinding), blank=True, default="", db_default="")
    answer = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "投诉登记后内容不改",
            "number", "kind", "customer_id", "name", "about", "words", "concerned", "business_date", "received_at", "due",
        )  # fmt: skip
        indexes = (
            models.Index(fields=["state", "due"], name="complaint_by_state"),
            models.Index(fields=["address", "received_at"], name="complaint_by_address"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="RECEIVED") | Q(handler__isnull=False), name="complaint_taken_by_one"
            ),
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | (~Q(answer="") & ~Q(finding="") & Q(closed_on__isnull=False)),
                name="complaint_closed_in_words",
            ),
        )


class ComplaintStep(models.Model):
    """投诉经过: who took, noted, closed. Append-only."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(choices=_choices(ComplaintVerb))
    actor = models.TextField()
    words = models.TextField(blank=True, default="", db_default="")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("投诉经过只增不改")
