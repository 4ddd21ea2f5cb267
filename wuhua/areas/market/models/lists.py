"""Tables of 名单制: lists, their entries, what happened to each, what was said on the phone, mined leads."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from wuhua.areas.market import rules
from wuhua.platform.append_only import append_only, fixed
from wuhua.platform.fields import SealedText


def choices(enum: type) -> list[tuple[str, str]]:
    """Members as Django wants them."""
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


def _any(conditions: list[Q]) -> Q:
    found = conditions[0]
    for each in conditions[1:]:
        found |= each
    return found


OUT = [state.value for state in rules.OUT]


class TargetList(models.Model):
    """名单: `about` is the zone, the core firm or the file it was drawn from; `batch` the import or the making."""

    number = models.TextField(primary_key=True)
    name = models.TextField()
    source = models.TextField(choices=choices(rules.ListSource))
    about = models.TextField(blank=True, default="", db_default="")
    batch = models.TextField()
    made_on = models.DateField()
    made_by = models.TextField()

    class Meta:
        triggers = fixed("名单不能删改", "source", "about", "batch", "made_on", "made_by")
        constraints = (
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in rules.ListSource]), name="list_source_known"
            ),
        )


class ListEntry(models.Model):
    """名单客户: one party on one list. Of one party only one owner may hold live entries: the database keeps that.

    `reached` is the furthest step ever, so that whoever left still counts where they left from. The phone is sealed.
    """

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="entries")
    party_kind = models.TextField(choices=choices(rules.PartyKind))
    party_name = models.TextField()
    credit_code = models.TextField(blank=True, default="", db_default="")
    customer = models.TextField(blank=True, default="", db_default="")
    party_key = models.TextField()
    zone = models.ForeignKey("people.Zone", null=True, on_delete=models.PROTECT, related_name="+")
    address = models.TextField(blank=True, default="", db_default="")
    phone_sealed = SealedText(blank=True, default="", db_default="")
    phone_masked = models.TextField(blank=True, default="", db_default="")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    owner = models.ForeignKey("people.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=choices(rules.EntryState), default=rules.EntryState.NEW.value)
    reached = models.SmallIntegerField(default=0, db_default=0)
    reason = models.TextField(blank=True, default="", db_default="")
    tint = models.TextField(choices=choices(rules.Tint), blank=True, default="", db_default="")
    tint_reason = models.TextField(blank=True, default="", db_default="")
    targeted_on = models.DateField(null=True)
    targeted_visit = models.ForeignKey("Visit", null=True, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    last_contact = models.DateField(null=True)
    next_contact = models.DateField(null=True)

    class Meta:
        triggers = fixed("名单客户只能移出,不能删除", "list_id", "party_name", "added_on")
        indexes = (
            models.Index(fields=["owner", "state"], name="entry_by_owner"),
            models.Index(fields=["customer"], condition=~Q(customer=""), name="entry_by_customer"),
            models.Index(fields=["zone"], name="entry_by_zone"),
        )
        constraints = (
            models.UniqueConstraint(fields=["list", "party_key"], name="party_once_a_list"),
            ExclusionConstraint(
                name="party_has_one_owner",
                expressions=(("party_key", RangeOperators.EQUAL), ("owner", RangeOperators.NOT_EQUAL)),
                condition=Q(owner__isnull=False) & ~Q(state__in=OUT),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OUT)
                | (Q(state="NEW") & Q(owner__isnull=True))
                | (~Q(state="NEW") & Q(owner__isnull=False)),
                name="entry_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.EntryState]), name="entry_state_known"
            ),
            models.CheckConstraint(condition=~Q(state__in=OUT) | ~Q(reason=""), name="entry_left_for_a_reason"),
            models.CheckConstraint(condition=Q(tint="") | ~Q(tint_reason=""), name="entry_tint_has_reason"),
            models.CheckConstraint(
                condition=Q(targeted_on__isnull=True) | Q(targeted_visit__isnull=False), name="targeted_after_a_visit"
            ),
            models.CheckConstraint(
                condition=Q(reached__gte=0, reached__lte=len(rules.STEPS) - 1), name="entry_reached_a_step"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OUT)
                | _any([Q(state=state.value, reached=place) for state, place in rules.REACHED.items()]),
                name="entry_stands_where_it_came_to",
            ),
        )


class EntryStep(models.Model):
    """名单客户经过: from where to where, by whom. Append-only."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="steps")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    verb = models.TextField(choices=choices(rules.EntryVerb))
    before = models.TextField(choices=choices(rules.EntryState))
    after = models.TextField(choices=choices(rules.EntryState))
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("名单经过只增不改")
        indexes = (models.Index(fields=["entry", "id"], name="entry_step_of_entry"),)


class ContactNote(models.Model):
    """联系记录: a call or a stop noted in three taps. Append-only."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="contacts")
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    outcome = models.TextField(choices=choices(rules.ContactOutcome))
    chips = ArrayField(models.TextField(), default=list)
    words = models.TextField(blank=True, default="", db_default="")
    next_contact = models.DateField(null=True)

    class Meta:
        triggers = append_only("联系记录只增不改")
        indexes = (models.Index(fields=["entry", "id"], name="contact_of_entry"),)


class Lead(models.Model):
    """挖潜线索: a counterparty of a firm's accounts that is no customer yet. Sums are whole fen over the mined span.

    `firm` is the customer number whose flows were read; who may see the firm may see its leads, with the name masked
    until it is taken up as an entry.
    """

    id = models.BigAutoField(primary_key=True)
    firm = models.TextField()
    party_name = models.TextField()
    credit_code = models.TextField(blank=True, default="", db_default="")
    direction = models.TextField(choices=choices(rules.Direction))
    paid_in = models.BigIntegerField()
    paid_out = models.BigIntegerField()
    times = models.IntegerField()
    circle = models.BooleanField(default=False, db_default=False)
    rank = models.SmallIntegerField()
    since = models.DateField()
    until = models.DateField()
    mined_on = models.DateField()
    state = models.TextField(
        choices=choices(rules.LeadState), default=rules.LeadState.SEEN.value, db_default=rules.LeadState.SEEN.value
    )
    words = models.TextField(blank=True, default="", db_default="")
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="leads")

    class Meta:
        indexes = (models.Index(fields=["state", "-paid_in"], name="lead_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=["firm", "party_name"], name="lead_once_a_firm"),
            models.CheckConstraint(condition=Q(paid_in__gte=0, paid_out__gte=0), name="lead_sums_not_negative"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="lead_span"),
            models.CheckConstraint(
                condition=~Q(state="TAKEN_UP") | Q(entry__isnull=False), name="lead_taken_up_as_an_entry"
            ),
            models.CheckConstraint(condition=~Q(state="LET_GO") | ~Q(words=""), name="lead_let_go_for_a_reason"),
        )


class PlannedStop(models.Model):
    """周计划: somebody, or a cell, on a manager's route of a day. Made anew as a whole, from today on."""

    id = models.BigAutoField(primary_key=True)
    rm = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.SmallIntegerField()
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey("people.Zone", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(choices=choices(rules.StopReason))
    made_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rm", "day", "place"], name="stop_has_its_place"),
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | Q(zone__isnull=False), name="stop_is_somebody_or_somewhere"
            ),
        )
