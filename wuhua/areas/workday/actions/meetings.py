"""Verbs of 晨会夕会 and 会议推动: a meeting is opened, everybody says their plan or result, decisions are made and followed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.actions.common import may_lead, member, missing, record
from wuhua.areas.workday.actions.duties import escalate
from wuhua.areas.workday.models import Decision, DecisionStep, Meeting, MeetingLine
from wuhua.areas.workday.rules import DecisionState, DecisionStepKind, MeetingKind, WorkdayRefusal
from wuhua.core.refuse import Refused

# --- meetings --------------------------------------------------------------------------------------------------------


@transaction.atomic
def meet(*, actor: Officer, business_date: date, at: datetime, unit: str, kind: MeetingKind) -> Meeting | Refused:
    """开会: today's, with the red list of the day before at its head. An unclosed yesterday locks nothing (A35)."""
    refused = may_lead(actor, unit)
    if refused is not None:
        return refused
    if Meeting.objects.filter(unit_id=unit, day=business_date, kind=kind).exists():
        return Refused(WorkdayRefusal.HELD_ALREADY, "今天的这个会已经开了。", "请打开已有的会议继续记录。", "kind")
    escalate(business_date=business_date, at=at)
    red = read.red_list(unit, business_date, read.red(unit, at))

    # After this line the meeting must be open.
    made = Meeting.objects.create(
        unit_id=unit, day=business_date, kind=kind, chair_id=actor.number, opened_at=at, red=red
    )
    record(
        actor.number,
        business_date,
        "meeting_opened",
        f"meeting:{made.pk}",
        {"unit": unit, "kind": kind, "red": len(red)},
    )
    return made


