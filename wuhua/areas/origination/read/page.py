"""One case as its page shows it: what was found, who did what, what lies in it, and how the present checklist stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import Parameters
from wuhua.areas.customer.read import kept
from wuhua.areas.origination.models import (
    Case,
    CaseException,
    CaseHand,
    CaseItem,
    CaseStep,
    Contract,
    Decision,
    RefusalLook,
    Review,
    SalesEstimate,
)
from wuhua.areas.origination.read import contracts, papers, standards
from wuhua.areas.origination.read.papers import PaperLine
from wuhua.areas.origination.rules import Answered, CaseState, EstimateMethod, Stage
from wuhua.areas.origination.rules.checklists import Item
from wuhua.areas.origination.rules.evidence import (
    Crossed,
    Estimate,
    SheetLine,
    SheetSide,
    SiteSheet,
    cross,
    sheet,
)
from wuhua.core.refuse import Refused

STAGE_AT = {CaseState.SUBMITTED: Stage.PRE3, CaseState.PRE_ASSESSED: Stage.STEP3}
"""Which checklist the investigators are on; `actions.looking` answers by the same."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist with its newest answer."""

    item: Item
    given: CaseItem | None

    @property
    def asks_a_person(self) -> bool:
        """Whether the risk desk has to judge it."""
        return self.given is not None and self.given.answer == Answered.PERSON and not self.given.waived

    @property
    def stands(self) -> bool:
        """Whether it is done with."""
        return self.given is not None and (self.given.answer == Answered.PASS or self.given.waived)


@dataclass(frozen=True, slots=True)
class Look:
    """The investigation: estimates and how far they are apart, the sheet built on site, and from which amount it must be."""

    estimates: Sequence[SalesEstimate]
    crossed: Crossed | Refused
    most_apart_pct: int
    lines: Sequence[SheetLine]
    sheet: SiteSheet | None
    sheet_from: int


@dataclass(frozen=True, slots=True)
class File:
    """Everything of one case."""

    case: Case
    hands: Sequence[CaseHand]
    steps: Sequence[CaseStep]
    papers: Sequence[PaperLine]
    exceptions: Sequence[CaseException]
    reviews: Sequence[Review]
    refusals: Sequence[RefusalLook]
    decision: Decision | None
    contract: Contract | None
    documents: Sequence[Any]

    @property
    def returns(self) -> list[CaseStep]:
        """How often it came back, the newest first, each with its numbered points."""
        return [each for each in reversed(self.steps) if each.verb == "RETURN"]

    @property
    def staff(self) -> set[str]:
        """Everybody named on the page."""
        people = {each.staff for each in self.hands} | {each.actor for each in self.steps}
        people |= {each.reviewer for each in self.reviews} | {self.case.holder, self.case.lead, self.case.co}
        people |= {x for each in self.exceptions for x in (each.asked_by, each.decided_by)}
        people |= {self.decision.decided_by, self.decision.key_by} if self.decision else set()
        people |= {x for each in self.refusals for x in (each.refused_by, each.looked_by)}
        return {each for each in people if each}


def file_of(case: Case, on: date) -> File:
    """The whole file; the caller has asked the gate (`case_for`). A fixed number of queries."""
    documents = kept.documents_of(case.customer_id)
    return File(
        case,
        list(case.hands.order_by("id")),
        list(case.steps.order_by("id")),
        papers.lines(case, on, documents),
        list(case.exceptions.order_by("id")),
        list(case.reviews.order_by("id")),
        list(case.refusals.order_by("-id")),
        contracts.decision_of(case),
        contracts.contract_of(case),
        documents,
    )


def checks_of(case: Case, stage: Stage) -> list[Check]:
    """The lines of a stage with the newest answer of this turn; step 2 is not asked again after a return. One query."""
    rows = case.items.filter(stage=stage).order_by("id")
    if stage is not Stage.PRE3:
        rows = rows.filter(turn=case.turn)
    newest = {each.item: each for each in rows}
    return [Check(each, newest.get(each.code)) for each in standards.items(case, stage)]


def stage_of(case: Case) -> Stage | None:
    """The checklist being answered now."""
    return STAGE_AT.get(CaseState(case.state))


def look_of(case: Case, on: date, values: Parameters | None = None) -> Look:
    """What the investigation brought so far. Four queries, two where the page has read the parameters of the day."""
    newest = {each.method: each for each in case.estimates.order_by("id")}
    roads = [Estimate(EstimateMethod(each.method), each.sales, each.actor) for each in newest.values()]
    values = values or compliance.parameters(on)
    most, least = values.whole("CASE_ESTIMATES_APART_PCT"), values.fen("CASE_SHEET_FROM")
    rows = list(case.site_lines.order_by("id"))
    last = max((each.sheet for each in rows), default=0)
    lines = [SheetLine(SheetSide(each.side), each.name, each.amount) for each in rows if each.sheet == last]
    summed = sheet(lines)
    return Look(
        list(newest.values()), cross(roads, most, "-"), most, lines,
        None if isinstance(summed, Refused) else summed, least,
    )  # fmt: skip


def waiting_for(checks: Sequence[Check]) -> int:
    """How many lines have not been answered, or not well enough."""
    return sum(not each.stands for each in checks)
