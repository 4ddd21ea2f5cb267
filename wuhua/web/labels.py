"""What codes are called on a page: Chinese here, English through the catalogue. A code without a name shows itself."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "kind": {
        "ENTERPRISE": _("企业"),
        "MERCHANT": _("个体工商户"),
        "OWNER": _("小微企业主"),
        "FARM_ENTITY": _("新型农业经营主体"),
    },
    "size": {"LARGE": _("大型"), "MEDIUM": _("中型"), "SMALL": _("小型"), "MICRO": _("微型")},
    "klass": {
        "NORMAL": _("正常类"),
        "WATCH": _("关注类"),
        "SUBSTANDARD": _("次级类"),
        "DOUBTFUL": _("可疑类"),
        "LOSS": _("损失类"),
    },
    "status": {
        "NORMAL": _("正常"),
        "OVERDUE": _("逾期"),
        "NON_ACCRUAL": _("非应计"),
        "WRITTEN_OFF": _("已核销"),
        "CLOSED": _("已结清"),
    },
    "team": {
        "RURAL_OUTLET": _("农村型办贷机构"),
        "URBAN_OUTLET": _("城区型办贷机构"),
        "HQ_BUSINESS": _("总行营业部"),
        "RETAIL": _("零售部"),
        "CORPORATE": _("公司部"),
    },
    "method": {
        "equal_instalments": _("等额本息"),
        "equal_principal": _("等额本金"),
        "interest_only": _("按期付息到期还本"),
        "bullet": _("到期一次还本付息"),
        "on_demand": _("随借随还"),
        "custom": _("自定义还款计划"),
    },
    "settlement": {
        "MONTH20": _("按月结息(20日)"),
        "QUARTER20": _("按季结息(季末月20日)"),
        "OWN_DAY": _("按放款日结息"),
        "AT_MATURITY": _("利随本清"),
    },
    "day_count": {"act/360": _("实际天数/360"), "act/365": _("实际天数/365"), "30/360": _("30/360")},
    "due": {
        "K": _("实现债权费用"),
        "F": _("费用"),
        "P": _("罚息"),
        "C": _("复利"),
        "I": _("利息"),
        "B": _("本金"),
    },
    "issue": {
        "NEW": _("新增"),
        "REFINANCE": _("借新还旧"),
        "RESTRUCTURED": _("重组"),
        "RENEWAL_NO_PRINCIPAL": _("无还本续贷"),
        "CARD_REDRAW": _("授信卡再支用"),
    },
    "payout": {"SELF": _("自主支付"), "ENTRUSTED": _("受托支付"), "MIXED": _("混合支付")},
    "security": {"CREDIT": _("信用"), "GUARANTEE": _("保证"), "MORTGAGE": _("抵押"), "PLEDGE": _("质押")},
    "purpose": {"BUSINESS": _("经营"), "CONSUMPTION": _("消费")},
    "rate_type": {"BENCHMARK": _("贷款基准利率"), "LPR": _("贷款市场报价利率")},
    "event": {
        "IMPORTED": _("切换转入"),
        "DRAW": _("发放"),
        "REPAY": _("还款"),
        "RATE": _("利率调整"),
        "STATUS": _("状态变化"),
        "REVERSE": _("冲正"),
        "CLOSE": _("结清"),
    },
    "way": {"AUTO": _("自动扣款"), "COUNTER": _("柜面"), "MANUAL": _("人工"), "IMPORTED": _("切换转入")},
    "family": {"SMALL": _("小微产品"), "INSTRUMENT": _("授信工具"), "OTHER": _("其他贷款")},
    "sheet": {
        "DRAFT": _("草稿"),
        "APPROVED": _("已审批"),
        "PUBLISHED": _("已发布"),
        "RETIRED": _("已停用"),
    },
    "document": {
        "ID_CARD": _("身份证件"),
        "LOAN_APPLY": _("借款申请书"),
        "CREDIT_AUTH": _("征信查询授权书"),
        "BIZ_LICENSE": _("营业执照"),
        "PREMISE_PROOF": _("经营场所证明"),
        "BANK_FLOW": _("银行流水"),
        "LOAN_CONTRACT": _("借款合同"),
        "SIGN_RECORD": _("面签记录"),
        "INTERVIEW_RECORD": _("面谈记录"),
        "DISBURSE_CHECKLIST": _("放款审核表"),
        "FIRST_POST_CHECK": _("首次跟踪检查表"),
        "RATING_SHEET": _("评级表"),
        "REFERENCES": _("邻里与同行评议"),
        "FLOW_12M": _("近12个月流水"),
        "TERMINAL_STATEMENT": _("收单机对账单"),
        "LEASE": _("租赁合同"),
        "STALL_CERTIFICATE": _("摊位证"),
        "STOCK_LIST": _("存货清单"),
        "ORDERS": _("订单"),
        "PURCHASE_CONTRACT": _("购销合同"),
        "POWER_BILLS": _("电费单"),
        "PURCHASE_PLAN": _("收购计划"),
        "STORE_RECEIPT": _("入库单"),
        "INSURANCE": _("保险单"),
        "CONTRACT": _("供货合同"),
        "DELIVERY_NOTE": _("送货单"),
        "INVOICE": _("发票"),
        "CORE_FIRM_CONFIRMATION": _("核心企业确认书"),
        "TAX_AUTHORISATION": _("涉税信息授权书"),
        "TAX_24M": _("近24个月纳税记录"),
        "POOL_RECOMMENDATION": _("助保金池推荐函"),
        "POOL_FEE_RECEIPT": _("助保金缴费凭证"),
        "PAYROLL": _("工资发放表"),
    },
    "checklist": {
        "PRE3": _("贷前三核查"),
        "STEP3": _("贷中三看三查"),
        "REVIEW3": _("三审查"),
        "POST5": _("三管账、两入户、一终止"),
    },
    "job": {"WAITING": _("排队中"), "RUNNING": _("进行中"), "DONE": _("已完成"), "FAILED": _("失败")},
    "seal": {"CLOSED": _("日终封账"), "IMPORTED": _("导入历史"), "GENESIS": _("上线切换")},
    "phase": {
        "open": _("翻日"),
        "read": _("读取"),
        "compute": _("计算"),
        "write": _("写入"),
        "snapshot": _("快照"),
        "seal": _("核对封账"),
    },
    # What a job's title and its word of progress are put together from.
    "work": {
        "close": _("日终封账"),
        "try": _("试导入"),
        "take": _("正式导入"),
        "export": _("导出贷款台账"),
        "unpack": _("解包"),
        "lost": _("后台进程中断,等待重新开始"),
    },
    "role": {
        "RM": _("客户经理"),
        "CO_RM": _("协办客户经理"),
        "OUTLET_HEAD": _("网点负责人"),
        "TEAM_HEAD": _("团队负责人"),
        "SME_CENTER_HEAD": _("小微中心负责人"),
        "MIDDLE": _("中层"),
        "EXECUTIVE": _("班子成员"),
        "REVIEWER": _("审查"),
        "APPROVER": _("审批"),
        "COMMITTEE": _("审贷会"),
        "DISB_AUDITOR": _("放款审核"),
        "RISK": _("风险"),
        "COMPLIANCE": _("合规"),
        "ACCOUNTANT": _("会计"),
        "ARCHIVIST": _("档案"),
        "POST_LOAN": _("贷后监督"),
        "CALLBACK": _("回访"),
        "STATISTICS": _("统计"),
        "FUNDING": _("再贷款管理"),
        "HR_DISCIPLINE": _("人事纪检"),
        "AUDIT": _("审计"),
        "ADMIN": _("系统管理"),
    },
}

# How worried a reader should be: the tag's colour.
TONES = {
    "job": {"DONE": "good", "RUNNING": "near", "FAILED": "bad"},
    "klass": {"NORMAL": "good", "WATCH": "near", "SUBSTANDARD": "bad", "DOUBTFUL": "bad", "LOSS": "bad"},
    "status": {"NORMAL": "good", "OVERDUE": "near", "NON_ACCRUAL": "bad", "WRITTEN_OFF": "bad"},
    "sheet": {"PUBLISHED": "good", "APPROVED": "near"},
}


def name_of(kind: str, code: str) -> str:
    """The Chinese name of a code."""
    return LABELS.get(kind, {}).get(code, code)


def choices(kind: str) -> list[tuple[str, str]]:
    """For a select, in the order of the list above."""
    return list(LABELS[kind].items())
