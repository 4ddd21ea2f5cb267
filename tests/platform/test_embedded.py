"""The embedded server starts, survives and leaves: on whatever folder, however it was left the last time."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT
from wuhua.platform import embedded

SMALL = {"shared_buffers": "16MB", "fsync": "off"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for this file, in a folder with a space, a quote and a Chinese name."""
    home = tmp_path_factory.mktemp("the bank's 村") / "var"
    yield home
    embedded.remove(home)


def ask(home: Path, question: str) -> object:
    with psycopg.connect(embedded.url(home)) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def pid_file(home: Path) -> Path:
    return embedded._place(home).data / "postmaster.pid"


def server_pid(home: Path) -> int:
    return int(pid_file(home).read_text().splitlines()[0])


def await_death(pid: int) -> None:
    for _ in range(500):
        try:
            os.kill(pid, 0)
            if "postgres" not in embedded._command_line(pid):
                return
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError(f"process {pid} still lives")


def test_it_starts_and_a_second_start_takes_a_moment(bank: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    assert str(ask(bank, "SHOW server_version")).startswith("18")
    began = time.monotonic()
    assert embedded.ensure_running(bank) == embedded.url(bank)
    assert time.monotonic() - began < 1


def test_it_listens_to_nobody_but_its_own_socket(bank: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    assert ask(bank, "SHOW listen_addresses") == ""
    socket = embedded._place(bank).socket
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert len(os.fsencode(socket)) + len(embedded.SOCKET_NAME) <= embedded.SOCKET_BYTES
    assert stat.S_IMODE((bank / "keys" / "postgres").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(socket), user=embedded.USER, dbname=embedded.DATABASE, password="wrong")


def test_what_was_committed_outlives_a_killed_server(bank: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    with psycopg.connect(embedded.url(bank)) as connection:
        connection.execute("CREATE TABLE kept (fen bigint); INSERT INTO kept VALUES (42)")
    pid = server_pid(bank)
    os.kill(pid, signal.SIGKILL)
    await_death(pid)
    assert pid_file(bank).exists(), "a killed server leaves its pid file behind"
    embedded.ensure_running(bank, tuning=SMALL)
    assert ask(bank, "SELECT fen FROM kept") == 42


def test_a_pid_file_that_names_a_stranger_is_not_believed(bank: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    embedded.stop(bank)
    pid_file(bank).write_text(f"{os.getpid()}\n")
    assert not embedded.running(bank)
    embedded.ensure_running(bank, tuning=SMALL)
    assert embedded.running(bank)


@pytest.mark.parametrize("running", [True, False])
def test_a_lost_password_is_named_and_nothing_is_made_up(bank: Path, running: bool) -> None:
    """The data stay closed until the file is back; no second password is written beside the first."""
    embedded.ensure_running(bank, tuning=SMALL)
    if not running:
        embedded.stop(bank)
    environment = {**os.environ, "WUHUA_HOME": str(bank), "DJANGO_SETTINGS_MODULE": "wuhua.config.settings"}
    environment.pop("WUHUA_DATABASE_URL", None)
    file, aside = bank / "keys" / "postgres", bank / "keys" / "aside"
    file.rename(aside)
    try:
        with pytest.raises(embedded.PasswordLost, match="keys/postgres") as lost:
            embedded.ensure_running(bank, tuning=SMALL)
        assert str(embedded._place(bank).base) in lost.value.next_step
        assert embedded.running(bank) is running
        command = [sys.executable, "-m", "wuhua", "verify"]
        said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert said.returncode == 1 and "embedded_password_lost" in said.stderr and "Traceback" not in said.stderr
        # What needs no bank goes on: settings are read (by the type checker, too) and a plan is quoted.
        settings = [sys.executable, "-c", "import django; django.setup()"]
        assert subprocess.run(settings, cwd=ROOT, env=environment, capture_output=True).returncode == 0
        quoted = subprocess.run([*command[:-1], "quote", "--json"], input=b"[]", cwd=ROOT, env=environment)
        assert quoted.returncode == 0
        assert not file.exists()
    finally:
        aside.rename(file)
    embedded.ensure_running(bank, tuning=SMALL)
    assert ask(bank, "SELECT 1") == 1


def test_stopping_twice_is_stopping_once(bank: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    assert embedded.stop(bank) is True
    assert embedded.stop(bank) is False
    assert not embedded.running(bank)


def test_two_who_start_at_once_get_one_server(bank: Path) -> None:
    embedded.stop(bank)
    program = "import sys; from wuhua.platform import embedded; embedded.ensure_running(sys.argv[1])"
    starters = [subprocess.Popen([sys.executable, "-c", program, str(bank)], cwd=ROOT) for _ in range(3)]
    assert [starter.wait(60) for starter in starters] == [0, 0, 0]
    assert ask(bank, "SELECT 1") == 1


def test_the_last_user_stops_it_and_no_earlier_one(bank: Path) -> None:
    embedded.stop(bank)
    with embedded.in_use(bank):
        with embedded.in_use(bank):
            assert ask(bank, "SELECT 1") == 1
        assert ask(bank, "SELECT 1") == 1
    assert not embedded.running(bank)


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    base = tmp_path / ("deep" * 20) / ("deeper" * 10)
    socket = embedded._socket_folder(base, "0123456789abcdef")
    assert len(os.fsencode(socket)) + len(embedded.SOCKET_NAME) <= embedded.SOCKET_BYTES


def test_two_homes_stand_side_by_side(bank: Path, tmp_path: Path) -> None:
    embedded.ensure_running(bank, tuning=SMALL)
    try:
        embedded.ensure_running(tmp_path, tuning=SMALL)
        assert embedded.url(tmp_path) != embedded.url(bank)
        assert ask(tmp_path, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'") == 0
        assert embedded.left_behind(tmp_path)
    finally:
        embedded.remove(tmp_path)
    assert not embedded.left_behind(tmp_path)
    assert not embedded._place(tmp_path).data.exists()


def test_a_folder_a_stranger_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "socket"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        account = "daemon"
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 1)
        account = None
    with pytest.raises(embedded.EmbeddedError, match="someone else"):
        embedded._private_folder(folder, account)


def test_a_secret_written_by_two_at_once_is_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "x"
    assert embedded.secret_file(path, lambda: embedded.secret_file(path, lambda: "first") and "second") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
