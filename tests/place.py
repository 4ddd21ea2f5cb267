"""Where a test run keeps its server, lakes and files: in memory where there is room, else in the temporary folder.

Every test with rows of its own gets a database copied from a template, two thousand small files; and every closed day
syncs its files. On a disk that is most of what the suite waits for, and nothing of it outlives the run. The server, its
settings and the product's code are the same in both places. `WUHUA_TEST_DISK=1` keeps a run on the disk.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from wuhua.platform import embedded

MEMORY = Path("/dev/shm")
ROOM = 6 << 30
"""Bytes a run may come to need, with the largest sample banks of two workers at once."""


def new_run() -> Path:
    """A folder for this run. The server's account may pass through it, nobody else may look into it."""
    run = Path(tempfile.mkdtemp(prefix="wuhua-test-", dir=MEMORY if roomy() else None))
    run.chmod(0o711)
    return run


def runs() -> Iterator[Path]:
    """Folders of runs, our own among them."""
    for parent in (MEMORY, Path(tempfile.gettempdir())):
        yield from parent.glob("wuhua-test-*")


def roomy() -> bool:
    """Is there memory enough, for files and for programs (the server's are copied there when root runs it)?"""
    if os.environ.get("WUHUA_TEST_DISK") == "1":
        return False
    try:
        held = os.statvfs(MEMORY)
        open_to_all = os.stat(MEMORY).st_mode & stat.S_IWOTH
        available = next(
            int(line.split()[1]) << 10
            for line in Path("/proc/meminfo").read_text().splitlines()
            if line.startswith("MemAvailable")
        )
    except (OSError, StopIteration):
        return False
    runs_programs = not held.f_flag & os.ST_NOEXEC
    limits = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
    bounds = [int(said) for path in limits if path.exists() and (said := path.read_text().strip()).isdigit()]
    room = min([held.f_bavail * held.f_frsize, available, *bounds])
    return bool(open_to_all and runs_programs and room >= ROOM)


@contextlib.contextmanager
def server_of(run: Path) -> Iterator[Path]:
    """The home of the run's server. A server that root runs keeps its data in the run's folder as well."""
    before = embedded.ROOT_STORE
    embedded.ROOT_STORE = run / "store"
    try:
        yield run / "server"
    finally:
        embedded.ROOT_STORE = before
