"""Files of further houses (domain 5.1): credit reports, court cases, rosters. A written authorisation is asked for where
the law or the list's people ask for one."""

from __future__ import annotations

from wuhua.bulk.intake.form import FileFormat, day, flag, int_, secret, text, time, yuan

CREDIT_REPORTS = FileFormat(
    "credit_reports",
    "征信报告",
    (
        text("query_id", "查询编号", True),
        secret("identity", "证件号码", True),
        time("queried_at", "查询时间", True),
        text("reason_code", "查询原因", True, "贷款审批", "贷后管理", "担保资格审查", "授信审批", "法人代表资格审查"),
        text("consent", "授权编号", True),
        yuan("balance", "他行贷款余额"),
        yuan("overdue_now", "当前逾期金额"),
        text("history", "24个月还款状态"),
        int_("queries_6m", "近6个月查询次数"),
        yuan("guarantees", "对外担保余额"),
        text("class_elsewhere", "他行五级分类", False, "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS"),
        int_("public_records", "公共记录条数"),
        day("as_of", "数据日期", True),
        text("kinds", "他行业务种类"),
    ),
    ("query_id",),
)
COURT = FileFormat(
    "court",
    "司法记录",
    (
        text("case_no", "案号", True),
        text("name", "当事人名称", True),
        secret("identity", "证件号码"),
        text("case_type", "案由"),
        text("role", "诉讼地位", True, "原告", "被告", "第三人", "申请执行人", "被执行人"),
        yuan("amount", "标的金额"),
        text("status", "案件状态"),
        flag("dishonest", "是否失信被执行人"),
        day("as_of", "数据日期", True),
    ),
    ("case_no", "name"),
)
ROSTERS = FileFormat(
    "rosters",
    "园区市场名单",
    (
        text("number", "名单编号", True),
        text("kind", "名单类型", True, "园区", "市场", "商厦", "核心企业"),
        text("list_name", "名单名称", True),
        text("name", "名称", True),
        text("credit_code", "统一社会信用代码"),
        text("owner", "经营者"),
        secret("phone", "电话"),
        text("stall", "摊位"),
        text("address", "地址"),
        yuan("rent", "年租金"),
        text("area", "面积(平方米)"),
        text("consent", "授权编号", True),
        day("as_of", "数据日期", True),
    ),
    ("number",),
)
