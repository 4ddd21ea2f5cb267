"""The handbook's worked examples are what the arithmetic answers: each figure is computed here and must stand on the page."""

from __future__ import annotations

import re
from datetime import date

from tests.house.tree import ROOT
from wuhua.core import accrue
from wuhua.core.days import DayCount, Unit
from wuhua.core.money import fen_of, grouped
from wuhua.core.rate import Rate
from wuhua.core.schedule import plan
from wuhua.core.terms import Method, Terms

PAGE = (ROOT / "docs" / "手册" / "计息规则.md").read_text(encoding="utf-8")
YEAR = 360


def rate(pct: str) -> int:
    return Rate.of_pct(pct).units


def interest(principal: str, *spans: tuple[str, int]) -> int:
    """One bill over spans of (rate, days): the carry goes on from span to span and is rounded once."""
    den, fen, carry = accrue.denominator(YEAR), 0, 0
    for pct, days in spans:
        fen, carry = accrue.earned(fen, carry, fen_of(principal), rate(pct), days, den)
    return fen + accrue.round_at_bill(carry, den)


def surcharge(base: str, pct: str, factor: int, days: int) -> int:
    den = accrue.penalty_denominator(YEAR)
    fen, carry = accrue.earned_at_uplift(0, 0, fen_of(base), rate(pct), factor, days, den)
    return fen + accrue.round_at_bill(carry, den)


def on_the_page(fen: int) -> bool:
    """As a figure of its own, not as a part of a longer one."""
    return re.search(rf"(?<![\d.,]){re.escape(grouped(fen))}(?!\d|,\d)", PAGE) is not None


def test_examples_1_to_4() -> None:
    first, quarter = date(2018, 3, 5), date(2018, 3, 21)
    assert ((quarter - first).days, (date(2018, 6, 21) - quarter).days) == (16, 92)
    figures = [interest("300000", ("7.2", 16)), interest("300000", ("7.2", 92))]
    terms = Terms(10_000_000, rate("7.2"), Method.EQUAL_INSTALMENTS, 24, Unit.MONTH, 1, first, DayCount.THIRTY_360)
    figures += [plan(terms).instalment, surcharge("300000", "7.2", 150, 30), surcharge("5520", "7.2", 100, 15)]
    assert [grouped(each) for each in figures] == ["960.00", "5,520.00", "4,486.33", "2,700.00", "16.56"]
    assert all(map(on_the_page, figures))


def test_example_5_and_7() -> None:
    due = interest("200000", ("9.6", (date(2018, 9, 21) - date(2018, 8, 21)).days))
    short = due - fen_of("1000")
    compound = surcharge(grouped(short), "9.6", 100, 7)
    figures = [due, short, compound, short + compound, interest("200000", ("9.6", 30))]
    assert [grouped(each) for each in figures] == ["1,653.33", "653.33", "1.22", "654.55", "1,600.00"]
    changed = interest("200000", ("8.265", 21), ("9.025", 9))
    assert grouped(changed) == "1,415.50"
    assert all(map(on_the_page, [*figures, changed]))


def test_example_6() -> None:
    matured, settled, paid = date(2018, 9, 10), date(2018, 9, 21), date(2018, 10, 15)
    before, after = (settled - matured).days, (paid - settled).days
    billed = interest("150000", ("8.4", (matured - date(2018, 8, 21)).days))
    penalty = [surcharge("150000", "8.4", 150, days) for days in (before, after)]
    compound = [surcharge(grouped(billed), "8.4", 150, days) for days in (before, after)]
    whole = fen_of("150000") + billed + sum(penalty) + sum(compound)
    figures = [billed, *penalty, *compound, sum(penalty), sum(compound), whole]
    assert all(map(on_the_page, figures)), [grouped(each) for each in figures]
    heavier = compound[0] + surcharge(grouped(billed + penalty[0]), "8.4", 150, after)
    assert all(map(on_the_page, [billed + penalty[0], heavier, whole + heavier - sum(compound)]))


def test_a_figure_that_is_not_there_is_seen() -> None:
    assert not on_the_page(fen_of("653.34"))
    assert not on_the_page(fen_of("53.33")), "a part of 653.33 is not the figure"
