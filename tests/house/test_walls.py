"""Every wall of `.importlinter` has been seen to fall: one planted violation each, in a copy of the house."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import AREAS, PACKAGE, ROOT

CONFIG = ROOT / ".importlinter"

# contract -> file of the package, planted text. Files that exist get the text appended.
PLANTED = {
    "storeys": ("core/planted.py", "import wuhua.books\n"),
    "loan-life": ("areas/people/planted.py", "import wuhua.areas.servicing\n"),
    "inside-a-room": ("areas/people/models.py", "from wuhua.areas.people import actions\n"),
    "rules-are-pure": ("areas/people/rules.py", "import django.db\n"),
    "columns-only-in-bulk": ("areas/people/planted.py", "import polars\n"),
    "one-door-to-the-books": ("areas/servicing/planted.py", "import wuhua.books.models\n"),
    "no-circles": ("core/planted_a.py", "import wuhua.core.planted_b\n"),
}
# Some violations need a second file to point at.
BESIDE = {
    "inside-a-room": ("areas/people/actions.py", ""),
    "no-circles": ("core/planted_b.py", "import wuhua.core.planted_a\n"),
}


def contracts() -> list[str]:
    parser = configparser.ConfigParser()
    parser.read(CONFIG)
    return [name.rsplit(":", 1)[1] for name in parser.sections() if name.startswith("importlinter:contract:")]


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    # The planted copy must be the one that is looked at, whatever is installed.
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from importlinter.cli import lint_imports_command as c; c()"
    )
    arguments = ["--config", str(CONFIG), "--contract", contract, "--no-cache"]
    return subprocess.run(
        [sys.executable, "-c", program, str(folder), *arguments], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for source in PACKAGE.rglob("*.py"):
        target = folder / "wuhua" / source.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return folder


def plant(folder: Path, file: str, text: str) -> tuple[Path, str | None]:
    path = folder / "wuhua" / file
    before = path.read_text() if path.exists() else None
    path.write_text((before or "") + "\n" + text)
    return path, before


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_planted_violation_turns_the_wall_red(copy: Path, contract: str) -> None:
    file, text = PLANTED[contract]
    planted = [plant(copy, file, text)]
    if contract in BESIDE and not (copy / "wuhua" / BESIDE[contract][0]).exists():
        planted.append(plant(copy, *BESIDE[contract]))
    try:
        done = lint(copy, contract)
    finally:
        for path, before in planted:
            path.unlink() if before is None else path.write_text(before)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"BROKEN", done.stdout), done.stdout
    assert Path(file).stem in done.stdout


def test_every_contract_has_its_planted_violation() -> None:
    assert set(contracts()) == set(PLANTED)


def test_every_room_has_its_place_in_the_loans_life() -> None:
    parser = configparser.ConfigParser()
    parser.read(CONFIG)
    listed = [line.strip(" ()") for line in parser["importlinter:contract:loan-life"]["layers"].split()]
    assert listed == AREAS[::-1]


def test_a_room_that_is_not_listed_turns_the_wall_red(copy: Path) -> None:
    room = copy / "wuhua" / "areas" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text("")
    try:
        done = lint(copy, "loan-life")
    finally:
        shutil.rmtree(room)
    assert done.returncode == 1
    assert "attic" in done.stdout + done.stderr
