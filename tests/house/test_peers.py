"""The table of pains names tests that are there."""

from __future__ import annotations

import ast
from functools import cache

from tests.house.tree import ROOT
from tests.scenarios.test_peers_old_note import AGES
from tests.scenarios.test_peers_pains import PAINS


@cache
def standing_in(path: str) -> frozenset[str]:
    """Names of the tests in a file, and of the pains one of them goes through; none where there is no file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text())
    return frozenset(
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.name.startswith(("test_", "pain_"))
    )


def missing(table: tuple[tuple[str, str], ...]) -> list[str]:
    """The pains whose test does not stand where the table says."""
    found = ((pain, *where.split("::")) for pain, where in table)
    return [pain for pain, path, name in found if not (standing_in(path) if name == "*" else name in standing_in(path))]


def test_every_pain_has_its_test() -> None:
    assert missing(PAINS) == []


def test_every_pain_of_age_is_gone_through() -> None:
    named = standing_in("tests/scenarios/test_peers_old_note.py")
    assert {name for name in named if name.startswith("pain_")} == {each.__name__ for each in AGES}


def test_a_pain_without_its_test_is_seen() -> None:
    here = "tests/house/test_peers.py"
    table = (
        ("gone", f"{here}::test_nobody_wrote"),
        ("lost", "tests/nowhere.py::*"),
        ("kept", f"{here}::test_every_pain_has_its_test"),
    )
    assert missing(table) == ["gone", "lost"]
