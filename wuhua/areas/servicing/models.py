"""Tables of servicing. All amounts are whole fen, all rates whole 10⁻⁷ a year, all days business dates."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from wuhua.areas.servicing import rules, words
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class SettlementAccount(models.Model):
    """结算账户: where loan money arrives and repayments are taken. Its balance lives in the books (2011, sub = id).

    `shard` is the stable hash of the account number modulo 16, stored once: every note of the account closes its day in
    the same shard, so one transaction sees all that competes for the same money.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.TextField(unique=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, db_index=True)
    branch = models.TextField()
    shard = models.SmallIntegerField()
    opened = models.DateField(null=True)


class LoanNote(models.Model):
    """借据: one disbursement, its terms, and an anchor from which any day is computed.

    The row is rewritten only by an event (draw, payment of principal, arrears, rate or status change), never by the
    passing of a day or by a settlement. `anchor_day` is the first day not yet in the stored accruals; after a
    settlement day S the anchor is S+1 with nothing accrued, and that is computed (`rules.anchored`), not stored.
    Redundant with the books: `principal` and `overdue_principal` (the nightly proof compares them).
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.TextField(unique=True)
    contract = models.TextField()
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, db_index=True)
    account = models.ForeignKey(SettlementAccount, on_delete=models.PROTECT, db_index=True)
    shard = models.SmallIntegerField()
    product = models.TextField()
    branch = models.TextField()
    managing_rm = models.TextField()
    first_responsible = models.TextField()

    # Terms, as signed.
    amount = models.BigIntegerField()
    rate = models.IntegerField()
    start = models.DateField()
    maturity = models.DateField()
    original_maturity = models.DateField()
    extensions = models.SmallIntegerField(default=0)
    method = models.TextField(choices=_choices(rules.Method))
    settlement = models.TextField(choices=_choices(rules.Settlement))
    own_day = models.SmallIntegerField(null=True)
    day_count = models.TextField(choices=_choices(rules.DayCount))
    frequency_months = models.SmallIntegerField(default=1)
    instalment = models.BigIntegerField(null=True)
    principal_rolls = models.BooleanField(default=True)
    penalty_uplift = models.SmallIntegerField(default=50)
    compound = models.BooleanField(default=True)
    compound_base_penalty = models.BooleanField(default=False)
    grace_days = models.SmallIntegerField(default=0)
    misuse_uplift = models.SmallIntegerField(default=0, db_default=0)
    issue_type = models.TextField(choices=_choices(rules.IssueType))
    previous = models.TextField(blank=True, default="")
    payout = models.TextField(choices=_choices(rules.Payout))
    security = models.TextField(choices=_choices(rules.Security))
    purpose = models.TextField(choices=_choices(rules.Purpose))
    use = models.TextField()
    industry = models.TextField()
    region = models.TextField()
    rate_type = models.TextField(choices=_choices(rules.RateType))
    farm = models.BooleanField(default=False)
    green = models.BooleanField(default=False)
    internet = models.BooleanField(default=False)
    revolving = models.BooleanField(default=False)
    stopped = models.BooleanField(default=False, db_default=False)  # 终止用信: nothing more may be drawn

    # The anchor: what is true at the opening of `anchor_day`.
    principal = models.BigIntegerField()
    overdue_principal = models.BigIntegerField(default=0)
    anchor_day = models.DateField()
    accrued = models.BigIntegerField(default=0)
    carry = models.BigIntegerField(default=0)
    penalty_accrued = models.BigIntegerField(default=0)
    penalty_carry = models.BigIntegerField(default=0)
    compound_base = models.BigIntegerField(default=0)
    compound_accrued = models.BigIntegerField(default=0)
    compound_carry = models.BigIntegerField(default=0)
    in_grace = models.BigIntegerField(default=0, db_default=0)
    advance = models.BigIntegerField(default=0, db_default=0)
    next_due = models.DateField(null=True)
    oldest_due = models.DateField(null=True)
    book_status = models.TextField(choices=_choices(rules.BookStatus), default=rules.BookStatus.NORMAL)
    closed = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["branch", "product"]),
            models.Index(fields=["oldest_due"], condition=models.Q(oldest_due__isnull=False), name="note_in_arrears"),
            models.Index(fields=["next_due"], condition=models.Q(next_due__isnull=False), name="note_next_due"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(principal__gte=0, overdue_principal__gte=0), name="note_balance_not_negative"
            ),
            models.CheckConstraint(condition=models.Q(maturity__gt=models.F("start")), name="note_ends_after_start"),
            models.CheckConstraint(
                condition=~models.Q(settlement="OWN_DAY") | models.Q(own_day__isnull=False), name="note_own_day_given"
            ),
        )


class PlanItem(models.Model):
    """One line of a custom plan (金枣丰 season): principal due on a day."""

    pk = models.CompositePrimaryKey("note_id", "due")
    note_id = models.BigIntegerField()
    due = models.DateField()
    principal = models.BigIntegerField()


class Bill(models.Model):
    """账单: what fell due, by note, day and kind. Append-only; what is paid of it is the sum of its repayment items.

    No surrogate key and no foreign key: a settlement day writes one for every note of the bank.
    """

    pk = models.CompositePrimaryKey("note_id", "due", "kind")
    note_id = models.BigIntegerField()
    due = models.DateField()
    kind = models.CharField(max_length=1)  # rules.DueKind
    amount = models.BigIntegerField()
    cut = models.DateField()

    class Meta:
        triggers = append_only("账单一经出具,不改不删")
        # Bills are written in the order of their due days, so a block range tells where a day lies at no cost a row.
        indexes = (BrinIndex(fields=["due"], pages_per_range=16, name="bill_by_due"),)
        constraints = (models.CheckConstraint(condition=models.Q(amount__gt=0), name="bill_amount_positive"),)


class RepaymentItem(models.Model):
    """还款分配: how one receipt was allocated to one bill. Append-only, with a negative amount when it is taken back.

    `number` tells several receipts of a day apart (0 = the automatic debit of the day end).
    """

    pk = models.CompositePrimaryKey("note_id", "due", "kind", "paid", "number")
    note_id = models.BigIntegerField()
    due = models.DateField()
    kind = models.CharField(max_length=1)
    paid = models.DateField()
    number = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    way = models.TextField(default="AUTO")

    class Meta:
        triggers = append_only("还款分配只增不改")
        indexes = (BrinIndex(fields=["due", "paid"], pages_per_range=16, name="item_by_day"),)


class PlannedRate(models.Model):
    """约定的利率调整: the rate a note will bear from a coming day on (展期跨档, LPR 重定价). Append-only.

    The day end of that day applies it and writes the RATE event; until then the note bears what it bears.
    """

    pk = models.CompositePrimaryKey("note_id", "day")
    note_id = models.BigIntegerField()
    day = models.DateField(db_index=True)
    rate = models.IntegerField()
    cause = models.TextField(choices=_choices(rules.RateCause))
    event = models.BigIntegerField(null=True)
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("约定的利率调整只增不改")
        constraints = (models.CheckConstraint(condition=models.Q(rate__gt=0), name="planned_rate_positive"),)


class NoteOrder(models.Model):
    """业务指令: a change of a note that one person asks for and another decides (四眼). What was asked never changes."""

    id = models.BigAutoField(primary_key=True)
    note = models.TextField(db_index=True)
    verb = models.TextField(choices=_choices(rules.FIRST_VERBS))
    said = models.JSONField()
    reason = models.TextField(blank=True, default="")
    asked_by = models.TextField()
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.TextField(choices=_choices(rules.OrderState), default=rules.OrderState.ASKED)
    decided_by = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True, default="")
    answer = models.JSONField(null=True)

    class Meta:
        triggers = fixed(
            "业务指令一经提出,内容不改不删", "note", "verb", "said", "reason", "asked_by", "asked_on", "recorded_at"
        )
        indexes = (models.Index(fields=["state", "asked_on"], name="note_order_by_state"),)


class NoteEvent(models.Model):
    """What happened to a note other than billing and allocation: draw, repay, rate, status, import. Append-only."""

    id = models.BigAutoField(primary_key=True)
    note_id = models.BigIntegerField(db_index=True)
    value_day = models.DateField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    kind = models.TextField(choices=_choices(rules.EventKind))
    amount = models.BigIntegerField(null=True)
    rate = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)
    actor = models.TextField()
    reverses = models.BigIntegerField(null=True, unique=True)

    class Meta:
        triggers = append_only("借据事件只增不改")
        indexes = (models.Index(fields=["business_date", "kind"], name="event_by_day"),)


# --- what people say, print and keep about notes ---------------------------------------------------------------------


class CallNote(models.Model):
    """催收通话记录: what came of a call about the money due on `due`. Append-only; the last one of a round counts.

    A promise is kept as it was given, day and amount; whether it was kept is asked of the bills, never written here.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(SettlementAccount, on_delete=models.PROTECT)
    due = models.DateField()
    outcome = models.TextField(choices=_choices(words.CallOutcome))
    promised_day = models.DateField(null=True)
    promised_amount = models.BigIntegerField(null=True)
    remark = models.TextField(blank=True, default="")
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("通话记录只增不改")
        indexes = (models.Index(fields=["due", "account", "-id"], name="call_of_round"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    outcome=words.CallOutcome.PROMISED, promised_day__isnull=False, promised_amount__gt=0
                )
                | models.Q(promised_day__isnull=True, promised_amount__isnull=True)
                & ~models.Q(outcome=words.CallOutcome.PROMISED),
                name="promise_is_whole",
            ),
        )


