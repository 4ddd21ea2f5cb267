"""不得借贷搭售 (七不准 5, A80): no rule of a product, an exposure, a note, a limit or a batch knows of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, name_of, parsed
from wuhua.areas.market.rules.limits import Inputs
from wuhua.areas.market.rules.partners import ServiceLine

TABLES = {"ServiceTake", "ServiceLine", "Agreement", "StrategicTarget"}
DOORS = {"package_of", "taken_on", "take_up", "flag_service", "partners"}
LINES = {line.value for line in ServiceLine}
ROOMS = ("product", "exposure", "origination", "servicing", "creditline")


def rules_of_loans() -> list[Path]:
    """Every rules module that decides about a loan, and the columns that are their twins."""
    found = [
        PACKAGE / "areas" / "market" / "rules" / name for name in ("limits.py", "batch.py", "turnover.py", "tiers.py")
    ]
    for room in ROOMS:
        folder = PACKAGE / "areas" / room
        found += [folder / "rules.py"] if (folder / "rules.py").exists() else sorted((folder / "rules").rglob("*.py"))
    return [*found, *sorted((PACKAGE / "bulk" / "columns").glob("*.py")), *sorted((PACKAGE / "core").glob("*.py"))]


def packages_in(tree: ast.Module) -> Iterator[str]:
    """Every word of the package that a module imports, names or spells."""
    for node in ast.walk(tree):
        said: list[str] = []
        if isinstance(node, ast.ImportFrom):
            said = [*(node.module or "").split("."), *(each.name for each in node.names)]
        elif isinstance(node, ast.Import):
            said = [part for each in node.names for part in each.name.split(".")]
        elif isinstance(node, ast.Name):
            said = [node.id]
        elif isinstance(node, ast.Attribute):
            said = [node.attr]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = [node.value]
        yield from (word for word in said if word in TABLES | DOORS | LINES)


def test_A80_a_planted_package_turns_it_red() -> None:
    planted = (
        "from wuhua.areas.market.read import partners",
        "import wuhua.areas.market.rules.partners",
        "from wuhua.areas.market.models import ServiceTake as Plain",
        "def refuse(asked):\n    return None if asked.get('PAYROLL_SERVICE') else 'no'",
        "room = market.package_of(number, on)",
    )
    assert [bool(list(packages_in(ast.parse(text)))) for text in planted] == [True] * len(planted)
    assert not list(packages_in(ast.parse("from wuhua.areas.market.rules import places\nx = places.package")))


def test_A80_NO5_no_rule_of_a_loan_reads_the_package() -> None:
    modules = rules_of_loans()
    assert all(path.exists() for path in modules) and len(modules) > 15
    assert {name_of(path): sorted(set(found)) for path in modules if (found := list(packages_in(parsed(path))))} == {}
    assert not {name for name in Inputs.__dataclass_fields__ if "package" in name or "service" in name}
