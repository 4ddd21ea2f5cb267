"""What is called how on the customer's phone: Chinese here, English through the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from wuhua.areas.customer.rules.complaints import ComplaintFinding, ComplaintKind, ComplaintState

COMPLAINT_KINDS = {
    ComplaintKind.FEE: _("收了不该收的费"),
    ComplaintKind.PRICE: _("利率或价格"),
    ComplaintKind.SERVICE: _("服务态度、拖延推诿"),
    ComplaintKind.TYING: _("要求存款、买理财或保险"),
    ComplaintKind.COLLECTION: _("催收方式"),
    ComplaintKind.PRIVACY: _("个人信息"),
    ComplaintKind.CORRUPTION: _("吃拿卡要"),
    ComplaintKind.OTHER: _("其他"),
}
COMPLAINT_STATES = {
    ComplaintState.RECEIVED: _("已受理"),
    ComplaintState.TAKEN: _("承办中"),
    ComplaintState.CLOSED: _("已办结"),
}
COMPLAINT_FINDINGS = {
    ComplaintFinding.UPHELD: _("属实"),
    ComplaintFinding.PARTLY: _("部分属实"),
    ComplaintFinding.NOT_UPHELD: _("不属实"),
}

LABELS: dict[str, dict[str, str]] = {
    "complaint_kind": {code.value: name for code, name in COMPLAINT_KINDS.items()},
    "complaint_state": {code.value: name for code, name in COMPLAINT_STATES.items()},
    "complaint_finding": {code.value: name for code, name in COMPLAINT_FINDINGS.items()},
    "complaint_verb": {"take": _("承办"), "note": _("记录核查"), "close": _("答复办结")},
    "own_request": {"HELD": _("客户经理处理中"), "OFFERED": _("客户经理处理中"), "ANSWERED": _("已答复")},
    "own_outcome": {
        "PENDING": _("办理中"),
        "DISBURSED": _("已放款"),
        "REJECTED": _("未通过"),
        "WITHDRAWN": _("已撤回"),
    },
    "owed_kind": {
        "interest": _("利息"),
        "penalty": _("罚息"),
        "compound": _("复利"),
        "principal": _("本金"),
        "fee": _("费用"),
        "cost": _("费用"),
    },
    "earned_kind": {"interest": _("利息"), "penalty": _("罚息"), "compound": _("复利")},
}
TONES: dict[str, dict[str, str]] = {
    "complaint_state": {"RECEIVED": "near", "TAKEN": "near", "CLOSED": "good"},
    "complaint_finding": {"UPHELD": "bad", "PARTLY": "near"},
}
