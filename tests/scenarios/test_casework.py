"""What a case is told of the loan book: principal still owed of many customers at one question, and their accounts (A91)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.town import fen, open_town
from wuhua.areas.exposure.rules import Owes
from wuhua.areas.servicing import casework
from wuhua.areas.servicing.models import LoanNote

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
