"""The files a bank brings, column by column: one place for the loader, the template workbook and the handbook.

A column has a code name and the Chinese heading; a file may use either (`form` says what a column and a file are).
Unknown is empty, never zero.
"""

from __future__ import annotations

from wuhua.bulk.intake.form import Column, FileFormat, Kind
from wuhua.bulk.intake.form import day as _day
from wuhua.bulk.intake.form import flag as _flag
from wuhua.bulk.intake.form import int_ as _int
from wuhua.bulk.intake.form import month as _month
from wuhua.bulk.intake.form import pct as _pct
from wuhua.bulk.intake.form import secret as _secret
from wuhua.bulk.intake.form import text as _text
from wuhua.bulk.intake.form import time as _time
from wuhua.bulk.intake.form import yuan as _yuan
from wuhua.bulk.intake.formats_cases import CASES, PRODUCT_SALES
from wuhua.bulk.intake.formats_filing import PAPERS, RELATIONS, VALUES
from wuhua.bulk.intake.formats_lists import ENTRIES, LISTS
from wuhua.bulk.intake.formats_partners import SERVICES, STRATEGIC
from wuhua.bulk.intake.formats_receipts import RECEIPTS
from wuhua.bulk.intake.formats_sources import COURT, CREDIT_REPORTS, ROSTERS
from wuhua.bulk.intake.formats_territory import POINTS, SHAPES, TIES

CUSTOMER_KINDS = ("ENTERPRISE", "MERCHANT", "OWNER", "FARM_ENTITY")
SIZE_CLASSES = ("LARGE", "MEDIUM", "SMALL", "MICRO")
ISSUE_TYPES = ("NEW", "REFINANCE", "RESTRUCTURED", "RENEWAL_NO_PRINCIPAL", "CARD_REDRAW")
CLASSES = ("NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS")
SECURITIES = ("CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE")
PURPOSES = ("BUSINESS", "CONSUMPTION")
TEAM_TYPES = ("RURAL_OUTLET", "URBAN_OUTLET", "HQ_BUSINESS", "RETAIL", "CORPORATE")

