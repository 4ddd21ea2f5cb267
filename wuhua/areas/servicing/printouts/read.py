"""What has been printed, and what there is to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.servicing import pages
from wuhua.areas.servicing.models import LoanNote, Printout, RepaymentItem
from wuhua.areas.servicing.printouts import extended, interest
from wuhua.areas.servicing.printouts.names import WAYS
from wuhua.areas.servicing.printouts.sheets import NO_MONEY_CAME
from wuhua.areas.servicing.rules import Security
from wuhua.areas.servicing.words import Paper


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment that a receipt may be printed of (fen)."""

    paid: date
    number: int
    way: str
    amount: int


def receipts(note_id: int, limit: int = 60) -> list[Receipt]:
    """Payments of a note, newest first; taken back ones left out."""
    found: dict[tuple[date, int], tuple[str, int]] = {}
    for item in RepaymentItem.objects.filter(note_id=note_id).exclude(way__in=NO_MONEY_CAME):
        _way, sum_ = found.get((item.paid, item.number), ("", 0))
        found[(item.paid, item.number)] = (WAYS.get(item.way, item.way), sum_ + item.amount)
    rows = [Receipt(paid, number, way, sum_) for (paid, number), (way, sum_) in found.items() if sum_ > 0]
    return sorted(rows, key=lambda row: (row.paid, row.number), reverse=True)[:limit]


def interest_dues(note: LoanNote, day: date) -> list[date]:
    """Due days an interest list may be printed of, newest first."""
    return interest.bills(note, day)


def special(note: LoanNote, day: date) -> list[Paper]:
    """Papers only some notes have: to whoever stands surety for one in arrears, and of an extension asked for or done."""
    late = note.security == Security.GUARANTEE and note.closed is None and pages.overdue_days(note, day) > 0
    found = [Paper.GUARANTOR_NOTICE] if late else []
    return [*found, Paper.EXTENSION_AGREEMENT] if extended.newest(note, day) else found


def printouts_of(customer_id: int, subject: str = "", limit: int = 40) -> list[Printout]:
    """What was printed for a customer, newest first; about one note or account when `subject` names it."""
    found = Printout.objects.filter(customer_id=customer_id)
    if subject:
        found = found.filter(subject=subject) | found.filter(subject__startswith=f"{subject}/")
    return list(found.order_by("-id")[:limit])
