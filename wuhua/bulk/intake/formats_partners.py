"""What a bank brings of its partners beside the agreements: whom it courts, and which lines of the package are taken up."""

from __future__ import annotations

from wuhua.areas.market.rules.partners import ServiceLine, StrategicKind, StrategicStage
from wuhua.bulk.intake.form import FileFormat
from wuhua.bulk.intake.form import day as _day
from wuhua.bulk.intake.form import text as _text

KINDS = {"龙头企业": StrategicKind.LEADING_FIRM, "优质企业": StrategicKind.FINE_FIRM}
STAGES = {
    "计划中": StrategicStage.PLANNED,
    "洽谈中": StrategicStage.IN_TALKS,
    "已合作": StrategicStage.COOPERATING,
    "已放弃": StrategicStage.GIVEN_UP,
}
LINES = {
    "贷款": ServiceLine.LOAN_SERVICE,
    "结算": ServiceLine.SETTLEMENT_SERVICE,
    "代发工资": ServiceLine.PAYROLL_SERVICE,
    "收单与二维码": ServiceLine.POS_QR,
    "存款": ServiceLine.DEPOSIT_SERVICE,
    "手机与网上银行": ServiceLine.MOBILE_BANK,
    "代理业务": ServiceLine.AGENCY_SERVICE,
}

STRATEGIC = FileFormat(
    "strategic_targets",
    "战略发展对象",
    (
        _text("kind", "类型", True, *KINDS),
        _text("name", "企业名称", True),
        _text("credit_code", "统一社会信用代码"),
        _text("executive", "负责班子成员工号", True),
        _text("contact", "专人对接工号", True),
        _text("plan", "营销计划", True),
        _text("stage", "阶段", True, *STAGES),
        _text("agreement", "协议编号"),
        _day("opened_on", "登记日期", True),
    ),
    ("name",),
    (("executive", "staff"), ("contact", "staff"), ("agreement", "agreements")),
)
SERVICES = FileFormat(
    "package_services",
    "一揽子服务启用",
    (_text("agreement", "协议编号", True), _text("line", "服务", True, *LINES), _day("from_day", "启用日期", True)),
    ("agreement", "line"),
    (("agreement", "agreements"),),
)

assert set(STAGES.values()) == set(StrategicStage)  # noqa: S101 (two lists of one thing)
assert set(LINES.values()) == set(ServiceLine)  # noqa: S101
