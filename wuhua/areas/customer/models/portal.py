"""Tables of the customer's phone: codes and sign-ins (hashed), messages to be sent (sealed), and what was asked for there.

None of it has to do with a staff account: a sign-in of a customer is a row here under a cookie of its own.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wuhua.areas.customer.models.customer import Customer
from wuhua.areas.customer.rules.portal import MessageState, RequestKind
from wuhua.platform.append_only import fixed
from wuhua.platform.fields import BlindIndex, SealedText


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class PortalCode(models.Model):
    """一次性验证码: one asking at the door. `customer` is empty where nobody has that number and phone: all else is alike.

    `handle` and `code` are keyed hashes; `address` is one of the network address.
    """

    handle = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    phone_blind = BlindIndex()
    address = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        triggers = fixed(
            "验证码登记后不改", "handle", "code", "customer_id", "phone_blind", "address", "sent_at", "ends_at"
        )
        indexes = (
            models.Index(fields=["phone_blind", "sent_at"], name="portal_code_by_phone"),
            models.Index(fields=["address", "sent_at"], name="portal_code_by_address"),
        )


class PortalSession(models.Model):
    """客户登录: a sitting of one customer on one phone; `token` is the keyed hash of what the cookie holds."""

    token = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        triggers = fixed("客户登录登记后不改", "token", "customer_id", "address", "opened_at")


class Message(models.Model):
    """短信发件箱: to whom and what, sealed, until a gateway has taken it. After `ends_at` it is not worth sending."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    to_sealed = SealedText()
    to_masked = models.TextField()
    text_sealed = SealedText()
    state = models.TextField(choices=_choices(MessageState), default=MessageState.WAITING)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = (models.Index(fields=["made_at"], condition=Q(state="WAITING"), name="message_waiting"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="SENT") | Q(sent_at__isnull=False), name="message_sent_has_a_time"
            ),
        )


class PortalRequest(models.Model):
    """客户网上所求: what was asked for, and the inquiry that carries it (whoever owns that answers). Amounts are fen."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=_choices(RequestKind))
    key = models.TextField()
    product = models.TextField(blank=True, default="", db_default="")
    amount = models.BigIntegerField(null=True)
    months = models.IntegerField(null=True)
    purpose = models.TextField(blank=True, default="", db_default="")
    needed = models.DateField(null=True)
    words = models.TextField(blank=True, default="", db_default="")
    subject = models.TextField(blank=True, default="", db_default="")
    inquiry = models.ForeignKey("workday.Inquiry", on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    asked_at = models.DateTimeField()

    class Meta:
        triggers = fixed(
            "客户网上所求登记后不改",
            "customer_id", "kind", "key", "product", "amount", "months", "purpose", "needed", "inquiry_id",
        )  # fmt: skip
        indexes = (models.Index(fields=["customer", "-asked_at"], name="portal_request_by_customer"),)
        constraints = (
            models.UniqueConstraint(fields=["customer", "key"], name="portal_request_once"),
            models.CheckConstraint(
                condition=~Q(kind="APPLY") | (Q(amount__gt=0) & Q(months__gt=0)), name="portal_request_has_amount"
            ),
        )
