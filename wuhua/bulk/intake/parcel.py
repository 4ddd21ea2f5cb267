"""A bank's files as one upload: a zip (or the filled template alone) laid out in a folder, and nowhere else.

Of an entry only its last name is used, and that cleaned, so no entry can reach outside the folder; one that tries, a link
or an encrypted one refuse the whole parcel by name. Sizes are counted as the bytes come, not as the zip promises.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from wuhua.bulk.intake.detect import EXCEL
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform.files import plain_name

MOST_ENTRIES = 200
MOST_BYTES = 4 * 1024**3
"""What a parcel may hold when unpacked: the books of a county bank many times over."""

_CHUNK = 1 << 20
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1


class ParcelRefusal(Refusal):
    """Why an upload is not unpacked, in the order in which it is found out."""

    NOT_A_ZIP = "not_a_zip"
    TOO_MANY_ENTRIES = "too_many_entries"
    ENTRY_ENCRYPTED = "entry_encrypted"
    ENTRY_UNSAFE = "entry_unsafe"
    ENTRY_TWICE = "entry_twice"
    PARCEL_TOO_LARGE = "parcel_too_large"
    PARCEL_DAMAGED = "parcel_damaged"


def unpack(parcel: BinaryIO, name: str, folder: Path) -> None:
    """Lay the files of the parcel out in `folder` (which is made). Raises `Refuse`, and then the folder is of no use."""
    folder.mkdir(mode=0o700)
    if Path(name).suffix.casefold() in EXCEL:
        _Budget().copy(parcel, folder / plain_name(name))
        return
    try:
        with zipfile.ZipFile(parcel) as archive:
            _unpack(archive, folder)
    except zipfile.BadZipFile:
        raise _no(
            ParcelRefusal.NOT_A_ZIP,
            f"「{name}」不是 zip 压缩包,或没有传完整。",
            "请把全部文件压成一个 zip 后重新上传。",
        ) from None
    except (zlib.error, EOFError, NotImplementedError):
        raise _no(
            ParcelRefusal.PARCEL_DAMAGED,
            f"压缩包「{name}」已损坏或用了不认识的压缩方法。",
            "请用普通方式重新压缩后上传。",
        ) from None


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise _no(
            ParcelRefusal.TOO_MANY_ENTRIES,
            f"压缩包里有 {len(entries)} 个文件,超过 {MOST_ENTRIES} 个。",
            "请只压缩要导入的文件。",
        )
    budget = _Budget()
    for entry in entries:
        given = _name_of(entry)
        _refuse_unsafe(entry, given)
        plain = plain_name(given)
        if given.startswith("__MACOSX/") or given.rsplit("/", 1)[-1].startswith((".", "~$")):
            continue
        if (folder / plain).exists():
            raise _no(
                ParcelRefusal.ENTRY_TWICE, f"压缩包里有两个「{plain}」。", "每种文件只能有一个,请只留下要导入的。"
            )
        with archive.open(entry) as file:
            budget.copy(file, folder / plain)  # type: ignore[arg-type]  # an IO of bytes


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Windows writes Chinese names in its own encoding and does not say so."""
    if entry.flag_bits & _UTF8_NAMES:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _refuse_unsafe(entry: zipfile.ZipInfo, given: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise _no(ParcelRefusal.ENTRY_ENCRYPTED, f"压缩包里的「{given}」加了密码。", "请去掉密码重新压缩。")
    parts = given.replace("\\", "/").split("/")
    outside = ".." in parts or given.startswith(("/", "\\")) or ":" in parts[0]
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise _no(
            ParcelRefusal.ENTRY_UNSAFE,
            f"压缩包里的「{given}」指向压缩包之外,整个压缩包都没有打开。",
            "请只压缩要导入的文件,并查明这个压缩包的来历。",
        )


class _Budget:
    """How many bytes may still be unpacked."""

    def __init__(self) -> None:
        self._left = MOST_BYTES

    def copy(self, source: BinaryIO, place: Path) -> None:
        with place.open("xb") as file:
            while chunk := source.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise _no(
                        ParcelRefusal.PARCEL_TOO_LARGE,
                        f"压缩包展开后超过 {MOST_BYTES / 1024**3:g} GB。",
                        "请在服务器上用 wuhua import 导入。",
                    )
                file.write(chunk)


def _no(name: ParcelRefusal, reason: str, next_step: str) -> Refuse:
    return Refuse(Refused(name, reason, next_step, "file"))
