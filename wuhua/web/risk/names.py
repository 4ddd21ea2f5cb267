"""What the signs of risk are called."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "signal": {
        "BLACK_ON_A_LIST": _("黑名单"),
        "REFUSED_AT_INTAKE": _("准入拒绝(一、二步)"),
        "IN_COURT": _("涉诉"),
        "GUARANTEE_CIRCLE": _("担保圈"),
        "IN_ARREARS": _("逾期欠息"),
        "CLASS_FELL": _("分类下调"),
        "CLASS_BELOW_NORMAL": _("关注及以下"),
    },
}

STEPS = (_("第一步"), _("第一、二步"), _("第二步"), _("第二步、贷后"), _("贷后"))
"""Where a sign acts, as `risk.STEPS` says it; here so that the page has an English word for each."""
