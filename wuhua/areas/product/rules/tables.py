"""决策表: what the bank's staff decide by rows — eligibility, rating, tier cap, price band. Verdicts and row ids, never money.

A table is a grid: fixed columns (facts from one catalogue), rows with a condition in each cell, a verdict at the end; the
first row whose every cell holds speaks. It is kept as the JSON the engine runs; the grid is read back from it. Deposits and
the return rate are no fact here (七不准 2), so no row can ask about them. `first_hit` is the scalar reading,
`bulk/columns/tables.py` its twin, and both are held against the engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wuhua.core.refuse import Refusal, Refused


class TableCode(StrEnum):
    """决策表: which question a table answers."""

    ELIGIBILITY = "ELIGIBILITY"
    RATING_TABLE = "RATING_TABLE"
    TIER_CAP_TABLE = "TIER_CAP_TABLE"
    PRICE_BAND = "PRICE_BAND"


class TableState(StrEnum):
    """决策表版本状态."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    DISCARDED = "DISCARDED"


MOVES: Mapping[TableState, frozenset[TableState]] = {
    TableState.DRAFT: frozenset({TableState.APPROVED, TableState.DISCARDED}),
    TableState.APPROVED: frozenset(),
    TableState.DISCARDED: frozenset(),
}


class Kind(StrEnum):
    """A fact is a whole number or one of some codes."""

    NUMBER = "NUMBER"
    CODES = "CODES"


class TableRefusal(Refusal):
    """Why a table is not taken, in the order in which it is checked."""

    MAY_NOT_EDIT_TABLE = "may_not_edit_table"
    TABLE_UNKNOWN = "table_unknown"
    TABLE_DRAFT_OPEN = "table_draft_open"
    TABLE_NOT_DRAFT = "table_not_draft"
    DRAFTER_APPROVES_NOT = "drafter_approves_not"
    TABLE_FROM_NOT_LATER = "table_from_not_later"
    DEPOSIT_IS_NO_CONDITION = "deposit_is_no_condition"
    FACT_UNKNOWN = "fact_unknown"
    ROWS_MISSING = "rows_missing"
    ROW_WIDTH_WRONG = "row_width_wrong"
    CELL_UNREADABLE = "cell_unreadable"
    CODE_UNKNOWN = "code_unknown"
    VERDICT_UNKNOWN = "verdict_unknown"
    ROW_ID_TWICE = "row_id_twice"
    LAST_ROW_NOT_OPEN = "last_row_not_open"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a row may ask about."""

    name: str
    title: str
    kind: Kind
    codes: tuple[str, ...] = ()


_YES_NO = ("YES", "NO")
_RATINGS = ("AAA", "AA", "A", "BBB", "BB", "B", "C", "D")
_FACTS = (
    Fact("registry", "工商状态", Kind.CODES, ("ACTIVE", "ABNORMAL", "GONE", "UNKNOWN")),
    Fact("listed", "名单", Kind.CODES, ("WHITE", "GREY", "BLACK", "NONE")),
    Fact("known", "本行已建档", Kind.CODES, _YES_NO),
    Fact("klass", "五级分类", Kind.CODES, ("NONE", "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS")),
    Fact("overdue_days", "逾期天数", Kind.NUMBER),
    Fact("tax_arrears", "欠税", Kind.CODES, (*_YES_NO, "UNKNOWN")),
    Fact("tax_grade", "纳税信用", Kind.CODES, ("A", "B", "M", "C", "D", "NONE")),
    Fact("years", "经营年数", Kind.NUMBER),
    Fact("stability", "流水稳定度%", Kind.NUMBER),
    Fact("flow_months", "有流水月数", Kind.NUMBER),
    Fact("rating", "评级", Kind.CODES, _RATINGS),
    Fact("tier", "层级", Kind.CODES, ("KEY", "QUALITY", "BASIC")),
    Fact("product", "产品", Kind.CODES),
)
FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _FACTS}
DEPOSIT_FACTS = ("return_rate", "deposit", "deposits", "deposit_average", "deposit_share")
"""What somebody might want to ask about, and may not (七不准 2)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's title, columns and possible verdicts."""

    title: str
    columns: tuple[str, ...]
    verdicts: Mapping[str, str]


