"""信税通 (A56): the tax house's word decides whether the line may be drawn on. Paying back goes on whatever it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wuhua.core.money import grouped

TIMES = "LIMIT_TAX_TIMES."
"""Compliance names a grade it lends on by giving it a multiple; a grade without one is below the entry."""


def entry_grades(values: Mapping[str, str]) -> frozenset[str]:
    """The grades a tax loan may begin with, of the day's parameters."""
    return frozenset(code.removeprefix(TIMES) for code in values if code.startswith(TIMES))


def cause(grade: str, arrears: int | None, grades: Collection[str]) -> str:
    """Why nothing more is drawn, in words; empty where nothing stands against it.

    >>> cause("C", 0, {"A", "B", "M"}), cause("B", 0, {"A", "B"}), cause("A", 1_00, {"A"})
    ('纳税信用 C 级,低于准入等级', '', '欠税 1.00 元')
    """
    if grade not in grades:
        return f"纳税信用 {grade or '未评'} 级,低于准入等级"
    return f"欠税 {grouped(arrears)} 元" if arrears else ""