BANK = FileFormat(
    "bank",
    "机构信息",
    (
        _text("code", "法人机构代码", True),
        _text("name", "银行机构名称", True),
        _text("licence", "金融许可证号", True),
        _text("county", "县域行政区划", True),
        _day("cut_over", "切换日(日终)", True),
        _yuan("net_capital", "资本净额"),
        _yuan("net_tier1", "一级资本净额"),
    ),
    ("code",),
    (),
    True,
)
BRANCHES = FileFormat(
    "branches",
    "机构网点",
    (
        _text("code", "内部机构号", True),
        _text("name", "机构名称", True),
        _text("licence", "金融许可证号", True),
        _text("team_type", "所属团队", True, *TEAM_TYPES),
        _text("township", "所在乡镇"),
        _text("address", "地址"),
        _flag("is_centre", "是否小微中心"),
    ),
    ("code",),
    (),
    True,
)
STAFF = FileFormat(
    "staff",
    "员工",
    (
        _text("number", "工号", True),
        _text("name", "姓名", True),
        _text("branch", "内部机构号", True),
        _text("position", "岗位", True),
        _text("roles", "角色(分号分隔)", True),
        _text("source", "来源", False, "GRADUATE", "ELITE", "REGULAR"),
        _secret("phone", "手机号"),
        _day("joined", "入职日期"),
    ),
    ("number",),
    (("branch", "branches"),),
    True,
)
ZONES = FileFormat(
    "zones",
    "网格与责任区",
    (
        _text("code", "网格编号", True),
        _text("name", "网格名称", True),
        _text("kind", "类型", True, "COUNTY", "TOWNSHIP", "VILLAGE", "COMMUNITY", "PARK", "MARKET", "MALL", "CELL"),
        _text("parent", "上级网格编号"),
        _text("team_type", "责任团队", False, *TEAM_TYPES),
        _text("lead_rm", "主责客户经理工号"),
        _text("backup_rm", "协办客户经理工号"),
        _text("supervisor", "督导人工号"),
        _day("from_day", "责任起日"),
        _int("households", "户数"),
    ),
    ("code",),
    (("lead_rm", "staff"), ("backup_rm", "staff"), ("supervisor", "staff")),
)
PRODUCTS = FileFormat(
    "products",
    "信贷产品",
    (
        _text("code", "产品代码", True),
        _text("name", "产品名称", True),
        _text("series", "系列"),
        _text("headline_group", "宣传口径分组"),
        _yuan("limit_low", "额度下限"),
        _yuan("limit_high", "额度上限"),
        _int("months_max", "最长期限(月)"),
        _text("regions", "适用区域"),
        _text("industries", "适用行业"),
        _flag("farm", "涉农产品"),
    ),
    ("code",),
)
CUSTOMERS = FileFormat(
    "customers",
    "客户",
    (
        _text("number", "客户统一编号", True),
        _text("kind", "客户类型", True, *CUSTOMER_KINDS),
        _text("name", "客户名称", True),
        _secret("identity", "证件号码", True),
        _secret("phone", "手机号"),
        _text("address", "地址"),
        _text("size_class", "企业规模", False, *SIZE_CLASSES),
        _text("industry", "行业代码", True),
        _text("region", "行政区划", True),
        _text("zone", "网格编号"),
        _text("managing_rm", "管户客户经理工号", True),
        _yuan("credit_line", "授信总额"),
        _flag("is_farm", "是否涉农"),
        _flag("is_tech", "是否科技型"),
        _day("since", "建立关系日期"),
    ),
    ("number",),
    (("zone", "zones"), ("managing_rm", "staff")),
    True,
)
ACCOUNTS = FileFormat(
    "accounts",
    "结算账户",
    (
        _text("number", "账号", True),
        _text("customer", "客户统一编号", True),
        _text("branch", "内部机构号", True),
        _yuan("balance", "余额", True),
        _day("opened", "开户日期"),
    ),
    ("number",),
    (("customer", "customers"), ("branch", "branches")),
    True,
)
NOTES = FileFormat(
    "notes",
    "信贷借据",
    (
        _text("number", "信贷借据号", True),
        _text("contract", "信贷合同号", True),
        _text("customer", "客户统一编号", True),
        _text("account", "还款账号", True),
        _text("product", "产品代码", True),
        _text("branch", "内部机构号", True),
        _text("managing_rm", "管户客户经理工号", True),
        _text("first_responsible", "第一责任人工号", True),
        _yuan("amount", "贷款金额", True),
        _pct("rate", "年利率%", True),
        _day("start", "发放日期", True),
        _day("maturity", "到期日期", True),
        _text(
            "method",
            "还款方式",
            True,
            "equal_instalments",
            "equal_principal",
            "interest_only",
            "bullet",
            "on_demand",
            "custom",
        ),
        _text("settlement", "结息方式", True, "MONTH20", "QUARTER20", "OWN_DAY", "AT_MATURITY"),
        _int("own_day", "对日扣款日"),
        _int("frequency_months", "还款周期(月)"),
        _text("day_count", "计息基础", True, "act/360", "act/365", "30/360"),
        _yuan("instalment", "每期还款额"),
        _text("issue_type", "贷款发放类型", True, *ISSUE_TYPES),
        _text("previous", "上笔信贷借据号"),
        _text("payout", "放款方式", True, "SELF", "ENTRUSTED", "MIXED"),
        _text("security", "担保方式", True, *SECURITIES),
        _text("purpose", "用途类别", True, *PURPOSES),
        _text("use", "借据贷款用途", True),
        _text("industry", "贷款投向行业", True),
        _text("region", "贷款投向地区", True),
        _text("rate_type", "利率类型", True, "BENCHMARK", "LPR"),
        _int("penalty_uplift", "罚息上浮%", True),
        _yuan("principal", "未到期本金余额", True),
        _yuan("overdue_principal", "逾期本金", True),
        _yuan("accrued", "本期应计利息(分位整)"),
        _int("carry", "应计尾数"),
        _yuan("penalty_accrued", "应计罚息"),
        _yuan("compound_accrued", "应计复利"),
        _yuan("off_balance_interest", "表外欠息"),
        _day("oldest_due", "最早未还日期"),
        _text("book_status", "账面状态", True, "NORMAL", "OVERDUE", "NON_ACCRUAL"),
        _text("klass", "五级分类", True, *CLASSES),
        _int("extensions", "展期次数"),
        _flag("farm", "是否涉农"),
        _flag("green", "是否绿色"),
        _flag("internet", "是否互联网贷款"),
        _flag("revolving", "是否循环"),
    ),
    ("number",),
    (("customer", "customers"), ("account", "accounts"), ("branch", "branches"), ("managing_rm", "staff")),
    True,
)
BILLS = FileFormat(
    "bills",
    "未结清账单",
    (
        _text("note", "信贷借据号", True),
        _day("due", "到期扣款日", True),
        _text("kind", "类别", True, "INTEREST", "PENALTY", "COMPOUND", "PRINCIPAL"),
        _yuan("amount", "应还金额", True),
        _yuan("paid", "已还金额", True),
    ),
    ("note", "due", "kind"),
    (("note", "notes"),),
)
PLAN = FileFormat(
    "plans",
    "自定义还本计划",
    (_text("note", "信贷借据号", True), _day("due", "还本日", True), _yuan("principal", "应还本金", True)),
    ("note", "due"),
    (("note", "notes"),),
)
POSITIONS = FileFormat(
    "positions",
    "历史月末借据余额",
    (
        _day("day", "数据日期", True),
        _text("note", "信贷借据号", True),
        _text("customer", "客户统一编号", True),
        _text("customer_kind", "客户类型", True, *CUSTOMER_KINDS),
        _text("size_class", "企业规模", False, *SIZE_CLASSES),
        _text("purpose", "用途类别", True, *PURPOSES),
        _text("product", "产品代码", True),
        _text("branch", "内部机构号", True),
        _text("managing_rm", "管户客户经理工号"),
        _text("security", "担保方式", True, *SECURITIES),
        _text("industry", "贷款投向行业"),
        _pct("rate", "年利率%", True),
        _yuan("credit_line", "授信总额"),
        _yuan("balance", "贷款余额", True),
        _text("klass", "五级分类", True, *CLASSES),
        _int("overdue_days", "逾期天数"),
        _flag("farm", "是否涉农"),
    ),
    ("day", "note"),
)
DISBURSEMENTS = FileFormat(
    "disbursements",
    "放款台账",
    (
        _day("day", "放款日期", True),
        _text("note", "信贷借据号", True),
        _text("customer", "客户统一编号", True),
        _text("customer_kind", "客户类型", True, *CUSTOMER_KINDS),
        _text("size_class", "企业规模", False, *SIZE_CLASSES),
        _text("purpose", "用途类别", True, *PURPOSES),
        _text("product", "产品代码", True),
        _text("branch", "内部机构号", True),
        _text("issue_type", "贷款发放类型", True, *ISSUE_TYPES),
        _pct("rate", "年利率%", True),
        _yuan("credit_line", "放款日授信总额"),
        _yuan("amount", "放款金额", True),
        _flag("farm", "是否涉农"),
    ),
    ("day", "note"),
)
REPAYMENTS = FileFormat(
    "repayments",
    "还款明细",
    (
        _day("day", "还款日期", True),
        _text("note", "信贷借据号", True),
        _text("customer", "客户统一编号", True),
        _text("customer_kind", "客户类型", True, *CUSTOMER_KINDS),
        _text("size_class", "企业规模", False, *SIZE_CLASSES),
        _text("purpose", "用途类别", True, *PURPOSES),
        _text("product", "产品代码", True),
        _text("branch", "内部机构号", True),
        _yuan("principal", "归还本金", True),
        _yuan("interest", "归还利息"),
        _yuan("penalty", "归还罚息复利"),
        _text("way", "方式", True, "REPAID", "WRITTEN_OFF"),
    ),
    ("day", "note", "way"),
)
TRANSACTIONS = FileFormat(
    "transactions",
    "账户流水",
    (
        _text("number", "流水号", True),
        _text("account", "账号", True),
        _day("day", "交易日期", True),
        _text("side", "借贷", True, "IN", "OUT"),
        _yuan("amount", "金额", True),
        _text("kind", "类型", True, "TRANSFER", "POS", "PAYROLL", "CASH", "LOAN", "REPAY", "OTHER"),
        _text("counterparty", "对手名称"),
        _text("memo", "摘要"),
    ),
    ("number",),
    (("account", "accounts"),),
)
APPLICATIONS = FileFormat(
    "applications",
    "贷款申请",
    (
        _text("number", "申请编号", True),
        _text("customer", "客户统一编号", True),
        _text("product", "产品代码", True),
        _yuan("amount", "申请金额", True),
        _time("asked", "客户提出时间", True),
        _time("accepted", "受理时间"),
        _time("submitted", "申报时间"),
        _time("funded", "放款时间"),
        _text("outcome", "结果", True, "DISBURSED", "REJECTED", "WITHDRAWN", "PENDING"),
        _text("reason", "拒绝或撤回原因"),
        _text("rm", "受理客户经理工号", True),
    ),
    ("number",),
    (("customer", "customers"),),
)
TARGETS = FileFormat(
    "targets",
    "任务目标",
    (
        _text("year", "年度", True),
        _text("measure", "指标", True),
        _text("scope", "范围", True),
        Column("value", "目标值", Kind.TEXT, True),
    ),
    ("year", "measure", "scope"),
)
SURVEYS = FileFormat(
    "surveys",
    "摸底走访",
    (
        _text("number", "走访编号", True),
        _text("party_kind", "对象类型", True, "MERCHANT", "ENTERPRISE"),
        _text("party_name", "对象名称", True),
        _text("credit_code", "统一社会信用代码"),
        _text("customer", "客户统一编号"),
        _text("zone", "网格编号", True),
        _text("rm", "走访人工号", True),
        _time("visited", "走访时间", True),
        _text("longitude", "经度"),
        _text("latitude", "纬度"),
        _text("need", "资金需求与痛点"),
    ),
    ("number",),
    (("zone", "zones"), ("rm", "staff")),
)
FILES = FileFormat(
    "files",
    "信息档案",
    (
        _text("number", "档案编号", True),
        _text("survey", "走访编号", True),
        _text("party_kind", "对象类型", True, "MERCHANT", "ENTERPRISE"),
        _int("filled", "已填必填项", True),
        _int("mandatory", "必填项数", True),
        _day("filed", "建档日期", True),
    ),
    ("number",),
    (("survey", "surveys"),),
)
AGREEMENTS = FileFormat(
    "agreements",
    "战略合作协议",
    (
        _text("number", "协议编号", True),
        _text("kind", "类型", True, "PARK", "LEADING_ENTERPRISE", "MALL_SUPERMARKET"),
        _text("party", "签约方", True),
        _text("credit_code", "统一社会信用代码"),
        _day("signed", "签订日期", True),
        _day("expires", "到期日期", True),
        _text("executive", "负责班子成员工号", True),
        _text("contact", "专人对接工号", True),
        _yuan("envelope", "意向授信额度"),
    ),
    ("number",),
    (("executive", "staff"), ("contact", "staff")),
)
RELENDING = FileFormat(
    "relending",
    "再贷款借款",
    (
        _text("number", "再贷款合同号", True),
        _text("kind", "种类", True, "REL_AGRI", "REL_SME"),
        _day("applied", "申请日期", True),
        _yuan("applied_amount", "申请金额", True),
        _day("drawn", "到账日期"),
        _yuan("drawn_amount", "到账金额"),
        _day("due", "到期日期"),
        _pct("rate", "年利率%"),
        _yuan("outstanding", "余额"),
    ),
    ("number",),
)
RELENDING_LINKS = FileFormat(
    "relending_links",
    "再贷款台账明细",
    (
        _text("relending", "再贷款合同号", True),
        _text("note", "信贷借据号", True),
        _yuan("amount", "对应金额", True),
        _pct("comparator", "同期自有资金同类贷款利率%", True),
        _day("linked", "登记日期", True),
    ),
    ("relending", "note"),
    (("relending", "relending"), ("note", "notes")),
)
REGISTRY = FileFormat(
    "registry",
    "工商登记",
    (
        _text("credit_code", "统一社会信用代码", True),
        _text("name", "名称", True),
        _text("legal_person", "法定代表人"),
        _text("status", "登记状态", True, "存续", "在业", "注销", "吊销", "迁出", "经营异常", "严重违法"),
        _text("industry", "行业代码"),
        _yuan("capital", "注册资本"),
        _day("founded", "成立日期"),
        _text("address", "住所"),
        _day("as_of", "数据日期", True),
        _text("registration", "注册号"),
        _text("company_type", "企业类型"),
        _text("scope", "经营范围"),
        _text("shareholders", "股东(分号分隔)"),
        _text("changes", "变更记录"),
    ),
    ("credit_code",),
)
TAX = FileFormat(
    "tax",
    "纳税",
    (
        _text("credit_code", "纳税人识别号", True),
        _text("grade", "纳税信用等级", False, "A", "B", "M", "C", "D"),
        _month("month", "所属月份", True),
        _yuan("sales", "应税销售额"),
        _yuan("vat_paid", "实缴增值税"),
        _yuan("income_tax_paid", "实缴所得税"),
        _yuan("refund", "退税"),
        _yuan("arrears", "欠税"),
        _text("consent", "授权编号", True),
        _day("as_of", "数据日期", True),
        _day("last_declared", "最近申报日"),
        _yuan("invoiced", "开票金额"),
        _int("invoice_months", "近12月开票月数"),
        _day("consent_until", "授权到期日"),
    ),
    ("credit_code", "month"),
)
POWER = FileFormat(
    "power",
    "用电",
    (
        _text("account", "户号", True),
        _text("name", "户名", True),
        _text("address", "用电地址"),
        _month("month", "月份", True),
        _int("kwh", "电量kWh"),
        _yuan("cost", "电费"),
        _yuan("arrears", "欠费"),
        _text("consent", "授权编号"),
        _day("as_of", "数据日期", True),
        _text("category", "用电类别"),
        _int("capacity", "装机容量kVA"),
    ),
    ("account", "month"),
)
WAGES = FileFormat(
    "wages",
    "工资社保",
    (
        _text("credit_code", "统一社会信用代码", True),
        _month("month", "月份", True),
        _int("headcount", "人数"),
        _yuan("wage_total", "工资总额"),
        _int("insured", "参保人数"),
        _text("consent", "授权编号"),
        _day("as_of", "数据日期", True),
        _yuan("base", "缴费基数"),
        _yuan("arrears", "社保欠费"),
    ),
    ("credit_code", "month"),
)