LAYOUTS: Mapping[TableCode, Layout] = {
    TableCode.RATING_TABLE: Layout(
        "系统评级",
        ("klass", "overdue_days", "tax_grade", "years", "stability", "flow_months"),
        {rating: rating for rating in _RATINGS},
    ),
    TableCode.ELIGIBILITY: Layout(
        "准入",
        ("registry", "listed", "known", "klass", "overdue_days", "tax_arrears", "years", "rating", "product"),
        {"ADMIT": "准入", "PERSON": "转人工", "REFUSE": "不准入"},
    ),
    TableCode.TIER_CAP_TABLE: Layout(
        "层级上限", ("tier", "rating"), {"KEY": "重点类上限", "QUALITY": "优质类上限", "BASIC": "基础类上限"}
    ),
    TableCode.PRICE_BAND: Layout(
        "定价档次", ("rating", "product"), {band: f"第{place}档" for band, place in zip(
            ("P1", "P2", "P3", "P4", "P5"), "一二三四五", strict=True)},
    ),
}  # fmt: skip
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a name that stays, a condition in each column, a verdict, and words for whoever reads the decision."""

    id: str
    cells: tuple[str, ...]
    verdict: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A cell as it is understood: codes, or a span of whole numbers with both ends included (None: without end)."""

    codes: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def open(self) -> bool:
        """Whether it holds always, also of what is not known."""
        return not self.codes and self.low is None and self.high is None

    def holds(self, value: str | int | None) -> bool:
        """Whether it holds of a value; of the unknown only an empty cell does."""
        if self.open:
            return True
        if value is None:
            return False
        if self.codes:
            return value in self.codes
        return (self.low is None or int(value) >= self.low) and (self.high is None or int(value) <= self.high)

    def engine(self) -> str:
        """As the engine reads it."""
        if self.codes:
            return ", ".join(f'"{code}"' for code in self.codes)
        if self.low is not None and self.high is not None:
            return f"[{self.low}..{self.high}]"
        return "" if self.open else f">= {self.low}" if self.low is not None else f"<= {self.high}"

    def plain(self) -> str:
        """As it is written in the grid."""
        if self.codes:
            return ", ".join(self.codes)
        if self.low is not None and self.high is not None:
            return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"
        return "" if self.open else f">={self.low}" if self.low is not None else f"<={self.high}"


_SPAN = re.compile(r"(\d{1,9})\s*(?:-|至|~|\.\.)\s*(\d{1,9})", re.ASCII)
_ENDED = re.compile(r"(>=|<=|>|<|=|≥|≤)?\s*(\d{1,9})", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}", re.ASCII)


def read_cell(fact: Fact, text: str) -> Condition | Refused:
    """What a cell says. Numbers: `30`, `>=30`, `1-30`; codes apart by commas; empty holds always.

    >>> read_cell(FACTS["years"], "> 3"), read_cell(FACTS["years"], "1-5").plain()
    (Condition(codes=(), low=4, high=None), '1-5')
    """
    words = text.replace("，", ",").replace("、", ",").strip()
    if not words or words in ("-", "*"):
        return Condition()
    if fact.kind is Kind.NUMBER:
        return _number(fact, words)
    codes = tuple(dict.fromkeys(each.strip().strip('"').upper() for each in words.split(",") if each.strip()))
    strange = [code for code in codes if not _CODE.fullmatch(code) or (fact.codes and code not in fact.codes)]
    if strange:
        known = "、".join(fact.codes) or "大写代码"
        return Refused(
            TableRefusal.CODE_UNKNOWN, f"「{fact.title}」没有「{strange[0][:40]}」。", f"可用:{known}。", fact.name
        )
    return Condition(codes=codes)


def _number(fact: Fact, words: str) -> Condition | Refused:
    span, ended = _SPAN.fullmatch(words), _ENDED.fullmatch(words)
    if span and int(span.group(1)) <= int(span.group(2)):
        return Condition(low=int(span.group(1)), high=int(span.group(2)))
    if ended is None:
        return Refused(
            TableRefusal.CELL_UNREADABLE,
            f"「{fact.title}」的条件「{words[:40]}」看不懂。",
            "请写成 30、>=30、<30 或 1-30;不限请留空。",
            fact.name,
        )
    sign, number = ended.group(1) or "=", int(ended.group(2))
    low = {">=": number, "≥": number, ">": number + 1, "=": number}.get(sign)
    high = {"<=": number, "≤": number, "<": number - 1, "=": number}.get(sign)
    return Condition(low=low, high=high)


# --- a whole table ---------------------------------------------------------------------------------------------------


