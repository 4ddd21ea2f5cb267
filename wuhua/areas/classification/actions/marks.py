"""Set a mark on a note and end it again. What a mark calls for takes effect at once, not at the next day end."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.classification import rules
from wuhua.areas.classification.actions import common
from wuhua.areas.classification.actions.common import DECIDERS, SPEAKERS
from wuhua.areas.classification.models import NoteMark
from wuhua.areas.classification.read import RESTRUCTURED, Case, marks_on
from wuhua.areas.classification.rules import NEVER, ClassRefusal, Klass, Mark
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock


@transaction.atomic
def mark(
    *, actor: Officer, business_date: date, note_id: int, mark: Mark, since: date, reason: str
) -> NoteMark | Refused:
    """A fact that holds the note's class down from `since` on. A major event also lowers by at least one class."""
    found = common.ready(actor, business_date, note_id, SPEAKERS)
    if isinstance(found, Refused):
        return found
    refused = rules.may_mark(mark, reason, since, business_date, set_already=mark in found.facts.marks)
    if refused is None and NoteMark.objects.filter(note_id=note_id, mark=mark, since=since, ends=None).exists():
        refused = Refused(
            ClassRefusal.MARK_SET_ALREADY, f"{since} 的这一标记登记过,已解除。", "请填写新事实发生之日。", "since"
        )
    if refused is not None:
        return refused

    # After this line the mark must be set.
    made = _row(actor, business_date, found, mark, since, reason)
    to, basis = _called_for(found, mark)
    if to.rank > found.facts.klass.rank:
        common.lapse(note_id, business_date)
        common.write(actor, business_date, found, to, basis, reason)
    return made


@transaction.atomic
def unmark(*, actor: Officer, business_date: date, note_id: int, mark: Mark, reason: str) -> NoteMark | Refused:
    """The fact no longer holds, by the word of somebody who does not keep the note. The class stays: raising it is apart."""
    found = common.ready(actor, business_date, note_id, DECIDERS)
    if isinstance(found, Refused):
        return found
    if actor.number in common.keepers(found):
        return Refused(
            ClassRefusal.OWN_NOTE, "管户客户经理不得解除本人管户贷款的标记。", "请由风险岗或其他有权人办理。", "actor"
        )
    set_ = [each for each in marks_on([note_id], business_date) if each.mark == mark]
    refused = rules.may_unmark(
        mark,
        reason,
        business_date,
        is_set=bool(set_),
        overdue_days=found.facts.overdue_days,
        observed_until=found.restructure_until if mark in RESTRUCTURED else None,
    )
    if refused is not None:
        return refused

    # After this line the mark must end.
    return [_row(actor, business_date, found, mark, each.since, reason, ends=each) for each in set_][-1]


def _called_for(found: Case, mark: Mark) -> tuple[Klass, str]:
    """The class that this mark alone calls for, and its basis; after a major event never the class that stands."""
    own = [each for each in found.book.table if each.mark == mark and each.over == NEVER]
    to, basis = (own[0].klass, own[0].basis) if own else (Klass.NORMAL, "")
    if mark is Mark.MAJOR_EVENT and found.facts.klass is not Klass.LOSS:
        lower = list(Klass)[found.facts.klass.rank + 1]
        to = max(to, lower, key=lambda klass: klass.rank)
    return to, basis


def _row(
    actor: Officer,
    on: date,
    found: Case,
    mark: Mark,
    since: date,
    reason: str,
    ends: NoteMark | None = None,
) -> NoteMark:
    made = NoteMark.objects.create(
        note_id=found.line.id,
        mark=mark,
        since=since,
        until=on if ends else None,
        ends=ends.pk if ends else None,
        reason=reason.strip(),
        actor=actor.number,
        business_date=on,
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor.number,
        business_date=on,
        action="classification.unmarked" if ends else "classification.marked",
        subject=f"note:{found.line.number}",
        after={"mark": mark, "since": since, "reason": reason.strip()},
    )
    return made
