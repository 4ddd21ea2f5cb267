"""Verbs of the card, each once under its key, in one transaction with its step and its trace.

`open_card`, `draw`, `repay` and `act` (freeze, reduce, replace, review, close) are done at once by one person; `orders` are
asked by one and decided by another; `watch` is the daily run, `freeze_red` its way for warnings that a later room raises.
"""

from wuhua.areas.creditline.actions.changes import act
from wuhua.areas.creditline.actions.money import (
    draw,
    draw_preview,
    drawn,
    repay,
    repay_preview,
)
from wuhua.areas.creditline.actions.opening import open_card
from wuhua.areas.creditline.actions.orders import ask, decide, withdraw
from wuhua.areas.creditline.actions.watch import freeze_red, watch

__all__ = [
    "act",
    "ask",
    "decide",
    "draw",
    "draw_preview",
    "drawn",
    "freeze_red",
    "open_card",
    "repay",
    "repay_preview",
    "watch",
    "withdraw",
]
