"""What was judged: three reviews, exceptions, mandates, votes, the decision, refusals looked at again, ties that bar."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wuhua.areas.origination import rules
from wuhua.areas.origination.models.case import Case, choices
from wuhua.platform.append_only import append_only, fixed


class Review(models.Model):
    """审查意见: one of the three, with the figures as recomputed and numbered points. The newest of a turn counts."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    kind = models.TextField(choices=choices(rules.ReviewKind))
    turn = models.SmallIntegerField()
    verdict = models.TextField(choices=choices(rules.ReviewVerdict))
    points = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    reviewer = models.TextField()
    at = models.DateTimeField()
    business_date = models.DateField()
    met_on = models.DateField(null=True)
    met_by = models.TextField(blank=True, default="", db_default="")
    met_evidence = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "审查意见不能删改,只能登记条件落实", "case_id", "kind", "turn", "verdict", "points", "figures", "reviewer"
        )
        constraints = (
            models.UniqueConstraint(fields=["case", "kind", "turn"], name="one_review_a_kind_a_turn"),
            models.CheckConstraint(
                condition=Q(verdict="PASSED") | ~Q(points=[]), name="review_that_does_not_pass_says_why"
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | ~Q(met_evidence=""), name="condition_met_on_evidence"
            ),
        )


class CaseException(models.Model):
    """例外: a rule of the sheet a case does not keep, asked for with a reason and granted by another person, or not."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exceptions")
    rule = models.TextField()
    reason = models.TextField()
    asked_by = models.TextField()
    asked_on = models.DateField()
    state = models.TextField(choices=choices(rules.ExceptionState), default="ASKED", db_default="ASKED")
    decided_by = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True)
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("例外申请不能删改", "case_id", "rule", "reason", "asked_by")
        constraints = (
            models.UniqueConstraint(fields=["case", "rule"], name="one_exception_a_rule"),
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="ASKED") | (~Q(decided_by="") & ~Q(decided_by=F("asked_by"))),
                name="exception_decided_by_another",
            ),
        )


class Mandate(models.Model):
    """转授权: a person may decide up to an amount, from a day to a day, given by somebody whose own mandate reaches it.

    `stopped_on` ends it at once. `product` "*" is every product. An amount of nought is a stop of what the post gives.
    """

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    product = models.TextField(default="*")
    secured = models.BooleanField()
    amount = models.BigIntegerField()
    from_day = models.DateField()
    to_day = models.DateField()
    given_by = models.TextField()
    why = models.TextField()
    stopped_on = models.DateField(null=True)
    stopped_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("授权不能删改,只能停止", "staff_id", "product", "secured", "amount", "from_day", "to_day")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="mandate_not_negative"),
            models.CheckConstraint(condition=Q(to_day__gte=F("from_day")), name="mandate_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(staff=F("given_by")), name="mandate_not_to_oneself"),
        )


class VoteCall(models.Model):
    """上会: a case before the committee, who was called, the terms that lie on its table, and what it came to.

    Amount in fen, rate in 10⁻⁷ a year; no rate is the price as computed on the day of the count.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="votes")
    turn = models.SmallIntegerField()
    members = ArrayField(models.TextField())
    amount = models.BigIntegerField()
    months = models.SmallIntegerField()
    rate = models.IntegerField(null=True)
    rate_reason = models.TextField(blank=True, default="", db_default="")
    conditions = models.TextField(blank=True, default="", db_default="")
    called_by = models.TextField()
    called_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_by = models.TextField(blank=True, default="", db_default="")
    carried = models.BooleanField(null=True)
    minutes = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "上会记录不能删改", "case_id", "turn", "members", "amount", "months", "rate", "rate_reason", "conditions",
            "called_by", "called_on",
        )  # fmt: skip
        constraints = (
            models.UniqueConstraint(
                fields=["case", "turn"], condition=Q(closed_on__isnull=True), name="one_open_vote_a_case"
            ),
        )


class Ballot(models.Model):
    """表决票: one member's word, once. Never edited."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(VoteCall, on_delete=models.PROTECT, related_name="ballots")
    member = models.TextField()
    vote = models.TextField(choices=choices(rules.Ballot))
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only("表决票一经投出不能更改")
        constraints = (
            models.UniqueConstraint(fields=["call", "member"], name="one_ballot_a_member"),
            models.CheckConstraint(condition=Q(vote="AGREE") | ~Q(words=""), name="a_no_says_why"),
        )


class Decision(models.Model):
    """批复: what was decided, under which mandate, and whether another key must still turn. Never edited but for that key."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    turn = models.SmallIntegerField()
    amount = models.BigIntegerField()
    months = models.SmallIntegerField()
    rate = models.IntegerField()
    price = models.JSONField(default=dict)
    rate_reason = models.TextField(blank=True, default="", db_default="")
    conditions = models.TextField(blank=True, default="", db_default="")
    mandate = models.TextField()
    decided_by = models.TextField()
    decided_on = models.DateField()
    key_needed = models.BooleanField()
    key_by = models.TextField(blank=True, default="", db_default="")
    key_on = models.DateField(null=True)

    class Meta:
        triggers = fixed("批复不能删改", "case_id", "turn", "amount", "months", "rate", "decided_by", "key_needed")
        constraints = (
            models.UniqueConstraint(fields=["case", "turn"], name="one_decision_a_turn"),
            models.CheckConstraint(condition=Q(key_by="") | ~Q(key_by=F("decided_by")), name="second_key_is_another"),
        )


class Consultation(models.Model):
    """省联社咨询: above the line the union is asked before the decision; its answer is kept with its number."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    turn = models.SmallIntegerField()
    sent_on = models.DateField()
    sent_by = models.TextField()
    answered_on = models.DateField(null=True)
    agreed = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("咨询记录不能删改", "case_id", "turn", "sent_on", "sent_by")
        constraints = (models.UniqueConstraint(fields=["case", "turn"], name="one_consultation_a_turn"),)


class RefusalLook(models.Model):
    """否决复核: every refusal is looked at again by who leads the unit, within two working days (A30)."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refusals")
    code = models.TextField(choices=choices(rules.RejectCode))
    words = models.TextField()
    stood_at = models.TextField()
    refused_by = models.TextField()
    refused_on = models.DateField()
    due = models.DateTimeField()
    state = models.TextField(choices=choices(rules.RefusalReview), default="WAITING", db_default="WAITING")
    looked_by = models.TextField(blank=True, default="", db_default="")
    looked_on = models.DateField(null=True)
    looked_words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("否决记录不能删改", "case_id", "code", "words", "stood_at", "refused_by", "refused_on")
        indexes = (models.Index(fields=["state", "due"], name="refusal_waiting"),)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="refusal_says_why"),
            models.CheckConstraint(
                condition=Q(state="WAITING") | (~Q(looked_by="") & ~Q(looked_by=F("refused_by"))),
                name="refusal_looked_at_by_another",
            ),
        )


class StaffTie(models.Model):
    """关联回避: a member of staff related to a customer may take no part in its cases while the tie stands."""

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    declared_by = models.TextField()

    class Meta:
        triggers = fixed("关联申报不能删改", "staff_id", "customer_id", "words", "from_day", "declared_by")
        constraints = (
            models.UniqueConstraint(
                fields=["staff", "customer"], condition=Q(to_day__isnull=True), name="one_open_tie_a_pair"
            ),
        )
