"""Tables of visits made here, their photos, pain points and what follows from both. Degrees are exact decimals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wuhua.areas.market import rules
from wuhua.areas.market.models.lists import ListEntry, choices
from wuhua.areas.market.models.visit import Survey
from wuhua.platform.append_only import append_only, fixed


class Visit(models.Model):
    """走访: what a visit made here knows beyond the counted `Survey` it is: the sides of soft information, photos, how.

    人品一面 (`person_side`) and 经营一面 (`business_side`) are written apart, as the two looks of step 3 will ask for
    them. `key` is the phone's own number of the visit: the same visit sent twice is one row. Append-only.
    """

    survey = models.OneToOneField(Survey, primary_key=True, on_delete=models.PROTECT, related_name="visit")
    key = models.TextField(unique=True)
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="visits")
    visitor_kind = models.TextField(choices=choices(rules.VisitorKind))
    place = models.TextField(blank=True, default="", db_default="")
    accuracy = models.IntegerField(null=True)
    person_side = models.TextField(blank=True, default="", db_default="")
    business_side = models.TextField(blank=True, default="", db_default="")
    offline = models.BooleanField(default=False, db_default=False)
    photos = models.SmallIntegerField(default=0, db_default=0)
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers = append_only("走访记录只增不改")
        indexes = (models.Index(fields=["-recorded_at"], name="visit_newest"),)


class VisitPhoto(models.Model):
    """走访照片: kept by the hash of its content; `caption` says what it shows, also to those who cannot see it."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="pictures")
    place = models.SmallIntegerField()
    file = models.ForeignKey("platform.StoredFile", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    caption = models.TextField()
    taken = models.DateTimeField()

    class Meta:
        triggers = append_only("走访照片只增不改")
        constraints = (
            models.UniqueConstraint(fields=["visit", "place"], name="photo_has_its_place"),
            models.CheckConstraint(condition=~Q(caption=""), name="photo_has_a_caption"),
        )


class PainPoint(models.Model):
    """痛点难点: raised in a visit or by hand, red when its day has passed, closed in words after its actions."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=choices(rules.PainKind))
    words = models.TextField()
    party_name = models.TextField()
    customer = models.TextField(blank=True, default="", db_default="")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="pains")
    raised_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    due = models.DateField()
    state = models.TextField(choices=choices(rules.PainState), default=rules.PainState.RAISED.value)
    result = models.TextField(blank=True, default="", db_default="")
    solved_on = models.DateField(null=True)
    solved_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "痛点登记后只能办理,不能删改", "kind", "words", "party_name", "raised_by_id", "raised_on", "due"
        )
        indexes = (models.Index(fields=["state", "due"], name="pain_by_state"),)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="pain_in_words"),
            models.CheckConstraint(
                condition=~Q(state="SOLVED") | (~Q(result="") & Q(solved_on__isnull=False) & ~Q(solved_by="")),
                name="pain_solved_with_a_result",
            ),
        )


class FollowUp(models.Model):
    """跟进事项: what an executive's visit decided, or an action for a pain point. Closed by another pair of eyes."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    pain = models.ForeignKey(PainPoint, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    words = models.TextField()
    owner = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    opened_on = models.DateField()
    opened_by = models.TextField()
    state = models.TextField(choices=choices(rules.FollowUpState), default=rules.FollowUpState.TO_DO.value)
    evidence = models.TextField(blank=True, default="", db_default="")
    seen_on = models.DateField(null=True)
    seen_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed(
            "跟进事项不能删改", "visit_id", "pain_id", "words", "owner_id", "due", "opened_on", "opened_by"
        )
        indexes = (models.Index(fields=["owner", "state", "due"], name="follow_up_of_owner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(visit__isnull=False, pain__isnull=True) | Q(visit__isnull=True, pain__isnull=False),
                name="follow_up_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(due__gte=F("opened_on")), name="follow_up_due_in_future"),
            models.CheckConstraint(condition=Q(state="TO_DO") | ~Q(evidence=""), name="follow_up_done_on_evidence"),
            models.CheckConstraint(
                condition=~Q(state="SEEN_DONE") | (Q(seen_on__isnull=False) & ~Q(seen_by="")), name="follow_up_seen"
            ),
            models.CheckConstraint(
                condition=Q(seen_by="") | ~Q(seen_by=F("owner_id")), name="follow_up_seen_by_another"
            ),
        )
