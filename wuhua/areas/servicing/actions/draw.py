"""再次支用, the short way: a draw of today on a note that owes nothing moves its balance and nothing else of its life.

How it travels: `trips`. Whether it may be: `early.draw`, the same for both ways.
"""

from __future__ import annotations

from datetime import date

from wuhua.areas.servicing import read, rules
from wuhua.areas.servicing.actions import trips
from wuhua.areas.servicing.actions.change import Wish, money
from wuhua.areas.servicing.actions.common import plain
from wuhua.areas.servicing.actions.trips import Done, Found
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import MOVING, BookStatus, EventKind
from wuhua.books.rules import LOANS, Entry, Line, Side
from wuhua.platform import audit


def quick(found: Found, wish: Wish, *, day: date, actor: str, key: str) -> Done | None:
    """The draw that was decided, from the anchor; None where the life must be walked."""
    row, amount = found.row, -wish.cash
    if not _plain_enough(found, wish, day) or wish.account is None:
        return None
    was = {name: getattr(row, name) for name in MOVING}
    _move_anchor(row, amount, day)
    changed = {name: getattr(row, name) for name in MOVING if getattr(row, name) != was[name]}
    lines = (
        money(wish.cash, wish.account),
        Line(LOANS, Side.DEBIT, amount, row.branch, row.product, row.book_status, row.id),
    )
    return Done(
        answer={"note": row.number, "amount": amount, "parts": [], "refund": 0, "receipt": found.receipt},
        steps=[
            trips.writing(found, EventKind.DRAW, day=day, actor=actor, amount=amount),
            audit.step(
                actor=actor,
                business_date=day,
                action="servicing.draw",
                subject=f"note:{row.number}",
                before=plain({name: was[name] for name in changed}),
                after=plain(changed) | {"amount": amount, "parts": []},
            ),
        ],
        entry=Entry(f"draw/{key}", day, wish.why, lines),
    )


def _plain_enough(found: Found, wish: Wish, day: date) -> bool:
    """Of today, in term, with nothing due, overdue, in grace or waiting for its next due day to be found."""
    row = found.row
    return (
        wish.event.day == day
        and row.next_due is not None
        and row.next_due > day
        and row.maturity > day
        and row.book_status == BookStatus.NORMAL
        and not (found.bills or row.oldest_due or row.overdue_principal or row.grace_days or row.advance)
    )


def _move_anchor(row: LoanNote, amount: int, day: date) -> None:
    """The note anew (not yet written) at the opening of `day`: the day itself is earned by the balance after the draw."""
    figures = rules.figures_on(read.anchor_of(row), day)
    row.principal += amount
    row.anchor_day = day
    row.accrued, row.carry = figures.interest, figures.interest_carry
    row.penalty_accrued, row.penalty_carry = figures.penalty, figures.penalty_carry
    row.compound_accrued, row.compound_carry = figures.compound, figures.compound_carry
    row.compound_base = 0
