"""Tables of the link. Notes, contracts and accounts are named by their numbers: the core knows them by nothing else, and a
break may be about one that does not exist here. Amounts are whole fen.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from wuhua.areas.corelink import rules
from wuhua.platform.append_only import Promise, append_only, fixed, raising


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


_LIVE = Q(state__in=[each.value for each in rules.LIVE])


class CoreFile(models.Model):
    """每日文件: one file that came or went, whole, or was refused. Append-only: a file that comes again is another row.

    `total` is the sum of its main amount, `digest` BLAKE2b of its bytes, `stored` the kept original. `compared` says
    whether it was held against our day: one that comes after a newer one is only kept.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=_choices(rules.CoreFileKind))
    day = models.DateField()
    direction = models.TextField(choices=_choices(rules.Direction))
    light = models.TextField(choices=_choices(rules.Light))
    name = models.TextField()
    batch = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    digest = models.TextField(blank=True, default="")
    stored = models.BigIntegerField(null=True)
    compared = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")
    arrived_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        triggers = append_only("核心文件收发记录只增不改")
        indexes = (models.Index(fields=["day", "kind"], name="core_file_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "day", "batch"], condition=Q(direction="OUT"), name="core_file_out_once"
            ),
        )


class CoreBreak(models.Model):
    """差异: where a core file and our sealed day disagree, from the day it was first seen until it is settled or gone.

    `source` is the kind of file that told it, `about` the day it belongs to where the file tells what happened on a day;
    `field` is empty where the whole thing is missing on a side. `ours` and `theirs` are as last seen, in the words of a
    file; `gap` is theirs less ours where both are amounts. One live break a place; a later one is another row.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.TextField(choices=_choices(rules.CoreFileKind))
    about = models.DateField(null=True)
    subject = models.TextField()
    field = models.TextField(blank=True, default="")
    kind = models.TextField(choices=_choices(rules.BreakKind))
    branch = models.TextField(blank=True, default="")
    ours = models.TextField(blank=True, default="")
    theirs = models.TextField(blank=True, default="")
    gap = models.BigIntegerField(null=True)
    first_seen = models.DateField()
    last_seen = models.DateField()
    owner = models.TextField(blank=True, default="", db_default="")
    state = models.TextField(
        choices=_choices(rules.BreakState), default=rules.BreakState.FOUND, db_default=rules.BreakState.FOUND.value
    )
    proposed_by = models.TextField(blank=True, default="", db_default="")
    resolution = models.TextField(choices=_choices(rules.Resolution), blank=True, default="", db_default="")
    reason = models.TextField(blank=True, default="", db_default="")
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)

    class Meta:
        triggers = fixed("差异只能了结,不能删改", "source", "about", "subject", "field", "kind", "first_seen")
        indexes = (models.Index(fields=["source", "subject"], name="core_break_subject"),)
        constraints = (
            models.UniqueConstraint(
                fields=["source", "about", "subject", "field", "kind"],
                condition=_LIVE,
                nulls_distinct=False,
                name="one_live_break_a_place",
            ),
            models.CheckConstraint(condition=Q(last_seen__gte=models.F("first_seen")), name="break_seen_in_order"),
            models.CheckConstraint(
                condition=_LIVE | (~Q(resolution="") & ~Q(decided_by="") & Q(decided_on__isnull=False)),
                name="break_over_says_who_and_how",
            ),
        )


class BreakStep(models.Model):
    """差异经过: who did what to a break, or what the files said of it. Append-only."""

    id = models.BigAutoField(primary_key=True)
    break_id = models.BigIntegerField(db_index=True)
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    what = models.TextField()
    actor = models.TextField()
    reason = models.TextField(blank=True, default="", db_default="")
    ours = models.TextField(blank=True, default="", db_default="")
    theirs = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("差异经过只增不改")


class HandOver(models.Model):
    """放款移交: one disbursement the core is asked to pay out; one a draw, for ever. `number` is the note's; a later draw on the
    same note has a serial behind it, a note started anew another.

    `terms` are the whole note where the core keeps the books and is to make it (`TO_SEND` first); empty where our books
    drew it. `answer_by` is the last day the core may be silent, `core_note` the number it gave, `opened_on` the day the
    note came into being here. `attempt` counts instructions sent, `again` says that a person wants a failed one sent once
    more with the next batch. The database refuses the way from UNKNOWN to SENT, and of a note to be made every second
    sending, whoever asks.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.TextField(unique=True)
    note = models.TextField(db_index=True)
    contract = models.TextField()
    customer = models.TextField()
    account = models.TextField()
    branch = models.TextField()
    amount = models.BigIntegerField()
    drawn = models.DateField()
    terms = models.JSONField(null=True)
    asked_by = models.TextField(blank=True, default="", db_default="")
    follows = models.TextField(blank=True, default="", db_default="")
    state = models.TextField(choices=_choices(rules.HandOverState))
    attempt = models.SmallIntegerField(default=1)
    again = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    asked = models.SmallIntegerField(default=0)
    answered_by = models.TextField(blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    core_note = models.TextField(blank=True, default="", db_default="")
    opened_on = models.DateField(null=True)

    class Meta:
        triggers = (
            *fixed(
                "放款移交不能删改要素",
                "number", "note", "contract", "customer", "account", "amount", "drawn", "terms", "asked_by", "follows",
            ),
            Promise(
                name="unknown_not_sent",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.\"state\" = 'UNKNOWN' AND NEW.\"state\" = 'SENT'"),
                func=raising("结果不明的放款不得重发(unknown_not_sent)", "unknown_not_sent"),
            ),
            Promise(
                name="sent_once",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.\"state\" <> 'TO_SEND' AND (NEW.\"state\" = 'TO_SEND'"
                    " OR (OLD.\"terms\" IS NOT NULL AND NEW.\"state\" = 'SENT' AND OLD.\"state\" <> 'SENT'))"
                ),
                func=raising("请核心建立的借据只发一次(sent_once)", "sent_once"),
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["state"], condition=~Q(state="CONFIRMED"), name="hand_over_open"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="hand_over_amount_positive"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=False) | Q(state__in=["TO_SEND", "WITHDRAWN"], terms__isnull=False),
                name="hand_over_sent_on_a_day",
            ),
            models.UniqueConstraint(fields=["follows"], condition=~Q(follows=""), name="started_anew_once"),
            models.UniqueConstraint(
                fields=["note"], condition=Q(terms__isnull=False, follows=""), name="note_asked_for_once"
            ),
        )