@transaction.atomic
def say(
    *, actor: Officer, business_date: date, at: datetime, number: int, staff: str, present: bool, words: str = ""
) -> MeetingLine | Refused:
    """到会与计划/结果: one's own line, or anybody's by who leads the unit; said again the same day, the later one stands."""
    found = _meeting(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    who = member(staff, business_date, "staff")
    if isinstance(who, Refused):
        return who
    refused = None if who.number == actor.number else may_lead(actor, found.unit_id)
    if refused is None and words.strip():
        refused = rules.check_words(words, "words", "计划或结果")
    if refused is not None:
        return refused

    # After this line the line must stand.
    said, _ = MeetingLine.objects.update_or_create(
        meeting=found, staff_id=who.number, defaults={"present": present, "words": words.strip()}
    )
    record(
        actor.number, business_date, "meeting_said", f"meeting:{found.pk}", {"staff": who.number, "present": present}
    )
    return said


@transaction.atomic
def minute(*, actor: Officer, business_date: date, at: datetime, number: int, minutes: str) -> Meeting | Refused:
    """会议记录: by who leads the unit, on the day; afterwards the database itself refuses."""
    found = _meeting(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    refused = may_lead(actor, found.unit_id)
    if refused is None and not 0 < len(minutes.strip()) <= 4000:
        refused = Refused(WorkdayRefusal.WORDS_MISSING, "会议记录为空或过长。", "请写明要点,不超过四千字。", "minutes")
    if refused is not None:
        return refused

    # After this line the minutes must be written.
    found.minutes = minutes.strip()
    found.save(update_fields=["minutes"])
    record(actor.number, business_date, "meeting_minuted", f"meeting:{found.pk}", {"length": len(found.minutes)})
    return found


def _meeting(actor: Officer, on: date, number: int) -> Meeting | Refused:
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if read.meeting(actor, number) is None:
        return missing("会议")
    found = Meeting.objects.select_for_update().get(pk=number)
    return rules.check_day(found.day, on) or found


# --- decisions -------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *, actor: Officer, business_date: date, at: datetime, number: int, words: str, owner: str, due: date
) -> Decision | Refused:
    """决议: in today's meeting, with one name and a day."""
    found = _meeting(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    refused = may_lead(actor, found.unit_id) or rules.check_words(words, "words", "决议内容")
    refused = refused or rules.check_due(due, business_date)
    if refused is not None:
        return refused
    who = member(owner, business_date, "owner")
    if isinstance(who, Refused):
        return who

    # After this line the decision must stand.
    made = Decision.objects.create(
        meeting=found,
        words=words.strip(),
        owner_id=who.number,
        unit_id=found.unit_id,
        decided_on=business_date,
        due=due,
    )
    _step(made, actor, business_date, DecisionStepKind.DECIDED)
    record(actor.number, business_date, "decided", f"decision:{made.pk}", {"owner": who.number, "due": due})
    return made


@transaction.atomic
def progress(*, actor: Officer, business_date: date, at: datetime, number: int, words: str) -> Decision | Refused:
    """进展: by its owner."""
    found = _decision(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_report(DecisionState(found.state), found.owner_id, actor.number)
    refused = refused or rules.check_words(words, "words", "进展")
    if refused is not None:
        return refused

    # After this line the progress must be written.
    _step(found, actor, business_date, DecisionStepKind.PROGRESS, words)
    record(actor.number, business_date, "decision_progress", f"decision:{found.pk}", {"words": words.strip()})
    return found


@transaction.atomic
def report(*, actor: Officer, business_date: date, at: datetime, number: int, evidence: str) -> Decision | Refused:
    """报告落实: its owner says that it is done, and where that can be seen."""
    found = _decision(actor, number)
    if isinstance(found, Refused):
        return found
    refused = rules.check_report(DecisionState(found.state), found.owner_id, actor.number)
    refused = refused or rules.check_evidence(evidence)
    if refused is not None:
        return refused

    # After this line the report must stand.
    found.state, found.evidence = DecisionState.REPORTED, evidence.strip()
    found.save(update_fields=["state", "evidence"])
    _step(found, actor, business_date, DecisionStepKind.REPORTED, evidence)
    record(actor.number, business_date, "decision_reported", f"decision:{found.pk}", {"evidence": evidence.strip()})
    return found


@transaction.atomic
def close(*, actor: Officer, business_date: date, at: datetime, number: int) -> Decision | Refused:
    """销号: by who leads the unit, never by the owner, and only on evidence."""
    found = _decision(actor, number)
    if isinstance(found, Refused):
        return found
    refused = may_lead(actor, found.unit_id)
    refused = refused or rules.check_close(DecisionState(found.state), found.owner_id, actor.number)
    if refused is not None:
        return refused

    # After this line the decision must be closed.
    found.state, found.closed_by, found.closed_on = DecisionState.CLOSED, actor.number, business_date
    found.save(update_fields=["state", "closed_by", "closed_on"])
    _step(found, actor, business_date, DecisionStepKind.CLOSED)
    record(actor.number, business_date, "decision_closed", f"decision:{found.pk}", {"evidence": found.evidence})
    return found


@transaction.atomic
def send_back(*, actor: Officer, business_date: date, at: datetime, number: int, words: str) -> Decision | Refused:
    """退回: the evidence does not show it; the owner goes on."""
    found = _decision(actor, number)
    if isinstance(found, Refused):
        return found
    refused = may_lead(actor, found.unit_id)
    refused = refused or rules.check_close(DecisionState(found.state), found.owner_id, actor.number)
    refused = refused or rules.check_words(words, "words", "退回理由")
    if refused is not None:
        return refused

    # After this line the decision must be open again.
    found.state, found.evidence = DecisionState.OPEN, ""
    found.save(update_fields=["state", "evidence"])
    _step(found, actor, business_date, DecisionStepKind.SENT_BACK, words)
    record(actor.number, business_date, "decision_sent_back", f"decision:{found.pk}", {"words": words.strip()})
    return found


def _decision(actor: Officer, number: int) -> Decision | Refused:
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    if read.decision(actor, number) is None:
        return missing("决议")
    return Decision.objects.select_for_update().get(pk=number)


def _step(found: Decision, actor: Officer, on: date, what: DecisionStepKind, words: str = "") -> None:
    DecisionStep.objects.create(decision=found, business_date=on, what=what, actor=actor.number, words=words.strip())
