"""What an investigation must show: two independent estimates of sales, a sheet built on site, papers by their condition.

Amounts are whole fen; shares are computed on whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.customer.rules.filing import DocumentState, document_state
from wuhua.areas.origination.rules.words import METHOD_NAMES, EstimateMethod, OriginationRefusal
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

# --- two estimates (CHK.2) -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """One road to a year's sales, in fen, by one person."""

    method: EstimateMethod
    sales: int
    by: str


@dataclass(frozen=True, slots=True)
class Crossed:
    """What two or more estimates come to: the least is what the case stands on."""

    low: int
    high: int
    apart_pct: int

    @property
    def sales(self) -> int:
        """The careful figure."""
        return self.low


def cross(estimates: Sequence[Estimate], most_pct: int, reason: str) -> Crossed | Refused:
    """Two roads at least, within `most_pct` of the lower one, or a reason in words (A42).

    >>> two = [Estimate(EstimateMethod.FLOW, 100_00, "a"), Estimate(EstimateMethod.POWER, 120_00, "b")]
    >>> cross(two, 20, "").apart_pct
    20
    """
    if len({each.method for each in estimates}) < 2:
        return Refused(
            OriginationRefusal.ESTIMATES_TOO_FEW,
            "至少要有两种不同方法的销售额推算。",
            "请再用一种方法(流水、电费、工资、存货、日营业额等)推算。",
            "estimates",
        )
    low, high = min(each.sales for each in estimates), max(each.sales for each in estimates)
    apart = -(-(high - low) * 100 // low) if low > 0 else 100 * 100
    if apart > most_pct and not reason.strip():
        ends = "、".join(
            f"{METHOD_NAMES[each.method]} {grouped(each.sales)} 元" for each in sorted(estimates, key=lambda e: e.sales)
        )
        return Refused(
            OriginationRefusal.ESTIMATES_APART,
            f"几种推算相差 {apart}%,超过 {most_pct}%:{ends}。",
            "请核实,或写明相差的原因。",
            "apart_reason",
        )
    return Crossed(low, high, apart)


# --- the sheet built on site -----------------------------------------------------------------------------------------


class SheetSide(StrEnum):
    """现场报表: assets, liabilities, and the cash of a month in and out."""

    ASSET = "ASSET"
    DEBT = "DEBT"
    CASH_IN = "CASH_IN"
    CASH_OUT = "CASH_OUT"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line as counted on site, fen."""

    side: SheetSide
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """资产负债与月现金流 as sums: what the person owns, owes, and has left each month."""

    assets: int
    debts: int
    cash_in: int
    cash_out: int

    @property
    def own(self) -> int:
        """净资产."""
        return self.assets - self.debts

    @property
    def monthly_left(self) -> int:
        """月净现金流."""
        return self.cash_in - self.cash_out

    @property
    def debt_pct(self) -> int | None:
        """资产负债率, rounded up; None with no assets."""
        return -(-self.debts * 100 // self.assets) if self.assets > 0 else None


def sheet(lines: Iterable[SheetLine]) -> SiteSheet | Refused:
    """Add a sheet up. Without an asset and an inflow nothing was built."""
    sums = dict.fromkeys(SheetSide, 0)
    for each in lines:
        if each.amount < 0:
            return Refused(
                OriginationRefusal.SHEET_NOT_BALANCED, f"「{each.name}」为负数。", "请按实际金额填写正数。", "sheet"
            )
        sums[each.side] += each.amount
    if not sums[SheetSide.ASSET] or not sums[SheetSide.CASH_IN]:
        return Refused(
            OriginationRefusal.SHEET_MISSING,
            "没有现场编制的资产负债表和现金流量表。",
            "请在客户经营场所清点后填写资产与月收入。",
            "sheet",
        )
    return SiteSheet(
        sums[SheetSide.ASSET], sums[SheetSide.DEBT], sums[SheetSide.CASH_IN], sums[SheetSide.CASH_OUT]
    )  # fmt: skip


# --- papers by condition ---------------------------------------------------------------------------------------------


CONDITIONS: Mapping[str, str] = {
    "SPOUSE_ID": "married",
    "MARRIAGE_CERT": "married",
    "SPECIAL_PERMIT": "permit_needed",
    "PURCHASE_CONTRACT": "entrusted",
    "ENTRUST_PAY_ORDER": "entrusted",
    "SELF_PAY_CLAUSE": "self_paid",
    "GUARANTOR_ID": "guaranteed",
    "GUARANTOR_CONSENT": "guaranteed",
    "GUARANTEE_CONTRACT": "guaranteed",
    "COLLATERAL_CERT": "secured",
    "COOWNER_CONSENT": "co_owned",
    "APPRAISAL_REPORT": "secured",
    "OTHER_RIGHT_CERT": "secured",
}
"""Papers that are asked for under a condition; every other paper of the sheet is asked for always."""

AT_SIGNING = frozenset({
    "LOAN_CONTRACT", "GUARANTEE_CONTRACT", "SIGN_RECORD", "INTERVIEW_RECORD", "OTHER_RIGHT_CERT", "SELF_PAY_CLAUSE",
    "ENTRUST_PAY_ORDER",
})  # fmt: skip
PERSONAL = frozenset(
    {"ID_CARD", "SPOUSE_ID", "MARRIAGE_CERT", "HUKOU", "BIZ_LICENSE", "SPECIAL_PERMIT", "PREMISE_PROOF"}
)
"""Papers of the person or the firm, not of one loan: what is on file counts."""
AT_CLEARING = frozenset({"DISBURSE_CHECKLIST"})
AFTERWARDS = frozenset({"FIRST_POST_CHECK", "USE_CHECK_EVIDENCE", "POST_CHECK_REPORT"})


class PaperTime(StrEnum):
    """资料时点: with the application, at the signing, at the audit of the money, after it."""

    APPLYING = "APPLYING"
    SIGNING = "SIGNING"
    CLEARING = "CLEARING"
    AFTER = "AFTER"


def time_of(code: str) -> PaperTime:
    """When a paper must be there."""
    if code in AFTERWARDS:
        return PaperTime.AFTER
    if code in AT_CLEARING:
        return PaperTime.CLEARING
    return PaperTime.SIGNING if code in AT_SIGNING else PaperTime.APPLYING


def paper_state(
    code: str, conditions: Mapping[str, bool | None], expires: date | None, present: bool, on: date
) -> DocumentState:
    """How one paper stands. A condition nobody has answered leaves it to be decided; without an end it is not expired.

    >>> paper_state("SPOUSE_ID", {}, None, False, date(2018, 9, 1))
    <DocumentState.UNDECIDED: 'UNDECIDED'>
    """
    if present:
        return document_state(expires, on)
    condition = CONDITIONS.get(code)
    if condition is None:
        return DocumentState.MISSING
    answer = conditions.get(condition)
    if answer is None:
        return DocumentState.UNDECIDED
    return DocumentState.MISSING if answer else DocumentState.NOT_NEEDED
