"""七不准 (银监发〔2012〕3号, A86): a pure rule for each, over small frozen facts, callable as a gate by upper rooms.

What is done at our own counter is *refused* (NO2, NO3, NO4, NO6, NO7). What is only seen afterwards in a book is
*flagged* (NO1, NO5): a flag says what was seen and never that somebody is guilty; a person closes it in words.

| item | rule | answer |
| --- | --- | --- |
| NO1 以贷转存 | `turned_into_deposits` | flags |
| NO2 存贷挂钩 | `check_inputs`, `check_entry_by_deposit` | refusal |
| NO3 以贷收费 | `charges.check_charge` | refusal |
| NO4 浮利分费 | `charges.check_charge`, `check_all_in` | refusal |
| NO5 借贷搭售 | `bundled` | flags |
| NO6 一浮到顶 | `check_price` | refusal |
| NO7 转嫁成本 | `charges.check_charge` | refusal |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from wuhua.core.money import yuan
from wuhua.core.rate import ONE, Rate
from wuhua.core.refuse import Refusal, Refused


class ConductItem(StrEnum):
    """七不准、两禁两限、四公开: the fifteen items."""

    NO1 = "NO1"
    NO2 = "NO2"
    NO3 = "NO3"
    NO4 = "NO4"
    NO5 = "NO5"
    NO6 = "NO6"
    NO7 = "NO7"
    BAN1 = "BAN1"
    BAN2 = "BAN2"
    LIMIT1 = "LIMIT1"
    LIMIT2 = "LIMIT2"
    OPEN1 = "OPEN1"
    OPEN2 = "OPEN2"
    OPEN3 = "OPEN3"
    OPEN4 = "OPEN4"


ITEM_NAMES: Mapping[ConductItem, str] = {
    ConductItem.NO1: "以贷转存",
    ConductItem.NO2: "存贷挂钩",
    ConductItem.NO3: "以贷收费",
    ConductItem.NO4: "浮利分费",
    ConductItem.NO5: "借贷搭售",
    ConductItem.NO6: "一浮到顶",
    ConductItem.NO7: "转嫁成本",
    ConductItem.BAN1: "收取承诺费",
    ConductItem.BAN2: "收取资金管理费",
    ConductItem.LIMIT1: "收取财务顾问费",
    ConductItem.LIMIT2: "收取咨询费",
    ConductItem.OPEN1: "收费项目公开",
    ConductItem.OPEN2: "服务质价公开",
    ConductItem.OPEN3: "效用功能公开",
    ConductItem.OPEN4: "优惠政策公开",
}


class SaleKind(StrEnum):
    """What a borrower bought or placed: 理财, 保险, 基金; 定期存款, 存单, 保证金."""

    WEALTH_PRODUCT = "WEALTH_PRODUCT"
    INSURANCE_PRODUCT = "INSURANCE_PRODUCT"
    FUND_PRODUCT = "FUND_PRODUCT"
    TIME_DEPOSIT = "TIME_DEPOSIT"
    DEPOSIT_CERTIFICATE = "DEPOSIT_CERTIFICATE"
    MARGIN_DEPOSIT = "MARGIN_DEPOSIT"


SALE_NAMES: Mapping[SaleKind, str] = {
    SaleKind.WEALTH_PRODUCT: "理财",
    SaleKind.INSURANCE_PRODUCT: "保险",
    SaleKind.FUND_PRODUCT: "基金",
    SaleKind.TIME_DEPOSIT: "定期存款",
    SaleKind.DEPOSIT_CERTIFICATE: "存单",
    SaleKind.MARGIN_DEPOSIT: "保证金",
}
BUNDLES = frozenset({SaleKind.WEALTH_PRODUCT, SaleKind.INSURANCE_PRODUCT, SaleKind.FUND_PRODUCT})
FIXED = frozenset({SaleKind.TIME_DEPOSIT, SaleKind.DEPOSIT_CERTIFICATE, SaleKind.MARGIN_DEPOSIT})


class FindingState(StrEnum):
    """行为线索: open, upheld, dismissed. The last two are words of a person."""

    FINDING_OPEN = "FINDING_OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


class ConductRefusal(Refusal):
    """Why conduct says no, in the order in which it is checked."""

    NOT_A_CONDUCT_POST = "not_a_conduct_post"
    CONDUCT_CUSTOMER_UNKNOWN = "conduct_customer_unknown"
    FINDING_UNKNOWN = "finding_unknown"
    CHARGE_UNKNOWN = "charge_unknown"
    DISCLOSURE_UNKNOWN = "disclosure_unknown"
    DECIDED_ALREADY = "decided_already"
    NOT_ONES_OWN_CONDUCT = "not_ones_own_conduct"
    ANOTHER_PUBLISHES = "another_publishes"
    CONDUCT_WORDS_MISSING = "conduct_words_missing"
    CONDUCT_DAY_WRONG = "conduct_day_wrong"
    CONDUCT_AMOUNT_WRONG = "conduct_amount_wrong"
    LOAN_TURNED_INTO_DEPOSIT = "loan_turned_into_deposit"
    DEPOSIT_TIED_TO_LOAN = "deposit_tied_to_loan"
    FEE_WITHOUT_SERVICE = "fee_without_service"
    INTEREST_SPLIT_INTO_FEES = "interest_split_into_fees"
    SALE_BUNDLED_WITH_LOAN = "sale_bundled_with_loan"
    PRICE_AT_CAP_WITHOUT_REASON = "price_at_cap_without_reason"
    COST_SHIFTED_TO_BORROWER = "cost_shifted_to_borrower"
    NOT_DISCLOSED = "not_disclosed"


# --- what is seen afterwards in a book: flags ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lent:
    """Money that went out: the note, whose, how much in fen, when, and the manager who lent it."""

    note: str
    customer: int
    amount: int
    day: date
    staff: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What a borrower bought or placed. `own` is the money on the account that cannot have come from a loan, in fen.

    `signed_on` is the borrower's own signature on its paper, `cooled_until` the end of the cooling-off it was told of.
    """

    number: str
    customer: int
    kind: SaleKind
    amount: int
    day: date
    staff: str
    own: int = 0
    signed_on: date | None = None
    cooled_until: date | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """What was seen, by name. `key` is natural, so a second look at the same book says nothing new."""

    item: ConductItem
    name: ConductRefusal
    key: str
    subject: str
    customer: int | None
    staff: str
    day: date
    words: str
    facts: Mapping[str, Any]


