"""PostgreSQL beside Django: its own programs against any server (`pg_dump` out, `pg_restore` and `psql` in), and a
connection of our own.

No secret stands on a command line, where every user of the machine reads it: the password goes through a 0600 file in a
private folder that lives as long as the program. Its binaries are those the packages bring, also for a server of the
bank's own; they read every older server, and none newer than themselves.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform import embedded

_CHUNK = 1 << 20
_LOOK_SECONDS = 0.2
# `pg_restore` sets it whatever the server; those before 17 do not know the word.
_NEW_WORD = b"SET transaction_timeout = 0;\n"
_NEW_WORD_SINCE = 17
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""

Connection = psycopg.Connection[Any]


class ServerRefusal(Refusal):
    """Why a server was not spoken to."""

    DATABASE_UNREACHABLE = "database_unreachable"


class ToolFailed(RuntimeError):
    """A program ended badly; the text is what it said."""


# --- a connection ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection outside any transaction, with neither time limit that a bank's own server may set."""
    try:
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refuse(
            Refused(
                ServerRefusal.DATABASE_UNREACHABLE,
                f"连不上数据库:{str(error).strip()}",
                "请检查 WUHUA_DATABASE_URL 与数据库服务。",
            )
        ) from None
    with contextlib.closing(connection):
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        yield connection


def one(connection: Connection, question: str | sql.Composed, values: list[str] | None = None) -> Any:
    """The first value of the first row; None when there is no row."""
    row = connection.execute(question.encode() if isinstance(question, str) else question, values).fetchone()
    return row[0] if row else None


def server_major(connection: Connection) -> int:
    """The major version of the server."""
    return connection.info.server_version // 10000


def counts(connection: Connection) -> dict[str, int]:
    """Rows of every table."""
    found = connection.execute(_TABLES.encode()).fetchall()
    statement = sql.SQL("SELECT count(*) FROM {}")
    return {
        table if schema == "public" else f"{schema}.{table}": one(
            connection, statement.format(sql.Identifier(schema, table))
        )
        for schema, table in found
    }


# --- programs --------------------------------------------------------------------------------------------------------


def major(program: str) -> int:
    """The major version of a program: of what it can read, and of what it writes."""
    said = subprocess.run([_binary(program), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if found is None:
        raise ToolFailed(said)
    return int(found[1])


def dump(url: str, snapshot: str, target: Path, watch: Callable[[int], None]) -> None:
    """The whole database as the exported `snapshot` sees it, in PostgreSQL's own format; `watch` hears the bytes so far.

    Into a file, not a pipe: then the dump says where in it each table lies, and `pg_restore` may take out single ones.
    """
    with _address(url) as (address, environment):
        words = ("--format=custom", "--compress=gzip:1", f"--snapshot={snapshot}", f"--file={target}")
        with _started(["pg_dump", *words, "--no-password", f"--dbname={address}"], environment) as (process, said):
            while process.poll() is None:
                time.sleep(_LOOK_SECONDS)
                watch(target.stat().st_size if target.exists() else 0)
            _see_to_its_end(process, said)


def restore(dump: Path, url: str, server: int, watch: Callable[[int], None]) -> None:
    """Everything of the dump into the database, in one transaction; `server` is its major version.

    Through our hands, not by `pg_restore` itself: it commits whatever becomes of us, and asks too much of servers before
    17. Here COMMIT is said last and by us, and a killed command is a closed pipe, which `psql` rolls back.
    """
    with _address(url) as (address, environment), contextlib.ExitStack() as stack:
        reading = ["pg_restore", "--file=-", "--no-owner", "--no-privileges", str(dump)]
        reader, complaint = stack.enter_context(_started(reading, environment, stdout=subprocess.PIPE))
        writing = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password", f"--dbname={address}"]
        writer, said = stack.enter_context(_started(writing, environment, stdin=subprocess.PIPE))
        assert reader.stdout is not None and writer.stdin is not None  # noqa: S101 (for the type checker)
        try:
            writer.stdin.write(b"BEGIN;\n")
            sent = 0
            while chunk := reader.stdout.read(_CHUNK):
                if not sent and server < _NEW_WORD_SINCE:
                    chunk = chunk.replace(_NEW_WORD, b"", 1)
                writer.stdin.write(chunk)
                sent += len(chunk)
                watch(sent)
            _see_to_its_end(reader, complaint)
            writer.stdin.write(b"COMMIT;\n")
            writer.stdin.close()
        except BrokenPipeError:
            pass  # psql has left, and says why
        _see_to_its_end(writer, said)


def tpc_b(url: str, *, scale: int, clients: int, seconds: int) -> float:
    """Transactions a second of PostgreSQL's own bench in an empty database; connecting does not count."""
    with _address(url) as (address, environment):
        said = ""
        for words in (["-i", "-q", "-s", str(scale)], ["-c", str(clients), "-j", str(clients), "-T", str(seconds)]):
            done = subprocess.run(
                [_binary("pgbench"), *words, address],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                env={**os.environ, **environment, "LC_ALL": "C"},
            )
            if done.returncode:
                raise ToolFailed(done.stderr.strip()[-1000:])
            said = done.stdout
    found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    if found is None:
        raise ToolFailed(said)
    return float(found[1])


def _binary(program: str) -> str:
    return str(embedded.binaries() / program)


def _see_to_its_end(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if process.wait():
        said.seek(0)
        raise ToolFailed(said.read().decode(errors="replace").strip()[-1000:] or f"exit code {process.returncode}")


@contextlib.contextmanager
def _started(
    command: list[str],
    environment: dict[str, str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """The program at work, and the file it complains into; it does not outlive the block."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [_binary(command[0]), *command[1:]],
            stdin=stdin,
            stdout=stdout,
            stderr=said,
            env={**os.environ, **environment, "LC_ALL": "C"},
            umask=0o077,
        )
        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def without_secrets(url: str) -> str:
    """The address as it may be shown or written down."""
    words = {name: value for name, value in conninfo_to_dict(url).items() if name not in ("password", "sslpassword")}
    return make_conninfo("", **words)


@contextlib.contextmanager
def _address(url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The address less its secrets, and the environment that brings the password."""
    password = conninfo_to_dict(url).get("password")
    if password is None:
        yield without_secrets(url), {}  # the bank's own .pgpass, service file or certificate
        return
    with tempfile.TemporaryDirectory(prefix="wuhua-") as folder:
        passfile = Path(folder) / "pass"
        escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
        with open(os.open(passfile, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"*:*:*:*:{escaped}\n")
        # The address may name another file; and an empty PGPASSWORD counts as none.
        address = make_conninfo(without_secrets(url), passfile=str(passfile))
        yield address, {"PGPASSWORD": ""}
