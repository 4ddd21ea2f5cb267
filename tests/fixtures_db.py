"""A bank of its own for tests that need committed rows: several connections, threads, or a kill in the middle.

The database promises refuse TRUNCATE, so such a test cannot be cleaned up after; it gets a database copied from a
migrated template, and the copy is dropped at the end. The migrations run once a run: every worker's own database and
template are copies of the same one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection


def _server() -> psycopg.Connection:
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"], user=at["USER"], password=at["PASSWORD"], dbname="postgres", autocommit=True
    )


def migrated() -> str:
    """The run's migrated, empty database; whichever worker asks first makes it while the others wait. Answers its name."""
    run = Path(os.environ["WUHUA_TEST_RUN"])
    name, made = run.name.replace("-", "_"), run / "migrated"
    with open(run / "migrated.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _migrate(name)
            made.touch()
    return name


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


def forget_migrated(url: str) -> None:
    """Drop the run's database from a server that outlives the run."""
    name = Path(os.environ["WUHUA_TEST_RUN"]).name.replace("-", "_")
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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
