"""Set up `.venv` with the locked packages, from a bare Python and nothing else. Run again: does nothing.

Debian's own python3 has neither pip nor a whole venv, so there are several ways to a virtual environment; the first
that this machine has is taken. Where there is none, the one command to type is said.

Runs on the system's Python with its standard library only.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "wuhua-setup"
LOCKS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"]
OLDEST = (3, 11)

LAUNCHER = """#!/bin/sh
# Written by scripts/bootstrap.py. -P: what lies in the current folder is never mistaken for the package.
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -m wuhua "$@"
"""


def main() -> int:
    if sys.version_info < OLDEST:
        for name in ("python3.13", "python3.12", "python3.11"):
            if better := shutil.which(name):
                os.execv(better, [better, __file__])
        return say(f"Wuhua needs Python 3.11 or newer; this is {sys.version.split()[0]}. Set PYTHON=… for make.")
    with open(ROOT / ".setup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` at once
        if STAMP.exists() and STAMP.read_text() == stamp() and works(PYTHON):
            return 0
        say("Setting up .venv (a minute or two, once) ...")
        installer = environment()
        if installer is None:
            return say(
                "This Python can make no virtual environment. Type this one command, then try again:\n\n"
                f"    {'' if os.geteuid() == 0 else 'sudo '}apt-get install -y python3-venv\n"
            )
        for lock_file in LOCKS:
            if subprocess.run([*installer, "--require-hashes", "-r", str(lock_file)]).returncode:
                return say(f"The packages of {lock_file.relative_to(ROOT)} could not be installed; see above.")
        link()
        STAMP.write_text(stamp())
    return 0


def say(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1


def stamp() -> str:
    """What the environment was built from: the locks, Python's version, this folder (an environment cannot move)."""
    digest = hashlib.blake2b(digest_size=16)
    for part in [
        *(path.read_bytes() for path in LOCKS),
        sys.version[:4].encode(),
        os.fsencode(ROOT),
        LAUNCHER.encode(),
    ]:
        digest.update(hashlib.blake2b(part).digest())
    return digest.hexdigest() + "\n"


def works(python: Path, *arguments: str) -> bool:
    command = [str(python), *(arguments or ("-c", ""))]
    return python.exists() and subprocess.run(command, capture_output=True).returncode == 0


def environment() -> list[str] | None:
    """Make `.venv` anew and answer the command that installs into it, or None when this machine has no way."""
    for way in (by_ensurepip, by_uv, by_virtualenv, by_other_pip, by_apt):
        shutil.rmtree(VENV, ignore_errors=True)
        if installer := way():
            return installer
    shutil.rmtree(VENV, ignore_errors=True)
    return None


PIP = ["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]


def quietly(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def own_pip() -> list[str] | None:
    return [str(PYTHON), "-m", "pip", *PIP] if works(PYTHON, "-m", "pip", "--version") else None


def by_ensurepip() -> list[str] | None:
    quietly(sys.executable, "-m", "venv", str(VENV))
    return own_pip()


def by_uv() -> list[str] | None:
    uv = shutil.which("uv")
    if uv and quietly(uv, "venv", "--python", sys.executable, str(VENV)):
        return [uv, "pip", "install", "--quiet", "--no-deps", "--python", str(PYTHON)]
    return None


def by_virtualenv() -> list[str] | None:
    quietly(sys.executable, "-m", "virtualenv", str(VENV))
    return own_pip()


def by_other_pip() -> list[str] | None:
    """A venv without pip, filled by a pip that lives elsewhere: the system's, or the wheel Debian keeps for others."""
    if not quietly(sys.executable, "-m", "venv", "--without-pip", str(VENV)):
        return None
    if works(Path(sys.executable), "-m", "pip", "--python", str(PYTHON), "--version"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON), *PIP]
    for wheel in sorted(glob.glob("/usr/share/python-wheels/pip-*.whl"), reverse=True):
        if works(PYTHON, f"{wheel}/pip", "--version"):
            return [str(PYTHON), f"{wheel}/pip", *PIP]
    return None


def by_apt() -> list[str] | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Debian's python3 has no venv: apt-get install python3-venv ...")
    install = ("apt-get", "install", "-y", "--no-install-recommends", "python3-venv")
    if quietly(*install) or (quietly("apt-get", "update") and quietly(*install)):
        return by_ensurepip()
    return None


def link() -> None:
    """The package is used where it stands: a path file for Python, a launcher for people."""
    asked = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    (packages / "wuhua.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    launcher = VENV / "bin" / "wuhua"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


if __name__ == "__main__":
    raise SystemExit(main())
