"""The pool, the agreements it rests on, its ledger, and the claims it paid."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from wuhua.areas.backing import rules
from wuhua.platform.append_only import append_only, fixed


def choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """For a column that holds one of an enum."""
    return [(member.value, member.value) for member in enum]


class Pool(models.Model):
    """助保金池: whoever commits or pays locks this row. Its money lies in the books (2012, sub = id)."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    government = models.TextField()
    branch = models.TextField()
    opened_on = models.DateField()
    opened_by = models.TextField()

    class Meta:
        triggers = fixed("资金池登记后不能删改", "code", "branch", "opened_on", "opened_by")
        constraints = (models.CheckConstraint(condition=~Q(name="") & ~Q(government=""), name="pool_has_a_name"),)


class PoolAgreement(models.Model):
    """三方协议: one version of what was signed, over [from_day, to_day]. The newest one whose days cover a day holds on it.

    `order` is [[party, share], …]: who bears first, and what share of what is left. `automatic`: the night compensates by
    itself, else it only proposes. Append-only.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="agreements")
    version = models.SmallIntegerField()
    number = models.TextField()
    signed = models.DateField()
    from_day = models.DateField()
    to_day = models.DateField()
    multiple = models.SmallIntegerField()
    firm_pct = models.IntegerField()
    overdue_days = models.SmallIntegerField()
    order = models.JSONField()
    automatic = models.BooleanField(default=False, db_default=False)
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("三方协议一经登记不改不删")
        constraints = (
            models.UniqueConstraint(fields=["pool", "version"], name="pool_agreement_version_once"),
            models.CheckConstraint(
                condition=Q(to_day__gt=F("from_day"), multiple__gt=0, firm_pct__gte=0, overdue_days__gte=0)
                & ~Q(number=""),
                name="pool_agreement_can_be_kept",
            ),
        )


class PoolClaim(models.Model):
    """代偿: one overdue sum of one note on one day, and who bore what of it under which agreement. Append-only."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="claims")
    agreement = models.ForeignKey(PoolAgreement, on_delete=models.PROTECT)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    overdue_days = models.SmallIntegerField()
    total = models.BigIntegerField()
    firm = models.BigIntegerField()
    gov = models.BigIntegerField()
    bank = models.BigIntegerField()
    business_date = models.DateField()
    actor = models.TextField()

    class Meta:
        triggers = append_only("代偿一经登记不改不删")
        indexes = (models.Index(fields=["note"], name="pool_claim_by_note"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(total=F("firm") + F("gov") + F("bank"), firm__gte=0, gov__gte=0, bank__gte=0),
                name="pool_claim_adds_up",
            ),
        )


class PoolEntry(models.Model):
    """助保金台账: one line. Money lines say whose it is; the bank's part of a recovery is a line too. Append-only."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="entries")
    kind = models.TextField(choices=choices(rules.PoolEntryKind))
    party = models.TextField(choices=choices(rules.Party))
    amount = models.BigIntegerField()
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("origination.Case", on_delete=models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey(PoolClaim, on_delete=models.PROTECT, null=True, related_name="entries")
    words = models.TextField(blank=True, default="")
    business_date = models.DateField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("助保金台账只增不改")
        indexes = (models.Index(fields=["pool", "-id"], name="pool_entry_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="pool_entry_has_an_amount"),
            models.CheckConstraint(
                condition=~Q(kind="COMMITTED") | Q(case__isnull=False, customer__isnull=False, party="BANK"),
                name="pool_committed_to_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("USED", "RECOVERED")) | Q(claim__isnull=False), name="pool_used_for_a_claim"
            ),
            models.CheckConstraint(
                condition=~Q(kind="FIRM_PAID") | Q(customer__isnull=False), name="pool_paid_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(kind="REFUNDED", party="FIRM") | Q(customer__isnull=False),
                name="pool_refunded_to_somebody",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="COMMITTED"), name="pool_committed_once"),
        )


class PoolReceipt(models.Model):
    """代偿后的还款: a payment on a compensated note that is dealt with, so that it is shared once.

    `own` are payments that this room made itself (the pool's, and what is the bank's of a shared one); of a customer's own,
    `to_pool` went back to the pool. An automatic debit has no event, its day names it. Append-only.
    """

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    event = models.BigIntegerField(null=True, unique=True)
    debit = models.DateField(null=True)
    own = models.BooleanField()
    amount = models.BigIntegerField()
    to_pool = models.BigIntegerField(default=0)
    business_date = models.DateField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("代偿后的还款登记只增不改")
        indexes = (models.Index(fields=["note", "id"], name="pool_receipt_by_note"),)
        constraints = (
            models.UniqueConstraint(fields=["note", "debit"], name="pool_receipt_debit_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=False, debit__isnull=True) | Q(event__isnull=True, debit__isnull=False),
                name="pool_receipt_is_a_payment",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, to_pool__gte=0, to_pool__lte=F("amount")), name="pool_receipt_shares_itself"
            ),
        )


class PoolProposal(models.Model):
    """代偿提示: since which day a note has been overdue longer than its agreement says. Answered by a claim. Append-only."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="proposals")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    oldest_due = models.DateField()
    due = models.BigIntegerField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("代偿提示只增不改")
        constraints = (
            models.UniqueConstraint(fields=["note", "oldest_due"], name="pool_proposal_once_an_arrear"),
            models.CheckConstraint(condition=Q(due__gt=0), name="pool_proposal_has_an_amount"),
        )
