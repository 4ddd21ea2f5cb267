"""A ranking as it is looked at: shares in words, and how long each bar is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wuhua.areas.performance.read import Place
from wuhua.areas.performance.rules import Metric

BLANK = "—"
LONG = 1_000
"""The longest bar, in parts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One team or bloc: its line, how much of its book is in arrears, its bar for what is left and for what it had at the end."""

    line: Place
    name: str
    arrears: str
    left: int
    had: int

    @property
    def lost(self) -> int:
        """Points the arrears cost; negative or nought."""
        return self.line.points.get(Metric.ARREARS, 0)


def percent_of(value: int, whole: int) -> str:
    """A share with two decimals, cut off.

    >>> percent_of(1, 3), percent_of(5, 0)
    ('33.33%', '—')
    """
    if not whole:
        return BLANK
    parts = value * 10_000 // whole
    return f"{parts // 100}.{parts % 100:02d}%"


def rows_of(lines: Sequence[Place], names: Mapping[str, str]) -> list[Row]:
    """Lines with their bars, the best as long as there is room."""
    most = max((each.total for each in lines), default=0)
    return [
        Row(
            each, names.get(each.name, each.name),
            percent_of(*each.values.get(Metric.ARREARS, (0, 0))),
            _part(each.now, most), _part(each.total, most),
        )
        for each in lines
    ]  # fmt: skip


def _part(points: int, most: int) -> int:
    return max(points, 0) * LONG // most if most > 0 else 0
