"""What the codes of partners are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "agreement": {"PARK": _("园区"), "LEADING_ENTERPRISE": _("龙头企业"), "MALL_SUPERMARKET": _("超市商厦")},
    "agreement_state": {
        "IN_FORCE": _("执行中"),
        "ENDING_SOON": _("即将到期"),
        "RUN_OUT": _("已到期"),
        "ENDED_EARLY": _("提前终止"),
    },
    "agreement_verb": {
        "sign_agreement": _("签约"),
        "amend_agreement": _("变更"),
        "review_agreement": _("评审"),
        "end_agreement": _("终止"),
    },
    "strategic": {"LEADING_FIRM": _("龙头企业"), "FINE_FIRM": _("优质企业")},
    "strategic_stage": {
        "PLANNED": _("计划中"),
        "IN_TALKS": _("洽谈中"),
        "COOPERATING": _("已合作"),
        "GIVEN_UP": _("已放弃"),
    },
    "service_line": {
        "LOAN_SERVICE": _("贷款"),
        "SETTLEMENT_SERVICE": _("结算"),
        "PAYROLL_SERVICE": _("代发工资"),
        "POS_QR": _("收单与二维码"),
        "DEPOSIT_SERVICE": _("存款"),
        "MOBILE_BANK": _("手机与网上银行"),
        "AGENCY_SERVICE": _("代理业务"),
    },
    "alliance": {"MERCHANT_CIRCLE": _("银商联盟圈"), "FIRM_CIRCLE": _("银企联盟圈")},
    "anchor": {
        "MARKET_ANCHOR": _("市场"),
        "MALL_ANCHOR": _("商厦"),
        "PARK_ANCHOR": _("园区"),
        "CORE_FIRM": _("核心企业"),
    },
    "benefit": {"RATE_DISCOUNT": _("利率优惠"), "FEE_WAIVER": _("收费减免"), "MUTUAL_DISCOUNT": _("圈内互惠")},
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {
    "agreement_state": {"IN_FORCE": "good", "ENDING_SOON": "near", "RUN_OUT": "bad"},
    "strategic_stage": {"COOPERATING": "good", "IN_TALKS": "near"},
}
"""Colours that repeat what the word says."""


def name_of(kind: str, code: str) -> str:
    """The Chinese name of a code."""
    return LABELS[kind].get(code, code)


def choices(kind: str) -> list[tuple[str, str]]:
    """For a select."""
    return list(LABELS[kind].items())
