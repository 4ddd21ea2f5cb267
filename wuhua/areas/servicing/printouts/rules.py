"""Rules of paper: what may be asked for, and how far a pre-printed form may be off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.servicing.words import Paper, PaperForm, PaperRefusal
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import FURTHEST_OFFSET

OF_NOTE = tuple(each for each in Paper if each not in (Paper.BALANCE_CHECK, Paper.STATEMENT))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper asked for. `subject` is a note, a customer (余额对账单) or an account (账户对账单).

    `first` is the bill's due day of an interest list, the day paid of a receipt, the first day of a statement, the day of a
    balance check; `last` the last day of a statement; `receipt` tells several receipts of a day apart.
    """

    paper: Paper
    subject: str
    form: PaperForm = PaperForm.PDF
    first: date | None = None
    last: date | None = None
    receipt: int = 0
    right: int = 0
    down: int = 0
    preprinted: bool = False
    identity: bool = False

    @property
    def name(self) -> str:
        """The paper's own name: the same name is the same paper, printed again."""
        parts = [self.subject, *(each.isoformat() for each in (self.first, self.last) if each)]
        return "/".join([*parts, str(self.receipt)] if self.paper is Paper.RECEIPT else parts)


def check_offset(wanted: Wanted) -> Refused | None:
    """Whether the form is shifted by what a printer's tray can be off."""
    if max(abs(wanted.right), abs(wanted.down)) <= FURTHEST_OFFSET:
        return None
    return Refused(
        PaperRefusal.OFFSET_OUT_OF_RANGE,
        f"偏移超过 {FURTHEST_OFFSET} 毫米。",
        "请核对打印机进纸位置,偏移填写 -30 至 30 毫米。",
        "right" if abs(wanted.right) > FURTHEST_OFFSET else "down",
    )
