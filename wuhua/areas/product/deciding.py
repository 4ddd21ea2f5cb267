"""What the decision tables say: the version of a day, the verdict with the row that fired. The engine gives words, never money."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import zen

from wuhua.areas.product.models import DecisionTable
from wuhua.areas.product.rules import tables
from wuhua.areas.product.rules.tables import FACTS, LAYOUTS, Kind, Row, TableCode, TableRefusal, TableState
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Table:
    """One version of a table, as a grid and as the engine's JSON."""

    code: TableCode
    version: int
    rows: tuple[Row, ...]
    content: str

    @property
    def name(self) -> str:
        """How a decision names it: `ELIGIBILITY@2`."""
        return f"{self.code.value}@{self.version}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and which row of which version gave it."""

    table: str
    verdict: str
    row: str
    words: str


def _table(row: DecisionTable) -> Table:
    code = TableCode(row.code)
    return Table(code, row.version, tuple(tables.rows_of(code, row.content)), json.dumps(row.content))


def in_force(on: date) -> dict[TableCode, Table]:
    """Every table as it stands on a day. One query."""
    rows = DecisionTable.objects.filter(state=TableState.APPROVED, effective_from__lte=on)
    return {TableCode(row.code): _table(row) for row in rows.order_by("code", "effective_from", "version")}


def versions(code: TableCode) -> list[DecisionTable]:
    """Every version of a table, newest first."""
    return list(DecisionTable.objects.filter(code=code).order_by("-version"))


def one(code: TableCode, version: int) -> tuple[DecisionTable, Table] | Refused:
    """One version, whatever its state."""
    found = DecisionTable.objects.filter(code=code, version=version).first()
    if found is None:
        return Refused(
            TableRefusal.TABLE_UNKNOWN, f"没有 {code.value} 第 {version} 版。", "请从版本列表中选择。", "version"
        )
    return found, _table(found)


def waiting() -> list[DecisionTable]:
    """Drafts that wait for somebody else's approval."""
    return list(DecisionTable.objects.filter(state=TableState.DRAFT).order_by("code"))


@lru_cache(maxsize=64)
def _compiled(content: str) -> Any:
    return zen.ZenEngine().create_decision(content)


def decide(table: Table, facts: Mapping[str, Any]) -> Decision:
    """What the engine says of these facts; what a table asks about and is not told is unknown."""
    known = {name: facts.get(name) for name in LAYOUTS[table.code].columns}
    found = _compiled(table.content).evaluate(known)["result"]
    row = next(each for each in table.rows if each.id == found["row"])
    return Decision(table.name, found["verdict"], found["row"], row.words)


def facts_of(code: TableCode, said: Mapping[str, str]) -> dict[str, Any] | Refused:
    """Facts as somebody typed them for a try: numbers whole, codes known, empty unknown."""
    facts: dict[str, Any] = {}
    for name in LAYOUTS[code].columns:
        fact, text = FACTS[name], said.get(name, "").strip()
        if not text:
            continue
        if fact.kind is Kind.NUMBER:
            if not text.isascii() or not text.isdigit() or len(text) > 9:
                return Refused(TableRefusal.CELL_UNREADABLE, f"「{fact.title}」须为整数。", "请填写整数或留空。", name)
            facts[name] = int(text)
        elif fact.codes and text not in fact.codes:
            return Refused(
                TableRefusal.CODE_UNKNOWN, f"「{fact.title}」没有「{text[:40]}」。", "请从选项中选择。", name
            )
        else:
            facts[name] = text
    return facts
