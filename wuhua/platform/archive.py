"""备份文件: one file that holds a bank, and says itself whether it is whole.

A tar, so that it can be opened where nothing of 五化 is left (`tar xf FILE`): the members, then `manifest.json` with the
name, size and BLAKE2b of each, then one line with the BLAKE2b of every byte before it. Cut anywhere, the line is missing;
altered anywhere, also in a header that no member's hash covers, the line does not fit. It proves that the file is as it
was written, not who wrote it: keep it where only the right people come.

No Django here: a file is looked at before the house is opened, so that a refused one leaves no trace in the home.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from wuhua.core.refuse import Refusal, Refuse, Refused

FORMAT = 1
DATABASE = "database.dump"
KEYS = "keys.json"
MANIFEST = "manifest.json"
LAKE = "lake/"
FILES = "files/"

Step = Callable[[str, int, int], None]
"""How far a long piece of work is: what, done, of how many (0 where nobody knows)."""

_CHUNK = 1 << 20
_HASH_BYTES = 32
_LAST_LINE = re.compile(rb"wuhua-backup (\d{1,6}) ([0-9a-f]{64})\n")
_LAST_LINE_BYTES = len(b"wuhua-backup 000001 \n") + 2 * _HASH_BYTES
_MANIFEST_LIMIT = 1 << 28


class ArchiveRefusal(Refusal):
    """Why a backup file is not believed."""

    BACKUP_UNREADABLE = "backup_unreadable"
    NOT_A_BACKUP = "not_a_backup"
    BACKUP_CUT = "backup_cut"
    BACKUP_ALTERED = "backup_altered"
    BACKUP_NEWER = "backup_newer"


@dataclass(frozen=True, slots=True)
class Member:
    """One part of the file."""

    name: str
    size: int
    blake2b: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the bank was at the moment of the backup. Dates are ISO texts: this is written and read, never reckoned with.

    `postgres` is the major version of its server and `tools` that of the `pg_dump` that read it. `counts` are the rows of
    every table. `keys` are the ids of the keys the data were sealed with (`field`, several after a change of key) and
    searched by (`blind`).
    """

    version: str
    postgres: int
    tools: int
    taken: str
    business_date: str
    last_seal: dict[str, str]
    counts: dict[str, int]
    migrations: list[list[str]]
    keys: dict[str, list[str]]
    members: tuple[Member, ...] = ()

    def as_json(self) -> bytes:
        """The manifest as it stands in the file."""
        return json.dumps({"format": FORMAT, **dataclasses.asdict(self)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def of(cls, words: dict[str, Any]) -> Manifest:
        """The manifest a file holds. Raises `ValueError`, `KeyError` or `TypeError` when it is none."""
        given = {name: words[name] for name in cls.__slots__}
        given["members"] = tuple(Member(**each) for each in given["members"])
        for member in given["members"]:
            _see_that_it_is_safe(member.name)
        return cls(**given)

    def sealed_keys(self) -> bool:
        """Whether the keys lie in the file, wrapped with a passphrase."""
        return any(member.name == KEYS for member in self.members)


def _see_that_it_is_safe(name: str) -> None:
    """A member's name becomes a path: it must lead nowhere but below the lake or the kept files."""
    path = PurePosixPath(name)
    below = len(path.parts) > 1 and name.startswith((LAKE, FILES)) and ".." not in path.parts and "\\" not in name
    if str(path) != name or not (below or name in (DATABASE, KEYS)):
        raise ValueError(name)


# --- writing ---------------------------------------------------------------------------------------------------------


class _Hashed:
    """Passes bytes on and keeps their hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._passed = 0
        self.state = hashlib.blake2b(digest_size=_HASH_BYTES)

    def tell(self) -> int:
        return self._passed

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.state.update(chunk)
        self._passed += len(chunk)
        return chunk

    def write(self, chunk: bytes) -> int:
        self.state.update(chunk)
        self._passed += len(chunk)
        return self._file.write(chunk)


class Writer:
    """Members go in one after the other; `finish` adds the manifest and the last line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._out = _Hashed(file)
        # A stream would complain at its death if it was left half written; this asks for `tell` and `write`.
        self._tar = tarfile.TarFile(fileobj=self._out, mode="w", format=tarfile.GNU_FORMAT)  # type: ignore[arg-type]
        self._members: list[Member] = []

    def add(self, name: str, source: IO[bytes], size: int) -> Member:
        """Copy `size` bytes into the file under that name; answers what the manifest will say of them."""
        hashed = _Hashed(source)
        head = tarfile.TarInfo(name)
        head.size, head.mode = size, 0o600
        self._tar.addfile(head, hashed)
        member = Member(name, size, hashed.state.hexdigest())
        self._members.append(member)
        return member

    def finish(self, manifest: Manifest) -> Manifest:
        """Answers the manifest with its members. The bytes are on the disk afterwards."""
        whole = dataclasses.replace(manifest, members=tuple(self._members))
        text = whole.as_json()
        self.add(MANIFEST, io.BytesIO(text), len(text))
        self._tar.close()
        self._file.write(b"wuhua-backup %d %s\n" % (FORMAT, self._out.state.hexdigest().encode()))
        self._file.flush()
        os.fsync(self._file.fileno())
        return whole


# --- reading ---------------------------------------------------------------------------------------------------------


def check(path: Path, progress: Step) -> Manifest:
    """The manifest of a file whose every byte has been seen to be what was written. Raises `Refuse`; writes nothing."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            said = _last_line(file, size)
            if said is None:
                raise Refuse(_cut(path) if _begins_like_one(path) else _not_one(path))
            line_bytes, number, digest = said
            if number != FORMAT:
                raise Refuse(newer(path, "文件格式"))
            if _digest(file, size - line_bytes, progress) != digest:
                raise Refuse(_altered(path))
        return _manifest(path)
    except OSError as error:
        raise Refuse(
            Refused(
                ArchiveRefusal.BACKUP_UNREADABLE,
                f"读不到备份文件「{path}」:{error.strerror or error}。",
                "请核对文件名、存放它的盘和读取权限。",
            )
        ) from None


def unpack(path: Path, manifest: Manifest, place_of: Callable[[str], Path | None], progress: Step) -> None:
    """Write each member where `place_of` says (None: leave it out), its hash checked once more on the way.

    A place that is taken is a fault, never overwritten. Raises `Refuse` when a member is not what the manifest says.
    """
    wanted = {member.name: member for member in manifest.members}
    done = 0
    with tarfile.open(path, "r|") as tar:
        for head in tar:
            member = wanted.pop(head.name, None)
            place = place_of(member.name) if member else None
            if member is None or place is None:
                continue
            body = tar.extractfile(head)
            if body is None or _written(body, place) != (member.size, member.blake2b):
                raise Refuse(_altered(path, member.name))
            done += 1
            progress("恢复文件", done, len(manifest.members))
    if wanted:
        raise Refuse(_altered(path, next(iter(wanted))))


def member(path: Path, name: str) -> bytes:
    """A small member whole."""
    with tarfile.open(path, "r:") as tar:
        return _body(tar, tar.getmember(name))


def _body(tar: tarfile.TarFile, head: tarfile.TarInfo) -> bytes:
    body = tar.extractfile(head) if head.size <= _MANIFEST_LIMIT else None
    if body is None:
        raise ValueError(head.name)
    return body.read()


def _written(body: IO[bytes], place: Path) -> tuple[int, str]:
    """Put the bytes there, on the disk, for the owner's eyes only; answers their number and hash."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source, size = _Hashed(body), 0
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := source.read(_CHUNK):
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, source.state.hexdigest()


def _last_line(file: IO[bytes], size: int) -> tuple[int, int, str] | None:
    """The length of the last line, the format and the digest it names; None when there is no such line."""
    file.seek(max(size - _LAST_LINE_BYTES, 0))
    found = re.search(_LAST_LINE.pattern + rb"\Z", file.read())
    return (len(found[0]), int(found[1]), found[2].decode()) if found else None


def _digest(file: IO[bytes], size: int, progress: Step) -> str:
    file.seek(0)
    state, left = hashlib.blake2b(digest_size=_HASH_BYTES), size
    while left and (chunk := file.read(min(_CHUNK, left))):
        state.update(chunk)
        left -= len(chunk)
        progress("核对备份文件", size - left >> 20, size >> 20)
    return state.hexdigest()


def _manifest(path: Path) -> Manifest:
    try:
        return Manifest.of(json.loads(member(path, MANIFEST)))
    except (tarfile.TarError, ValueError, KeyError, TypeError):
        raise Refuse(_not_one(path)) from None


def _begins_like_one(path: Path) -> bool:
    with path.open("rb") as file, contextlib.suppress(tarfile.TarError):
        return tarfile.TarInfo.frombuf(file.read(tarfile.BLOCKSIZE), "utf-8", "strict").name == DATABASE
    return False


def _differing(path: Path) -> Iterator[str]:
    """The members that are not what the manifest says, as far as the file can still be read."""
    with contextlib.suppress(tarfile.TarError, ValueError, KeyError, TypeError), tarfile.open(path, "r:") as tar:
        said = {each.name: each for each in Manifest.of(json.loads(_body(tar, tar.getmember(MANIFEST)))).members}
        for head in tar:
            body = tar.extractfile(head)
            if body is None or head.name not in said:
                continue
            source = _Hashed(body)
            while source.read(_CHUNK):
                pass
            if source.state.hexdigest() != said[head.name].blake2b:
                yield head.name


# --- refusals --------------------------------------------------------------------------------------------------------

_ANOTHER = "请换一份完好的备份;多处存放的备份可逐份再试。"


def newer(path: Path, what: str) -> Refused:
    """The file comes from a later release than this one."""
    return Refused(
        ArchiveRefusal.BACKUP_NEWER,
        f"「{path}」由更新版本的五化备份({what}),本版本读不了。",
        "请先把五化升级到做备份时的版本或更新,再恢复。",
    )


def _cut(path: Path) -> Refused:
    return Refused(ArchiveRefusal.BACKUP_CUT, f"「{path}」不完整:没有写完,或后面被截断。", _ANOTHER)


def _not_one(path: Path) -> Refused:
    return Refused(
        ArchiveRefusal.NOT_A_BACKUP, f"「{path}」不是 wuhua backup 写出的备份文件。", "请核对文件名,选对备份文件再试。"
    )


def _altered(path: Path, name: str | None = None) -> Refused:
    name = name or next(_differing(path), None)
    where = f"其中的 {name} " if name else ""
    return Refused(
        ArchiveRefusal.BACKUP_ALTERED, f"「{path}」{where}与备份时不同:被改动过,或存储介质已损坏。", _ANOTHER
    )
