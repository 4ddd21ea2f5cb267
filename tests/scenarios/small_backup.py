"""A small bank that is backed up, and places to restore it into: the product's own verbs on databases of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from django.test import override_settings

from tests import bank_files
from tests.conftest import ROOT
from tests.fixtures_db import _server
from wuhua.areas.servicing import actions
from wuhua.bulk.dayend import run
from wuhua.bulk.intake import run as intake
from wuhua.core.refuse import Refused
from wuhua.platform import archive, backup, files, restore
from wuhua.platform.archive import Manifest
from wuhua.platform.models import StoredFile

DAY = date(2018, 9, 30)
NEXT = date(2018, 10, 1)
KEEPER = "1002"
PASSPHRASE = "枣林 四口井 1958 出门向东"
PAPER = "调查报告:看货三百箱。".encode()
EVERYTHING = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 2
"""


def quiet(_what: str, _done: int, _all: int) -> None:
    """Progress nobody looks at."""


def address(database: str) -> str:
    """A database of the run's server, as `WUHUA_DATABASE_URL` names it."""
    at = connection.settings_dict
    return f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@/{database}?host={quote(at['HOST'], safe='')}"


@contextlib.contextmanager
def database() -> Iterator[str]:
    """An empty database of its own; answers its address."""
    name = f"restored_{uuid.uuid4().hex[:10]}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
    try:
        yield address(name)
    finally:
        with _server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@dataclass(frozen=True)
class Site:
    """A home with a database: where a bank lives, or will."""

    home: Path
    url: str

    @property
    def lake(self) -> Path:
        return self.home / "lake"

    @property
    def place(self) -> backup.Place:
        return backup.Place(self.home, self.lake, self.url)

    @contextlib.contextmanager
    def lived_in(self) -> Iterator[None]:
        """Django's connection, keys, lake and files are this bank's for as long as the block lasts."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = psycopg.conninfo.conninfo_to_dict(self.url)["dbname"]
        try:
            with override_settings(WUHUA_HOME=self.home, WUHUA_LAKE=self.lake):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def backed_up(self, file: Path, passphrase: str | None = None, progress: Any = quiet) -> Manifest:
        return backup.take(file, self.place, actor="console", passphrase=passphrase, progress=progress).manifest

    def restored(self, file: Path, passphrase: str = PASSPHRASE, progress: Any = quiet) -> list[restore.Difference]:
        return restore.restore(self.examined(file, passphrase), self.url, progress)

    def examined(self, file: Path, passphrase: str = PASSPHRASE) -> restore.Examined:
        manifest = archive.check(file, quiet)
        return restore.examine(file, manifest, self.home, self.lake, passphrase=lambda: passphrase)

    def wuhua(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The real command on this home."""
        return subprocess.run(
            [sys.executable, "-m", "wuhua", *words],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=180,
        )

    def environment(self, **more: str) -> dict[str, str]:
        own = {"WUHUA_HOME": str(self.home), "WUHUA_LAKE": str(self.lake), "WUHUA_DATABASE_URL": self.url}
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "wuhua.config.settings", **own, "COLUMNS": "120", **more}

    def traces(self) -> tuple[dict[str, bytes], list[str]]:
        """Every file of the home and every table of the database, for comparing before and after."""
        found = {str(path.relative_to(self.home)): path.read_bytes() for path in self.home.rglob("*") if path.is_file()}
        with psycopg.connect(self.url) as link:
            return found, [name for _, name in link.execute(EVERYTHING.encode())]

    def contents(self) -> dict[str, str]:
        """A digest of every table's rows, and where every sequence stands."""
        with psycopg.connect(self.url) as link:
            tables = [name for _, name in link.execute(EVERYTHING.encode())]
            found = {table: link.execute(_digest(table)).fetchone()[0] for table in tables}  # type: ignore[index]
            found |= dict(link.execute("SELECT sequencename, last_value::text FROM pg_sequences").fetchall())
        return found


def _digest(table: str) -> psycopg.sql.Composed:
    statement = "SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t"
    return psycopg.sql.SQL(statement).format(psycopg.sql.Identifier(table))  # type: ignore[arg-type]


def settle_in(folder: Path) -> None:
    """The small bank imported, a file kept, money come in under a key, its first day closed."""
    brought = intake.import_folder(bank_files.write(folder, bank_files.small_bank()), actor=KEEPER)
    assert not isinstance(brought, Refused), brought
    kept = files.keep(actor=KEEPER, business_date=DAY, name="调查报告.txt", chunks=[PAPER])
    assert isinstance(kept, StoredFile), kept
    deposit("paid/1", 12_345)
    close(DAY)


def deposit(key: str, amount: int, day: date = DAY) -> dict[str, object] | Refused:
    """Money onto the first customer's account."""
    return actions.deposit(actor=KEEPER, business_date=day, key=key, account="ZH00000001", amount=amount)


def close(day: date) -> str:
    """Close the day; answers its seal."""
    closed = run.close_day(day)
    assert isinstance(closed, run.Closed), closed
    return closed.seal


def refusal(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """What a command said with `--json` when it refused."""
    assert done.returncode == 1, done.stderr + done.stdout
    return json.loads(done.stdout)["refused"]
