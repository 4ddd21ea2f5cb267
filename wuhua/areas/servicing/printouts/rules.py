"""Rules of paper: amounts in words, what may be asked for, and how far a pre-printed form may be off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import cn2an

from wuhua.areas.servicing.words import Paper, PaperForm, PaperRefusal
from wuhua.core.money import LIMIT_FEN, yuan
from wuhua.core.refuse import Refused, ensure

FURTHEST_OFFSET = 30
"""Millimetres a printer's tray may be off; more is another form."""
OF_NOTE = (Paper.NOTE, Paper.INTEREST_LIST, Paper.RECEIPT, Paper.DUE_NOTICE, Paper.DEMAND_NOTICE, Paper.CERTIFICATE)


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


def in_words(fen: int) -> str:
    """Fen as a bank writes an amount in words, after the People's Bank's rules for filling in vouchers.

    What the rules leave open is closed here: 整 also stands after 角, so that nothing can be added behind it, and an amount
    below one yuan begins with its first figure, without 零元.

    >>> in_words(165_333), in_words(20_000_000), in_words(1_640_902), in_words(50)
    ('壹仟陆佰伍拾叁元叁角叁分', '贰拾万元整', '壹万陆仟肆佰零玖元零贰分', '伍角整')
    >>> in_words(0), in_words(10_100), in_words(5)
    ('零元整', '壹佰零壹元整', '伍分')
    """
    ensure(0 <= fen <= LIMIT_FEN, f"an amount in words lies between nought and a hundred billion yuan, not {fen} fen")
    text = str(cn2an.an2cn(yuan(fen), "rmb"))
    return f"{text}整" if text.endswith("角") else text
