"""A workbook is a zip: a few hundred kilobytes of it can unpack to more than a machine holds. Looked at before it is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from wuhua.core.refuse import Refuse, Refused
from wuhua.platform.filewords import FileRefusal

MOST = 512 * 1024 * 1024
"""Bytes a workbook may unpack to unless the caller says otherwise: a ledger of 100,000 lines several times over."""

_CHUNK = 1 << 20
_ENDLESS = 1 << 62


def fits(content: bytes | Path, name: str, most: int = MOST) -> None:
    """Raise `Refuse` for a workbook that unpacks to more than `most` bytes, or that does not unpack.

    Counted as the bytes come, not as the zip promises. What is no zip is left to its reader, who says so.
    """
    source = content if isinstance(content, Path) else io.BytesIO(content)
    if not zipfile.is_zipfile(source):
        return
    left = most
    try:
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                entry.file_size, entry.CRC = _ENDLESS, None  # type: ignore[assignment]  # neither promise ends the reading
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise _swollen(name, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refuse(
            Refused(
                FileRefusal.FILE_DAMAGED,
                f"工作簿「{name}」已损坏或加了密码,没有打开。",
                "请用 Excel 或 WPS 打开,另存为不加密的工作簿后重新上传。",
                "file",
            )
        ) from None


def _swollen(name: str, most: int) -> Refuse:
    return Refuse(
        Refused(
            FileRefusal.FILE_TOO_LARGE,
            f"工作簿「{name}」展开后超过 {most // 1024 // 1024} MB 的上限,没有打开。",
            "请另存为只含数据的工作簿或分成几个文件;来历不明的文件请交科技人员查看。",
            "file",
        )
    )
