"""The middle office's desk: what waits for whose hand, oldest first, and what separation of duties keeps from this officer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from wuhua.areas.origination.models import Case, CaseException, CaseItem, CaseStep, StaffTie
from wuhua.areas.origination.read.gate import visible
from wuhua.areas.origination.rules import Answered, CasePart, CaseState, CaseVerb, ExceptionState, ReviewKind, Stage
from wuhua.areas.origination.rules.checklists import DEFAULT_VARIANT, TEMPLATES, Item
from wuhua.areas.origination.rules.separation import may_take
from wuhua.areas.origination.rules.steps import may
from wuhua.areas.origination.rules.words import REVIEW_PART
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

MOST = 300
"""Lines shown; whoever has more waiting than this works off the oldest first."""
WAITING = (CaseState.EVALUATED, CaseState.REVIEWED, CaseState.SIGNED)
VERB_OF: Mapping[CasePart, CaseVerb] = {
    CasePart.REVIEW_IND: CaseVerb.REVIEW,
    CasePart.REVIEW_RSK: CaseVerb.REVIEW,
    CasePart.APPROVE: CaseVerb.APPROVE,
    CasePart.VOTE: CaseVerb.APPROVE,
    CasePart.SECOND_KEY: CaseVerb.SECOND_KEY,
    CasePart.REVIEW_CTR: CaseVerb.REVIEW_CONTRACT,
    CasePart.DISB_AUDIT: CaseVerb.CLEAR,
}
"""In the order of the desk: which verb asks for which part."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One case that waits for one part. `hindered` says why this officer may not take it; `note` what stands in the way."""

    case: Case
    part: CasePart
    hindered: Refused | None
    note: str = ""

    @property
    def since(self) -> datetime | None:
        """When the customer's three days began."""
        submitted: datetime | None = self.case.application.submitted
        return submitted


def parts_of(officer: Officer) -> list[CasePart]:
    """The parts the officer's posts have at all. A member of the committee alone decides nothing: he votes."""
    found = [part for part, verb in VERB_OF.items() if may(officer, verb) is None]
    alone = officer.roles <= {Role.COMMITTEE}
    return [
        part for part in found
        if not (part is CasePart.APPROVE and alone) and not (part is CasePart.VOTE and not officer.holds(Role.COMMITTEE))
    ]  # fmt: skip


def desk(officer: Officer, on: date) -> list[DeskLine]:
    """What waits for the officer's posts in the cases he sees, oldest submission first. A fixed number of queries."""
    mine = parts_of(officer)
    if not mine:
        return []
    rows = (
        visible(officer)
        .filter(state__in=[each.value for each in WAITING])
        .select_related("application", "customer")
        .prefetch_related("reviews", "decisions", "votes__ballots", "hands", "exceptions")
        .order_by("application__submitted", "pk")[:MOST]
    )
    tied = tied_to(officer, on)
    found = []
    for case in rows:
        related = (officer.number,) if case.customer_id in tied else ()
        taken = [(CasePart(each.part), each.staff) for each in case.hands.all()]
        for part, note in wanted(case, officer.number):
            if part in mine:
                found.append(DeskLine(case, part, may_take(officer.number, part, taken, related), note))
    return found


def tied_to(officer: Officer, on: date) -> set[int]:
    """Customers the officer is tied to on a day."""
    rows = StaffTie.objects.filter(staff_id=officer.number, from_day__lte=on)
    return set(rows.filter(Q(to_day__isnull=True) | Q(to_day__gt=on)).values_list("customer_id", flat=True))


def wanted(case: Case, who: str = "") -> list[tuple[CasePart, str]]:
    """The parts a case waits for as it stands, out of its rows (prefetched or not); a vote only for who was called."""
    done = {each.kind: each.verdict for each in case.reviews.all() if each.turn == case.turn}
    state = CaseState(case.state)
    if state is CaseState.EVALUATED:
        return [
            (REVIEW_PART[kind], "已审为不通过,待退回或否决" if done.get(kind) == "FAILED" else "")
            for kind in (ReviewKind.IND, ReviewKind.RSK)
            if done.get(kind) in (None, "FAILED")
        ]
    if state is CaseState.SIGNED:
        if done.get(ReviewKind.CTR) in (None, "FAILED"):
            note = "已审为不通过,待否决" if ReviewKind.CTR in done else ""
            return [(CasePart.REVIEW_CTR, note)]
        return [(CasePart.DISB_AUDIT, "")]
    if state is not CaseState.REVIEWED:
        return []
    call = next((each for each in case.votes.all() if each.turn == case.turn and each.closed_on is None), None)
    if call is not None:
        open_ = who in call.members and who not in {each.member for each in call.ballots.all()}
        return [(CasePart.VOTE, "")] if open_ else []
    decision = next((each for each in case.decisions.all() if each.turn == case.turn), None)
    if decision is not None:
        return [(CasePart.SECOND_KEY, "")] if decision.key_needed and not decision.key_by else []
    let = any(each.state == ExceptionState.GRANTED for each in case.exceptions.all())
    return [(CasePart.APPROVE, "有例外,须经审贷会" if let else "")]


