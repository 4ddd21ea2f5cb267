"""资源优先服务小微 (A84): among cases of one time the small-and-micro one goes first, and the quota kept for them is used
first. The time is the business day a clock began on: on paper no two cases begin at one second, but they do on one morning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


def priority_key(*, level: int, at: datetime, small: bool, number: int | str) -> tuple[int, date, bool, datetime, str]:
    """Sorts a queue: the most pressing level first, then the oldest day, small before large, the oldest, the number.

    `at` is in the bank's own zone. `read.duty_page` orders by the same in the database.

    >>> nine, ten = datetime(2018, 9, 28, 9), datetime(2018, 9, 28, 10)
    >>> large = priority_key(level=0, at=nine, small=False, number=1)
    >>> priority_key(level=0, at=ten, small=True, number=2) < large
    True
    >>> priority_key(level=0, at=datetime(2018, 9, 29, 9), small=True, number=3) < large
    False
    """
    return -level, at.date(), not small, at, f"{number:>20}"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something asked of a common store: fen of a fund, cases a reviewer can do today."""

    number: str
    small: bool
    amount: int


@dataclass(frozen=True, slots=True)
class Allotted:
    """What a wish got: from what is kept for small and micro, and from what is everybody's."""

    number: str
    from_quota: int
    from_rest: int
    unmet: int


def allot(store: int, quota_pct: int, wishes: Iterable[Wish]) -> list[Allotted]:
    """Deal out a store in the order given: small and micro use their quota first and then the rest; a large one never touches it.

    Whole units; the quota is counted down, so it never takes a unit more than its share. What small and micro leave of it stays
    theirs.

    >>> allot(100, 60, [Wish("大", False, 50), Wish("小", True, 70)])[0].from_rest
    40
    """
    kept = store * min(max(quota_pct, 0), 100) // 100
    rest = store - kept
    found = []
    for wish in wishes:
        quota = min(kept, wish.amount) if wish.small else 0
        common = min(rest, wish.amount - quota)
        kept, rest = kept - quota, rest - common
        found.append(Allotted(wish.number, quota, common, wish.amount - quota - common))
    return found
