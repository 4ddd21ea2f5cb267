"""What the walk through the house names must be there: a file by its name, a function by its module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.tree import ROOT, module_name, parsed, python_files, tracked_files

PAGES = ("docs/ARCHITECTURE.md", "docs/DAYEND.md")
FILE = re.compile(r"[\w./*-]*\w\.(?:py|sql|md|html|css|js|json|toml|txt)\b")
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
SPAN = re.compile(r"`([^`\n]+)`")


def named(text: str) -> tuple[set[str], set[str]]:
    """Files named anywhere on a page, and dotted names in its code spans: (files, dotted)."""
    files = set(FILE.findall(text))
    dotted = {span.removesuffix("()") for span in SPAN.findall(text)}
    return files, {each for each in dotted if DOTTED.fullmatch(each) and not FILE.fullmatch(each)}


@cache
def modules() -> dict[tuple[str, ...], Path]:
    """Every module of the house by the parts of its dotted name."""
    return {tuple(module_name(path).split(".")): path for path in python_files("wuhua", "samples", "tests")}


def is_file(name: str) -> bool:
    """Whether the repository has the file, named by its path or by the end of it."""
    return any(path.relative_to(ROOT).match(name) for path in tracked_files())


def defined(body: list[ast.stmt]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Names given at this level, each with the body of a class (or nothing). A name that is imported is a door too."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, []
        elif isinstance(node, ast.ClassDef):
            yield node.name, node.body
        elif isinstance(node, ast.Assign):
            yield from ((each.id, []) for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, []
        elif isinstance(node, ast.ImportFrom):
            yield from ((each.asname or each.name, []) for each in node.names)


def has(body: list[ast.stmt], names: tuple[str, ...]) -> bool:
    """Whether `a.b` can be read off this body."""
    return not names or any(name == names[0] and has(inner, names[1:]) for name, inner in defined(body))


def is_there(dotted: str) -> bool:
    """Whether the name is a module, or something a module gives, or a member of some class.

    A module may be named by the end of its path.
    """
    parts = tuple(dotted.split("."))
    return any(
        has(parsed(path).body, parts[cut:])
        for cut in range(len(parts) + 1)
        for module, path in modules().items()
        if cut == 0 or module[-cut:] == parts[:cut]
    )


@pytest.mark.parametrize("page", PAGES)
def test_what_the_page_names_is_there(page: str) -> None:
    files, dotted = named((ROOT / page).read_text(encoding="utf-8"))
    assert files and dotted, "the page names nothing that could be checked"
    assert sorted(each for each in files if not is_file(each)) == []
    assert sorted(each for each in dotted if not is_there(each)) == []


def test_a_name_that_is_gone_is_seen() -> None:
    planted = "See `dayend/run.py`, dayend/ran.py, `run.close_day`, `run.close_month`, `BookStatus.LATE` and `BookStatus.OVERDUE`."
    files, dotted = named(planted)
    assert sorted(each for each in files if not is_file(each)) == ["dayend/ran.py"]
    assert sorted(each for each in dotted if not is_there(each)) == ["BookStatus.LATE", "run.close_month"]
