"""Who deals with whom, and how long a customer may stand outside every cell."""

from __future__ import annotations

from enum import StrEnum


class TieKind(StrEnum):
    """关系 on the ecology map (domain 1.4)."""

    SUPPLIES = "SUPPLIES"
    SELLS_TO = "SELLS_TO"
    GUARANTEES = "GUARANTEES"
    OWNS = "OWNS"
    RENTS_IN = "RENTS_IN"
    COMPETES = "COMPETES"


TIE_NAMES = {
    TieKind.SUPPLIES: "供货",
    TieKind.SELLS_TO: "销售",
    TieKind.GUARANTEES: "担保",
    TieKind.OWNS: "控股",
    TieKind.RENTS_IN: "承租",
    TieKind.COMPETES: "竞争",
}
