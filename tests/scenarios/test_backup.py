"""A bank at work goes into one file and comes out of it elsewhere: the same to the row, provable, and fit to go on."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError

from tests import bank_files
from tests.conftest import ROOT
from tests.scenarios.small_backup import DAY, KEEPER, NEXT, PAPER, PASSPHRASE, Site, address, close, database, deposit
from tests.scenarios.small_backup import settle_in as open_bank
from tests.workers import until
from wuhua.areas.customer import actions as customer
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Personal
from wuhua.areas.reporting import read as reporting
from wuhua.books import read as books
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused
from wuhua.platform import archive, audit, clock, embedded, files, pgtools, seals, secrets
from wuhua.platform.models import AuditRow, StoredFile

OWNER = "KH00000001"


@pytest.fixture
def bank(fresh_bank: str, home: Path, tmp_path: Path) -> Site:
    """The small bank at the start of its second day."""
    open_bank(tmp_path / "bank")
    return Site(home, address(fresh_bank))


@pytest.fixture
def elsewhere(tmp_path: Path, django_db_modify_db_settings: None) -> Iterator[Site]:
    """A home that does not exist yet, and an empty database."""
    with database() as url:
        yield Site(tmp_path / "elsewhere", url)


def breaks() -> list[str]:
    return [str(each) for found in verify.verify().values() for each in found]


def unmasked() -> str | Refused:
    officer = people.officer(KEEPER, NEXT)
    assert officer is not None
    return customer.unmask(
        actor=officer, business_date=NEXT, number=OWNER, field=Personal.IDENTITY, reason="核对恢复的备份"
    )


# --- the same bank elsewhere -----------------------------------------------------------------------------------------


def test_every_row_comes_back_and_the_bank_proves_and_goes_on(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    manifest = bank.backed_up(tmp_path / "b", PASSPHRASE)
    left = bank.contents()
    assert elsewhere.restored(tmp_path / "b") == []
    came = elsewhere.contents()
    # The trace of the backup itself was written after its snapshot.
    after = {"platform_audit", "platform_audit_id_seq"}
    assert {name: came[name] for name in came if name not in after} == {
        name: left[name] for name in left if name not in after
    }
    assert manifest.counts["platform_audit"] > 0 and manifest.counts["books_line"] > 0

    board, seal = reporting.scoreboard(DAY), close(NEXT)
    with elsewhere.lived_in():
        assert breaks() == []
        assert reporting.scoreboard(DAY) == board
        assert clock.business_date() == NEXT
        assert close(NEXT) == seal, "the next day closes as it does in the bank it came from"
        assert breaks() == []


def test_promises_keys_and_files_hold_in_the_restored_bank(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    bank.backed_up(tmp_path / "b", PASSPHRASE)
    elsewhere.restored(tmp_path / "b")
    with elsewhere.lived_in():
        before = books.trial_balance()
        assert deposit("paid/1", 12_345) == {"account": "ZH00000001", "amount": 12_345}
        other = deposit("paid/1", 12_346)
        assert isinstance(other, Refused) and (other.name.value, other.field) == ("key_reused", "amount")
        assert books.trial_balance() == before

        assert audit.broken_days() == [] and AuditRow.objects.exists()
        with pytest.raises(DatabaseError, match="留痕只增不改"), connection.cursor() as cursor:
            cursor.execute("UPDATE platform_audit SET actor = 'nobody'")

        with files.open_(StoredFile.objects.get().pk) as kept:
            assert kept.read() == PAPER
        assert unmasked() == bank_files.resident(1, "19600101")


def test_without_the_keys_nothing_can_be_unmasked(bank: Site, elsewhere: Site, tmp_path: Path, settings: Any) -> None:
    bank.backed_up(tmp_path / "b", PASSPHRASE)
    elsewhere.restored(tmp_path / "b")
    with elsewhere.lived_in():
        settings.WUHUA_HOME = tmp_path / "keyless"
        with pytest.raises(secrets.WrongKey):
            unmasked()


def test_after_a_change_of_key_both_travel(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    """The customer of before the change opens with the older key, in a home that seals with a third one by now."""
    keys, here = bank.home / "keys", elsewhere.home / "keys"
    old = secrets.key_id()
    (keys / "field").rename(keys / f"field-{old}")
    new = secrets.new_key()
    (keys / "field").write_text(new)
    manifest = bank.backed_up(tmp_path / "b", PASSPHRASE)
    assert manifest.keys == {"field": [old], "blind": [secrets.id_of((keys / "blind").read_text().strip())]}
    here.mkdir(parents=True)
    (here / "field").write_text(third := secrets.new_key())
    elsewhere.restored(tmp_path / "b")
    assert (here / "field").read_text() == third
    assert {path.name for path in here.glob("field-*")} == {f"field-{old}", f"field-{secrets.id_of(new)}"}
    with elsewhere.lived_in():
        assert unmasked() == bank_files.resident(1, "19600101")


# --- while the bank is at work ---------------------------------------------------------------------------------------


def test_what_comes_after_the_snapshot_is_in_neither_half(
    bank: Site, elsewhere: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money comes in between snapshot and dump; a whole day closes between the dump and the copying of the lake."""
    dump, board, due = pgtools.dump, reporting.scoreboard(DAY), books.trial_balance()
    last = seals.last_sealed()
    assert last is not None

    def amid_business(*given: Any) -> None:
        deposit("paid/2", 777, NEXT)
        dump(*given)
        deposit("paid/3", 888, NEXT)
        close(NEXT)

    monkeypatch.setattr(pgtools, "dump", amid_business)
    manifest = bank.backed_up(tmp_path / "b")
    assert seals.sealed(NEXT) is not None, "the bank itself went on"
    assert manifest.last_seal == {"day": DAY.isoformat(), "seal": last.seal}
    assert not [each.name for each in manifest.members if f"day={NEXT}" in each.name]

    (elsewhere.home / "keys").mkdir(parents=True)
    for name in ("field", "blind"):
        (elsewhere.home / "keys" / name).write_text((bank.home / "keys" / name).read_text())
    assert elsewhere.restored(tmp_path / "b") == []
    with elsewhere.lived_in():
        assert breaks() == []
        assert (books.trial_balance(), reporting.scoreboard(DAY)) == (due, board)
        assert seals.sealed(NEXT) is None


