"""四公开: versions of the four public notices."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.compliance.models.conduct import choices
from wuhua.areas.compliance.rules.disclosures import DisclosureState, DisclosureTopic
from wuhua.platform.append_only import fixed


class Disclosure(models.Model):
    """公示: one version of one of the four. What is in force on a day is the newest published one that has begun.

    Published by another than the drafter: the database holds it. Two published versions never begin on one day.
    """

    topic = models.TextField(choices=choices(DisclosureTopic))
    version = models.IntegerField()
    title = models.TextField()
    content = models.TextField()
    effective_from = models.DateField()
    state = models.TextField(choices=choices(DisclosureState), default=DisclosureState.DRAFTED)
    drafted_by = models.TextField()
    drafted_on = models.DateField()
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)

    class Meta:
        triggers = fixed(
            "公示版本不能删改", "topic", "version", "title", "content", "effective_from", "drafted_by", "drafted_on"
        )
        constraints = (
            models.UniqueConstraint(fields=["topic", "version"], name="one_disclosure_a_version"),
            models.UniqueConstraint(
                fields=["topic", "effective_from"],
                condition=Q(state=DisclosureState.PUBLISHED.value),
                name="one_disclosure_begins_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=DisclosureState.PUBLISHED.value)
                | (~Q(decided_by="") & ~Q(decided_by=F("drafted_by")) & Q(decided_on__isnull=False)),
                name="disclosure_published_by_another",
            ),
        )
