"""名单 as a workbook. Phones stay masked: a file goes further than a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wuhua.web.market.names import LABELS
from wuhua.web.sheet import Column, workbook


def entries(rows: Iterable[Any]) -> bytes:
    """One line an entry, as the page narrows them."""
    columns = [
        Column(_("名单"), width=24),
        Column(_("来源")),
        Column(_("客户"), width=28),
        Column(_("类型"), width=8),
        Column(_("统一社会信用代码"), width=20),
        Column(_("网格"), width=24),
        Column(_("电话")),
        Column(_("客户经理"), width=10),
        Column(_("状态"), width=10),
        Column(_("退出原因"), width=24),
        Column(_("白灰黑"), width=10),
        Column(_("目标客户"), "day", 12),
        Column(_("最近联系"), "day", 12),
        Column(_("下次联系"), "day", 12),
    ]
    return workbook(_("名单客户"), columns, (_line(each) for each in rows))


def _line(each: Any) -> list[Any]:
    return [
        each.list.name,
        _name(LABELS["list_source"], each.list.source),
        each.party_name,
        _name(LABELS["party"], each.party_kind),
        each.credit_code,
        each.zone.name if each.zone else "",
        each.phone_masked,
        each.owner.name if each.owner else "",
        _name(LABELS["entry"], each.state),
        each.reason,
        _name(LABELS["tint"], each.tint) if each.tint else "",
        each.targeted_on,
        each.last_contact,
        each.next_contact,
    ]


def _name(names: Mapping[str, str], code: str) -> str:
    return _(names.get(code, code))
