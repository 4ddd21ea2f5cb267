"""Tables of the working day. Owners and holders are keys to staff and may not be empty: nothing here is nobody's.

A subject is what an upper room calls its own case ("application:SQ0001"); no key points up. Moments carry their zone,
days are business dates. Histories (`*Step`, carried items) are append-only.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wuhua.areas.workday import rules
from wuhua.platform.append_only import Promise, append_only, fixed, raising
from wuhua.platform.fields import SealedText


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(str(member.value), str(member.value)) for member in enum]  # type: ignore[attr-defined]


def _in(field: str, states: object) -> Q:
    return Q(**{f"{field}__in": [str(each) for each in states]})  # type: ignore[attr-defined]


def _staff(**more: object) -> models.ForeignKey:
    return models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", **more)  # type: ignore[arg-type]


def _unit(**more: object) -> models.ForeignKey:
    return models.ForeignKey("people.Branch", on_delete=models.PROTECT, related_name="+", **more)  # type: ignore[arg-type]


# --- the calendar and the bank's own settings ------------------------------------------------------------------------


class CalendarYear(models.Model):
    """工作日历: a year the library lacks (or has wrong), as the State Council's notice says it. Wins over the library."""

    year = models.IntegerField(primary_key=True)
    off = ArrayField(models.DateField())
    worked = ArrayField(models.DateField(), default=list)
    source = models.TextField()
    entered_on = models.DateField()


class WorkSetting(models.Model):
    """A rule the bank sets for itself, from a day on; later rows win. Append-only, so a past day can be judged again."""

    id = models.BigAutoField(primary_key=True)
    rule = models.TextField(choices=_choices(rules.WorkRule))
    value = models.TextField()
    from_day = models.DateField()

    class Meta:
        triggers = append_only("时限口径只增不改")


# --- 首问 --------------------------------------------------------------------------------------------------------------


class Inquiry(models.Model):
    """首问: one customer's request. The owner is whoever received it, until another has said yes.

    The phone is sealed; `offered_to` stands only while somebody has been asked and has not said yes.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    received_at = models.DateTimeField()
    channel = models.TextField(choices=_choices(rules.Channel))
    name = models.TextField()
    phone_sealed = SealedText(blank=True, default="", db_default="")
    phone_masked = models.TextField(blank=True, default="", db_default="")
    request = models.TextField()
    first = _staff()
    owner = _staff()
    unit = _unit()
    state = models.TextField(choices=_choices(rules.InquiryState), default=rules.InquiryState.HELD)
    offered_to = _staff(null=True)
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("首问只能移交或答复,不能删改", "day", "received_at", "channel", "name", "request", "first_id")
        indexes = (models.Index(fields=["unit", "state"], name="inquiry_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="OFFERED") & Q(offered_to__isnull=False) & Q(offered_at__isnull=False))
                | (~Q(state="OFFERED") & Q(offered_to__isnull=True)),
                name="inquiry_offered_to_somebody",
            ),
            models.CheckConstraint(condition=~Q(offered_to=F("owner")), name="inquiry_not_offered_to_its_owner"),
            models.CheckConstraint(
                condition=~Q(state="ANSWERED") | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="inquiry_answered_in_words",
            ),
        )


class InquiryStep(models.Model):
    """移交链: who received, offered, accepted, declined, answered. Append-only."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    what = models.TextField(choices=_choices(rules.InquiryStepKind))
    actor = models.TextField()
    to = models.TextField(blank=True, default="", db_default="")
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("首问移交链只增不改")


# --- 限时 --------------------------------------------------------------------------------------------------------------


