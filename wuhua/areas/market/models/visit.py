"""Tables of market. Amounts are whole fen; degrees are exact decimals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.market import rules


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Survey(models.Model):
    """摸底走访: one visit. Located when both degrees are there."""

    number = models.TextField(primary_key=True)
    party_kind = models.TextField(choices=_choices(rules.PartyKind))
    party_name = models.TextField()
    credit_code = models.TextField(blank=True, default="", db_default="")
    customer = models.TextField(blank=True, default="", db_default="")
    zone = models.ForeignKey("people.Zone", on_delete=models.PROTECT, related_name="+")
    rm = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    visited = models.DateTimeField()
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    need = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=["visited"], name="survey_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="survey_longitude_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="survey_latitude_on_earth",
            ),
        )


class CustomerFile(models.Model):
    """信息档案: how many of the mandatory items are filled, for a party that was visited."""

    number = models.TextField(primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="files")
    party_kind = models.TextField(choices=_choices(rules.PartyKind))
    filled = models.IntegerField()
    mandatory = models.IntegerField()
    filed = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(mandatory__gt=0, filled__gte=0, filled__lte=F("mandatory")), name="file_items_make_sense"
            ),
        )


class Agreement(models.Model):
    """战略合作协议, with the executive who answers for it (班子成员) and the named contact (专人对接)."""

    number = models.TextField(primary_key=True)
    kind = models.TextField(choices=_choices(rules.AgreementKind))
    party = models.TextField()
    credit_code = models.TextField(blank=True, default="", db_default="")
    signed = models.DateField()
    expires = models.DateField()
    executive = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    envelope = models.BigIntegerField(null=True)
    ended = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires__gt=F("signed")), name="agreement_ends_after_signing"),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("signed")), name="agreement_ended_after_signing"
            ),
        )


class Target(models.Model):
    """任务目标: a value for a measure, a year and a scope ("BANK", a team, a branch, a member of staff)."""

    year = models.SmallIntegerField()
    measure = models.TextField()
    scope = models.TextField()
    value = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["year", "measure", "scope"], name="target_once"),)
