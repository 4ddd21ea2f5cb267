"""The customer's word after a disbursement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.platform.append_only import append_only


class Feedback(models.Model):
    """放款后回访: the score and the words a customer gave on the phone, once a note. Append-only.

    `manager` is who worked the note when the customer was asked: a later handover does not move the answer.
    """

    id = models.BigAutoField(primary_key=True)
    note = models.TextField(unique=True)
    customer = models.TextField(db_index=True)
    manager = models.TextField()
    score = models.SmallIntegerField()
    words = models.TextField()
    actor = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("客户回访只增不改")
        indexes = (models.Index(fields=["-business_date", "-id"], name="feedback_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="feedback_score_of_the_scale"),
            models.CheckConstraint(condition=~Q(words=""), name="feedback_in_words"),
        )