def _by_customer(lent: Iterable[Lent]) -> dict[int, list[Lent]]:
    found: dict[int, list[Lent]] = {}
    for each in lent:
        found.setdefault(each.customer, []).append(each)
    return found


def turned_into_deposits(lent: Sequence[Lent], flows: Sequence[Flow], days: int) -> list[Flag]:
    """NO1: proceeds fixed into the borrower's own deposit, certificate or margin within `days` of disbursement.

    Seen whenever the borrower fixes money in the window, even with money of its own beside the loan: `least` is the part
    that its own money cannot explain, `most` the part that may be the loan's. Who closes the flag weighs the two.
    """
    notes = _by_customer(lent)
    found = []
    for flow in flows:
        if flow.kind not in FIXED:
            continue
        for note in notes.get(flow.customer, ()):
            if not note.day <= flow.day <= note.day + timedelta(days=days):
                continue
            most = min(flow.amount, note.amount)
            least = min(max(flow.amount - flow.own, 0), most)
            words = (
                f"借据 {note.note} 于 {note.day:%Y-%m-%d} 发放 {yuan(note.amount)} 元,"
                f"{(flow.day - note.day).days} 天后办理{SALE_NAMES[flow.kind]} {yuan(flow.amount)} 元;"
                f"自有资金不能解释的部分 {yuan(least)} 元。"
            )
            facts = {"note": note.note, "flow": flow.number, "kind": flow.kind.value, "least": least, "most": most}
            found.append(
                Flag(ConductItem.NO1, ConductRefusal.LOAN_TURNED_INTO_DEPOSIT, f"NO1/{note.note}/{flow.number}",
                     f"note:{note.note}", flow.customer, note.staff, flow.day, words, facts)
            )  # fmt: skip
    return found


def bundled(lent: Sequence[Lent], flows: Sequence[Flow], days: int, cooling_days: int) -> list[Flag]:
    """NO5: wealth, insurance or fund bought within `days` before or after a disbursement, and what is missing.

    The borrower's own signature, not later than the purchase, and a cooling-off of at least `cooling_days`.
    """
    notes = _by_customer(lent)
    found = []
    for flow in flows:
        if flow.kind not in BUNDLES:
            continue
        missing = missing_of(flow, cooling_days)
        for note in notes.get(flow.customer, ()):
            if not missing or abs((flow.day - note.day).days) > days:
                continue
            words = (
                f"借据 {note.note}({note.day:%Y-%m-%d} 发放)前后 {days} 天内,{flow.day:%Y-%m-%d} "
                f"购买{SALE_NAMES[flow.kind]} {yuan(flow.amount)} 元,缺{'、'.join(missing)}。"
            )
            facts = {"note": note.note, "flow": flow.number, "kind": flow.kind.value, "missing": missing}
            found.append(
                Flag(ConductItem.NO5, ConductRefusal.SALE_BUNDLED_WITH_LOAN, f"NO5/{note.note}/{flow.number}",
                     f"note:{note.note}", flow.customer, flow.staff, flow.day, words, facts)
            )  # fmt: skip
    return found


