"""What the codes of step 5 are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "look_found": {"SOUND": _("如常"), "CONCERN": _("需关注"), "WRONG": _("有问题")},
    "stop_condition": {
        "MISUSE_PROVED": _("查实挪用"),
        "TWO_RED_SCREENS": _("连续两月过筛为红"),
        "BUSINESS_STOPPED": _("停业"),
        "OVERDUE_OUTSIDE": _("他行逾期超过 60 天"),
        "ASSETS_HIDDEN": _("隐匿资产"),
        "DISHONEST_LISTED": _("列入失信被执行人"),
    },
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {"look_found": {"SOUND": "good", "CONCERN": "near", "WRONG": "bad"}}
"""Colours that repeat what the word says."""

LINES = (
    _("管经营账"), _("管收支账"), _("管流向账"), _("入企业"), _("入家庭"), _("一终止"),
    _("管账户"), _("管账务"), _("管账款"), _("贷款入户"), _("回款入户"), _("结清终止"),
)  # fmt: skip
"""The six lines in both readings, as the checklists name them."""

ASKS = (
    _("销售、采购、库存,按月"), _("经本行账户的收支,按月"), _("贷款资金去向,7/30/90 天"), _("走访企业"), _("走访家庭"),
    _("触及终止条件即停止用信"), _("基本户、结算户在本行"), _("账簿"), _("应收账款"), _("贷款入约定账户,再受托或自主支付"),
    _("销售回款入账"), _("结清时解押、销卡、归档"),
    _("台账"), _("流水"), _("支付凭证"), _("定位照片"), _("走访记录"), _("终止通知"), _("账户信息"), _("对账"), _("结清材料"),
)  # fmt: skip
"""What each line asks, and what counts as evidence."""

PROVED = (_("借据已按挪用计收罚息"), _("司法信息列为失信被执行人"))
"""The evidence the day end writes."""


def name_of(kind: str, code: str) -> str:
    """The Chinese name of a code."""
    return LABELS[kind].get(code, code)
