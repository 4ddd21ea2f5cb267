"""The sample bank in memory: its totals at any size, whole numbers with valid check digits, the same bytes twice."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from samples.calibrate import CLOSING, DRAWN, FULL, LAST_YEAR, OPENING, CannotCalibrate, Scale, balance_at
from samples.generator import Bank, UnsuitableDay, make_bank, write_sample
from samples.notes import Note
from samples.products import BY_CODE
from wuhua.areas.customer.rules import CustomerKind, check_identity
from wuhua.core.refuse import Refused

DAY = date(2018, 9, 30)
SEED = 20180930


def totals(bank: Bank) -> tuple[int, int, int, int, int]:
    """Closing, opening, drawn anew this year, borrowers now and a year ago, counted from the notes one by one."""
    small = [note for note in bank.notes if note.small]

    def standing(day: date) -> dict[int, int]:
        left = {id(note): balance_at(note, day, bank.days.cut) for note in small}
        return {key: amount for key, amount in left.items() if amount}

    def borrowers(day: date) -> int:
        owed = standing(day)
        return len({note.customer.number for note in small if id(note) in owed})

    closing, opening = (sum(standing(day).values()) for day in (bank.days.cut, bank.days.year_start))
    drawn = sum(note.amount for note in small if note.start.year == DAY.year and note.issue == "NEW")
    return closing, opening, drawn, borrowers(bank.days.cut), borrowers(bank.days.last_year)


@pytest.mark.parametrize(
    ("borrowers", "seed"),
    [(200, SEED), (200, 4), (200, 58), (300, 7), (350, 7), (500, 12), (1000, SEED), (1000, 1), (2000, 2)],
)
def test_a_bank_of_any_size_keeps_the_published_totals_in_proportion(borrowers: int, seed: int) -> None:
    """Some of these seeds need an early repayment, one (58) a second draw."""
    scale = Scale(borrowers)
    wanted = (*(scale.amount(full) for full in (CLOSING, OPENING, DRAWN)), borrowers, scale.count(LAST_YEAR))
    bank = make_bank(borrowers=borrowers, seed=seed, day=DAY)
    assert totals(bank) == wanted
    assert all(BY_CODE[note.product].floor <= note.amount <= BY_CODE[note.product].cap for note in bank.notes)
    assert all(0 < note.extra[day] < note.amount for note in bank.notes for day in note.extra)


@pytest.mark.slow
@pytest.mark.parametrize("borrowers", [FULL, 10_000, 20_000])
def test_so_does_a_large_one(borrowers: int) -> None:
    scale = Scale(borrowers)
    wanted = (*(scale.amount(full) for full in (CLOSING, OPENING, DRAWN)), borrowers, scale.count(LAST_YEAR))
    assert totals(make_bank(borrowers=borrowers, seed=3, day=DAY)) == wanted


def test_a_town_without_room_is_drawn_again_and_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    streams: list[str] = []

    def unlucky(stream: str, *_rest: object) -> Bank:
        streams.append(stream)
        raise CannotCalibrate("no room")

    monkeypatch.setattr("samples.generator._draw", unlucky)
    with pytest.raises(CannotCalibrate):
        make_bank(borrowers=200, seed=9, day=DAY)
    assert streams == ["9", "9.1", "9.2", "9.3", "9.4"]


def test_days_and_sizes_the_bank_is_not_laid_out_for(tmp_path: Path) -> None:
    with pytest.raises(UnsuitableDay):
        write_sample(tmp_path / "day", day=date(2018, 9, 29))
    with pytest.raises(ValueError, match="199"):
        write_sample(tmp_path / "few", borrowers=199)
    assert not list(tmp_path.iterdir())


def test_the_same_arguments_write_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def digests(folder: str, seed: int) -> dict[str, str]:
        write_sample(tmp_path / folder, borrowers=200, seed=seed)
        return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in (tmp_path / folder).iterdir()}

    first = digests("first", SEED)
    assert digests("second", SEED) == first
    assert digests("third", SEED + 1)["customers.csv"] != first["customers.csv"]


def test_every_number_of_a_person_or_a_firm_is_valid_and_given_once() -> None:
    customers = make_bank(borrowers=500, seed=SEED, day=DAY).customers
    assert len({each.identity for each in customers}) == len(customers)
    checked = [check_identity(CustomerKind(each.kind), each.identity, DAY) for each in customers]
    assert [no for no in checked if isinstance(no, Refused)] == []


def test_nobody_brings_back_early_what_instalments_take() -> None:
    notes: list[Note] = make_bank(borrowers=200, seed=4, day=DAY).notes
    early = [note for note in notes if note.extra]
    assert early
    assert {note.method for note in early} <= {"on_demand", "interest_only"}
