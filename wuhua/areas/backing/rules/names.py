"""Names of backing: the parties, the lines of the ledgers, why the room says no, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal, Refused

_CODE = re.compile(r"[A-Za-z0-9-]{1,32}")


class Party(StrEnum):
    """三方: who bears a loss. BANK bears what the others leave."""

    GOV = "GOV"
    FIRM = "FIRM"
    BANK = "BANK"


class PoolEntryKind(StrEnum):
    """助保金台账: paid in by the government or by a firm, given back to it, committed to a loan, used to pay for one, recovered
    from one.
    """

    GOV_PAID = "GOV_PAID"
    FIRM_PAID = "FIRM_PAID"
    REFUNDED = "REFUNDED"
    COMMITTED = "COMMITTED"
    USED = "USED"
    RECOVERED = "RECOVERED"


class ConfirmationKind(StrEnum):
    """核心企业确认: an order, or a receivable."""

    ORDER = "ORDER"
    RECEIVABLE = "RECEIVABLE"


class BackingRefusal(Refusal):
    """Why backing says no, in the order in which it is checked."""

    NOT_OF_THIS_POST = "not_of_this_post"
    WORDS_MISSING = "words_missing"
    CODE_WRONG = "code_wrong"
    NUMBER_TAKEN = "number_taken"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    DAY_WRONG = "day_wrong"
    POOL_UNKNOWN = "pool_unknown"
    PARTNER_UNKNOWN = "partner_unknown"
    AGREEMENT_MISSING = "agreement_missing"
    AGREEMENT_WRONG = "agreement_wrong"
    FIRM_PAID_TOO_LITTLE = "firm_paid_too_little"
    LEVERAGE_EXCEEDED = "leverage_exceeded"
    NOT_COMMITTED = "not_committed"
    NOT_LATE_ENOUGH = "not_late_enough"
    NOTHING_TO_PAY = "nothing_to_pay"
    POOL_EMPTY = "pool_empty"
    MORE_THAN_IS_OPEN = "more_than_is_open"
    CLAIM_STILL_OPEN = "claim_still_open"
    MORE_THAN_LIES_THERE = "more_than_lies_there"
    NEEDED_FOR_LOANS = "needed_for_loans"
    CONFIRMATION_SHORT = "confirmation_short"
    AFTER_TRADE_CYCLE = "after_trade_cycle"
    CORE_CAP_EXCEEDED = "core_cap_exceeded"
    NO_LOAN_TO_REPAY = "no_loan_to_repay"


KEEPERS = (Role.SME_CENTER_HEAD, Role.MIDDLE, Role.EXECUTIVE)
"""Who opens pools and core firms and enters what was signed with them."""
CONFIRMERS = (Role.RISK, Role.REVIEWER, Role.SME_CENTER_HEAD)
"""Who enters what a core firm confirmed: never whoever investigates the loan."""
PAYERS = (Role.ACCOUNTANT,)
"""Who moves money of a pool or a receipt."""


def _may(officer: Officer, roles: Collection[Role], words: str, next_step: str) -> Refused | None:
    if officer.holds(*roles) and not officer.holds(Role.ADMIN):
        return None
    return Refused(BackingRefusal.NOT_OF_THIS_POST, words, next_step)


def may_keep(officer: Officer) -> Refused | None:
    """Agreements with governments and core firms are the centre's and the leaders'."""
    return _may(officer, KEEPERS, "您的岗位不能登记资金池、协议或核心企业。", "请提交小微中心负责人、中层或班子成员。")


def may_confirm(officer: Officer) -> Refused | None:
    """Confirmations are checked with the core firm by who does not lead the case."""
    return _may(officer, CONFIRMERS, "您的岗位不能登记核心企业确认。", "请提交风险、审查岗或小微中心负责人。")


def may_pay(officer: Officer) -> Refused | None:
    """Money is the accountant's."""
    return _may(officer, PAYERS, "您的岗位不能办理资金池收付和回款。", "请由出账会计办理。")


def check_words(text: str, at: str, what: str) -> Refused | None:
    """Something was written."""
    if text.strip():
        return None
    return Refused(BackingRefusal.WORDS_MISSING, f"没有填写{what}。", f"请填写{what}。", at)


def check_code(code: str, what: str) -> Refused | None:
    """A code stands in addresses and on paper: letters, digits, hyphens."""
    if _CODE.fullmatch(code):
        return None
    return Refused(
        BackingRefusal.CODE_WRONG,
        f"{what}只能由 1 至 32 个字母、数字和连字符组成。",
        "请改用字母、数字或连字符。",
        "code",
    )


def check_due(due: date, on: date) -> Refused | None:
    """A core firm pays after today, and within ten years."""
    if on < due <= on.replace(day=1) + timedelta(days=3_650):
        return None
    return Refused(BackingRefusal.DAY_WRONG, "付款到期日须晚于今天,且在十年以内。", "请核对确认书。", "due")


def check_amount(amount: int, at: str = "amount") -> Refused | None:
    """An amount is more than nothing."""
    if 0 < amount <= 10**13:
        return None
    return Refused(BackingRefusal.AMOUNT_NOT_POSITIVE, "金额须大于零且在合理范围内。", "请核对金额。", at)