# --- one case --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One line of a checklist with its newest answer."""

    item: Item
    given: CaseItem | None


def answered(case: Case, stages: Iterable[Stage] = (Stage.PRE3, Stage.STEP3)) -> list[tuple[Stage, list[AnsweredLine]]]:
    """The checklists with their evidence, as they count in this turn. One query."""
    newest: dict[tuple[str, str], CaseItem] = {}
    for each in case.items.order_by("id"):
        if each.stage == Stage.PRE3 or each.turn == case.turn:
            newest[each.stage, each.item] = each
    found = []
    for stage in stages:
        items = TEMPLATES[stage, case.checklists.get(stage.value, DEFAULT_VARIANT)]
        found.append((stage, [AnsweredLine(item, newest.get((stage.value, item.code))) for item in items]))
    return found


def returns(case: Case) -> list[CaseStep]:
    """Every time the case was sent back, with its numbered points, oldest first (A101)."""
    return list(case.steps.filter(verb=CaseVerb.RETURN).order_by("id"))


@dataclass(frozen=True, slots=True)
class Returned:
    """退回 of one manager's cases over a span: how many cases, how many times, how many points."""

    lead: str
    cases: int
    times: int
    points: int


def returned(officer: Officer, since: date, until: date) -> list[Returned]:
    """Returns of a span by who leads the case, the most first; of cases in sight (A101). One query."""
    rows = CaseStep.objects.filter(case__in=visible(officer), verb=CaseVerb.RETURN, business_date__range=(since, until))
    found: dict[str, list[tuple[str, int]]] = {}
    for lead, case, facts in rows.values_list("case__lead", "case_id", "facts"):
        found.setdefault(lead, []).append((case, len(facts.get("points", ()))))
    lines = [
        Returned(lead, len({case for case, _ in own}), len(own), sum(points for _, points in own))
        for lead, own in found.items()
    ]
    return sorted(lines, key=lambda each: (-each.times, -each.points, each.lead))


# --- what waits for the risk desk ------------------------------------------------------------------------------------


def exceptions(officer: Officer, most: int = 200) -> list[CaseException]:
    """Exceptions of cases in sight that wait for their answer, oldest first."""
    rows = CaseException.objects.filter(case__in=visible(officer), state=ExceptionState.ASKED)
    return list(rows.select_related("case__customer", "case__application").order_by("id")[:most])


def decided(officer: Officer, most: int = 50) -> list[CaseException]:
    """The newest that were answered."""
    rows = CaseException.objects.filter(case__in=visible(officer)).exclude(state=ExceptionState.ASKED)
    return list(rows.select_related("case__customer").order_by("-decided_on", "-id")[:most])


def questions(officer: Officer, most: int = 200) -> list[tuple[CaseItem, str]]:
    """Lines of checklists that were put to a person and not judged yet, each with its title (practice A30)."""
    live = (CaseState.SUBMITTED, CaseState.PRE_ASSESSED)
    rows = CaseItem.objects.filter(case__in=visible(officer), case__state__in=[each.value for each in live])
    newest: dict[tuple[str, str, str], CaseItem] = {}
    for each in rows.select_related("case__customer").order_by("id"):
        newest[each.case_id, each.stage, each.item] = each
    waits = [
        each for each in newest.values()
        if each.answer == Answered.PERSON and not each.waived
        and (each.stage == Stage.PRE3 or each.turn == each.case.turn)
    ]  # fmt: skip
    return [(each, _title(each)) for each in waits[:most]]


def _title(given: CaseItem) -> str:
    variant = given.case.checklists.get(given.stage, DEFAULT_VARIANT)
    items = TEMPLATES.get((Stage(given.stage), variant), ())
    return next((each.title for each in items if each.code == given.item), given.item)
