"""导入 from a page: a zip tried and taken by a real worker, bad rows as a file to download, hostile zips refused."""

from __future__ import annotations

import io
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests import bank_files as bank
from tests.workers import run_worker
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.models import LoanNote
from wuhua.bulk.intake import parcel, tasks
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, files, jobs
from wuhua.platform.models import Job, JobState, StoredFile

DAY = date(2018, 10, 8)


def zipped(entries: dict[str, bytes | str], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(folder + name, content)
    return out.getvalue()


def bank_zip(files_: bank.Bank, folder: str = "") -> bytes:
    return zipped({f"{name}.csv": bank.csv_of(name, rows) for name, rows in files_.items()}, folder)


# --- parcels ---------------------------------------------------------------------------------------------------------


def unpacked(content: bytes, place: Path, name: str = "bank.zip") -> dict[str, bytes]:
    parcel.unpack(io.BytesIO(content), name, place / "in")
    return {path.name: path.read_bytes() for path in (place / "in").iterdir()}


def refused(content: bytes, place: Path) -> str:
    with pytest.raises(Refuse) as no:
        parcel.unpack(io.BytesIO(content), "bank.zip", place / "in")
    outside = [path.name for path in place.iterdir()]
    assert outside == ["in"], "nothing lands outside its folder"
    return no.value.refused.name.value


def test_files_lie_flat_whatever_folder_they_were_zipped_in(tmp_path: Path) -> None:
    content = zipped({"银行/notes.csv": "1", "银行/子/customers.csv": "2", "银行/.DS_Store": "x", "~$a.xlsx": "x",
                      "__MACOSX/银行/._notes.csv": "x"})  # fmt: skip
    assert unpacked(content, tmp_path) == {"notes.csv": b"1", "customers.csv": b"2"}


def test_chinese_names_from_windows_are_read(tmp_path: Path) -> None:
    content = zipped({"A" * 8 + ".csv": "1"})
    gbk = "信贷借据".encode("gb18030")
    assert len(gbk) == 8
    assert unpacked(content.replace(b"A" * 8, gbk), tmp_path) == {"信贷借据.csv": b"1"}


def test_the_filled_template_alone_is_a_parcel(tmp_path: Path) -> None:
    assert unpacked(b"PK-anything", tmp_path, "导入模板.xlsx") == {"导入模板.xlsx": b"PK-anything"}


@pytest.mark.parametrize(
    "name",
    [
        "../notes.csv",
        "a/../../notes.csv",
        "/etc/cron.d/notes",
        "\\\\host\\notes.csv",
        "..\\..\\notes.csv",
        "C:\\notes.csv",
    ],
)
def test_an_entry_that_points_outside_refuses_the_whole(tmp_path: Path, name: str) -> None:
    entry = zipfile.ZipInfo("x" * len(name))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.csv", "1")
        archive.writestr(entry, "evil")
    content = out.getvalue().replace(b"x" * len(name), name.encode())  # the library itself would clean the name
    assert refused(content, tmp_path) == "entry_unsafe"


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("notes.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(out.getvalue(), tmp_path) == "entry_unsafe"


def test_other_parcels_that_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "MOST_BYTES", 1000)
    monkeypatch.setattr(parcel, "MOST_ENTRIES", 3)
    good = zipped({"a.csv": "x" * 1000})
    locked = bytearray(good)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(sign) + at] |= 1
    damaged = bytearray(good)
    damaged[40] ^= 0xFF
    cases = {
        "not a zip": (b"no zip at all", "not_a_zip"),
        "cut": (good[:-30], "not_a_zip"),
        "damaged": (bytes(damaged), "parcel_damaged"),
        "locked": (bytes(locked), "entry_encrypted"),
        "twice": (zipped({"a/n.csv": "1", "b/n.csv": "2"}), "entry_twice"),
        "many": (zipped({f"{n}.csv": "1" for n in range(4)}), "too_many_entries"),
        "large": (zipped({"a.csv": "x" * 600, "b.csv": "x" * 401}), "parcel_too_large"),
    }
    for at, (what, (content, name)) in enumerate(cases.items()):
        place = tmp_path / str(at)
        place.mkdir()
        assert refused(content, place) == name, what
    at_the_edge = tmp_path / "edge"
    at_the_edge.mkdir()
    assert unpacked(zipped({"a.csv": "x" * 600, "b.csv": "x" * 400, "c.csv": ""}), at_the_edge)


