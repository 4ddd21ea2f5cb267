"""合同: what the customer signs, drawn from a template and kept by its hash; its terms are the decision's, copied."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.origination import rules
from wuhua.areas.origination.models.case import Case, choices
from wuhua.platform.append_only import append_only, fixed


class Contract(models.Model):
    """借款合同: drawn once a turn. `terms` are the approved terms as JSON; `digest` is of the document, `document` the kept file.

    `signature` is the hash over document, signer, moment and way; `witness` the member of staff present at a face-to-face
    signing. Marked as the bank's own signing: no certificate authority stands behind it.
    """

    number = models.TextField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contracts")
    turn = models.SmallIntegerField()
    template = models.TextField()
    template_digest = models.CharField(max_length=64)
    terms = models.JSONField()
    document = models.ForeignKey("customer.Document", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    drawn_by = models.TextField()
    drawn_on = models.DateField()
    sign_way = models.TextField(choices=choices(rules.SignWay), blank=True, default="", db_default="")
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    signer = models.TextField(blank=True, default="", db_default="")
    witness = models.TextField(blank=True, default="", db_default="")
    signature = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "合同文本不能改动", "case_id", "turn", "template", "template_digest", "terms", "document_id", "digest"
        )
        constraints = (
            models.UniqueConstraint(fields=["case", "turn"], name="one_contract_a_turn"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | (~Q(sign_way="") & ~Q(signer="") & ~Q(signature="")),
                name="signed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("drawn_on")), name="signed_after_drawn"
            ),
        )


class PaymentOrder(models.Model):
    """受托支付单: what of a loan the bank paid on to whom, on the day of the money. Written with it, never edited.

    `note` is empty while the loan is handed over to the core, which pays by the printed order.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payments")
    turn = models.SmallIntegerField()
    payee = models.TextField()
    payee_account = models.TextField()
    payee_bank = models.TextField()
    amount = models.BigIntegerField()
    account = models.TextField()
    note = models.TextField(blank=True, default="", db_default="")
    paid_by = models.TextField()
    paid_on = models.DateField(db_index=True)

    class Meta:
        triggers = append_only("受托支付单只增不改")
        constraints = (
            models.UniqueConstraint(fields=["case", "turn"], name="one_payment_order_a_turn"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_order_positive"),
            models.CheckConstraint(condition=~Q(payee_account=F("account")), name="payment_order_to_another"),
        )
