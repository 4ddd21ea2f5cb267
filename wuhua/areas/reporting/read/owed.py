"""What each borrower owes on a sealed day, in fen and by customer number; whoever shows it puts it together by cell."""

from __future__ import annotations

from datetime import date

from wuhua.areas.reporting.read import source
from wuhua.platform.models import SealedDay, SealKind


def owed(day: date) -> dict[str, tuple[int, int]]:
    """(balance, overdue) of every customer who owes something. Raises `Refuse` where the day is not sealed."""
    with source.desk(day) as desk:
        rows = desk.ask("measures/by_customer")
    return {row["customer"]: (int(row["balance"]), int(row["overdue"])) for row in rows}


def opened_on() -> date | None:
    """The day the books were opened here: the genesis seal; None before."""
    return SealedDay.objects.filter(kind=SealKind.GENESIS).values_list("day", flat=True).first()
