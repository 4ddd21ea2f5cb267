"""客户移交: a manager's book passes to another under three signatures (practice 3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refused


class HandoverState(StrEnum):
    """移交状态."""

    OPEN = "OPEN"
    MOVED = "MOVED"
    STOPPED = "STOPPED"


class HandoverPart(StrEnum):
    """三方: who signs, in this order."""

    GIVER = "GIVER"
    RECEIVER = "RECEIVER"
    SUPERVISOR = "SUPERVISOR"


PART_NAMES: Mapping[HandoverPart, str] = {
    HandoverPart.GIVER: "移交人",
    HandoverPart.RECEIVER: "接收人",
    HandoverPart.SUPERVISOR: "监交人",
}


class HandoverRefusal(Refusal):
    """Why a book does not pass."""

    MAY_NOT_HAND_OVER = "may_not_hand_over"
    RECEIVER_WRONG = "receiver_wrong"
    NOTHING_CHOSEN = "nothing_chosen"
    NOT_THE_GIVERS = "not_the_givers"
    HANDED_OVER_ALREADY = "handed_over_already"
    HANDOVER_UNKNOWN = "handover_unknown"
    HANDOVER_CLOSED = "handover_closed"
    NOT_YOUR_SIGNATURE = "not_your_signature"
    SIGNED_ALREADY = "signed_already"
    HANDOVER_CHANGED = "handover_changed"


def next_part(signed: Collection[HandoverPart]) -> HandoverPart | None:
    """Whose signature is due.

    >>> next_part(()), next_part(list(HandoverPart))
    (<HandoverPart.GIVER: 'GIVER'>, None)
    """
    return next((each for each in HandoverPart if each not in signed), None)


def check_signer(part: HandoverPart, signed: Mapping[HandoverPart, str], named: str, signer: str) -> Refused | None:
    """The person named for the part, in turn, and nobody twice."""
    if part in signed:
        return Refused(HandoverRefusal.SIGNED_ALREADY, f"{PART_NAMES[part]}已经签字。", "请等待下一方签字。", "part")
    due = next_part(signed)
    if due is not part:
        return Refused(
            HandoverRefusal.NOT_YOUR_SIGNATURE,
            f"现在应由{PART_NAMES[due] if due else '无人'}签字。",
            "请按移交人、接收人、监交人的次序签字。",
            "part",
        )
    if signer != named:
        return Refused(
            HandoverRefusal.NOT_YOUR_SIGNATURE,
            f"{PART_NAMES[part]}须由本人签字。",
            "请由移交单上写明的人员登录签字。",
            "part",
        )
    return None
