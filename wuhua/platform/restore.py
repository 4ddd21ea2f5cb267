"""恢复: a bank out of its backup, into a home and a database where there is none. All of it, or nothing.

First `archive.check` and `examine`, which write nothing and open nothing: the file is whole, the place is empty, the keys
are there. Then `restore`: keys, kept files and lake go to their places, and the database last, in one transaction. Its commit is the
moment from which there is a bank; before it, what was put down is taken up again, by the command itself or, when it was
killed, by the next one (`restore.unfinished` in the home lists it).

`examine` needs no Django, and must not: settings would make keys in a home that is refused a moment later.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

import psycopg

from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import archive, keyring, pgtools, secrets
from wuhua.platform.archive import Manifest, Step

_UNFINISHED = "restore.unfinished"
_ANYTHING = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


class RestoreRefusal(Refusal):
    """Why nothing was restored."""

    HOME_NOT_EMPTY = "home_not_empty"
    DATABASE_NOT_EMPTY = "database_not_empty"
    SERVER_OLDER = "server_older"
    RESTORING_ALREADY = "restoring_already"
    RESTORE_FAILED = "restore_failed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the restored database that is not the manifest's."""

    where: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Examined:
    """A backup that may be restored here, as far as file, home and keys are concerned."""

    file: Path
    manifest: Manifest
    home: Path
    lake: Path
    keys: dict[str, str]

    def place_of(self, name: str) -> Path | None:
        """Where a member of the file belongs; the database and the keys have no place of their own."""
        if name.startswith(archive.LAKE):
            return self.lake / name.removeprefix(archive.LAKE)
        return self.home / name if name.startswith(archive.FILES) else None


def examine(file: Path, manifest: Manifest, home: Path, lake: Path, *, passphrase: Callable[[], str]) -> Examined:
    """See that the backup fits here and finds its keys. Raises `Refuse`; nothing is written, nothing started.

    `manifest` is what `archive.check` answered. `passphrase` is asked for only where the file's own keys are needed.
    """
    if manifest.tools > pgtools.major("pg_restore"):
        raise Refuse(archive.newer(file, f"PostgreSQL {manifest.tools} 的格式"))
    examined = Examined(file, manifest, home, lake, {})
    _see_that_the_home_is_empty(examined)
    lack = keyring.lacking(manifest.keys, secrets.held(home / "keys"))
    if not lack:
        return examined
    if not manifest.sealed_keys():
        raise Refuse(
            keyring.missing(
                lack,
                home / "keys",
                "请先把原来的 keys 文件夹里的 field、blind(及 field-*)放进去(0600),再恢复;或改用带密钥的备份(--with-key)。",
            )
        )
    given = keyring.opened(archive.member(file, archive.KEYS), passphrase())
    return Examined(file, manifest, home, lake, keyring.added(manifest.keys, given, home / "keys"))


def restore(examined: Examined, url: str, progress: Step) -> list[Difference]:
    """Put the bank into the home and into the empty database. Raises `Refuse`, and then nothing of it is there.

    Answers where the database differs from what the manifest counted; nothing, unless the backup was badly taken.
    """
    with _alone(examined.home), pgtools.connected(url) as connection:
        _see_that_it_fits(connection, examined)
        journal = examined.home / _UNFINISHED
        _take_up(journal, url)  # of a run that was killed

        # After this line it is done whole, or undone.
        _write_down(journal, examined, url)
        try:
            _put_down(examined, url, pgtools.server_major(connection), progress)
        except BaseException as error:
            # Where it is not empty, the commit arrived after all: then these are the files it names.
            with contextlib.suppress(psycopg.OperationalError):  # nobody knows: the journal stays for the next run
                if _is_empty(connection):
                    _take_up(journal, url)
            if isinstance(error, pgtools.ToolFailed | OSError):
                raise Refuse(_failed(error)) from None
            raise
        journal.unlink()
        connection.execute("ANALYZE")
        return _differences(connection, examined.manifest)


def trace(examined: Examined, *, actor: str) -> None:
    """Write down, in the restored bank, that it was restored and from what."""
    from django.db import transaction  # here, not above: `examine` runs before Django is set up

    from wuhua.platform import audit

    manifest = examined.manifest
    with transaction.atomic():
        audit.record(
            actor=actor,
            business_date=date.fromisoformat(manifest.business_date),
            action="backup.restored",
            subject=f"backup:{examined.file.name}",
            after={"taken": manifest.taken, "last_seal": manifest.last_seal, "with_keys": bool(examined.keys)},
        )


def _put_down(examined: Examined, url: str, server: int, progress: Step) -> None:
    keyring.put(examined.keys, examined.home / "keys")
    with tempfile.TemporaryDirectory(dir=examined.home, prefix=".restore-") as folder:
        dump = Path(folder) / archive.DATABASE

        def place_of(name: str) -> Path | None:
            return dump if name == archive.DATABASE else examined.place_of(name)

        archive.unpack(examined.file, examined.manifest, place_of, progress)
        pgtools.restore(dump, url, server, lambda size: progress("恢复数据库", size >> 20, 0))


