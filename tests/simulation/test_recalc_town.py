"""The town's season, held every night against lives walked from events alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.recalc import prove
from tests.simulation import test_town as season

pytestmark = [pytest.mark.usefixtures("fresh_bank"), pytest.mark.slow]


def test_every_night_of_a_season_the_books_are_the_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    town = season.settle_in(date(2018, 9, 18), seed=7)
    real = town.close_through

    def close_and_compare(last: date, **options: object) -> None:
        real(last, **options)
        prove(town)

    monkeypatch.setattr(town, "close_through", close_and_compare)
    season.live(town, date(2019, 2, 28), seed=8)
