"""What a note must be to stand behind a borrowing, at and beyond each edge."""

from dataclasses import replace
from datetime import date

import pytest

from wuhua.areas.funding.rules import FundingRefusal, Link, check_link

DRAWN = date(2018, 3, 1)
GOOD = Link("JD1", 100, 700_000, 700_001, DRAWN)


def test_a_cheaper_note_inside_the_borrowing_may_stand_behind_it():
    assert check_link(GOOD, DRAWN, 100, ()) is None


@pytest.mark.parametrize(
    ("link", "drawn", "room", "linked", "name"),
    [
        (GOOD, None, 100, (), FundingRefusal.NOT_DRAWN),
        (GOOD, DRAWN, 100, ("JD1",), FundingRefusal.NOTE_LINKED_ALREADY),
        (replace(GOOD, on=date(2018, 2, 28)), DRAWN, 100, (), FundingRefusal.LINKED_BEFORE_DRAWN),
        (replace(GOOD, amount=0), DRAWN, 100, (), FundingRefusal.AMOUNT_NOT_POSITIVE),
        (replace(GOOD, rate=700_001), DRAWN, 100, (), FundingRefusal.RATE_NOT_BELOW_COMPARATOR),
        (GOOD, DRAWN, 99, (), FundingRefusal.BORROWING_USED_UP),
    ],
)
def test_each_refusal(link, drawn, room, linked, name):
    assert check_link(link, drawn, room, linked).name is name
