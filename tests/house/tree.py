"""What the house tests look at: the files of the house, as text and as syntax trees, found anew at every run."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "wuhua"

# From low to high, as in .importlinter; a later step of a loan's life may know an earlier one.
AREAS = (
    "people workday customer product compliance market exposure origination servicing backing corelink creditline "
    "postloan classification funding performance reporting"
).split()


def python_files(*tops: str) -> list[Path]:
    """The Python files under these folders of the repository, without migrations (written by Django)."""
    found = (path for top in tops for path in sorted((ROOT / top).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def money_files() -> list[Path]:
    """Where money is decided: core, books, and every room's rules."""
    rooms = [path for path in python_files("wuhua/areas") if "rules.py" == path.name or "rules" in path.parts]
    return [*python_files("wuhua/core", "wuhua/books"), *rooms]


@cache
def tracked_files() -> list[Path]:
    """Every file the repository keeps; where there is no git (an unpacked archive), every file of its folders."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    tops = [path for path in ROOT.iterdir() if path.name not in {".venv", "var", ".git"}]
    return [path for top in tops for path in (top.rglob("*") if top.is_dir() else [top]) if path.is_file()]


def text_files() -> Iterator[tuple[Path, str]]:
    for path in tracked_files():
        raw = path.read_bytes()
        if b"\0" not in raw[:8192]:
            yield path, raw.decode("utf-8", errors="replace")