def missing_of(flow: Flow, cooling_days: int) -> list[str]:
    """What a free purchase has and this one lacks.

    >>> day = date(2018, 9, 3)
    >>> sale = Flow("1", 1, SaleKind.FUND_PRODUCT, 100, day, "JZ1", signed_on=day, cooled_until=day)
    >>> missing_of(sale, 0), missing_of(sale, 1)
    ([], ['冷静期记录'])
    """
    lacks = []
    if flow.signed_on is None or flow.signed_on > flow.day:
        lacks.append("本人签字")
    if flow.cooled_until is None or flow.cooled_until < flow.day + timedelta(days=cooling_days):
        lacks.append("冷静期记录")
    return lacks


# --- what is done at our own counter: refusals -----------------------------------------------------------------------

DEPOSIT_NAMES = ("deposit", "return_rate", "returnrate", "savings", "存款", "归行率", "日均余额", "储蓄", "揽储")
"""What a column of a loan's rule may not be called, in any spelling (七不准 2)."""


def check_inputs(names: Iterable[str]) -> Refused | None:
    """NO2: no rule, table or formula of a loan has an input of deposits or the return rate.

    >>> check_inputs(["klass", "years"]) is None
    True
    >>> check_inputs(["Avg_Deposit"]).name.value
    'deposit_tied_to_loan'
    """
    for name in names:
        plain = name.strip().lower().replace("-", "_").replace(" ", "_")
        if any(word in plain for word in DEPOSIT_NAMES):
            return Refused(
                ConductRefusal.DEPOSIT_TIED_TO_LOAN,
                f"「{name}」是存款或归行率,不得作为贷款条件(七不准之二:存贷挂钩)。",
                "请删除这一项;存款与归行率只作监测。",
                "columns",
            )
    return None


def check_entry_by_deposit(switched_on: bool) -> Refused | None:
    """NO2: a deposit as a condition of entry stands only where compliance has switched it on (Q11, default off)."""
    if switched_on:
        return None
    return Refused(
        ConductRefusal.DEPOSIT_TIED_TO_LOAN,
        "归行率或存款不得作为准入条件(七不准之二:存贷挂钩)。",
        "如确有监管许可,请合规岗调整参数 RETURN_RATE_ENTRY_CONDITION。",
    )


def all_in_rate(rate: int, fees: int, principal: int, days: int) -> int:
    """What the borrower pays a year with the fees, in 10⁻⁷, a fraction counted up; interest on a year of 360 days.

    1 000 yuan on 100 000 over 180 days are 2 % a year.

    >>> all_in_rate(600_000, 100_000, 10_000_000, 180)
    800000
    """
    return rate - (-(fees * ONE * 360) // (principal * days))


def check_all_in(rate: int, fees: int, principal: int, days: int, priced: int) -> Refused | None:
    """NO4: interest and fees together cost no more than the price the model said; fees never make up for a lower rate."""
    if principal <= 0 or days <= 0:
        return Refused(ConductRefusal.CONDUCT_AMOUNT_WRONG, "贷款金额或期限不合理。", "请核对借据。", "amount")
    found = all_in_rate(rate, fees, principal, days)
    if found <= priced:
        return None
    return Refused(
        ConductRefusal.INTEREST_SPLIT_INTO_FEES,
        f"利率加费用合计年化 {Rate(found).pct()}%,高于定价 {Rate(priced).pct()}%(七不准之四:浮利分费)。",
        "请取消或减少收费,使综合成本不高于定价。",
        "amount",
    )


def check_price(rate: int, cap: int, reason: str) -> Refused | None:
    """NO6: the price comes from the model; at the cap it needs a reason in words.

    >>> check_price(1_199_999, 1_200_000, "") is None
    True
    >>> check_price(1_200_000, 1_200_000, " ").name.value
    'price_at_cap_without_reason'
    """
    if rate < cap or reason.strip():
        return None
    return Refused(
        ConductRefusal.PRICE_AT_CAP_WITHOUT_REASON,
        f"利率 {Rate(rate).pct()}% 已到上限 {Rate(cap).pct()}%,没有写明理由(七不准之六:一浮到顶)。",
        "请按定价模型重新定价,或写明到顶的理由。",
        "reason",
    )


# --- words of people -------------------------------------------------------------------------------------------------

LEAST_WORDS = 4


def check_words(words: str, what: str, field: str = "words", least: int = LEAST_WORDS) -> Refused | None:
    """A judgement is said in words somebody else can read; a number only has to be there."""
    if len(words.strip()) >= least:
        return None
    return Refused(
        ConductRefusal.CONDUCT_WORDS_MISSING, f"没有写明{what}。", f"请写明{what}(不少于 {least} 个字)。", field
    )


def check_close(state: FindingState, staff: str, actor: str, words: str) -> Refused | None:
    """A finding is closed once, in words, and never by the one whose conduct it is."""
    if state is not FindingState.FINDING_OPEN:
        return Refused(ConductRefusal.DECIDED_ALREADY, "这条线索已办结。", "如有新情况,请另行登记。")
    if staff and staff == actor:
        return Refused(ConductRefusal.NOT_ONES_OWN_CONDUCT, "本人不能办结涉及自己的线索。", "请由另一名合规人员办理。")
    return check_words(words, "核查情况和结论")
