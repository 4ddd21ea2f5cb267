"""What the codes of conduct are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "conduct_item": {
        "NO1": _("七不准1 以贷转存"),
        "NO2": _("七不准2 存贷挂钩"),
        "NO3": _("七不准3 以贷收费"),
        "NO4": _("七不准4 浮利分费"),
        "NO5": _("七不准5 借贷搭售"),
        "NO6": _("七不准6 一浮到顶"),
        "NO7": _("七不准7 转嫁成本"),
        "BAN1": _("两禁 承诺费"),
        "BAN2": _("两禁 资金管理费"),
        "LIMIT1": _("两限 财务顾问费"),
        "LIMIT2": _("两限 咨询费"),
        "OPEN1": _("四公开 收费项目"),
        "OPEN2": _("四公开 服务质价"),
        "OPEN3": _("四公开 效用功能"),
        "OPEN4": _("四公开 优惠政策"),
    },
    "finding_state": {"FINDING_OPEN": _("待核查"), "UPHELD": _("属实"), "DISMISSED": _("不属实")},
    "sale_kind": {
        "WEALTH_PRODUCT": _("理财"),
        "INSURANCE_PRODUCT": _("保险"),
        "FUND_PRODUCT": _("基金"),
        "TIME_DEPOSIT": _("定期存款"),
        "DEPOSIT_CERTIFICATE": _("存单"),
        "MARGIN_DEPOSIT": _("保证金"),
    },
    "charge_state": {
        "CHARGE_ASKED": _("待第二人审批"),
        "CHARGE_STANDS": _("可以收取"),
        "CHARGE_REFUSED": _("不予收取"),
    },
    "payer": {"BORROWER": _("借款人承担"), "BANK_PAYS": _("本行承担")},
    "fee_stance": {
        "BANNED": _("两禁:不得收取"),
        "LIMITED": _("两限:须服务记录与第二人审批"),
        "ALLOWED": _("可以收取"),
        "BANK_BEARS": _("由本行承担"),
        "DISGUISED": _("变相利息:不得收取"),
    },
    "notice_topic": {
        "FEE_ITEMS": _("收费项目公开"),
        "SERVICE_PRICE": _("服务质价公开"),
        "PRODUCT_USE": _("效用功能公开"),
        "PREFERENCE": _("优惠政策公开"),
    },
    "notice_state": {"DRAFTED": _("公示草稿"), "PUBLISHED": _("已发布"), "THROWN_AWAY": _("已作废")},
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {
    "finding_state": {"FINDING_OPEN": "near", "UPHELD": "bad", "DISMISSED": "good"},
    "charge_state": {"CHARGE_ASKED": "near", "CHARGE_STANDS": "good", "CHARGE_REFUSED": "bad"},
    "fee_stance": {"BANNED": "bad", "DISGUISED": "bad", "BANK_BEARS": "bad", "LIMITED": "near", "ALLOWED": "good"},
    "notice_state": {"PUBLISHED": "good", "DRAFTED": "near"},
}
"""Colours that repeat what the word says."""
