"""Verdicts of the link to the core, tried without a database."""

from __future__ import annotations

from datetime import date

import pytest

from wuhua.areas.corelink import rules
from wuhua.areas.corelink.rules import (
    HAND_OVER_MOVES,
    BreakKind,
    BreakState,
    CoreFileKind,
    CoreLinkRefusal,
    HandOverState,
    Light,
    Standing,
)

TO_SEND, SENT, CONFIRMED, FAILED, UNKNOWN, WITHDRAWN = HandOverState


@pytest.mark.parametrize(
    ("state", "to", "name"),
    [
        (SENT, CONFIRMED, None),
        (SENT, FAILED, None),
        (SENT, UNKNOWN, None),
        (SENT, SENT, CoreLinkRefusal.ON_ITS_WAY_ALREADY),
        (UNKNOWN, CONFIRMED, None),
        (UNKNOWN, FAILED, None),
        (UNKNOWN, UNKNOWN, CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE),
        (UNKNOWN, SENT, CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT),
        (FAILED, SENT, None),
        (FAILED, CONFIRMED, None),
        (FAILED, FAILED, CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE),
        (FAILED, UNKNOWN, CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE),
        (CONFIRMED, SENT, CoreLinkRefusal.CONFIRMED_ALREADY),
        (CONFIRMED, CONFIRMED, CoreLinkRefusal.CONFIRMED_ALREADY),
        (CONFIRMED, FAILED, CoreLinkRefusal.CONFIRMED_ALREADY),
        (CONFIRMED, UNKNOWN, CoreLinkRefusal.CONFIRMED_ALREADY),
    ],
)
def test_every_move_of_a_hand_over(state: HandOverState, to: HandOverState, name: CoreLinkRefusal | None) -> None:
    no = rules.check_move(state, to, "JD1")
    assert (no.name if no else None) == name


def test_the_table_knows_every_state_and_no_way_leads_from_unknown_to_sent() -> None:
    assert set(HAND_OVER_MOVES) == set(HandOverState)
    reachable, ways = set(), {UNKNOWN}
    while ways:  # every road from UNKNOWN that does not pass the core's no
        state = ways.pop()
        if state is not FAILED and state not in reachable:
            reachable.add(state)
            ways |= HAND_OVER_MOVES[state]
    assert SENT not in reachable


@pytest.mark.parametrize(
    ("kind", "gap", "two"),
    [
        (BreakKind.AMOUNT, 1, True),
        (BreakKind.AMOUNT, None, True),
        (BreakKind.MISSING_HERE, None, False),
        (BreakKind.MISSING_IN_CORE, -5, True),
        (BreakKind.STATUS, None, False),
        (BreakKind.DATE, None, False),
        (BreakKind.STATUS, 0, False),
    ],
)
def test_money_needs_two(kind: BreakKind, gap: int | None, two: bool) -> None:
    assert rules.needs_two(kind, gap) is two


@pytest.mark.parametrize(
    ("arrivals", "light"),
    [
        ([], Light.WAITING),
        ([Light.REFUSED], Light.REFUSED),
        ([Light.REFUSED, Light.ARRIVED], Light.ARRIVED),
        ([Light.ARRIVED, Light.REFUSED], Light.ARRIVED),
        ([Light.SENT], Light.SENT),
    ],
)
def test_the_light_of_what_came(arrivals: list[Light], light: Light) -> None:
    assert rules.light_of(arrivals) is light


def test_a_reason_is_a_sentence() -> None:
    assert rules.check_reason("查到了") is not None
    assert rules.check_reason("  ab  ") is not None
    assert rules.check_reason("查到了。") is None


@pytest.mark.parametrize("state", [BreakState.SETTLED, BreakState.VANISHED])
def test_what_is_over_stays_over(state: BreakState) -> None:
    over = Standing(BreakKind.AMOUNT, state, 1, "2001", "")
    for no in (
        rules.check_take(over, "2002", "有理由的"),
        rules.check_owner(over, "2001", "有理由的"),
        rules.check_second(over, "2"),
    ):
        assert no is not None
        assert no.name is CoreLinkRefusal.BREAK_OVER


def test_age_counts_days_and_never_below_nought() -> None:
    assert rules.age(date(2018, 9, 28), date(2018, 10, 1)) == 3
    assert rules.age(date(2018, 9, 28), date(2018, 9, 28)) == 0
    assert rules.age(date(2018, 9, 28), date(2018, 9, 27)) == 0


def test_every_kind_has_a_name_and_a_way_to_go() -> None:
    assert set(rules.KIND_NAMES) == set(CoreFileKind)
    assert {*rules.EXPECTED, *rules.SENT_OUT, CoreFileKind.RESULTS} == set(CoreFileKind)


@pytest.mark.parametrize(
    ("state", "answered_by", "followed_by", "no"),
    [
        (FAILED, "CORE", "", None),
        (FAILED, "2002", "", None),
        (FAILED, "2001", "", CoreLinkRefusal.FOUR_EYES),
        (WITHDRAWN, "2001", "", None),
        (FAILED, "CORE", "JD9-R2", CoreLinkRefusal.STARTED_ANEW_ALREADY),
        (UNKNOWN, "", "", CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT),
        (SENT, "", "", CoreLinkRefusal.ON_ITS_WAY_ALREADY),
        (TO_SEND, "", "", CoreLinkRefusal.ON_ITS_WAY_ALREADY),
        (CONFIRMED, "CORE", "", CoreLinkRefusal.CONFIRMED_ALREADY),
    ],
)
def test_only_where_nothing_was_paid_a_note_starts_anew(
    state: HandOverState, answered_by: str, followed_by: str, no: CoreLinkRefusal | None
) -> None:
    refused = rules.check_start_anew(state, "JD9", answered_by, "2001", "账户已解冻", followed_by)
    assert (refused.name if refused else None) == no


def test_nothing_leads_back_to_be_sent() -> None:
    assert all(TO_SEND not in ways for ways in HAND_OVER_MOVES.values())
    assert HAND_OVER_MOVES[CONFIRMED] == HAND_OVER_MOVES[WITHDRAWN] == frozenset()
