"""A function fits a screen, a file has one noun, and nothing of one machine or one afternoon stays in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of, parsed, python_files, text_files

FUNCTION_LINES = 70
FILE_LINES = 600

# `file::function` longer than a screen, with its length when it was let through: it may shrink, never grow.
LONG_FUNCTIONS: dict[str, int] = {}

OURS = ("wuhua", "tests", "samples", "scripts")


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_planted_long_function_is_found() -> None:
    body = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
    assert dict(functions(ast.parse(body))) == {"f": FUNCTION_LINES + 1}


def test_functions_fit_a_screen() -> None:
    lengths = {
        f"{name_of(path)}::{name}": lines for path in python_files(*OURS) for name, lines in functions(parsed(path))
    }
    long = {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES}
    grown = {name: lines for name, lines in long.items() if lines > LONG_FUNCTIONS.get(name, FUNCTION_LINES)}
    assert not grown
    assert set(LONG_FUNCTIONS) <= set(long), "these are short now: take them off the list"


def test_files_have_one_noun() -> None:
    long = {
        name_of(path): lines
        for path in python_files(*OURS)
        if (lines := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert not long


# --- words that may not stay -----------------------------------------------------------------------------------------

# Put together here, so that this file does not find itself.
PLACES = re.compile(
    "|".join(["/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/", r"files\.python" + "hosted", r"registry\.np" + "mjs"])
    + "|"
    + "|".join([r"deb\.deb" + r"ian\.org", r"pypi\.o" + "rg/simple", "/tmp/pl" + "an"])
)
MARKS = re.compile(
    r"\b(" + "|".join(["FIX" + "ME", "TO" + "DO", "X" + "XX", "raise NotImplemented" + "Error"]) + r")\b"
)
VENDORED = re.compile(r"(/vendor/|\.min\.(js|css)$|\.po$|\.css$)")


@pytest.mark.parametrize("line", ["cd /wo" + "rk/main", "https://pypi.o" + "rg/simple/x", "/ro" + "ot/.cache"])
def test_a_planted_place_is_found(line: str) -> None:
    assert PLACES.search(line)


@pytest.mark.parametrize("line", ["# TO" + "DO later", "raise NotImplemented" + "Error"])
def test_a_planted_mark_is_found(line: str) -> None:
    assert MARKS.search(line)


def lines_with(pattern: re.Pattern[str], *, python_only: bool) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path, text in text_files()
        if not VENDORED.search("/" + name_of(path)) and (path.suffix == ".py" or not python_only)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_machine_and_no_registry_stands_in_the_tree() -> None:
    assert not lines_with(PLACES, python_only=False)


def test_nothing_is_marked_unfinished() -> None:
    assert not lines_with(MARKS, python_only=True)


def test_no_lock_with_addresses() -> None:
    assert not [name_of(path) for path, _ in text_files() if path.name == "uv.lock"]
    locks = [path for path, _ in text_files() if path.parent == ROOT / "requirements" and path.suffix == ".txt"]
    assert locks, "the locks are not tracked"
    assert not [name_of(path) for path in locks if re.search(r"^--?(i|index|extra|find)", path.read_text(), re.M)]


# --- the clock -------------------------------------------------------------------------------------------------------


def ruff(code: str, filename: str) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise"]
    return subprocess.run(
        [*command, "--stdin-filename", filename, "-"], cwd=ROOT, input=code, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date\n\nx = date.today()\n",
        "from datetime import datetime\n\nx = datetime.now()\n",
        "from datetime import UTC, datetime\n\nx = datetime.now(UTC)\n",
        "from django.utils import timezone\n\nx = timezone.now()\n",
    ],
)
def test_nobody_but_the_clock_asks_what_day_it_is(code: str) -> None:
    assert "TID251" in ruff(code, "wuhua/areas/people/planted.py")


def test_the_clock_is_excused_in_one_file_only() -> None:
    excused = [
        name_of(path)
        for path in python_files("wuhua")
        if re.search(r"noqa: .*(TID251|DTZ01|DTZ005|DTZ007)", path.read_text())
    ]
    assert excused == ["wuhua/platform/clock.py"]


# --- the command line ------------------------------------------------------------------------------------------------


def test_the_command_line_starts_without_django_or_columns() -> None:
    program = (
        "import sys; from wuhua.cli import main; main.build()\n"
        "print(*[name for name in ('django', 'polars', 'duckdb', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_tests_are_found() -> None:
    assert Path(ROOT / "tests" / "house" / "test_tidy.py") in python_files("tests")
