"""A sealed day's files put back into the lake from their second copies, and held against the seal once more.

The snapshot of a past day cannot be drawn again from the tables: what a customer, a class or a manager was known to be
that night has moved on since. So every file is kept twice (`platform.lake`), and a copy counts only where its bytes have
the hash, and its rows the digest, that the seal names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from wuhua.bulk.dayend import digest
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import lake
from wuhua.platform.models import SealedDay


class RebuildRefusal(Refusal):
    """Why a file was not put back."""

    DIGEST_DIFFERS = "digest_differs"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One file of a sealed day, and what was done about it."""

    day: date
    kind: str
    path: str
    done: str


def rebuild(day: date | None = None) -> list[Rebuilt]:
    """Both copies of every file of that sealed day (or of all) whole again. `Refuse` names the file where none is left."""
    found = SealedDay.objects.order_by("day")
    if day is not None:
        found = found.filter(day=day)
        if not found:
            raise Refuse(
                Refused(lake.LakeRefusal.DAY_NOT_SEALED, f"{day} 没有封账。", "请选择已封账的日期。", field="date")
            )
    return [_one(sealed.day, kind, entry) for sealed in found for kind, entry in sealed.files.items()]


def _one(day: date, kind: str, entry: dict[str, str]) -> Rebuilt:
    done = lake.mend(entry)
    if done != lake.WHOLE and digest.of(pl.read_parquet(lake.checked(entry))) != entry["digest"]:
        raise Refuse(
            Refused(
                RebuildRefusal.DIGEST_DIFFERS,
                f"{day} 的 {kind} 放回后与封账摘要不一致:{entry['path']}。",
                "请勿继续,先从备份恢复并用 wuhua verify 核对。",
            )
        )
    return Rebuilt(day, kind, entry["path"], done)
