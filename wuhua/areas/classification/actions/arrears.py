"""What people write beside an overdue note: why, who answers for it, what is done, until when (A94)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.classification import rules
from wuhua.areas.classification.actions import common
from wuhua.areas.classification.actions.common import SPEAKERS
from wuhua.areas.classification.models import ArrearsWord
from wuhua.areas.classification.rules import ClassRefusal
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock


@dataclass(frozen=True, slots=True)
class Word:
    """What is written beside a note. `responsible` is a staff number."""

    reason: str
    responsible: str
    measure: str
    deadline: date


@transaction.atomic
def write_word(*, actor: Officer, business_date: date, note_id: int, word: Word) -> ArrearsWord | Refused:
    """A new word beside an overdue note; the one before stays on record."""
    found = common.ready(actor, business_date, note_id, SPEAKERS)
    if isinstance(found, Refused):
        return found
    if found.facts.overdue_days == 0:
        return Refused(ClassRefusal.NOT_IN_ARREARS, "该借据没有逾期。", "只登记有逾期的借据。", "note")
    refused = rules.check_word(word.reason, word.measure, word.deadline, business_date)
    if refused is None and not people.is_staff(word.responsible):
        refused = Refused(
            ClassRefusal.STAFF_UNKNOWN, f"没有工号 {word.responsible}。", "请填写在册员工的工号。", "responsible"
        )
    if refused is not None:
        return refused

    # After this line the word must be kept.
    before = ArrearsWord.objects.filter(note_id=note_id).order_by("-id").first()
    said = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(word).items()}
    made = ArrearsWord.objects.create(
        note_id=note_id, business_date=business_date, recorded_at=clock.now(), actor=actor.number, **said
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="classification.arrears_written",
        subject=f"note:{found.line.number}",
        before={name: getattr(before, name) for name in said} if before else None,
        after=said,
    )
    return made
