"""The lake: one folder a day, files named by the digest of their content, known only through the seals.

`bank=<code>/day=<day>/<kind>-<digest>.parquet`. A file is written beside its place, synced and renamed, so there is
never half a file under a good name. Readers take names from sealed days, never a glob, and check the file's hash once.

Every file lies twice: in the lake, and under the same name in the spare folder beside it (`<lake>-spare`, or
`WUHUA_LAKE_SPARE`, best on another disk). Readers know only the lake; `mend` puts back from the one what the other lost.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform.models import SealedDay

_CHUNK = 1 << 20


class LakeRefusal(Refusal):
    """Why a file of the lake was not given out."""

    DAY_NOT_SEALED = "day_not_sealed"
    FILE_LOST = "file_lost"
    FILE_ALTERED = "file_altered"
    LOST_TWICE = "lost_twice"


def root() -> Path:
    """The lake's folder."""
    return Path(settings.WUHUA_LAKE)


def spare() -> Path:
    """The folder of the second copies."""
    return Path(os.environ.get("WUHUA_LAKE_SPARE") or f"{root()}-spare")


def write(day: date, kind: str, digest: str, rows: int, writer: Callable[[str], None]) -> dict[str, object]:
    """Put a file of `day` into the lake under its digest; answers what the seal records of it.

    `writer` is given the path to write. Writing the same content again is harmless.
    """
    bank = getattr(settings, "WUHUA_BANK", "local")
    relative = Path(f"bank={bank}") / f"day={day.isoformat()}" / f"{kind}-{digest[:32]}.parquet"
    place = root() / relative
    _put(place, writer)
    _put(spare() / relative, lambda beside: shutil.copyfile(place, beside))
    return {"path": relative.as_posix(), "blake2b": _hash(place), "digest": digest, "rows": rows}


def _put(place: Path, writer: Callable[[str], object]) -> None:
    """A file under its name only once it is whole and on the disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(f".{os.getpid()}.part")
    try:
        writer(str(beside))
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


WHOLE, PUT_BACK, COPIED = "whole", "put_back", "copied"
"""What `mend` found: whole in both places; put back into the lake; copied into the spare folder."""


def mend(entry: dict[str, str]) -> str:
    """See that the file lies whole in both places, from the place where it still does. `Refuse` when it does in neither."""
    here, there = root() / entry["path"], spare() / entry["path"]
    good, other = _is(here, entry), _is(there, entry)
    if good and other:
        return WHOLE
    if not good and not other:
        raise Refuse(
            Refused(
                LakeRefusal.LOST_TWICE,
                f"数据湖文件 {entry['path']} 在湖里和备份夹里都没有完好的一份。",
                "请系统管理员从备份中放回这个文件,再用 wuhua verify 核对。",
            )
        )
    source, target = (here, there) if good else (there, here)
    _put(target, lambda beside: shutil.copyfile(source, beside))
    return COPIED if good else PUT_BACK


def _is(place: Path, entry: dict[str, str]) -> bool:
    """Whether the file there is, byte for byte, what the seal names."""
    return place.exists() and _hash(place) == entry["blake2b"]


def sealed_days() -> list[date]:
    """Every sealed day, oldest first."""
    return list(SealedDay.objects.order_by("day").values_list("day", flat=True))


def file_of(day: date, kind: str) -> Path:
    """The file of that kind of a sealed day. Raises `Refuse` when the day is not sealed, or the file is lost or altered."""
    sealed = SealedDay.objects.filter(day=day).first()
    entry = sealed.files.get(kind) if sealed else None
    if sealed is None or entry is None:
        raise Refuse(
            Refused(
                LakeRefusal.DAY_NOT_SEALED,
                f"{day} 没有封账的{kind}数据。",
                "请选择已封账的日期,或先做该日日终。",
                "date",
            )
        )
    return checked(entry)


def checked(entry: dict[str, str]) -> Path:
    """The path of a file a seal names, after its hash has been seen to hold (once per process and content)."""
    place = root() / entry["path"]
    if not place.exists():
        raise Refuse(
            Refused(
                LakeRefusal.FILE_LOST,
                f"数据湖文件缺失:{entry['path']}。",
                "请系统管理员运行 wuhua lake rebuild 放回这个文件,再用 wuhua verify 核对。",
            )
        )
    status = place.stat()
    if _hash_once(str(place), status.st_size, status.st_mtime_ns) != entry["blake2b"]:
        raise Refuse(
            Refused(
                LakeRefusal.FILE_ALTERED,
                f"数据湖文件被改动:{entry['path']}。",
                "请系统管理员运行 wuhua lake rebuild 放回原文件。",
            )
        )
    return place


@lru_cache(maxsize=4096)
def _hash_once(path: str, _size: int, _changed: int) -> str:
    return _hash(Path(path))


def _hash(path: Path) -> str:
    state = hashlib.blake2b(digest_size=32)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()
