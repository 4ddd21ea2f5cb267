"""审贷分离: nobody meets himself on one case. One function says no, every verb asks it, and the rows prove it afterwards.

investigators ≠ reviewers (three people for three reviews) ≠ whoever decides ≠ auditor of the money ≠ whoever pays it ≠ who
calls back; lead ≠ co; nobody acts on a related person; no front office alone on its own case (practice 2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wuhua.areas.origination.rules.words import PART_NAMES, CasePart, OriginationRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

FRONT_DECIDERS = frozenset({Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD})
SECOND_KEYS = (Role.RISK, Role.REVIEWER, Role.COMPLIANCE)


def may_take(
    staff: str, part: CasePart, taken: Iterable[tuple[CasePart, str]], related: Collection[str] = ()
) -> Refused | None:
    """Whether this person may take this part of a case, given who has had which; the same part twice is the same part.

    >>> may_take("JZ1", CasePart.APPROVE, [(CasePart.LEAD, "JZ1")]).name
    <OriginationRefusal.PARTS_MUST_DIFFER: 'parts_must_differ'>
    """
    if staff in related:
        return Refused(
            OriginationRefusal.RELATED_PERSON, "您与该客户存在关联关系,须回避。", "请由无关联关系的人员办理。"
        )
    for other, who in taken:
        if who == staff and other is not part:
            return Refused(
                OriginationRefusal.PARTS_MUST_DIFFER,
                f"您已是该笔业务的「{PART_NAMES[other]}」,不能再办理「{PART_NAMES[part]}」。",
                "审贷分离:请由没有经办过该笔业务的人员办理。",
            )
    return None


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
