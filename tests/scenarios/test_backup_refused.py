"""What is not backed up or not restored, and why: each by its name, and nothing is changed."""

from __future__ import annotations

import dataclasses
import fcntl
import io
import json
import os
import pty
import signal
import subprocess
import sys
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import override_settings

from tests.conftest import ROOT
from tests.fixtures_db import _copy_of
from tests.scenarios.small_backup import PASSPHRASE, Site, address, database, quiet, refusal
from tests.scenarios.small_backup import settle_in as open_bank
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import archive, backup, keyring, pgtools, restore, secrets
from wuhua.platform.models import AuditRow, SealedDay

NOTHING: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def bank(bank_template: str, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    """A small bank with a closed day. Nobody in this file changes it for good."""
    folder = tmp_path_factory.mktemp("bank")
    with django_db_blocker.unblock(), _copy_of(bank_template) as name:
        site = Site(folder / "home", address(name))
        with override_settings(WUHUA_HOME=site.home, WUHUA_LAKE=site.lake):
            open_bank(folder / "files")
            yield site


@pytest.fixture(scope="module")
def plain(bank: Site, tmp_path_factory: Any) -> Path:
    """Its backup without keys."""
    file = tmp_path_factory.mktemp("backups") / "plain"
    bank.backed_up(file)
    return file


@pytest.fixture(scope="module")
def keyed(bank: Site, tmp_path_factory: Any) -> Path:
    """Its backup with keys."""
    file = tmp_path_factory.mktemp("backups") / "keyed"
    bank.backed_up(file, PASSPHRASE)
    return file


@pytest.fixture
def elsewhere(bank: Site, tmp_path: Path) -> Iterator[Site]:
    with database() as url:
        yield Site(tmp_path / "elsewhere", url)


def no(act: Any, *given: Any, **named: Any) -> Refused:
    with pytest.raises(Refuse) as refused:
        act(*given, **named)
    assert refused.value.refused.next_step
    return refused.value.refused


def not_restored(site: Site, file: Path, **more: Any) -> Refused:
    """The refusal, after which home and database are as they were."""
    before = site.traces()
    refused = no(site.restored, file, **more)
    assert site.traces() == before
    return refused


# --- the file is not whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [-1, -60, -2_000, 0.9, 0.5, 700])
def test_a_cut_file(elsewhere: Site, keyed: Path, tmp_path: Path, left: float) -> None:
    """Cut at an end, at a share of its length, or soon after its beginning."""
    whole = keyed.read_bytes()
    (tmp_path / "cut").write_bytes(whole[: left if isinstance(left, int) else int(len(whole) * left)])
    refused = not_restored(elsewhere, tmp_path / "cut")
    assert refused.name is archive.ArchiveRefusal.BACKUP_CUT
    assert not elsewhere.home.exists()


def offsets(file: Path) -> dict[str, int]:
    """A byte in every kind of place: a header no hash of a member covers, padding, and each sort of member."""
    with tarfile.open(file, "r:") as tar:
        heads = {head.name: head for head in tar}
    lake = next(name for name in heads if name.startswith(archive.LAKE))
    kept = next(name for name in heads if name.startswith(archive.FILES))
    inside = {name: heads[name].offset_data + heads[name].size // 2 for name in (lake, kept, archive.KEYS)}
    return {
        "database.dump": heads[archive.DATABASE].offset_data + heads[archive.DATABASE].size // 2,
        "lake": inside[lake],
        "files": inside[kept],
        "keys.json": inside[archive.KEYS],
        "manifest": heads[archive.MANIFEST].offset_data + 40,
        "owner in a header": heads[lake].offset + 265,
        "padding": heads[kept].offset_data + heads[kept].size + 1,
        "after the last member": file.stat().st_size - 200,
        "the digest itself": file.stat().st_size - 10,
    }


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("database.dump", "database.dump"),
        ("lake", "lake/bank=local/"),
        ("files", "files/"),
        ("keys.json", "keys.json"),
        ("manifest", ""),
        ("owner in a header", ""),
        ("padding", ""),
        ("after the last member", ""),
        ("the digest itself", ""),
    ],
)
def test_an_altered_byte(elsewhere: Site, keyed: Path, tmp_path: Path, where: str, named: str) -> None:
    altered = bytearray(keyed.read_bytes())
    place = offsets(keyed)[where]
    altered[place] = ord("0") if altered[place] != ord("0") else ord("1")
    (tmp_path / "altered").write_bytes(altered)
    refused = not_restored(elsewhere, tmp_path / "altered")
    assert refused.name is archive.ArchiveRefusal.BACKUP_ALTERED
    assert named in refused.reason
    assert not elsewhere.home.exists()


