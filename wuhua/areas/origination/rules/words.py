"""Words of the five steps: the states of a case, who has a part in it, what a check can say, and the names of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wuhua.core.refuse import Refusal


class FiveStep(StrEnum):
    """五步法 (domain 1.11)."""

    LOCK_TARGET = "LOCK_TARGET"
    PRE_CHECK = "PRE_CHECK"
    FULL_LOOK = "FULL_LOOK"
    THREE_REVIEWS = "THREE_REVIEWS"
    AFTER_LOAN = "AFTER_LOAN"


class CaseState(StrEnum):
    """案件状态: how far one request has come. REJECTED and WITHDRAWN can be reached from every state before the money."""

    PROSPECT = "PROSPECT"
    TARGETED = "TARGETED"
    SUBMITTED = "SUBMITTED"
    PRE_ASSESSED = "PRE_ASSESSED"
    EVALUATED = "EVALUATED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    SIGNED = "SIGNED"
    CLEARED = "CLEARED"
    DISBURSED = "DISBURSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


STATE_NAMES: Mapping[CaseState, str] = {
    CaseState.PROSPECT: "待走访",
    CaseState.TARGETED: "已锁定目标",
    CaseState.SUBMITTED: "已申报",
    CaseState.PRE_ASSESSED: "已预评估",
    CaseState.EVALUATED: "已全面评估",
    CaseState.REVIEWED: "已审查",
    CaseState.APPROVED: "已批准",
    CaseState.SIGNED: "已签约",
    CaseState.CLEARED: "放款审核通过",
    CaseState.DISBURSED: "已放款",
    CaseState.REJECTED: "已否决",
    CaseState.WITHDRAWN: "客户撤回",
}


class CaseVerb(StrEnum):
    """What is done to a case. Each arrow of `steps.ARROWS` is one of these."""

    ASK = "ASK"
    TARGET = "TARGET"
    PAIR = "PAIR"
    SUBMIT = "SUBMIT"
    PRE_ASSESS = "PRE_ASSESS"
    EVALUATE = "EVALUATE"
    REVIEW = "REVIEW"
    REVIEW_CONTRACT = "REVIEW_CONTRACT"
    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    APPROVE = "APPROVE"
    SECOND_KEY = "SECOND_KEY"
    SIGN = "SIGN"
    CLEAR = "CLEAR"
    FUND = "FUND"
    REJECT = "REJECT"
    OVERTURN = "OVERTURN"
    WITHDRAW = "WITHDRAW"
    TRANSFER = "TRANSFER"
    EXCEPT = "EXCEPT"


class CasePart(StrEnum):
    """案件分工: who has had a hand in a case. Two investigators, three reviews, the decision, the audit of the money."""

    LEAD = "LEAD"
    CO = "CO"
    REVIEW_IND = "REVIEW_IND"
    REVIEW_CTR = "REVIEW_CTR"
    REVIEW_RSK = "REVIEW_RSK"
    APPROVE = "APPROVE"
    SECOND_KEY = "SECOND_KEY"
    VOTE = "VOTE"
    DISB_AUDIT = "DISB_AUDIT"
    PAY = "PAY"
    CALL_BACK = "CALL_BACK"


PART_NAMES: Mapping[CasePart, str] = {
    CasePart.LEAD: "主办调查",
    CasePart.CO: "协办调查",
    CasePart.REVIEW_IND: "指标审查",
    CasePart.REVIEW_CTR: "合同审查",
    CasePart.REVIEW_RSK: "风险审查",
    CasePart.APPROVE: "审批",
    CasePart.SECOND_KEY: "第二把钥匙",
    CasePart.VOTE: "审贷会表决",
    CasePart.DISB_AUDIT: "放款审核",
    CasePart.PAY: "出账",
    CasePart.CALL_BACK: "回访",
}


class Stage(StrEnum):
    """清单阶段: which checklist is being answered (domain 1.11)."""

    PRE3 = "PRE3"
    STEP3 = "STEP3"
    REVIEW3 = "REVIEW3"
    POST5 = "POST5"


class Answered(StrEnum):
    """检查结论: held, does not hold, or a person must look at it (a small forgotten fee, practice A30)."""

    PASS = "PASS"  # noqa: S105  # a verdict, not a password
    FAIL = "FAIL"
    PERSON = "PERSON"


class ReviewKind(StrEnum):
    """三审查: 指标, 合同, 风险."""

    IND = "IND"
    CTR = "CTR"
    RSK = "RSK"


REVIEW_PART: Mapping[ReviewKind, CasePart] = {
    ReviewKind.IND: CasePart.REVIEW_IND,
    ReviewKind.CTR: CasePart.REVIEW_CTR,
    ReviewKind.RSK: CasePart.REVIEW_RSK,
}


class ReviewVerdict(StrEnum):
    """审查结论. With a condition, the condition must be met before the money."""

    PASSED = "PASSED"
    CONDITION = "CONDITION"
    FAILED = "FAILED"


class SignWay(StrEnum):
    """签约方式: face to face before a witness, or by a one-time code on the customer's phone."""

    FACE_TO_FACE = "FACE_TO_FACE"
    ONE_TIME_CODE = "ONE_TIME_CODE"


class Ballot(StrEnum):
    """表决票."""

    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    ABSTAIN = "ABSTAIN"


class ExceptionState(StrEnum):
    """例外申请."""

    ASKED = "ASKED"
    GRANTED = "GRANTED"
    DENIED = "DENIED"


class RefusalReview(StrEnum):
    """否决复核: waits for the supervisor, upheld, or overturned (A30: within two working days)."""

    WAITING = "WAITING"
    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"