class Duty(models.Model):
    """限时事项: a limit that runs for one subject, with a holder. `limit_*` is as it was when the clock began.

    `due_at` is the end when nothing rests. `due_now` is the end with what has rested, null while it rests; `next_at` is when
    the level after `level` will be reached, so that reading a list looks only at what changed.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.TextField(db_index=True)
    code = models.TextField(choices=_choices(rules.DutyCode))
    title = models.TextField()
    holder = _staff()
    unit = _unit()
    opened_on = models.DateField()
    started_at = models.DateTimeField()
    limit_amount = models.IntegerField()
    limit_unit = models.TextField(choices=_choices(rules.LimitUnit))
    limit_mode = models.TextField(choices=_choices(rules.ClockMode))
    due_at = models.DateTimeField()
    due_now = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    level = models.SmallIntegerField(default=0, db_default=0)
    state = models.TextField(choices=_choices(rules.DutyState), default=rules.DutyState.RUNNING)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        triggers = fixed(
            "限时事项只能暂停、恢复、移交、办结,不能删改",
            "subject", "code", "started_at", "limit_amount", "limit_unit", "limit_mode", "due_at",
        )  # fmt: skip
        indexes = (models.Index(fields=["holder", "state"], name="duty_of_holder"),)
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "code"], condition=_in("state", rules.LIVE_DUTY), name="one_live_clock_a_subject"
            ),
            models.CheckConstraint(condition=Q(limit_amount__gt=0), name="duty_limit_positive"),
            models.CheckConstraint(
                condition=_in("state", rules.LIVE_DUTY) | Q(stopped_at__gte=F("started_at")),
                name="duty_stops_after_start",
            ),
        )


class DutyPause(models.Model):
    """暂停: why a clock rests, with evidence of its beginning and of its end. At most one is open."""

    id = models.BigAutoField(primary_key=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="pauses")
    code = models.TextField(choices=_choices(rules.PauseCode))
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    evidence = models.TextField()
    end_evidence = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("暂停不能删改", "duty_id", "code", "from_at", "evidence")
        constraints = (
            models.UniqueConstraint(fields=["duty"], condition=Q(to_at__isnull=True), name="one_open_pause"),
            models.CheckConstraint(condition=~Q(evidence=""), name="pause_has_evidence"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | (Q(to_at__gte=F("from_at")) & ~Q(end_evidence="")),
                name="pause_ends_with_evidence",
            ),
        )


class DutyStep(models.Model):
    """限时经过: what happened to a clock; each level of use is written once. Append-only."""

    id = models.BigAutoField(primary_key=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    business_date = models.DateField()
    what = models.TextField(choices=_choices(rules.DutyStepKind))
    actor = models.TextField()
    told = models.TextField(blank=True, default="", db_default="")
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("限时经过只增不改")
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "what"], condition=Q(what__startswith="LEVEL_"), name="a_level_is_told_once"
            ),
        )


class Journey(models.Model):
    """办贷历程: the four moments of one case, and whose case it was. A moment once known is never changed."""

    subject = models.TextField(primary_key=True)
    title = models.TextField()
    holder = _staff()
    unit = _unit()
    asked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    funds_at = models.DateTimeField(null=True)

    class Meta:
        triggers = (
            Promise(
                name="moments_stand",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    " OR ".join(
                        f'OLD."{c}" IS NOT NULL AND OLD."{c}" IS DISTINCT FROM NEW."{c}"'
                        for c in ("asked_at", "accepted_at", "submitted_at", "funds_at")
                    )
                ),
                func=raising("时点一经登记,不再改动(moments_stand)", "moments_stand"),
            ),
        )


# --- 晨会夕会、会议推动 -------------------------------------------------------------------------------------------------------

_FROZEN = "".join(
    (
        "IF {day} < (SELECT online FROM platform_businessday) THEN ",
        raising("会议记录当日之后不再改动(minutes_frozen)", "minutes_frozen"),
        " END IF; RETURN NEW;",
    )
)
_DAY_OF_LINE = "(SELECT m.day FROM workday_meeting m WHERE m.id = NEW.meeting_id)"


class Meeting(models.Model):
    """会议: one a unit, day and kind. `red` is what yesterday left red when it was opened; minutes freeze with the day."""

    id = models.BigAutoField(primary_key=True)
    unit = _unit()
    day = models.DateField()
    kind = models.TextField(choices=_choices(rules.MeetingKind))
    chair = _staff()
    opened_at = models.DateTimeField()
    red = models.JSONField(default=list)
    minutes = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = (
            *fixed("会议不能删改", "unit_id", "day", "kind", "chair_id", "opened_at", "red"),
            Promise(
                name="minutes_frozen",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_FROZEN.format(day="OLD.day"),
            ),
        )
        constraints = (models.UniqueConstraint(fields=["unit", "day", "kind"], name="one_meeting_a_kind_and_day"),)


class MeetingLine(models.Model):
    """到会与计划: who was there, and the plan (morning) or the result (evening) of that person."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    staff = _staff()
    present = models.BooleanField()
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = (
            Promise(
                name="lines_frozen",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_FROZEN.format(day=_DAY_OF_LINE),
            ),
        )
        constraints = (models.UniqueConstraint(fields=["meeting", "staff"], name="one_line_a_person"),)


class Decision(models.Model):
    """决议: what a meeting wants done, by whom, until when. It stays red until somebody else closes it on evidence."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    words = models.TextField()
    owner = _staff()
    unit = _unit()
    decided_on = models.DateField()
    due = models.DateField()
    state = models.TextField(choices=_choices(rules.DecisionState), default=rules.DecisionState.OPEN)
    evidence = models.TextField(blank=True, default="", db_default="")
    closed_on = models.DateField(null=True)
    closed_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = fixed("决议不能删改", "meeting_id", "words", "owner_id", "decided_on", "due")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | (~Q(evidence="") & ~Q(closed_by="") & Q(closed_on__isnull=False)),
                name="decision_closed_on_evidence",
            ),
            models.CheckConstraint(
                condition=Q(closed_by="") | ~Q(closed_by=F("owner_id")), name="decision_closed_by_another"
            ),
            models.CheckConstraint(condition=Q(due__gte=F("decided_on")), name="decision_due_in_future"),
        )


class DecisionStep(models.Model):
    """决议落实经过. Append-only."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="steps")
    business_date = models.DateField()
    what = models.TextField(choices=_choices(rules.DecisionStepKind))
    actor = models.TextField()
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("决议经过只增不改")


