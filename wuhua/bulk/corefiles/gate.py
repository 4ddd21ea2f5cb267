"""The door to the core system. Everything else of this room speaks to a `CoreGate` and does not know what is behind it.

Files in a folder are the first adapter, because every core can write and fetch them. A line (a socket, a message queue) is
another class with the same four verbs: it fetches a day's files into a folder of its own for `inbox`, and puts what is
laid and released on the line.

Going out has two steps, so that the core never sees what our books do not: `lay` puts a file where only we look, and
`release` gives it its name once the transaction that made it has committed. Laying is not sending.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Protocol


class CoreGate(Protocol):
    """What an adapter can do."""

    def inbox(self, day: date) -> Path:
        """A folder with what the core has brought for the day so far."""
        ...

    def lay(self, name: str, content: bytes) -> None:
        """Keep a file ready where the core does not look."""
        ...

    def laid(self, name: str) -> str | None:
        """Digest of a file that is laid and not yet released; None where there is none."""
        ...

    def release(self, names: Iterable[str]) -> None:
        """Let the core have the files that are laid under these names."""
        ...


def digest_of(content: bytes) -> str:
    """BLAKE2b of a file's bytes: what a digest of a core file is."""
    return hashlib.blake2b(content, digest_size=32).hexdigest()


class Folder:
    """Files in a folder, both ways. What is laid has `.part` behind its name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def inbox(self, day: date) -> Path:
        """The folder itself; `check` knows a day's files by their names."""
        return self.path

    def lay(self, name: str, content: bytes) -> None:
        """Written and synced beside its place."""
        self.path.mkdir(parents=True, exist_ok=True)
        with self._part(name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def laid(self, name: str) -> str | None:
        """Of a crash between the commit and the release, this is left."""
        part = self._part(name)
        return digest_of(part.read_bytes()) if part.exists() else None

    def release(self, names: Iterable[str]) -> None:
        """Each gets its name in one step, and the folder remembers it."""
        for name in names:
            os.replace(self._part(name), self.path / name)
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _part(self, name: str) -> Path:
        return self.path / f"{name}.part"
