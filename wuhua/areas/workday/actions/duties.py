"""Verbs of limits. Upper rooms call `open_duty`, `pause_duty`, `resume_duty`, `stop_duty`, `mark_journey` by subject; people
act on one clock by its number. A level that was reached is written before anything else happens to the clock.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from wuhua.areas.people.rules import ROLE_NAMES, Officer, Role
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.actions.common import MACHINE, may_lead, member, missing, record
from wuhua.areas.workday.models import Duty, DutyPause, DutyStep, Journey
from wuhua.areas.workday.rules import (
    LEVELS,
    DutyCode,
    DutyState,
    DutyStepKind,
    Limit,
    LimitUnit,
    Milestone,
    PauseCode,
    WorkdayRefusal,
)
from wuhua.core.refuse import Refused

TOLD = {50: (), 80: (Role.OUTLET_HEAD,), 100: (Role.OUTLET_HEAD, Role.EXECUTIVE)}
"""Who is told at each level beside the holder."""
COLUMN = {
    Milestone.ASKED: "asked_at",
    Milestone.ACCEPTED: "accepted_at",
    Milestone.SUBMITTED: "submitted_at",
    Milestone.FUNDS: "funds_at",
}


# --- by subject: the doors of upper rooms ----------------------------------------------------------------------------


@transaction.atomic
def open_duty(
    *,
    actor: str,
    business_date: date,
    at: datetime,
    subject: str,
    code: DutyCode,
    title: str,
    holder: str,
    limit: Limit | None = None,
) -> Duty | Refused:
    """A clock begins at `at` for a subject. Raises `Refuse` where the calendar of a year is missing."""
    who = member(holder, business_date, "holder")
    if isinstance(who, Refused):
        return who
    time = read.work_time(business_date)
    given = limit or time.limit(code)
    if given is None or given.amount <= 0:
        return Refused(WorkdayRefusal.LIMIT_MISSING, "没有写明时限。", "请写明天数或工作分钟数。", "amount")
    if Duty.objects.filter(subject=subject, code=code, state__in=rules.LIVE_DUTY).exists():
        return Refused(WorkdayRefusal.RUNS_ALREADY, "该事项已在计时。", "请在原计时上办理。", "subject")
    start = read.local(at)
    due = time.desk.due(start, given)

    # After this line the clock must run.
    made = Duty.objects.create(
        subject=subject, code=code, title=title.strip(), holder_id=who.number, unit_id=who.branch, opened_on=business_date,
        started_at=start, limit_amount=given.amount, limit_unit=given.unit, limit_mode=given.mode, due_at=due,
        due_now=due, next_at=time.desk.level_at(start, given, LEVELS[0], ()),
    )  # fmt: skip
    _step(made, actor, business_date, start, DutyStepKind.OPENED)
    record(actor, business_date, "duty_opened", f"duty:{made.pk}", {"subject": subject, "code": code, "due": due})
    return made


@transaction.atomic
def pause_duty(
    *, actor: str, business_date: date, at: datetime, subject: str, code: DutyCode, pause: PauseCode, evidence: str
) -> Duty | Refused:
    """The clock of a subject rests, by a code and with evidence."""
    return _pause(_of(subject, code), actor, business_date, at, pause, evidence)


@transaction.atomic
def resume_duty(
    *, actor: str, business_date: date, at: datetime, subject: str, code: DutyCode, evidence: str
) -> Duty | Refused:
    """It runs again, on evidence."""
    return _resume(_of(subject, code), actor, business_date, at, evidence)


@transaction.atomic
def stop_duty(
    *, actor: str, business_date: date, at: datetime, subject: str, code: DutyCode, cancelled: bool = False
) -> Duty | Refused:
    """The work is done (or no longer asked for): the clock stops."""
    return _stop(_of(subject, code), actor, business_date, at, cancelled=cancelled)


@transaction.atomic
def mark_journey(
    *, actor: str, business_date: date, at: datetime, subject: str, title: str, holder: str, milestone: Milestone
) -> Journey | Refused:
    """One of the four moments of a case. Submission starts the promise, the money stops it."""
    who = member(holder, business_date, "holder")
    if isinstance(who, Refused):
        return who
    journey, _ = Journey.objects.select_for_update().get_or_create(
        subject=subject, defaults={"title": title.strip(), "holder_id": who.number, "unit_id": who.branch}
    )
    if getattr(journey, COLUMN[milestone]) is not None:
        return Refused(WorkdayRefusal.MILESTONE_STANDS, "这个时点已经登记。", "时点一经登记,不再改动。", "milestone")
    setattr(journey, COLUMN[milestone], at)
    if not read.milestones(journey).in_order:
        return Refused(
            WorkdayRefusal.TIME_GOES_BACK, "时间早于已登记的上一时点。", "请核对时间,按发生的先后登记。", "at"
        )
    promise = _promise(actor, business_date, at, journey, milestone)
    if isinstance(promise, Refused):
        return promise

    # After this line the moment must be written.
    journey.save(update_fields=[COLUMN[milestone]])
    record(actor, business_date, "milestone", f"journey:{subject}", {"milestone": milestone, "at": at})
    return journey


def _promise(actor: str, on: date, at: datetime, journey: Journey, milestone: Milestone) -> Duty | Refused | None:
    words = {"actor": actor, "business_date": on, "at": at, "subject": journey.subject, "code": DutyCode.PROMISE}
    if milestone is Milestone.SUBMITTED:
        return open_duty(**words, title=journey.title, holder=journey.holder_id)  # type: ignore[arg-type]
    if milestone is Milestone.FUNDS and _of(journey.subject, DutyCode.PROMISE) is not None:
        return stop_duty(**words)  # type: ignore[arg-type]
    return None


# --- by number: what people do ---------------------------------------------------------------------------------------


def start(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    title: str,
    holder: str,
    amount: int,
    unit: LimitUnit,
    subject: str = "",
) -> Duty | Refused:
    """A matter of a person's own making with a limit of its own; for others only by who leads them."""
    refused = rules.may_work(actor) or rules.check_words(title, "title", "事项")
    if refused is not None:
        return refused
    who = member(holder, business_date, "holder")
    if isinstance(who, Refused):
        return who
    if who.number != actor.number:
        refused = may_lead(actor, who.branch)
        if refused is not None:
            return refused
    time = read.work_time(business_date)
    limit = Limit(amount, unit, time.mode)
    named = subject.strip() or f"own:{actor.number}:{read.local(at):%Y%m%d%H%M%S%f}"
    return open_duty(
        actor=actor.number, business_date=business_date, at=at, subject=named, code=DutyCode.OWN_LIMIT, title=title,
        holder=holder, limit=limit,
    )  # fmt: skip


