"""Tables of funding. Amounts are whole fen, rates whole 10⁻⁷ a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.funding import rules


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Relending(models.Model):
    """再贷款借款: one contract with the central bank."""

    number = models.TextField(primary_key=True)
    kind = models.TextField(choices=_choices(rules.RelendingKind))
    applied = models.DateField()
    applied_amount = models.BigIntegerField()
    drawn = models.DateField(null=True)
    drawn_amount = models.BigIntegerField(null=True)
    due = models.DateField(null=True)
    rate = models.IntegerField(null=True)
    outstanding = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(applied_amount__gt=0), name="relending_asks_for_something"),
            models.CheckConstraint(
                condition=Q(outstanding__isnull=True) | Q(outstanding__gte=0), name="relending_not_negative"
            ),
        )


class RelendingLink(models.Model):
    """再贷款台账明细: a note (by its number, as in the lake) behind a borrowing. A note stands behind one at a time."""

    relending = models.ForeignKey(Relending, on_delete=models.PROTECT, related_name="links")
    note = models.TextField()
    amount = models.BigIntegerField()
    comparator = models.IntegerField()
    linked = models.DateField()
    ended = models.DateField(null=True)
    replaced_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["note"], condition=Q(ended__isnull=True), name="note_linked_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="link_has_an_amount"),
        )
