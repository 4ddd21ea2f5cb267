"""Tables of batch credit. Amounts are whole fen, rates whole 10⁻⁷.

A batch may hold a million lines, so a line has a natural key, no foreign key and no row trigger; the verbs of the room
are the only writers, and nothing is written once the committee has the batch.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.market.rules import batch as rules
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class CreditBatch(models.Model):
    """批量授信批次: a list and a product, assessed by rule, decided by the committee. `content` is the list's digest."""

    name = models.TextField()
    product = models.TextField()
    state = models.TextField(choices=_choices(rules.BatchState), default="IMPORTED")
    source = models.TextField()
    file = models.BigIntegerField(null=True)
    content = models.TextField()
    made_by = models.TextField()
    made_on = models.DateField()
    recorded_at = models.DateTimeField()
    assessed_by = models.TextField(blank=True, default="")
    assessed_on = models.DateField(null=True)
    rule_version = models.TextField(blank=True, default="")
    figures = models.JSONField(default=dict)
    submitted_by = models.TextField(blank=True, default="")
    submitted_on = models.DateField(null=True)
    decided_by = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    valid_until = models.DateField(null=True)

    class Meta:
        triggers = fixed("批次的名单与发起人不改", "product", "source", "content", "made_by", "made_on")


class BatchLine(models.Model):
    """批次明细: one party of a batch with everything its limit rests on. `digest` is over all of it."""

    pk = models.CompositePrimaryKey("batch", "seq")
    batch = models.BigIntegerField()
    seq = models.IntegerField()
    name = models.TextField()
    identity_blind = models.TextField()
    identity_masked = models.TextField()
    customer = models.TextField(blank=True, default="", db_default="")
    industry = models.TextField(blank=True, default="", db_default="")
    tier = models.TextField(blank=True, default="", db_default="")
    tier_source = models.TextField(blank=True, default="", db_default="", choices=_choices(rules.TierSource))
    rating = models.TextField(blank=True, default="", db_default="")
    state = models.TextField(choices=_choices(rules.LineState))
    reasons = models.TextField(blank=True, default="", db_default="")
    rows = models.TextField(blank=True, default="", db_default="")
    band = models.TextField(blank=True, default="", db_default="")
    rate = models.IntegerField(null=True)
    formula = models.BigIntegerField(null=True)
    limit = models.BigIntegerField(default=0, db_default=0)
    cap = models.BigIntegerField(default=0, db_default=0)
    binding = models.TextField(blank=True, default="", db_default="")
    inputs = models.JSONField(default=dict)
    rule_version = models.TextField()
    digest = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["batch", "seq"], condition=~Q(state="READY"), name="batchline_not_ready"),
            models.Index(fields=["customer"], condition=~Q(customer=""), name="batchline_by_customer"),
        )


class BatchWord(models.Model):
    """逐户意见: an exception admitted or a line struck out, about the line as it stood (`digest`). Append-only."""

    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="words")
    seq = models.IntegerField()
    kind = models.TextField(choices=_choices(rules.WordKind))
    digest = models.TextField()
    amount = models.BigIntegerField(null=True)
    reason = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("逐户意见只增不改")
        constraints = (models.UniqueConstraint(fields=["batch", "seq", "kind", "digest"], name="batch_word_once"),)


class PreApproval(models.Model):
    """预授信: what a party of an approved batch may be offered, until when, and by which rules it was found.

    At most one is open for a party and a product; a later batch supersedes it.
    """

    batch = models.ForeignKey(
        CreditBatch, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    seq = models.IntegerField()
    name = models.TextField()
    identity_blind = models.TextField()
    identity_masked = models.TextField()
    customer = models.TextField(blank=True, default="", db_default="")
    product = models.TextField()
    limit = models.BigIntegerField()
    band = models.TextField(blank=True, default="", db_default="")
    rate = models.IntegerField(null=True)
    valid_until = models.DateField()
    rule_version = models.TextField()
    inputs = models.JSONField(default=dict)
    state = models.TextField(choices=_choices(rules.PreApprovalState), default="OPEN", db_default="OPEN")
    business_date = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["customer"], condition=~Q(customer=""), name="preapproval_by_customer"),)
        constraints = (
            models.UniqueConstraint(fields=["batch", "seq"], name="preapproval_once_a_line"),
            models.UniqueConstraint(
                fields=["identity_blind", "product"], condition=Q(state="OPEN"), name="one_open_preapproval"
            ),
            models.CheckConstraint(condition=Q(limit__gt=0), name="preapproval_has_amount"),
        )
