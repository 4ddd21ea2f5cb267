"""Tables of the card. Amounts are whole fen, days business dates."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from wuhua.areas.creditline import rules
from wuhua.platform.append_only import append_only, fixed


def _choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Line(models.Model):
    """授信额度: one grant taken up, and the note of servicing that bears it. Append-only; a grant is taken up once.

    `limit`, `rate` and the term are the note's own, kept here as they were approved, so that a later change of the note
    (a restructuring, a new rate) does not rewrite what was granted.
    """

    case = models.TextField(unique=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT)
    note = models.OneToOneField("servicing.LoanNote", on_delete=models.PROTECT)
    note_number = models.TextField()
    limit = models.BigIntegerField()
    rate = models.IntegerField()
    months = models.SmallIntegerField()
    opened = models.DateField()
    until = models.DateField()
    approved_by = models.TextField()
    grant = models.JSONField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("授信额度一经启用不改不删")
        constraints = (models.CheckConstraint(condition=Q(limit__gt=0), name="line_has_a_limit"),)


class CardSigning(models.Model):
    """远程签约: the contract of a line as its customer read and signed it on the phone. Append-only, one a line.

    `text` is the whole contract, `digest` its hash, and the signature is over that hash. `consents` are the words agreed to,
    `identity` who vouched for the person, `gates` each rule of the way in its order, with what satisfied it. `authority` says whose
    signing it is: the bank's own, marked so, unless a certificate authority's was handed in.
    """

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="signing")
    preapproval = models.OneToOneField("market.PreApproval", on_delete=models.PROTECT, related_name="+")
    contract = models.TextField(unique=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    consents = models.JSONField()
    identity = models.JSONField()
    gates = models.JSONField()
    sign_way = models.TextField()
    signer = models.TextField()
    signed_at = models.DateTimeField()
    signed_on = models.DateField()
    signature = models.CharField(max_length=64)
    authority = models.TextField()

    class Meta:
        triggers = append_only("远程签约的合同与签名不改不删")
        constraints = (
            models.CheckConstraint(condition=~Q(text="") & ~Q(signature=""), name="signing_has_text_and_signature"),
        )


class Card(models.Model):
    """授信卡: its customer's one living card (the database's promise `one_living_card`), on one line.

    The row is what a draw locks. `limit` may have been lowered below the line's; `until` is the line's end. A card that
    replaces another takes its line, limit and end over; the old number stays as REPLACED.
    """

    number = models.TextField(unique=True)
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    state = models.TextField(choices=_choices(rules.CardState), default=rules.CardState.ACTIVE)
    why = models.TextField(blank=True, default="", db_default="")
    limit = models.BigIntegerField()
    opened = models.DateField()
    until = models.DateField()
    review_on = models.DateField()

    class Meta:
        triggers = fixed("授信卡的卡号、客户和开卡日不变", "number", "customer_id", "replaces_id", "opened")
        indexes = (
            models.Index(fields=["until"], condition=Q(state__in=("ACTIVE", "FROZEN")), name="card_by_end"),
            models.Index(fields=["state", "review_on"], name="card_by_review"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state__in=("ACTIVE", "FROZEN", "EXPIRED")), name="one_living_card"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=("ACTIVE", "FROZEN", "EXPIRED")), name="one_card_a_line"
            ),
            models.CheckConstraint(condition=Q(limit__gt=0), name="card_has_a_limit"),
            models.CheckConstraint(condition=Q(until__gt=F("opened")), name="card_has_an_end"),
            models.CheckConstraint(condition=~Q(state="FROZEN") | ~Q(why=""), name="frozen_for_a_reason"),
        )


class CardStep(models.Model):
    """授信卡变动: who changed what of a card, when and why, from what to what. Append-only."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(choices=_choices(rules.CardVerb))
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    asked_by = models.TextField(blank=True, default="", db_default="")
    why = models.TextField(blank=True, default="", db_default="")
    words = models.TextField(blank=True, default="", db_default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        triggers = append_only("授信卡变动只增不改")
        indexes = (models.Index(fields=["card", "-id"], name="step_of_card"),)


class CardAsk(models.Model):
    """支用申请: what was asked of a card, what was given, and how long it took from the ask to the money. Append-only.

    One row a request that reached a verdict, the refused ones too (`given` 0, `refusal` its name): 最大限度 is the share of
    the asked that was given, 最快速度 the milliseconds. A repeat of a request adds none.
    """

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="asks")
    business_date = models.DateField()
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField()
    took_ms = models.BigIntegerField()
    amount = models.BigIntegerField()
    given = models.BigIntegerField(default=0)
    refusal = models.TextField(blank=True, default="")
    actor = models.TextField()

    class Meta:
        triggers = append_only("支用申请只增不改")
        indexes = (
            models.Index(fields=["business_date"], name="ask_by_day"),
            models.Index(fields=["card", "-id"], name="ask_of_card"),
        )


class CardOrder(models.Model):
    """授信卡申请: what one person asks for and another decides (开卡, 解冻, 续期, 恢复额度). What was asked never changes."""

    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, null=True)
    verb = models.TextField(choices=_choices(rules.ASKS))
    said = models.JSONField()
    reason = models.TextField()
    asked_by = models.TextField()
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.TextField(choices=_choices(rules.CardOrderState), default=rules.CardOrderState.ASKED)
    decided_by = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True, default="")

    class Meta:
        triggers = fixed(
            "授信卡申请一经提出,内容不改不删", "customer_id", "card_id", "verb", "said", "reason", "asked_by", "asked_on",
            "recorded_at",
        )  # fmt: skip
        indexes = (models.Index(fields=["state", "asked_on"], name="card_order_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "verb"], condition=Q(state="ASKED"), name="one_open_order_of_a_kind"
            ),
        )
