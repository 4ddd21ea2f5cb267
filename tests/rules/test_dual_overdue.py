"""双逾 (A94): what is overdue of a note, the three readings of the list, and the balance a report counts as overdue."""

from datetime import date

import pytest

from wuhua.areas.classification.rules import (
    ClassRefusal,
    DualReading,
    OverdueType,
    check_word,
    listed,
    overdue_type,
    reported_overdue,
)

DAY = date(2018, 9, 21)
BEFORE = date(2018, 9, 20)
NONE, INTEREST, PRINCIPAL, DUAL = OverdueType


@pytest.mark.parametrize(
    ("principal", "interest", "kind"),
    [
        (None, None, NONE),
        (DAY, DAY, NONE),
        (BEFORE, None, PRINCIPAL),
        (BEFORE, DAY, PRINCIPAL),
        (None, BEFORE, INTEREST),
        (DAY, BEFORE, INTEREST),
        (BEFORE, BEFORE, DUAL),
    ],
)
def test_A94_what_is_overdue_of_a_note(principal, interest, kind):
    assert overdue_type(principal, interest, DAY) is kind


@pytest.mark.parametrize(
    ("reading", "on_the_list"),
    [
        (DualReading.BOTH, {(DUAL, 1), (DUAL, 60), (DUAL, 61)}),
        (DualReading.EITHER, {(k, d) for k in (INTEREST, PRINCIPAL, DUAL) for d in (1, 60, 61)}),
        (DualReading.DAYS, {(k, 61) for k in (INTEREST, PRINCIPAL, DUAL)}),
    ],
)
def test_A94_three_readings_of_the_list(reading, on_the_list):
    asked = [(k, d) for k in (INTEREST, PRINCIPAL, DUAL) for d in (1, 60, 61)]
    assert {each for each in asked if listed(*each, reading, 60)} == on_the_list
    assert not listed(NONE, 0, reading, 60)


@pytest.mark.parametrize(
    ("purpose", "method", "days", "counted"),
    [
        ("BUSINESS", "interest_only", 0, 0),
        ("BUSINESS", "interest_only", 1, 1000),
        ("BUSINESS", "equal_instalments", 1, 1000),
        ("CONSUMPTION", "interest_only", 1, 1000),
        ("CONSUMPTION", "equal_instalments", 90, 70),
        ("CONSUMPTION", "equal_instalments", 91, 1000),
        ("CONSUMPTION", "equal_principal", 90, 70),
        ("CONSUMPTION", "equal_principal", 91, 1000),
    ],
)
def test_A94_the_balance_that_a_report_counts_as_overdue(purpose, method, days, counted):
    assert reported_overdue(purpose, method, days, 70, 1000) == counted


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"reason": "没钱"}, ClassRefusal.REASON_MISSING),
        ({"measure": " "}, ClassRefusal.REASON_MISSING),
        ({"deadline": BEFORE}, ClassRefusal.DEADLINE_PAST),
    ],
)
def test_A94_what_is_written_beside_a_note_can_be_acted_on(change, name):
    word = {"reason": "纸价下跌,货款未回", "measure": "上门催收,追加担保", "deadline": DAY, "business_date": DAY}
    assert check_word(**word) is None
    assert check_word(**{**word, **change}).name is name
