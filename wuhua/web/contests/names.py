"""What the codes of contests are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "contest_metric": {
        "NET_INCREASE": _("净增余额"),
        "NEW_BORROWERS": _("新增借款户"),
        "FIRST_LOANS": _("首贷户"),
        "VALID_VISITS": _("有效走访"),
        "FILES_COMPLETED": _("建成档案"),
        "IN_TIME": _("限时办结率"),
        "ARREARS": _("逾期扣分"),
    },
    "contest_fact": {
        "MOVED": _("余额变动"),
        "BORROWER": _("新增一户"),
        "FIRST": _("首贷一户"),
        "VISITED": _("走访一次"),
        "FILED": _("建档一户"),
        "CASE": _("办结一笔"),
        "LATE_NOTE": _("逾期借据"),
        "BOOK": _("期末余额"),
    },
    "contest_state": {"OPEN": _("进行中"), "OVER": _("待结束"), "CLOSED": _("已结束")},
    "bloc_rule": {"TOGETHER": _("各团队合计"), "AVERAGE": _("各团队平均")},
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {"contest_state": {"OPEN": "good", "OVER": "near"}}
"""Colours that repeat what the word says."""
