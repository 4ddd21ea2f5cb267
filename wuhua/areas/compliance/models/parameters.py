"""Tables of compliance: dated parameters, purposes and fee codes. A span of days is half-open."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from wuhua.areas.compliance import rules


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class DateSpan(Func):
    """`daterange(from, to)`, half-open; an empty `to` is without end."""

    function = "daterange"
    output_field = DateRangeField()


class RuleParameter(models.Model):
    """One value in force over [effective_from, effective_to) in one rule set. The database refuses two at once."""

    code = models.TextField()
    ruleset = models.TextField(choices=_choices(rules.RuleSet))
    value = models.TextField()
    unit = models.TextField(blank=True, default="", db_default="")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.TextField()
    approved_by = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")), name="parameter_span"
            ),
            ExclusionConstraint(
                name="one_value_in_force",
                expressions=(
                    ("code", RangeOperators.EQUAL),
                    ("ruleset", RangeOperators.EQUAL),
                    (DateSpan("effective_from", "effective_to"), RangeOperators.OVERLAPS),
                ),
            ),
        )


class Purpose(models.Model):
    """贷款用途 catalogue. A forbidden one stays listed, with the reason, so that the refusal can say why."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    category = models.TextField()
    forbidden = models.BooleanField(default=False)
    why = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")


class FeeCode(models.Model):
    """收费项目 and where 两禁两限 puts it."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    stance = models.TextField(choices=_choices(rules.FeeStance))
    source = models.TextField(blank=True, default="")
