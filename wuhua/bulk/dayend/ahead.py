"""What lies ahead of the next close: which day it is, how far an earlier start came, and what stands in the way.

Nothing here decides: `run` asks again under its locks. It is what a person should know before pressing the button.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.bulk.dayend import parameters, run
from wuhua.bulk.dayend.load import SHARDS
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import clock, lake, seals
from wuhua.platform.models import SealedDay


class AheadRefusal(Refusal):
    """What stands in the way of a close, besides what `run` and the rule set say."""

    LAKE_NOT_WRITABLE = "lake_not_writable"


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next close. `day` is None before the bank is opened; `shards` of it were written by a start that broke off."""

    online: date | None
    last: SealedDay | None
    day: date | None
    shards: int
    against: tuple[Refused, ...]
    shards_in_all: int = SHARDS


def look() -> Ahead:
    """What lies ahead now. A handful of queries."""
    last = seals.last_sealed()
    online = clock.business_date() if clock.opened() else None
    if last is None:
        return Ahead(online, None, None, 0, (run.not_opened(),))
    day = last.day + timedelta(days=1)
    checks = (_closing(day), _parameters(day), run.core_not_booked(day), _lake())
    return Ahead(online, last, day, len(seals.shard_digests(day)), tuple(no for no in checks if no is not None))


def _closing(day: date) -> Refused | None:
    return run.closing_already(day) if seals.closing_now() else None


def _parameters(day: date) -> Refused | None:
    try:
        parameters.of(day)
    except Refuse as no:
        return no.refused
    return None


def _lake() -> Refused | None:
    place = lake.root()
    while not place.exists():
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return None
    return Refused(
        AheadRefusal.LAKE_NOT_WRITABLE,
        f"数据湖文件夹写不进去({lake.root().name})。",
        "请系统管理员检查 WUHUA_LAKE 指向的文件夹、权限和磁盘空间。",
    )
