"""The access matrix knows every address and no other, and the page that prints it says the same."""

from __future__ import annotations

from collections import Counter

import pytest

from wuhua.areas.people.rules import Role
from wuhua.config import access

HANDLED = {"complaint", "complaint_act", "complaint_phone"}
"""One complaint answers 404 to whoever does not handle complaints, system management too."""


def strangers(asked: set[tuple[str, str, str]], known: set[tuple[str, str, str]]) -> tuple[list[str], list[str]]:
    """Addresses without a row, and rows without an address."""
    return sorted(map(" ".join, asked - known)), sorted(map(" ".join, known - asked))


def test_a_planted_address_is_found() -> None:
    known = {each.key for each in access.rows()}
    planted = ("PAGE", "GET", "/planted/<int:number>")
    assert strangers({*known, planted}, known) == (["PAGE GET /planted/<int:number>"], [])
    assert strangers(known - {next(iter(sorted(known)))}, known)[1]


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    asked = {(kind, method, address) for kind, method, address, _name in access.addresses()}
    without, gone = strangers(asked, {each.key for each in access.rows()})
    assert (without, gone) == ([], []), "add or strike them in wuhua/config/access.csv"


def test_rows_are_once_and_in_the_tables_words() -> None:
    twice = [key for key, n in Counter(each.key for each in access.rows()).items() if n > 1]
    assert not twice
    assert {each.door for each in access.rows()} == set(access.DOORS) == set(access.DOOR_WORDS)
    assert {each.whose for each in access.rows()} <= set(access.WHOSE_WORDS)


def test_system_management_passes_no_door_behind_which_somebodys_records_stand() -> None:
    """Domain 7: who keeps accounts sees no customer. Own work (jobs, password) is one's own."""
    open_ = {each.name for each in access.rows() if each.whose == "OWN" and each.passes(Role.ADMIN)
             and access.DOORS[each.door] is not None}  # fmt: skip
    assert open_ == HANDLED


@pytest.mark.parametrize("code", ["OFFICERS", "ACCOUNT"])
def test_the_doors_that_are_meant_for_many_let_many_through(code: str) -> None:
    posts = access.DOORS[code]
    assert posts is not None and len(posts) >= len(Role) - 1


def test_the_page_is_written_from_the_table() -> None:
    assert access.PAGE.read_text(encoding="utf-8") == access.page(), "python -m wuhua.config.access"
