"""Contests: their terms, who takes part, the events they were scored from, the ranking that was fixed, points taken back."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from wuhua.areas.performance import rules
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Contest(models.Model):
    """团队竞赛. `terms` is fixed when it opens: points a line, what arrears cost, how long a loan is watched.

    `latest` is the standing of the last closed day while it is open, for pages; it decides nothing.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    terms = models.JSONField()
    bloc_rule = models.TextField(choices=_choices(rules.BlocRule))
    reward = models.TextField(blank=True, default="")
    opened_on = models.DateField()
    opened_by = models.TextField()
    state = models.TextField(choices=_choices(rules.ContestState), default=rules.ContestState.OPEN.value)
    latest = models.JSONField(null=True)
    latest_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.TextField(blank=True, default="", db_default="")
    facts_digest = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "竞赛公布后不能改规则", "name", "first_day", "last_day", "terms", "bloc_rule", "opened_on", "opened_by"
        )
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="contest_span"),
            models.CheckConstraint(
                condition=Q(state="OPEN") | (Q(closed_on__isnull=False) & ~Q(facts_digest="")),
                name="contest_closed_on_facts",
            ),
        )


class ContestTeam(models.Model):
    """参赛团队, with the bloc it stands in; empty where teams stand alone."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="teams")
    team = models.ForeignKey("people.Branch", on_delete=models.PROTECT, related_name="+")
    bloc = models.TextField(blank=True, default="")

    class Meta:
        triggers = append_only("参赛团队公布后不能改")
        constraints = (models.UniqueConstraint(fields=["contest", "team"], name="team_once_a_contest"),)


class ContestFact(models.Model):
    """竞赛事项: one event a closed contest was scored from."""

    id = models.BigAutoField(primary_key=True)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="facts")
    kind = models.TextField(choices=_choices(rules.FactKind))
    team = models.TextField()
    staff = models.TextField(blank=True, default="")
    subject = models.TextField()
    amount = models.BigIntegerField()
    note = models.TextField(blank=True, default="")

    class Meta:
        triggers = append_only("竞赛事项不改不删")
        indexes = (models.Index(fields=["contest", "note"], condition=~Q(note=""), name="contest_note"),)


class ContestResult(models.Model):
    """竞赛名次 as it was fixed at the end, in hundredths of a point."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="results")
    team = models.TextField()
    place = models.IntegerField()
    total = models.BigIntegerField()
    values = models.JSONField()
    points = models.JSONField()

    class Meta:
        triggers = append_only("竞赛名次确定后不能改")
        constraints = (models.UniqueConstraint(fields=["contest", "team"], name="result_once_a_team"),)


class TakenBack(models.Model):
    """扣回: a note that was overdue while it was watched, and what its team lost by it (hundredths of a point)."""

    id = models.BigAutoField(primary_key=True)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="taken")
    team = models.TextField()
    note = models.TextField()
    overdue_since = models.DateField()
    points = models.BigIntegerField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("扣回记录不改不删")
        constraints = (models.UniqueConstraint(fields=["contest", "note"], name="taken_back_once"),)
