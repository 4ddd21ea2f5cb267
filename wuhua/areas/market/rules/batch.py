"""Rules of batch credit (A70): the life of a batch, what a line may be, who makes and who decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.money import grouped
from wuhua.core.refuse import Refusal, Refused


class BatchState(StrEnum):
    """批量授信批次状态."""

    IMPORTED = "IMPORTED"
    ASSESSED = "ASSESSED"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class BatchVerb(StrEnum):
    """What is done to a batch."""

    ASSESS = "assess"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"


MOVES_OF_BATCH: Mapping[BatchVerb, tuple[frozenset[BatchState], BatchState]] = {
    BatchVerb.ASSESS: (frozenset({BatchState.IMPORTED, BatchState.ASSESSED}), BatchState.ASSESSED),
    BatchVerb.SUBMIT: (frozenset({BatchState.ASSESSED}), BatchState.SUBMITTED),
    BatchVerb.RETURN: (frozenset({BatchState.SUBMITTED}), BatchState.ASSESSED),
    BatchVerb.APPROVE: (frozenset({BatchState.SUBMITTED}), BatchState.APPROVED),
    BatchVerb.REJECT: (frozenset({BatchState.SUBMITTED}), BatchState.REJECTED),
    BatchVerb.CANCEL: (
        frozenset({BatchState.IMPORTED, BatchState.ASSESSED, BatchState.SUBMITTED}),
        BatchState.CANCELLED,
    ),
}
"""The one transition table: from which states a verb may be done, and where it leads."""


class LineState(StrEnum):
    """批次明细状态: ready for the committee, an exception for a person, or refused by rule."""

    READY = "READY"
    EXCEPTION = "EXCEPTION"
    REFUSED = "REFUSED"


class TierSource(StrEnum):
    """层级来源: the list the bank brought, the customer's own tier of the quarter's run, or none of the two: basic."""

    FROM_LIST = "FROM_LIST"
    FROM_RUN = "FROM_RUN"
    NOT_SORTED = "NOT_SORTED"


class WordKind(StrEnum):
    """逐户意见: a person admits an exception with an amount, or the committee strikes a line out."""

    ADMIT = "ADMIT"
    VETO = "VETO"


class PreApprovalState(StrEnum):
    """预授信状态."""

    OPEN = "OPEN"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class BatchRefusal(Refusal):
    """Why batch credit says no, in the order in which it is checked."""

    NOT_A_MAKER = "not_a_maker"
    NOT_A_REVIEWER = "not_a_reviewer"
    NOT_THE_COMMITTEE = "not_the_committee"
    MAKER_DECIDES_NOT = "maker_decides_not"
    BATCH_UNKNOWN = "batch_unknown"
    BATCH_ELSEWHERE = "batch_elsewhere"
    BATCH_EMPTY = "batch_empty"
    NOTHING_TO_APPROVE = "nothing_to_approve"
    LINE_UNKNOWN = "line_unknown"
    LINE_NOT_OPEN = "line_not_open"
    LINE_STRUCK_ALREADY = "line_struck_already"
    AMOUNT_OVER_CAP = "amount_over_cap"
    REASON_TOO_SHORT = "batch_reason_too_short"
    VALID_UNTIL_PAST = "valid_until_past"
    LIST_UNREADABLE = "list_unreadable"
    LIST_COLUMN_MISSING = "list_column_missing"
    PRODUCT_NOT_FOR_BATCH = "product_not_for_batch"


MAKERS = (Role.SME_CENTER_HEAD, Role.TEAM_HEAD, Role.MIDDLE)
REVIEWERS = (Role.REVIEWER, Role.RISK)
COMMITTEE = (Role.COMMITTEE,)
LOOKERS = (*MAKERS, *REVIEWERS, *COMMITTEE, Role.EXECUTIVE, Role.APPROVER, Role.COMPLIANCE, Role.AUDIT)
"""Who may open a batch at all: it holds customers of the whole bank."""

_WHO: Mapping[BatchVerb, tuple[Role, ...]] = {
    BatchVerb.ASSESS: MAKERS,
    BatchVerb.SUBMIT: MAKERS,
    BatchVerb.CANCEL: MAKERS,
    BatchVerb.RETURN: COMMITTEE,
    BatchVerb.APPROVE: COMMITTEE,
    BatchVerb.REJECT: COMMITTEE,
}


def may_make(actor: Officer) -> Refused | None:
    """Making, assessing, submitting and taking back is for those who run the campaign."""
    if actor.holds(*MAKERS):
        return None
    return Refused(BatchRefusal.NOT_A_MAKER, "您的岗位不能发起批量授信。", "请由小微中心、团队负责人或中层发起。")


def may(actor: Officer, verb: BatchVerb, hands: Collection[str]) -> Refused | None:
    """Whether this officer may do it. `hands` are those who made, assessed or submitted: none of them decides (审贷分离)."""
    if _WHO[verb] is MAKERS:
        return may_make(actor)
    if not actor.holds(*COMMITTEE):
        return Refused(BatchRefusal.NOT_THE_COMMITTEE, "批次由审贷会决定。", "请提交审贷会成员办理。")
    if actor.number in hands:
        return Refused(
            BatchRefusal.MAKER_DECIDES_NOT, "本批次由您发起、测算或复核,不能再由您决定。", "请由审贷会其他成员决定。"
        )
    return None


def may_admit(actor: Officer) -> Refused | None:
    """An exception is judged by review or risk, not by who runs the campaign."""
    if actor.holds(*REVIEWERS):
        return None
    return Refused(BatchRefusal.NOT_A_REVIEWER, "例外明细由审查或风险岗评估。", "请交由审查或风险岗办理。")


def may_move(state: BatchState, verb: BatchVerb) -> Refused | None:
    """Whether the arrow is in the table."""
    if state in MOVES_OF_BATCH[verb][0]:
        return None
    return Refused(
        BatchRefusal.BATCH_ELSEWHERE,
        f"批次现为「{STATE_WORDS[state]}」,不能办理「{VERB_WORDS[verb]}」。",
        "请刷新页面,按当前状态办理。",
        "state",
    )


STATE_WORDS: Mapping[BatchState, str] = {
    BatchState.IMPORTED: "已导入",
    BatchState.ASSESSED: "已测算",
    BatchState.SUBMITTED: "待审议",
    BatchState.APPROVED: "已批准",
    BatchState.REJECTED: "未通过",
    BatchState.CANCELLED: "已撤销",
}
VERB_WORDS: Mapping[BatchVerb, str] = {
    BatchVerb.ASSESS: "测算",
    BatchVerb.SUBMIT: "提交审议",
    BatchVerb.RETURN: "退回",
    BatchVerb.APPROVE: "批准",
    BatchVerb.REJECT: "否决整批",
    BatchVerb.CANCEL: "撤销",
}


def check_reason(reason: str) -> Refused | None:
    """A word about a line or a batch can be judged by a reader: at least four characters."""
    if len(reason.strip()) >= 4:
        return None
    return Refused(BatchRefusal.REASON_TOO_SHORT, "须写明理由。", "请用一句话说明(不少于四个字)。", "reason")


def check_until(until: date, on: date) -> Refused | None:
    """A pre-approval holds beyond today."""
    if until > on:
        return None
    return Refused(BatchRefusal.VALID_UNTIL_PAST, f"有效期 {until} 不晚于今天。", "请填写以后的日期。", "valid_until")


def check_admitted(amount: int, cap: int) -> Refused | None:
    """What a person gives stays inside the caps of the line."""
    if 0 < amount <= cap:
        return None
    return Refused(
        BatchRefusal.AMOUNT_OVER_CAP,
        f"人工核定金额 {grouped(amount)} 元不在 0 至 {grouped(cap)} 元之间。",
        "请在层级、产品与集中度上限内核定。",
        "amount",
    )
