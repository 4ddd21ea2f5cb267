"""What the middle office's pages call what the case page has no word for: mandates, figures of a formula, terms compared."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS: dict[str, dict[str, str]] = {
    "mandate_state": {"IN_FORCE": _("有效"), "COMING": _("未到生效日"), "OVER": _("已到期"), "STOPPED": _("已停止")},
    "review_line": {"limit": _("核定额度"), "formula": _("公式额度"), "binding": _("约束"), "room": _("集中度余量")},
    "contract_term": {
        "amount": _("金额"),
        "months": _("期限"),
        "rate": _("年利率"),
        "purpose": _("用途类别"),
        "use": _("具体用途"),
        "method": _("还款方式"),
        "security": _("担保方式"),
        "product": _("产品"),
        "payout": _("支付方式"),
        "payee": _("收款人"),
        "account": _("账户"),
    },
}
TONES: dict[str, dict[str, str]] = {
    "case_ballot": {"AGREE": "good", "DISAGREE": "bad", "ABSTAIN": "near"},
    "mandate_state": {"IN_FORCE": "good", "COMING": "near", "STOPPED": "bad"},
}

NOTES = (_("已审为不通过,待退回或否决"), _("已审为不通过,待否决"), _("有例外,须经审贷会"))
"""What the desk notes beside a case (`read.review_desk.wanted`), for the catalogue."""