class HandOverStep(models.Model):
    """放款移交经过. Append-only. `file` is the batch that carried an instruction."""

    id = models.BigAutoField(primary_key=True)
    hand_over_id = models.BigIntegerField(db_index=True)
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    what = models.TextField()
    attempt = models.SmallIntegerField()
    actor = models.TextField()
    evidence = models.TextField(blank=True, default="")

    class Meta:
        triggers = append_only("放款移交经过只增不改")


class CoreNoteLeft(models.Model):
    """未建账的核心借据: a note the core made that could not come into being here, and why, as of a day. Append-only.

    Told where the difference stands that it makes; the same words on the next day are another row.
    """

    id = models.BigAutoField(primary_key=True)
    note = models.TextField(db_index=True)
    day = models.DateField()
    why = models.TextField()
    next_step = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("未建账的核心借据只增不改")
        constraints = (models.UniqueConstraint(fields=["note", "day", "why"], name="core_note_left_once_a_day"),)


class LedgerLine(models.Model):
    """总分核对: one subject and branch of the core's ledger file beside our general ledger and the sum of the sub-ledger.

    Debit positive. `ours` is null where our chart has no such subject, `subs` where the subject has no sub-ledger.
    Append-only, with the file it was drawn from.
    """

    id = models.BigAutoField(primary_key=True)
    file_id = models.BigIntegerField(db_index=True)
    subject = models.TextField()
    name = models.TextField()
    branch = models.TextField(blank=True, default="", db_default="")
    core = models.BigIntegerField(null=True)
    ours = models.BigIntegerField(null=True)
    subs = models.BigIntegerField(null=True)

    class Meta:
        triggers = append_only("总分核对只增不改")


class ReturnFile(models.Model):
    """回盘文件: a file of repayments, whole. `day` is the business date it is booked on; `receipt` the first of its numbers.

    Its lines come shard by shard; `finished` says that every line has its outcome. A bank's content is one file for ever;
    the core has one file a day, and those of two days without repayments may be the same to the byte.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.TextField(choices=_choices(rules.ReturnSource))
    day = models.DateField()
    name = models.TextField()
    digest = models.TextField()
    stored = models.BigIntegerField()
    rows = models.BigIntegerField()
    total = models.BigIntegerField()
    receipt = models.BigIntegerField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()
    finished = models.BooleanField(default=False)

    class Meta:
        triggers = fixed(
            "回盘文件的要素不改不删", "source", "day", "name", "digest", "stored", "rows", "total", "receipt", "actor"
        )
        constraints = (
            models.UniqueConstraint(fields=["digest"], condition=Q(source="BANK"), name="return_file_once"),
            models.UniqueConstraint(fields=["day"], condition=Q(source="CORE"), name="core_repayments_once_a_day"),
        )


class ReturnLine(models.Model):
    """回盘明细: one line of a file of repayments and what became of it. Append-only; a reference is booked once for ever.

    No surrogate key: a debit day brings one for every note of the bank.
    """

    pk = models.CompositePrimaryKey("file_id", "line")
    file_id = models.BigIntegerField()
    line = models.IntegerField()
    source = models.TextField(choices=_choices(rules.ReturnSource))
    note = models.TextField()
    amount = models.BigIntegerField(null=True)
    reference = models.TextField()
    day = models.DateField(null=True)
    outcome = models.TextField(choices=_choices(rules.LineOutcome))
    reason = models.TextField(blank=True, default="", db_default="")
    receipt = models.BigIntegerField(null=True)

    class Meta:
        triggers = append_only("回盘明细只增不改")
        indexes = (models.Index(fields=["note"], condition=Q(outcome="FAILED"), name="debit_failed_of_note"),)
        constraints = (
            models.UniqueConstraint(
                fields=["source", "reference"], condition=Q(outcome="BOOKED"), name="reference_booked_once"
            ),
        )
