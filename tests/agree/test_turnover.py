"""Scalar = columns for net credit turnover: loans, returns, own and related names, money that turns round within two days."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from wuhua.areas.market.rules.turnover import LeftOut, Move, turnover
from wuhua.bulk.columns import turnover as columns


def moves(rng, on, count):
    names = ("", "买家", "卖家", "本人", "妻子", "朋友")
    for _ in range(count):
        kind = rng.choice(("TRANSFER", "POS", "CASH", "LOAN", "OTHER", "TRANSFER"))
        day = on - timedelta(days=rng.choice((0, 1, 2, 3, rng.randrange(420))))
        memo = rng.choice(("货款", "", "退款", "冲正交易"))
        yield Move(
            day + timedelta(days=rng.choice((0, 0, 3))),
            rng.choice(("IN", "OUT")),
            rng.randrange(10**9),
            kind,
            rng.choice(names),
            memo,
        )


@pytest.mark.parametrize("on", [date(2018, 9, 30), date(2018, 9, 29), date(2020, 2, 29), date(2018, 10, 2)])
def test_scalar_and_columns_agree(on):
    rng, left = random.Random(on.toordinal()), dict.fromkeys(LeftOut, 0)
    held = {f"A{n}": list(moves(rng, on, 150)) for n in range(60)}
    rows = [
        (account, m.day, m.side, m.amount, m.kind, m.counterparty, m.memo)
        for account, each in held.items()
        for m in each
    ]
    frame = pl.DataFrame(rows, schema=columns.MOVES, orient="row")
    parties = pl.DataFrame([(a, name) for a in held for name in ("本人", "妻子")], schema=columns.PARTIES, orient="row")
    found = {(a, month): net for a, month, net in columns.turnover(frame, parties, on).iter_rows()}
    for account, each in held.items():
        want = turnover(each, on, own={"本人"}, related={"妻子"})
        assert tuple(found.get((account, month), 0) for month in range(12)) == want.months
        left = {name: left[name] + want.left_out[name] for name in LeftOut}
    assert all(left.values()), "every reason was met"
