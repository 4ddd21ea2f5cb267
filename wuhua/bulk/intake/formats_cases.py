"""在途案件 and 产品销售: requests a bank has taken in and not worked on yet, and what borrowers bought or placed beside a loan.

A case comes as asked or as accepted and no further: reviews, votes and decisions of another system are not invented here.
"""

from __future__ import annotations

from wuhua.bulk.intake.form import FileFormat, day, int_, text, time, yuan

SECURITIES = ("CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE")
METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet", "on_demand")
STATES = {"ASKED": "PROSPECT", "ACCEPTED": "TARGETED"}
"""已提出 and 已受理, and where such a case stands: before the visit, or with its target locked."""
SALES = (
    "WEALTH_PRODUCT", "INSURANCE_PRODUCT", "FUND_PRODUCT", "TIME_DEPOSIT", "DEPOSIT_CERTIFICATE", "MARGIN_DEPOSIT",
)  # fmt: skip

CASES = FileFormat(
    "cases",
    "在途案件",
    (
        text("number", "申请编号", True),
        text("customer", "客户统一编号", True),
        text("product", "产品代码", True),
        yuan("amount", "申请金额", True),
        int_("months", "申请期限(月)", True),
        text("purpose", "用途代码", True),
        text("use", "具体用途", True),
        text("security", "担保方式", True, *SECURITIES),
        text("method", "还款方式", False, *METHODS),
        text("account", "结算账号"),
        text("state", "状态", True, *STATES),
        time("asked", "客户提出时间", True),
        time("accepted", "受理时间"),
        text("rm", "主办客户经理工号", True),
    ),
    ("number",),
    (("customer", "customers"), ("account", "accounts"), ("rm", "staff")),
)
PRODUCT_SALES = FileFormat(
    "sales",
    "产品销售",
    (
        text("number", "销售编号", True),
        text("customer", "客户统一编号", True),
        text("kind", "类别", True, *SALES),
        text("name", "产品名称", True),
        yuan("amount", "金额", True),
        day("day", "购买或存入日", True),
        text("sold_by", "经办人工号", True),
        yuan("own_money", "其中确属自有资金"),
        day("signed_on", "本人签字日"),
        text("signature_paper", "签字凭证编号"),
        day("cooled_until", "冷静期至"),
        text("cooling_paper", "冷静期凭证编号"),
    ),
    ("number",),
    (("customer", "customers"), ("sold_by", "staff")),
)
