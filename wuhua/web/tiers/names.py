"""What tiers, their causes and reasons, and the parts of a limit are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "tier": {"KEY": _("重点"), "QUALITY": _("优质"), "BASIC": _("基础")},
    "tier_cause": {"TIER_COUNTED": _("季度测算"), "TIER_BY_HAND": _("人工认定")},
    "tier_source": {"FROM_LIST": _("名单所列"), "FROM_RUN": _("客户分层"), "NOT_SORTED": _("未分层,按基础")},
    "limit_binding": {
        "FORMULA": _("公式"),
        "TIER_CAP": _("层级上限"),
        "PRODUCT_CAP": _("产品上限"),
        "ROOM": _("集中度余量"),
        "AUTHORITY": _("授权"),
        "PARTNER": _("合作方余额"),
    },
    "limit_figure": {
        "R_FLOW": _("流水推算"),
        "R_POWER": _("电费推算"),
        "R_WAGE": _("工资推算"),
        "R": _("年营业额"),
        "guard": _("最低项限定"),
        "need": _("资金需求"),
        "gap": _("缺口"),
        "month": _("月均流水"),
        "tax": _("纳税"),
        "income": _("年净收入"),
        "confirmed": _("确认订单"),
    },
    "tier_reason": {
        "ANCHOR_FIRM": _("龙头企业或园区协议"),
        "CREDIT_SIZE": _("授信规模达标"),
        "SALES_SIZE": _("销售规模达标"),
        "INTEREST_PAID": _("利息贡献达标"),
        "WITHIN_SLACK": _("低于标准但在缓冲内"),
        "PAID_LATE": _("升级差:还款记录"),
        "TOO_SHORT": _("升级差:合作时间"),
        "TOO_SMALL": _("升级差:规模与贡献"),
    },
}
TONES = {"tier": {"KEY": "good"}}
