"""What the codes of lists and visits are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "list_source": {
        "CHAIN": _("产业链"),
        "PARK": _("园区"),
        "MARKET": _("市场"),
        "MALL": _("商厦"),
        "REGISTRY": _("工商登记"),
        "COUNTERPARTIES": _("上下游"),
        "WALK_IN": _("随到客户"),
    },
    "entry": {
        "NEW": _("待分配"),
        "ASSIGNED": _("已分配"),
        "CONTACTED": _("已联系"),
        "VISITED": _("已走访"),
        "FILED": _("已建档"),
        "CREDIT": _("已授信"),
        "DRAWN": _("已用信"),
        "NO_INTENT": _("无意向"),
        "REJECTED": _("不予准入"),
    },
    "tint": {"WHITE": _("白名单"), "GREY": _("灰名单"), "BLACK": _("黑名单")},
    "party": {"MERCHANT": _("商户"), "ENTERPRISE": _("企业")},
    "contact": {
        "SPOKE": _("已接通"),
        "NO_ANSWER": _("未接"),
        "CALLED_BY": _("已到访"),
        "NOT_INTERESTED": _("无意向"),
    },
    "visitor": {"MANAGER": _("客户经理"), "LEADER": _("负责人"), "EXECUTIVE": _("班子成员")},
    "pain": {
        "FINANCING": _("融资难"),
        "PRICE": _("融资贵"),
        "PROCEDURE": _("手续繁"),
        "COLLATERAL": _("缺抵押担保"),
        "ADVICE": _("不懂政策产品"),
        "OTHER_PAIN": _("其他难点"),
    },
    "pain_state": {"RAISED": _("已登记"), "HANDLING": _("办理中"), "SOLVED": _("已销号")},
    "follow_up": {"TO_DO": _("待办理"), "CLAIMED_DONE": _("已报完成"), "SEEN_DONE": _("已核销")},
    "stop": {"DAY_AGREED": _("约定日"), "FRESH": _("新名单"), "FOLLOW": _("跟进"), "CELL_ROUND": _("巡格")},
    "lead": {"SEEN": _("待认领"), "TAKEN_UP": _("已认领"), "LET_GO": _("已放弃")},
    "direction": {"UPSTREAM": _("上游"), "DOWNSTREAM": _("下游"), "BOTH_WAYS": _("双向")},
    "entry_verb": {
        "assign": _("分配"),
        "hand_over": _("移交"),
        "contact": _("联系"),
        "visit": _("走访"),
        "build_file": _("建档"),
        "grant": _("授信"),
        "draw_down": _("用信"),
        "decline_entry": _("登记无意向"),
        "turn_down_entry": _("登记不予准入"),
        "reopen": _("重新跟进"),
    },
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {
    "entry": {"FILED": "good", "CREDIT": "good", "DRAWN": "good", "NO_INTENT": "near", "REJECTED": "bad"},
    "tint": {"WHITE": "good", "GREY": "near", "BLACK": "bad"},
    "pain_state": {"SOLVED": "good", "HANDLING": "near"},
    "follow_up": {"SEEN_DONE": "good", "CLAIMED_DONE": "near"},
    "lead": {"TAKEN_UP": "good"},
    "direction": {"BOTH_WAYS": "near"},
}
"""Colours that repeat what the word says."""