CONTROLS = FileFormat(
    "controls",
    "控制总数",
    (_text("file", "文件", True), _int("rows", "行数", True), _yuan("total", "主要金额合计")),
    ("file",),
)
"""What the bank's system says it wrote: per file (its code name or title) the data rows and Σ of `main_amount`."""

FORMATS: tuple[FileFormat, ...] = (
    BANK,
    BRANCHES,
    STAFF,
    ZONES,
    SHAPES,
    POINTS,
    PRODUCTS,
    CUSTOMERS,
    VALUES,
    RELATIONS,
    PAPERS,
    ACCOUNTS,
    NOTES,
    BILLS,
    PLAN,
    POSITIONS,
    DISBURSEMENTS,
    REPAYMENTS,
    TRANSACTIONS,
    APPLICATIONS,
    CASES,
    PRODUCT_SALES,
    TARGETS,
    SURVEYS,
    FILES,
    AGREEMENTS,
    STRATEGIC,
    SERVICES,
    LISTS,
    ENTRIES,
    TIES,
    RELENDING,
    RELENDING_LINKS,
    REGISTRY,
    TAX,
    POWER,
    WAGES,
    CREDIT_REPORTS,
    COURT,
    ROSTERS,
)
"""Every file, in the order in which it is loaded: what is pointed to comes first."""

DAILY: tuple[FileFormat, ...] = (RECEIPTS,)
"""Files of every day, each brought alone by a command of its own; no part of the folder that opens the books."""


def format_of(name: str) -> FileFormat:
    """The format of that code name."""
    return next(each for each in FORMATS if each.name == name)
