"""Real worker processes for tests: the product's loop in a process of its own, over this test's database."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.conftest import ROOT, child_environment

START = "import django; django.setup(); {tasks}from wuhua.platform import jobs; jobs.work(until_idle={until_idle})"
SECONDS = 60


def _start(tasks: str, until_idle: bool) -> subprocess.Popen[str]:
    program = START.format(tasks=f"import {tasks}; " if tasks else "", until_idle=until_idle)
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=child_environment(), stderr=subprocess.PIPE, text=True
    )


def run_worker(tasks: str = "") -> tuple[int, str]:
    """A worker until nothing waits; its exit code and what it said on standard error."""
    process = _start(tasks, until_idle=True)
    _, said = process.communicate(timeout=SECONDS)
    return process.returncode, said


@contextlib.contextmanager
def worker(tasks: str = "") -> Iterator[subprocess.Popen[str]]:
    """A worker that stays for as long as the block lasts; killed outright at the end, if it still lives."""
    process = _start(tasks, until_idle=False)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(look: Callable[[], Any], wanted: Callable[[Any], bool] = bool) -> Any:
    """What `look` sees once it is wanted; fails after a minute."""
    end = time.monotonic() + SECONDS
    while not wanted(seen := look()):
        assert time.monotonic() < end, f"still {seen!r} after {SECONDS} seconds"
        time.sleep(0.05)
    return seen
