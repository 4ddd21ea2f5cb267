"""Looking a code up in what the view handed over, and a basis of classification in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from wuhua.areas.classification.rules import basis_words

register = template.Library()


@register.filter
def at(names: Mapping[str, str], code: str) -> str:
    """The name of a code, or the code itself: `staff|at:note.managing_rm`.

    >>> at({"JZ1": "甲"}, "JZ1"), at({}, "JZ2")
    ('甲', 'JZ2')
    """
    return names.get(code, code)


@register.filter(name="from")
def from_(place: int, row: Sequence[Any]) -> Any:
    """What stands at that place of a row: `forloop.counter0|from:heads`."""
    return row[place]


@register.filter
def basis(code: str) -> str:
    """A basis as an officer reads it: RS2018.over.90 is 逾期超过90天."""
    return basis_words(code)
