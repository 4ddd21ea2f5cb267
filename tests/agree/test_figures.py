"""What a note has earned by a day: the scalar rules of servicing = the day end's columns, on random notes."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from wuhua.areas.servicing import rules
from wuhua.bulk.dayend import figures
from wuhua.core.money import LIMIT_FEN
from wuhua.core.rate import ONE

NOTES = 3_000
SCHEMA = {
    "next_due": pl.Date,
    "own_day": pl.Int16,
    "frequency_months": pl.Int16,
    "penalty_uplift": pl.Int16,
    "misuse_uplift": pl.Int16,
}


def note(rng: random.Random, day: date) -> dict[str, Any]:
    """Any note whose anchor lies at or before `day`: young or matured, clean or late, due on any day of the month."""
    start = day - timedelta(days=rng.randint(1, 900))
    maturity = start + timedelta(days=rng.randint(1, 1200))
    late, rhythm = rng.random() < 0.4, rng.choice((1, 1, 2, 3, 6, 12))
    overdue = rng.randint(1, LIMIT_FEN) if late else 0
    own_day = rng.choice((None, start.day, rng.randint(1, 31)))
    settlement = rng.choice(list(rules.Settlement))
    next_due = rng.choice((None, maturity, rules.first_due(settlement, start, maturity, own_day, rhythm)))
    return {
        "settlement": settlement.value,
        "day_count": rng.choice(list(rules.DayCount)).value,
        "start": start,
        "maturity": maturity,
        "own_day": own_day,
        "frequency_months": rhythm,
        "rate": rng.randint(1, ONE // 5),
        "penalty_uplift": rng.choice((30, 50, 100)),
        "principal": rng.choice((0, rng.randint(1, 10**9), LIMIT_FEN)),
        "overdue_principal": overdue,
        "compound_base": rng.randint(1, 10**10) if late else 0,
        "anchor_day": max(start, day - timedelta(days=rng.randint(0, 120))),
        "accrued": rng.randint(0, 10**8),
        "carry": rng.randint(0, 10**9),
        "penalty_accrued": rng.randint(0, 10**6) if late else 0,
        "penalty_carry": rng.randint(0, 10**11) if late else 0,
        "compound_accrued": rng.randint(0, 10**6) if late else 0,
        "compound_carry": rng.randint(0, 10**11) if late else 0,
        "next_due": next_due,
        "misuse_uplift": rng.choice((0, 0, 0, 50, 100)),
        "in_grace": rng.choice((0, rng.randint(0, overdue))),
    }


def anchor(row: dict[str, Any]) -> rules.Anchor:
    words = {"settlement": rules.Settlement, "day_count": rules.DayCount}
    return rules.Anchor(
        **{each.name: words.get(each.name, lambda value: value)(row[each.name]) for each in fields(rules.Anchor)}
    )


@pytest.mark.parametrize("day", [date(2018, 9, 21), date(2019, 3, 1), date(2020, 2, 29), date(2020, 12, 31)])
def test_figures_of_a_note_agree(day: date) -> None:
    rng = random.Random(day.toordinal())
    rows = [note(rng, day) for _ in range(NOTES)]
    frame = pl.DataFrame(rows, schema_overrides=SCHEMA).with_row_index("id")
    frame = figures.with_terms(figures.anchored(frame, day))
    made = figures.surcharges_by(figures.interest_by(frame, day), day)
    assert made.select("i", "p", "c").sum().row(0) > (0, 0, 0)
    columns = made.select("i", "ic", "p", "pc", "c", "cc", "den", "uden").rows()
    for row, column in zip(rows, columns, strict=True):
        scalar = rules.figures_on(anchor(row), day)
        assert tuple(getattr(scalar, each.name) for each in fields(scalar)) == column, row
