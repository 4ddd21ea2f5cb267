"""The case: one request on its way through the five steps, every step it took, and everybody who had a hand in it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pgtrigger
from django.db import models
from django.db.models import F, Q

from wuhua.areas.origination import rules
from wuhua.areas.origination.models.record import Application
from wuhua.areas.origination.rules.steps import ARROWS, LIVE
from wuhua.platform.append_only import Promise, append_only, fixed, raising


def choices(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The members of an enum for a text column."""
    return [(member.value, member.value) for member in enum]


def _pairs() -> str:
    """Every (from, to) that an arrow of the table allows; an overturned refusal goes back to where it stood."""
    found = {(start, arrow.ends) for arrow in ARROWS.values() if arrow.ends for start in arrow.starts}
    found |= {(rules.CaseState.REJECTED, each) for each in LIVE}
    return ", ".join(f"('{start}', '{end}')" for start, end in sorted(found))


def _only_by_arrow() -> tuple[pgtrigger.Trigger, ...]:
    """A step that is not in the table is refused by the database itself (A39)."""
    return (
        Promise(
            name="five_steps",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("state"),
            condition=pgtrigger.Condition(
                f'OLD."state" IS DISTINCT FROM NEW."state" AND (OLD."state", NEW."state") NOT IN ({_pairs()})'
            ),
            func=raising("五步不能跳过(five_steps)", "five_steps"),
        ),
    )


class Case(models.Model):
    """案件: what is asked, who holds it, how far it has come, and what was decided. Its clocks stand on the application.

    `holder` is whose move it is, `limit` what the formula gave, `approved_*` what was decided. `turn` goes up with every
    return; reviews count for the turn they were made in. What is counted for the year stands on `Application`.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.PROTECT, related_name="case")
    customer = models.ForeignKey("customer.Customer", on_delete=models.PROTECT, related_name="+")
    path = models.TextField(choices=choices(rules.CasePath), default="THREE_DAYS", db_default="THREE_DAYS")
    state = models.TextField(choices=choices(rules.CaseState))
    turn = models.SmallIntegerField(default=1, db_default=1)
    unit = models.TextField()
    holder = models.TextField()
    lead = models.TextField()
    co = models.TextField(blank=True, default="", db_default="")
    opened_on = models.DateField()

    # What is asked for.
    product = models.TextField()
    amount = models.BigIntegerField()
    months = models.SmallIntegerField()
    purpose = models.TextField()
    use = models.TextField()
    industry = models.TextField()
    region = models.TextField()
    security = models.TextField()
    method = models.TextField()
    account = models.TextField(blank=True, default="", db_default="")
    payout = models.TextField(default="SELF", db_default="SELF")
    payee = models.TextField(blank=True, default="", db_default="")
    payee_account = models.TextField(blank=True, default="", db_default="")
    payee_bank = models.TextField(blank=True, default="", db_default="")
    payee_amount = models.BigIntegerField(default=0, db_default=0)
    inputs = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)
    checklists = models.JSONField(default=dict)
    sheet_version = models.IntegerField()

    # What the investigation and the formula gave.
    limit = models.BigIntegerField(null=True)
    limit_basis = models.JSONField(default=dict)
    sales = models.BigIntegerField(null=True)
    apart_reason = models.TextField(blank=True, default="", db_default="")
    co_signed_on = models.DateField(null=True)

    # What was decided.
    approved_amount = models.BigIntegerField(null=True)
    approved_months = models.SmallIntegerField(null=True)
    approved_rate = models.IntegerField(null=True)
    price = models.JSONField(default=dict)
    note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = (
            *fixed("案件受理后只能逐步办理,不能删改", "application_id", "customer_id", "opened_on"),
            *_only_by_arrow(),
        )
        indexes = (
            models.Index(fields=["state", "unit"], name="case_by_state"),
            models.Index(fields=["holder"], name="case_by_holder"),
            models.Index(fields=["customer"], name="case_by_customer"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "product"], condition=Q(state__in=[each.value for each in LIVE]),
                name="one_live_case_a_product",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, months__gt=0), name="case_asks_for_something"),
            models.CheckConstraint(condition=Q(co="") | ~Q(co=F("lead")), name="lead_is_not_co"),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "SIGNED", "CLEARED", "DISBURSED"])
                | Q(approved_amount__gt=0, approved_months__gt=0, approved_rate__gt=0),
                name="approved_says_what",
            ),
        )  # fmt: skip


class CaseStep(models.Model):
    """办理记录: one verb that was done to a case, by whom, under which mandate, on what evidence. Never edited."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(choices=choices(rules.CaseVerb))
    from_state = models.TextField(blank=True, default="")
    to_state = models.TextField(choices=choices(rules.CaseState))
    turn = models.SmallIntegerField()
    actor = models.TextField()
    mandate = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    business_date = models.DateField()
    words = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        triggers = append_only("办理记录只增不改")
        indexes = (models.Index(fields=["case", "id"], name="case_step_in_order"),)


class CaseHand(models.Model):
    """经办: who has had which part of a case. Separation is checked against it and proved from it. Never edited."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hands")
    part = models.TextField(choices=choices(rules.CasePart))
    staff = models.TextField()
    business_date = models.DateField()

    class Meta:
        triggers = append_only("经办分工只增不改")
        constraints = (
            # Whoever had a part may not have another: the same pair twice is the only repetition there is.
            models.UniqueConstraint(fields=["case", "staff"], name="one_part_a_person_a_case"),
        )


class ChecklistChoice(models.Model):
    """清单版本: which reading of a step's checklist holds from a day on; shipped: A (domain 1.11)."""

    stage = models.TextField(choices=choices(rules.Stage))
    variant = models.TextField()
    from_day = models.DateField()
    chosen_by = models.TextField()
    why = models.TextField(blank=True, default="")

    class Meta:
        triggers = append_only("清单版本只能从某日起另选")
        constraints = (models.UniqueConstraint(fields=["stage", "from_day"], name="one_checklist_from_a_day"),)