# --- 日清日结 ------------------------------------------------------------------------------------------------------------


class DayClear(models.Model):
    """日清日结: a unit's day is done. Cash, papers and system agree, or `remark` says what does not. Append-only."""

    id = models.BigAutoField(primary_key=True)
    unit = _unit()
    day = models.DateField()
    closed_by = _staff()
    closed_at = models.DateTimeField()
    done_items = models.IntegerField()
    cash = models.BooleanField()
    papers = models.BooleanField()
    system = models.BooleanField()
    remark = models.TextField(blank=True, default="", db_default="")

    class Meta:
        triggers = append_only("日清日结只增不改")
        constraints = (
            models.UniqueConstraint(fields=["unit", "day"], name="a_day_is_cleared_once"),
            models.CheckConstraint(
                condition=(Q(cash=True) & Q(papers=True) & Q(system=True)) | ~Q(remark=""), name="difference_in_words"
            ),
        )


class CarriedItem(models.Model):
    """结转事项: what stood open at a close, whose it was, and why it is carried. Append-only."""

    id = models.BigAutoField(primary_key=True)
    clear = models.ForeignKey(DayClear, on_delete=models.PROTECT, related_name="carried")
    about = models.TextField()
    title = models.TextField()
    owner = models.TextField()
    reason = models.TextField()

    class Meta:
        triggers = append_only("结转事项只增不改")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="carried_with_a_reason"),)


# --- 任务倒逼 ------------------------------------------------------------------------------------------------------------

_PARTS = "".join(
    (
        "IF EXISTS (SELECT 1 FROM workday_target p WHERE p.id IN (NEW.id, NEW.parent_id)",
        " AND p.amount <> (SELECT sum(c.amount) FROM workday_target c WHERE c.parent_id = p.id)) THEN ",
        raising("下级任务之和须等于上级任务(parts_make_the_whole)", "parts_make_the_whole"),
        " END IF; RETURN NULL;",
    )
)


class Target(models.Model):
    """任务: so much of a measure, over [start, end), of a bank, a team, a unit or a person; one name answers for it.

    A target is split once, by time or by people; the database itself refuses parts that do not make the whole. Amounts in
    fen or in pieces, by measure.
    """

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    measure = models.TextField(choices=_choices(rules.Measure))
    span = models.SmallIntegerField()
    start = models.DateField()
    end = models.DateField()
    scope = models.TextField(choices=_choices(rules.TargetScope))
    about = models.TextField(blank=True, default="", db_default="")
    owner = _staff()
    amount = models.BigIntegerField()

    class Meta:
        triggers = (
            *append_only("任务分解后不改不删"),
            Promise(
                name="parts_make_the_whole",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_PARTS,
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="target_span"),
            models.CheckConstraint(condition=Q(scope="WHOLE_BANK") | ~Q(about=""), name="target_says_whose"),
            models.UniqueConstraint(
                fields=["measure", "span", "start", "scope", "about"],
                condition=Q(parent__isnull=True),
                name="one_whole_target",
            ),
        )


class DayFigure(models.Model):
    """当日数: what one person brought on one day by a measure; fed by the rooms that know it, again whenever it changes."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    staff = _staff()
    measure = models.TextField(choices=_choices(rules.Measure))
    amount = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "staff", "measure"], name="one_figure_a_day"),)


# --- 早·午·晚 -----------------------------------------------------------------------------------------------------------


class LaneItem(models.Model):
    """当日事项: one thing in somebody's day, in one of the three lanes. `done_lane` is when it was really done.

    `minutes` the officer spent, `trip` whether the customer had to come to the bank: what the time saved is reckoned from.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    staff = _staff()
    lane = models.TextField(choices=_choices(rules.Lane))
    kind = models.TextField(choices=_choices(rules.ItemKind))
    subject = models.TextField(blank=True, default="", db_default="", db_index=True)
    title = models.TextField()
    hour = models.TimeField(null=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_lane = models.TextField(choices=_choices(rules.Lane), blank=True, default="", db_default="")
    outcome = models.TextField(blank=True, default="", db_default="")
    minutes = models.IntegerField(null=True)
    trip = models.BooleanField(default=False, db_default=False)

    class Meta:
        triggers = fixed("当日事项不能删改", "day", "staff_id", "kind", "subject", "title")
        indexes = (models.Index(fields=["staff", "day"], name="item_of_a_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=0), name="item_minutes_not_negative"
            ),
            models.UniqueConstraint(
                fields=["subject", "kind", "staff", "day", "title"],
                condition=~Q(subject="") & Q(carried_from__isnull=True),
                name="one_item_a_subject_and_day",
            ),
        )
