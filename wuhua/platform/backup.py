"""备份: the whole bank in one file, taken while it is at work.

One snapshot of the database says everything: `pg_dump` reads it, the manifest is counted in it, and its sealed days and
kept files name what is copied beside it. Those files never change once a transaction that names them has committed (their
names are digests of what they hold), so they may be copied after the dump, for as long as that takes, while payments go
on and days are closed. A day sealed meanwhile is not in the backup, neither in the database nor in the lake.

The keys of the sealed columns stay out, unless a passphrase is there to wrap them (`keyring`). Passwords of the embedded
server and signing keys of the pages stay out always: another home makes its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, transaction
from django.utils import timezone
from psycopg import sql

from wuhua import __version__
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import archive, audit, clock, fields, keyring, lake, pgtools, secrets
from wuhua.platform.archive import Manifest, Step
from wuhua.platform.filewords import FileRefusal

_COLUMN = "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s)"


class BackupRefusal(Refusal):
    """Why no backup was taken."""

    FILE_EXISTS = "file_exists"
    CANNOT_WRITE = "cannot_write"
    NOTHING_TO_BACK_UP = "nothing_to_back_up"
    SERVER_NEWER = "server_newer"
    DUMP_FAILED = "dump_failed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bank lives: its home, its lake, the address of its database."""

    home: Path
    lake: Path
    url: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken."""

    file: Path
    size: int
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Part:
    """A file that goes in beside the database, with what its hash must be."""

    name: str
    place: Path
    blake2b: str
    lost: Refusal
    altered: Refusal


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one snapshot of the database says."""

    snapshot: str
    manifest: Manifest
    parts: list[_Part]


def take(file: Path, place: Place, *, actor: str, passphrase: str | None, progress: Step) -> Taken:
    """Write the backup to `file`, whole or not at all. With a passphrase the keys go along, wrapped. Raises `Refuse`."""
    _see_to_the_target(file)
    with _failures(file), pgtools.connected(place.url) as connection, _snapshot(connection, place) as seen:
        keys = _keys(seen.manifest.keys, place.home / "keys") if passphrase is not None else {}
        for part in seen.parts:
            if not part.place.is_file():
                raise Refuse(_lost(part))

        # After this line the bank's data leave the house, so the trace is written first.
        _trace(actor, seen.manifest, file.name, with_keys=passphrase is not None)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
            dump, draft = Path(folder) / archive.DATABASE, Path(folder) / "draft"
            pgtools.dump(place.url, seen.snapshot, dump, lambda size: progress("导出数据库", size >> 20, 0))
            connection.rollback()  # the snapshot need not be held while files are copied
            whole = _packed(draft, dump, seen, _wrapped(keys, passphrase), progress)
            draft.rename(file)
        _sync(file.parent)
    return Taken(file, file.stat().st_size, whole)


@contextlib.contextmanager
def _failures(file: Path) -> Iterator[None]:
    """What the disk or the database says no to, by name; the temporary folder is gone by then."""
    try:
        yield
    except (pgtools.ToolFailed, psycopg.Error, DatabaseError) as failed:
        raise Refuse(
            Refused(
                BackupRefusal.DUMP_FAILED,
                f"导出数据库失败:{str(failed).strip()}",
                "请按数据库所说的原因处理后再试;备份所用的账号须能读每一张表。",
            )
        ) from None
    except OSError as error:
        raise Refuse(_cannot_write(file, error)) from None


def _wrapped(keys: dict[str, str], passphrase: str | None) -> bytes | None:
    return None if passphrase is None else keyring.wrapped(keys, passphrase)


def _packed(draft: Path, dump: Path, seen: _Seen, keys: bytes | None, progress: Step) -> Manifest:
    """The file under a draft's name; only its owner may read it."""
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        writer = archive.Writer(out)
        with dump.open("rb") as source:
            writer.add(archive.DATABASE, source, dump.stat().st_size)
        dump.unlink()  # room for what follows
        for number, part in enumerate(seen.parts, 1):
            _copied(writer, part)
            progress("复制文件", number, len(seen.parts))
        if keys is not None:
            writer.add(archive.KEYS, BytesIO(keys), len(keys))
        return writer.finish(seen.manifest)


def _copied(writer: archive.Writer, part: _Part) -> None:
    try:
        source = part.place.open("rb")
    except FileNotFoundError:
        raise Refuse(_lost(part)) from None
    with source:
        if writer.add(part.name, source, os.fstat(source.fileno()).st_size).blake2b != part.blake2b:
            raise Refuse(
                Refused(
                    part.altered, f"{part.name} 的内容与记录的不同,不能备份成好的。", "请先从较早的备份放回原文件。"
                )
            )


def _trace(actor: str, manifest: Manifest, name: str, *, with_keys: bool) -> None:
    with transaction.atomic():
        audit.record(
            actor=actor,
            business_date=date.fromisoformat(manifest.business_date),
            action="backup.taken",
            subject=f"backup:{name}",
            after={"last_seal": manifest.last_seal, "with_keys": with_keys},
        )


