"""Lives worked by hand, to the fen, on the real books: 段秀英 (P2) and 高文斌 (P4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.lives import duan, gao
from tests.town import Town, fen
from wuhua.areas.servicing.models import RepaymentItem
from wuhua.areas.servicing.rules import BookStatus, DueKind, ServicingRefusal
from wuhua.core.refuse import Refused

Built = Callable[[Callable[[], Town]], Town]


def test_P2_partial_debit_arrears_and_compound(built: Built) -> None:
    """200,000.00 at 9.6 %, interest monthly. Due 09-21: 31 days 1,653.33; the account holds 1,000.00."""
    town = built(duan)
    town.close_through(date(2018, 9, 20))
    assert town.owed("P2") == {DueKind.INTEREST: fen("1,653.33")}
    town.close_through(date(2018, 9, 21))
    assert RepaymentItem.objects.get(note_id=town.note("P2").id, way="AUTO").amount == fen("1,000.00")
    town.close_through(date(2018, 9, 22))
    assert town.note("P2").book_status == BookStatus.OVERDUE
    town.close_through(date(2018, 9, 27))
    assert town.owed("P2") == {DueKind.INTEREST: fen("653.33"), DueKind.COMPOUND: fen("1.22")}
    too_much = town.repay("P2", "700.00")
    assert isinstance(too_much, Refused) and too_much.name is ServicingRefusal.MORE_THAN_IS_DUE
    paid = town.repay("P2", "654.55")
    assert not isinstance(paid, Refused)
    assert town.owed("P2") == {}
    nothing = town.repay("P2", "5.00")
    assert isinstance(nothing, Refused) and nothing.name is ServicingRefusal.NOTHING_IS_DUE
    town.close_through(date(2018, 10, 20))
    assert town.note("P2").book_status == BookStatus.NORMAL
    assert town.owed("P2") == {DueKind.INTEREST: fen("1,600.00")}


def test_P4_matured_unpaid_paid_off_later(built: Built) -> None:
    """150,000.00 at 8.4 %, matured Mon 2018-09-10, nothing paid. He pays off 10-15: 152,546.08."""
    town = built(gao)
    note = town.note("P4")
    assert (note.principal, note.overdue_principal) == (0, fen("150,000.00"))
    assert town.owed("P4") == {
        DueKind.PRINCIPAL: fen("150,000.00"),
        DueKind.INTEREST: fen("700.00"),
        DueKind.PENALTY: fen("1,837.50"),
        DueKind.COMPOUND: fen("8.58"),
    }
    assert not isinstance(town.repay("P4", "152,546.08"), Refused)
    town.close_through(date(2018, 10, 15))
    assert town.note("P4").closed == date(2018, 10, 15)


def test_P4_taken_from_the_account(built: Built) -> None:
    """The same life, the money arriving on the settlement account: the day end clears it to the same fen."""
    town = built(gao)
    town.deposit(town.note("P4").account.number, "152,546.08")
    town.close_through(date(2018, 10, 15))
    assert town.note("P4").closed == date(2018, 10, 15)
    paid = RepaymentItem.objects.filter(note_id=town.note("P4").id).values_list("amount", flat=True)
    assert sum(paid) == fen("152,546.08")


def test_P4_with_penalty_in_the_compound_base(built: Built) -> None:
    """`COMPOUND_BASE` including penalty: compound 13.43, total 152,550.93."""
    town = built(gao)
    assert sum(town.owed("P4+").values()) == fen("152,550.93")