def test_a_member_that_changes_after_the_look_is_seen_on_the_way_out(
    elsewhere: Site, keyed: Path, tmp_path: Path
) -> None:
    altered = bytearray(keyed.read_bytes())
    altered[offsets(keyed)["lake"]] ^= 1
    found = elsewhere.examined(keyed)
    (tmp_path / "altered").write_bytes(altered)
    before = elsewhere.traces()
    refused = no(restore.restore, dataclasses.replace(found, file=tmp_path / "altered"), elsewhere.url, quiet)
    assert refused.name is archive.ArchiveRefusal.BACKUP_ALTERED and "lake/" in refused.reason
    assert elsewhere.traces() == before == (NOTHING, [])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip, perhaps", b"\0" * 20_480])
def test_something_else(elsewhere: Site, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert not_restored(elsewhere, tmp_path / "other").name is archive.ArchiveRefusal.NOT_A_BACKUP


def test_no_file(elsewhere: Site, tmp_path: Path) -> None:
    assert not_restored(elsewhere, tmp_path / "none").name is archive.ArchiveRefusal.BACKUP_UNREADABLE
    assert not_restored(elsewhere, tmp_path).name is archive.ArchiveRefusal.BACKUP_UNREADABLE


def rewritten(source: Path, target: Path, extra: str = "", **words: Any) -> Path:
    """The same members under a manifest that says something else."""
    with tarfile.open(source, "r:") as tar, target.open("wb") as out:
        writer = archive.Writer(out)
        for head in tar:
            body = tar.extractfile(head)
            assert body is not None
            if head.name != archive.MANIFEST:
                writer.add(head.name, body, head.size)
        if extra:
            writer.add(extra, io.BytesIO(b"!"), 1)
        manifest = archive.check(source, quiet)
        writer.finish(dataclasses.replace(manifest, **words))
    return target


def test_a_member_that_would_lead_out_of_the_home(elsewhere: Site, plain: Path, tmp_path: Path) -> None:
    for name in ("lake/../../out", "/out", "files/./out", "out", "lake/a\\..\\b"):
        file = rewritten(plain, tmp_path / "strange", extra=name)
        assert not_restored(elsewhere, file).name is archive.ArchiveRefusal.NOT_A_BACKUP, name


def test_a_later_release_is_named(elsewhere: Site, keyed: Path, tmp_path: Path) -> None:
    later = keyed.read_bytes().replace(b"wuhua-backup 1 ", b"wuhua-backup 2 ")
    (tmp_path / "later").write_bytes(later)
    for file in (
        tmp_path / "later",
        rewritten(keyed, tmp_path / "tools", tools=99),
        rewritten(keyed, tmp_path / "tables", migrations=[["platform", "9999_from_the_future"]]),
    ):
        assert not_restored(elsewhere, file).name is archive.ArchiveRefusal.BACKUP_NEWER


# --- the place is not empty ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", ["lake/bank=local/day=2018-09-30/x.parquet", "files/ab/abc"])
def test_a_home_with_something_in_it(elsewhere: Site, keyed: Path, there: str) -> None:
    place = elsewhere.home / there
    place.parent.mkdir(parents=True)
    place.write_text("somebody's")
    assert not_restored(elsewhere, keyed).name is restore.RestoreRefusal.HOME_NOT_EMPTY


def test_another_banks_days_in_the_same_lake_are_no_hindrance(elsewhere: Site, keyed: Path) -> None:
    other = elsewhere.lake / "bank=other" / "day=2018-09-30" / "x.parquet"
    other.parent.mkdir(parents=True)
    other.write_text("another bank's")
    assert elsewhere.restored(keyed) == []
    assert other.read_text() == "another bank's"


@pytest.mark.parametrize("thing", ["TABLE one (n int)", "VIEW two AS SELECT 1", "SEQUENCE three"])
def test_a_database_with_something_in_it(elsewhere: Site, keyed: Path, thing: str) -> None:
    with psycopg.connect(elsewhere.url) as link:
        link.execute(f"CREATE {thing}".encode())
    assert not_restored(elsewhere, keyed).name is restore.RestoreRefusal.DATABASE_NOT_EMPTY


def test_the_bank_itself(bank: Site, keyed: Path) -> None:
    assert not_restored(bank, keyed).name is restore.RestoreRefusal.HOME_NOT_EMPTY


def test_two_at_once(elsewhere: Site, keyed: Path) -> None:
    elsewhere.home.mkdir()
    folder = os.open(elsewhere.home, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        assert not_restored(elsewhere, keyed).name is restore.RestoreRefusal.RESTORING_ALREADY
    finally:
        os.close(folder)
    assert elsewhere.restored(keyed) == []


# --- keys ------------------------------------------------------------------------------------------------------------


def test_no_keys_in_the_file_and_none_in_the_home(bank: Site, elsewhere: Site, plain: Path) -> None:
    refused = not_restored(elsewhere, plain)
    assert refused.name is keyring.KeyRefusal.KEY_MISSING
    assert f"field {secrets.key_id()}" in refused.reason and "blind" in refused.reason
    assert not elsewhere.home.exists()
    keys = elsewhere.home / "keys"
    keys.mkdir(parents=True)
    (keys / "field").write_text((bank.home / "keys" / "field").read_text())
    assert "field" not in not_restored(elsewhere, plain).reason.split(":")[1]
    (keys / "blind").write_text((bank.home / "keys" / "blind").read_text())
    assert elsewhere.restored(plain) == []


def test_keys_in_the_environment_are_keys(
    bank: Site, elsewhere: Site, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("field", "blind"):
        monkeypatch.setenv(f"WUHUA_{name.upper()}_KEY", (bank.home / "keys" / name).read_text().strip())
    assert elsewhere.restored(plain) == []
    assert not (elsewhere.home / "keys").exists()


def test_a_wrong_passphrase(elsewhere: Site, keyed: Path) -> None:
    for wrong in (PASSPHRASE + " ", PASSPHRASE[:-1], ""):
        assert not_restored(elsewhere, keyed, passphrase=wrong).name is keyring.KeyRefusal.PASSPHRASE_WRONG
    assert not elsewhere.home.exists()


def test_one_passphrase_composed_in_two_ways_is_one() -> None:
    composed, apart = (unicodedata.normalize(form, "café au lait, dix") for form in ("NFC", "NFD"))
    assert composed != apart
    assert keyring.opened(keyring.wrapped({"field": "x"}, composed), apart) == {"field": "x"}


def test_another_search_key_is_there(elsewhere: Site, keyed: Path) -> None:
    (elsewhere.home / "keys").mkdir(parents=True)
    (elsewhere.home / "keys" / "blind").write_text(secrets.new_key())
    assert not_restored(elsewhere, keyed).name is keyring.KeyRefusal.KEY_DIFFERS


def test_a_backup_with_keys_that_are_not_there(bank: Site, tmp_path: Path) -> None:
    without = Site(tmp_path / "home", bank.url)
    place = backup.Place(without.home, bank.lake, bank.url)
    (without.home).mkdir()
    (without.home / "files").symlink_to(bank.home / "files")
    took = AuditRow.objects.filter(action="backup.taken").count()
    refused = no(backup.take, tmp_path / "b", place, actor="console", passphrase=PASSPHRASE, progress=quiet)
    assert refused.name is keyring.KeyRefusal.KEY_MISSING and not (tmp_path / "b").exists()
    assert AuditRow.objects.filter(action="backup.taken").count() == took
    backup.take(tmp_path / "b", place, actor="console", passphrase=None, progress=quiet)


# --- the backup is not taken -----------------------------------------------------------------------------------------


def not_taken(site: Site, file: Path) -> Refused:
    beside = sorted(file.parent.iterdir()) if file.parent.exists() else []
    refused = no(site.backed_up, file)
    assert (sorted(file.parent.iterdir()) if file.parent.exists() else []) == beside
    return refused


def test_a_file_that_is_there_is_not_overwritten(bank: Site, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("last week's")
    assert not_taken(bank, tmp_path / "b").name is backup.BackupRefusal.FILE_EXISTS
    assert (tmp_path / "b").read_text() == "last week's"


def test_a_place_that_cannot_be_written(bank: Site, tmp_path: Path) -> None:
    for file in (tmp_path / "none" / "b", tmp_path / ("b" * 250), Path("/proc/b")):
        assert no(bank.backed_up, file).name is backup.BackupRefusal.CANNOT_WRITE
    assert list(tmp_path.iterdir()) == []


def test_no_bank_yet(bank: Site, bank_template: str, tmp_path: Path) -> None:
    with database() as url:
        assert not_taken(Site(bank.home, url), tmp_path / "b").name is backup.BackupRefusal.NOTHING_TO_BACK_UP
    unopened = Site(bank.home, address(bank_template))
    assert not_taken(unopened, tmp_path / "b").name is backup.BackupRefusal.NOTHING_TO_BACK_UP


def test_no_server(tmp_path: Path, bank: Site) -> None:
    nowhere = Site(bank.home, "postgresql://u:p@/d?host=/nowhere")
    assert not_taken(nowhere, tmp_path / "b").name is pgtools.ServerRefusal.DATABASE_UNREACHABLE


def tool_of(folder: Path, version: str) -> Path:
    """A program that only says its version, as an older packaging's would."""
    tool = folder / "tool"
    tool.write_text(f'#!/bin/sh\necho "pg_dump (PostgreSQL) {version}"\n')
    tool.chmod(0o755)
    return tool


def test_a_server_newer_than_the_programs(bank: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tool_of(tmp_path, "15.8 (Debian 15.8-0+deb12u1)")
    monkeypatch.setattr(pgtools, "_binary", lambda _: str(tool))
    refused = not_taken(bank, tmp_path / "b")
    assert refused.name is backup.BackupRefusal.SERVER_NEWER and "15" in refused.reason and "18" in refused.reason


def test_a_server_older_than_the_banks(elsewhere: Site, keyed: Path, tmp_path: Path) -> None:
    newer = rewritten(keyed, tmp_path / "newer", postgres=19)
    assert not_restored(elsewhere, newer).name is restore.RestoreRefusal.SERVER_OLDER


def test_an_account_that_may_not_read_everything(bank: Site, tmp_path: Path) -> None:
    words = psycopg.conninfo.conninfo_to_dict(bank.url)
    with psycopg.connect(bank.url, autocommit=True) as link:
        link.execute("CREATE ROLE peeper LOGIN PASSWORD 'peeper'")
        try:
            link.execute("GRANT SELECT ON platform_businessday, platform_sealedday TO peeper")
            limited = psycopg.conninfo.make_conninfo("", **{**words, "user": "peeper", "password": "peeper"})
            refused = not_taken(Site(bank.home, limited), tmp_path / "b")
            assert refused.name is backup.BackupRefusal.DUMP_FAILED and "permission denied" in refused.reason
        finally:
            link.execute("DROP OWNED BY peeper")
            link.execute("DROP ROLE peeper")


def test_a_dump_that_ends_badly_leaves_nothing(bank: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pgtools.dump
    monkeypatch.setattr(pgtools, "dump", lambda url, _snapshot, *rest: real(url, "00000000-00000000-1", *rest))
    refused = not_taken(bank, tmp_path / "b")
    assert refused.name is backup.BackupRefusal.DUMP_FAILED and "snapshot" in refused.reason


@pytest.mark.parametrize("where", ["lake", "files"])
@pytest.mark.parametrize("how", ["lost", "altered"])
def test_a_part_that_is_not_what_was_recorded(bank: Site, tmp_path: Path, where: str, how: str) -> None:
    place = next(path for path in (bank.home / where).rglob("*") if path.is_file())
    content = place.read_bytes()
    try:
        place.unlink()
        if how == "altered":
            place.write_bytes(content[:-1] + b"!")
        refused = not_taken(bank, tmp_path / "b")
        assert refused.name.value == f"file_{how}" and place.name in refused.reason
    finally:
        place.write_bytes(content)


# --- broken off ------------------------------------------------------------------------------------------------------


def test_a_database_that_does_not_take_it_leaves_nothing(elsewhere: Site, keyed: Path) -> None:
    """A type under a table's name stands in the way where nobody looks for it."""
    with psycopg.connect(elsewhere.url) as link:
        link.execute("CREATE TYPE books_line AS ENUM ('x')")
    refused = not_restored(elsewhere, keyed)
    assert refused.name is restore.RestoreRefusal.RESTORE_FAILED and "books_line" in refused.reason
    with psycopg.connect(elsewhere.url, autocommit=True) as link:
        link.execute("DROP TYPE books_line")
    assert elsewhere.restored(keyed) == []


def test_stopped_by_hand_leaves_nothing(elsewhere: Site, keyed: Path) -> None:
    def stop(what: str, _done: int, _all: int) -> None:
        if what == "恢复数据库":
            raise KeyboardInterrupt

    before = elsewhere.traces()
    with pytest.raises(KeyboardInterrupt):
        elsewhere.restored(keyed, progress=stop)
    assert elsewhere.traces() == before == (NOTHING, [])
    assert elsewhere.restored(keyed) == []


KILLED = """
import os, signal
import django
django.setup()
from wuhua.platform import archive, pgtools
pgtools._CHUNK = 4096

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(real, times):
    def act(*given, **named):
        answer, times[0] = real(*given, **named), times[0] - 1
        return answer if times[0] else dies()
    return act

{hand}
from wuhua.cli.main import run
run()
"""


@pytest.mark.parametrize(
    "hand",
    [
        "archive._written = dies_after(archive._written, [2])",
        "pgtools._see_to_its_end = dies  # all is sent, COMMIT is not",
    ],
)
def test_killed_outright_and_run_again(elsewhere: Site, keyed: Path, tmp_path: Path, hand: str) -> None:
    (tmp_path / "word").write_text(PASSPHRASE)
    words = ["restore", str(keyed), "--passphrase-file", str(tmp_path / "word"), "--json"]
    command = [sys.executable, "-c", KILLED.format(hand=hand), *words]
    killed = subprocess.run(command, cwd=ROOT, env=elsewhere.environment(), capture_output=True, text=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left, tables = elsewhere.traces()
    assert tables == [] and "keys/field" in left and any(name.startswith("lake/") for name in left)
    again = elsewhere.wuhua(*words)
    assert again.returncode == 0, again.stderr + again.stdout
    assert not (elsewhere.home / "restore.unfinished").exists()
    assert not any(json.loads(again.stdout)["verify"].values())


def test_a_list_written_for_another_database_removes_nothing(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    journal = tmp_path / "restore.unfinished"
    journal.write_text(json.dumps({"database": "dbname=other", "files": [str(mine)], "folders": []}))
    restore._take_up(journal, elsewhere.url)
    assert mine.exists() and journal.exists()


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_refuse_by_name(bank: Site, elsewhere: Site, keyed: Path, tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text("short\n")
    with_file = ("--passphrase-file", str(word))
    short = refusal(bank.wuhua("backup", str(tmp_path / "b"), "--with-key", *with_file, "--json"))
    assert short["name"] == "passphrase_too_short"
    assert refusal(elsewhere.wuhua("restore", str(keyed), *with_file, "--json"))["name"] == "passphrase_wrong"
    assert refusal(elsewhere.wuhua("restore", str(keyed), "--json"))["name"] == "passphrase_missing"
    word.write_text("\nsecond line\n")
    assert refusal(elsewhere.wuhua("restore", str(keyed), *with_file, "--json"))["name"] == "passphrase_missing"
    assert elsewhere.traces() == (NOTHING, []) and not (tmp_path / "b").exists()
    wrong_usage = bank.wuhua("backup", str(tmp_path / "b"), *with_file)
    assert wrong_usage.returncode == 2 and not (tmp_path / "b").exists()


def typed(site: Site, words: list[str], *answers: str) -> tuple[int, str]:
    """The command on a terminal, each answer given to the next prompt; its exit code and what it said."""
    hand, terminal = pty.openpty()
    command = [sys.executable, "-m", "wuhua", *words]
    process = subprocess.Popen(
        command, cwd=ROOT, env=site.environment(), stdin=terminal, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stderr is not None
    said = b""
    for answer in answers:
        prompted = len(said)
        while not said[prompted:].rstrip().endswith(b":"):
            chunk = os.read(process.stderr.fileno(), 1)
            assert chunk, said.decode()
            said += chunk
        os.write(hand, answer.encode() + b"\n")
    said += process.communicate(timeout=120)[1]
    os.close(hand)
    os.close(terminal)
    return process.returncode, said.decode()


def test_a_passphrase_is_typed_unseen_and_twice(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    file = str(tmp_path / "b")
    code, said = typed(bank, ["backup", file, "--with-key"], PASSPHRASE, PASSPHRASE + "!")
    assert code == 1 and "passphrase_missing" in said and "不同" in said and not Path(file).exists()
    code, said = typed(bank, ["backup", file, "--with-key"], PASSPHRASE, PASSPHRASE)
    assert code == 0 and PASSPHRASE not in said
    code, said = typed(elsewhere, ["restore", file], PASSPHRASE)
    assert code == 0, said


def test_a_bank_that_was_broken_is_restored_and_said_to_be(
    bank_template: str, bank: Site, elsewhere: Site, tmp_path: Path
) -> None:
    """The copy is faithful, the proof is not: exit code 1, and the first break by name."""
    name = psycopg.conninfo.conninfo_to_dict(bank.url)["dbname"]
    (tmp_path / "word").write_text(PASSPHRASE)
    with _copy_of(str(name)) as copy:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE servicing_loannote SET principal = principal + 1 WHERE number = 'JD00000001'")
        assert SealedDay.objects.exists()
        Site(bank.home, address(copy)).backed_up(tmp_path / "b", PASSPHRASE)
    said = elsewhere.wuhua("restore", str(tmp_path / "b"), "--passphrase-file", str(tmp_path / "word"))
    assert said.returncode == 1
    assert "proof_broken: 借据余额=分户余额: JD00000001: 10000001 != 10000000" in said.stderr.replace("\n", "")
    with elsewhere.lived_in():
        assert [str(each) for found in verify.verify().values() for each in found] != []


def test_rows_that_did_not_come_are_a_break(elsewhere: Site, keyed: Path, tmp_path: Path) -> None:
    counts = archive.check(keyed, quiet).counts
    fewer = rewritten(keyed, tmp_path / "fewer", counts={**counts, "books_line": counts["books_line"] + 1})
    (tmp_path / "word").write_text(PASSPHRASE)
    said = elsewhere.wuhua("restore", str(fewer), "--passphrase-file", str(tmp_path / "word"), "--json")
    assert said.returncode == 1
    lines = counts["books_line"]
    assert json.loads(said.stdout)["verify"]["与备份清单一致"] == [
        f"与备份清单一致: books_line: {lines + 1} != {lines}"
    ]
