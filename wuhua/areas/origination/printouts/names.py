"""What codes are called on the papers of a case. Papers are Chinese, whatever language the officer's pages speak."""

from __future__ import annotations

from collections.abc import Mapping

from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.origination.rules import Answered, Ballot, ReviewKind, ReviewVerdict, SignWay, Stage
from wuhua.areas.origination.rules.evidence import PaperTime, SheetSide
from wuhua.areas.product.rules.pricing import Discount
from wuhua.core.terms import Method

METHODS: Mapping[str, str] = {
    Method.EQUAL_INSTALMENTS: "等额本息",
    Method.EQUAL_PRINCIPAL: "等额本金",
    Method.INTEREST_ONLY: "按期付息、到期还本",
    Method.BULLET: "到期一次还本付息",
    Method.ON_DEMAND: "随借随还",
    Method.CUSTOM: "按约定计划还本",
}
SETTLEMENTS: Mapping[str, str] = {
    "MONTH20": "按月结息,每月 20 日为结息日,次日付息",
    "QUARTER20": "按季结息,每季末月 20 日为结息日,次日付息",
}
SECURITIES: Mapping[str, str] = {"CREDIT": "信用", "GUARANTEE": "保证", "MORTGAGE": "抵押", "PLEDGE": "质押"}
PAYOUTS: Mapping[str, str] = {"SELF": "自主支付", "ENTRUSTED": "受托支付", "MIXED": "混合支付"}
VERDICTS: Mapping[str, str] = {
    ReviewVerdict.PASSED: "通过",
    ReviewVerdict.CONDITION: "有条件通过",
    ReviewVerdict.FAILED: "不通过",
}
REVIEWS: Mapping[str, str] = {
    ReviewKind.IND: "指标审查",
    ReviewKind.RSK: "风险审查",
    ReviewKind.CTR: "合同审查",
}
ANSWERS: Mapping[str, str] = {Answered.PASS: "符合", Answered.FAIL: "不符合", Answered.PERSON: "由人判断"}
STAGES: Mapping[str, str] = {Stage.PRE3: "贷前三核查", Stage.STEP3: "贷中三看三查"}
SIDES: Mapping[str, str] = {
    SheetSide.ASSET: "资产",
    SheetSide.DEBT: "负债",
    SheetSide.CASH_IN: "月收入",
    SheetSide.CASH_OUT: "月支出",
}
VOTES: Mapping[str, str] = {Ballot.AGREE: "同意", Ballot.DISAGREE: "不同意", Ballot.ABSTAIN: "弃权"}
WAYS: Mapping[str, str] = {SignWay.FACE_TO_FACE: "当面签署", SignWay.ONE_TIME_CODE: "手机验证码签署"}
TIMES: Mapping[str, str] = {
    PaperTime.APPLYING: "申请与调查",
    PaperTime.SIGNING: "签约",
    PaperTime.CLEARING: "放款",
    PaperTime.AFTER: "贷后",
}
KEPT: Mapping[str, str] = {
    DocumentState.ON_FILE: "在档",
    DocumentState.EXPIRING: "在档(将到期)",
    DocumentState.EXPIRED: "已过期",
    DocumentState.MISSING: "缺少",
    DocumentState.UNDECIDED: "待定",
    DocumentState.NOT_NEEDED: "不需要",
}
_PARTS: Mapping[str, str] = {
    "COST": "运营成本",
    "MARGIN": "目标收益",
    f"OFF.{Discount.KEY}": "重点客户优惠",
    f"OFF.{Discount.QUALITY}": "优质客户优惠",
    f"OFF.{Discount.CLEAN_YEAR}": "按时还款满一年优惠",
    f"OFF.{Discount.ALLIANCE}": "联盟圈优惠",
    f"OFF.{Discount.RELENDING}": "再贷款优惠",
}


def part(code: str) -> str:
    """A part of a price; the spread carries its band's name."""
    return "风险加点" if code.startswith("SPREAD.") else _PARTS.get(code, code)
