"""审贷分离: nobody meets himself on one case. One function says no, every verb asks it, and the rows prove it afterwards.

investigators ≠ reviewers (three people for three reviews) ≠ whoever decides ≠ auditor of the money ≠ whoever pays it ≠ who
calls back; lead ≠ co; nobody acts on a related person; no front office alone on its own case (practice 2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wuhua.areas.origination.rules.words import PART_NAMES, STATE_NAMES, CasePart, CaseState, OriginationRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

FRONT_DECIDERS = frozenset({Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD})
_LOOKING = (CasePart.LEAD, CasePart.CO)
SECOND_KEYS = (Role.RISK, Role.REVIEWER, Role.COMPLIANCE)


def check_tie(staff: str, related: Collection[str]) -> Refused | None:
    """回避: whoever is tied to the customer does nothing in its cases, with a part or without."""
    if staff not in related:
        return None
    return Refused(OriginationRefusal.RELATED_PERSON, "您与该客户存在关联关系,须回避。", "请由无关联关系的人员办理。")


def check_investigator(staff: str, taken: Iterable[tuple[CasePart, str]]) -> Refused | None:
    """Whoever has investigated a case, also before he was replaced, judges nothing about it.

    >>> check_investigator("JZ1", [(CasePart.LEAD, "JZ1")]).name
    <OriginationRefusal.PARTS_MUST_DIFFER: 'parts_must_differ'>
    """
    part = next((part for part, who in taken if who == staff and part in _LOOKING), None)
    if part is None:
        return None
    return Refused(
        OriginationRefusal.PARTS_MUST_DIFFER,
        f"您是该笔业务的「{PART_NAMES[part]}」,不能办理此项。",
        "审贷分离:请由没有调查过该笔业务的人员办理。",
    )


def may_take(
    staff: str, part: CasePart, taken: Iterable[tuple[CasePart, str]], related: Collection[str] = ()
) -> Refused | None:
    """Whether this person may take this part of a case, given who has had which; the same part twice is the same part.

    >>> may_take("JZ1", CasePart.APPROVE, [(CasePart.LEAD, "JZ1")]).name
    <OriginationRefusal.PARTS_MUST_DIFFER: 'parts_must_differ'>
    """
    refused = check_tie(staff, related)
    if refused is not None:
        return refused
    for other, who in taken:
        if who == staff and other is not part:
            return Refused(
                OriginationRefusal.PARTS_MUST_DIFFER,
                f"您已是该笔业务的「{PART_NAMES[other]}」,不能再办理「{PART_NAMES[part]}」。",
                "审贷分离:请由没有经办过该笔业务的人员办理。",
            )
    return None


_P = CasePart
REJECTS: Mapping[CaseState, tuple[CasePart, ...]] = {
    CaseState.PROSPECT: _LOOKING,
    CaseState.TARGETED: _LOOKING,
    CaseState.SUBMITTED: _LOOKING,
    CaseState.PRE_ASSESSED: _LOOKING,
    CaseState.EVALUATED: (_P.REVIEW_IND, _P.REVIEW_RSK),
    CaseState.REVIEWED: (_P.REVIEW_IND, _P.REVIEW_RSK, _P.APPROVE, _P.SECOND_KEY),
    CaseState.APPROVED: (*_LOOKING, _P.APPROVE),
    CaseState.SIGNED: (_P.REVIEW_CTR, _P.APPROVE, _P.DISB_AUDIT),
    CaseState.CLEARED: (_P.APPROVE, _P.DISB_AUDIT),
}
"""Whose part may end a case with a no while it stands there. A member of the committee alone votes, and rejects nothing."""


def may_reject(
    staff: str,
    state: CaseState,
    named: Collection[str],
    taken: Iterable[tuple[CasePart, str]],
    related: Collection[str] = (),
) -> Refused | None:
    """A no needs a hand in the case at the step where it stands: a part of that step, or the case on one's own desk.

    `named` are who holds it and its two investigators today. Whoever holds it without any part has taken it onto his desk
    (接办); an investigator holds none of the reviewers' steps, and one who was replaced holds nothing.

    >>> may_reject("JZ1", CaseState.EVALUATED, ["JZ1", "JZ2"], [(CasePart.LEAD, "JZ1")]).name
    <OriginationRefusal.NOT_THE_HOLDER: 'not_the_holder'>
    >>> may_reject("JZ6", CaseState.EVALUATED, ["JZ6"], [(CasePart.LEAD, "JZ1")]) is None
    True
    """
    own = next((part for part, who in taken if who == staff), None)
    refused = may_take(staff, own or CasePart.APPROVE, taken, related)
    if refused is not None:
        return refused
    here = own is None or own in REJECTS.get(state, ())
    if here and (staff in named or own not in (None, *_LOOKING)):
        return None
    return Refused(
        OriginationRefusal.NOT_THE_HOLDER,
        f"您在该笔业务「{STATE_NAMES[state]}」这一步没有经办,不能否决。",
        "请先接办或办理本步骤后再否决;客户不办的,由调查人登记撤回。",
    )


def meetings(taken: Iterable[tuple[CasePart, str]]) -> list[tuple[str, frozenset[CasePart]]]:
    """People found in more than one part of a case: the proof out of the data. Empty in a bank that is in order."""
    parts: dict[str, set[CasePart]] = {}
    for part, who in taken:
        parts.setdefault(who, set()).add(part)
    return [(who, frozenset(each)) for who, each in sorted(parts.items()) if len(each) > 1]


def second_key_needed(decider: Officer, lead_branch: str) -> bool:
    """Front office deciding on a case of its own house: another key must turn beside it (practice 2)."""
    back = decider.holds(Role.APPROVER, Role.EXECUTIVE)
    return not back and decider.holds(*FRONT_DECIDERS) and (
        decider.branch == lead_branch or decider.holds(Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
    )  # fmt: skip
