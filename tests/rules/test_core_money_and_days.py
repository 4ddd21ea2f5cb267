"""Amounts, rates, days: each rule at, below and above its edge, and the laws that hold for all of them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuhua.core.days import (
    CHINA,
    DayCount,
    DayRefusal,
    Settlement,
    Unit,
    WorkCalendar,
    YearTable,
    bill_due_day,
    interest_period,
    step,
    year_fraction,
)
from wuhua.core.money import LIMIT_FEN, Money, MoneyRefusal, fen_of, half_even, half_up, percent, share, yuan
from wuhua.core.rate import Rate, RateRefusal
from wuhua.core.refuse import Refuse

days = st.dates(date(2004, 1, 1), date(2060, 12, 31))


@settings(deadline=None)
@given(st.integers(-LIMIT_FEN, LIMIT_FEN))
def test_yuan_reads_back_to_the_fen(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen == fen_of(Decimal(yuan(fen)))


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_a_share_keeps_the_total_and_feeds_no_nought(total: int, weights: list[int]) -> None:
    if not any(weights):
        weights = [*weights, 1]
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(total * weight, sum(weights)) - part) < 1
        assert weight or part == 0


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_rounding_is_to_the_nearest(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert abs(exact - half_up(numerator, denominator)) <= Fraction(1, 2)
    assert half_even(numerator, denominator) == round(exact)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0.005", MoneyRefusal.AMOUNT_FINER_THAN_FEN),
        ("1e3", MoneyRefusal.NOT_AN_AMOUNT),
        ("12,34", MoneyRefusal.NOT_AN_AMOUNT),
        ("", MoneyRefusal.NOT_AN_AMOUNT),
        ("NaN", MoneyRefusal.NOT_AN_AMOUNT),
        ("100000000000.01", MoneyRefusal.AMOUNT_TOO_LARGE),
        ("9" * 5000, MoneyRefusal.AMOUNT_TOO_LARGE),
    ],
)
def test_a_bad_amount_is_refused_by_name(text: str, name: MoneyRefusal) -> None:
    with pytest.raises(Refuse) as no:
        Money.of(text)
    assert no.value.refused.name is name


@pytest.mark.parametrize("wrong", [1.5, True])
def test_money_takes_no_float_and_no_bool(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money.of(wrong)  # type: ignore[arg-type]


def test_the_largest_amount_is_taken() -> None:
    assert Money.of("100,000,000,000.00") == Money(LIMIT_FEN)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("-1", RateRefusal.NOT_A_RATE),
        ("4.350001", RateRefusal.RATE_NOT_EXACT),
        ("1000.00001", RateRefusal.RATE_TOO_HIGH),
    ],
)
def test_a_bad_rate_is_refused_by_name(text: str, name: RateRefusal) -> None:
    with pytest.raises(Refuse) as no:
        Rate.of_pct(text)
    assert no.value.refused.name is name


def test_P7_rates_float_from_their_benchmarks() -> None:
    assert Rate.of_pct("4.35").floated("90").pct() == "8.265"
    assert Rate.of_pct("4.75").floated("90").pct() == "9.025"


def test_percent_of_the_brief() -> None:
    assert percent(1, 0) == "—"
    assert percent(5, 1000) == "0.50"


@settings(deadline=None)
@given(days, st.sampled_from(list(Unit)), st.integers(1, 6), st.integers(1, 24))
def test_due_dates_are_reckoned_from_the_start(start: date, unit: Unit, every: int, count: int) -> None:
    day = step(start, unit, every, count)
    if unit.months:
        month_end = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)).day
        assert day.day == min(start.day, month_end)
    else:
        assert (day - start).days == unit.days * every * count


@settings(deadline=None)
@given(days, st.integers(0, 800), st.integers(0, 800), st.sampled_from([c for c in DayCount if c.value != "30/360"]))
def test_a_span_may_be_cut_anywhere(start: date, one: int, two: int, count: DayCount) -> None:
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    parts = Fraction(*year_fraction(count, start, middle)) + Fraction(*year_fraction(count, middle, end))
    assert parts == Fraction(*year_fraction(count, start, end))


@settings(deadline=None)
@given(days, st.sampled_from([Settlement.MONTH20, Settlement.QUARTER20, Settlement.OWN_DAY]), st.integers(1, 31))
def test_every_day_lies_in_one_settlement_period(day: date, kind: Settlement, number: int) -> None:
    period = interest_period(kind, day, number)
    assert period is not None
    assert period[0] <= day < period[1]
    assert interest_period(kind, period[1], number) != period
    assert interest_period(kind, period[0], number) == period


def test_the_20th_is_counted_and_the_bill_is_due_on_the_21st_also_on_a_sunday() -> None:
    assert interest_period(Settlement.MONTH20, date(2018, 10, 20)) == (date(2018, 9, 21), date(2018, 10, 21))
    due = bill_due_day(Settlement.MONTH20, date(2018, 10, 20))
    assert (due, due.weekday()) == (date(2018, 10, 21), 6)


SERVICE = [  # domain.md §6
    ("2018-09-19", "2018-09-25", "2018-09-25"),
    ("2018-09-21", "2018-09-27", "2018-09-25"),
    ("2018-09-28", "2018-10-08", "2018-10-08"),
    ("2018-09-29", "2018-10-09", "2018-10-08"),
    ("2026-09-18", "2026-09-22", "2026-09-21"),
    ("2026-09-30", "2026-10-10", "2026-10-08"),
    ("2026-11-20", "2026-11-25", "2026-11-23"),
]


@pytest.mark.parametrize(("submitted", "workday", "calendar"), SERVICE)
def test_P9_three_days_both_ways(submitted: str, workday: str, calendar: str) -> None:
    at = datetime.combine(date.fromisoformat(submitted), time(16, 50))
    assert CHINA.due_workday(at, 3).isoformat() == workday
    assert CHINA.due_civil_code(at, 3).isoformat() == calendar


def test_after_the_cut_off_it_counts_from_the_next_work_day() -> None:
    at = datetime(2018, 9, 19, 20, 1)  # noqa: DTZ001  # the bank's own wall clock
    assert CHINA.due_workday(at, 3) == CHINA.add_workdays(date(2018, 9, 20), 3)
    assert CHINA.due_workday(at.replace(hour=20, minute=0), 3) == CHINA.add_workdays(date(2018, 9, 19), 3)


def test_a_year_without_calendar_refuses_until_the_bank_enters_it() -> None:
    with pytest.raises(Refuse) as no:
        CHINA.is_workday(date(2055, 3, 1))
    assert no.value.refused.name is DayRefusal.CALENDAR_YEAR_MISSING
    own = WorkCalendar({2055: YearTable(off=frozenset({date(2055, 3, 1)}), worked=frozenset({date(2055, 3, 6)}))})
    assert not own.is_workday(date(2055, 3, 1))
    assert own.is_workday(date(2055, 3, 6))