def test_the_commands_while_others_pay_in_and_close_a_day(bank: Site, elsewhere: Site, tmp_path: Path) -> None:
    """Nothing is arranged here: the day closes and money comes in as it happens, and what comes out is provable."""
    closing = subprocess.Popen(
        [sys.executable, "-m", "wuhua", "close-day", "--json"],
        cwd=ROOT,
        env=bank.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    ended, paid = threading.Event(), 0
    done: list[subprocess.CompletedProcess[str]] = []
    (tmp_path / "word").write_text(PASSPHRASE + "\n")
    words = ("--with-key", "--passphrase-file", str(tmp_path / "word"), "--json")

    def back_up() -> None:
        done.append(bank.wuhua("backup", str(tmp_path / "b"), *words))
        ended.set()

    beside = threading.Thread(target=back_up)
    beside.start()
    while not ended.is_set():
        paid += 1
        assert not isinstance(deposit(f"busy/{paid}", 100, NEXT.replace(day=2)), Refused)
    beside.join()
    assert closing.wait(60) == 0, closing.stderr
    closing.communicate()
    assert done[0].returncode == 0, done[0].stderr
    said = json.loads(done[0].stdout)
    assert (said["size"], said["with_keys"]) == ((tmp_path / "b").stat().st_size, True)

    came = elsewhere.wuhua("restore", str(tmp_path / "b"), "--passphrase-file", str(tmp_path / "word"), "--json")
    assert came.returncode == 0, came.stderr + came.stdout
    answer = json.loads(came.stdout)
    assert set(answer["verify"]) == {"与备份清单一致", *verify.verify()}
    assert not any(answer["verify"].values())
    assert answer["counts"] == said["counts"] and answer["keys_placed"] == ["blind", "field"]
    assert answer["scoreboard"]["date"] == said["last_seal"]["day"]
    with elsewhere.lived_in():
        brought = AuditRow.objects.filter(action="servicing.deposit", business_date=NEXT.replace(day=2)).count()
        assert 0 < brought < paid, "money came in before the snapshot, and after it"
        trace = AuditRow.objects.get(action="backup.restored")
        assert (trace.actor, trace.after["taken"]) == ("console", said["taken"])
    assert AuditRow.objects.get(action="backup.taken").after["with_keys"] is True


def test_taken_in_the_middle_of_a_close_the_rest_of_it_can_be_done_elsewhere(
    bank: Site, elsewhere: Site, tmp_path: Path
) -> None:
    """Seven shards of the day are written, the eighth waits for somebody; both banks seal the day equal."""
    with psycopg.connect(bank.url) as clerk:
        clerk.execute(
            "INSERT INTO platform_shardrun (day, shard, digest, counts, vouchers, parts, recorded_at)"
            " VALUES (%s, 7, '', '{}', '[]', '[]', now())",
            [NEXT],
        )
        closing = subprocess.Popen(
            [sys.executable, "-m", "wuhua", "close-day", "--json"],
            cwd=ROOT,
            env=bank.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: len(seals.shard_digests(NEXT)), lambda written: written == 7)
        bank.backed_up(tmp_path / "b", PASSPHRASE)
        clerk.rollback()
    out, said = closing.communicate(timeout=60)
    assert closing.returncode == 0, said
    assert elsewhere.restored(tmp_path / "b") == []
    with elsewhere.lived_in():
        assert (seals.sealed(NEXT), len(seals.shard_digests(NEXT))) == (None, 7)
        assert close(NEXT) == json.loads(out)[0]["seal"]
        assert breaks() == []


def tables_of_sign_in() -> set[str]:
    return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "axes"}


