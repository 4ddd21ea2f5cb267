"""What every test may ask for. A test that asks for no database starts no server.

- `db`, `transactional_db` (pytest-django): this worker's own database on the run's one embedded server.
- `lake`: an empty lake folder of this test, set as `settings.WUHUA_LAKE`.
- `home`: an empty `WUHUA_HOME` of this test, set as `settings.WUHUA_HOME` (keys, lake and files beneath it).
- `chromium`: where Chromium is; tests marked `browser` are skipped by name where there is none.
- `wuhua`: run the command line as a child process against this worker's test database (ask for `transactional_db`
  beside it: a child sees only what is committed). Answers a `subprocess.CompletedProcess`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import place
from tests.fixtures_db import bank_copy, bank_template, built, forget_kept, fresh_bank, migrated  # noqa: F401 (fixtures)
from wuhua.platform import embedded

ROOT = Path(__file__).resolve().parents[1]

# The server is thrown away, so it need not survive a power cut; everything else is as in production.
TUNING = {"fsync": "off", "shared_buffers": "256MB", "max_wal_size": "1GB", "full_page_writes": "off"}


def _run() -> Path:
    return Path(os.environ["WUHUA_TEST_RUN"])


def _sweep() -> None:
    """Remove what a test run that was killed left behind: its owner no longer lives."""
    for left in place.runs():
        with contextlib.suppress(OSError, ValueError):
            owner = int((left / "owner").read_text())
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                _remove(left)


def _remove(run: Path) -> None:
    with place.server_of(run) as server:
        embedded.remove(server)
    shutil.rmtree(run, ignore_errors=True)


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: the last thing a worker takes should not be four hundred days."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium"))


@pytest.fixture(scope="session")
def chromium() -> str:
    return CHROMIUM or pytest.skip("no Chromium on this machine")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _sweep()
        (_run() / "owner").write_text(f"{os.getpid()}\n")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        if url := os.environ.get("WUHUA_TEST_DATABASE_URL"):
            forget_kept(url)
        _remove(_run())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker,  # type: ignore[no-untyped-def]
) -> None:
    """The first test that wants a database starts the run's server and has the run's one migrated database made.

    pytest-django then makes this worker's own of it, and finds no migration left to run.
    """
    from django.db import connection

    if not os.environ.get("WUHUA_TEST_DATABASE_URL"):
        with place.server_of(_run()) as server:
            embedded.ensure_running(server, tuning=TUNING)
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.WUHUA_HOME = tmp_path / "home"
    settings.WUHUA_LAKE = tmp_path / "home" / "lake"
    settings.WUHUA_LAKE.mkdir(parents=True)
    return settings.WUHUA_HOME


@pytest.fixture
def lake(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.WUHUA_LAKE = tmp_path / "lake"
    settings.WUHUA_LAKE.mkdir()
    return settings.WUHUA_LAKE


def child_environment() -> dict[str, str]:
    """What a child process of a test reads: the product's settings over this test's database, home and lake."""
    from django.conf import settings
    from django.db import connection

    words = connection.settings_dict
    address = f"postgresql://{quote(words['USER'])}:{quote(words['PASSWORD'])}@/{quote(words['NAME'])}"
    inherited = {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "wuhua.config.settings",
        "WUHUA_HOME": str(settings.WUHUA_HOME),
        "WUHUA_LAKE": str(settings.WUHUA_LAKE),
        "WUHUA_DATABASE_URL": f"{address}?host={quote(words['HOST'], safe='')}",
        "COLUMNS": "120",
    }


@pytest.fixture
def wuhua(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """`wuhua("quote", "--json", input="[]")`: the real command, its own process, this worker's test database."""
    environment = child_environment()

    def run(*arguments: str, input: str | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wuhua", *arguments],
            input=input,
            timeout=timeout,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )

    yield run
