"""What every verb of the five steps shares: the case behind its gate and lock, one move through the table, the trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wuhua.areas.origination.actions import lanes
from wuhua.areas.origination.models import Case, CaseHand, CaseStep
from wuhua.areas.origination.read import gate
from wuhua.areas.origination.rules import CasePart, CaseState, CaseVerb, OriginationRefusal
from wuhua.areas.origination.rules.separation import check_investigator, check_tie, may_take
from wuhua.areas.origination.rules.steps import CLOCK_OF, LIVE, arrow, may
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import read as products
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import DutyCode, Milestone
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit

MACHINE = "SYSTEM"
SUBJECT = "case:"


@dataclass(frozen=True, slots=True)
class Now:
    """Who acts, on which business date, at which moment: every verb of a case takes one."""

    actor: Officer
    day: date
    at: datetime


def opened(now: Now, number: str, verb: CaseVerb) -> Case | Refused:
    """The case, locked, if this officer may see it, holds a post for the verb, and the verb may be done from where it stands."""
    refused = may(now.actor, verb)
    if refused is not None:
        return refused
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        return found
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    tied = not_tied(now, case.customer_id)
    if tied is not None:
        return tied
    way = arrow(verb, CaseState(case.state))
    return way if isinstance(way, Refused) else case


def not_tied(now: Now, customer: int) -> Refused | None:
    """Nobody acts on a related person, whatever the verb: asked before anything else of the case."""
    return check_tie(now.actor.number, gate.related(customer, now.day))


def not_investigator(now: Now, case: Case) -> Refused | None:
    """What is judged about a case is not judged by who found it."""
    return check_investigator(now.actor.number, gate.hands(case.pk))


def may_have(case: Case, staff: str, part: CasePart, day: date) -> Refused | None:
    """Separation of duties, asked before anybody takes a part."""
    return may_take(staff, part, gate.hands(case.pk), gate.related(case.customer_id, day))


def take(case: Case, staff: str, part: CasePart, day: date) -> None:
    """Write down who has the part. The database keeps it to one part a person."""
    ensure(may_have(case, staff, part, day) is None, f"{case.pk}: {staff} was let through to {part}")
    if not CaseHand.objects.filter(case=case, staff=staff, part=part).exists():
        CaseHand.objects.create(case=case, staff=staff, part=part, business_date=day)


def holds(now: Now, case: Case) -> Refused | None:
    """Whether the case is in this officer's hands: its holder, or one of its two investigators."""
    if now.actor.number in (case.holder, case.lead, case.co):
        return None
    return Refused(
        OriginationRefusal.NOT_THE_HOLDER, f"该笔业务由 {case.holder} 办理。", "请由经办人办理,或由负责人移交。"
    )


def words_missing(text: str, field: str, what: str) -> Refused | None:
    """A thing that must be said in words."""
    if text.strip():
        return None
    return Refused(OriginationRefusal.WORDS_MISSING, f"没有写明{what}。", f"请写明{what}。", field)


def staff_member(number: str, on: date, field: str) -> Officer | Refused:
    """A person at work on the day."""
    found = people.officer(number.strip(), on)
    if found is None:
        return Refused(OriginationRefusal.STAFF_UNKNOWN, f"没有在岗工号 {number}。", "请核对工号。", field)
    return found


def move(
    now: Now,
    case: Case,
    verb: CaseVerb,
    to: CaseState | None = None,
    *,
    words: str = "",
    mandate: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """Write the step and where it led. The clocks of the step that ends and of the one that begins turn with it."""
    before, after = CaseState(case.state), to or CaseState(case.state)
    case.state = after.value
    case.save()
    CaseStep.objects.create(
        case=case, verb=verb, from_state=before, to_state=after, turn=case.turn, actor=now.actor.number, mandate=mandate,
        at=now.at, business_date=now.day, words=words.strip(), facts=dict(facts or {}),
    )  # fmt: skip
    if before is not after or verb is CaseVerb.ASK:
        lanes.went_on(now.actor.number, now.day, now.at, case, before, after)
    if before is not after:
        turn_clocks(now, case, before, after)
    audit.record(
        actor=now.actor.number, business_date=now.day, action=f"origination.{verb.value.lower()}",
        subject=f"{SUBJECT}{case.pk}", before={"state": before}, after={"state": after, **dict(facts or {})},
        mandate=mandate,
    )  # fmt: skip
    return case


def turn_clocks(now: Now, case: Case, before: CaseState, after: CaseState) -> None:
    """The step's own limit (domain 6). A case that is over stops whatever runs, the promise too."""
    old, new = CLOCK_OF.get(before), CLOCK_OF.get(after)
    words: dict[str, Any] = {
        "actor": now.actor.number, "business_date": now.day, "at": now.at, "subject": f"{SUBJECT}{case.pk}",
    }  # fmt: skip
    over = after not in LIVE
    if old is not None and (old != new or over):
        workday.stop_duty(**words, code=DutyCode(old), cancelled=over and after is not CaseState.DISBURSED)
    if new is not None and old != new:
        workday.open_duty(**words, code=DutyCode(new), title=title(case), holder=case.holder)
    if over and after is not CaseState.DISBURSED:
        workday.stop_duty(**words, code=DutyCode.PROMISE, cancelled=True)


def mark(now: Now, case: Case, milestone: Milestone) -> Refused | None:
    """One of the four moments, on the application and with the working day."""
    answer = workday.mark_journey(
        actor=now.actor.number, business_date=now.day, at=now.at, subject=f"{SUBJECT}{case.pk}", title=title(case),
        holder=case.lead, milestone=milestone,
    )  # fmt: skip
    if isinstance(answer, Refused):
        return answer
    column = {Milestone.ACCEPTED: "accepted", Milestone.SUBMITTED: "submitted", Milestone.FUNDS: "funded"}
    if milestone in column:
        setattr(case.application, column[milestone], now.at)
        case.application.save(update_fields=[column[milestone]])
    return None


def title(case: Case) -> str:
    """How a case is called in lists of the day."""
    return f"{case.customer.name} {products.names().get(case.product, case.product)} {case.pk}"
