"""A bank of its own for tests that need committed rows: several connections, threads, or a kill in the middle.

The database promises refuse TRUNCATE, so such a test cannot be cleaned up after; it gets a database copied from a
migrated template, and the copy is dropped at the end. The migrations run once a run: every worker's own database and
template are copies of the same one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pickle
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings


def _server() -> psycopg.Connection:
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"], user=at["USER"], password=at["PASSWORD"], dbname="postgres", autocommit=True
    )


def _run() -> Path:
    return Path(os.environ["WUHUA_TEST_RUN"])


def _prefix() -> str:
    """How the names of the databases begin that are kept for the whole run."""
    return _run().name.replace("-", "_")


@contextlib.contextmanager
def _once_a_run(what: str) -> Iterator[Path | None]:
    """Whichever worker asks first gets the file to write when it is done, while the others wait; later ones get None."""
    made = _run() / what
    with open(_run() / f"{what}.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield None if made.exists() else made


def migrated() -> str:
    """The run's migrated, empty database, made by the first to ask. Answers its name."""
    with _once_a_run("migrated") as made:
        if made:
            _migrate(_prefix())
            made.touch()
    return _prefix()


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # of a worker that died at it
        server.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def forget_kept(url: str) -> None:
    """Drop the run's databases from a server that outlives the run."""
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        kept = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_prefix()]).fetchall()
        for (name,) in kept:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def bank_template(django_db_modify_db_settings: None, django_db_blocker) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A migrated, empty database of this worker that copies are made of; answers its name."""
    with django_db_blocker.unblock(), _database(migrated()) as name:
        yield name


@contextlib.contextmanager
def _database(template: str) -> Iterator[str]:
    """A database copied from that one, for as long as the block lasts."""
    name = f"bank_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:8]}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    try:
        yield name
    finally:
        with _server() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def _copy_of(template: str) -> Iterator[str]:
    """The same, with Django's default connection pointed at it."""
    before = connection.settings_dict["NAME"]
    connection.close()
    with _database(template) as name:
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


@pytest.fixture
def bank_copy(bank_template: str, django_db_blocker, home: Path):  # type: ignore[no-untyped-def]
    """`with bank_copy():` another empty bank for as long as the block lasts."""

    @contextlib.contextmanager
    def copy() -> Iterator[str]:
        with django_db_blocker.unblock(), _copy_of(bank_template) as name:
            yield name

    return copy


@pytest.fixture
def fresh_bank(bank_template: str, django_db_blocker, home: Path) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Django's default connection points at an empty, migrated database of this test; answers its name."""
    with django_db_blocker.unblock(), _copy_of(bank_template) as name:
        yield name


def _build(build: Callable[[], Any], template: str) -> Path:
    """The folder that keeps the bank `build` opens, made by the first to ask: its home, and what it answered."""
    name = f"{build.__module__}.{build.__qualname__}"
    mark = hashlib.blake2b(name.encode(), digest_size=6).hexdigest()
    folder, database = _run() / f"bank-{mark}", f"{_prefix()}_{mark}"
    with _once_a_run(f"bank-{mark}.made") as made:
        if made:
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that died at it
            (folder / "home" / "lake").mkdir(parents=True)
            with (
                override_settings(WUHUA_HOME=folder / "home", WUHUA_LAKE=folder / "home" / "lake"),
                _copy_of(template),
            ):
                (folder / "answer").write_bytes(pickle.dumps(build()))
                connection.close()
                with _server() as server:
                    server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
                    server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{connection.settings_dict["NAME"]}"')
            (folder / "database").write_text(database)
            made.touch()
    return folder


@pytest.fixture
def built(bank_template: str, django_db_blocker, home: Path) -> Iterator[Callable[[Callable[[], Any]], Any]]:  # type: ignore[no-untyped-def]
    """`built(settle_in)`: this test's own copy of the bank that function opens and lives, and what the function answers.

    The function runs once a run, under its name alone: it takes nothing and always builds the same. Ask before anything
    else of the test touches its bank or its home.
    """
    with django_db_blocker.unblock(), contextlib.ExitStack() as until_the_end:

        def begin(build: Callable[[], Any]) -> Any:
            folder = _build(build, bank_template)
            shutil.rmtree(settings.WUHUA_HOME)
            shutil.copytree(folder / "home", settings.WUHUA_HOME)
            until_the_end.enter_context(_copy_of((folder / "database").read_text()))
            return pickle.loads((folder / "answer").read_bytes())  # noqa: S301 (the run wrote it itself)

        yield begin
