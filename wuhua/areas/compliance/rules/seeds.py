"""What the system ships with: parameters by date and rule set, purposes, fee codes.

Every line names where it comes from and how sure we are (domain 0.1: R known by number, D a default; H, M, L).
A bank changes a value by giving it a later effective day, never by editing a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wuhua.areas.compliance.rules import FeeStance, PurposeCategory, RuleSet
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic

ALWAYS = date(2000, 1, 1)
"""The first day anything is asked about; what has no natural beginning holds from here."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One value over [start, end)."""

    code: str
    ruleset: RuleSet
    value: str
    unit: str
    source: str
    start: date = ALWAYS
    end: date | None = None


_OLD, _NEW, _BOTH = RuleSet.RS2018, RuleSet.RS_CURRENT, RuleSet.ALL

_LOANS_2007 = "银监发〔2007〕54号 [R,M]"
_SMALL_2007 = "银监发〔2007〕63号 [R,M:须核对原文]"
_CLASSES_2023 = "令〔2023〕第1号 [R,H]"
_PRACTICE = "行业惯例 [D]"
_RENEWAL = "银监发〔2014〕36号 → 金规〔2024〕13号 [S15,H;逾期即不再适用 I,M]"

_MATRIX_BANDS = ("0", "1-30", "31-90", "91-180", "181-360", "361+")
_MATRIX: dict[str, tuple[str, str, str, str, str, str]] = {
    "CREDIT": ("NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "DOUBTFUL", "LOSS"),
    "GUARANTEE": ("NORMAL", "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS"),
    "MORTGAGE": ("NORMAL", "NORMAL", "WATCH", "WATCH", "SUBSTANDARD", "DOUBTFUL"),
    "PLEDGE": ("NORMAL", "NORMAL", "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL"),
}

MATRIX = tuple(
    Seed(f"CLASS_MATRIX.{security}.{band}", _OLD, klass, "class", _SMALL_2007)
    for security, row in _MATRIX.items()
    for band, klass in zip(_MATRIX_BANDS, row, strict=True)
)

CLASSES = (
    # 2018: the matrix for small firms, and more than 90 days overdue is bad whatever the matrix says.
    Seed("CLASS_MATRIX", _OLD, "YES", "flag", _SMALL_2007),
    Seed("CLASS_OVER.WATCH", _OLD, "0", "day", _LOANS_2007),
    Seed("CLASS_OVER.SUBSTANDARD", _OLD, "90", "day", "监管要求逾期 90 天以上计入不良 [R,M]"),
    Seed("CLASS_OVER.DOUBTFUL", _OLD, "180", "day", _PRACTICE),
    Seed("CLASS_OVER.LOSS", _OLD, "360", "day", _PRACTICE),
    Seed("CLASS_LEAST.refinanced", _OLD, "WATCH", "class", _LOANS_2007),
    Seed("CLASS_LEAST.renewed_overdue", _OLD, "WATCH", "class", _RENEWAL),
    Seed("CLASS_LEAST.misused", _OLD, "WATCH", "class", _LOANS_2007),
    Seed("CLASS_LEAST.restructured", _OLD, "SUBSTANDARD", "class", _LOANS_2007),
    Seed("CLASS_LEAST.restructured_overdue", _OLD, "DOUBTFUL", "class", _LOANS_2007),
    Seed("CLASS_LEAST.restructured_again", _OLD, "DOUBTFUL", "class", _LOANS_2007 + " [M]"),
    Seed("CLASS_LEAST.major_event", _OLD, "WATCH", "class", _LOANS_2007),
    Seed("CLASS_LEAST.impaired", _OLD, "SUBSTANDARD", "class", _LOANS_2007 + " [I,M]"),
    Seed("CLASS_LEAST.loss_half", _OLD, "DOUBTFUL", "class", _LOANS_2007 + " [I,M]"),
    Seed("CLASS_LEAST.evading", _OLD, "WATCH", "class", _LOANS_2007),
    Seed("CLASS_LEAST.evading_overdue", _OLD, "SUBSTANDARD", "class", _LOANS_2007),
    Seed("CLASS_LEAST.loss_ninety", _OLD, "LOSS", "class", _LOANS_2007 + " [I,M]"),
    Seed("CLASS_LEAST.bankrupt", _OLD, "LOSS", "class", _LOANS_2007 + " [I,M]"),
    Seed("CLASS_OBSERVE_MONTHS", _OLD, "6", "month", _LOANS_2007),
    Seed("CLASS_RESTRUCTURE_MONTHS", _OLD, "6", "month", _LOANS_2007),
    Seed("CLASS_RESTRUCTURE_FROZEN", _OLD, "YES", "flag", _LOANS_2007),
    Seed("CLASS_PERSON_HOLDS_MONTHS", _OLD, "3", "month", _PRACTICE),
    # Now: days alone, with a technical tolerance of seven; one borrower's bad debts speak for the others.
    Seed("CLASS_MATRIX", _NEW, "NO", "flag", _CLASSES_2023),
    Seed("CLASS_OVER.WATCH", _NEW, "7", "day", _CLASSES_2023 + " 技术性逾期 7 天内除外 [M-H]"),
    Seed("CLASS_OVER.SUBSTANDARD", _NEW, "90", "day", _CLASSES_2023),
    Seed("CLASS_OVER.DOUBTFUL", _NEW, "270", "day", _CLASSES_2023),
    Seed("CLASS_OVER.LOSS", _NEW, "360", "day", _CLASSES_2023),
    Seed("CLASS_LEAST.refinanced", _NEW, "WATCH", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.renewed_overdue", _NEW, "WATCH", "class", _RENEWAL),
    Seed("CLASS_LEAST.misused", _NEW, "WATCH", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.restructured", _NEW, "WATCH", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.restructured_overdue", _NEW, "SUBSTANDARD", "class", _CLASSES_2023 + " [M]"),
    Seed("CLASS_LEAST.restructured_again", _NEW, "DOUBTFUL", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.major_event", _NEW, "WATCH", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.debt_elsewhere", _NEW, "SUBSTANDARD", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.downgraded", _NEW, "SUBSTANDARD", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.impaired", _NEW, "SUBSTANDARD", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.loss_half", _NEW, "DOUBTFUL", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.evading", _NEW, "DOUBTFUL", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.loss_ninety", _NEW, "LOSS", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.bankrupt", _NEW, "LOSS", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.borrower_bad", _NEW, "WATCH", "class", _CLASSES_2023),
    Seed("CLASS_LEAST.cross_default", _NEW, "SUBSTANDARD", "class", _CLASSES_2023),
    Seed("CLASS_CROSS_PCT", _NEW, "10", "%", _CLASSES_2023),
    Seed("CLASS_RETAIL_SIZES", _NEW, "SMALL,MICRO", "size", _CLASSES_2023 + " 小微企业债权属零售资产 [R,M]"),
    Seed("CLASS_OBSERVE_MONTHS", _NEW, "6", "month", _CLASSES_2023),
    Seed("CLASS_OBSERVE_PERIODS", _NEW, "2", "period", _CLASSES_2023),
    Seed("CLASS_UPGRADE_NONE_IMPAIRED", _NEW, "YES", "flag", _CLASSES_2023 + " [R,H/M]"),
    Seed("CLASS_RESTRUCTURE_MONTHS", _NEW, "12", "month", _CLASSES_2023),
    Seed("CLASS_PERSON_HOLDS_MONTHS", _NEW, "3", "month", _PRACTICE),
    # The change-over: business begun before the set follows the earlier one until all of it is re-classified.
    Seed("CLASS_SET_FROM", _NEW, "2023-07-01", "day", _CLASSES_2023),
    Seed("CLASS_OLD_BUSINESS_FROM", _NEW, "2026-01-01", "day", _CLASSES_2023 + " 存量业务 2025-12-31 前完成 [R,H]"),
)

PROVISION = tuple(
    Seed(f"PROVISION_{klass}", _BOTH, value, "%", "银发〔2002〕98号 [R,H]")
    for klass, value in (("NORMAL", "1"), ("WATCH", "2"), ("SUBSTANDARD", "25"), ("DOUBTFUL", "50"), ("LOSS", "100"))
)

MEASURES = (
    Seed("RULESET", _BOTH, "RS2018", "ruleset", "domain 0.2", ALWAYS, date(2023, 7, 1)),
    Seed("RULESET", _BOTH, "RS_CURRENT", "ruleset", _CLASSES_2023, date(2023, 7, 1)),
    Seed("NPL_TOLERANCE_PP", _OLD, "2", "pp", "银监办发〔2018〕29号 [R,M]", ALWAYS, date(2019, 1, 1)),
    Seed("NPL_TOLERANCE_PP", _OLD, "3", "pp", "银保监办发〔2019〕48号 [R,M]", date(2019, 1, 1)),
    Seed("NPL_TOLERANCE_PP", _NEW, "3", "pp", "银保监办发〔2019〕48号 [R,M]"),
    Seed("INCLUSIVE_LINE_CAP", _OLD, "5000000", "yuan", "定向降准口径 [R,M]", ALWAYS, date(2018, 1, 1)),
    Seed("INCLUSIVE_LINE_CAP", _OLD, "10000000", "yuan", "银监办发〔2018〕29号 [S5,H]", date(2018, 1, 1)),
    Seed("INCLUSIVE_LINE_CAP", _NEW, "10000000", "yuan", "银监办发〔2018〕29号 [S5,H]"),
    Seed("INCLUSIVE_CENTRAL_BANK_LINE_CAP", _OLD, "10000000", "yuan", "[R,M]"),
    Seed("INCLUSIVE_CENTRAL_BANK_LINE_CAP", _NEW, "20000000", "yuan", "2024 年 1 月起 [R,M]"),
    Seed("TWO_INCREASES_MODE", _OLD, "HARD", "HARD|MONITOR", "银监办发〔2018〕29号 [R,M]", ALWAYS, date(2023, 1, 1)),
    Seed("TWO_INCREASES_MODE", _OLD, "MONITOR", "HARD|MONITOR", "2023 年起要求放宽 [S36,M]", date(2023, 1, 1)),
    Seed("TWO_INCREASES_MODE", _NEW, "MONITOR", "HARD|MONITOR", "2023 年起要求放宽 [S36,M]"),
    Seed("GROWTH_BASE", _BOTH, "YTD", "YTD|YOY", "domain 8 Q4 [D]"),
    Seed("SUCCESS_RATE_BY", _BOTH, "CUSTOMER", "CUSTOMER|APPLICATION", "domain 8 Q6 [D]"),
    Seed("DUAL_OVERDUE_READING", _BOTH, "BOTH", "BOTH|EITHER|DAYS", "domain 8 Q5 [D]"),
    Seed("DUAL_OVERDUE_DAYS", _BOTH, "60", "day", "domain 1.16 (6) C [D]"),
    Seed("DUAL_OVERDUE_DAYS_LONG", _BOTH, "90", "day", "domain 1.16 (6) C [D]"),
    Seed("PROVISION_COVERAGE_MIN", _BOTH, "150", "%", "令2011年第4号 [R,H]"),
    Seed("PROVISION_LOAN_RATIO_MIN", _BOTH, "2.5", "%", "令2011年第4号 [R,H]"),
    Seed("LARGE_LOAN_LINE", _BOTH, "5000000", "yuan", "domain 1.16 (3) [D]"),
    Seed("LARGE_EXPOSURE_PCT", _BOTH, "2.5", "%", "令2018年第1号 [R,H]"),
    Seed("SINGLE_LOAN_PCT", _BOTH, "10", "%", "商业银行法 第39条;令2018年第1号 [R,H]"),
    Seed("SINGLE_EXPOSURE_PCT", _BOTH, "15", "%", "令2018年第1号 [R,H]"),
    Seed("FILE_COMPLETE_PCT", _BOTH, "90", "%", "domain 1.14 [D]"),
    Seed("AGREEMENT_WARN_DAYS", _BOTH, "60", "day", "A79 [D]"),
    Seed("RELENDING_LINE_CAP", _OLD, "5000000", "yuan", "domain 2.13 [R,M]"),
    Seed("RELENDING_LINE_CAP", _NEW, "10000000", "yuan", "domain 2.13 [R,M]"),
    Seed("RELENDING_REL_AGRI_RATE", _BOTH, "2.75", "%", "domain 2.13 [R,M]"),
    Seed("RELENDING_REL_SME_RATE", _BOTH, "3.25", "%", "domain 2.13 [R,M]", ALWAYS, date(2018, 6, 1)),
    Seed("RELENDING_REL_SME_RATE", _BOTH, "2.75", "%", "domain 2.13 [R,M]", date(2018, 6, 1)),
)

LENDING = (
    Seed("LEDGER_MASTER", _BOTH, "WUHUA", "CORE|WUHUA", "practice 3 [D]"),
    Seed("NON_ACCRUAL_DAYS", _BOTH, "90", "day", "逾期 90 天以上转表外 [R,H]"),
    Seed("RECALC_SAMPLE_NOTES", _BOTH, "50", "note", "money.md Proof [D]"),
    Seed("PENALTY_OVERDUE_UPLIFT", _BOTH, "50", "%", "银发〔2003〕251号 30%~50% [R,H]"),
    Seed("PENALTY_MISUSE_UPLIFT_MIN", _BOTH, "50", "%", "银发〔2003〕251号 50%~100% [R,H]"),
    Seed("PENALTY_MISUSE_UPLIFT", _BOTH, "100", "%", "银发〔2003〕251号 50%~100% [R,H]"),
    Seed("PENALTY_COMPOUND_BASE", _BOTH, "INTEREST", "INTEREST|INTEREST_AND_PENALTY", "practice 2 [H]"),
    Seed("PRINCIPAL_ROLLS_OVER_REST_DAY", _BOTH, "YES", "flag", "practice 2 [H]"),
    Seed("FEE_FORGOTTEN_MAX", _BOTH, "500", "yuan", "practice 1 A30 [D]"),
    Seed("SLA_MODE", _BOTH, "WORKDAY", "WORKDAY|CALENDAR_CIVIL_CODE", "domain 8 Q3 [D]"),
    Seed("SLA_DAYS", _BOTH, "3", "day", "A102 [A,H]"),
    Seed("SLA_CUT_OFF", _BOTH, "20:00", "time", "practice 2 [H]"),
    Seed("RETURN_RATE_ENTRY_CONDITION", _BOTH, "NO", "flag", "七不准之二 [H]"),
    # The benchmark of 2015-10-24, by the tenor of the loan.
    Seed("BENCHMARK_UP_TO_1Y", _OLD, "4.35", "%", "人民银行 2015-10-24 [R,H]", date(2015, 10, 24)),
    Seed("BENCHMARK_UP_TO_5Y", _OLD, "4.75", "%", "人民银行 2015-10-24 [R,H]", date(2015, 10, 24)),
    Seed("BENCHMARK_OVER_5Y", _OLD, "4.90", "%", "人民银行 2015-10-24 [R,H]", date(2015, 10, 24)),
)

_GENERAL_1996 = "贷款通则第十二条 [R,H]"
_TERMS_2024 = "2024 年流动资金贷款管理办法 [S19,H]"

EXTENSIONS = (
    # How far all extensions together may reach: percent of the first term, and a cap in months (0: none).
    Seed("EXTENSION_MAX_PCT.UP_TO_1Y", _BOTH, "100", "%", _GENERAL_1996),
    Seed("EXTENSION_MAX_PCT.UP_TO_5Y", _BOTH, "50", "%", _GENERAL_1996),
    Seed("EXTENSION_MAX_PCT.OVER_5Y", _OLD, "100", "%", _GENERAL_1996),
    Seed("EXTENSION_MAX_PCT.OVER_5Y", _NEW, "50", "%", _TERMS_2024),
    Seed("EXTENSION_MAX_MONTHS.UP_TO_1Y", _BOTH, "0", "month", _GENERAL_1996),
    Seed("EXTENSION_MAX_MONTHS.UP_TO_5Y", _BOTH, "0", "month", _GENERAL_1996),
    Seed("EXTENSION_MAX_MONTHS.OVER_5Y", _OLD, "36", "month", _GENERAL_1996),
    Seed("EXTENSION_MAX_MONTHS.OVER_5Y", _NEW, "0", "month", _TERMS_2024),
    Seed("REPRICING_DAY", _BOTH, "JANUARY", "JANUARY|ANNIVERSARY", "合同约定 [D]"),
    Seed("REPRICE_UP_TO_1Y", _OLD, "NO", "flag", "practice 2: 一年以内不分段 [H]"),
    Seed("REPRICE_UP_TO_1Y", _NEW, "NO", "flag", "合同约定 [D]"),
)

_QUOTED = "全国银行间同业拆借中心公布 [R,M]"
_LPR = (
    (date(2019, 8, 20), "4.25", "4.85"),
    (date(2019, 9, 20), "4.20", "4.85"),
    (date(2019, 11, 20), "4.15", "4.80"),
    (date(2020, 2, 20), "4.05", "4.75"),
    (date(2020, 4, 20), "3.85", "4.65"),
    (date(2021, 12, 20), "3.80", "4.65"),
    (date(2022, 1, 20), "3.70", "4.60"),
    (date(2022, 5, 20), "3.70", "4.45"),
    (date(2022, 8, 22), "3.65", "4.30"),
    (date(2023, 6, 20), "3.55", "4.20"),
    (date(2023, 8, 21), "3.45", "4.20"),
    (date(2024, 2, 20), "3.45", "3.95"),
    (date(2024, 7, 22), "3.35", "3.85"),
    (date(2024, 10, 21), "3.10", "3.60"),
    (date(2025, 5, 20), "3.00", "3.50"),
)
"""Days on which the quoted rate moved: one year, and five years and more. Later ones are entered by the bank."""


def _quoted(code: str, place: int) -> list[Seed]:
    """One tenor's quotes, each until the next one."""
    days = [row[0] for row in _LPR]
    rates = [(row[1], row[2])[place] for row in _LPR]
    ends: list[date | None] = [*days[1:], None]
    return [Seed(code, _BOTH, rate, "%", _QUOTED, day, end) for day, rate, end in zip(days, rates, ends, strict=True)]


LPR = (*_quoted("LPR_1Y", 0), *_quoted("LPR_5Y", 1))

_CARD = "domain 1.13.1 [D,L:待以本行档案校准]"
_OTHER_LIMITS = "domain 1.13.2 [D,M]"
_GROUPS = (
    # Group, industry codes (GB/T 4754), electricity and wages in percent of turnover, working capital turned in it.
    ("PACKAGING", "22,23,292", "4", "12", "20"),
    ("FOOD", "13,14,15", "3", "10", "20"),
    ("METAL", "31,32,33,34", "6", "12", "20"),
    ("RETAIL", "52", "1.5", "8", "20"),
    ("CATERING", "61,62", "4", "22", "20"),
    ("OTHER", "", "3", "12", "20"),
)
_RATINGS = (("AAA", "120", "500000"), ("AA", "110", "300000"), ("A", "100", "200000"), ("BBB", "80", "100000"),
            ("BB", "50", "0"), ("B", "0", "0"), ("C", "0", "0"), ("D", "0", "0"))  # fmt: skip

LIMITS = (
    *(
        Seed(f"LIMIT_{name}.{group}", _BOTH, value, unit, _CARD)
        for group, codes, power, wage, turn in _GROUPS
        for name, value, unit in (
            ("INDUSTRY", codes, "code"),
            ("SHARE_POWER", power, "%"),
            ("SHARE_WAGE", wage, "%"),
            ("TURN", turn, "%"),
        )
        if value
    ),
    *(Seed(f"LIMIT_RATING.{rating}", _BOTH, times, "%", _CARD) for rating, times, _ in _RATINGS),
    *(Seed(f"LIMIT_CREDIT_RATING.{rating}", _BOTH, most, "yuan", _OTHER_LIMITS) for rating, _, most in _RATINGS),
    Seed("LIMIT_WEIGHT.FLOW", _BOTH, "50", "%", _CARD),
    Seed("LIMIT_WEIGHT.POWER", _BOTH, "30", "%", _CARD),
    Seed("LIMIT_WEIGHT.WAGE", _BOTH, "20", "%", _CARD),
    Seed("LIMIT_STABILITY_LEAST", _BOTH, "50", "%", _CARD),
    Seed("LIMIT_GUARD", _BOTH, "120", "%", _CARD),
    Seed("LIMIT_SPREAD_MAX", _BOTH, "200", "%", _CARD),
    Seed("LIMIT_ONE_MISSING", _BOTH, "80", "%", _CARD),
    Seed("LIMIT_TIER_CAP.KEY", _BOTH, "5000000", "yuan", _CARD),
    Seed("LIMIT_TIER_CAP.QUALITY", _BOTH, "2000000", "yuan", _CARD),
    Seed("LIMIT_TIER_CAP.BASIC", _BOTH, "500000", "yuan", _CARD),
    Seed("LIMIT_UNIT", _BOTH, "10000", "yuan", _CARD),
    Seed("LIMIT_LARGEST", _BOTH, "1000000000", "yuan", "自动核定范围 [D]"),
    Seed("LIMIT_FLOW_TIMES", _BOTH, "150", "%", _OTHER_LIMITS + " 100~300%"),
    Seed("LIMIT_FLOW_TIER.KEY", _BOTH, "120", "%", "差别定价与提额 [D]"),
    Seed("LIMIT_FLOW_TIER.QUALITY", _BOTH, "110", "%", "差别定价与提额 [D]"),
    Seed("LIMIT_FLOW_TIER.BASIC", _BOTH, "100", "%", "差别定价与提额 [D]"),
    Seed("LIMIT_FLOW_MONTHS", _BOTH, "6", "month", _OTHER_LIMITS),
    Seed("LIMIT_TAX_TIMES.A", _BOTH, "6", "times", _OTHER_LIMITS),
    Seed("LIMIT_TAX_TIMES.B", _BOTH, "5", "times", _OTHER_LIMITS),
    Seed("LIMIT_TAX_TIMES.M", _BOTH, "3", "times", _OTHER_LIMITS),
    Seed("LIMIT_TAX_MONTHS", _BOTH, "24", "month", "同类产品准入 [S27,H]"),
    Seed("LIMIT_TAX_LEAST", _BOTH, "10000", "yuan", "同类产品准入 [S27,H]"),
    Seed("LIMIT_MERCHANT_SHARE", _BOTH, "50", "%", _OTHER_LIMITS),
    Seed("LIMIT_MERCHANT_YEARS.0", _BOTH, "60", "%", "经营年限系数 [D]"),
    Seed("LIMIT_MERCHANT_YEARS.1", _BOTH, "80", "%", "经营年限系数 [D]"),
    Seed("LIMIT_MERCHANT_YEARS.3", _BOTH, "100", "%", "经营年限系数 [D]"),
    Seed("LIMIT_MERCHANT_YEARS.8", _BOTH, "120", "%", "经营年限系数 [D]"),
    Seed("LIMIT_SEASON_SHARE", _BOTH, "70", "%", _OTHER_LIMITS),
    Seed("LIMIT_CHAIN_SHARE", _BOTH, "70", "%", _OTHER_LIMITS),
    Seed("LIMIT_CORE_CAP", _BOTH, "20000000", "yuan", "单一核心企业总额 [D]"),
    Seed("LIMIT_POOL_TIMES", _BOTH, "10", "times", "助保贷放大倍数 [S4,H]"),
)

_PRICES = "domain 2.14 [S9,H;数值 D]"
PRICES = (
    *(
        Seed(f"PRICE_SPREAD.{band}", _BOTH, bp, "bp", _PRICES)
        for band, bp in (("P1", "60"), ("P2", "120"), ("P3", "180"), ("P4", "260"), ("P5", "360"))
    ),
    Seed("PRICE_COST", _BOTH, "120", "bp", _PRICES),
    Seed("PRICE_MARGIN", _BOTH, "80", "bp", _PRICES),
    Seed("PRICE_OFF.QUALITY", _BOTH, "30", "bp", _PRICES),
    Seed("PRICE_OFF.KEY", _BOTH, "60", "bp", _PRICES),
    Seed("PRICE_OFF.CLEAN_YEAR", _BOTH, "20", "bp", _PRICES),
    Seed("PRICE_OFF.ALLIANCE", _BOTH, "20", "bp", _PRICES),
    Seed("PRICE_OFF.RELENDING", _BOTH, "50", "bp", _PRICES),
    Seed("PRICE_FLOOR", _BOTH, "5.00", "%", "资金成本加最低利差 [D]"),
    Seed("PRICE_CEILING", _BOTH, "12.00", "%", "本行利率上限 [D]"),
)

EXPOSURES = (
    Seed("GROUP_CREDIT_PCT", _BOTH, "15", "%", "银监发〔2010〕4号 集团客户授信 [R,H]"),
    Seed("GROUP_EXPOSURE_PCT", _BOTH, "20", "%", "令2018年第1号 [R,H]"),
    Seed("ECONOMIC_TIE_PCT", _BOTH, "5", "%", "令2018年第1号 [R,H]"),
    Seed("HOLD_DAYS", _BOTH, "3", "day", "限额占用有效期 [D]"),
)

_LINKS = "数据关联的默认阈值 [D]"
LINKS = (
    Seed("LINK_AUTO_ABOVE", _BOTH, "600", "0.01 bit", _LINKS),
    Seed("LINK_REVIEW_ABOVE", _BOTH, "0", "0.01 bit", _LINKS),
    Seed("LINK_MARGIN", _BOTH, "300", "0.01 bit", _LINKS),
    Seed("REPORT_QUERIES_MOST", _BOTH, "6", "times", "近6个月征信查询次数提示 [D]"),
    Seed("REPORT_VIEW_DAYS", _BOTH, "7", "day", "征信报告原文限时查看 domain 7 [D]"),
)

GRID = (Seed("POOL_DAYS", _BOTH, "5", "workday", "划区明责 domain 1.4 [D]"),)

_POSTS = "practice 3 轮岗与强制休假 [D]"
TERRITORY = (
    # A cell nobody visited for so long is flagged; one newly reached is gone through within so many days; borrowers a manager.
    Seed("CELL_UNTOUCHED_DAYS", _BOTH, "30", "day", "划区明责 domain 1.4 [D]"),
    Seed("CELL_DUE_DAYS", _BOTH, "30", "day", "新覆盖网格走访期限 domain 1.4 [D]"),
    Seed("MANAGER_LOAD_LEAST", _BOTH, "80", "customer", "practice 2 管户 80–150 户 [D]"),
    Seed("MANAGER_LOAD_MOST", _BOTH, "150", "customer", "practice 2 管户 80–150 户 [D]"),
    Seed("ROTATION_YEARS", _BOTH, "3", "year", _POSTS),
    Seed("LEAVE_MONTHS", _BOTH, "12", "month", _POSTS),
    Seed("LEAVE_DAYS", _BOTH, "5", "day", _POSTS),
    Seed("AWAY_WARN_DAYS", _BOTH, "90", "day", _POSTS),
)

ROUTE = (Seed("STOPS_A_DAY", _BOTH, "8", "stop", "外勤一个上午走得完的站数 [D]"),)

_COMMUNITY = "银企共同体比较基准: 一年期基准或 LPR + P3 风险 180 + 运营 120 + 利润 80 bp,未打折 domain 2.14 [D]"
_BASES = ((ALWAYS, "4.35"), *((row[0], row[1]) for row in _LPR))
COMMUNITY = tuple(
    # What a borrower would have paid without our lower price; the saving is told against it (A81).
    Seed("COMMUNITY_BASE_RATE", _BOTH, f"{Decimal(rate) + Decimal('3.80')}", "%", _COMMUNITY, start, end)
    for (start, rate), end in zip(_BASES, (*(row[0] for row in _LPR), None), strict=True)
)

_TIERS = "domain 1.15;不看存款与归行率(七不准之二) [D]"
TIERS = (
    Seed("TIER_SLACK_PCT", _BOTH, "10", "%", "domain 1.15 [D]"),
    Seed("TIER_BY_HAND_MONTHS", _BOTH, "12", "month", "人工认定有效期 [D]"),
    *(
        Seed(f"TIER_{name}.{tier}", _BOTH, value, unit, _TIERS)
        for tier, months, late, size, sales, paid in (
            ("KEY", "36", "7", "2000000", "20000000", "100000"),
            ("QUALITY", "12", "30", "500000", "5000000", "20000"),
        )
        for name, value, unit in (
            ("MONTHS", months, "month"),
            ("LATE", late, "day"),
            ("SIZE", size, "yuan"),
            ("SALES", sales, "yuan"),
            ("PAID", paid, "yuan"),
        )
    ),
)

_SEVEN = "银监发〔2012〕3号 七不准 domain 2.12 [S1,H;天数 D]"
CONDUCT = (
    Seed("CONDUCT_DEPOSIT_DAYS", _BOTH, "30", "day", _SEVEN),
    Seed("CONDUCT_SALE_DAYS", _BOTH, "30", "day", _SEVEN),
    Seed("CONDUCT_COOLING_DAYS", _BOTH, "1", "day", _SEVEN),
    Seed("SMALL_FIRST_QUOTA_PCT", _BOTH, "60", "%", "A84 资源优先服务小微 [D]"),
)

_DOOR = "客户手机银行的门禁 [D]"
PORTAL = (
    Seed("PORTAL_CODE_MINUTES", _BOTH, "5", "minute", _DOOR),
    Seed("PORTAL_CODE_TRIES", _BOTH, "5", "times", _DOOR),
    Seed("PORTAL_CODES_PER_PHONE", _BOTH, "5", "a hour", _DOOR),
    Seed("PORTAL_CODES_PER_ADDRESS", _BOTH, "30", "a hour", _DOOR),
    Seed("PORTAL_WRONG_PER_PHONE", _BOTH, "10", "a hour", _DOOR),
    Seed("PORTAL_IDLE_MINUTES", _BOTH, "15", "minute", _DOOR),
    Seed("PORTAL_LONGEST_MINUTES", _BOTH, "120", "minute", _DOOR),
    Seed("COMPLAINT_DAYS", _BOTH, "15", "workday", "domain 2.12 投诉答复时限 [D]"),
    Seed("COMPLAINTS_A_DAY", _BOTH, "10", "times", _DOOR),
    Seed("COMPLAINT_PHONE", _BOTH, "12378", "phone", "监管维权热线;请换成本行投诉电话 [D]"),
    Seed("REMIND_FROM", _BOTH, "18", "day of month", "practice 3 借款人 [D]"),
)

_FIVE = "五步法 domain 1.11 [D]"
CASES = (
    Seed("CASE_VISIT_DAYS", _BOTH, "90", "day", _FIVE),
    Seed("CASE_ESTIMATES_APART_PCT", _BOTH, "20", "%", "两种销售额推算的容许差 domain 1.11 [S21,H]"),
    Seed("CASE_SHEET_FROM", _BOTH, "100000", "yuan", "须现场编制报表的金额 [D]"),
    Seed("CASE_HOLD_DAYS", _BOTH, "30", "day", "批准后占用限额的有效期 [D]"),
    Seed("CASES_PER_OFFICER", _BOTH, "20", "case", "每人在办业务上限 A84 [D]"),
    Seed("REFUSAL_LOOK_DAYS", _BOTH, "2", "workday", "否决复核时限 domain 1.7 [D]"),
    Seed("VOTE_QUORUM_PCT", _BOTH, "67", "%", "审贷会法定出席 [D]"),
    Seed("VOTE_PASS_PCT", _BOTH, "67", "%", "审贷会通过比例 [D]"),
    Seed("UNION_CONSULT_FROM", _BOTH, "5000000", "yuan", "报省联社咨询的金额 practice 3 [D]"),
    Seed("SMALL_OVERDUE_FEE", _BOTH, "500", "yuan", "遗忘小额费用转人判断 practice 1 A30 [D]"),
    Seed("REMOTE_SIGN_MOST", _OLD, "0", "yuan", "2010 办法:须当面签订 domain 2.11 [R,H]"),
    Seed("REMOTE_SIGN_MOST", _NEW, "200000", "yuan", "2024 办法:20 万元以下可远程面谈签订 domain 2.11 [R,M]"),
    Seed("ENTRUST_FROM", _BOTH, "500000", "yuan", "受托支付起点 domain 2.11 [R,M]"),
)

_CARD_LIFE = "授信卡 practice 2, domain 1.13.1 [A,M;D]"
CARD = (
    Seed("CARD_FREEZE_DAYS", _BOTH, "7", "day", _CARD_LIFE),
    Seed("CARD_LICENCE_DAYS", _BOTH, "0", "day", _CARD_LIFE),
    Seed("CARD_REVIEW_MONTHS", _BOTH, "12", "month", _CARD_LIFE),
    Seed("CARD_DORMANT_DAYS", _BOTH, "90", "day", _CARD_LIFE),
    Seed("CARD_DRAW_SECONDS", _BOTH, "180", "second", "A62 支用到账时限 [A,M]"),
)

HAND_OVERS = (Seed("HAND_OVER_ANSWER_DAYS", _BOTH, "1", "day", "practice 3 放款移交:次日日终前须有答复 [D]"),)

_SEASONS = "枣季按角色 practice 1 A54 [D]"
SPECIAL = (
    Seed("SEASON.JUJUBE_LOAN.GROWER", _BOTH, "11,12,1", "month", _SEASONS),
    Seed("SEASON.JUJUBE_LOAN.BUYER", _BOTH, "11,12,1,2,3,4,5,6", "month", _SEASONS),
    Seed("SEASON.JUJUBE_LOAN.PROCESSOR", _BOTH, "11,12,1,2,3,4,5,6", "month", _SEASONS),
    Seed("SEASON_TRADE.JUJUBE_LOAN.GROWER", _BOTH, "015,051", "code", "种植户行业 domain 1.13 A54 [D]"),
    Seed("SEASON_TRADE.JUJUBE_LOAN.BUYER", _BOTH, "512", "code", "收购户行业 domain 1.13 A54 [D]"),
    Seed("SEASON_TRADE.JUJUBE_LOAN.PROCESSOR", _BOTH, "137,595", "code", "加工、冷库行业 domain 1.13 A54 [D]"),
    Seed("LEASE_BOUND", _BOTH, "MERCHANT_LOAN", "code", "租约到期日限制期限的产品 A52 [A]"),
    Seed("LISTED_ONLY", _BOTH, "MERCHANT_LOAN", "code", "只贷给名单内客户的产品 A52, domain 1.13, 1.14 [D]"),
    Seed("CHAIN_CYCLE_DAYS", _BOTH, "30", "day", "强企贷:贸易周期加 30 天 domain 1.13 A55 [D]"),
)
"""The special rules of products: seasons by part, leases, trade cycles (A52, A54, A55)."""

_CONTEST = "团队竞赛分值与扣回 domain 1.5 [D]"
CONTESTS = (
    Seed("CONTEST_POINTS.NET_INCREASE", _BOTH, "30", "point", _CONTEST),
    Seed("CONTEST_POINTS.NEW_BORROWERS", _BOTH, "25", "point", _CONTEST),
    Seed("CONTEST_POINTS.FIRST_LOANS", _BOTH, "10", "point", _CONTEST),
    Seed("CONTEST_POINTS.VALID_VISITS", _BOTH, "10", "point", _CONTEST),
    Seed("CONTEST_POINTS.FILES_COMPLETED", _BOTH, "10", "point", _CONTEST),
    Seed("CONTEST_POINTS.IN_TIME", _BOTH, "10", "point", _CONTEST),
    Seed("CONTEST_POINTS.ARREARS", _BOTH, "30", "point", _CONTEST),
    Seed("CONTEST_OVERDUE_FULL_PCT", _BOTH, "5", "%", _CONTEST),
    Seed("CONTEST_BACK_MONTHS", _BOTH, "6", "month", _CONTEST),
)
"""What a contest counts unless it says otherwise (A18, A29)."""

PARAMETERS: tuple[Seed, ...] = (
    *MEASURES, *LENDING, *EXTENSIONS, *LPR, *PROVISION, *CLASSES, *MATRIX, *LIMITS, *PRICES, *EXPOSURES, *LINKS, *GRID, *TERRITORY,
    *ROUTE, *COMMUNITY, *TIERS, *CONDUCT, *PORTAL, *CASES, *CARD, *HAND_OVERS, *SPECIAL, *CONTESTS,
)  # fmt: skip

_WORKING_2010 = "流动资金贷款管理暂行办法(令2010年第1号)第九条 [R,H]"
_PERSONAL_2010 = "个人贷款管理暂行办法(令2010年第2号) [R,H]"

PURPOSES: tuple[tuple[str, str, PurposeCategory, str, str], ...] = (
    ("WORKING_CAPITAL", "流动资金周转", PurposeCategory.BUSINESS, "", ""),
    ("PURCHASE_STOCK", "采购原材料或货物", PurposeCategory.BUSINESS, "", ""),
    ("SEASON_PURCHASE", "季节性收购", PurposeCategory.BUSINESS, "", ""),
    ("EQUIPMENT", "购置设备", PurposeCategory.BUSINESS, "", ""),
    ("PREMISES", "经营场所装修或租金", PurposeCategory.BUSINESS, "", ""),
    ("PLANTING", "种植", PurposeCategory.BUSINESS, "", ""),
    ("BREEDING", "养殖", PurposeCategory.BUSINESS, "", ""),
    ("GREENHOUSE", "设施大棚建设", PurposeCategory.BUSINESS, "", ""),
    ("HOUSING", "购买自住住房", PurposeCategory.CONSUMPTION, "", ""),
    ("DURABLES", "耐用消费品", PurposeCategory.CONSUMPTION, "", ""),
    ("EDUCATION", "教育", PurposeCategory.CONSUMPTION, "", ""),
    ("MEDICAL", "医疗", PurposeCategory.CONSUMPTION, "", ""),
    ("STOCKS", "股票、期货等有价证券投资", PurposeCategory.FORBIDDEN, "信贷资金不得流入证券市场", _WORKING_2010),
    ("EQUITY", "股本权益性投资", PurposeCategory.FORBIDDEN, "流动资金贷款不得用于股权投资", _WORKING_2010),
    ("REAL_ESTATE", "房地产开发或炒房", PurposeCategory.FORBIDDEN, "经营性贷款不得流入房地产", _PERSONAL_2010),
    ("LEND_ON", "转贷牟利或民间借贷", PurposeCategory.FORBIDDEN, "信贷资金不得转借他人", "贷款通则 [R,H]"),
    ("WEALTH", "购买理财产品", PurposeCategory.FORBIDDEN, "脱离实体经济的资金空转", "银监发〔2012〕3号 [S1,H]"),
    ("DEPOSIT", "转作存款或保证金", PurposeCategory.FORBIDDEN, "不得以贷转存(七不准之一)", "银监发〔2012〕3号 [S1,H]"),
    ("GAMBLING", "赌博等违法活动", PurposeCategory.FORBIDDEN, "法律禁止", _WORKING_2010),
    ("BANNED_TRADE", "国家禁止生产经营的领域", PurposeCategory.FORBIDDEN, "国家产业政策禁止", _WORKING_2010),
)
"""Code, name, category, why it is forbidden, source."""

_TWO_BANS = "银监发〔2011〕94号 [R,M]"
_COSTS = "七不准之七;银保监发〔2020〕18号 [R,M]"
_SPLIT = "七不准之四 [S1,H;项目 D]"

FEES: tuple[tuple[str, str, FeeStance, str], ...] = (
    ("COMMITMENT", "承诺费", FeeStance.BANNED, _TWO_BANS),
    ("FUND_MANAGEMENT", "资金管理费", FeeStance.BANNED, _TWO_BANS),
    ("FINANCIAL_ADVICE", "财务顾问费", FeeStance.LIMITED, _TWO_BANS),
    ("CONSULTING", "咨询费", FeeStance.LIMITED, _TWO_BANS),
    ("SETTLEMENT", "结算手续费", FeeStance.ALLOWED, "服务价格目录 [D]"),
    ("APPRAISAL", "押品评估费", FeeStance.BANK_BEARS, _COSTS),
    ("REGISTRATION", "抵押登记费", FeeStance.BANK_BEARS, _COSTS),
    ("DUE_DILIGENCE", "尽职调查费", FeeStance.BANK_BEARS, _COSTS),
    ("INTEREST_MARGIN", "利差补偿费", FeeStance.DISGUISED, _SPLIT),
    ("RISK_COMPENSATION", "风险补偿费", FeeStance.DISGUISED, _SPLIT),
    ("QUOTA_OCCUPATION", "额度占用费", FeeStance.DISGUISED, _SPLIT),
)
"""Code, name, stance, source."""

DISCLOSURES: tuple[tuple[DisclosureTopic, str, str], ...] = (
    (
        DisclosureTopic.FEE_ITEMS,
        "小微贷款收费项目公示",
        "本行对小微企业、个体工商户和小微企业主贷款,除公示的收费项目外不收取任何费用。\n"
        "不收取:承诺费、资金管理费(银团贷款除外)。\n"
        "严格限制:财务顾问费、咨询费。确有服务、有书面服务记录并经第二人审批后方可收取,客户有权拒绝。\n"
        "由本行承担:押品评估费、抵押登记费、尽职调查费。",
    ),
    (
        DisclosureTopic.SERVICE_PRICE,
        "服务质价公示",
        "每一项收费都写明服务内容、服务成果和价格,先服务后收费。\n"
        "贷款利率按定价模型确定,利率与费用合计的综合成本不高于定价;利率到上限须写明理由。",
    ),
    (
        DisclosureTopic.PRODUCT_USE,
        "产品效用与功能公示",
        "公示每个贷款产品的用途、适用对象、额度、期限、还款方式、利率区间和申请条件。\n"
        "存款、归行率以及购买理财、保险、基金,都不是贷款条件。",
    ),
    (
        DisclosureTopic.PREFERENCE,
        "优惠政策公示",
        "优质客户利率下浮、还款满一年无逾期利率下浮、联盟圈成员利率优惠、支农支小再贷款利率优惠,"
        "标准以生效的定价参数为准,符合条件即可享受。",
    ),
)
"""The notices a bank begins with (topic, title, text), until compliance has published its own."""
