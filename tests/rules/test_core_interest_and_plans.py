"""Interest to the fen, plans that end at nought, payments that lose none; the pains of our peers, each held by a law."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuhua.core import accrue
from wuhua.core.allocate import ORDER_OVER_90, ORDER_TO_90, Claim, Kind, allocate
from wuhua.core.days import DayCount, Unit
from wuhua.core.schedule import plan, timeline
from wuhua.core.terms import Method, Terms

YEAR = accrue.denominator(360)
AT_UPLIFT = accrue.penalty_denominator(360)


def billed(accrued: int, carry: int, bottom: int) -> int:
    return accrued + accrue.round_at_bill(carry, bottom)


def interest(balance: int, rate: int, days: int) -> int:
    return billed(*accrue.earned(0, 0, balance, rate, days, YEAR), YEAR)


def at_uplift(base: int, rate: int, factor: int, *spans: int) -> int:
    fen, carry = 0, 0
    for days in spans:
        fen, carry = accrue.earned_at_uplift(fen, carry, base, rate, factor, days, AT_UPLIFT)
    return billed(fen, carry, AT_UPLIFT)


def test_golden_numbers() -> None:
    assert interest(30_000_000, 720_000, 16) == 96_000
    assert interest(30_000_000, 720_000, 92) == 552_000
    assert at_uplift(30_000_000, 720_000, 150, 30) == 270_000
    assert at_uplift(552_000, 720_000, 100, 15) == 1_656


def test_P2_partial_debit_and_compound_on_the_rest() -> None:
    assert interest(20_000_000, 960_000, 31) == 165_333
    assert at_uplift(65_333, 960_000, 100, 7) == 122
    assert interest(20_000_000, 960_000, 30) == 160_000


def test_P4_matured_and_unpaid() -> None:
    assert interest(15_000_000, 840_000, 20) == 70_000
    assert at_uplift(15_000_000, 840_000, 150, 11) + at_uplift(15_000_000, 840_000, 150, 24) == 183_750
    assert [at_uplift(70_000, 840_000, 150, days) for days in (11, 24)] == [270, 588]
    base_with_penalty = at_uplift(70_000 + 57_750, 840_000, 150, 24)
    assert 270 + base_with_penalty == 1_343


def test_P7_extension_in_the_middle_of_a_period() -> None:
    first = accrue.earned(0, 0, 20_000_000, 826_500, 21, YEAR)
    assert billed(*accrue.earned(*first, 20_000_000, 902_500, 9, YEAR), YEAR) == 141_550


@settings(deadline=None)
@given(
    st.integers(0, 10**13),
    st.integers(0, 10**7),
    st.lists(st.integers(0, 60), min_size=1, max_size=40),
)
def test_between_two_bills_any_way_of_cutting_gives_the_same(balance: int, rate: int, cuts: list[int]) -> None:
    fen, carry = 0, 0
    for days in cuts:
        fen, carry = accrue.earned(fen, carry, balance, rate, days, YEAR)
    assert (fen, carry) == accrue.earned(0, 0, balance, rate, sum(cuts), YEAR)
    assert Fraction(fen) + Fraction(carry, YEAR) == Fraction(balance * rate * sum(cuts), YEAR)


starts = st.dates(date(2010, 1, 1), date(2030, 12, 31))
terms = st.builds(
    Terms,
    principal=st.integers(100, 10**10),
    rate=st.integers(0, 3_600_000),
    method=st.sampled_from([method for method in Method if method is not Method.CUSTOM]),
    periods=st.integers(1, 40),
    unit=st.sampled_from(list(Unit)),
    every=st.integers(1, 3),
    start=starts,
    day_count=st.sampled_from(list(DayCount)),
    smoothing=st.booleans(),
).filter(lambda made: made.unit is not Unit.YEAR or made.periods * made.every <= 90)  # a plan over a century is refused


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(terms)
def test_a_plan_ends_at_nought_and_pays_back_what_was_lent(made: Terms) -> None:
    rows = plan(made).rows
    assert rows[-1].balance == 0
    assert sum(row.principal for row in rows) == made.principal
    assert all(row.principal >= 0 and row.interest >= 0 for row in rows)
    assert all(early.due < late.due for early, late in pairwise(rows))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(terms, st.integers(1, 400), st.integers(1, 10**8))
def test_a_draw_inside_the_term_is_paid_back_too(made: Terms, after: int, amount: int) -> None:
    last = plan(made).rows[-1].due
    day = min(made.start + timedelta(days=after), last - timedelta(days=1))
    drawn = Terms(**{name: getattr(made, name) for name in Terms.__slots__} | {"draws": ((day, amount),)})
    assert sum(row.principal for row in plan(drawn).rows) == made.principal + amount


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(starts, st.sampled_from(list(Unit)), st.integers(1, 3), st.sampled_from([360, 365, 364]))
def test_peers_quarterly_interest_is_exact_in_every_period(start: date, unit: Unit, every: int, year: int) -> None:
    """Frappe charges three days of interest after the first quarter; ours is every day of every period, once."""
    made = Terms(10**9, 720_000, Method.INTEREST_ONLY, 12, unit, every, start, DayCount(f"act/{year}"))
    begin = start
    for row in plan(made).rows:
        days = (row.due - begin).days
        bottom = accrue.denominator(year)
        assert row.interest == billed(*accrue.earned(0, 0, 10**9, 720_000, days, bottom), bottom)
        begin = row.due


def test_peers_one_day_under_30_360_is_not_a_month() -> None:
    """Frappe charges 1 000.00 for one day on 100 000.00 at 12 %."""
    made = Terms(
        10_000_000, 1_200_000, Method.INTEREST_ONLY, 2, Unit.MONTH, 1, date(2024, 1, 31), DayCount.THIRTY_360,
        first_due=date(2024, 2, 1),
    )  # fmt: skip
    assert [row.interest for row in plan(made).rows] == [3_226, 100_000]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(starts, st.integers(1, 400), st.sampled_from([Unit.MONTH, Unit.QUARTER, Unit.YEAR]))
def test_peers_a_broken_first_period_is_exact_in_30_360(start: date, days: int, unit: Unit) -> None:
    """The first period is never more than its whole months and one more, nor less than its whole months."""
    first = start + timedelta(days=days)
    made = Terms(
        10**9, 720_000, Method.INTEREST_ONLY, 3, unit, 1, start, DayCount.THIRTY_360, first_due=first
    )  # fmt: skip
    line = timeline(made)
    part = Fraction(line.periods[0].weight * 10**7, line.denominator)
    assert abs(part - Fraction(days, 365)) < Fraction(7, 360)
    assert all(
        Fraction(each.weight * 10**7, line.denominator) == Fraction(unit.months, 12) for each in line.periods[1:]
    )


claims = st.lists(
    st.builds(
        Claim,
        key=st.sampled_from(["B1", "B2", "B3"]),
        due=st.dates(date(2018, 1, 1), date(2018, 12, 31)),
        kind=st.sampled_from(list(Kind)),
        amount=st.integers(0, 10**9),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(
    st.integers(0, 10**10),
    claims,
    st.dates(date(2018, 1, 1), date(2018, 12, 31)),
    st.sampled_from([ORDER_TO_90, ORDER_OVER_90]),
    st.booleans(),
)
def test_a_payment_loses_no_fen(
    amount: int, owed: list[Claim], day: date, order: tuple[Kind, ...], ahead: bool
) -> None:
    split = allocate(amount, owed, on=day, order=order, in_advance=order if ahead else None)
    payable = sum(claim.amount for claim in owed if ahead or claim.due <= day)
    assert split.paid + split.left == amount
    assert split.paid == min(amount, payable)
    assert all(split.of(kind) <= sum(c.amount for c in owed if c.kind is kind) for kind in Kind)
