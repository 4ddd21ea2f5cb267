"""五步法 as one table: which verb leads from where to where, who may do it, and how much of the three days it has.

No other code moves a case: `actions.common.move` asks `arrow`, and the database refuses a step whose arrow is not here
(the history row names both ends).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wuhua.areas.origination.rules.words import STATE_NAMES, CaseState, CaseVerb, FiveStep, OriginationRefusal
from wuhua.areas.people.rules import ROLE_NAMES, Officer, Role
from wuhua.core.refuse import Refused

S, V = CaseState, CaseVerb
FRONT = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
"""前台: who finds and investigates."""
LEADERS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.EXECUTIVE)
"""Who gives out and takes away cases, and looks again at a refusal."""
REVIEWERS = (Role.REVIEWER, Role.RISK, Role.COMPLIANCE)
DECIDERS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.APPROVER, Role.EXECUTIVE)
"""Who may decide alone, up to a mandate; above it the committee does."""

LIVE = (
    S.PROSPECT, S.TARGETED, S.SUBMITTED, S.PRE_ASSESSED, S.EVALUATED, S.REVIEWED, S.APPROVED, S.SIGNED, S.CLEARED,
)  # fmt: skip
"""Before the money: from each of these a case may still be refused or withdrawn."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One verb's way through the states, and whose posts may go it."""

    verb: CaseVerb
    starts: tuple[CaseState, ...]
    ends: CaseState | None
    roles: tuple[Role, ...]


_ALL = (
    Arrow(V.ASK, (), S.PROSPECT, FRONT),
    Arrow(V.PAIR, (S.PROSPECT, S.TARGETED, S.SUBMITTED, S.PRE_ASSESSED), None, (*FRONT, Role.EXECUTIVE)),
    Arrow(V.EXCEPT, (S.TARGETED, S.SUBMITTED, S.PRE_ASSESSED), None, (*FRONT, Role.RISK)),
    Arrow(V.TARGET, (S.PROSPECT,), S.TARGETED, FRONT),
    Arrow(V.SUBMIT, (S.TARGETED,), S.SUBMITTED, FRONT),
    Arrow(V.PRE_ASSESS, (S.SUBMITTED,), S.PRE_ASSESSED, FRONT),
    Arrow(V.EVALUATE, (S.PRE_ASSESSED,), S.EVALUATED, FRONT),
    Arrow(V.REVIEW, (S.EVALUATED,), S.REVIEWED, REVIEWERS),
    Arrow(V.REVIEW_CONTRACT, (S.SIGNED,), None, REVIEWERS),
    Arrow(V.RETURN, (S.EVALUATED, S.REVIEWED), S.PRE_ASSESSED, (*REVIEWERS, *DECIDERS, Role.COMMITTEE)),
    Arrow(V.APPROVE, (S.REVIEWED,), S.APPROVED, (*DECIDERS, Role.COMMITTEE)),
    Arrow(V.SECOND_KEY, (S.REVIEWED,), S.APPROVED, (Role.RISK, Role.REVIEWER, Role.COMPLIANCE)),
    Arrow(V.SIGN, (S.APPROVED,), S.SIGNED, FRONT),
    Arrow(V.CLEAR, (S.SIGNED,), S.CLEARED, (Role.DISB_AUDITOR,)),
    Arrow(V.FUND, (S.CLEARED,), S.DISBURSED, (Role.ACCOUNTANT,)),
    Arrow(V.REJECT, LIVE, S.REJECTED, (*FRONT, *REVIEWERS, *DECIDERS, Role.COMMITTEE, Role.DISB_AUDITOR)),
    Arrow(V.OVERTURN, (S.REJECTED,), None, LEADERS),
    Arrow(V.WITHDRAW, LIVE, S.WITHDRAWN, FRONT),
    Arrow(V.TRANSFER, LIVE, None, LEADERS),
    Arrow(V.ACCEPT, LIVE, None, (*FRONT, *REVIEWERS, *DECIDERS, Role.COMMITTEE, Role.DISB_AUDITOR, Role.ACCOUNTANT)),
)
ARROWS: Mapping[CaseVerb, Arrow] = {each.verb: each for each in _ALL}

STEP_OF: Mapping[CaseState, FiveStep] = {
    S.PROSPECT: FiveStep.LOCK_TARGET,
    S.TARGETED: FiveStep.PRE_CHECK,
    S.SUBMITTED: FiveStep.PRE_CHECK,
    S.PRE_ASSESSED: FiveStep.FULL_LOOK,
    S.EVALUATED: FiveStep.THREE_REVIEWS,
    S.REVIEWED: FiveStep.THREE_REVIEWS,
    S.APPROVED: FiveStep.THREE_REVIEWS,
    S.SIGNED: FiveStep.THREE_REVIEWS,
    S.CLEARED: FiveStep.THREE_REVIEWS,
    S.DISBURSED: FiveStep.AFTER_LOAN,
}
"""Which of the five steps is being worked on while a case stands there."""

CLOCK_OF: Mapping[CaseState, str] = {
    S.SUBMITTED: "STEP2",
    S.PRE_ASSESSED: "STEP3",
    S.EVALUATED: "STEP4",
    S.REVIEWED: "STEP4",
    S.APPROVED: "SIGN",
    S.SIGNED: "DISBURSE",
    S.CLEARED: "DISBURSE",
}
"""The step clock of `workday` that runs while a case stands there (domain 6)."""


def arrow(verb: CaseVerb, state: CaseState | None) -> Arrow | Refused:
    """The way of a verb from a state, or why there is none: no step can be skipped (A39)."""
    found = ARROWS[verb]
    if state is None or state in found.starts:
        return found
    if state not in LIVE and verb is not V.OVERTURN:
        return Refused(
            OriginationRefusal.CASE_OVER, f"该笔业务{STATE_NAMES[state]},不能再办理。", "如客户仍有需要,请另行受理。"
        )
    needed = "、".join(STATE_NAMES[each] for each in found.starts)
    return Refused(
        OriginationRefusal.STEP_NOT_NEXT,
        f"该笔业务现为「{STATE_NAMES[state]}」,此步须在「{needed}」时办理。",
        "五步不能跳过,请先办完前面的步骤。",
        "state",
    )


def may(actor: Officer, verb: CaseVerb) -> Refused | None:
    """Whether the officer's post has a part in this verb at all. Whoever keeps the keys of the machine has none."""
    if actor.holds(*ARROWS[verb].roles) and not actor.holds(Role.ADMIN):
        return None
    names = "、".join(ROLE_NAMES[role] for role in ARROWS[verb].roles)
    return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能办理这一步。", f"请由{names}办理。")