def test_a_bomb_is_stopped_by_what_comes_out_not_by_what_it_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "MOST_BYTES", 1 << 20)
    bomb = bytearray(zipped({"a.csv": b"\0" * (50 << 20)}))
    at = bomb.rindex(b"PK\x01\x02") + 24  # the size the directory promises
    bomb[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(bomb), tmp_path) in ("parcel_too_large", "not_a_zip")
    assert sum(path.stat().st_size for path in (tmp_path / "in").iterdir()) <= 1 << 20


# --- imports ---------------------------------------------------------------------------------------------------------


def send(content: bytes, dry_run: bool, key: str = "k1", officer: Officer | None = None) -> Job | Refused:
    kept = files.keep(actor="setup", business_date=DAY, name="切换数据.zip", chunks=[content])
    assert isinstance(kept, StoredFile)
    return tasks.ask_import(actor="setup", officer=officer, business_date=DAY, file=kept.pk, dry_run=dry_run, key=key)


def ended(job: Job | Refused) -> Job:
    assert isinstance(job, Job), job
    assert run_worker()[0] == 0
    found = jobs.one("setup", job.pk)
    assert found is not None and not jobs.is_open(found)
    return found


def test_a_zip_is_tried_then_taken_and_then_known(fresh_bank: str) -> None:
    content = bank_zip(bank.small_bank(), "sample/")
    tried = ended(send(content, True))
    assert (tried.title, tried.state) == ("试导入 · 切换数据.zip", JobState.DONE)
    assert tried.result["dry_run"] and "试导通过" in tried.result["sentence"]
    assert not LoanNote.objects.exists() and not clock.opened()

    taken = ended(send(content, False, "k2"))
    assert taken.state == JobState.DONE, taken.result
    assert (taken.result["folder"], taken.result["files"]["notes"]["rows"]) == ("切换数据.zip", 3)
    assert clock.business_date() == date(2018, 9, 30)
    assert LoanNote.objects.count() == 3

    accountant = Officer("1003", "会计", "0001", frozenset({Role.ACCOUNTANT}), None)
    again = ended(send(content, False, "k3", accountant))
    assert again.result["already_imported"]
    bank_ = bank.small_bank()
    bank_["customers"][0]["name"] = "另一家"
    other = ended(send(bank_zip(bank_), True, "k4", accountant))
    assert other.result["refused"]["name"] == "book_not_empty"


def test_bad_rows_come_back_as_a_file_and_no_folder_of_the_machine_is_named(fresh_bank: str, home: Path) -> None:
    rows = bank.small_bank()
    rows["notes"][0]["amount"] = "-1"
    job = ended(send(bank_zip(rows), True))
    no = job.result["refused"]
    assert (job.state, no["name"], no["rejected"]) == (JobState.FAILED, "bad_rows", {"notes": 1})
    assert str(home) not in str(job.result)
    (named,) = job.result["kept"]
    assert named["name"] == "rejects-notes.csv"
    with files.open_(named["id"]) as file:
        assert "金额" in file.read().decode("utf-8-sig")
    assert not list((home / "work").iterdir()), "what was unpacked is gone"


def test_a_zip_without_a_known_file_is_refused_in_the_senders_words(fresh_bank: str, home: Path) -> None:
    job = ended(send(zipped({"读我.txt": "x"}), True))
    assert job.result["refused"]["name"] == "no_files"
    assert "「切换数据.zip」里没有一个认得的文件" in job.result["refused"]["reason"]
    assert str(home) not in str(job.result)


def test_once_opened_only_the_accountant_imports(fresh_bank: str) -> None:
    content = bank_zip(bank.small_bank())
    assert isinstance(send(content, True), Job)
    clock.advance(DAY)
    for officer in (None, *(Officer("1", "x", "0001", frozenset({role}), None) for role in Role)):
        answer = send(content, True, "k2", officer)
        if officer is not None and officer.holds(Role.ACCOUNTANT):
            assert isinstance(answer, Refused) and answer.name is tasks.TakeRefusal.IMPORT_ASKED_ALREADY
        else:
            assert isinstance(answer, Refused) and answer.name.value == "not_of_this_post"


def test_an_altered_upload_is_not_imported(fresh_bank: str) -> None:
    job = send(bank_zip(bank.small_bank()), False)
    assert isinstance(job, Job)
    place = files.place_of(StoredFile.objects.get().digest)
    place.write_bytes(bank_zip(bank.many_notes(1)))
    assert ended(job).result["refused"]["name"] == "file_altered"
    assert not clock.opened()
