"""EAST 5.0 信贷业务借据表: its 56 items in order, the rule of the unknown date, and periods counted from the terms."""

from __future__ import annotations

from datetime import date

from wuhua.core.days import add_months
from wuhua.core.money import yuan

UNKNOWN_DAY = "99991231"
"""Of a date that does not exist or is not known."""
BILLED_ON = 21
"""Interest of a settlement day, the 20th, is due the day after."""

ITEMS: tuple[tuple[str, str], ...] = (
    ("licence", "金融许可证号"),
    ("branch", "内部机构号"),
    ("branch_name", "银行机构名称"),
    ("account_code", "明细科目编号"),
    ("account_name", "明细科目名称"),
    ("customer", "客户统一编号"),
    ("customer_name", "客户名称"),
    ("contract", "信贷合同号"),
    ("note", "信贷借据号"),
    ("sub_account", "贷款分户账号"),
    ("business", "信贷业务种类"),
    ("issue_type", "贷款发放类型"),
    ("payout", "放款方式"),
    ("currency", "币种"),
    ("amount", "贷款金额"),
    ("balance", "贷款余额"),
    ("klass", "贷款五级分类"),
    ("periods", "总期数"),
    ("period", "当前期数"),
    ("extensions", "展期次数"),
    ("start", "贷款发放日期"),
    ("maturity", "贷款到期日期"),
    ("ended", "终结日期"),
    ("principal_owed", "欠本金额"),
    ("principal_due", "欠本日期"),
    ("interest_on", "表内欠息余额"),
    ("interest_off", "表外欠息余额"),
    ("interest_due", "欠息日期"),
    ("unpaid_periods", "连续欠款期数"),
    ("late_periods", "累计欠款期数"),
    ("previous", "上笔信贷借据号"),
    ("paid_into", "贷款入账账号"),
    ("paid_into_name", "贷款入账户名"),
    ("paid_into_bank", "入账账号所属行名称"),
    ("rate_type", "利率类型"),
    ("rate", "实际利率"),
    ("method", "还款方式"),
    ("repaid_from", "还款账号"),
    ("repaid_from_bank", "还款账号所属行名称"),
    ("settlement", "计息方式"),
    ("next_due", "下期还款日期"),
    ("next_principal", "下期应还本金"),
    ("next_interest", "下期应还利息"),
    ("use", "借据贷款用途"),
    ("region", "贷款投向地区"),
    ("industry", "贷款投向行业"),
    ("internet", "是否互联网贷款"),
    ("green", "是否绿色贷款"),
    ("farm", "是否涉农贷款"),
    ("inclusive_farm", "是否普惠型涉农贷款"),
    ("inclusive_small", "是否普惠型小微企业贷款"),
    ("tech", "是否科技贷款"),
    ("officer", "信贷员工号"),
    ("collected", "采集日期"),
    ("status", "贷款状态"),
    ("remark", "备注"),
)


def day8(day: date | None) -> str:
    """A date as EAST writes it.

    >>> day8(date(2018, 9, 30)), day8(None)
    ('20180930', '99991231')
    """
    return UNKNOWN_DAY if day is None else f"{day:%Y%m%d}"


def flag(value: bool | None) -> str:
    """是, 否, or empty where it is not known."""
    return "" if value is None else "是" if value else "否"


def amount(fen: int | None) -> str:
    """Yuan with two decimals; empty where it is not known."""
    return "" if fen is None else yuan(fen)


def dues(settlement: str, start: date, maturity: date, own_day: int | None, frequency_months: int) -> list[date]:
    """Every due day of a note by its terms, maturity last: 总期数 is how many there are.

    >>> len(dues("MONTH20", date(2018, 3, 5), date(2019, 3, 5), None, 1))
    13
    >>> dues("OWN_DAY", date(2018, 1, 31), date(2018, 4, 30), 31, 1)
    [datetime.date(2018, 2, 28), datetime.date(2018, 3, 31), datetime.date(2018, 4, 30)]
    """
    if settlement == "AT_MATURITY":
        return [maturity]
    own = settlement == "OWN_DAY"
    rhythm = frequency_months if own else 1
    number = (own_day or start.day) if own else BILLED_ON
    found, month = [], add_months(start.replace(day=1), rhythm if own else 0)
    while month <= maturity:
        due = month.replace(day=min(number, (add_months(month, 1) - month).days))
        if start < due < maturity and (settlement != "QUARTER20" or month.month % 3 == 0):
            found.append(due)
        month = add_months(month, rhythm)
    return [*found, maturity]


def period_on(all_dues: list[date], day: date) -> int:
    """当前期数: the period that `day` lies in; the last one once everything has fallen due.

    >>> period_on([date(2018, 2, 28), date(2018, 3, 31)], date(2018, 2, 28))
    2
    """
    return min(len(all_dues), 1 + sum(due <= day for due in all_dues))
