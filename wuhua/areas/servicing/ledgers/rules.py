"""Rules of ledgers: their columns, and what a line brought back may say. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.servicing.words import Ledger, LedgerField, LedgerRefusal, MaturityPlan
from wuhua.core.refuse import Refused

LONGEST_WORD = 200
PLAN = "plan"
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


class CellKind(StrEnum):
    """How a cell is written and read."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    COUNT = "count"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `open` may be written; `moves` changes with every day by itself, so it makes no line stale."""

    code: str
    title: str
    kind: CellKind = CellKind.TEXT
    width: int = 14
    open: bool = False
    moves: bool = False


PLAN_NAMES: Mapping[str, str] = {
    MaturityPlan.REPAY: "还款",
    MaturityPlan.RENEW: "续贷",
    MaturityPlan.EXTEND: "展期",
    MaturityPlan.SUE: "诉讼",
}
_M, _D, _N = CellKind.MONEY, CellKind.DAY, CellKind.COUNT
NUMBER = Column("number", "借据号", width=20)
_WHO = (
    NUMBER,
    Column("customer", "客户号"),
    Column("name", "客户名称", width=26),
    Column("branch", "机构", width=16, moves=True),
    Column("manager", "客户经理", width=10, moves=True),
)
_REMARK = Column(LedgerField.REMARK, "备注", width=34, open=True)
_NEXT = Column(LedgerField.NEXT_CONTACT, "下次联系日", _D, 13, open=True)
_MEASURE = Column(LedgerField.MEASURE, "责任措施", width=30, open=True)
_PLAN = Column(PLAN, "到期安排", width=10, open=True)
_BALANCE = Column("balance", "余额", _M)

LEDGERS: Mapping[Ledger, tuple[Column, ...]] = {
    Ledger.LOANS: (
        *_WHO,
        Column("contract", "合同号", width=20),
        Column("product", "产品"),
        Column("amount", "借款金额", _M),
        _BALANCE,
        Column("rate", "年利率(%)", CellKind.RATE, 11),
        Column("start", "起息日", _D, 12),
        Column("maturity", "到期日", _D, 12),
        Column("security", "担保方式", width=10),
        Column("status", "账面状态", width=10),
        Column("use", "用途", width=20),
        _NEXT,
        _REMARK,
    ),
    Ledger.MATURITIES: (
        *_WHO,
        _BALANCE,
        Column("maturity", "到期日", _D, 12),
        Column("days_left", "剩余天数", _N, 10, moves=True),
        Column("security", "担保方式", width=10),
        Column("extensions", "展期次数", _N, 10),
        _PLAN,
        _NEXT,
        _REMARK,
    ),
    Ledger.ARREARS: (
        *_WHO,
        _BALANCE,
        Column("late_principal", "逾期本金", _M, moves=True),
        Column("late_interest", "欠息", _M, moves=True),
        Column("late_penalty", "罚息", _M, moves=True),
        Column("late_compound", "复利", _M, moves=True),
        Column("oldest", "最早欠款日", _D, 12),
        Column("days_late", "逾期天数", _N, 10, moves=True),
        Column("status", "账面状态", width=10, moves=True),
        _MEASURE,
        _NEXT,
        _REMARK,
    ),
    Ledger.WRITE_OFFS: (
        *_WHO,
        Column("written_off_on", "核销日", _D, 12),
        Column("written_off", "核销本金", _M),
        Column("recovered", "核销后收回", _M, moves=True),
        _BALANCE,
        Column("first_responsible", "第一责任人", width=12),
        _MEASURE,
        _NEXT,
        _REMARK,
    ),
}

Row = Mapping[str, str]
"""One line as text by column code: money in yuan to the fen, days as 2018-09-30, unknown as nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One open cell that says something new."""

    line: int
    note: str
    name: str
    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell or line that is not taken: the line of the file, the column's heading where it is one cell."""

    line: int
    note: str
    title: str
    refused: Refused


