"""代扣回盘 files as a bank writes them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from wuhua.core.money import fen_of, yuan

HEADS = ("信贷借据号", "扣款金额", "扣款结果", "失败原因", "银行流水号", "扣款日期", "笔数")
Line = tuple[str, ...]


def line_of(n: int, note: str, amount: int, day: date, why: str = "", reference: str = "") -> Line:
    """One line: money that came, or with `why` a debit that failed. `amount` in fen."""
    return (note, yuan(amount), "失败" if why else "成功", why, reference or f"YH{day:%m%d}{n:06d}", str(day), "")


def totals_of(lines: Sequence[Line]) -> Line:
    return ("合计", yuan(sum(fen_of(line[1]) for line in lines)), "", "", "", "", str(len(lines)))


def write_return(path: Path, lines: Sequence[Line], totals: Line | None = None, encoding: str = "utf-8") -> Path:
    """The file, with totals that agree unless others are given."""
    rows = [HEADS, *lines, totals or totals_of(lines)]
    path.write_bytes("".join(",".join(row) + "\r\n" for row in rows).encode(encoding))
    return path
