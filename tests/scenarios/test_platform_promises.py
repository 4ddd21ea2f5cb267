"""Trace, once, numbers, date: what any bank system promises, each promise tried."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from wuhua.core.refuse import BrokenInvariant, Refusal, Refuse, Refused
from wuhua.platform import audit, clock, numbering
from wuhua.platform.models import AuditRow, Number, OnceKey, SealedDay
from wuhua.platform.once import OnceRefusal, once

DAY = date(2018, 9, 30)


class TillRefusal(Refusal):
    TILL_EMPTY = "till_empty"


NO = Refused(TillRefusal.TILL_EMPTY, "钱箱空了。", "请先加钞。", field="amount")


def trace(n: int = 1, **more: Any) -> None:
    audit.record(actor="S001", business_date=DAY, action="till.counted", subject=f"till:{n}", after={"n": n}, **more)


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


# --- the trace -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt", ["UPDATE platform_audit SET actor = 'x'", "DELETE FROM platform_audit", "TRUNCATE platform_audit"]
)
def test_a_trace_is_never_edited(attempt: str) -> None:
    trace()
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        sql(attempt)
    assert AuditRow.objects.get().actor == "S001"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt",
    ["UPDATE platform_sealedday SET seal = 'x'", "DELETE FROM platform_sealedday", "TRUNCATE platform_sealedday"],
)
def test_a_sealed_day_is_never_edited(attempt: str) -> None:
    SealedDay.objects.create(day=DAY, kind="CLOSED", seal="00", recorded_at=clock.now())
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        sql(attempt)


@pytest.mark.django_db
def test_without_the_trace_there_is_no_change() -> None:
    sql("ALTER TABLE platform_audit ADD CONSTRAINT planted CHECK (action <> 'till.counted')")
    with pytest.raises(Error, match="planted"), transaction.atomic():
        numbering.next_number("till")
        trace()
    assert not Number.objects.exists()


def test_a_trace_outside_a_transaction_is_refused(fresh_bank: str) -> None:
    with pytest.raises(BrokenInvariant, match="transaction of the change"):
        trace()


@pytest.mark.django_db
def test_the_chain_names_the_day_whose_trace_was_altered() -> None:
    for n in range(3):
        trace(n)
        day = DAY + timedelta(days=n)
        SealedDay.objects.create(
            day=day, kind="CLOSED", seal=str(n), audit_head=audit.chain_head(), recorded_at=clock.now()
        )
    assert audit.broken_days() == []
    # Only the owner of the table can do this, and it shows.
    sql(
        "ALTER TABLE platform_audit DISABLE TRIGGER USER; UPDATE platform_audit SET after = '{}' WHERE subject = 'till:1'"
    )
    assert audit.broken_days() == [DAY + timedelta(days=1)]


# --- once ------------------------------------------------------------------------------------------------------------


def ask(key: str, act: Any, **arguments: Any) -> Any:
    with transaction.atomic():
        return once(key, arguments, act)


@pytest.mark.django_db
def test_the_same_request_has_one_effect_and_one_answer(home: Any) -> None:
    def act() -> dict[str, Any]:
        return {"number": numbering.next_number("till"), "day": DAY}

    first = ask("k", act, amount=5)
    assert first == {"number": 1, "day": "2018-09-30"}
    assert ask("k", act, amount=5) == first
    assert Number.objects.get().next == 2


@pytest.mark.django_db
def test_other_content_under_the_same_key_is_refused_naming_the_field(home: Any) -> None:
    ask("k", lambda: {"done": True}, amount=5, note="JD0001")
    answer = ask("k", lambda: pytest.fail("must not act"), amount=6, note="JD0001")
    assert (answer.name, answer.field) == (OnceRefusal.KEY_REUSED, "amount")
    assert "5" not in OnceKey.objects.get().arguments.values()  # only hashes are kept


@pytest.mark.django_db
@pytest.mark.parametrize("raised", [False, True])
def test_a_refusal_is_kept_and_what_it_wrote_is_not(home: Any, raised: bool) -> None:
    def act() -> Refused:
        numbering.next_number("till")
        if raised:
            raise Refuse(NO)
        return NO

    assert ask("k", act, amount=5) == NO
    assert ask("k", lambda: pytest.fail("must not act"), amount=5) == NO
    assert not Number.objects.exists()


@pytest.mark.django_db
def test_a_passing_failure_keeps_nothing(home: Any) -> None:
    def act() -> dict[str, Any]:
        numbering.next_number("till")
        raise TimeoutError

    with pytest.raises(TimeoutError):
        ask("k", act, amount=5)
    assert not OnceKey.objects.exists()
    assert not Number.objects.exists()
    assert ask("k", lambda: {"done": True}, amount=5) == {"done": True}


@pytest.mark.django_db
def test_a_key_is_never_deleted_nor_its_content_changed(home: Any) -> None:
    ask("k", lambda: {"done": True}, amount=5)
    for attempt, promise in (
        ("DELETE FROM platform_once", "never_gone"),
        ("TRUNCATE platform_once", "never_gone"),
        ("UPDATE platform_once SET fingerprint = 'x'", "fixed_columns"),
    ):
        with pytest.raises(Error, match=promise), transaction.atomic():
            sql(attempt)


def test_twins_at_the_same_moment_have_one_effect(fresh_bank: str, django_db_blocker: Any) -> None:
    both, answers = threading.Barrier(2), []

    def act() -> dict[str, Any]:
        return {"number": numbering.next_number("till")}

    def twin() -> None:
        try:
            both.wait()
            answers.append(ask("k", act, amount=5))
        finally:
            connection.close()

    threads = [threading.Thread(target=twin) for _ in range(2)]
    name = connection.settings_dict["NAME"]
    assert name == fresh_bank
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [{"number": 1}, {"number": 1}]
    assert Number.objects.get().next == 2


# --- numbers and the date --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_numbers_come_singly_in_blocks_and_after_an_import() -> None:
    assert [numbering.next_number("a"), numbering.take("a", 10), numbering.next_number("a")] == [1, 2, 12]
    numbering.start_after("a", 500)
    assert numbering.next_number("a") == 501
    numbering.start_after("a", 3)
    assert numbering.next_number("a") == 502


@pytest.mark.django_db
def test_the_business_date_only_goes_forward() -> None:
    with pytest.raises(Refuse, match="no_business_date"):
        clock.business_date()
    assert clock.advance(DAY) == clock.advance(DAY) == clock.business_date() == DAY
    clock.advance(DAY + timedelta(days=1))
    with pytest.raises(Refuse, match="date_goes_back"):
        clock.advance(DAY)
    assert clock.business_date() == DAY + timedelta(days=1)
