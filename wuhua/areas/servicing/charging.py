"""A fee on a loan beside the loan's own price (七不准 4): every entrance registers fees through here.

Compliance knows neither notes nor cases. Here the number a person typed is found to be one or the other, and what the
all-in cost is reckoned from is read from the book: nobody gets round the check by leaving a field empty.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.actions import NewCharge, Terms
from wuhua.areas.compliance.rules.charges import Payer
from wuhua.areas.compliance.rules.conduct import ConductRefusal
from wuhua.areas.origination.read import priced
from wuhua.areas.origination.read.priced import Priced
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused

NOTE, CASE = "note:", "case:"


def charge_fee(*, actor: Officer, business_date: date, new: NewCharge, model_price: int | None = None) -> Any:
    """`compliance.charge_fee` on the loan the number names; `model_price` only where the book does not know it."""
    number = new.subject.strip()
    note = pages.note_for(actor, number.removeprefix(NOTE))
    case = priced.by_number(actor, number.removeprefix(CASE)) if note is None else None
    if note is not None:
        new = replace(new, subject=f"{NOTE}{note.number}", terms=_of_note(note, model_price))
        if new.terms is None and new.payer is Payer.BORROWER and new.at_disbursement:
            return Refused(
                ConductRefusal.INTEREST_SPLIT_INTO_FEES,
                "没有这笔借据的定价记录,不能核对利率加费用的综合成本(七不准之四:浮利分费)。",
                "请填写定价利率。",
                "priced",
            )
    elif case is not None:
        new = replace(new, subject=f"{CASE}{case.case}", terms=_of_case(case, business_date))
    return compliance.charge_fee(actor=actor, business_date=business_date, new=new)


def _of_note(note: LoanNote, model_price: int | None) -> Terms | None:
    case = priced.by_note(note.number)
    price = case.price if case is not None else model_price
    if price is None:
        return None
    also = () if case is None else (f"{CASE}{case.case}",)
    return Terms(note.amount, note.rate, (note.maturity - note.start).days, price, also)


def _of_case(case: Priced, on: date) -> Terms | None:
    """After the decision; before it the decision itself counts the fees that stand on the case."""
    if not case.rate:
        return None
    return Terms(case.amount, case.rate, (add_months(on, case.months) - on).days, case.price)
