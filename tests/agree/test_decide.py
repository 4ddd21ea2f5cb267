"""Scalar = columns on random borrowers: every book, every mark, every stage of an observation, two books on one day."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

import polars as pl
import pytest

from wuhua.areas.classification.rules import (
    FOUND,
    SECURITIES,
    Decision,
    Klass,
    Mark,
    NoteFacts,
    RuleBooks,
    decide,
    decode,
    rulebook,
    worst,
)
from wuhua.areas.compliance.rules import RuleSet, seeds
from wuhua.bulk.columns import decide as columns
from wuhua.core.days import add_months

DAYS = (date(2025, 8, 28), date(2025, 2, 28))
"""Six months before the second lie four days that months clamp together."""
SET_FROM = date(2023, 7, 1)
BORROWERS = 6_000


def book(ruleset):
    limits = {s.code: s.value for s in seeds.PARAMETERS if s.ruleset is ruleset and s.code.startswith("CLASS_")}
    return rulebook(ruleset.value, limits)


OLD, NEW = book(RuleSet.RS2018), book(RuleSet.RS_CURRENT)
BOOKS = {
    "old": RuleBooks(OLD),
    "new": RuleBooks(NEW),
    "both": RuleBooks(NEW, OLD, SET_FROM),
}


def some_day(rng, day, back=500):
    """Often at an edge of an observation, where months are clamped and one day decides."""
    edge = add_months(day, -rng.choice((3, 6, 12))) + timedelta(days=rng.choice((-1, 0, 1, 2, 3)))
    return rng.choice((edge, day - timedelta(days=rng.randrange(back))))


def note(rng, day):
    klass = rng.choice((Klass.NORMAL, *Klass))
    bases = ("person", OLD.cross_basis, NEW.cross_basis, "RS_CURRENT.over.90", "")
    marks = frozenset(
        m.value for m in Mark if m not in FOUND and rng.random() < (0.3 if m is Mark.RESTRUCTURED else 0.04)
    )
    return NoteFacts(
        start=rng.choice((SET_FROM - timedelta(days=1), SET_FROM, date(2025, 1, 1))),
        security=rng.choice(SECURITIES),
        overdue_days=rng.choice((0, 0, 0, 1, 7, 8, 30, 31, 90, 91, 180, 181, 270, 271, 360, 361, rng.randrange(500))),
        balance=rng.choice((0, 1, rng.randrange(10**7), 10**12)),
        marks=marks,
        klass=klass,
        basis=rng.choice(bases) if klass is not Klass.NORMAL else "",
        since=some_day(rng, day) if klass is not Klass.NORMAL else None,
        clear_from=some_day(rng, day) if klass is not Klass.NORMAL and rng.random() < 0.7 else None,
        period_months=rng.choice((0, 1, 3, 6, 12)),
        restructured=some_day(rng, day, 300) if "restructured" in marks else None,
        waived=rng.choice((None, None, None, *Klass)),
        waived_until=day + timedelta(days=rng.choice((-1, 0, 1, 60))),
        retail=False,
    )


def borrowers(seed, day=DAYS[0]):
    rng = random.Random(seed)
    return [[note(rng, day) for _ in range(rng.choice((1, 1, 2, 3)))] for _ in range(BORROWERS)]


def frame(found):
    rows = []
    for customer, notes in enumerate(found):
        for each in notes:
            bits = sum(Mark(m).bit for m in each.marks)
            rows.append(
                {
                    "id": len(rows),
                    "customer_id": customer,
                    "marks": bits,
                    "klass": each.klass.value,
                    "waived": each.waived.value if each.waived else "",
                    **{
                        name: getattr(each, name)
                        for name in columns.FACTS
                        if name not in ("id", "customer_id", "marks", "klass", "waived")
                    },
                }
            )
    return pl.DataFrame(rows, schema=columns.FACTS)


def scalar(found, books, day):
    return [
        (d.verdict.klass.value, d.verdict.basis, d.worse and d.worse.value, d.better and d.better.value, d.clear_from)
        for notes in found
        for d in decide(books, notes, day)
    ]


@pytest.mark.parametrize("books", BOOKS)
@pytest.mark.parametrize("retail", [False, True])
@pytest.mark.parametrize("day", DAYS)
def test_the_columns_decide_as_the_scalar_does(books, retail, day):
    found = [[replace(each, retail=retail) for each in notes] for notes in borrowers(7 + retail, day)]
    twin = columns.decided(frame(found), BOOKS[books], day).select(list(columns.DECIDED)).rows()
    wanted = scalar(found, BOOKS[books], day)
    assert len(twin) == len(wanted)
    for at, (left, right) in enumerate(zip(twin, wanted, strict=True)):
        assert left == right, at
    # The sample speaks: every outcome was there to be got wrong.
    assert {row[0] for row in twin} == {klass.value for klass in Klass}
    assert sum(row[2] is not None for row in twin) > 500
    assert sum(row[3] is not None for row in twin) > 100
    assert len({row[1] for row in twin}) > 10


@pytest.mark.parametrize("ruleset", [OLD, NEW], ids=lambda each: each.ruleset)
def test_the_largest_code_of_the_columns_is_the_worst_of_the_scalar(ruleset):
    rng = random.Random(11)
    rows = [
        {
            "security": rng.choice(SECURITIES),
            "overdue_days": rng.randrange(500),
            "marks": rng.randrange(1 << len(Mark)) & rng.randrange(1 << len(Mark)) & rng.randrange(1 << len(Mark)),
        }
        for _ in range(20_000)
    ]
    schema = {"security": pl.String, "overdue_days": pl.Int32, "marks": pl.Int32}
    codes = pl.DataFrame(rows, schema=schema).select(columns.worst(ruleset.table))
    for row, number in zip(rows, codes.to_series().to_list(), strict=True):
        marks = frozenset(m.value for m in Mark if row["marks"] & m.bit)
        assert decode(ruleset.table, number) == worst(ruleset.table, row["security"], row["overdue_days"], marks)


def test_a_frame_of_nobody_is_decided_too():
    assert columns.decided(pl.DataFrame(schema=columns.FACTS), BOOKS["both"], DAYS[0]).is_empty()


def test_the_samples_groups_are_borrowers():
    found = frame(borrowers(3))
    assert len(list(groupby(found.get_column("customer_id").to_list()))) == BORROWERS
    assert isinstance(decide(BOOKS["new"], borrowers(3)[0], DAYS[0])[0], Decision)
