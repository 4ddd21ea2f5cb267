"""不得存贷挂钩 (七不准 2, A86): no rule, table, formula or price of a loan has an input of deposits or of the return rate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields

from tests.house.test_packages import rules_of_loans
from tests.house.tree import name_of, parsed
from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.rules.conduct import check_inputs
from wuhua.areas.market.rules.limits import Inputs
from wuhua.areas.market.rules.tiers import FACTS as TIER_FACTS
from wuhua.areas.product.rules.tables import FACTS, LAYOUTS

# Where deposits are spoken of because they are not a loan's condition: the settlement account is debited and credited, a
# column is refused by that name.
SPEAKS = {"wuhua/areas/servicing/rules.py", "wuhua/areas/product/rules/tables.py"}


def inputs_in(tree: ast.Module) -> Iterator[str]:
    """What a module takes in: fields of its values and arguments of its functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.arg):
            yield node.arg


def test_A86_NO2_a_planted_deposit_turns_it_red() -> None:
    for planted in ("class Asked:\n    average_deposit: int", "def limit(sales, return_rate):\n    return sales"):
        assert check_inputs(inputs_in(ast.parse(planted))) is not None
    assert check_inputs(inputs_in(ast.parse("def limit(sales, years):\n    deposit_free = sales"))) is None


def test_A86_NO2_no_rule_of_a_loan_takes_deposits() -> None:
    modules = [path for path in rules_of_loans() if name_of(path) not in SPEAKS]
    assert len(modules) > 15
    assert [name_of(path) for path in modules if check_inputs(inputs_in(parsed(path))) is not None] == []


def test_A86_NO2_no_table_and_no_formula_asks_for_deposits() -> None:
    columns = [column for layout in LAYOUTS.values() for column in layout.columns]
    named = [*columns, *FACTS, *(fact.title for fact in FACTS.values()), *TIER_FACTS, *(x.name for x in fields(Inputs))]
    assert len(named) > 30 and check_inputs(named) is None


def test_A86_NO2_the_switch_is_shipped_off() -> None:
    held = [seed.value for seed in seeds.PARAMETERS if seed.code == "RETURN_RATE_ENTRY_CONDITION"]
    assert held == ["NO"]
    prices = [seed.code for seed in seeds.PARAMETERS if seed.code.startswith(("PRICE_", "LIMIT_", "TIER_"))]
    assert len(prices) > 50 and check_inputs(prices) is None
