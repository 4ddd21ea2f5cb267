"""A note's terms as names and values, in the order an officer reads a contract."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.people import read as people
from wuhua.areas.product import pages as products
from wuhua.web.templatetags.desk import day, label, rate, yuan


def terms(note: Any) -> list[tuple[str, str]]:
    """What was signed."""
    staff = people.staff_names({note.managing_rm, note.first_responsible})
    name = products.product_names().get(note.product, note.product)
    found = [
        (_("产品"), _(name)),
        (_("合同号"), note.contract),
        (_("借款金额"), yuan(note.amount)),
        (_("年利率"), rate(note.rate)),
        (_("起息日"), day(note.start)),
        (_("到期日"), day(note.maturity)),
        (_("还款方式"), label(note.method, "method")),
        (_("结息方式"), label(note.settlement, "settlement")),
        (_("计息基础"), label(note.day_count, "day_count")),
        (_("罚息上浮"), f"{note.penalty_uplift}%"),
        (_("复利"), _("计收") if note.compound else _("不计")),
        (_("担保方式"), label(note.security, "security")),
        (_("支付方式"), label(note.payout, "payout")),
        (_("发放类型"), label(note.issue_type, "issue")),
        (_("用途"), note.use or label(note.purpose, "purpose")),
        (_("结算账户"), note.account.number),
        (_("机构"), people.branch_names().get(note.branch, note.branch)),
        (_("客户经理"), staff.get(note.managing_rm, note.managing_rm)),
        (_("第一责任人"), staff.get(note.first_responsible, note.first_responsible)),
    ]
    if note.extensions:
        found.append((_("展期次数"), str(note.extensions)))
        found.append((_("原到期日"), day(note.original_maturity)))
    if note.previous:
        found.append((_("原借据"), note.previous))
    return found