class MaturityNote(models.Model):
    """到期安排: what is to become of a note at its end, as somebody decided on a day. Append-only; the last one counts."""

    id = models.BigAutoField(primary_key=True)
    note = models.ForeignKey(LoanNote, on_delete=models.PROTECT, db_index=False)
    plan = models.TextField(choices=_choices(words.MaturityPlan))
    remark = models.TextField(blank=True, default="")
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("到期安排只增不改")
        indexes = (models.Index(fields=["note", "-id"], name="plan_of_note"),)


class Printout(models.Model):
    """打印登记: every time a paper left the house. Append-only; `copy` counts the times of the same paper from 1.

    `subject` is the paper's own name ("note:JD0001/2018-09-21"). `digest` is of what stood on it, so that two copies can
    be told equal without keeping the text, which holds names, a second time.
    """

    id = models.BigAutoField(primary_key=True)
    paper = models.TextField(choices=_choices(words.Paper))
    form = models.TextField(choices=_choices(words.PaperForm))
    subject = models.TextField()
    copy = models.IntegerField()
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT)
    parameters = models.JSONField(default=dict)
    digest = models.TextField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("打印登记只增不改")
        constraints = (
            models.UniqueConstraint(fields=["paper", "subject", "copy"], name="one_copy_of_a_number"),
            models.CheckConstraint(condition=models.Q(copy__gte=1), name="copies_count_from_one"),
        )