# --- the home --------------------------------------------------------------------------------------------------------


def _see_that_the_home_is_empty(examined: Examined) -> None:
    """No kept file, and nothing in the lake below the folders that are to be filled (other banks may lie beside)."""
    ours = _listed(examined.home / _UNFINISHED)
    tops = {PurePosixPath(each.name).parts[:2] for each in examined.manifest.members}
    folders = {examined.lake / parts[1] for parts in tops if parts[0] == "lake"} | {examined.home / "files"}
    for folder in sorted(folders):
        found = next((path for path in folder.rglob("*") if path.is_file() and str(path) not in ours), None)
        if found is not None:
            raise Refuse(
                Refused(
                    RestoreRefusal.HOME_NOT_EMPTY,
                    f"{folder} 里已有文件(如 {found.name}),恢复只进空的地方,不与别的数据混在一起。",
                    "请另设一个新的 WUHUA_HOME(及 WUHUA_LAKE)再恢复。",
                )
            )


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One restore at a time in this home; the kernel frees the lock when its holder dies."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = os.open(home, os.O_RDONLY)
    try:
        _lock(folder, home)
        yield
    finally:
        os.close(folder)


def _lock(folder: int, home: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refuse(
            Refused(RestoreRefusal.RESTORING_ALREADY, f"另一个命令正在往 {home} 恢复。", "请等它做完再看。")
        ) from None


def _write_down(journal: Path, examined: Examined, url: str) -> None:
    """List, on the disk, everything about to be put down; never what is there already."""
    places = [place for each in examined.manifest.members if (place := examined.place_of(each.name)) is not None]
    places += [examined.home / "keys" / name for name in examined.keys]
    new = [place for place in places if not place.exists()]
    folders = {folder for place in new for folder in place.parents if not folder.exists()}
    words = {
        "database": pgtools.without_secrets(url),
        "files": [str(each) for each in new],
        "folders": sorted(map(str, folders), reverse=True),  # the deepest first
    }
    with journal.open("w") as file:
        json.dump(words, file)
        file.flush()
        os.fsync(file.fileno())


def _take_up(journal: Path, url: str) -> None:
    """Remove what the journal lists. One that was written for another database is left alone."""
    with contextlib.suppress(OSError, ValueError):  # no journal; or not all of it stood, and nothing was put down
        listed = json.loads(journal.read_text())
        if listed["database"] != pgtools.without_secrets(url):
            return
        for file in listed["files"]:
            Path(file).unlink(missing_ok=True)
        for folder in listed["folders"]:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
    journal.unlink(missing_ok=True)


def _listed(journal: Path) -> set[str]:
    with contextlib.suppress(OSError, ValueError):
        return set(json.loads(journal.read_text())["files"])
    return set()


# --- the database ----------------------------------------------------------------------------------------------------


def _see_that_it_fits(connection: pgtools.Connection, examined: Examined) -> None:
    """The database is empty, not older than the one the backup came from, and this release knows all its tables."""
    manifest, server = examined.manifest, pgtools.server_major(connection)
    if not _is_empty(connection):
        raise Refuse(
            Refused(
                RestoreRefusal.DATABASE_NOT_EMPTY,
                f"数据库「{connection.info.dbname}」里已有数据表,恢复只进空的数据库。",
                "请另设一个新的 WUHUA_HOME,或新建一个空数据库并用 WUHUA_DATABASE_URL 指向它。",
            )
        )
    if server < manifest.postgres:
        raise Refuse(
            Refused(
                RestoreRefusal.SERVER_OLDER,
                f"备份来自 PostgreSQL {manifest.postgres},这里的服务器是 {server}。",
                f"请用 PostgreSQL {manifest.postgres} 或更新的服务器,或去掉 WUHUA_DATABASE_URL 用自带的。",
            )
        )
    unknown = _unknown_migrations(manifest)
    if unknown:
        raise Refuse(archive.newer(examined.file, f"数据表 {unknown[0]}"))


def _unknown_migrations(manifest: Manifest) -> list[str]:
    from django.db.migrations.loader import MigrationLoader  # here, not above: see `trace`

    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]


def _is_empty(connection: pgtools.Connection) -> bool:
    return pgtools.one(connection, _ANYTHING) == 0


def _differences(connection: pgtools.Connection, manifest: Manifest) -> list[Difference]:
    found, said = pgtools.counts(connection), manifest.counts
    return [
        Difference(table, said.get(table, 0), found.get(table, 0))
        for table in sorted({*found, *said})
        if found.get(table, 0) != said.get(table, 0)
    ]


def _failed(error: Exception) -> Refused:
    return Refused(
        RestoreRefusal.RESTORE_FAILED,
        f"恢复没有做成,什么也没有留下:{error}",
        "请按上面的原因处理后,再运行一次同一条命令。",
    )