@transaction.atomic
def pause(
    *, actor: Officer, business_date: date, at: datetime, number: int, code: PauseCode, evidence: str
) -> Duty | Refused:
    """By its holder, or by who leads its unit."""
    found = _held(actor, number)
    if isinstance(found, Refused):
        return found
    return _pause(found, actor.number, business_date, at, code, evidence)


@transaction.atomic
def resume(*, actor: Officer, business_date: date, at: datetime, number: int, evidence: str) -> Duty | Refused:
    """By its holder, or by who leads its unit."""
    found = _held(actor, number)
    return found if isinstance(found, Refused) else _resume(found, actor.number, business_date, at, evidence)


@transaction.atomic
def finish(*, actor: Officer, business_date: date, at: datetime, number: int) -> Duty | Refused:
    """A matter of people's own is done. What belongs to a case of an upper room is stopped by that room alone."""
    found = _held(actor, number)
    if isinstance(found, Refused):
        return found
    if found.code != DutyCode.OWN_LIMIT:
        return Refused(
            WorkdayRefusal.NOT_OF_THIS_POST, "这项计时随业务办理自动停止。", "请在业务页面办理该步骤,办完即停。"
        )
    return _stop(found, actor.number, business_date, at, cancelled=False)


@transaction.atomic
def hand_on(
    *, actor: Officer, business_date: date, at: datetime, number: int, holder: str, reason: str
) -> Duty | Refused:
    """接管/改派: by who leads the unit, with the reason; the clock does not begin anew."""
    found = _seen(actor, number)
    if isinstance(found, Refused):
        return found
    refused = may_lead(actor, found.unit_id) or rules.check_running(DutyState(found.state))
    refused = refused or rules.check_words(reason, "reason", "理由")
    if refused is not None:
        return refused
    who = member(holder, business_date, "holder")
    if isinstance(who, Refused):
        return who
    if who.number == found.holder_id:
        return Refused(WorkdayRefusal.HELD_ALREADY, f"{who.name} 已是承办人。", "无需改派。", "holder")

    # After this line the duty must be another's.
    before = found.holder_id
    found.holder_id, found.unit_id = who.number, who.branch
    found.save(update_fields=["holder", "unit"])
    _step(found, actor.number, business_date, at, DutyStepKind.HANDED_ON, f"{before} → {who.number}:{reason.strip()}")
    record(
        actor.number, business_date, "duty_handed_on", f"duty:{found.pk}", {"holder": who.number}, {"holder": before}
    )
    return found