class RejectCode(StrEnum):
    """否决原因: a no without one of these, and words, is impossible (A30)."""

    RED_LINE = "RED_LINE"
    BAD_RECORD = "BAD_RECORD"
    NO_CAPACITY = "NO_CAPACITY"
    PURPOSE = "PURPOSE"
    NOT_TRUE = "NOT_TRUE"
    NO_ROOM = "NO_ROOM"
    OUTSIDE_PRODUCT = "OUTSIDE_PRODUCT"
    COMMITTEE_SAID_NO = "COMMITTEE_SAID_NO"
    OTHER_REASON = "OTHER_REASON"


REJECT_NAMES: Mapping[RejectCode, str] = {
    RejectCode.RED_LINE: "触碰红线",
    RejectCode.BAD_RECORD: "信用记录不良",
    RejectCode.NO_CAPACITY: "还款能力不足",
    RejectCode.PURPOSE: "用途不符",
    RejectCode.NOT_TRUE: "资料不实",
    RejectCode.NO_ROOM: "集中度或额度不足",
    RejectCode.OUTSIDE_PRODUCT: "不符合产品标准",
    RejectCode.COMMITTEE_SAID_NO: "审贷会未通过",
    RejectCode.OTHER_REASON: "其他",
}


class CasePath(StrEnum):
    """办理通道: the three days, or the instant path of a pre-approved customer (A71)."""

    THREE_DAYS = "THREE_DAYS"
    FLASH = "FLASH"


class EstimateMethod(StrEnum):
    """销售额推算: independent roads to one figure (IPC cross-check)."""

    FLOW = "FLOW"
    POWER = "POWER"
    WAGE = "WAGE"
    TAX = "TAX"
    STOCK = "STOCK"
    TAKINGS = "TAKINGS"
    LEDGER = "LEDGER"


METHOD_NAMES: Mapping[EstimateMethod, str] = {
    EstimateMethod.FLOW: "流水推算",
    EstimateMethod.POWER: "电费推算",
    EstimateMethod.WAGE: "工资推算",
    EstimateMethod.TAX: "纳税推算",
    EstimateMethod.STOCK: "存货周转推算",
    EstimateMethod.TAKINGS: "日营业额推算",
    EstimateMethod.LEDGER: "台账推算",
}


class OriginationRefusal(Refusal):
    """Why origination says no, in the order in which it is checked."""

    CASE_UNKNOWN = "case_unknown"
    NOT_OF_THIS_POST = "not_of_this_post"
    STAFF_UNKNOWN = "staff_unknown"
    STEP_NOT_NEXT = "step_not_next"
    CASE_OVER = "case_over"
    NOT_THE_HOLDER = "not_the_holder"
    PARTS_MUST_DIFFER = "parts_must_differ"
    RELATED_PERSON = "related_person"
    CASE_OPEN_ALREADY = "case_open_already"
    QUOTA_REACHED = "quota_reached"
    CUSTOMER_UNKNOWN = "customer_unknown"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    TERM_NOT_POSITIVE = "term_not_positive"
    WORDS_MISSING = "words_missing"
    BLACK_LISTED = "black_listed"
    VISIT_MISSING = "visit_missing"
    CO_MISSING = "co_missing"
    PAPERS_MISSING = "papers_missing"
    PAPER_EXPIRED = "paper_expired"
    PAPER_UNKNOWN = "paper_unknown"
    EXCEPTION_WAITING = "exception_waiting"
    EXCEPTION_UNKNOWN = "exception_unknown"
    EXCEPTION_NOT_NEEDED = "exception_not_needed"
    ITEM_UNKNOWN = "item_unknown"
    EVIDENCE_MISSING = "evidence_missing"
    ITEMS_OPEN = "items_open"
    ITEM_FAILED = "item_failed"
    RED_LINE_FOUND = "red_line_found"
    NO_LIMIT = "no_limit"
    ESTIMATES_TOO_FEW = "estimates_too_few"
    ESTIMATES_APART = "estimates_apart"
    ESTIMATE_NOT_INDEPENDENT = "estimate_not_independent"
    SHEET_MISSING = "sheet_missing"
    SHEET_NOT_BALANCED = "sheet_not_balanced"
    CO_HAS_NOT_SIGNED = "co_has_not_signed"
    REVIEW_DONE_ALREADY = "review_done_already"
    REVIEW_OPEN = "review_open"
    REVIEW_FAILED = "review_failed"
    CONDITION_OPEN = "condition_open"
    POINTS_MISSING = "points_missing"
    OVER_AUTHORITY = "over_authority"
    MANDATE_UNKNOWN = "mandate_unknown"
    MANDATE_TOO_WIDE = "mandate_too_wide"
    SECOND_KEY_MISSING = "second_key_missing"
    COMMITTEE_NEEDED = "committee_needed"
    NOT_CALLED = "not_called"
    VOTED_ALREADY = "voted_already"
    QUORUM_MISSING = "quorum_missing"
    VOTE_CLOSED = "vote_closed"
    VOTE_OPEN = "vote_open"
    CONSULTATION_MISSING = "consultation_missing"
    RATE_OUTSIDE = "rate_outside"
    RATE_NEEDS_REASON = "rate_needs_reason"
    ABOVE_LIMIT = "above_limit"
    CONTRACT_MISSING = "contract_missing"
    SIGNATURE_MISSING = "signature_missing"
    PAYMENT_NOT_ALLOWED = "payment_not_allowed"
    ACCOUNT_MISSING = "account_missing"
    ROOM_NOT_HELD = "room_not_held"
    REASON_UNKNOWN = "reason_unknown"
    REFUSAL_REVIEWED = "refusal_reviewed"
    TEMPLATE_UNKNOWN = "template_unknown"
