"""What tiers, their causes and reasons are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "tier": {"KEY": _("重点"), "QUALITY": _("优质"), "BASIC": _("基础")},
    "tier_cause": {"TIER_COUNTED": _("季度测算"), "TIER_BY_HAND": _("人工认定")},
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
