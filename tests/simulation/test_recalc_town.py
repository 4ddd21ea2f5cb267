"""The town's season: every close proves the whole bank (a break raises), and every night is held against lives walked from
events alone.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.recalc import prove
from tests.simulation import test_town as season
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus
from wuhua.bulk.dayend import verify

pytestmark = [pytest.mark.usefixtures("fresh_bank"), pytest.mark.slow]


def test_every_night_of_a_season_the_books_are_the_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    town = season.settle_in(date(2018, 9, 18), seed=7)
    real = town.close_through

    def close_and_compare(last: date, **options: object) -> None:
        real(last, **options)
        prove(town)

    monkeypatch.setattr(town, "close_through", close_and_compare)
    season.live(town, date(2019, 2, 28), seed=8)
    statuses = set(LoanNote.objects.values_list("book_status", flat=True))
    assert BookStatus.NON_ACCRUAL.value in statuses, "the season must reach non-accrual to prove anything"
    assert not [each for breaks in verify.verify().values() for each in breaks]
