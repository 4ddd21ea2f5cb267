"""What the codes of a customer's file are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop as _

NAMES: dict[str, str] = {
    "ON_FILE": _("齐备"),
    "EXPIRING": _("即将到期"),
    "EXPIRED": _("已过期"),
    "MISSING": _("缺"),
    "UNDECIDED": _("待定"),
    "NOT_NEEDED": _("不需要"),
    "ASSET": _("资产"),
    "LIABILITY": _("负债"),
    "OWNER": _("企业主"),
    "SPOUSE": _("配偶"),
    "LEGAL_PERSON": _("法定代表人"),
    "SHAREHOLDER": _("股东"),
    "GUARANTOR": _("保证人"),
    "SUPPLIER": _("上游"),
    "BUYER": _("下游"),
    "OPEN": _("待签字"),
    "MOVED": _("已移交"),
    "STOPPED": _("已停止"),
    "GIVER": _("移交人"),
    "RECEIVER": _("接收人"),
    "SUPERVISOR": _("监交人"),
    "IDENTITY": _("证件号码"),
    "PHONE": _("电话"),
    "ADDRESS": _("地址"),
    "customer.unmasked": _("查看未脱敏信息"),
    "customer.file_opened": _("建立客户"),
    "customer.file_written": _("填写档案"),
    "customer.holding_added": _("登记资产负债"),
    "customer.holding_removed": _("划去资产负债"),
    "customer.document_added": _("登记资料"),
    "customer.document_withdrawn": _("撤下资料"),
    "customer.relation_tied": _("登记关联方"),
    "customer.relation_ended": _("终止关联"),
    "customer.handed_over": _("移交客户"),
    "market.customer_filed": _("建档"),
    "market.tier_changed": _("调整层级"),
    "market.tier_owner_changed": _("更换营销责任人"),
    "exposure.held": _("占用额度"),
    "exposure.released": _("释放额度"),
}
TONES = {"EXPIRED": "bad", "MISSING": "bad", "EXPIRING": "near", "UNDECIDED": "near", "ON_FILE": "good"}


def name(code: object) -> str:
    """The name in the reader's language; a code without one shows itself."""
    known = NAMES.get(str(code))
    return _t(known) if known else str(code)
