"""What codes are called on paper. Papers are Chinese, whatever language the officer's pages speak."""

from __future__ import annotations

from collections.abc import Mapping

from wuhua.areas.servicing.rules import PREPAID, DayCount, DueKind, Method, PaidBy, Payout, Security, Settlement

NAMES: Mapping[str, str] = {
    Method.EQUAL_INSTALMENTS: "等额本息",
    Method.EQUAL_PRINCIPAL: "等额本金",
    Method.INTEREST_ONLY: "按期付息到期还本",
    Method.BULLET: "到期一次还本付息",
    Method.ON_DEMAND: "随借随还",
    Method.CUSTOM: "按约定计划还本",
    Settlement.MONTH20: "按月结息(20日)",
    Settlement.QUARTER20: "按季结息(季末月20日)",
    Settlement.OWN_DAY: "按约定还款日结息",
    Settlement.AT_MATURITY: "利随本清",
    DayCount.ACT_360: "实际天数/360",
    DayCount.ACT_365: "实际天数/365",
    DayCount.THIRTY_360: "30/360(整月)",
    Security.CREDIT: "信用",
    Security.GUARANTEE: "保证",
    Security.MORTGAGE: "抵押",
    Security.PLEDGE: "质押",
    Payout.SELF: "自主支付",
    Payout.ENTRUSTED: "受托支付",
    Payout.MIXED: "混合支付",
}
KINDS: Mapping[str, str] = {
    DueKind.COST: "实现债权费用",
    DueKind.FEE: "费用",
    DueKind.PENALTY: "罚息",
    DueKind.COMPOUND: "复利",
    DueKind.INTEREST: "利息",
    DueKind.PRINCIPAL: "本金",
    PREPAID: "提前还本",
}
WAYS: Mapping[str, str] = {
    PaidBy.AUTO: "账户扣收",
    PaidBy.COUNTER: "柜面还款",
    PaidBy.FILE: "核心系统还款",
    PaidBy.IMPORTED: "切换前已还",
    PaidBy.RENEWED: "续贷归还",
    PaidBy.RECOVERED: "核销后收回",
    PaidBy.REALLOCATED: "分配更正",
    PaidBy.CORRECTED: "账单更正",
}


def name(code: str) -> str:
    """The name of a code; one without a name stands for itself."""
    return NAMES.get(code, code)
