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
    """The class of a note now: redundant with the last `ClassChange`, kept because every close reads them all.

    `clear_from`: since when nothing of a note that is not normal has been overdue; observation counts from there.
    `waived`, `waived_until`: the verdict that people have set aside until a day, so that the day end does not undo
    tomorrow what they decided today; anything worse still takes effect at once.
    """

    note_id = models.BigIntegerField(primary_key=True)
    klass = models.TextField(choices=_choices(rules.Klass))
    since = models.DateField()
    basis = models.TextField()
    clear_from = models.DateField(null=True)
    waived = models.TextField(blank=True, default="", db_default="")
    waived_until = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["klass"], condition=~Q(klass="NORMAL"), name="class_not_normal"),
            models.Index(fields=["waived_until"], condition=~Q(waived=""), name="class_waived"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(klass__in=[each.value for each in rules.Klass]), name="class_known"),
            models.CheckConstraint(
                condition=Q(waived="") | Q(waived_until__isnull=False), name="class_waived_until_a_day"
            ),
        )


class ClassChange(models.Model):
    """五级分类认定: one change of class. Append-only; the classes of a day are part of its seal."""

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
    """An upgrade that the rules would allow or that a person asks for, until it is decided. One open proposal a note."""

    note_id = models.BigIntegerField(db_index=True)
    proposed_on = models.DateField()
    proposed_by = models.TextField(default="DAYEND", db_default="DAYEND")
    asked_for = models.TextField(blank=True, default="", db_default="")
    current = models.TextField(choices=_choices(rules.Klass))
    proposed = models.TextField(choices=_choices(rules.Klass))
    basis = models.TextField()
    state = models.TextField(choices=_choices(rules.ProposalState), default="OPEN", db_default="OPEN")
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=["proposed_on"], condition=Q(state="OPEN"), name="proposal_open"),)
        constraints = (
            models.UniqueConstraint(fields=["note_id"], condition=Q(state="OPEN"), name="one_open_proposal_a_note"),
        )


class ClassVote(models.Model):
    """One person's yes to a proposal; under a hard trigger two are needed. Append-only."""

    proposal = models.ForeignKey(ClassProposal, on_delete=models.PROTECT, related_name="votes")
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        triggers = append_only("认定意见只增不改")
        constraints = (models.UniqueConstraint(fields=["proposal", "actor"], name="one_vote_a_person"),)


class NoteMark(models.Model):
    """标记: a fact about a note that holds its class down, from `since` on. Append-only.

    A row that opens has no `until`. The row that ends it names it in `ends` and carries the day from which it no longer
    holds; so what was known on any day can be told.
    """

    note_id = models.BigIntegerField(db_index=True)
    mark = models.TextField(choices=_choices(rules.Mark))
    since = models.DateField()
    until = models.DateField(null=True)
    ends = models.BigIntegerField(null=True, unique=True)
    reason = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("分类标记只增不改")
        constraints = (
            models.UniqueConstraint(
                fields=["note_id", "mark", "since"], condition=Q(ends__isnull=True), name="one_mark_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True, until__isnull=True) | Q(ends__isnull=False, until__isnull=False),
                name="mark_opens_or_ends",
            ),
        )


class ClassConfirmation(models.Model):
    """五级分类认定表: the class of a note at a quarter's end, confirmed by somebody who does not keep it. Append-only."""

    pk = models.CompositePrimaryKey("quarter", "note_id")
    quarter = models.DateField()
    note_id = models.BigIntegerField()
    klass = models.TextField(choices=_choices(rules.Klass))
    keeper = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        triggers = append_only("季度认定只增不改")


class ArrearsWord(models.Model):
    """双逾清单 beside a note: why, who answers for it, what is done, until when. The newest row is the word; append-only."""

    note_id = models.BigIntegerField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField()
    responsible = models.TextField()
    measure = models.TextField()
    deadline = models.DateField()

    class Meta:
        triggers = append_only("双逾登记只增不改")
        indexes = (models.Index(fields=["note_id", "-id"], name="arrears_word_newest"),)
