"""Every public enum member and every room has its row in `docs/WORDS.md`: one word, one meaning.

Names of refusals are left out: each is shown with its own Chinese reason and next step wherever it appears.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.tree import AREAS, PACKAGE, ROOT, name_of, parsed, python_files

ENUMS = {"Enum", "StrEnum", "IntEnum", "TextChoices", "IntegerChoices"}


def base_names(node: ast.ClassDef) -> set[str]:
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}


def members(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(enum, word) of every public enum; the word is the value where it is text, else the member's name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_") or not base_names(node) & ENUMS:
            continue
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                name, value = line.targets[0].id, line.value
                first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
                text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else name.lower()
                if not name.startswith("_"):
                    yield node.name, text


@cache
def written() -> set[str]:
    """Every word in back-quotes, and every whole cell, of a table row."""
    rows = [line for line in (ROOT / "docs" / "WORDS.md").read_text().splitlines() if line.startswith("|")]
    quoted = {word for row in rows for word in re.findall(r"`([^`]+)`", row)}
    return quoted | {cell.strip() for row in rows for cell in row.strip("|").split("|")}


def test_a_planted_member_is_found() -> None:
    planted = "class Mood(StrEnum):\n    '''x'''\n    PLANTED = 'planted_mood'\n    OTHER = auto()"
    assert list(members(ast.parse(planted))) == [("Mood", "planted_mood"), ("Mood", "other")]
    assert "planted_mood" not in written()


def test_every_enum_member_has_its_row() -> None:
    missing = sorted(
        f"{name_of(path)} {enum}: {word}"
        for path in python_files("wuhua")
        for enum, word in members(parsed(path))
        if word not in written()
    )
    assert not missing


def test_every_room_has_its_row() -> None:
    rooms = [area for area in AREAS if (PACKAGE / "areas" / area / "__init__.py").exists()]
    assert not [room for room in rooms if room not in written()]