def check_columns(code: TableCode, columns: Sequence[str]) -> Refused | None:
    """The columns of a grid that was brought: deposits are refused by their name, others must be the layout's."""
    for name in columns:
        if name in DEPOSIT_FACTS or "存款" in name or "归行" in name:
            return Refused(
                TableRefusal.DEPOSIT_IS_NO_CONDITION,
                f"「{name}」不能作为条件:不得以存款或归行率决定准入、额度或价格(七不准之二)。",
                "请删除这一列;存款与归行只作监测。",
                name,
            )
    if tuple(columns) != LAYOUTS[code].columns:
        strange = next((name for name in columns if name not in LAYOUTS[code].columns), "columns")
        wanted = "、".join(LAYOUTS[code].columns)
        return Refused(TableRefusal.FACT_UNKNOWN, "列与本表不符。", f"本表的列依次为:{wanted}。", strange)
    return None


def check_rows(code: TableCode, rows: Sequence[Row]) -> Refused | None:
    """Whether the rows make a table: readable cells, known verdicts, names once, and a last row that always speaks."""
    layout = LAYOUTS[code]
    if not 0 < len(rows) <= MOST_ROWS:
        return Refused(TableRefusal.ROWS_MISSING, f"行数应在 1 至 {MOST_ROWS} 之间。", "请至少保留一行。", "rows")
    for place, row in enumerate(rows, 1):
        if len(row.cells) != len(layout.columns):
            return Refused(
                TableRefusal.ROW_WIDTH_WRONG, f"第 {place} 行的格数与列数不符。", "请按列补齐。", f"rows.{place}"
            )
        for name, cell in zip(layout.columns, row.cells, strict=True):
            found = read_cell(FACTS[name], cell)
            if isinstance(found, Refused):
                return Refused(found.name, f"第 {place} 行:{found.reason}", found.next_step, f"rows.{place}.{name}")
        if row.verdict not in layout.verdicts:
            known = "、".join(layout.verdicts)
            return Refused(
                TableRefusal.VERDICT_UNKNOWN, f"第 {place} 行的结论「{row.verdict[:40]}」不在本表结论中。",
                f"可用:{known}。", f"rows.{place}.verdict",
            )  # fmt: skip
    names = [row.id for row in rows]
    if len(set(names)) != len(names) or not all(_CODE.fullmatch(name) for name in names):
        return Refused(
            TableRefusal.ROW_ID_TWICE, "行号重复或不是大写字母开头的代码。", "请给每一行不同的行号,例如 E01。", "rows"
        )
    if any(cell.strip() for cell in rows[-1].cells):
        return Refused(
            TableRefusal.LAST_ROW_NOT_OPEN,
            "最后一行须不带条件,以保证总有结论。",
            "请在末尾加一行全部留空的兜底行。",
            "rows",
        )
    return None


