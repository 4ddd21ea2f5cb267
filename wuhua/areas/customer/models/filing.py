"""Tables of the file: fields, assets and debts, documents, relations, and a book handed over. Amounts are whole fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.customer.models.customer import Customer
from wuhua.areas.customer.rules.filing import HoldingSide
from wuhua.areas.customer.rules.handover import HandoverPart, HandoverState
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.platform.append_only import append_only, fixed
from wuhua.platform.fields import BlindIndex


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class FileItem(models.Model):
    """档案字段: one value as it was written; the newest of a field is what the file says, "" clears it."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="items")
    code = models.TextField()
    value = models.TextField(blank=True)
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("档案字段只增不改")
        indexes = (models.Index(fields=["customer", "code", "-id"], name="file_item_newest"),)


class Document(models.Model):
    """资料: a kept file with its type, number and dates. `withdrawn_on` is the day a better one took its place."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    type = models.TextField()
    words = models.TextField(blank=True, default="", db_default="")
    number_masked = models.TextField(blank=True, default="", db_default="")
    issued = models.DateField(null=True)
    expires = models.DateField(null=True)
    file = models.ForeignKey("platform.StoredFile", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    actor = models.TextField()
    business_date = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "资料登记后不改,只能撤下", "customer_id", "type", "issued", "expires", "file_id", "digest", "actor"
        )
        indexes = (
            models.Index(fields=["customer", "type"], name="document_by_customer"),
            models.Index(
                fields=["expires"], condition=Q(expires__isnull=False, withdrawn_on__isnull=True), name="document_ends"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(issued__isnull=True) | Q(expires__isnull=True) | Q(expires__gte=F("issued")),
                name="document_ends_after_it_begins",
            ),
        )


class Holding(models.Model):
    """资产负债: one line by class, in fen, with the document that proves it if there is one."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="holdings")
    side = models.TextField(choices=_choices(HoldingSide))
    klass = models.TextField()
    words = models.TextField(blank=True, default="", db_default="")
    amount = models.BigIntegerField()
    as_of = models.DateField()
    proof = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="holdings")
    actor = models.TextField()
    removed_on = models.DateField(null=True)
    removed_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "资产负债登记后不改,只能划去", "customer_id", "side", "klass", "amount", "as_of", "proof_id", "actor"
        )
        indexes = (models.Index(fields=["customer"], name="holding_by_customer"),)
        constraints = (models.CheckConstraint(condition=Q(amount__gte=0), name="holding_not_negative"),)


class Relation(models.Model):
    """关联关系 over [since, until): the party is a customer of ours, or a name with a sealed-away number (blind only)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="relations")
    kind = models.TextField(choices=_choices(RelationKind))
    party = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="related_to")
    party_name = models.TextField()
    party_blind = BlindIndex(blank=True, default="", db_default="")
    party_masked = models.TextField(blank=True, default="", db_default="")
    share = models.IntegerField(null=True)
    evidence = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    actor = models.TextField()
    business_date = models.DateField()
    ended_by = models.TextField(blank=True, default="", db_default="")
    ended_why = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "关联关系登记后不改,只能终止",
            "customer_id", "kind", "party_id", "party_name", "party_blind", "share", "evidence", "since", "actor",
        )  # fmt: skip
        indexes = (
            models.Index(fields=["customer"], name="relation_by_customer"),
            models.Index(fields=["party"], condition=Q(party__isnull=False), name="relation_by_party"),
            models.Index(fields=["party_blind"], condition=~Q(party_blind=""), name="relation_by_blind"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(party=F("customer")), name="relation_of_two"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=10_000), name="relation_share_in_range"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="relation_on_evidence"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="relation_ends_after_it_begins"
            ),
        )


class Handover(models.Model):
    """移交单: whose customers pass to whom under whose eyes. `listing` is the list as it was drawn up and signed."""

    number = models.TextField(primary_key=True)
    giver = models.TextField()
    receiver = models.TextField()
    supervisor = models.TextField()
    reason = models.TextField()
    customers = models.JSONField()
    listing = models.JSONField()
    opened_on = models.DateField()
    opened_by = models.TextField()
    state = models.TextField(choices=_choices(HandoverState), default=HandoverState.OPEN.value)
    closed_on = models.DateField(null=True)

    class Meta:
        triggers = fixed(
            "移交单开立后内容不改",
            "number", "giver", "receiver", "supervisor", "reason", "customers", "listing", "opened_on", "opened_by",
        )  # fmt: skip
        indexes = (models.Index(fields=["state", "-opened_on"], name="handover_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")) & ~Q(giver=F("supervisor")) & ~Q(receiver=F("supervisor")),
                name="handover_three_people",
            ),
        )


class HandoverSignature(models.Model):
    """移交签字: one of the three, once."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="signatures")
    part = models.TextField(choices=_choices(HandoverPart))
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("移交签字只增不改")
        constraints = (models.UniqueConstraint(fields=["handover", "part"], name="handover_signed_once"),)
