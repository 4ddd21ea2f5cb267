"""Tables of customer. Amounts are whole fen. Personal numbers are stored sealed, blind and masked, never plain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.customer import rules
from wuhua.platform.fields import BlindIndex, SealedText


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Customer(models.Model):
    """客户: one row, one file. `identity_blind` (a keyed hash) makes 一户一档 a promise of the database.

    `id` comes from the numbering series "customer". `managing_rm` and `zone` are numbers of people's tables kept as
    text, because the day end copies them into the lake. `credit_line` unknown is null, never nought.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.TextField(unique=True)
    kind = models.TextField(choices=_choices(rules.CustomerKind))
    name = models.TextField()
    identity_sealed = SealedText()
    identity_blind = BlindIndex(unique=True)
    identity_masked = models.TextField()
    phone_sealed = SealedText(blank=True, default="", db_default="")
    phone_blind = BlindIndex(blank=True, default="", db_default="")
    phone_last4 = models.TextField(blank=True, default="", db_default="")
    phone_masked = models.TextField(blank=True, default="", db_default="")
    address = models.TextField(blank=True, default="", db_default="")
    size_class = models.TextField(choices=_choices(rules.SizeClass), null=True)
    industry = models.TextField()
    region = models.TextField()
    zone = models.TextField(blank=True, default="", db_default="")
    managing_rm = models.TextField()
    credit_line = models.BigIntegerField(null=True)
    is_farm = models.BooleanField(default=False, db_default=False)
    is_tech = models.BooleanField(default=False, db_default=False)
    since = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["managing_rm"], name="customer_by_rm"),
            models.Index(fields=["zone"], name="customer_by_zone"),
            models.Index(fields=["name"], name="customer_by_name"),
            models.Index(fields=["phone_blind"], condition=~Q(phone_blind=""), name="customer_by_phone"),
            models.Index(fields=["phone_last4"], condition=~Q(phone_last4=""), name="customer_by_last4"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.CustomerKind]), name="customer_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(size_class__isnull=True) | Q(size_class__in=[size.value for size in rules.SizeClass]),
                name="customer_size_known",
            ),
            models.CheckConstraint(
                condition=Q(credit_line__isnull=True) | Q(credit_line__gte=0), name="customer_line_not_negative"
            ),
        )


class Standing(models.Model):
    """What later rooms think of a customer, written by the day end: worst class, worst overdue days, worst status.

    Judgement only; money is read live from the books. Only customers whose standing changed are rewritten, so `as_of`
    is the day since which this row has been true, and it holds for the last closed day; no row means clean. No foreign
    key in the database: a bad day may rewrite every customer of the bank.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="standing"
    )
    as_of = models.DateField()
    klass = models.TextField()
    overdue_days = models.IntegerField(default=0, db_default=0)
    oldest_due = models.DateField(null=True)
    book_status = models.TextField(default="NORMAL", db_default="NORMAL")

    class Meta:
        indexes = (models.Index(fields=["overdue_days"], condition=Q(overdue_days__gt=0), name="standing_overdue"),)


class SourceRecord(models.Model):
    """What every record of another house carries: batch, source, dates, consent and the checksum of its line."""

    batch = models.TextField()
    source = models.TextField()
    as_of = models.DateField()
    received_at = models.DateTimeField()
    consent = models.TextField(blank=True, default="", db_default="")
    checksum = models.TextField()

    class Meta:
        abstract = True


class RegistryRecord(SourceRecord):
    """工商登记: status dominates every other source."""

    credit_code = models.TextField()
    name = models.TextField()
    legal_person = models.TextField(blank=True, default="", db_default="")
    status = models.TextField()
    industry = models.TextField(blank=True, default="", db_default="")
    capital = models.BigIntegerField(null=True)
    founded = models.DateField(null=True)
    address = models.TextField(blank=True, default="", db_default="")
    registration = models.TextField(blank=True, default="", db_default="")
    company_type = models.TextField(blank=True, default="", db_default="")
    scope = models.TextField(blank=True, default="", db_default="")
    shareholders = models.TextField(blank=True, default="", db_default="")
    changes = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["credit_code", "as_of"], name="registry_once"),)


class TaxRecord(SourceRecord):
    """纳税, by month ("2018-09"). Needs a written authorisation (`consent`), and counts nowhere after `consent_until`.

    Unknown amounts are null; an authorisation without a last day stands until it is taken back.
    """

    credit_code = models.TextField()
    grade = models.TextField(blank=True, default="", db_default="")
    month = models.TextField()
    sales = models.BigIntegerField(null=True)
    vat_paid = models.BigIntegerField(null=True)
    income_tax_paid = models.BigIntegerField(null=True)
    refund = models.BigIntegerField(null=True)
    arrears = models.BigIntegerField(null=True)
    last_declared = models.DateField(null=True)
    invoiced = models.BigIntegerField(null=True)
    invoice_months = models.IntegerField(null=True)
    consent_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["credit_code", "month", "as_of"], name="tax_once"),
            models.CheckConstraint(condition=~Q(consent=""), name="tax_needs_consent"),
        )


class PowerRecord(SourceRecord):
    """用电, by meter account and month."""

    account = models.TextField()
    name = models.TextField()
    address = models.TextField(blank=True, default="", db_default="")
    month = models.TextField()
    kwh = models.BigIntegerField(null=True)
    cost = models.BigIntegerField(null=True)
    arrears = models.BigIntegerField(null=True)
    category = models.TextField(blank=True, default="", db_default="")
    capacity = models.IntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "month", "as_of"], name="power_once"),)


class WageRecord(SourceRecord):
    """工资社保, by month."""

    credit_code = models.TextField()
    month = models.TextField()
    headcount = models.IntegerField(null=True)
    wage_total = models.BigIntegerField(null=True)
    insured = models.IntegerField(null=True)
    base = models.BigIntegerField(null=True)
    arrears = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["credit_code", "month", "as_of"], name="wage_once"),)


class AccountFlow(SourceRecord):
    """账户流水: one movement on a settlement account of ours, as the core system reported it."""

    number = models.TextField(primary_key=True)
    account = models.TextField()
    day = models.DateField()
    side = models.TextField(choices=[("IN", "IN"), ("OUT", "OUT")])
    amount = models.BigIntegerField()
    kind = models.TextField()
    counterparty = models.TextField(blank=True, default="", db_default="")
    memo = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=["account", "day"], name="flow_by_account_day"),)
        constraints = (models.CheckConstraint(condition=Q(amount__gte=0), name="flow_not_negative"),)
