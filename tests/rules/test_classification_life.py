"""A note's class through observation, restructuring, a borrower's other debts and the change of rule sets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wuhua.areas.classification.rules import (
    PERSON,
    Klass,
    Mark,
    NoteFacts,
    RuleBooks,
    decide,
    old_business_keeps,
    period_months,
    rulebook,
)
from wuhua.areas.compliance.rules import RuleSet, seeds


def book(ruleset):
    limits = {s.code: s.value for s in seeds.PARAMETERS if s.ruleset is ruleset and s.code.startswith("CLASS_")}
    return rulebook(ruleset.value, limits)


OLD, NEW = book(RuleSet.RS2018), book(RuleSet.RS_CURRENT)
N, W, S, D, L = Klass
DAY = date(2026, 8, 31)
NOTE = NoteFacts(start=date(2024, 1, 1), security="GUARANTEE", overdue_days=0, balance=100)


def one(book, note, day=DAY):
    return decide(RuleBooks(book), [note], day)[0]


# --- worse at once, better proposed --------------------------------------------------------------------------------------


def test_worse_is_taken_at_once_and_better_is_only_proposed():
    late = one(NEW, replace(NOTE, overdue_days=91))
    assert (late.worse, late.better, late.verdict.basis) == (S, None, "RS_CURRENT.over.90")
    cured = one(NEW, replace(NOTE, klass=W, basis="RS_CURRENT.over.7"))
    assert (cured.worse, cured.better) == (None, N)


@pytest.mark.parametrize(
    ("months", "paid_up", "better"),
    [
        (1, date(2026, 2, 28), N),
        (1, date(2026, 3, 1), None),
        (3, date(2026, 2, 28), N),
        (6, date(2025, 8, 31), N),
        (6, date(2025, 9, 1), None),
        (0, date(2026, 2, 28), N),
    ],
)
def test_a_bad_loan_is_proposed_after_six_months_or_two_periods_the_longer(months, paid_up, better):
    bad = replace(NOTE, klass=S, basis="RS_CURRENT.over.90", clear_from=paid_up, period_months=months)
    assert one(NEW, bad).better is better


def test_one_period_of_half_a_year_is_not_two():
    bad = replace(NOTE, klass=S, clear_from=date(2026, 2, 28), period_months=6)
    assert one(NEW, bad).better is None


def test_observation_begins_when_the_last_arrears_are_paid_and_breaks_past_the_tolerance():
    bad = replace(NOTE, klass=S, basis="RS_CURRENT.over.90")
    assert one(NEW, replace(bad, overdue_days=1)).clear_from is None
    assert one(NEW, bad).clear_from == DAY
    paying = replace(bad, clear_from=date(2026, 5, 1))
    assert one(NEW, replace(paying, overdue_days=7)).clear_from == date(2026, 5, 1)
    assert one(NEW, replace(paying, overdue_days=8)).clear_from is None
    assert one(OLD, replace(paying, overdue_days=1)).clear_from is None
    assert one(NEW, NOTE).clear_from is None


def test_arrears_of_today_hold_back_a_proposal_even_within_the_tolerance():
    bad = replace(NOTE, klass=S, clear_from=date(2025, 1, 1))
    assert one(NEW, bad).better is N
    assert one(NEW, replace(bad, overdue_days=1)).better is None


def test_what_a_person_decided_is_not_undone_by_the_next_night():
    worried = replace(NOTE, klass=W, basis=PERSON, since=date(2026, 6, 1))
    assert one(NEW, worried).better is None
    assert one(NEW, replace(worried, since=date(2026, 5, 31))).better is N


# --- restructured ------------------------------------------------------------------------------------------------------


def restructured(since, *more, **facts):
    marks = frozenset({Mark.RESTRUCTURED.value, *more})
    return replace(NOTE, marks=marks, restructured=since, **facts)


def test_restructured_in_2018_is_substandard_overdue_again_doubtful_and_not_raised_for_six_months():
    since = date(2026, 2, 28)
    fresh = one(OLD, restructured(since))
    assert fresh.worse is S
    assert one(OLD, restructured(since, overdue_days=1, klass=S)).worse is D
    doubtful = {"klass": D, "clear_from": date(2025, 1, 1)}
    assert one(OLD, restructured(since, **doubtful)).better is S
    assert one(OLD, restructured(since + timedelta(days=1), **doubtful)).better is None


def test_restructured_now_is_watched_for_a_year_and_again_inside_it_doubtful():
    since = date(2025, 8, 31)
    assert one(NEW, restructured(since)).worse is W
    assert one(NEW, restructured(since, overdue_days=7, klass=W)).worse is None
    assert one(NEW, restructured(since, overdue_days=8, klass=W)).worse is S
    assert one(NEW, restructured(since, Mark.RESTRUCTURED_AGAIN.value)).worse is D
    assert NEW.restructure_observed_until(since, None, 1) == date(2026, 8, 31)
    assert NEW.restructure_observed_until(since, date(2026, 1, 15), 1) == date(2027, 1, 15), "a breach begins it anew"
    assert NEW.restructure_observed_until(since, None, 12) == date(2027, 8, 31), "two periods, the longer"


def test_a_renewal_without_principal_stays_normal_until_it_is_overdue():
    renewed = replace(NOTE, marks=frozenset({Mark.RENEWED.value}))
    for each in (OLD, NEW):
        assert one(each, renewed).worse is None
        assert one(each, replace(renewed, overdue_days=each.tolerance + 1)).worse is W


# --- one borrower's debts ----------------------------------------------------------------------------------------------

FIRM = replace(NOTE, retail=False)


def two(bad_balance, good_balance, book=NEW, **facts):
    bad = replace(FIRM, overdue_days=91, klass=S, basis="RS_CURRENT.over.90", balance=bad_balance)
    return decide(RuleBooks(book), [bad, replace(FIRM, balance=good_balance, **facts)], DAY)


@pytest.mark.parametrize(("bad", "worse"), [(99, W), (100, W), (101, S)])
def test_more_than_a_tenth_of_a_firms_debt_bad_makes_all_of_it_bad(bad, worse):
    other = two(bad, 1000 - bad)[1]
    assert other.worse is worse
    assert other.verdict.basis.endswith("cross_default" if worse is S else "borrower_bad")


def test_a_retail_borrower_and_the_rules_of_2018_know_no_cross_default():
    assert two(500, 500, retail=True)[1].worse is None
    assert two(500, 500, book=OLD)[1].worse is None


def test_who_is_retail():
    for kind, size, retail in (
        ("MERCHANT", None, True), ("OWNER", None, True), ("ENTERPRISE", "MICRO", True), ("ENTERPRISE", "SMALL", True),
        ("ENTERPRISE", "MEDIUM", False), ("ENTERPRISE", None, False), ("FARM_ENTITY", "LARGE", False),
    ):  # fmt: skip
        assert NEW.retail(kind, size) is retail


def test_cross_default_does_not_feed_on_itself():
    """The small bad debt is repaid: what only it made bad is no longer a bad debt of the borrower, and may rise."""
    crossed = replace(FIRM, klass=S, basis=NEW.cross_basis, clear_from=date(2026, 1, 1), balance=900)
    assert decide(RuleBooks(NEW), [crossed], DAY)[0].better is N
    still = replace(FIRM, klass=S, basis="RS_CURRENT.over.90", balance=200)
    assert decide(RuleBooks(NEW), [crossed, still], DAY)[0].better is None


def test_a_bad_loan_does_not_rise_while_the_borrower_has_another():
    cured = replace(NOTE, klass=S, basis="RS_CURRENT.over.90", clear_from=date(2025, 1, 1))
    other = replace(NOTE, klass=D, basis="RS_CURRENT.over.270", overdue_days=280)
    assert decide(RuleBooks(NEW), [cured], DAY)[0].better is N
    assert decide(RuleBooks(NEW), [cured, other], DAY)[0].better is None
    assert decide(RuleBooks(OLD), [cured, other], DAY)[0].better is N


# --- set aside by people -------------------------------------------------------------------------------------------------


def test_what_two_people_set_aside_holds_until_its_day_or_until_it_gets_worse():
    aside = replace(NOTE, overdue_days=8, waived=W, waived_until=DAY + timedelta(days=1))
    assert one(NEW, aside).worse is None
    assert one(NEW, replace(aside, waived_until=DAY)).worse is W
    assert one(NEW, replace(aside, overdue_days=91)).worse is S


# --- the change of rule sets ---------------------------------------------------------------------------------------------

SET_FROM, TURNS = date(2023, 7, 1), date(2026, 1, 1)
LIMITS = {"CLASS_SET_FROM": SET_FROM.isoformat(), "CLASS_OLD_BUSINESS_FROM": TURNS.isoformat()}


def test_old_business_keeps_the_earlier_book_until_the_change_over():
    assert old_business_keeps(LIMITS, TURNS - timedelta(days=1)) == SET_FROM
    assert old_business_keeps(LIMITS, TURNS) is None
    assert old_business_keeps({}, TURNS) is None


def test_on_the_day_of_change_over_an_old_note_follows_the_new_book():
    old = replace(NOTE, start=SET_FROM - timedelta(days=1), overdue_days=31, security="CREDIT")
    new = replace(old, start=SET_FROM)
    both = RuleBooks(NEW, OLD, SET_FROM)
    assert [d.worse for d in decide(both, [old, new], DAY)] == [S, W]
    assert [d.worse for d in decide(RuleBooks(NEW), [old, new], DAY)] == [W, W]
    stands = replace(old, klass=S, basis="RS2018.matrix.CREDIT.31-90")
    assert decide(RuleBooks(NEW), [stands], DAY)[0].worse is None, (
        "a class made by the old book is not raised by itself"
    )


def test_months_of_a_period():
    assert [period_months(s, 6) for s in ("MONTH20", "QUARTER20", "OWN_DAY", "AT_MATURITY")] == [1, 3, 6, 0]
