"""Tables of linkage: runs, pairs, what people said of them, and files of our own held together. Weights are hundredths of a bit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.customer.models.customer import Customer
from wuhua.areas.customer.rules.linkage import HOLDS, LinkHow, LinkSource, LinkState, LinkVerb, MergeState
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class LinkRun(models.Model):
    """One run of the linkage. `digest` is over everything compared and the settings: the same again writes nothing."""

    digest = models.TextField()
    model = models.TextField()
    business_date = models.DateField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()
    auto = models.IntegerField()
    review = models.IntegerField()
    margin = models.IntegerField()
    records = models.IntegerField()
    customers = models.IntegerField()
    linked = models.IntegerField()
    waiting = models.IntegerField()

    class Meta:
        triggers = append_only("关联批次只增不改")


class Link(models.Model):
    """A record of another house beside a customer: the sum of weights, the weight of every field, and what became of it.

    `key` is the record's own number in its source. `fields` holds, by field, the weight and the level it reached. A record
    belongs to one customer: the database keeps it so. Two files of our own are never linked by a machine.
    """

    source = models.TextField(choices=_choices(LinkSource))
    key = models.TextField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="links")
    alias = models.TextField(blank=True, default="", db_default="")
    how = models.TextField(choices=_choices(LinkHow))
    weight = models.IntegerField()
    fields = models.JSONField()
    state = models.TextField(choices=_choices(LinkState))
    run = models.ForeignKey(LinkRun, on_delete=models.PROTECT, related_name="links")

    class Meta:
        indexes = (
            models.Index(fields=["customer", "state"], name="link_by_customer"),
            models.Index(fields=["state", "-weight", "id"], name="link_by_state"),
        )
        constraints = (
            models.UniqueConstraint(fields=["source", "key", "customer"], name="link_once"),
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=Q(state__in=[state.value for state in HOLDS]) & ~Q(source=LinkSource.CUSTOMER.value),
                name="link_one_owner",
            ),
            models.CheckConstraint(
                condition=~Q(source=LinkSource.CUSTOMER.value) | ~Q(state=LinkState.LINKED.value),
                name="link_files_need_people",
            ),
        )


class LinkStep(models.Model):
    """What a person said of a pair. `before` holds the rows that changed, as they were: an undo writes them back."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(choices=_choices(LinkVerb))
    actor = models.TextField()
    business_date = models.DateField()
    reason = models.TextField()
    before = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone")

    class Meta:
        triggers = append_only("关联判断只增不改")


class Merge(models.Model):
    """合并档案: the records of `folded` are read under `kept`. No customer row changes and none goes: notes stay whose
    they are. `before` holds the links that moved; nothing else moves."""

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    folded = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="folds")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="merges")
    state = models.TextField(choices=_choices(MergeState))
    asked_by = models.TextField()
    asked_on = models.DateField()
    reason = models.TextField()
    agreed_by = models.TextField(blank=True, default="", db_default="")
    agreed_on = models.DateField(null=True)
    undone_by = models.TextField(blank=True, default="", db_default="")
    undone_on = models.DateField(null=True)
    before = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["folded"], condition=Q(state=MergeState.MERGED.value), name="merge_folded_once"
            ),
            models.UniqueConstraint(
                fields=["link"], condition=~Q(state=MergeState.UNDONE.value), name="merge_one_open"
            ),
            models.CheckConstraint(condition=~Q(kept=F("folded")), name="merge_two_files"),
            models.CheckConstraint(
                condition=~Q(state=MergeState.MERGED.value) | (~Q(agreed_by="") & ~Q(agreed_by=F("asked_by"))),
                name="merge_two_people",
            ),
        )
        triggers = fixed("合并档案的双方与提出人不改", "kept_id", "folded_id", "link_id", "asked_by")
