"""A town that lives through settlements, payments, overdue, non-accrual, a rate change and the year's end.

It lives in `test_recalc_town`, where every night is held against its walk; the kill test here compares seals.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.town import Town, open_town
from wuhua.bulk.dayend import run, write
from wuhua.bulk.dayend.results import Shard
from wuhua.core.refuse import Refused
from wuhua.platform import seals

pytestmark = pytest.mark.usefixtures("fresh_bank")


def settle_in(first: date, seed: int) -> Town:
    """A dozen borrowers of every method and settlement, some with money and some without."""
    town, luck = open_town(first), random.Random(seed)
    shapes = [
        {"method": "interest_only", "settlement": "MONTH20"},
        {"method": "interest_only", "settlement": "QUARTER20"},
        {"method": "bullet", "settlement": "AT_MATURITY"},
        {"method": "equal_instalments", "settlement": "OWN_DAY", "day_count": "30/360", "principal_rolls": False},
        {"method": "equal_principal", "settlement": "OWN_DAY", "principal_rolls": False},
        {"method": "on_demand", "settlement": "MONTH20", "day_count": "act/365"},
    ]
    for n in range(12):
        shape = dict(shapes[n % len(shapes)])
        account = town.customer(f"住户{n}", "0.00", branch=luck.choice(["B01", "B02"]))
        amount = luck.randrange(5, 60) * 1_000_000 + luck.randrange(100)
        if shape["settlement"] == "OWN_DAY":
            shape["instalment"] = amount // 11
        security = luck.choice(["CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE"])
        maturity = date(2018, 10, 20) if n % 4 == 1 else date(2019, 2, luck.randrange(1, 28))
        town.lend(
            f"N{n:02d}", account, f"{amount // 100}.{amount % 100:02d}", "7.2", maturity, security=security, **shape
        )
        if n % 3:
            town.withdraw(account, f"{amount // 100}.{amount % 100:02d}")
    return town


def live(town: Town, last: date, seed: int) -> None:
    """Money comes and goes and a rate changes, the same way for the same seed; every day is closed."""
    luck = random.Random(seed)
    accounts = [f"6228{n:010d}" for n in range(1, 13)]
    while town.today <= last:
        if luck.random() < 0.15:
            town.deposit(luck.choice(accounts), f"{luck.randrange(100, 9000)}.{luck.randrange(100):02d}")
        if town.today == date(2018, 10, 5):
            town.change_rate("N00", "8")
        town.close_through(town.today)


def seals_of(town: Town, days: list[date]) -> list[str]:
    return [sealed.seal for day in days if (sealed := seals.sealed(day)) is not None]


DAYS = [date(2018, 9, 20), date(2018, 9, 21)]
"""The settlement day (every bill is cut) and the collection day."""


@pytest.fixture
def unhurt(bank_copy: Callable[[], AbstractContextManager[str]]) -> list[str]:
    """Seals of the same town in a database of its own that nobody ever killed."""
    with bank_copy():
        town = settle_in(date(2018, 9, 18), seed=3)
        town.close_through(DAYS[-1])
        return seals_of(town, DAYS)


def test_a_day_killed_between_shards_and_run_again_seals_equal(
    unhurt: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both days die after seven shards and are run again; the seals are those of the unhurt bank."""
    town = settle_in(date(2018, 9, 18), seed=3)
    town.close_through(date(2018, 9, 19))
    real = write.write_shard
    for day in DAYS:
        written: list[int] = []

        def dying(shard: Shard, number: int, day: date, written: list[int] = written) -> None:
            if len(written) == 7:
                raise KeyboardInterrupt
            written.append(number)
            real(shard, number, day)

        monkeypatch.setattr(write, "write_shard", dying)
        with pytest.raises(KeyboardInterrupt):
            run.close_day(day)
        monkeypatch.setattr(write, "write_shard", real)
        assert seals.sealed(day) is None, "nothing of the day shows as closed"
        town.close_through(day)
        again = run.close_day(day)
        assert not isinstance(again, Refused) and again.already
    assert len(unhurt) == len(DAYS) and seals_of(town, DAYS) == unhurt
