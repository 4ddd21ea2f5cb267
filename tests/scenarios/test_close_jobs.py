"""封账 asked for from a page: one closing whoever else is at it, a killed worker's close sealed by the next."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.conftest import ROOT, child_environment
from tests.simulation.test_town import settle_in
from tests.workers import run_worker, until, worker
from wuhua.areas.people.rules import Officer, Role
from wuhua.bulk.dayend import ahead, run, tasks
from wuhua.core.refuse import Refused
from wuhua.platform import clock, jobs, seals
from wuhua.platform.models import Job, JobState, SealedDay, ShardRun

FIRST = date(2018, 9, 18)
SETTLEMENT = date(2018, 9, 20)
"""Every bill is cut: every note's row is written."""

pytestmark = pytest.mark.usefixtures("fresh_bank")


def officer(*roles: Role, number: str = "K001") -> Officer:
    return Officer(number, "王会计", "B01", frozenset(roles or {Role.ACCOUNTANT}), None)


def ask(through: date, key: str = "k1", who: Officer | None = None) -> Job | Refused:
    return tasks.ask_close(actor=who or officer(), business_date=clock.business_date(), through=through, key=key)


def asked(through: date, key: str = "k1") -> Job:
    job = ask(through, key)
    assert isinstance(job, Job), job
    return job


def now(job: Job) -> Job:
    found = jobs.one(job.actor, job.pk)
    assert found is not None
    return found


