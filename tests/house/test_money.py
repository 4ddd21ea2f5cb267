"""No float, no `round()`, no bare `/` where money is decided. Ruff cannot ban builtins, so the house does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import money_files, name_of, parsed


def findings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                yield node.lineno, f"a float literal {node.value}"
            case ast.Name(id="float"):
                yield node.lineno, "float"
            case ast.Call(func=ast.Name(id="round")) | ast.Call(func=ast.Attribute(attr="round")):
                yield node.lineno, "round(): rounding has a name, see core.money"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield node.lineno, "a bare /: use //, Fraction(a, b) or a named rounding of core.money"
            case ast.Attribute(attr="truediv"):
                yield node.lineno, "operator.truediv"


# Where `/` is not on money. A line here says why; the list may only shrink.
EXCEPTIONS = {
    "wuhua/core/irr.py": "a yearly cost in 34-digit decimals: a percentage, never money",
}


@pytest.mark.parametrize(
    "line",
    ["x = 0.1", "x = float(y)", "def f(x: float): ...", "x = round(y)", "x = y / 2", "x /= 2", "x = y.round(2)"],
)
def test_a_planted_line_is_found(line: str) -> None:
    assert list(findings(ast.parse(line)))


@pytest.mark.parametrize("line", ["x = y // 2", "x = Fraction(1, 2)", "x = round_half_up(y)", "x = 10**7"])
def test_whole_number_arithmetic_is_left_alone(line: str) -> None:
    assert not list(findings(ast.parse(line)))


@pytest.mark.parametrize("path", money_files(), ids=name_of)
def test_money_is_whole(path: Path) -> None:
    found = [f"{name_of(path)}:{line}: {what}" for line, what in findings(parsed(path))]
    if name_of(path) in EXCEPTIONS:
        assert found, f"{name_of(path)} needs its exception no longer"
    else:
        assert not found


def test_the_rule_looks_at_core_books_and_rules() -> None:
    looked_at = {name_of(path) for path in money_files()}
    assert {"wuhua/core/money.py", "wuhua/books/rules.py", "wuhua/areas/people/rules.py"} <= looked_at