# --- one snapshot ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _snapshot(connection: pgtools.Connection, place: Place) -> Iterator[_Seen]:
    """The database as of one moment, held until the block ends or the connection rolls back."""
    tools = pgtools.major("pg_dump")
    server = pgtools.server_major(connection)
    if server > tools:
        raise Refuse(
            Refused(
                BackupRefusal.SERVER_NEWER,
                f"数据库服务器是 PostgreSQL {server},随五化来的 pg_dump 是 {tools},读不了更新的服务器。",
                f"请升级五化的程序包,或用服务器自带的 pg_dump {server} 备份数据库,并另行复制数据湖。",
            )
        )
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    if not pgtools.one(connection, "SELECT to_regclass('platform_businessday') IS NOT NULL"):
        raise Refuse(_nothing())
    online = pgtools.one(connection, "SELECT online FROM platform_businessday")
    if online is None:
        raise Refuse(_nothing())
    days = connection.execute("SELECT day, seal, files FROM platform_sealedday ORDER BY day").fetchall()
    manifest = Manifest(
        version=__version__,
        postgres=server,
        tools=tools,
        taken=timezone.localtime(clock.now()).isoformat(timespec="seconds"),
        business_date=online.isoformat(),
        last_seal={"day": days[-1][0].isoformat(), "seal": days[-1][1]} if days else {},
        counts=pgtools.counts(connection),
        migrations=[list(row) for row in connection.execute("SELECT app, name FROM django_migrations ORDER BY id")],
        keys={"field": _key_ids(connection), "blind": _blind_id(place.home / "keys")},
    )
    snapshot = pgtools.one(connection, "SELECT pg_export_snapshot()")
    yield _Seen(snapshot, manifest, [*_lake_parts(days, place.lake), *_file_parts(connection, place.home)])


def _key_ids(connection: pgtools.Connection) -> list[str]:
    """The ids of the keys that sealed what is in the columns; a column this release does not know yet is passed over."""
    ids: set[str] = set()
    for table, column in fields.sealed_columns():
        if pgtools.one(connection, _COLUMN, [table, column]):
            words = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
            statement = "SELECT DISTINCT split_part({column}, '.', 2) FROM {table} WHERE {column} <> ''"
            ids |= {row[0] for row in connection.execute(sql.SQL(statement).format(**words))}
    return sorted(ids)


def _blind_id(folder: Path) -> list[str]:
    return [secrets.id_of(key) for name, key in secrets.held(folder).items() if name == "blind"]


def _lake_parts(days: list[Any], root: Path) -> list[_Part]:
    return [
        _Part(
            f"{archive.LAKE}{entry['path']}",
            root / entry["path"],
            entry["blake2b"],
            lake.LakeRefusal.FILE_LOST,
            lake.LakeRefusal.FILE_ALTERED,
        )
        for _, _, entries in days
        for entry in entries.values()
    ]


def _file_parts(connection: pgtools.Connection, home: Path) -> list[_Part]:
    found = connection.execute("SELECT DISTINCT digest FROM platform_storedfile ORDER BY 1").fetchall()
    return [
        _Part(
            f"{archive.FILES}{digest[:2]}/{digest}",
            home / "files" / digest[:2] / digest,
            digest,
            FileRefusal.FILE_LOST,
            FileRefusal.FILE_ALTERED,
        )
        for (digest,) in found
    ]


def _keys(needed: dict[str, list[str]], folder: Path) -> dict[str, str]:
    """Every key of this home; refuses where one that the data need is not among them."""
    keys = secrets.held(folder)
    lack = keyring.lacking(needed, keys)
    if lack:
        raise Refuse(
            keyring.missing(
                lack, folder, "请先把密钥文件放回(或设回 WUHUA_FIELD_KEY),再带密钥备份;不带密钥可照常备份。"
            )
        )
    return keys


# --- the target ------------------------------------------------------------------------------------------------------


def _see_to_the_target(file: Path) -> None:
    if file.exists():
        raise Refuse(
            Refused(
                BackupRefusal.FILE_EXISTS, f"「{file}」已经存在,备份不覆盖任何文件。", "请换一个文件名,例如加上日期。"
            )
        )
    if not file.parent.is_dir():
        raise Refuse(
            Refused(BackupRefusal.CANNOT_WRITE, f"没有「{file.parent}」这个文件夹。", "请先建好文件夹,或换一个地方。")
        )


def _cannot_write(file: Path, error: OSError) -> Refused:
    why = error.strerror or str(error)
    return Refused(
        BackupRefusal.CANNOT_WRITE,
        f"写不成「{file}」:{why}。",
        "请换一个可以写、空间够的地方再试(写的过程中约需成品两倍的空间)。",
    )


def _nothing() -> Refused:
    return Refused(
        BackupRefusal.NOTHING_TO_BACK_UP,
        "这里还没有开业的银行,没有可备份的。",
        "请核对 WUHUA_HOME 与 WUHUA_DATABASE_URL。",
    )


def _lost(part: _Part) -> Refused:
    return Refused(part.lost, f"{part.name} 在磁盘上找不到了。", "请先从较早的备份放回这个文件,再备份。")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def as_dict(manifest: Manifest) -> dict[str, Any]:
    """The manifest for people and programs, its members and migrations as numbers only."""
    return {
        **{
            name: value for name, value in dataclasses.asdict(manifest).items() if name not in ("members", "migrations")
        },
        "members": len(manifest.members),
        "with_keys": manifest.sealed_keys(),
    }
