"""What the codes of cards are called, and in which colour they stand."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "card_state": {
        "ACTIVE": _("正常"),
        "FROZEN": _("冻结"),
        "EXPIRED": _("到期"),
        "REPLACED": _("已换卡"),
        "CLOSED": _("已销卡"),
    },
    "card_verb": {
        "open_card": _("开卡"),
        "freeze_card": _("冻结"),
        "thaw_card": _("解冻"),
        "replace_card": _("换卡"),
        "renew_card": _("续期"),
        "reduce_card": _("调减额度"),
        "raise_card": _("恢复额度"),
        "review_card": _("年审"),
        "expire_card": _("额度到期"),
        "close_card": _("销卡"),
    },
    "freeze": {
        "WARNING_RED": _("红色预警"),
        "CARD_OVERDUE": _("逾期超过宽限天数"),
        "LICENCE_ENDED": _("营业执照到期"),
        "CARD_LOST": _("挂失"),
        "MISUSE_FOUND": _("挪用"),
        "CUSTOMER_ASKED": _("客户申请"),
        "OTHER_CAUSE": _("其他"),
    },
    "card_order": {
        "ASKED": _("待复核"),
        "DONE": _("已办理"),
        "TURNED_DOWN": _("已否决"),
        "WITHDRAWN": _("已撤回"),
    },
    "card_row": {
        "draw": _("支用"),
        "bill": _("结息出账"),
        "repay": _("还款"),
        "prepay": _("还款"),
        "auto_debit": _("自动扣款"),
        "held": _("待还款项入账"),
        "fee": _("费用"),
        "reverse": _("冲正"),
    },
    "card_gate": {
        "INVESTIGATED": _("调查"),
        "REVIEWED": _("审查"),
        "APPROVED": _("审批"),
        "USE": _("用途"),
        "LISTED": _("名单"),
        "STANDING": _("表现"),
        "MEETING": _("是否须面签"),
        "OFFERED": _("预授信"),
        "ROOM": _("集中度"),
        "CONTRACT": _("合同"),
        "PAID": _("放款"),
    },
    "card_only": {"ending": _("60 天内到期"), "review": _("待年审"), "dormant": _("休眠")},
}
"""Names by kind and code."""

TONES: dict[str, dict[str, str]] = {
    "card_state": {"ACTIVE": "good", "FROZEN": "bad", "EXPIRED": "near"},
    "card_order": {"ASKED": "near", "DONE": "good", "TURNED_DOWN": "bad"},
}
"""Colours that repeat what the word says."""


def choices(kind: str) -> list[tuple[str, str]]:
    """For a select."""
    return list(LABELS[kind].items())