@contextmanager
def another() -> Iterator[psycopg.Connection]:
    """A connection of somebody else, in one transaction that ends with the block."""
    at = connection.settings_dict
    with psycopg.connect(host=at["HOST"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"]) as found:
        yield found
        found.rollback()


@contextmanager
def a_verb_at_work() -> Iterator[None]:
    """A verb on a note that does not end: the date cannot turn, so a close stands still holding its lock."""
    with another() as verb:
        verb.execute("SELECT pg_advisory_xact_lock_shared(%s)", [seals._GATE])
        yield


@contextmanager
def command(*words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "wuhua", *words],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


# --- asked and done --------------------------------------------------------------------------------------------------


def test_days_asked_for_are_sealed_in_order_with_counts_and_phases() -> None:
    settle_in(FIRST, seed=3)
    job = asked(SETTLEMENT)
    assert (job.title, jobs.under_way(tasks.CLOSE)) == ("日终封账 · 2018-09-18–2018-09-20", [job])
    assert run_worker()[0] == 0
    end = now(job)
    assert end.state == JobState.DONE, end.result
    assert [(each["date"], each["seal"], each["already_closed"]) for each in end.result["closed"]] == [
        (day.isoformat(), seals.sealed(day).seal, False)  # type: ignore[union-attr]
        for day in (FIRST, FIRST + timedelta(1), SETTLEMENT)
    ]
    last = end.result["closed"][-1]
    assert set(last["phases"]) == set(tasks.PHASES)
    assert last["counts"]["positions"] == 12 and last["counts"]["bills"] > 0
    assert end.done == end.total == 3 * 21
    assert clock.business_date() == SETTLEMENT + timedelta(1)


def test_no_other_post_closes_a_day() -> None:
    clock.advance(FIRST)
    for role in set(Role) - {Role.ACCOUNTANT}:
        answer = ask(FIRST, who=officer(role))
        assert isinstance(answer, Refused) and answer.name.value == "not_of_this_post", role
    assert not Job.objects.exists()


def test_a_bank_without_books_is_not_closed() -> None:
    answer = tasks.ask_close(actor=officer(), business_date=FIRST, through=FIRST, key="k")
    assert isinstance(answer, Refused) and answer.name is run.DayEndRefusal.NOT_OPENED


def test_days_at_their_edges() -> None:
    settle_in(FIRST, seed=3)
    sealed = FIRST - timedelta(1)
    for days, name in ((0, "day_sealed_already"), (1, None), (31, None), (32, "too_many_days")):
        refused = tasks.against(sealed + timedelta(days))
        assert (refused.name.value if refused else None) == name, days


def test_a_second_asking_while_one_is_under_way_is_refused_by_name() -> None:
    settle_in(FIRST, seed=3)
    asked(FIRST)
    other = ask(FIRST, key="k2")
    assert isinstance(other, Refused) and other.name is tasks.CloseRefusal.CLOSE_ASKED_ALREADY
    assert asked(FIRST).pk == Job.objects.get().pk, "the first key still answers its job"
    assert run_worker()[0] == 0
    assert asked(FIRST).state == JobState.DONE, "also when the day is long sealed"


def test_books_that_do_not_balance_are_not_closed_and_it_is_said_where() -> None:
    settle_in(FIRST, seed=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE servicing_loannote SET principal = principal + 1 WHERE number = 'N00'")
    job = asked(FIRST)
    assert run_worker()[0] == 0
    refused = now(job).result["refused"]
    assert refused["name"] == "day_does_not_close"
    assert "贷款本金" in refused["reason"]
    assert seals.sealed(FIRST) is None


# --- two at once -----------------------------------------------------------------------------------------------------


def test_a_page_closing_and_a_command_at_once_is_one_closing_and_one_named_refusal(wuhua: Any) -> None:
    settle_in(FIRST, seed=3)
    job = asked(FIRST)
    with worker():
        with a_verb_at_work():
            until(seals.closing_now)
            assert until(lambda: now(job), lambda job: bool(job.message)).message == "翻日 · 2018-09-18"
            refused = wuhua("close-day", "--date", FIRST.isoformat(), "--json")
            assert refused.returncode == 1, refused.stderr
            assert json.loads(refused.stdout)["refused"]["name"] == "closing_already"
        assert until(lambda: now(job).state, lambda state: state not in jobs._OPEN) == JobState.DONE
    assert list(SealedDay.objects.filter(day__gte=FIRST).values_list("day", flat=True)) == [FIRST]
    assert ShardRun.objects.filter(day=FIRST).count() == 16


def test_a_command_closing_and_a_page_at_once_is_one_closing_and_one_named_refusal() -> None:
    settle_in(FIRST, seed=3)
    job = asked(FIRST)
    with command("close-day", "--date", FIRST.isoformat(), "--json") as process:
        with a_verb_at_work():
            until(seals.closing_now)
            assert run_worker()[0] == 0
            end = now(job)
            assert (end.state, end.result["refused"]["name"]) == (JobState.FAILED, "closing_already")
        out, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert json.loads(out)[0]["already_closed"] is False
    assert SealedDay.objects.filter(day=FIRST).count() == 1


def test_whoever_gets_the_lock_just_after_the_other_has_sealed_changes_nothing(
    wuhua: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_in(FIRST, seed=3)
    take = seals.take_closing_lock

    def late() -> bool:
        done = wuhua("close-day", "--date", FIRST.isoformat(), "--json")
        assert done.returncode == 0, done.stderr
        return take()

    monkeypatch.setattr(seals, "take_closing_lock", late)
    answer = run.close_day(FIRST)
    assert isinstance(answer, run.Closed) and answer.already
    assert not seals.closing_now()


# --- killed ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def unhurt(bank_copy: Callable[[], AbstractContextManager[str]]) -> list[str]:
    """Seals of the same town in a database of its own that nobody ever killed."""
    with bank_copy():
        settle_in(FIRST, seed=3).close_through(SETTLEMENT)
        return [sealed.seal for sealed in reversed(seals.newest(3))]


def somebody_waits() -> bool:
    """Is a connection of this bank waiting for a lock of another?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def test_a_killed_workers_close_is_picked_up_again_and_seals_equal(unhurt: list[str]) -> None:
    """Killed on the third day with seven of its shards written; the first two days are sealed by then."""
    settle_in(FIRST, seed=3)
    job = asked(SETTLEMENT)
    with another() as clerk, worker() as process:
        # The mark of the eighth shard stands in an open transaction of somebody else: the worker waits for it.
        clerk.execute(
            "INSERT INTO platform_shardrun (day, shard, digest, counts, vouchers, parts, recorded_at)"
            " VALUES (%s, 7, '', '{}', '[]', '[]', now())",
            [SETTLEMENT],
        )
        until(lambda: ShardRun.objects.filter(day=SETTLEMENT).count(), lambda shards: shards == 7)
        until(lambda: now(job).message, lambda message: message == "写入 · 2018-09-20")
        until(somebody_waits)  # killed a moment earlier, the server would notice at once
        assert 2 * 21 + 3 <= now(job).done <= 2 * 21 + 3 + 7
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (now(job).state, seals.sealed(SETTLEMENT)) == (JobState.RUNNING, None)
        found = ahead.look()
        assert (found.day, found.shards) == (SETTLEMENT, 7)
        with worker():
            # The server has not noticed yet that the first worker is dead, and keeps its lock: the second one waits.
            until(lambda: (now(job).done, now(job).message), lambda seen: seen == (0, ""))
            assert (now(job).state, seals.closing_now()) == (JobState.RUNNING, True)
            time.sleep(1)
            clerk.rollback()
            end = until(lambda: now(job), lambda job: job.state != JobState.RUNNING)
    assert end.state == JobState.DONE, end.result
    assert [each["already_closed"] for each in end.result["closed"]] == [True, True, False]
    assert [each["seal"] for each in end.result["closed"]] == unhurt


def test_the_bar_of_a_second_start_begins_after_the_days_that_are_sealed() -> None:
    settle_in(FIRST, seed=3).close_through(FIRST)
    said: list[tuple[int, int, str]] = []

    class Work:
        def progress(self, done: int, total: int, message: str) -> None:
            said.append((done, total, message))

    bar = tasks._Bar(Work(), FIRST, SETTLEMENT)  # type: ignore[arg-type]
    for phase, done, total in (("open", 0, 1), ("write", 4, 16), ("seal", 1, 1), ("open", 0, 1), ("seal", 1, 1)):
        bar(phase, done, total)
    assert said == [
        (21, 63, "翻日 · 2018-09-19"),
        (21 + 3 + 4, 63, "写入 · 2018-09-19"),
        (42, 63, "核对封账 · 2018-09-19"),
        (42, 63, "翻日 · 2018-09-20"),
        (62, 63, "核对封账 · 2018-09-20"),
    ]


# --- what lies ahead -------------------------------------------------------------------------------------------------


def names(found: ahead.Ahead) -> list[str]:
    return [no.name.value for no in found.against]


def test_what_stands_in_the_way_is_named(settings: Any, tmp_path: Path) -> None:
    assert (ahead.look().day, names(ahead.look())) == (None, ["not_opened"])
    settle_in(FIRST, seed=3)
    assert (ahead.look().online, ahead.look().day, names(ahead.look())) == (FIRST, FIRST, [])
    with another() as closing:
        closing.execute("SELECT pg_advisory_lock(%s)", [seals._CLOSING])
        assert names(ahead.look()) == ["closing_already"]
    settings.WUHUA_LAKE = tmp_path / "file" / "lake"
    (tmp_path / "file").write_text("no folder")
    assert names(ahead.look()) == ["lake_not_writable"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE compliance_ruleparameter DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM compliance_ruleparameter WHERE code = 'NON_ACCRUAL_DAYS'")
    assert names(ahead.look()) == ["parameter_missing", "lake_not_writable"]
