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


def text(code: str, heading: str, required: bool = False, *choices: str) -> Column:
    """A column of words, or of the codes named."""
    return Column(code, heading, Kind.CODE if choices else Kind.TEXT, required, choices)


def yuan(code: str, heading: str, required: bool = False) -> Column:
    """An amount in yuan."""
    return Column(code, heading, Kind.YUAN, required)


def pct(code: str, heading: str, required: bool = False) -> Column:
    """A rate in per cent a year."""
    return Column(code, heading, Kind.PCT, required)


def int_(code: str, heading: str, required: bool = False) -> Column:
    """A whole number."""
    return Column(code, heading, Kind.INT, required)


def day(code: str, heading: str, required: bool = False) -> Column:
    """A day."""
    return Column(code, heading, Kind.DAY, required)


def month(code: str, heading: str, required: bool = False) -> Column:
    """A month."""
    return Column(code, heading, Kind.MONTH, required)


def time(code: str, heading: str, required: bool = False) -> Column:
    """A day and minute."""
    return Column(code, heading, Kind.TIME, required)


def flag(code: str, heading: str, required: bool = False) -> Column:
    """是 or 否."""
    return Column(code, heading, Kind.FLAG, required)


def secret(code: str, heading: str, required: bool = False) -> Column:
    """Words that are stored sealed."""
    return Column(code, heading, Kind.TEXT, required, (), True)
