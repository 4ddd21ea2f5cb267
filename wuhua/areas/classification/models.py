"""Tables of classification. Notes are named by the id of servicing's note, without a database foreign key: the day end
writes them in bulk, and a note is never deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.classification import rules
from wuhua.platform.append_only import append_only


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class NoteClass(models.Model):
    """The class of a note now: redundant with the last `ClassChange`, kept because every close reads them all."""

    note_id = models.BigIntegerField(primary_key=True)
    klass = models.TextField(choices=_choices(rules.Klass))
    since = models.DateField()
    basis = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["klass"], condition=~Q(klass="NORMAL"), name="class_not_normal"),)
        constraints = (
            models.CheckConstraint(condition=Q(klass__in=[each.value for each in rules.Klass]), name="class_known"),
        )


class ClassChange(models.Model):
    """五级分类认定: one change of class. Append-only; the day's changes are part of its seal."""

    note_id = models.BigIntegerField(db_index=True)
    business_date = models.DateField(db_index=True)
    recorded_at = models.DateTimeField()
    before = models.TextField(blank=True, default="", db_default="")
    after = models.TextField(choices=_choices(rules.Klass))
    basis = models.TextField()
    way = models.TextField(choices=_choices(rules.Way))
    actor = models.TextField()
    reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("分类认定只增不改")


class ClassProposal(models.Model):
    """An upgrade the rules would allow, until a person decides. One open proposal a note."""

    note_id = models.BigIntegerField(db_index=True)
    proposed_on = models.DateField()
    current = models.TextField(choices=_choices(rules.Klass))
    proposed = models.TextField(choices=_choices(rules.Klass))
    basis = models.TextField()
    state = models.TextField(choices=_choices(rules.ProposalState), default="OPEN", db_default="OPEN")
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["note_id"], condition=Q(state="OPEN"), name="one_open_proposal_a_note"),
        )
