"""A sheet's three parts as names and values."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.product.pages import Shown
from wuhua.areas.product.rules import PARTS
from wuhua.web import labels
from wuhua.web.templatetags.desk import yuan

ITEMS = {
    "contract": gettext_noop("合同文本"),
    "documents": gettext_noop("资料清单"),
    "checklist": gettext_noop("检查要点"),
    "who": gettext_noop("适用对象"),
    "limit_low": gettext_noop("最低额度"),
    "limit_high": gettext_noop("最高额度"),
    "months_max": gettext_noop("最长期限(月)"),
    "securities": gettext_noop("担保方式"),
    "methods": gettext_noop("还款方式"),
    "settlement": gettext_noop("结息方式"),
    "regions": gettext_noop("适用区域"),
    "industries": gettext_noop("适用行业"),
    "price": gettext_noop("定价"),
    "steps": gettext_noop("办理步骤"),
    "authority": gettext_noop("审批权限"),
    "revolving": gettext_noop("可循环"),
    "conditions": gettext_noop("准入条件"),
    "second_key": gettext_noop("双人把关"),
    "days_promised": gettext_noop("承诺工作日"),
    "base": gettext_noop("基准"),
    "float_pct": gettext_noop("浮动幅度(%)"),
}
CODED = {
    "securities": "security",
    "methods": "method",
    "settlement": "settlement",
    "documents": "document",
    "checklist": "checklist",
}
LISTED = ("authority", "conditions", "steps")
"""Read line by line; the others run on."""


def facts(product: Shown) -> list[tuple[str, str]]:
    """The frame."""
    months = str(product.months_max) if product.months_max else "—"
    return [
        (_("类别"), _(labels.name_of("family", product.family))),
        (_("系列"), _(product.series) if product.series else "—"),
        (_("宣传口径分组"), _(product.headline_group) if product.headline_group else "—"),
        (_("额度"), f"{yuan(product.limit_low, '万')} – {yuan(product.limit_high, '万')}"),
        (_("最长期限(月)"), months),
        (_("产品特点"), _(product.special) if product.special else "—"),
    ]


def parts(product: Shown) -> list[dict[str, Any]]:
    """统一模板, 统一标准, 统一流程."""
    return [
        {
            "title": title,
            "lines": [
                (ITEMS.get(name, name), _value(name, value)) for name, value in _in_order(product.contents[part])
            ],
        }
        for part, (title, _wanted) in PARTS.items()
    ]


def _in_order(contents: dict[str, Any]) -> list[tuple[str, Any]]:
    """As the list above has them: the database keeps no order of its own."""
    order = list(ITEMS)
    return sorted(contents.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))


def _value(name: str, value: Any) -> dict[str, Any]:
    if name in ("limit_low", "limit_high") and isinstance(value, int):
        return {"text": yuan(value)}
    if isinstance(value, (list, tuple)):
        return {"is_list": True, "by_line": name in LISTED, "items": [_line(name, each) for each in value]}
    if isinstance(value, dict):
        return {
            "is_list": True,
            "items": [f"{_(str(ITEMS.get(key, key)))}:{_line(name, each)}" for key, each in value.items()],
        }
    return {"text": _word(name, value)}


def _line(name: str, value: Any) -> str:
    if name == "authority" and isinstance(value, dict):
        credit, secured = (
            _("单户限额内") if value.get(k) is None else yuan(value[k], "万") for k in ("credit", "secured")
        )
        return f"{_(labels.name_of('role', value.get('role', '')))}({_('信用')} {credit},{_('担保')} {secured})"
    if isinstance(value, list):
        return "–".join(str(each) for each in value)
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values())
    return _word(name, value)


def _word(name: str, value: Any) -> str:
    if value == "*":
        return _("不限")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _(labels.name_of(CODED[name], str(value))) if name in CODED else str(value)
