"""Scalar = columns for every product's limit on random parties, to the fen; and variation of random years."""

import random
from dataclasses import asdict

import polars as pl
import pytest

from tests.rules.test_limits_rules import BOOK, CAPS, GOLDEN, WAN
from wuhua.areas.market.rules.limits import FORMULA_OF, Caps, Inputs, Offer, cv_of, limit
from wuhua.bulk.columns import limits as columns

RATINGS = ("AAA", "AA", "A", "BBB", "BB", "D", "X")


def some(rng, top, unknown=0.1):
    if rng.random() < unknown:
        return None
    return rng.choice((0, 1, rng.randrange(1, 1 + top), rng.randrange(1, 1 + top // 1_000) * 1_000))


def party(rng):
    """Often three tellings of one turnover, so that the formulas speak; now and then anything."""
    industry = rng.choice(("2231", "1373", "3311", "5212", "6210", "0141", "C2319"))
    group, size = BOOK.group(industry), rng.randrange(1, 3_000) * WAN + rng.randrange(100)
    told = lambda share: size * BOOK.pct[share] * rng.randrange(60, 150) // (100 * 10_000)  # noqa: E731
    wild = rng.random() < 0.3
    return Inputs(
        industry=industry, rating=rng.choice(RATINGS), tier=rng.choice(("KEY", "QUALITY", "BASIC", "BASIC", "Z")),
        flow=some(rng, 10**11) if wild else size, flow_months=rng.choice((None, 0, 5, 6, 12)),
        cv=rng.choice((None, 0, 1_000, rng.randrange(10_001))),
        power=some(rng, 10**12) if wild else told(f"SHARE_POWER.{group}"),
        wage=some(rng, 10**10) if rng.random() < 0.4 else told(f"SHARE_WAGE.{group}"),
        elsewhere=rng.choice((0, 0, rng.randrange(10**8), -1 if rng.random() < 0.02 else 0)), ours=rng.choice((0, rng.randrange(10**7))),
        tax=rng.choice((None, 10**6 - 1, 10**6, rng.randrange(10**9), -5)), tax_months=rng.choice((None, 23, 24, 24, 24)),
        tax_grade=rng.choice("ABMD"), tax_arrears=rng.choice((None, 0, 0, 0, 1)),
        income_a=some(rng, 10**8), income_b=some(rng, 10**8), years=rng.choice((None, 0, 1, 2, 3, 7, 8, 40)),
        planned=some(rng, 10**9), own_funds=some(rng, 10**8), confirmed=some(rng, 10**9), partner_room=some(rng, 10**8),
    )  # fmt: skip


def caps(rng):
    values = [rng.choice((None, 0, 50 * WAN, rng.randrange(10**9))) for _ in columns.CAPS]
    return Caps(*values)


@pytest.mark.parametrize("product", sorted(FORMULA_OF))
def test_scalar_and_columns_agree_to_the_fen(product):
    rng = random.Random(product)
    parties, bounds = [party(rng) for _ in range(3_000)], [caps(rng) for _ in range(3_000)]
    rows = [
        {**asdict(x), **dict(zip(columns.CAPS, (c.tier, c.product, c.room, c.authority), strict=True))}
        for x, c in zip(parties, bounds, strict=True)
    ]
    frame = pl.DataFrame(rows, schema={**columns.INPUTS, **dict.fromkeys(columns.CAPS, pl.Int64)})
    found = columns.limits(frame, product, BOOK).to_dicts()
    kinds = set()
    for x, c, row in zip(parties, bounds, found, strict=True):
        want = limit(product, x, c, BOOK)
        if isinstance(want, Offer):
            told = (want.formula, want.limit, want.binding.value, ",".join(want.why), None)
        else:
            told = (None, 0, None, "", want.name.value)
        assert (row["formula"], row["limit"], row["binding"], row["why"], row["refused"]) == told, (x, c)
        kinds.add((told[2], told[3], told[4]))
    assert len(kinds) > 3, kinds


def test_the_golden_card_in_columns():
    row = {**asdict(GOLDEN), **dict(zip(columns.CAPS, (CAPS.tier, CAPS.product, None, None), strict=True))}
    frame = pl.DataFrame([row], schema={**columns.INPUTS, **dict.fromkeys(columns.CAPS, pl.Int64)})
    assert columns.limits(frame, "CREDIT_CARD_LINE", BOOK)["limit"].to_list() == [130 * WAN]


def test_variation_agrees():
    rng = random.Random(3)
    years = [tuple(rng.choice((0, rng.randrange(10 ** rng.randrange(1, 11)))) for _ in range(12)) for _ in range(4_000)]
    years += [(x,) * 12 for x in (0, 1, 10**10)] + [(9 * x, 11 * x) * 6 for x in (1, 10, 10**9)]
    frame = pl.DataFrame({"t": [sum(y) for y in years], "s": [sum(v * v for v in y) for y in years]},
                         schema={"t": pl.Int128, "s": pl.Int128})  # fmt: skip
    got = frame.select(columns.cv_of(pl.col("t"), pl.col("s")).alias("cv"))["cv"].to_list()
    assert got == [cv_of(y) for y in years]
