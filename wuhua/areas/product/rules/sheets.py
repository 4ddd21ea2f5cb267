"""The nine sheets of 稷企贷 as shipped (domain 1.13). No sheet of a real bank was found: every term is a default to be
replaced by the bank's own version through draft, two approvals and publication. Amounts are whole fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wuhua.areas.product.rules import EVERYWHERE, Family

WAN = 10_000 * 100
"""Ten thousand yuan in fen."""

COMMON_DOCUMENTS = (
    "ID_CARD",
    "LOAN_APPLY",
    "CREDIT_AUTH",
    "BIZ_LICENSE",
    "PREMISE_PROOF",
    "BANK_FLOW",
    "LOAN_CONTRACT",
    "SIGN_RECORD",
    "INTERVIEW_RECORD",
    "DISBURSE_CHECKLIST",
    "FIRST_POST_CHECK",
)
CHECKLIST = ("PRE3", "STEP3", "REVIEW3", "POST5")
STEPS = ("锁定目标", "贷前三核查", "贷中三看三查", "三审查发放", "三管账两入户一终止")

# 额度授权 defaults (domain 1.19), fen: credit and secured. Null: up to the single-borrower limit.
AUTHORITY = (
    {"role": "RM", "credit": 0, "secured": 0},
    {"role": "OUTLET_HEAD", "credit": 10 * WAN, "secured": 30 * WAN},
    {"role": "TEAM_HEAD", "credit": 30 * WAN, "secured": 100 * WAN},
    {"role": "SME_CENTER_HEAD", "credit": 50 * WAN, "secured": 200 * WAN},
    {"role": "EXECUTIVE", "credit": 100 * WAN, "secured": 300 * WAN},
    {"role": "COMMITTEE", "credit": None, "secured": None},
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One shipped product; `low` and `high` in ten thousand yuan, `more` the documents beyond the common set."""

    code: str
    name: str
    who: str
    low: int
    high: int
    months: int
    securities: tuple[str, ...]
    methods: tuple[str, ...]
    settlement: str
    more: tuple[str, ...]
    special: str
    industries: tuple[str, ...] = (EVERYWHERE,)
    regions: tuple[str, ...] = ("140824",)
    conditions: tuple[str, ...] = ()
    revolving: bool = False
    farm: bool = False
    family: Family = Family.SMALL
    headline_group: str = "七大产品"
    float_pct: tuple[int, int] = field(default=(30, 110))

    def template(self) -> dict[str, object]:
        """统一模板."""
        return {
            "contract": f"{self.code}.docx",
            "documents": [*COMMON_DOCUMENTS, *self.more],
            "checklist": list(CHECKLIST),
        }

    def standard(self) -> dict[str, object]:
        """统一标准."""
        return {
            "who": self.who,
            "limit_low": self.low * WAN,
            "limit_high": self.high * WAN,
            "months_max": self.months,
            "securities": list(self.securities),
            "methods": list(self.methods),
            "settlement": self.settlement,
            "regions": list(self.regions),
            "industries": list(self.industries),
            "conditions": list(self.conditions),
            "revolving": self.revolving,
            "price": {"base": "同期同档次基准利率", "float_pct": list(self.float_pct)},
        }

    def flow(self) -> dict[str, object]:
        """统一流程."""
        return {
            "steps": list(STEPS),
            "days_promised": 3,
            "authority": [dict(row) for row in AUTHORITY],
            "second_key": "前台不得单独审批本人经办业务,须有网点审贷小组或派驻风险经理",
        }


