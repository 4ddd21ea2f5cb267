"""A91: the room of one borrower and of its group against net capital; holds under concurrency."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.exposure import actions, read, rules
from wuhua.areas.exposure.models import Hold
from wuhua.areas.exposure.rules import Ceiling, ExposureRefusal, Owes, Room
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

DAY = date(2018, 9, 30)
YI = 100_000_000 * 100
OWED = {"C1": Owes(loans=6_000_000_00), "C2": Owes(loans=3_000_000_00, other=1_000_000_00)}


def capital() -> None:
    """Net capital of 100 million, net tier-1 of 80: single loan 10 million, group credit 15, exposures 12 and 16."""
    compliance.put_capital(actor="T", business_date=DAY, net_capital=YI, net_tier1=YI * 8 // 10, source="测试")


def owed(customers):  # type: ignore[no-untyped-def]
    return {each: OWED[each] for each in customers if each in OWED}


def hold(key: str, amount: int, customer: str = "C1", members: tuple[str, ...] = (), days: int = 3) -> Hold | Refused:
    return actions.hold(
        actor="JZ1", business_date=DAY, key=key, customer=customer, amount=amount, members=members, purpose="测试",
        expires=DAY + timedelta(days=days), owed=owed,
    )  # fmt: skip


@pytest.mark.django_db
def test_A91_a_loan_that_would_pass_the_single_limit_is_stopped() -> None:
    capital()
    before = AuditRow.objects.count()
    no = hold("K1", 4_000_000_01)
    assert isinstance(no, Refused) and no.name is ExposureRefusal.ROOM_EXCEEDED and "单一客户贷款" in no.reason
    assert (Hold.objects.count(), AuditRow.objects.count()) == (0, before)
    assert isinstance(hold("K1", 4_000_000_00), Hold), "to the fen there is room, and the key was not used up by the no"
    found = read.room("C1", (), DAY, owed)
    assert isinstance(found, Room)
    assert (found.amount, found.binding, found.held) == (0, Ceiling.SINGLE_LOAN, 4_000_000_00)


@pytest.mark.django_db
def test_A91_a_group_is_measured_together() -> None:
    capital()
    found = read.room("C2", ("C1",), DAY, owed)
    assert isinstance(found, Room)
    assert found.used[Ceiling.GROUP_CREDIT] == 10_000_000_00
    assert (found.amount, found.binding) == (5_000_000_00, Ceiling.GROUP_CREDIT)
    assert found.large, "ten million of eighty is more than 2.5 %"
    assert isinstance(hold("K2", 5_000_000_00, "C2", ("C1",)), Hold)
    other = read.room("C1", ("C2",), DAY, owed)
    assert isinstance(other, Room) and other.amount == 0, "what one of the group holds the other cannot have"


@pytest.mark.django_db
def test_a_hold_is_placed_once_released_once_and_lapses_by_itself() -> None:
    capital()
    first = hold("K1", 1_000_000_00)
    again = hold("K1", 1_000_000_00)
    assert isinstance(first, Hold) and isinstance(again, Hold) and first.pk == again.pk
    other = hold("K1", 2_000_000_00)
    assert isinstance(other, Refused) and other.name is ExposureRefusal.HOLD_KEY_REUSED
    assert read.held(["C1"], DAY + timedelta(days=2)) == {"C1": 1_000_000_00}
    assert read.held(["C1"], DAY + timedelta(days=3)) == {}
    for _ in range(2):
        done = actions.release(actor="JZ1", business_date=DAY, key="K1", why="已放款")
        assert isinstance(done, Hold) and done.released_on == DAY
    assert AuditRow.objects.filter(action="exposure.released").count() == 1
    assert read.held(["C1"], DAY) == {}
    gone = actions.release(actor="JZ1", business_date=DAY, key="K9", why="")
    assert isinstance(gone, Refused) and gone.name is ExposureRefusal.HOLD_UNKNOWN


@pytest.mark.django_db
def test_without_capital_nothing_is_measured_and_a_hold_needs_amount_and_end() -> None:
    for amount, days, name in (
        (0, 3, ExposureRefusal.AMOUNT_NOT_POSITIVE),
        (1, 0, ExposureRefusal.HOLD_ENDS_BEFORE_IT_BEGINS),
        (1, 3, ExposureRefusal.CAPITAL_UNKNOWN),
    ):
        no = hold("K1", amount, days=days)
        assert isinstance(no, Refused) and no.name is name


def test_A91_groups_from_the_reporting_line_on_are_listed_largest_first() -> None:
    values = {"NET_TIER1": "80000000", "LARGE_EXPOSURE_PCT": "2.5"}
    found = rules.large({"甲组": 2_000_000_00, "乙组": 1_999_999_99, "丙组": 9_000_000_00}, values)
    assert [(each.group, each.share) for each in found] == [("丙组", "11.25"), ("甲组", "2.50")]


def test_two_of_a_group_cannot_both_take_the_last_of_the_room(fresh_bank: str) -> None:
    """Eight at once ask for a million each where the group has room for five."""
    clock.advance(DAY)
    capital()
    answers: list[Hold | Refused] = []

    def ask(number: int) -> None:
        try:
            answers.append(hold(f"K{number}", 1_000_000_00, "C2", ("C1",)))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, Hold) for each in answers) == 5
    assert {each.name for each in answers if isinstance(each, Refused)} == {ExposureRefusal.ROOM_EXCEEDED}
    assert Hold.objects.count() == 5
