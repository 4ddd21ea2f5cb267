"""`docs/CLAUSES.md` says what the tests say: regenerate it with `python -m tests.house.clauses`."""

from __future__ import annotations

import ast

from tests.house import clauses


def test_the_page_is_current() -> None:
    assert clauses.PAGE.read_text("utf-8") == clauses.page(), "run python -m tests.house.clauses"


def test_every_clause_is_listed_once_and_in_order() -> None:
    assert [each.number for each in clauses.clauses()] == list(range(1, 108))


def test_no_test_is_named_by_a_clause_that_does_not_exist() -> None:
    known = {each.number for each in clauses.clauses()}
    assert not {number: tests for number, tests in clauses.scanned().items() if number not in known}


def test_a_test_set_aside_does_not_hold_a_clause() -> None:
    planted = ast.parse(
        "def test_A1_runs(): ...\n"
        "@pytest.mark.skip(reason='x')\ndef test_A2_skipped(): ...\n"
        "@pytest.mark.xfail\ndef test_A3_expected_to_fail(): ...\n"
        "def test_A5_A6_two_at_once(): ...\n"
    )
    assert clauses.evidence({"f": planted}) == {
        1: ["f::test_A1_runs"],
        5: ["f::test_A5_A6_two_at_once"],
        6: ["f::test_A5_A6_two_at_once"],
    }
