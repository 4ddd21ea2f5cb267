"""Papers of a case: which there are, in which order they lie in the file, and why one is not drawn or printed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wuhua.core.refuse import Refusal


class CaseForm(StrEnum):
    """What is printed of a case, in the order of its file."""

    INVESTIGATION = "INVESTIGATION_REPORT"
    REVIEW_OPINION = "REVIEW_OPINION"
    VOTE_RECORD = "VOTE_RECORD"
    APPROVAL_NOTICE = "APPROVAL_NOTICE"
    CONTRACT = "CONTRACT_TEXT"
    SIGNING_TALK = "SIGNING_TALK"
    SIGNING_PAGE = "SIGNING_PAGE"
    ENTRUST_ORDER = "ENTRUST_ORDER"
    DISBURSE_AUDIT = "DISBURSE_AUDIT"
    PAYOUT_NOTICE = "PAYOUT_NOTICE"
    ARCHIVE_INDEX = "ARCHIVE_INDEX"
    BORROW_SLIP = "BORROW_SLIP"


FORM_NAMES: Mapping[CaseForm, str] = {
    CaseForm.INVESTIGATION: "调查报告",
    CaseForm.REVIEW_OPINION: "审查意见表",
    CaseForm.VOTE_RECORD: "审贷会表决记录",
    CaseForm.APPROVAL_NOTICE: "批复",
    CaseForm.CONTRACT: "借款合同",
    CaseForm.SIGNING_TALK: "面签记录",
    CaseForm.SIGNING_PAGE: "合同签署页",
    CaseForm.ENTRUST_ORDER: "受托支付委托书",
    CaseForm.DISBURSE_AUDIT: "放款审核表",
    CaseForm.PAYOUT_NOTICE: "放款通知书",
    CaseForm.ARCHIVE_INDEX: "档案目录",
    CaseForm.BORROW_SLIP: "档案借阅单",
}


class CasePrintRefusal(Refusal):
    """Why a contract is not drawn or a paper of a case not printed, in the order in which it is checked."""

    MAY_NOT_PRINT_CASE = "may_not_print_case"
    FORM_NOT_YET = "form_not_yet"
    OFFSET_TOO_FAR = "offset_too_far"
    MAY_NOT_SHOW_IDENTITY = "may_not_show_case_identity"
    CONTRACT_TEMPLATE_MISSING = "contract_template_missing"
    CONTRACT_TEMPLATE_INCOMPLETE = "contract_template_incomplete"
    CONTRACT_TEMPLATE_STRANGE = "contract_template_strange"
    METHOD_WITHOUT_PLAN = "method_without_plan"
