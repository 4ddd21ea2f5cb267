"""Small exact helpers: whole fen, whole 10⁻⁷ rates, half-up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

YUAN = 100
WAN = 10_000 * YUAN


def half_up(numerator: int, denominator: int) -> int:
    """Nearest whole number of a fraction that is not negative; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def benchmark(months: int) -> int:
    """The benchmark rate since 2015-10-24, in 10⁻⁷: up to a year, up to five, beyond."""
    return 435_000 if months <= 12 else 475_000 if months <= 60 else 490_000


def floated(months: int, float_pct: int) -> int:
    """Benchmark x (1 + float), exact.

    >>> floated(12, 90), floated(24, 100)
    (826500, 950000)
    """
    return benchmark(months) * (100 + float_pct) // 100


def level_instalment(principal: int, rate: int, periods: int) -> int:
    """The level monthly instalment under 30/360, solved with exact fractions (`money.md`, plans).

    >>> level_instalment(10_000_000, 720_000, 24)
    448633
    """
    factor = Fraction(rate, 120_000_000)
    if factor == 0:
        return half_up(principal, periods)
    grown = (1 + factor) ** periods
    level = principal * grown * factor / (grown - 1)
    return half_up(level.numerator, level.denominator)


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals.

    >>> yuan(88040700000), yuan(-5)
    ('880407000.00', '-0.05')
    """
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def yuan_grouped(fen: int) -> str:
    """The same with thousands separators."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def percent(rate: int) -> str:
    """A 10⁻⁷ rate as percent a year, without idle noughts.

    >>> percent(826500), percent(815625), percent(500000)
    ('8.265', '8.15625', '5')
    """
    whole, rest = divmod(rate, 100_000)
    return f"{whole}.{rest:05d}".rstrip("0").rstrip(".")


def first_of_month(day: date, back: int = 0) -> date:
    """The first day of the month `back` months before `day`'s."""
    total = day.year * 12 + day.month - 1 - back
    return date(total // 12, total % 12 + 1, 1)