def test_a_bank_of_an_earlier_release_is_left_alone_and_brought_up_to_date_elsewhere(
    bank: Site, elsewhere: Site, tmp_path: Path
) -> None:
    """Backed up before it is changed; what was restored belongs to this release."""
    now = tables_of_sign_in()
    call_command("migrate", "axes", "0009_add_session_hash", verbosity=0)
    before = tables_of_sign_in()
    assert before < now
    (tmp_path / "word").write_text(PASSPHRASE)
    with_file = ("--passphrase-file", str(tmp_path / "word"))
    done = bank.wuhua("backup", str(tmp_path / "b"), "--with-key", *with_file)
    assert done.returncode == 0, done.stderr
    assert tables_of_sign_in() == before
    came = elsewhere.wuhua("restore", str(tmp_path / "b"), *with_file)
    assert came.returncode == 0, came.stderr
    with elsewhere.lived_in():
        assert tables_of_sign_in() == now


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_is_its_owners_and_opens_with_tar(bank: Site, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        manifest = bank.backed_up(tmp_path / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".b.*")] == [], "nothing is left beside it"
    listed = subprocess.run(["tar", "tf", str(tmp_path / "b")], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == [*(each.name for each in manifest.members), "manifest.json"]
    dump = subprocess.run(["tar", "xOf", str(tmp_path / "b"), "database.dump"], capture_output=True, check=True).stdout
    tool = subprocess.run([embedded.binaries() / "pg_restore", "--list"], input=dump, capture_output=True, check=True)
    assert b"TABLE DATA public books_line" in tool.stdout


def test_keys_are_not_in_the_file_unless_asked_for_and_then_not_in_clear(bank: Site, tmp_path: Path) -> None:
    bank.backed_up(tmp_path / "plain")
    manifest = bank.backed_up(tmp_path / "wrapped", PASSPHRASE)
    assert not archive.check(tmp_path / "plain", lambda *_: None).sealed_keys() and manifest.sealed_keys()
    with pytest.raises(KeyError):
        archive.member(tmp_path / "plain", archive.KEYS)
    said = json.loads(archive.member(tmp_path / "wrapped", archive.KEYS))
    assert (said["kdf"], said["n"], said["cipher"]) == ("scrypt", 131072, "AES-256-GCM")
    for name, key in secrets.held(bank.home / "keys").items():
        for file in ("plain", "wrapped"):
            content = (tmp_path / file).read_bytes()
            assert key.encode() not in content and base64.urlsafe_b64decode(key) not in content, name
    assert PASSPHRASE.encode() not in (tmp_path / "wrapped").read_bytes()


@pytest.fixture
def overheard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """PostgreSQL's programs, run by a hand that writes down the command line anyone on the machine could read."""
    log, real = tmp_path / "overheard", pgtools._binary
    for program in ("pg_dump", "pg_restore", "psql"):
        hand = tmp_path / program
        hand.write_text(f'#!/bin/sh\necho "$0 $@" >> "{log}"\nexec "{real(program)}" "$@"\n')
        hand.chmod(0o755)
    monkeypatch.setattr(pgtools, "_binary", lambda program: str(tmp_path / program))
    return lambda: log.read_text()


def test_no_password_stands_on_a_command_line(
    bank: Site, elsewhere: Site, tmp_path: Path, overheard: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "somebody else's")
    bank.backed_up(tmp_path / "b", PASSPHRASE)
    elsewhere.restored(tmp_path / "b")
    said = overheard()
    assert {Path(line.split()[0]).name for line in said.splitlines()} == {"pg_dump", "pg_restore", "psql"}
    assert connection.settings_dict["PASSWORD"] not in said and PASSPHRASE not in said
    named = [Path(found) for found in re.findall(r"passfile=(\S+)", said)]
    assert named and not [path for path in named if path.exists()], "the file that brought it is gone"


def test_a_password_with_every_awkward_sign_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = psycopg.conninfo.make_conninfo("", host="/nowhere", user="u", dbname="d", password="a:b\\c 'd\"é")
    with pgtools._address(url) as (shown, environment):
        words = psycopg.conninfo.conninfo_to_dict(shown)
        passfile = Path(words["passfile"])
        assert passfile.read_text() == "*:*:*:*:a\\:b\\\\c 'd\"é\n"
        assert stat.S_IMODE(passfile.stat().st_mode) == 0o600
        assert (set(words), environment) == ({"host", "user", "dbname", "passfile"}, {"PGPASSWORD": ""})
    assert not passfile.exists()


@pytest.mark.parametrize(("server", "said"), [(15, False), (17, True)])
def test_a_server_is_told_only_words_it_knows(
    bank: Site, elsewhere: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: int, said: bool
) -> None:
    heard, real = tmp_path / "heard", pgtools._binary
    hand = tmp_path / "psql"
    hand.write_text(f'#!/bin/sh\ntee "{heard}" | "{real("psql")}" "$@"\n')
    hand.chmod(0o755)
    monkeypatch.setattr(pgtools, "_binary", lambda program: str(hand) if program == "psql" else real(program))
    monkeypatch.setattr(pgtools, "server_major", lambda _: server)
    bank.backed_up(tmp_path / "b", PASSPHRASE)
    assert elsewhere.restored(tmp_path / "b") == []
    words = heard.read_bytes()
    assert (b"SET transaction_timeout" in words, words[:7], words[-8:]) == (said, b"BEGIN;\n", b"COMMIT;\n")


# --- the whole way, on the server the packages bring -----------------------------------------------------------------


@pytest.mark.slow
def test_into_a_new_home_on_the_embedded_server(bank: Site, tmp_path: Path) -> None:
    """Two words on a new machine: the file and its passphrase. As root the server has an account of its own."""
    bank.backed_up(tmp_path / "b", PASSPHRASE)
    (tmp_path / "word").write_text(PASSPHRASE)
    new = tmp_path / "new machine"
    environment = {**os.environ, "WUHUA_HOME": str(new), "DJANGO_SETTINGS_MODULE": "wuhua.config.settings"}
    for name in ("WUHUA_DATABASE_URL", "WUHUA_LAKE"):
        environment.pop(name, None)

    def wuhua(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wuhua", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)

    try:
        came = wuhua("restore", str(tmp_path / "b"), "--passphrase-file", str(tmp_path / "word"))
        assert came.returncode == 0, came.stderr
        assert came.stdout.count("✓") == 1 + len(verify.PROOFS) and f"数据日期 {DAY}" in came.stdout
        assert wuhua("verify").returncode == 0
        again = wuhua("restore", str(tmp_path / "b"), "--json")
        assert json.loads(again.stdout)["refused"]["name"] == "home_not_empty"
    finally:
        embedded.remove(new)