@dataclass(frozen=True, slots=True)
class Difference:
    """What a ledger brought back would change, and what of it is refused."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    same: int


def compare(
    ledger: Ledger, out: Mapping[str, Row], back: Sequence[tuple[int, Row]], now: Mapping[str, Row]
) -> Difference:
    """Lines `out` as handed out by note, `back` as brought back with their line in the file, `now` as they would be today.

    A note that is not in `now` has left the ledger, or was never this officer's to see.
    """
    changes: list[Change] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    same = 0
    for line, row in back:
        number = row.get(NUMBER.code, "")
        fault = _line_fault(line, number, seen, out, now)
        seen.add(number)
        if fault is not None:
            faults.append(fault)
            continue
        found, wrong = _cells(ledger, line, out[number], row, now[number])
        changes += found
        faults += wrong
        same += not found and not wrong
    return Difference(tuple(changes), tuple(faults), same)


def _line_fault(line: int, number: str, seen: set[str], out: Mapping[str, Row], now: Mapping[str, Row]) -> Fault | None:
    if number not in out:
        said = f"第 {line} 行的借据「{number}」不在导出的台账里。" if number else f"第 {line} 行没有借据号。"
        return _fault(line, number, NUMBER, LedgerRefusal.LINE_UNKNOWN, said, "台账不能增行;新借据请重新导出。")
    if number in seen:
        return _fault(
            line, number, NUMBER, LedgerRefusal.LINE_TWICE, f"借据 {number} 出现了两次。", "请删去重复的一行。"
        )
    if number not in now:
        return _fault(
            line,
            number,
            NUMBER,
            LedgerRefusal.LINE_NOT_YOURS,
            f"借据 {number} 已不在这本台账里,或您无权查看。",
            "请重新导出。",
        )
    return None


def _cells(ledger: Ledger, line: int, out: Row, row: Row, now: Row) -> tuple[list[Change], list[Fault]]:
    changes: list[Change] = []
    faults: list[Fault] = []
    number, name = out[NUMBER.code], out.get("name", "")
    for column in LEDGERS[ledger]:
        before, after = out.get(column.code, ""), row.get(column.code, "")
        if before == after:
            continue
        if not column.open:
            said = f"「{column.title}」由「{before}」改成了「{after}」,这一列不能改。"
            locked = LedgerRefusal.COLUMN_LOCKED
            faults.append(_fault(line, number, column, locked, said, "请改回原值;数据有误的请走更正流程。"))
            continue
        no = _unreadable(column, after)
        if no:
            faults.append(_fault(line, number, column, LedgerRefusal.CELL_UNREADABLE, no, "请按列的写法填写。"))
            continue
        changes.append(Change(line, number, name, column, before, after))
    stale = [each for each in LEDGERS[ledger] if not each.moves and out.get(each.code, "") != now.get(each.code, "")]
    if changes and stale:
        titles = "、".join(each.title for each in stale)
        said = f"借据 {number} 在导出之后已有变化({titles})。"
        return [], [*faults, _fault(line, number, stale[0], LedgerRefusal.LINE_STALE, said, "请重新导出后再填这一行。")]
    return changes, faults


def _unreadable(column: Column, text: str) -> str:
    """Why an open cell cannot be taken; empty when it can. An empty cell takes the word away."""
    if not text:
        return "到期安排不能清空。" if column.code == PLAN else ""
    if column.code == PLAN and text not in PLAN_NAMES.values():
        return f"到期安排「{text}」不是还款、续贷、展期、诉讼之一。"
    if column.kind is CellKind.DAY and day_of(text) is None:
        return f"「{text}」不是日期。"
    if column.kind is CellKind.TEXT and len(text) > LONGEST_WORD:
        return f"有 {len(text)} 个字,超过 {LONGEST_WORD} 个。"
    return ""


def _fault(line: int, number: str, column: Column, name: LedgerRefusal, reason: str, next_step: str) -> Fault:
    return Fault(line, number, column.title, Refused(name, reason, next_step, column.code))


def plan_of(name: str) -> MaturityPlan:
    """The plan of that name."""
    return next(MaturityPlan(code) for code, word in PLAN_NAMES.items() if word == name)


def day_of(text: str) -> date | None:
    """A day as a spreadsheet program may have written it; None where it is none.

    >>> day_of("2018-09-30 00:00:00"), day_of("2018/9/30"), day_of("明天")
    (datetime.date(2018, 9, 30), datetime.date(2018, 9, 30), None)
    """
    head = text.strip().split(" ")[0].split("T")[0]
    found = _DAY.fullmatch(head) or _PACKED.fullmatch(head)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
