"""What the returns share: kinds of cells, and the line that holds a sheet's total against the scoreboard's balance."""

from __future__ import annotations

from wuhua.areas.reporting.read.lake import Desk
from wuhua.areas.reporting.read.scoreboard import books
from wuhua.areas.reporting.rules import CellKind, Universe
from wuhua.core.money import yuan

TEXT, COUNT, YUAN, PCT, DAY = CellKind.TEXT, CellKind.COUNT, CellKind.YUAN, CellKind.PCT, CellKind.DAY


def tie(desk: Desk, total: int) -> str:
    """勾稽: the sheet's total, all loans as the scoreboard counts them, and the difference (nought when all is well)."""
    wanted = books(desk)["now", Universe.ALL].balance
    return f"勾稽:本表合计 {yuan(total)}元;各项贷款余额 {yuan(wanted)}元;差额 {yuan(total - wanted)}元。"
