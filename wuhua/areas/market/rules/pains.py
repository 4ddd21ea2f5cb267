"""Rules of the pain-point register (A4) and of what follows from a visit: an owner, a day, evidence, another pair of eyes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from wuhua.areas.market.rules.lists import check_text
from wuhua.areas.market.rules.refusals import MarketRefusal
from wuhua.core.refuse import Refused


class PainKind(StrEnum):
    """痛点难点: what stands between a customer and a loan."""

    FINANCING = "FINANCING"
    PRICE = "PRICE"
    PROCEDURE = "PROCEDURE"
    COLLATERAL = "COLLATERAL"
    ADVICE = "ADVICE"
    OTHER_PAIN = "OTHER_PAIN"


PAIN_NAMES = {
    PainKind.FINANCING: "融资难",
    PainKind.PRICE: "融资贵",
    PainKind.PROCEDURE: "手续繁",
    PainKind.COLLATERAL: "缺抵押担保",
    PainKind.ADVICE: "不懂政策产品",
    PainKind.OTHER_PAIN: "其他难点",
}


class PainState(StrEnum):
    """Raised, worked on, solved and closed."""

    RAISED = "RAISED"
    HANDLING = "HANDLING"
    SOLVED = "SOLVED"


class FollowUpState(StrEnum):
    """An action: to be done, said to be done with evidence, seen to be done by somebody else."""

    TO_DO = "TO_DO"
    CLAIMED_DONE = "CLAIMED_DONE"
    SEEN_DONE = "SEEN_DONE"


def check_due(due: date, business_date: date) -> Refused | None:
    """A day by which, not one that has passed."""
    if due < business_date:
        return Refused(MarketRefusal.DUE_IN_PAST, "期限早于今天。", "请填写今天或以后的日期。", "due")
    return None


def check_claim(state: FollowUpState, owner: str, actor: str, evidence: str) -> Refused | None:
    """Said to be done by whoever owns it, on evidence."""
    if state is not FollowUpState.TO_DO:
        return Refused(MarketRefusal.CLOSED_ALREADY, "该事项已报完成。", "请等待另一人核销。")
    if owner != actor:
        return Refused(MarketRefusal.NOT_YOUR_OWN, "只有责任人可以报完成。", "请联系责任人办理。")
    if not evidence.strip():
        return Refused(
            MarketRefusal.EVIDENCE_MISSING, "没有写明完成的依据。", "请写明做了什么、在哪里可以查到。", "evidence"
        )
    return check_text(evidence, "完成依据", "evidence")


def check_seen(state: FollowUpState, owner: str, actor: str) -> Refused | None:
    """Closed by somebody else than who did it."""
    if state is FollowUpState.SEEN_DONE:
        return Refused(MarketRefusal.CLOSED_ALREADY, "该事项已核销。", "无需重复办理。")
    if state is FollowUpState.TO_DO:
        return Refused(MarketRefusal.EVIDENCE_MISSING, "责任人还没有报完成。", "请先由责任人写明完成依据。")
    if owner == actor:
        return Refused(MarketRefusal.NOT_YOUR_OWN, "不能核销自己办理的事项。", "请由另一人核销。")
    return None


def check_solved(state: PainState, actions: int, unseen: int, result: str) -> Refused | None:
    """A pain point is closed when something was done about it, all of it was seen done, and the result is in words."""
    if state is PainState.SOLVED:
        return Refused(MarketRefusal.CLOSED_ALREADY, "该痛点已销号。", "如又出现,请另行登记。")
    if actions == 0 or unseen:
        return Refused(
            MarketRefusal.STILL_OPEN,
            "还没有措施。" if actions == 0 else f"还有 {unseen} 项措施没有核销。",
            "请先安排措施并逐项核销。",
        )
    if not result.strip():
        return Refused(MarketRefusal.EVIDENCE_MISSING, "没有写明解决结果。", "请写明客户的问题如何解决。", "result")
    return check_text(result, "解决结果", "result")
