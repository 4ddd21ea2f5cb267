"""Small filters of the customer's phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from wuhua.web.templatetags.desk import BLANK

register = template.Library()


@register.filter
def pick(names: Mapping[str, Any], code: str) -> Any:
    """What a code is called in a table of names; itself where it has none.

    >>> pick({"A": "甲"}, "A"), pick({}, "B")
    ('甲', 'B')
    """
    return names.get(code, code)


@register.filter
def plus(one: int, other: int) -> int:
    """Two amounts together (fen).

    >>> plus(100, 25)
    125
    """
    return int(one) + int(other)


@register.filter
def span(value: timedelta | None) -> str:
    """How long something took, as people say it: days and hours, or hours and minutes."""
    if value is None:
        return BLANK
    minutes = int(value.total_seconds()) // 60
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return _("%(days)s 天 %(hours)s 小时") % {"days": days, "hours": hours}
    return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": left}
