"""A counted paper as the file that leaves the house, the same for the page and for other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.printouts import pdf, word
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.printouts.sheets import Sheet
from wuhua.areas.servicing.words import PaperForm


def made(sheet: Sheet, wanted: Wanted, who: Officer, day: date, done: dict[str, Any]) -> bytes:
    """PDF or Word, with which copy it is, by whom and on which day at the foot."""
    foot = f"第{done['copy']}次打印  {day.isoformat()}  {who.name}({who.number})  打印编号 {done['printout']:06d}"
    if wanted.form is PaperForm.WORD:
        return word.filled(sheet, foot, done["copy"])
    return pdf.drawn(sheet, wanted, foot, done["copy"])
