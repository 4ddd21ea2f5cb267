"""Rings of sureties, courted firms and package flags of the sample bank: there, made up, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from samples import partners
from samples.generator import Bank, make_bank

DAY = date(2018, 9, 30)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return make_bank(borrowers=300, seed=20180930, day=DAY)


def test_two_rings_of_sureties_and_a_chain_that_is_none(bank: Bank) -> None:
    rows = list(partners._sureties(bank))
    stands = {row[0]: row[2] for row in rows}
    assert len(stands) == len(rows) == sum(partners.RINGS) + partners.CHAIN - 1, "nobody is in two of them"

    def round_trip(start: str) -> int:
        """Steps until it comes back, nought where it does not."""
        at, steps = stands.get(start), 1
        while at is not None and at != start and steps <= len(stands):
            at, steps = stands.get(at), steps + 1
        return steps if at == start else 0

    sizes = Counter(round_trip(each) for each in stands)
    assert sizes == {3: 3, 4: 4, 0: partners.CHAIN - 1}
    since = {each.number: each.since for each in bank.customers}
    assert all(row[1] == "保证人" and row[7] >= max(since[row[0]], since[row[2]]) for row in rows)


def test_flags_rest_on_agreements_and_targets_on_staff(bank: Bank) -> None:
    flags = list(partners._services(bank))
    assert len({row[0] for row in flags}) == partners.AGREED and len({row[:2] for row in flags}) == len(flags)
    assert {row[1] for row in flags} == set(partners.LINES) and all(row[2] <= bank.days.cut for row in flags)
    staff = {person.number: person.roles for person in bank.people}
    for row in partners._courted(bank):
        assert "EXECUTIVE" in staff[row[3]] and staff[row[4]].startswith("RM") and row[7] == ""


def test_the_same_seed_says_the_same(bank: Bank) -> None:
    again = make_bank(borrowers=300, seed=20180930, day=DAY)
    for made in (partners._sureties, partners._services, partners._courted):
        assert list(made(bank)) == list(made(again))
