"""What a bank's file is made of: columns with a code, a heading and a kind of cell.

Kinds: text, code, yuan (amount in yuan, stored in fen), pct (rate in percent a year, stored in whole 10⁻⁷), int, day,
month (stored as 2018-09), flag (是/否), time (day and minute).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    CODE = "code"
    YUAN = "yuan"
    PCT = "pct"
    INT = "int"
    DAY = "day"
    MONTH = "month"
    TIME = "time"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `code` in programs, `heading` in the bank's file."""

    code: str
    heading: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One file. `key` names the columns that tell two rows apart; `refers` says which column points to which file;
    `handbook` is the page that describes it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str], ...] = ()
    required: bool = False
    handbook: str = "docs/手册/导入.md"

    def column(self, code: str) -> Column:
        """The column of that code; a `KeyError` is a slip of the programmer, not of the bank."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)

    @property
    def main_amount(self) -> Column | None:
        """The amount the control totals add up: the first required amount column, where the file has one."""
        return next((each for each in self.columns if each.kind is Kind.YUAN and each.required), None)