def content_of(code: TableCode, rows: Sequence[Row]) -> dict[str, Any]:
    """The JSON the engine runs, of rows that `check_rows` has passed."""
    layout = LAYOUTS[code]
    lines = []
    for row in rows:
        line: dict[str, str] = {"_id": row.id, "_description": row.words}
        for name, cell in zip(layout.columns, row.cells, strict=True):
            found = read_cell(FACTS[name], cell)
            line[name] = "" if isinstance(found, Refused) else found.engine()
        lines.append({**line, "verdict": f'"{row.verdict}"', "row": f'"{row.id}"'})
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": FACTS[name].title, "field": name} for name in layout.columns],
        "outputs": [{"id": name, "name": name, "field": name} for name in ("verdict", "row")],
        "rules": lines,
    }
    return {
        "nodes": [
            {"id": "facts", "name": "facts", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {"id": "table", "name": layout.title, "type": "decisionTableNode", "content": table,
             "position": {"x": 240, "y": 0}},
            {"id": "answer", "name": "answer", "type": "outputNode", "position": {"x": 480, "y": 0}},
        ],
        "edges": [
            {"id": "in", "sourceId": "facts", "targetId": "table", "type": "edge"},
            {"id": "out", "sourceId": "table", "targetId": "answer", "type": "edge"},
        ],
    }  # fmt: skip


def rows_of(code: TableCode, content: Mapping[str, Any]) -> list[Row]:
    """The grid, read back from the JSON."""
    table = next(node["content"] for node in content["nodes"] if node["type"] == "decisionTableNode")
    return [
        Row(
            id=line["_id"],
            cells=tuple(_plain(line.get(name, "")) for name in LAYOUTS[code].columns),
            verdict=line["verdict"].strip('"'),
            words=line.get("_description", ""),
        )
        for line in table["rules"]
    ]


def _plain(engine: str) -> str:
    text = engine.replace('"', "").replace("[", "").replace("]", "").replace("..", "-")
    return text.replace(">= ", ">=").replace("<= ", "<=")


def conditions(code: TableCode, rows: Sequence[Row]) -> list[list[Condition]]:
    """Every cell understood, for whoever walks the table."""
    understood = []
    for row in rows:
        found = [read_cell(FACTS[name], cell) for name, cell in zip(LAYOUTS[code].columns, row.cells, strict=True)]
        understood.append([each for each in found if isinstance(each, Condition)])
    return understood


def first_hit(code: TableCode, rows: Sequence[Row], facts: Mapping[str, Any]) -> Row:
    """The first row whose every cell holds of the facts."""
    values = [facts.get(name) for name in LAYOUTS[code].columns]
    for row, cells in zip(rows, conditions(code, rows), strict=True):
        if all(cell.holds(value) for cell, value in zip(cells, values, strict=True)):
            return row
    return rows[-1]


def check_from(effective_from: date, business_date: date, newest: date | None) -> Refused | None:
    """A version takes over later than today and not before the one there is: what was decided today stays explained."""
    after = max(business_date, newest) if newest else business_date
    if effective_from > after:
        return None
    return Refused(
        TableRefusal.TABLE_FROM_NOT_LATER, f"生效日 {effective_from} 不晚于 {after}。", "请填写更晚的生效日期。", "from"
    )


# --- as shipped ------------------------------------------------------------------------------------------------------

_BAD = "SUBSTANDARD, DOUBTFUL, LOSS"
SHIPPED: Mapping[TableCode, tuple[Row, ...]] = {
    TableCode.RATING_TABLE: (
        Row("R01", (_BAD, "", "", "", "", ""), "D", "现有贷款已不良"),
        Row("R02", ("", ">=31", "", "", "", ""), "C", "逾期超过 30 天"),
        Row("R03", ("", ">=1", "", "", "", ""), "BB", "当前有逾期"),
        Row("R04", ("WATCH", "", "", "", "", ""), "BB", "现有贷款关注"),
        Row("R05", ("", "", "D", "", "", ""), "BB", "纳税信用 D 级"),
        Row("R06", ("", "", "A", ">=8", ">=80", ">=12"), "AAA", "八年以上,流水很稳,纳税 A 级"),
        Row("R07", ("", "", "", ">=5", ">=75", ">=12"), "AA", "五年以上,流水稳"),
        Row("R08", ("", "", "", ">=3", ">=65", ">=10"), "A", "三年以上,流水较稳"),
        Row("R09", ("", "", "", ">=2", "", ""), "BBB", "经营两年以上"),
        Row("R99", ("", "", "", "", "", ""), "BB", "其余"),
    ),
    TableCode.ELIGIBILITY: (
        Row("E01", ("GONE", "", "", "", "", "", "", "", ""), "REFUSE", "已注销、吊销或迁出"),
        Row("E02", ("", "BLACK", "", "", "", "", "", "", ""), "REFUSE", "黑名单"),
        Row("E03", ("", "", "", _BAD, "", "", "", "", ""), "REFUSE", "现有贷款不良"),
        Row("E04", ("", "", "", "", "", "", "", "C, D", ""), "REFUSE", "评级过低"),
        Row("E05", ("", "", "", "", ">=1", "", "", "", ""), "PERSON", "当前有逾期,由人工核实是否小额遗忘"),
        Row("E06", ("ABNORMAL", "", "", "", "", "", "", "", ""), "PERSON", "经营异常"),
        Row("E07", ("", "GREY", "", "", "", "", "", "", ""), "PERSON", "灰名单"),
        Row("E08", ("", "", "", "", "", "YES", "", "", ""), "PERSON", "有欠税"),
        Row("E09", ("", "", "", "", "", "", "<1", "", ""), "PERSON", "经营不满一年"),
        Row("E10", ("UNKNOWN", "", "NO", "", "", "", "", "", ""), "PERSON", "工商与本行均无记录"),
        Row("E99", ("", "", "", "", "", "", "", "", ""), "ADMIT", "准入"),
    ),
    TableCode.TIER_CAP_TABLE: (
        Row("T01", ("", "BB, B, C, D"), "BASIC", "评级低于 BBB 按基础类"),
        Row("T02", ("KEY", ""), "KEY", "重点类"),
        Row("T03", ("QUALITY", ""), "QUALITY", "优质类"),
        Row("T99", ("", ""), "BASIC", "基础类"),
    ),
    TableCode.PRICE_BAND: (
        Row("P01", ("AAA", ""), "P1", ""),
        Row("P02", ("AA", ""), "P2", ""),
        Row("P03", ("A", ""), "P3", ""),
        Row("P04", ("BBB", ""), "P4", ""),
        Row("P99", ("", ""), "P5", ""),
    ),
}
"""Version 1 of every table: defaults to be replaced by the bank's own (domain 1.15, 2.14, 5.1 [D])."""
