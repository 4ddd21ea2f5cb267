"""Laws of the ledger's words: what cannot be built, and that taking back twice gives the lines back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuhua.books.rules import BY_CODE, CHART, Entry, Line, Side
from wuhua.core.refuse import BrokenInvariant

DAY = date(2018, 9, 30)
AMOUNTS = st.lists(st.integers(min_value=1, max_value=10**13), min_size=1, max_size=12)


def loan(side: Side, amount: int, sub: int = 1) -> Line:
    return Line(1301, side, amount, "B01", "P01", "NORMAL", sub)


@given(debits=AMOUNTS, credits=AMOUNTS)
def test_an_entry_is_built_exactly_when_it_balances(debits: list[int], credits: list[int]) -> None:
    lines = (
        *(loan(Side.DEBIT, amount) for amount in debits),
        *(Line(2011, Side.CREDIT, amount, "B01", sub=7) for amount in credits),
    )
    if sum(debits) == sum(credits):
        assert Entry("k", DAY, "发放", lines).total == sum(debits)
    else:
        with pytest.raises(BrokenInvariant, match=f"debits {sum(debits)}, credits {sum(credits)}"):
            Entry("k", DAY, "发放", lines)


@given(amounts=AMOUNTS)
def test_taking_back_twice_gives_the_lines_back(amounts: list[int]) -> None:
    lines = (*(loan(Side.DEBIT, a) for a in amounts), Line(2011, Side.CREDIT, sum(amounts), "B01", sub=7))
    entry = Entry("k", DAY, "发放", lines)
    back = entry.reversed_on(date(2018, 10, 1), "k/back", entry_id=5)
    assert back.reverses == 5
    assert [line.signed for line in back.lines] == [-line.signed for line in reversed(lines)]
    assert back.reversed_on(date(2018, 10, 2), "k/again").lines == lines


def test_lines_off_the_balance_sheet_balance_among_themselves() -> None:
    memo = Line(7001, Side.DEBIT, 5, "B01", "P01", "NON_ACCRUAL")
    with pytest.raises(BrokenInvariant, match="off balance sheet: debits 5, credits 0"):
        Entry("k", DAY, "转表外", (memo, Line(4001, Side.CREDIT, 5)))
    assert Entry("k", DAY, "转表外", (memo, Line(7009, Side.CREDIT, 5))).total == 5


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (lambda: loan(Side.DEBIT, 0), "positive"),
        (lambda: loan(Side.DEBIT, -1), "positive"),
        (lambda: loan(Side.DEBIT, 1.5), "whole fen"),  # type: ignore[arg-type]
        (lambda: loan(Side.DEBIT, True), "whole fen"),
        (lambda: Line(1999, Side.DEBIT, 1), "not in the chart"),
        (lambda: Line(1301, Side.DEBIT, 1, "B01", "P01", "", 1), "status is wanted"),
        (lambda: Line(1301, Side.DEBIT, 1, "B01", "P01", "SLOW", 1), "not a book status"),
        (lambda: Line(1301, Side.DEBIT, 1, "B01", "P01", "NORMAL"), "sub is wanted"),
        (lambda: Line(4001, Side.DEBIT, 1, "B01"), "branch is not kept"),
        (lambda: Line(4001, Side.DEBIT, 1, sub=3), "sub is not kept"),
        (lambda: Line(4001, "D", 1), "DEBIT or CREDIT"),  # type: ignore[arg-type]
    ],
)
def test_a_line_says_only_what_its_account_keeps(line, why: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BrokenInvariant, match=why):
        line()


def test_one_line_is_no_entry() -> None:
    with pytest.raises(BrokenInvariant, match="the least is 2"):
        Entry("k", DAY, "半笔", (Line(4001, Side.DEBIT, 1),))


def test_the_chart_names_each_account_once() -> None:
    assert len(BY_CODE) == len(CHART)
    assert [account.code for account in CHART] == sorted(BY_CODE)
    assert {account.code for account in CHART if not account.on_balance} == {7001, 7002, 7009}
