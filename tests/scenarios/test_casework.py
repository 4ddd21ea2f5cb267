"""What a case is told of the loan book: principal still owed of many customers at one question, and their accounts (A91)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.scenarios.card_town import CardTown, CardVerb
from tests.town import fen, open_town
from wuhua.areas.creditline import casework as cards
from wuhua.areas.creditline.rules import FreezeReason
from wuhua.areas.exposure.rules import Ceiling, Owes, room
from wuhua.areas.servicing import casework
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
ENDS = date(2019, 8, 21)


def test_A91_what_customers_owe_is_their_open_principal_overdue_included(
    django_assert_num_queries: Any,
) -> None:
    town = open_town(date(2018, 8, 21))
    first, second, third = (town.customer(name) for name in ("梁秋生", "贾志强", "武三"))
    for number, account, amount in (("L1", first, "100,000.00"), ("L2", first, "50,000.00"), ("L3", second, "70.01")):
        town.lend(number, account, amount, "7.2", ENDS)
    LoanNote.objects.filter(number="L2").update(principal=fen("30,000.00"), overdue_principal=fen("20,000.00"))
    LoanNote.objects.filter(number="L3").update(book_status="WRITTEN_OFF")
    with django_assert_num_queries(1):
        found = casework.outside().owed(["C000001", "C000002", "C000003", "nobody"])
    assert found == {"C000001": Owes(loans=fen("150,000.00"))}
    with django_assert_num_queries(1):
        assert casework.outside().accounts("C000003") == [third]
    assert casework.outside().accounts("nobody") == []


def test_A91_what_a_card_leaves_undrawn_is_exposure_but_no_loan(django_assert_num_queries: Any) -> None:
    town = CardTown("300,000.00")
    town.town.customer("别人")
    values = {"NET_CAPITAL": "10000000", "NET_TIER1": "10000000", "SINGLE_LOAN_PCT": "10", "SINGLE_EXPOSURE_PCT": "15",
              "GROUP_CREDIT_PCT": "15", "GROUP_EXPOSURE_PCT": "20", "LARGE_EXPOSURE_PCT": "2.5", "ECONOMIC_TIE_PCT": "5"}  # fmt: skip

    def used() -> tuple[int, int]:
        found = room("C000001", (), town.day, cards.outside().owed(["C000001"]), {}, values)
        assert not isinstance(found, Refused), found
        return found.used[Ceiling.SINGLE_LOAN], found.used[Ceiling.SINGLE_EXPOSURE]

    assert used() == (0, fen("300,000.00"))
    town.done(town.draw("100,000.00"))
    with django_assert_num_queries(3):
        found = cards.outside().owed(["C000001", "C000002", "nobody"])
    assert found == {"C000001": Owes(loans=fen("100,000.00"), other=fen("200,000.00"))}
    assert used() == (fen("100,000.00"), fen("300,000.00")), "a draw moves it from one to the other, and adds nothing"
    town.done(town.act(CardVerb.FREEZE_CARD, why=FreezeReason.CARD_LOST))
    assert used()[1] == fen("300,000.00"), "a frozen card may be thawed and drawn"
    town.done(town.repay("100,000.00"))
    town.done(town.act(CardVerb.CLOSE_CARD))
    assert used() == (0, 0)
