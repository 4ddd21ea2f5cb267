"""The rule of the tiers (A74): each line at, above and below its edge, and its laws; deposits cannot even be said."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuhua.areas.compliance.rules import Parameters, RuleSet, seeds
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import FACTS, RANK, TierBook, TierFacts, TierReason, decide
from wuhua.bulk.columns import tiers as columns
from wuhua.bulk.tiers.run import book_of

VALUES = Parameters(date(2018, 9, 30), RuleSet.RS2018, {seed.code: seed.value for seed in seeds.TIERS})
BOOK: TierBook = book_of(VALUES)
WAN = 1_000_000
GOOD = TierFacts(months=40, size=250 * WAN)
MIDDLE = TierFacts(months=40, size=60 * WAN)


def edges(*around: int) -> st.SearchStrategy[int]:
    """Often at an edge."""
    near = sorted({max(0, each + step) for each in around for step in (-1, 0, 1)})
    return st.sampled_from(near) | st.integers(0, 3 * max(around))


def pairs(name: str) -> list[int]:
    """A fact's two thresholds, as written and softened."""
    found = [getattr(line, name) for _, line in BOOK.lines]
    return [*found, *(each * 9 // 10 for each in found)]


FACTS_OF = st.builds(
    TierFacts,
    **{name: edges(*pairs(name)) for name in ("months", "late", "size", "sales", "paid")},
    anchor=st.booleans(),
)
BEFORE = st.sampled_from([None, *Tier])


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        (replace(GOOD, months=36), replace(GOOD, months=35), TierReason.TOO_SHORT),
        (replace(GOOD, late=7), replace(GOOD, late=8), TierReason.PAID_LATE),
        (replace(GOOD, size=200 * WAN), replace(GOOD, size=200 * WAN - 1), TierReason.TOO_SMALL),
        (replace(MIDDLE, sales=2_000 * WAN), replace(MIDDLE, sales=2_000 * WAN - 1), TierReason.TOO_SMALL),
        (replace(MIDDLE, paid=10 * WAN), replace(MIDDLE, paid=10 * WAN - 1), TierReason.TOO_SMALL),
        (replace(MIDDLE, anchor=True), MIDDLE, TierReason.TOO_SMALL),
    ],
)
def test_A74_each_line_of_the_key_tier_at_its_edge(better: TierFacts, worse: TierFacts, reason: TierReason) -> None:
    assert decide(better, BOOK, None)[0] is Tier.KEY
    tier, why = decide(worse, BOOK, None)
    assert tier is Tier.QUALITY and reason in why


def test_A74_a_customer_falls_only_when_more_than_ten_percent_below() -> None:
    edge = replace(GOOD, size=180 * WAN)
    assert decide(edge, BOOK, None)[0] is Tier.QUALITY
    assert decide(edge, BOOK, Tier.QUALITY)[0] is Tier.QUALITY
    kept, why = decide(edge, BOOK, Tier.KEY)
    assert kept is Tier.KEY and TierReason.WITHIN_SLACK in why
    assert decide(replace(edge, size=180 * WAN - 1), BOOK, Tier.KEY)[0] is Tier.QUALITY
    assert decide(replace(edge, size=45 * WAN), BOOK, Tier.KEY)[0] is Tier.QUALITY
    assert decide(replace(edge, size=45 * WAN - 1), BOOK, Tier.KEY)[0] is Tier.BASIC
    # Thirty days late is the line; three more are within its slack, a fourth is not.
    late = replace(MIDDLE, late=33)
    assert [decide(each, BOOK, Tier.QUALITY)[0] for each in (late, replace(late, late=34))] == [
        Tier.QUALITY,
        Tier.BASIC,
    ]


def test_A74_nothing_known_is_basic_and_deposits_are_no_fact() -> None:
    assert decide(TierFacts(), BOOK, None)[0] is Tier.BASIC
    assert tuple(each.name for each in fields(TierFacts)) == FACTS
    assert not [each for each in FACTS if "deposit" in each or "return" in each or "balance" in each]


@given(FACTS_OF, BEFORE)
def test_A74_the_same_facts_again_change_nothing(facts: TierFacts, before: Tier | None) -> None:
    once, _ = decide(facts, BOOK, before)
    assert decide(facts, BOOK, once)[0] is once
    assert RANK[once] >= RANK[decide(facts, BOOK, None)[0]], "the slack holds up, and never holds down"


@given(FACTS_OF, BEFORE, st.sampled_from(["months", "size", "sales", "paid", "late"]), st.integers(1, 300 * WAN))
def test_A74_a_better_customer_never_stands_lower(facts: TierFacts, before: Tier | None, name: str, by: int) -> None:
    value = getattr(facts, name)
    better = replace(facts, **{name: max(0, value - by) if name == "late" else value + by})
    assert RANK[decide(better, BOOK, before)[0]] >= RANK[decide(facts, BOOK, before)[0]]


@given(st.lists(st.tuples(FACTS_OF, BEFORE), min_size=1, max_size=80))
def test_A74_columns_say_what_the_rule_says(town: list[tuple[TierFacts, Tier | None]]) -> None:
    schema = {name: pl.Boolean if name == "anchor" else pl.Int64 for name in FACTS} | {"before": pl.String}
    rows = [{name: getattr(facts, name) for name in FACTS} | {"before": before} for facts, before in town]
    found = pl.DataFrame(rows, schema=schema).with_columns(columns.decided(BOOK))
    asked = [decide(facts, BOOK, before) for facts, before in town]
    assert found["tier"].to_list() == [tier.value for tier, _ in asked]
    assert found["reasons"].to_list() == [[each.value for each in why] for _, why in asked]
