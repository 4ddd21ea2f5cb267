"""Kept files: found by what they hold, never by what they are called; lost or altered ones are seen and refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files
from wuhua.platform.filewords import FileRefusal
from wuhua.platform.models import AuditRow, StoredFile

DAY = date(2018, 9, 30)
BYTES = "借据号,余额\nJD0001,100.00\n".encode()

pytestmark = pytest.mark.django_db


def keep(content: bytes = BYTES, name: str = "notes.csv", **more: object) -> StoredFile | Refused:
    return files.keep(actor="1001", business_date=DAY, name=name, chunks=[content], **more)  # type: ignore[arg-type]


def kept(content: bytes = BYTES, name: str = "notes.csv") -> StoredFile:
    answer = keep(content, name)
    assert isinstance(answer, StoredFile)
    return answer


def read(number: int) -> bytes:
    with files.open_(number) as file:
        return file.read()


def test_a_kept_file_comes_back_whole_and_leaves_a_trace(home: Path) -> None:
    row = kept()
    assert read(row.pk) == BYTES
    trace = AuditRow.objects.get(subject=f"file:{row.pk}")
    assert (trace.actor, trace.action, trace.business_date) == ("1001", "file.kept", DAY)
    assert trace.after == {"name": "notes.csv", "size": len(BYTES), "digest": row.digest}


def test_the_same_content_twice_is_two_handings_in_of_one_file(home: Path) -> None:
    first, second = kept(), kept(name="又一份.csv")
    assert first.digest == second.digest
    assert (first.name, second.name) == ("notes.csv", "又一份.csv")
    assert [path for path in files.root().rglob("*") if path.is_file()] == [files.place_of(first.digest)]


def test_only_its_owner_may_read_it_on_the_disk(home: Path) -> None:
    before = os.umask(0)
    try:
        place = files.place_of(kept().digest)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (place.parent, files.root())] == [0o700, 0o700]


def test_an_altered_file_is_refused_by_name(home: Path) -> None:
    row = kept()
    place = files.place_of(row.digest)
    place.write_bytes(BYTES.replace(b"100.00", b"900.00"))
    with pytest.raises(Refuse) as no:
        files.open_(row.pk)
    assert no.value.refused.name is FileRefusal.FILE_ALTERED
    kept()  # handed in again, the true content takes its place
    assert read(row.pk) == BYTES


def test_a_lost_file_and_an_unknown_one_are_refused_by_name(home: Path) -> None:
    row = kept()
    files.place_of(row.digest).unlink()
    for number, name in ((row.pk, FileRefusal.FILE_LOST), (row.pk + 1, FileRefusal.FILE_UNKNOWN)):
        with pytest.raises(Refuse) as no:
            files.open_(number)
        assert no.value.refused.name is name


@pytest.mark.parametrize(("size", "refused"), [(0, "file_empty"), (1, None), (64, None), (65, "file_too_large")])
def test_sizes_at_their_edges(home: Path, size: int, refused: str | None) -> None:
    answer = keep(b"x" * size, limit=64)
    assert (answer.name.value if isinstance(answer, Refused) else None) == refused
    assert StoredFile.objects.count() == (refused is None)
    assert not list(files.root().glob(".*")), "nothing half written stays"


def test_a_source_that_breaks_off_keeps_nothing(home: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.keep(actor="1001", business_date=DAY, name="x", chunks=breaking())
    assert not StoredFile.objects.exists()
    assert not [path for path in files.root().rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("notes.csv", "notes.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\上报\\借据.xlsx", "借据.xlsx"),
        ("/", "未命名"),
        ("", "未命名"),
        ("..", "未命名"),
        (".bashrc", "bashrc"),
        ("a\0b\n.csv", "ab.csv"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("长" * 300 + ".xlsx", "长" * 75 + ".xlsx"),
        ("无" * 300, "无" * 80),
    ],
)
def test_the_given_name_is_shown_and_never_a_path(home: Path, given: str, shown: str) -> None:
    row = kept(name=given)
    assert row.name == shown
    assert files.place_of(row.digest).parent.parent == files.root()


@pytest.mark.parametrize("given", ["text/html\r\nX: 1", "", "nonsense", "TEXT/HTML", "a/" + "b" * 200])
def test_a_media_type_that_is_none_is_plain_bytes(home: Path, given: str) -> None:
    answer = keep(media_type=given)
    assert isinstance(answer, StoredFile) and answer.media_type == "application/octet-stream"
