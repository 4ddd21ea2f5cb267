"""Who may take one more case: the quota of live cases an officer works on, and the part of it kept for small and micro (A84)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wuhua.areas.origination.rules.words import OriginationRefusal
from wuhua.areas.workday.rules import Wish, allot
from wuhua.core.refuse import Refused

SHOWN = 5
"""So many colleagues with room are named."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer has on his desk: live cases of small and micro customers, and of the others."""

    small: int = 0
    large: int = 0

    @property
    def all(self) -> int:
        """Every live case."""
        return self.small + self.large


def has_room(most: int, quota_pct: int, load: Load, small: bool) -> bool:
    """Whether one more case fits: small and micro use what is kept for them first, a large one never touches it.

    >>> has_room(10, 60, Load(small=2, large=3), small=False), has_room(10, 60, Load(small=2, large=4), small=False)
    (True, False)
    >>> has_room(10, 60, Load(small=5, large=4), small=True), has_room(10, 60, Load(small=6, large=4), small=True)
    (True, False)
    """
    held = [Wish("large", False, load.large), Wish("small", True, load.small)]
    return allot(most, quota_pct, [*held, Wish("one more", small, 1)])[-1].unmet == 0


def full(most: int, quota_pct: int, name: str, load: Load, small: bool, free: Iterable[tuple[str, int]]) -> Refused:
    """The no, with who has room: names with their live cases, the least loaded first."""
    named = [f"{who}(在办 {held} 笔)" for who, held in list(free)[:SHOWN]]
    kept = "" if small else f",其中 {quota_pct}% 留给小微"
    return Refused(
        OriginationRefusal.QUOTA_REACHED,
        f"{name}在办业务 {load.all} 笔,已到每人 {most} 笔的上限{kept}。",
        f"还有余量的:{'、'.join(named)}。" if named else "同岗位没有人还有余量,请负责人移交业务或请合规岗调整参数。",
    )
