"""A paper as PDF; the drawing itself is the house's (`platform.paper.pdf`)."""

from __future__ import annotations

from wuhua.areas.servicing.printouts.layouts import LAYOUTS
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.printouts.sheets import Sheet
from wuhua.platform.paper import pdf


def drawn(sheet: Sheet, wanted: Wanted, foot: str, copy: int) -> bytes:
    """The paper as PDF. `foot` stands at the foot of every page, `copy` beside the title."""
    tray = pdf.Tray(wanted.right, wanted.down, wanted.preprinted)
    return pdf.drawn(LAYOUTS[sheet.paper], sheet.filled, foot, copy, tray)
