"""Check digits as columns agree with python-stdnum, right numbers and wrong ones alike."""

from __future__ import annotations

from random import Random

import polars as pl
from stdnum.cn import ric, uscc

from tests import bank_files as bank
from wuhua.bulk.intake import identity


def _verdicts(numbers: list[str], why: pl.Expr) -> list[bool]:
    return pl.DataFrame({"n": numbers}).select(why.is_null()).to_series().to_list()


def test_resident_numbers() -> None:
    rng = Random(7)
    numbers = []
    for _ in range(3000):
        # A county that was there all the time, so that stdnum's look at the birth place never decides.
        number = bank.resident(
            rng.randrange(1000),
            f"{rng.randrange(1960, 2015)}{rng.randrange(1, 14):02d}{rng.randrange(1, 33):02d}",
            "110101",
        )
        place = rng.randrange(8, 18)
        numbers += [number, number[:place] + rng.choice("0123456789") + number[place + 1 :]]
    assert _verdicts(numbers, identity.why_not_resident(pl.col("n"))) == [ric.is_valid(each) for each in numbers]


def test_credit_codes() -> None:
    rng = Random(7)
    numbers = ["91110000600037341L"]
    for _ in range(3000):
        number = bank.credit_code(rng.randrange(1_000_000))
        numbers.append(number)
        numbers.append(number[:17] + rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY"))
    assert _verdicts(numbers, identity.why_not_credit_code(pl.col("n"))) == [uscc.is_valid(each) for each in numbers]
