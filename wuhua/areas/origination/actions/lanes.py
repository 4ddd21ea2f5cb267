"""早·午·晚: the next thing to do about a case stands in the lane of whoever must do it, and is stamped when the case goes on.

Nobody types anything for it. What only the officer knows (minutes spent, whether the customer had to come) he says when he
ticks the last one off, the file in the evening.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules import CaseState
from wuhua.areas.origination.rules.words import STATE_NAMES
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import ItemKind, Lane

S = CaseState
Thing: TypeAlias = tuple[ItemKind, Lane, str]
STANDING: Mapping[CaseState, Thing] = {
    S.PROSPECT: (ItemKind.VISIT, Lane.MORNING, "实地走访"),
    S.TARGETED: (ItemKind.OTHER_ITEM, Lane.NOON, "补齐资料并申报"),
    S.SUBMITTED: (ItemKind.OTHER_ITEM, Lane.MORNING, "三核查"),
    S.PRE_ASSESSED: (ItemKind.INVESTIGATION, Lane.MORNING, "三看三查"),
    S.APPROVED: (ItemKind.SIGNING, Lane.NOON, "签约"),
    S.DISBURSED: (ItemKind.FILING, Lane.EVENING, "完善档案"),
}
"""What the investigators have to do while a case stands there."""
TAKEN: Mapping[CaseState, Thing] = {
    S.EVALUATED: (ItemKind.APPROVAL, Lane.NOON, "审查"),
    S.REVIEWED: (ItemKind.APPROVAL, Lane.NOON, "审批"),
    S.SIGNED: (ItemKind.APPROVAL, Lane.NOON, "放款审核"),
    S.CLEARED: (ItemKind.DISBURSING, Lane.NOON, "出账"),
}
"""What whoever has taken a case onto his desk has to do with it (接办); before that nobody's lane knows of it."""


def went_on(actor: str, day: date, at: datetime, case: Case, before: CaseState, after: CaseState) -> None:
    """The thing of the step that ended is stamped; that of the step that begins stands in its lanes."""
    stamp(actor, day, at, case, before, STATE_NAMES[after])
    if after in STANDING:
        both = (case.lead, case.co) if after is S.PRE_ASSESSED and case.co else (case.lead,)
        for staff in both:
            stand(actor, day, case, staff, STANDING[after])


def taken(actor: str, day: date, at: datetime, case: Case) -> None:
    """Who takes a case onto his desk has it in his lane, and who had it there no longer."""
    state = CaseState(case.state)
    if state in TAKEN:
        stamp(actor, day, at, case, state, f"{actor} 接办")
        stand(actor, day, case, actor, TAKEN[state])


def moved(actor: str, day: date, at: datetime, case: Case) -> None:
    """Another leads the case: its next thing stands in his lane."""
    state = CaseState(case.state)
    if state in STANDING:
        stamp(actor, day, at, case, state, f"移交 {case.lead}")
        stand(actor, day, case, case.lead, STANDING[state])


def stamp(actor: str, day: date, at: datetime, case: Case, state: CaseState, outcome: str) -> None:
    """Done, in whoever's lane it stood."""
    thing = STANDING.get(state) or TAKEN.get(state)
    if thing is not None:
        workday.stamp_items(
            actor=actor, business_date=day, at=at, subject=f"case:{case.pk}", title=title(case, thing), outcome=outcome
        )


def stand(actor: str, day: date, case: Case, staff: str, thing: Thing) -> None:
    """One more thing in somebody's day; who is not at work has no lanes."""
    kind, lane, _ = thing
    workday.add_item(
        actor=actor, business_date=day, day=day, staff=staff, kind=kind, title=title(case, thing),
        subject=f"case:{case.pk}", lane=lane,
    )  # fmt: skip


def title(case: Case, thing: Thing) -> str:
    """How it reads in a lane; a case sent back says that it is asked for again."""
    again = f"(第 {case.turn} 轮)" if case.turn > 1 else ""
    return f"{thing[2]}{again} {case.customer.name} {case.pk}"
