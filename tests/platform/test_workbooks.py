"""A workbook that would fill the machine is refused before anybody opens it, whatever its zip promises."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import fastexcel
import pytest

from wuhua.areas.servicing.ledgers import workbook as ledgers
from wuhua.areas.servicing.words import LedgerRefusal
from wuhua.bulk.intake import detect
from wuhua.bulk.repayfile import check
from wuhua.core.refuse import Refuse
from wuhua.platform import workbooks
from wuhua.platform.filewords import FileRefusal

BOMB = 3 << 20


def book(inside: bytes, name: str = "xl/sharedStrings.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inside)
    return out.getvalue()


def promising(data: bytes, size: int) -> bytes:
    """The same zip, its directory promising that little."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def refusal(content: bytes | Path, most: int = BOMB - 1) -> object:
    with pytest.raises(Refuse) as no:
        workbooks.fits(content, "台账.xlsx", most)
    return no.value.refused.name


def test_what_it_unpacks_to_counts_not_what_it_promises(tmp_path: Path) -> None:
    bomb = book(b"\0" * BOMB)
    assert len(bomb) < BOMB // 100
    (tmp_path / "a.xlsx").write_bytes(bomb)
    assert refusal(bomb) is refusal(promising(bomb, 10)) is refusal(tmp_path / "a.xlsx") is FileRefusal.FILE_TOO_LARGE
    workbooks.fits(bomb, "a", BOMB)
    workbooks.fits(promising(bomb, 10), "a", BOMB)


def test_a_zip_that_does_not_unpack_is_refused_and_what_is_none_is_left_to_its_reader() -> None:
    data = bytearray(book(b"words"))
    data[data.rindex(b"PK\x01\x02") + 10] = 97  # a way of packing nobody reads
    assert refusal(bytes(data)) is FileRefusal.FILE_DAMAGED
    workbooks.fits(b"PK-anything", "a")
    with pytest.raises(Refuse) as no:
        ledgers.read(b"PK-anything")
    assert no.value.refused.name is LedgerRefusal.NOT_A_WORKBOOK


def test_every_door_looks_before_it_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(fastexcel, "read_excel", opened)
    monkeypatch.setattr(workbooks.fits, "__defaults__", (BOMB - 1,))
    monkeypatch.setattr(detect, "UNPACKED", BOMB - 1)
    monkeypatch.setattr(check, "UNPACKED", BOMB - 1)
    place = tmp_path / "客户.xlsx"
    place.write_bytes(book(b"\0" * BOMB))
    for read in (
        lambda: ledgers.read(place.read_bytes()),
        lambda: detect.sources_in(tmp_path),
        lambda: check.checked(place, date(2018, 9, 30)),
    ):
        with pytest.raises(Refuse) as no:
            read()
        assert no.value.refused.name is FileRefusal.FILE_TOO_LARGE