class LedgerFile(models.Model):
    """台账文件: a ledger handed out, or brought back changed (`answers` names the one handed out). Append-only.

    The bytes are kept (`platform.files`), so a line brought back is compared with the line as it was handed out.
    """

    id = models.BigAutoField(primary_key=True)
    ledger = models.TextField(choices=_choices(words.Ledger))
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    file = models.BigIntegerField()
    lines = models.IntegerField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("台账文件只增不改")


class LedgerWord(models.Model):
    """台账填写: what an officer wrote into an open column of a note's ledger line. Append-only; the last one counts.

    `file` is the ledger it came back with, at most one word a note and field from each.
    """

    id = models.BigAutoField(primary_key=True)
    note = models.ForeignKey(LoanNote, on_delete=models.PROTECT, db_index=False)
    field = models.TextField(choices=_choices(words.LedgerField))
    value = models.TextField(blank=True)
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT)
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("台账填写只增不改")
        indexes = (models.Index(fields=["note", "field", "-id"], name="word_of_note"),)
        constraints = (models.UniqueConstraint(fields=["file", "note", "field"], name="one_word_of_a_file"),)


class LedgerTaken(models.Model):
    """台账回导: a ledger brought back was taken, once. Append-only."""

    file = models.OneToOneField(LedgerFile, on_delete=models.PROTECT, primary_key=True)
    changes = models.IntegerField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("台账回导只增不改")
