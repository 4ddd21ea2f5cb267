"""Scalar = columns = exact fractions, to the last unit, on 20 000 random loans."""

import random
from fractions import Fraction

import polars as pl

from wuhua.bulk.columns import accrue as columns
from wuhua.core import accrue
from wuhua.core.money import LIMIT_FEN

LOANS = 20_000
YEARS = (360, 365, 364)


def book(seed: int) -> pl.DataFrame:
    rng = random.Random(seed)
    rows = []
    for _ in range(LOANS):
        year = rng.choice(YEARS)
        rows.append(
            {
                "balance": rng.choice((rng.randint(0, 10**8), rng.randint(0, LIMIT_FEN), LIMIT_FEN)),
                "rate": rng.randint(0, 10_000_000),
                "uplift_factor": rng.choice((100, 130, 150, 200)),
                "days": rng.randint(0, 400),
                "accrued": rng.randint(0, 10**9),
                "carry": rng.randint(0, year * 10**7 - 1),
                "carry_100": rng.randint(0, year * 10**9 - 1),
                "denominator": accrue.denominator(year),
                "denominator_100": accrue.penalty_denominator(year),
                "months": rng.choice((1, 3, 12)),
                "period": rng.randint(28, 366),
            }
        )
    return pl.DataFrame(rows)


def exact(row: dict[str, int], factor: int, scale: int, carry: str, bottom: str) -> tuple[int, int]:
    earned = Fraction(row["balance"] * row["rate"] * factor * row["days"], row[bottom]) + Fraction(
        row[carry], row[bottom]
    )
    assert row[bottom] % scale == 0
    whole = earned.numerator // earned.denominator
    return row["accrued"] + whole, int((earned - whole) * row[bottom])


def test_interest_agrees() -> None:
    frame = book(1)
    fen, carry = columns.earned(
        accrued="accrued", carry="carry", balance="balance", rate="rate", days="days", denominator="denominator"
    )
    made = frame.select(fen.alias("fen"), carry.alias("carry"))
    assert made.schema == {"fen": pl.Int64, "carry": pl.Int64}
    for row, column in zip(frame.iter_rows(named=True), made.iter_rows(), strict=True):
        names = ("accrued", "carry", "balance", "rate", "days", "denominator")
        scalar = accrue.earned(*(row[name] for name in names))
        assert scalar == column == exact(row, 1, 1, "carry", "denominator")


def test_penalty_and_compound_agree_where_int64_would_wrap() -> None:
    frame = book(2)
    fen, carry = columns.earned_at_uplift(
        accrued="accrued",
        carry="carry_100",
        base="balance",
        rate="rate",
        uplift_factor="uplift_factor",
        days="days",
        denominator="denominator_100",
    )
    made = frame.select(fen.alias("fen"), carry.alias("carry"))
    wrapped = 0
    for row, column in zip(frame.iter_rows(named=True), made.iter_rows(), strict=True):
        names = ("accrued", "carry_100", "balance", "rate", "uplift_factor", "days", "denominator_100")
        scalar = accrue.earned_at_uplift(*(row[name] for name in names))
        assert scalar == column == exact(row, row["uplift_factor"], 100, "carry_100", "denominator_100")
        wrapped += row["balance"] * row["rate"] * row["uplift_factor"] * row["days"] >= 2**63
    assert wrapped > LOANS // 3, "the sample must reach beyond Int64, or it proves nothing"


def test_int64_alone_would_be_wrong() -> None:
    """Why the casts are there: the same product without them."""
    frame = book(2)
    narrow = frame.select(product=pl.col("balance") * pl.col("rate") * pl.col("uplift_factor") * pl.col("days"))
    truth = [row["balance"] * row["rate"] * row["uplift_factor"] * row["days"] for row in frame.iter_rows(named=True)]
    assert narrow["product"].to_list() != truth


def test_thirty_360_agrees() -> None:
    frame = book(3).with_columns(day=pl.min_horizontal("days", "period"))
    fen, carry = columns.whole_months(
        balance="balance", rate="rate", months="months", day="day", days_of_period="period"
    )
    made = frame.select(fen.alias("fen"), carry.alias("carry"))
    for row, column in zip(frame.iter_rows(named=True), made.iter_rows(), strict=True):
        numerator = accrue.whole_months_numerator(row["balance"], row["rate"], row["months"], row["day"])
        bottom = accrue.whole_months_denominator(row["period"])
        assert (numerator // bottom, numerator % bottom) == column
        law = Fraction(row["balance"] * row["rate"] * 30 * row["months"] * row["day"], 360 * 10**7 * row["period"])
        assert column[0] == law.numerator // law.denominator


def test_the_fen_of_a_bill_agrees() -> None:
    frame = book(4)
    made = frame.select(columns.round_at_bill("carry", "denominator"))["carry"].to_list()
    for row, fen in zip(frame.iter_rows(named=True), made, strict=True):
        assert fen == accrue.round_at_bill(row["carry"], row["denominator"])
        assert fen == int(Fraction(row["carry"], row["denominator"]) >= Fraction(1, 2))


def test_400_days_one_by_one_end_where_one_span_does() -> None:
    """Fen plus carry is the exact interest, however the span is cut; rounding daily would drift."""
    frame = book(5).head(2_000).with_columns(pl.lit(0).alias("accrued"), pl.lit(0).alias("carry"))
    whole = {"carry": "carry", "balance": "balance", "rate": "rate", "denominator": "denominator"}
    fen, carry = columns.earned(accrued="accrued", days=400, **whole)
    at_once = frame.select(fen.alias("accrued"), carry.alias("carry"))
    day_fen, day_carry = columns.earned(accrued="accrued", days=1, **whole)
    for _ in range(400):
        frame = frame.with_columns(day_fen.alias("accrued"), day_carry.alias("carry"))
    assert frame.select("accrued", "carry").equals(at_once)