@transaction.atomic
def explain(*, actor: Officer, business_date: date, at: datetime, number: int, cause: str) -> Duty | Refused:
    """超时原因: why a limit was broken, by its holder or who leads the unit; said again, the later one is shown."""
    found = _held(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_words(cause, "cause", "超时原因")
    if refused is not None:
        return refused
    if found.level < LEVELS[-1]:
        return Refused(WorkdayRefusal.NO_BREACH, "这项事项没有超时。", "无需说明原因。")

    # After this line the cause must stand.
    _step(found, actor.number, business_date, at, DutyStepKind.CAUSE, cause.strip())
    record(actor.number, business_date, "breach_explained", f"duty:{found.pk}", {"cause": cause.strip()})
    return found


@transaction.atomic
def escalate(*, business_date: date, at: datetime) -> int:
    """Write every level reached by a moment; answers how many. Doing it twice writes nothing twice.

    Called by the day end and before a list is read: the moment is an argument, so that both write the same rows.
    """
    rows = Duty.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=DutyState.RUNNING, next_at__lte=at
    )
    return sum(_climb(each, business_date, read.local(at)) for each in rows.prefetch_related("pauses").order_by("id"))


# --- the small parts -------------------------------------------------------------------------------------------------


def _of(subject: str, code: DutyCode) -> Duty | None:
    rows = Duty.objects.select_for_update().filter(subject=subject, code=code, state__in=rules.LIVE_DUTY)
    return rows.first()


def _seen(actor: Officer, number: int) -> Duty | Refused:
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if read.duty(actor, number) is None:
        return missing("限时事项")
    return Duty.objects.select_for_update().get(pk=number)


def _held(actor: Officer, number: int) -> Duty | Refused:
    found = _seen(actor, number)
    if isinstance(found, Refused) or found.holder_id == actor.number:
        return found
    refused = may_lead(actor, found.unit_id)
    if refused is None:
        return found
    return Refused(WorkdayRefusal.NOT_THE_OWNER, f"这项事项由 {found.holder_id} 承办。", "请由承办人或其负责人办理。")


def _pause(found: Duty | None, actor: str, on: date, at: datetime, code: PauseCode, evidence: str) -> Duty | Refused:
    if found is None:
        return missing("限时事项")
    last = _last(found)
    refused = rules.check_pause(DutyState(found.state), evidence) or rules.check_forward(at, last)
    if refused is not None:
        return refused

    # After this line the clock must rest.
    _climb(found, on, read.local(at))
    DutyPause.objects.create(duty=found, code=code, from_at=at, evidence=evidence.strip())
    found.state, found.due_now, found.next_at = DutyState.PAUSED, None, None
    found.save(update_fields=["state", "due_now", "next_at"])
    _step(found, actor, on, at, DutyStepKind.PAUSED, f"{code}:{evidence.strip()}")
    record(actor, on, "duty_paused", f"duty:{found.pk}", {"code": code, "evidence": evidence.strip()})
    return found