CREDIT, GUARANTEE, MORTGAGE, PLEDGE = "CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE"
INSTALMENTS, EQUAL_PRINCIPAL, INTEREST_ONLY = "equal_instalments", "equal_principal", "interest_only"
BULLET, ON_DEMAND = "bullet", "on_demand"
CUSTOM = "custom"

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        code="CREDIT_LOAN",
        name="信用贷",
        who="已建档并评级的商户、小微企业及小微企业主",
        low=1,
        high=100,
        months=24,
        securities=(CREDIT,),
        methods=(INTEREST_ONLY, INSTALMENTS, EQUAL_PRINCIPAL),
        settlement="MONTH20",
        more=("RATING_SHEET", "REFERENCES"),
        special="凭档案与评级授信,无需抵押担保。",
        conditions=("个人及商户不超过 50 万元,企业不超过 100 万元", "一次还本不超过 12 个月,分期可至 24 个月"),
    ),
    Sheet(
        code="FLOW_LOAN",
        name="流水贷",
        who="在本行结算满 6 个月或他行流水可核实的商户、企业",
        low=5,
        high=200,
        months=12,
        securities=(CREDIT, GUARANTEE),
        methods=(INTEREST_ONLY, ON_DEMAND),
        settlement="MONTH20",
        more=("FLOW_12M", "TERMINAL_STATEMENT"),
        special="按月均净贷方流水定额,随借随还。归行率只作监测,不作准入条件。",
        revolving=True,
    ),
    Sheet(
        code="MERCHANT_LOAN",
        name="富商贷",
        who="商铺、市场摊位、商厦经营户,在网格名单内",
        low=5,
        high=100,
        months=24,
        securities=(CREDIT, GUARANTEE, PLEDGE),
        methods=(INSTALMENTS, EQUAL_PRINCIPAL, INTEREST_ONLY),
        settlement="MONTH20",
        more=("LEASE", "STALL_CERTIFICATE", "STOCK_LIST"),
        special="摊位证、租赁权与联保均可增信;期限不超过租约到期日。",
        industries=("51", "52", "54", "60", "61", "62", "80", "81", "82"),
    ),
    Sheet(
        code="PACKAGING_LOAN",
        name="包装贷",
        who="包装、印刷、造纸制品企业及其经营者",
        low=20,
        high=500,
        months=36,
        securities=(MORTGAGE, PLEDGE, GUARANTEE, CREDIT),
        methods=(INTEREST_ONLY, INSTALMENTS, EQUAL_PRINCIPAL),
        settlement="MONTH20",
        more=("ORDERS", "PURCHASE_CONTRACT", "POWER_BILLS"),
        special="面向包装印刷产业集群,设备、厂房、应收账款均可担保;信用部分不超过 30%。",
        industries=("22", "23", "292"),
        conditions=("周转不超过 12 个月,设备不超过 36 个月", "须有许可或经核实的经营并说明理由"),
    ),
    Sheet(
        code="JUJUBE_LOAN",
        name="金枣丰",
        who="板枣种植合作社、收购商、加工厂、冷库",
        low=5,
        high=300,
        months=12,
        securities=(PLEDGE, GUARANTEE, MORTGAGE, CREDIT),
        methods=(BULLET, INTEREST_ONLY, CUSTOM),
        settlement="QUARTER20",
        more=("PURCHASE_PLAN", "STORE_RECEIPT", "INSURANCE"),
        special="按枣季还款:种植户到期日在 11 月至次年 1 月,收购与加工户可至 3 至 6 月。",
        industries=("015", "051", "137", "512", "595"),
        farm=True,
    ),
    Sheet(
        code="CHAIN_LOAN",
        name="强企贷",
        who="名单内核心企业的上下游",
        low=20,
        high=500,
        months=12,
        securities=(PLEDGE, GUARANTEE),
        methods=(BULLET, INTEREST_ONLY, ON_DEMAND),
        settlement="MONTH20",
        more=("CONTRACT", "DELIVERY_NOTE", "INVOICE", "CORE_FIRM_CONFIRMATION"),
        special="按确认订单或应收账款的 70% 授信,回款闭环归还。",
        conditions=("不超过订单或应收账款的 70%", "不超过贸易周期加 30 天"),
        headline_group="产业链计划",
    ),
    Sheet(
        code="TAX_LOAN",
        name="信税通",
        who="纳税信用 A、B 级企业(M 级例外审批)",
        low=10,
        high=200,
        months=24,
        securities=(CREDIT,),
        methods=(ON_DEMAND, INTEREST_ONLY),
        settlement="MONTH20",
        more=("TAX_AUTHORISATION", "TAX_24M"),
        special="以税授信,循环使用,用多少付多少息。",
        conditions=("额度有效 12 个月(A 级 24 个月),每笔不超过 12 个月", "近 24 个月无欠税"),
        revolving=True,
    ),
    Sheet(
        code="POOL_LOAN",
        name="助保贷",
        who="政银“重点中小企业池”名单内企业",
        low=50,
        high=500,
        months=12,
        securities=(MORTGAGE, PLEDGE, GUARANTEE),
        methods=(INTEREST_ONLY, INSTALMENTS),
        settlement="MONTH20",
        more=("POOL_RECOMMENDATION", "POOL_FEE_RECEIPT"),
        special="银政企三方共担风险:实物担保不少于 40%,其余由助保金池增信;份额以三方协议为准。",
    ),
    Sheet(
        code="CREDIT_CARD_LINE",
        name="授信卡",
        who="已获授信的企业、商户",
        low=1,
        high=500,
        months=12,
        securities=(CREDIT, GUARANTEE, MORTGAGE, PLEDGE),
        methods=(ON_DEMAND, INTEREST_ONLY),
        settlement="MONTH20",
        more=("FLOW_12M", "POWER_BILLS", "PAYROLL"),
        special="额度由存款流水、电费支出、工人工资总额综合核定;一次授信、随用随取、用时起息、还款止息。",
        revolving=True,
        family=Family.INSTRUMENT,
        headline_group="授信卡",
    ),
)

OTHER_PRODUCTS: tuple[tuple[str, str], ...] = (
    ("OTHER_CORPORATE", "其他对公贷款"),
    ("OTHER_PERSONAL", "其他个人贷款"),
)
"""Loans outside the small-and-micro catalogue, so that "all loans" has something to be all of."""
