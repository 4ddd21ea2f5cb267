"""Words of what an officer says, prints and keeps about a note: calls, plans for maturity, papers, ledgers. Pure.

They stand beside `rules` and not in it: `rules` is what a note owes, these are what people do about it.
"""

from __future__ import annotations

from enum import StrEnum

from wuhua.core.refuse import Refusal
from wuhua.platform.paper.layouts import PaperForm as PaperForm


class CallOutcome(StrEnum):
    """What came of a call or visit about money that is due."""

    REACHED = "REACHED"
    PROMISED = "PROMISED"
    NOT_REACHED = "NOT_REACHED"


class MaturityPlan(StrEnum):
    """到期安排: what is to become of a note at its end."""

    REPAY = "PLAN_REPAY"
    RENEW = "PLAN_RENEW"
    EXTEND = "PLAN_EXTEND"
    SUE = "PLAN_SUE"


class Paper(StrEnum):
    """What is printed about a note, a customer or an account."""

    NOTE = "NOTE_PAPER"
    INTEREST_LIST = "INTEREST_LIST"
    RECEIPT = "RECEIPT"
    DUE_NOTICE = "DUE_NOTICE"
    DEMAND_NOTICE = "DEMAND_NOTICE"
    GUARANTOR_NOTICE = "GUARANTOR_NOTICE"
    EXTENSION_AGREEMENT = "EXTENSION_AGREEMENT"
    CERTIFICATE = "SETTLEMENT_CERTIFICATE"
    BALANCE_CHECK = "BALANCE_CHECK"
    STATEMENT = "ACCOUNT_STATEMENT"


class Ledger(StrEnum):
    """The workbooks officers keep about notes."""

    LOANS = "LOAN_LEDGER"
    MATURITIES = "MATURITY_LEDGER"
    ARREARS = "ARREARS_LEDGER"
    WRITE_OFFS = "WRITE_OFF_LEDGER"


class ListLedger(StrEnum):
    """The workbooks of a span of days that are only handed out: nothing in them is brought back."""

    VISITS = "VISIT_LEDGER"
    FIRST_LOANS = "FIRST_LOAN_LEDGER"
    CONSENTS = "CONSENT_LEDGER"


class LedgerField(StrEnum):
    """What of a note an officer may write into a ledger. The plan is `MaturityPlan` and has its own verb and table."""

    REMARK = "remark"
    NEXT_CONTACT = "next_contact"
    MEASURE = "measure"


class ContactRefusal(Refusal):
    """Why a call or a plan was not recorded, in the order in which it is checked."""

    MAY_NOT_RECORD = "may_not_record"
    ACCOUNT_UNKNOWN = "account_unknown"
    NOTE_UNKNOWN = "note_unknown"
    NOTE_IS_CLOSED = "note_is_closed"
    PROMISE_INCOMPLETE = "promise_incomplete"
    PROMISE_NOT_ASKED = "promise_not_asked"
    PROMISE_DAY_PAST = "promise_day_past"
    PROMISE_TOO_FAR = "promise_too_far"
    REMARK_TOO_LONG = "remark_too_long"
    NOT_YET_TO_REMIND = "not_yet_to_remind"


class PaperRefusal(Refusal):
    """Why a paper is not printed, in the order in which it is checked."""

    MAY_NOT_PRINT = "may_not_print"
    SUBJECT_UNKNOWN = "subject_unknown"
    OFFSET_OUT_OF_RANGE = "offset_out_of_range"
    MAY_NOT_SHOW_IDENTITY = "may_not_show_identity"
    PERIOD_NOT_POSSIBLE = "period_not_possible"
    NOT_SETTLED = "not_settled"
    ALREADY_SETTLED = "already_settled"
    NOTHING_TO_REMIND = "nothing_to_remind"
    NOTHING_OVERDUE = "nothing_overdue"
    NO_GUARANTOR = "no_guarantor"
    NOT_EXTENDED = "not_extended"
    NO_INTEREST_YET = "no_interest_yet"
    RECEIPT_UNKNOWN = "receipt_unknown"


class LedgerRefusal(Refusal):
    """Why a ledger, or a line of it, is not taken back, in the order in which it is checked."""

    MAY_NOT_EDIT = "may_not_edit"
    NOT_A_WORKBOOK = "not_a_workbook"
    NOT_OUR_LEDGER = "not_our_ledger"
    COLUMN_MISSING = "column_missing"
    LINE_UNKNOWN = "line_unknown"
    LINE_TWICE = "line_twice"
    LINE_NOT_YOURS = "line_not_yours"
    COLUMN_LOCKED = "column_locked"
    CELL_UNREADABLE = "cell_unreadable"
    LINE_STALE = "line_stale"
    LINES_REFUSED = "lines_refused"
    NOTHING_CHANGED = "nothing_changed"
    ALREADY_APPLIED = "already_applied"