def _resume(found: Duty | None, actor: str, on: date, at: datetime, evidence: str) -> Duty | Refused:
    if found is None:
        return missing("限时事项")
    refused = rules.check_resume(DutyState(found.state), evidence) or rules.check_forward(at, _last(found))
    if refused is not None:
        return refused

    # After this line the clock must run.
    found.pauses.filter(to_at__isnull=True).update(to_at=at, end_evidence=evidence.strip())
    found.state = DutyState.RUNNING
    desk, limit = read.work_time(found.opened_on).desk, read.limit(found)
    pauses = read.rests(list(found.pauses.all()))
    found.due_now = desk.net_due(read.local(found.started_at), limit, pauses)
    found.next_at = _next(found, desk, limit, pauses)
    found.save(update_fields=["state", "due_now", "next_at"])
    _step(found, actor, on, at, DutyStepKind.RESUMED, evidence.strip())
    record(actor, on, "duty_resumed", f"duty:{found.pk}", {"evidence": evidence.strip()})
    return found


def _stop(found: Duty | None, actor: str, on: date, at: datetime, *, cancelled: bool) -> Duty | Refused:
    if found is None:
        return missing("限时事项")
    refused = rules.check_running(DutyState(found.state)) or rules.check_forward(at, _last(found))
    if refused is not None:
        return refused

    # After this line the clock must stop.
    if found.state == DutyState.PAUSED:
        found.pauses.filter(to_at__isnull=True).update(to_at=at, end_evidence="办结时结束")
    else:
        _climb(found, on, read.local(at))
    kind = DutyStepKind.CANCELLED if cancelled else DutyStepKind.STOPPED
    found.state, found.stopped_at, found.next_at = DutyState(kind.value), at, None
    found.save(update_fields=["state", "stopped_at", "next_at"])
    _step(found, actor, on, at, kind)
    record(actor, on, f"duty_{kind.value.lower()}", f"duty:{found.pk}", {"at": at})
    return found


def _last(found: Duty) -> datetime:
    """The last moment something happened to a clock at the word of a person or a room."""
    moments = [found.started_at]
    for each in found.pauses.all():
        moments += [each.from_at, *([each.to_at] if each.to_at else [])]
    return max(moments)


def _next(found: Duty, desk: rules.Desk, limit: Limit, pauses: list[rules.Rest]) -> datetime | None:
    """When the level after the one it has reached will be reached."""
    above = [each for each in LEVELS if each > found.level]
    return desk.level_at(read.local(found.started_at), limit, above[0], pauses) if above else None


def _climb(found: Duty, on: date, at: datetime) -> int:
    """Write the levels a clock has reached by a moment. What ends at its last minute is in time."""
    desk, limit = read.work_time(found.opened_on).desk, read.limit(found)
    pauses, written = read.rests(list(found.pauses.all())), 0
    for level in [each for each in LEVELS if each > found.level]:
        reached = desk.level_at(read.local(found.started_at), limit, level, pauses)
        if reached is None or reached > at or (level == LEVELS[-1] and reached == at):
            break
        told = "、".join([found.holder_id, *(ROLE_NAMES[role] for role in TOLD[level])])
        _step(found, MACHINE, on, reached, DutyStepKind(f"LEVEL_{level}"), told=told)
        found.level, written = level, written + 1
    found.next_at = _next(found, desk, limit, pauses)
    found.save(update_fields=["level", "next_at"])
    return written


def _step(found: Duty, actor: str, on: date, at: datetime, what: DutyStepKind, words: str = "", told: str = "") -> None:
    DutyStep.objects.create(duty=found, at=at, business_date=on, what=what, actor=actor, words=words, told=told)
