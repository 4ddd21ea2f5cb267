"""A bank of its own for tests that need committed rows: several connections, threads, or a kill in the middle.

The database promises refuse TRUNCATE, so such a test cannot be cleaned up after; it gets a database copied from a
migrated template of this worker, and the copy is dropped at the end.
"""

from __future__ import annotations

import contextlib
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


@pytest.fixture(scope="session")
def bank_template(django_db_modify_db_settings: None, django_db_blocker) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A migrated, empty database of this worker that copies are made of; answers its name."""
    name = f"bank_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        connection.close()
        with _server() as server:
            server.execute(f'CREATE DATABASE "{name}"')
        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)
        connection.close()
        connection.settings_dict["NAME"] = before
        yield name
        with _server() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def _copy_of(template: str) -> Iterator[str]:
    name = f"{template}_{uuid.uuid4().hex[:8]}"
    before = connection.settings_dict["NAME"]
    connection.close()
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with _server() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


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
