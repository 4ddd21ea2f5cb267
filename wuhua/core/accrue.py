"""Interest earned: floor and carry.

Every formula here is written on operators only, without a branch, so the same function takes whole numbers and Polars
columns (`n // d` and `n % d`, never `divmod`). The scalar is the definition; `bulk/columns/accrue.py` is the copy and
`tests/agree` proves them equal to the last unit.

Day D is [D, D+1) and is earned by the closing balance of D. Whole fen are taken off the numerator, the remainder is
carried from day to day, and only a bill rounds (`round_at_bill`), once, after which the carry is nought (积数清零). So
between two bills any way of cutting a span gives the same sum:

>>> D = denominator(360)
>>> whole = earned(0, 0, 30_000_000, 720_000, 16, D)
>>> first = earned(0, 0, 30_000_000, 720_000, 5, D)
>>> whole == earned(*first, 30_000_000, 720_000, 11, D) == (96_000, 0)
True

(300 000.00 at 7.2 % drawn 2018-03-05, 16 days to the close of the 20th: 960.00.)
"""

from datetime import date
from typing import Protocol, Self, TypeVar

from wuhua.core.rate import ONE

PENALTY_SCALE = 100
"""Penalty and compound at penalty rate carry (100 + uplift) in the numerator and 100 more in the denominator."""
ACT_ACT_YEAR = 365 * 366


class Countable(Protocol):
    """What the formulas need of a number; an `int` has it, and so has a column of whole numbers."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __floordiv__(self, other: Self, /) -> Self: ...
    def __mod__(self, other: Self, /) -> Self: ...


N = TypeVar("N", bound=Countable)


def denominator(year_days: int) -> int:
    """Of contract interest for act/`year_days`: fen come out of balance x rate x days over this.

    >>> denominator(360)
    3600000000
    """
    return year_days * ONE


def penalty_denominator(year_days: int) -> int:
    """Of penalty, and of compound at the penalty rate, for act/`year_days`."""
    return year_days * ONE * PENALTY_SCALE


def interest_numerator(balance: N, rate: N, days: N) -> N:
    """Balance (fen) x rate (10⁻⁷ a year) x days; over `denominator(year_days)`."""
    return balance * rate * days


def penalty_numerator(overdue: N, rate: N, uplift_factor: N, days: N) -> N:
    """Overdue principal x contract rate x (100 + uplift) x days; over `penalty_denominator(year_days)`.

    `uplift_factor` is 100 + uplift: 150 for +50 %. The heavier of overdue and misuse, never their sum. A penalty is
    never turned into a rate, so no exactness is lost (银发〔2003〕251号).
    """
    return overdue * rate * uplift_factor * days


def compound_numerator(unpaid_interest: N, rate: N, uplift_factor: N, days: N) -> N:
    """Compound on billed, unpaid interest: factor 100 inside the term (contract rate), 100 + uplift after maturity.

    Over `penalty_denominator(year_days)`; one scale for both, so that maturity needs no change of denominator.
    """
    return unpaid_interest * rate * uplift_factor * days


def earned_whole(carry: N, numerator: N, denominator: N) -> N:
    """Whole fen in the carry and the new numerator."""
    return (carry + numerator) // denominator


def earned_carry(carry: N, numerator: N, denominator: N) -> N:
    """What is left to carry: a numerator below one fen."""
    return (carry + numerator) % denominator


def earned(accrued: N, carry: N, balance: N, rate: N, days: N, denominator: N) -> tuple[N, N]:
    """Whole fen accrued so far and the carry, after `days` more days on one balance and rate."""
    numerator = interest_numerator(balance, rate, days)
    return accrued + earned_whole(carry, numerator, denominator), earned_carry(carry, numerator, denominator)


def earned_at_uplift(accrued: N, carry: N, base: N, rate: N, uplift_factor: N, days: N, denominator: N) -> tuple[N, N]:
    """The same for penalty (base: overdue principal) and compound (base: billed, unpaid interest).

    2 700.00 on 300 000.00 at 7.2 %, 30 days overdue at +50 %; 16.56 on 5 520.00 for 15 days inside the term:

    >>> earned_at_uplift(0, 0, 30_000_000, 720_000, 150, 30, penalty_denominator(360))
    (270000, 0)
    >>> earned_at_uplift(0, 0, 552_000, 720_000, 100, 15, penalty_denominator(360))
    (1656, 0)
    """
    numerator = penalty_numerator(base, rate, uplift_factor, days)
    return accrued + earned_whole(carry, numerator, denominator), earned_carry(carry, numerator, denominator)


def round_at_bill(carry: N, denominator: N) -> N:
    """The one fen a bill posts for its carry, or nought: one if twice the carry reaches the denominator.

    The carry is nought after it: it does not cross a settlement.

    >>> round_at_bill(5, 10), round_at_bill(4, 10)
    (1, 0)
    """
    return (carry + carry) // denominator


def year_split(start: date, end: date) -> int:
    """Days of [start, end) over the length of their years, in units of 1/(365·366): the act/act days.

    The span is cut at 31 December: [start, 31 December) over the old year's length, [31 December, end) over the new
    one's. So 31 December itself is counted with the new year.

    >>> year_split(date(2023, 12, 12), date(2024, 1, 12)) == 19 * 366 + 12 * 365
    True
    """
    units, day = 0, start
    while day < end:
        year = day.year + 1 if (day.month, day.day) == (12, 31) else day.year
        upto = min(end, date(year, 12, 31)) if year <= date.max.year else end
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        units += (upto - day).days * (365 if leap else 366)
        day = upto
    return units


def whole_months_denominator(days_of_period: int) -> int:
    """Of 30/360 inside a period of so many actual days: 360·10⁷·n, with the thirty of the numerator cancelled.

    >>> whole_months_denominator(29) * 30 == denominator(360) * 29
    True
    """
    return 12 * ONE * days_of_period


def whole_months_numerator(balance: N, rate: N, months: N, day: N) -> N:
    """30/360: after `day` of the n actual days of a period of `months` whole months; over
    `whole_months_denominator(n)`.

    floor(P x rate x 30·months x k / (360·10⁷·n)) are the whole fen after k days; a day's accrual is the difference of
    two such figures. P, k and n start anew at a change of balance or rate.

    >>> whole_months_numerator(8_357, 700_000, 1, 14) // whole_months_denominator(29)
    23
    >>> whole_months_numerator(10_000, 1_200_000, 1, 31) // whole_months_denominator(31)
    100
    """
    return balance * rate * months * day
