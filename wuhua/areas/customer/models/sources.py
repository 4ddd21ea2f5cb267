"""Tables of what further houses recorded: credit reports, court cases, rosters. Amounts are whole fen, unknown is null."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.customer.models.customer import SourceRecord
from wuhua.platform.append_only import append_only
from wuhua.platform.fields import BlindIndex, SealedText


class CreditReport(SourceRecord):
    """征信报告: one query of the PBoC's system, with the written authorisation it was made under (令第631号).

    Whose it is, the blind index of the identity number says. Managers see result and flags; the whole row is read through
    `actions.open_report` alone.
    """

    query_id = models.TextField(unique=True)
    identity_blind = BlindIndex()
    identity_masked = models.TextField()
    queried_at = models.DateTimeField()
    reason_code = models.TextField()
    balance = models.BigIntegerField(null=True)
    overdue_now = models.BigIntegerField(null=True)
    history = models.TextField(blank=True, default="", db_default="")
    queries_6m = models.IntegerField(null=True)
    guarantees = models.BigIntegerField(null=True)
    class_elsewhere = models.TextField(blank=True, default="", db_default="")
    public_records = models.IntegerField(null=True)
    kinds = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=["identity_blind", "-queried_at"], name="report_by_identity"),)
        constraints = (models.CheckConstraint(condition=~Q(consent=""), name="report_needs_consent"),)


class ReportView(models.Model):
    """A reviewer's look at a whole report: opened with a reason, ends by itself after `until`. Append-only."""

    report = models.ForeignKey(CreditReport, on_delete=models.PROTECT, related_name="views")
    officer = models.TextField()
    reason = models.TextField()
    opened_on = models.DateField()
    until = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["report", "officer", "until"], name="report_view_by_officer"),)
        constraints = (models.CheckConstraint(condition=Q(until__gte=models.F("opened_on")), name="report_view_ends"),)
        triggers = append_only("征信查看记录只增不改")


class CourtRecord(SourceRecord):
    """司法: one party of one case. The identity number is sealed where the court's list gives it, else empty."""

    case_no = models.TextField()
    name = models.TextField()
    identity_sealed = SealedText(blank=True, default="", db_default="")
    identity_blind = BlindIndex(blank=True, default="", db_default="")
    identity_masked = models.TextField(blank=True, default="", db_default="")
    case_type = models.TextField(blank=True, default="", db_default="")
    role = models.TextField()
    amount = models.BigIntegerField(null=True)
    status = models.TextField(blank=True, default="", db_default="")
    dishonest = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case_no", "name", "as_of"], name="court_once"),)


class RosterRecord(SourceRecord):
    """名单: who trades in a park, a market or a mall, or sells to a core firm, as its office wrote it down, by consent."""

    number = models.TextField()
    kind = models.TextField()
    list_name = models.TextField()
    name = models.TextField()
    credit_code = models.TextField(blank=True, default="", db_default="")
    owner = models.TextField(blank=True, default="", db_default="")
    phone_sealed = SealedText(blank=True, default="", db_default="")
    phone_blind = BlindIndex(blank=True, default="", db_default="")
    phone_last4 = models.TextField(blank=True, default="", db_default="")
    phone_masked = models.TextField(blank=True, default="", db_default="")
    stall = models.TextField(blank=True, default="", db_default="")
    address = models.TextField(blank=True, default="", db_default="")
    rent = models.BigIntegerField(null=True)
    area = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number", "as_of"], name="roster_once"),
            models.CheckConstraint(condition=~Q(consent=""), name="roster_needs_consent"),
        )
