"""档案文件: what was handed in or made, kept under `WUHUA_HOME/files` by the BLAKE2b of its content.

The bytes are written beside their place, synced and renamed, so there is never half a file under a good name; the row
that says who handed it in commits with the caller's transaction. A transaction that fails leaves bytes nobody names,
which is harmless: the same content comes to the same place. The name a person gave is shown and never used as a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit, clock
from wuhua.platform.filewords import FileRefusal
from wuhua.platform.models import StoredFile

LIMIT = 200 * 1024 * 1024
"""Bytes of one file unless the caller says otherwise."""

_CHUNK = 1 << 20
_NAME_LENGTH = 80  # of Chinese signs, 240 bytes of the 255 a file system takes
_UNNAMED = "未命名"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")


def root() -> Path:
    """The folder of kept files."""
    return Path(settings.WUHUA_HOME) / "files"


def place_of(digest: str) -> Path:
    """Where the content of that digest lies."""
    return root() / digest[:2] / digest


@transaction.atomic
def keep(
    *, actor: str, business_date: date, name: str, chunks: Iterable[bytes], media_type: str = "", limit: int = LIMIT
) -> StoredFile | Refused:
    """Keep a file. Content that is kept already gets another row: each handing-in has its own who and when."""
    written = _write(chunks, limit)
    if isinstance(written, Refused):
        return written
    digest, size = written

    # After this line the file must be kept.
    kept = StoredFile.objects.create(
        digest=digest,
        name=plain_name(name),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream",
        size=size,
        actor=actor,
        business_date=business_date,
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor,
        business_date=business_date,
        action="file.kept",
        subject=f"file:{kept.pk}",
        after={"name": kept.name, "size": size, "digest": digest},
    )
    return kept


def one(number: int) -> StoredFile:
    """The row of a kept file. Raises `Refuse` when there is none."""
    found = StoredFile.objects.filter(pk=number).first()
    if found is None:
        raise Refuse(Refused(FileRefusal.FILE_UNKNOWN, f"没有编号为 {number} 的文件。", "请从页面上的链接重新打开。"))
    return found


def open_(number: int) -> BinaryIO:
    """The content of a kept file, from its beginning, after the whole of it has been seen to be what was handed in.

    Raises `Refuse` when the file is unknown, lost or altered. Whoever asks closes it.
    """
    kept = one(number)
    try:
        file = place_of(kept.digest).open("rb")
    except FileNotFoundError:
        raise Refuse(
            Refused(FileRefusal.FILE_LOST, f"文件「{kept.name}」在磁盘上找不到了。", "请从备份恢复,或重新上传。")
        ) from None
    state = hashlib.blake2b(digest_size=32)
    while chunk := file.read(_CHUNK):
        state.update(chunk)
    if state.hexdigest() != kept.digest:
        file.close()
        raise Refuse(
            Refused(
                FileRefusal.FILE_ALTERED,
                f"文件「{kept.name}」的内容与当时交来的不同,不能使用。",
                "请从备份恢复原文件,并查明是谁改动的。",
            )
        )
    file.seek(0)  # the same open file that was hashed: what lies under its name by now does not matter
    return file


def plain_name(given: str) -> str:
    """The name to show: no folders, no control or direction marks, not hidden, not too long for any disk."""
    text = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in text if not unicodedata.category(sign).startswith("C")).strip(" .")
    stem, dot, suffix = text.rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[: _NAME_LENGTH - len(suffix) - 1]}.{suffix}"
    return text[:_NAME_LENGTH] or _UNNAMED


def _write(chunks: Iterable[bytes], limit: int) -> tuple[str, int] | Refused:
    """The bytes under their digest; answers digest and size. Content that was there is put there afresh, and so mended."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    part = root() / f".{uuid.uuid4().hex}.part"
    state, size = hashlib.blake2b(digest_size=32), 0
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    return _too_large(limit)
                state.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            return Refused(FileRefusal.FILE_EMPTY, "文件是空的。", "请核对后重新选择文件。", "file")
        place = place_of(state.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(part, place)
        for folder in (place.parent, root()):
            _sync(folder)
    finally:
        part.unlink(missing_ok=True)
    return state.hexdigest(), size


def _too_large(limit: int) -> Refused:
    return Refused(
        FileRefusal.FILE_TOO_LARGE,
        f"文件超过 {limit // 1024 // 1024} MB 的上限。" if limit >= 1024 * 1024 else f"文件超过 {limit} 字节的上限。",
        "请分成几个文件,或请系统管理员在服务器上用命令行办理。",
        "file",
    )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
