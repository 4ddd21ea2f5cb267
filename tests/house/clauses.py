"""Writes `docs/CLAUSES.md`: every clause of the article, and the tests that show it.

A clause is held when at least one test is named by its number (`test_A61_…`, or `test_A5_A6_…` for two) and is neither
skipped nor expected to fail; that the test passes is the test run's own word. Run `python -m tests.house.clauses`.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT, name_of, parsed, python_files

LIST = ROOT / "docs" / "clauses.json"
PAGE = ROOT / "docs" / "CLAUSES.md"
_NAMED = re.compile(r"test_((?:A\d+_)+)")
_SET_ASIDE = {"skip", "xfail"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number, a short quote, the feature it asks for."""

    number: int
    quote: str
    feature: str


def clauses() -> list[Clause]:
    """The article's 107 clauses in reading order."""
    return [Clause(row["clause"], row["quote"], row["feature"]) for row in json.loads(LIST.read_text("utf-8"))]


def shown_by(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(clause, test) of every test in a file that is named by a clause and really runs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found = _NAMED.match(node.name)
            marks = {part.attr for each in node.decorator_list for part in ast.walk(each) if hasattr(part, "attr")}
            if found and not marks & _SET_ASIDE:
                for number in re.findall(r"A(\d+)_", found.group(1)):
                    yield int(number), node.name


def evidence(files: Mapping[str, ast.Module]) -> dict[int, list[str]]:
    """Tests by clause, in the order of files and names."""
    found: dict[int, list[str]] = defaultdict(list)
    for name, tree in sorted(files.items()):
        for number, test in shown_by(tree):
            found[number].append(f"{name}::{test}")
    return found


def scanned() -> dict[int, list[str]]:
    """Evidence from every test file of the tree."""
    return evidence({name_of(path): parsed(path) for path in python_files("tests") if Path(path).name != "clauses.py"})


def page() -> str:
    """The text of `docs/CLAUSES.md`."""
    found, listed = scanned(), clauses()
    held = sum(bool(found.get(each.number)) for each in listed)
    lines = [
        "# 条款对照",
        "",
        "由测试生成,勿手改:`python -m tests.house.clauses`。没有通过的测试的条款是未完成的,不论页面如何。",
        "",
        f"共 {len(listed)} 条,已有测试 {held} 条,未完成 {len(listed) - held} 条。",
        "",
        "| 条款 | 原文 | 功能 | 状态 | 测试 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in listed:
        tests = found.get(each.number, [])
        shown = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests)
        state = "held" if tests else "open"
        lines.append(f"| A{each.number} | {each.quote} | {each.feature} | {state} | {shown} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
