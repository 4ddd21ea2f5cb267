"""Tables of the ecology map: relations between parties, and in which cell a customer stood when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from wuhua.areas.market import rules
from wuhua.areas.market.models.lists import choices
from wuhua.platform.append_only import fixed


class Span(Func):
    """`daterange(from, to)`, half-open; an empty end is without end."""

    function = "daterange"
    output_field = DateRangeField()


class Tie(models.Model):
    """关系: one party to another. A party is known by its name, and by its number where it is a customer."""

    kind = models.TextField(choices=choices(rules.TieKind))
    from_name = models.TextField()
    from_customer = models.TextField(blank=True, default="", db_default="")
    to_name = models.TextField()
    to_customer = models.TextField(blank=True, default="", db_default="")
    since = models.DateField(null=True)
    origin = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["from_customer"], condition=~Q(from_customer=""), name="tie_by_from"),
            models.Index(fields=["to_customer"], condition=~Q(to_customer=""), name="tie_by_to"),
        )
        constraints = (
            models.UniqueConstraint(fields=["kind", "from_name", "to_name"], name="tie_once"),
            models.CheckConstraint(condition=~Q(from_name=F("to_name")), name="tie_of_two"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in rules.TieKind]), name="tie_kind_known"),
        )


class Placement(models.Model):
    """归格: the cell a customer stood in over [from_day, to_day), or none. Two cells on one day are refused.

    A customer who was never moved has no row: the file's zone holds from the beginning. The first move writes where
    it stood before, so any past day can be answered.
    """

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey("people.Zone", null=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    actor = models.TextField()

    class Meta:
        triggers = fixed("归格历史不能删改", "customer_id", "zone_id", "from_day", "actor")
        constraints = (
            models.CheckConstraint(
                condition=Q(from_day__isnull=True) | Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")),
                name="placement_span",
            ),
            ExclusionConstraint(
                name="customer_in_one_cell",
                expressions=(
                    ("customer", RangeOperators.EQUAL),
                    (Span("from_day", "to_day"), RangeOperators.OVERLAPS),
                ),
            ),
        )
