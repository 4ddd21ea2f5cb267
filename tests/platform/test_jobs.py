"""Background work with real worker processes: asked once, seen while it runs, ended by name, never stuck for ever."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

from tests.platform import job_tasks
from tests.workers import run_worker, until, worker
from wuhua.core.refuse import BrokenInvariant, Refused
from wuhua.platform import files, jobs
from wuhua.platform.models import AuditRow, Job, JobState, Number
from wuhua.platform.once import OnceRefusal

DAY = date(2018, 9, 30)
TASKS = "tests.platform.job_tasks"

pytestmark = pytest.mark.usefixtures("fresh_bank")


def ask(task: str, key: str = "k1", actor: str = "1001", unless: Any = None, **arguments: Any) -> Job | Refused:
    more = {} if unless is None else {"unless": unless}
    return jobs.ask(
        actor=actor, business_date=DAY, title="烧水", task=f"test.{task}", arguments=arguments, key=key, **more
    )


def asked(task: str, key: str = "k1", **arguments: Any) -> Job:
    job = ask(task, key, **arguments)
    assert isinstance(job, Job)
    return job


def now(job: Job) -> Job:
    found = jobs.one(job.actor, job.pk)
    assert found is not None
    return found


def entries() -> list[tuple[str, int]]:
    """What the queue holds: status and attempts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def kettles() -> int:
    """How many numbers the tasks have taken."""
    found = Number.objects.filter(series="kettle").first()
    return 0 if found is None else found.next - 1


def actions(job: Job) -> list[str]:
    return list(AuditRow.objects.filter(subject=f"job:{job.pk}").order_by("id").values_list("action", flat=True))


@contextmanager
def gate() -> Iterator[None]:
    """As long as the block lasts, the task `wait` stands in the middle of its transaction."""
    at = connection.settings_dict
    with psycopg.connect(
        host=at["HOST"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"], autocommit=True
    ) as held:
        held.execute("SELECT pg_advisory_lock(%s)", [job_tasks.GATE])
        yield


# --- asking ----------------------------------------------------------------------------------------------------------


def test_asked_and_done_with_an_answer_and_a_trace() -> None:
    job = asked("count", cups=3)
    assert (job.state, job.actor, job.business_date, entries()) == (JobState.WAITING, "1001", DAY, [("todo", 0)])
    code, said = run_worker(TASKS)
    assert code == 0, said
    end = now(job)
    assert (end.state, end.result) == (JobState.DONE, {"number": 1, "cups": 3, "attempt": 1})
    assert end.asked <= end.started <= end.ended  # type: ignore[operator]
    assert actions(job) == ["job.asked", "job.done"]
    assert entries() == [], "the queue keeps nothing of what is done"


def test_the_same_key_is_the_same_job_and_other_content_is_refused_naming_the_field() -> None:
    first = asked("count", cups=3)
    assert asked("count", cups=3).pk == first.pk
    other = ask("count", cups=4)
    assert isinstance(other, Refused) and (other.name, other.field) == (OnceRefusal.KEY_REUSED, "cups")
    assert asked("count", cups=4, actor="1002").pk != first.pk, "another person's key is another key"
    assert run_worker(TASKS)[0] == 0
    assert asked("count", cups=3).pk == first.pk, "also when it is long done"
    assert (kettles(), Job.objects.count()) == (2, 2)


def test_twins_at_the_same_moment_are_one_job() -> None:
    both, found = threading.Barrier(2), []

    def twin() -> None:
        try:
            both.wait()
            found.append(ask("count", cups=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=twin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({job.pk for job in found}) == 1 and len(found) == 2
    assert entries() == [("todo", 0)]


def test_what_stands_against_it_is_asked_inside_and_leaves_no_job() -> None:
    assert ask("count", unless=lambda: job_tasks.DRY, cups=1) == job_tasks.DRY
    assert ask("count", cups=1) == job_tasks.DRY, "the answer of a key stays"
    assert (Job.objects.count(), entries()) == (0, [])


def test_a_change_that_fails_takes_the_job_with_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask("count", cups=1)
        raise ZeroDivisionError
    assert (Job.objects.count(), entries(), AuditRow.objects.count()) == (0, [], 0)


def test_without_the_trace_nothing_is_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_audit ADD CONSTRAINT planted CHECK (action <> 'job.asked')")
    with pytest.raises(Error, match="planted"):
        ask("count", cups=1)
    assert (Job.objects.count(), entries()) == (0, [])


def test_a_task_nobody_registered_cannot_be_asked_for() -> None:
    with pytest.raises(BrokenInvariant, match=r"test\.nothing"):
        ask("nothing")


def test_people_see_their_own_jobs_only() -> None:
    mine, other = asked("count", cups=1), asked("count", cups=1, actor="1002")
    assert [job.pk for job in jobs.of("1001")] == [mine.pk]
    assert jobs.one("1001", other.pk) is None
    assert [job.pk for job in jobs.under_way("test.count")] == [mine.pk, other.pk]


# --- ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raised", [False, True])
def test_a_refusal_is_a_failure_with_its_name_and_its_files(raised: bool) -> None:
    job = asked("refuse", raised=raised)
    assert run_worker(TASKS)[0] == 0
    end = now(job)
    assert end.state == JobState.FAILED
    assert end.result["refused"] == job_tasks.DRY.as_dict()
    assert actions(job) == ["job.asked", "job.failed"]
    if raised:  # the transaction of the task fell, and its file's row with it
        assert kettles() == 0
        return
    (named,) = end.result["kept"]
    assert named["name"] == "清单.csv"
    assert jobs.result_file(end, named["id"]) is not None
    assert jobs.result_file(end, named["id"] + 1) is None
    with files.open_(named["id"]) as file:
        assert file.read() == b"1\n"


def test_a_fault_is_named_on_the_page_and_told_to_the_log_only() -> None:
    job = asked("break", secret="140824198001010007")
    code, said = run_worker(TASKS)
    assert code == 0
    end = now(job)
    assert (end.state, end.result["refused"]["name"]) == (JobState.FAILED, "task_broke")
    assert "140824198001010007" not in str(end.result)
    assert "ZeroDivisionError" in said


def test_a_worker_that_does_not_know_the_task_says_so() -> None:
    job = asked("count", cups=1)
    assert run_worker()[0] == 0
    assert now(job).result["refused"]["name"] == "task_unknown"


def test_a_job_after_a_failed_one_is_done() -> None:
    asked("break", "k1", secret="x")
    good = asked("count", "k2", cups=1)
    assert run_worker(TASKS)[0] == 0
    assert now(good).state == JobState.DONE


# --- seen while it runs ----------------------------------------------------------------------------------------------


def test_progress_is_seen_while_the_tasks_transaction_is_open() -> None:
    job = asked("wait")
    with worker(TASKS) as process:
        with gate():
            seen = until(lambda: now(job), lambda job: job.message == "烧水")
            assert (seen.state, seen.done, seen.total) == (JobState.RUNNING, 3, 10)
            assert kettles() == 0, "the task's own change is not seen yet"
            assert jobs.workers() == 1
        end = until(lambda: now(job), lambda job: job.state == JobState.DONE)
        assert (end.done, end.total, kettles()) == (10, 10, 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert jobs.workers() == 0


def test_a_thousand_words_of_progress_cost_little() -> None:
    job = asked("chatter")
    assert run_worker(TASKS)[0] == 0
    end = now(job)
    assert (end.done, end.total) == (1000, 1000)
    assert 2 <= end.result["heard"] < 20


# --- a worker that is gone -------------------------------------------------------------------------------------------


def test_a_job_whose_worker_was_killed_is_done_by_the_next() -> None:
    job = asked("wait")
    with gate(), worker(TASKS) as process:
        until(lambda: now(job), lambda job: job.message == "烧水")
        assert jobs.rescue() == [], "who is at work is left alone"
        process.kill()
        process.wait()
        until(jobs.rescue, lambda found: found == [job.pk])
        assert (now(job).state, entries()) == (JobState.RUNNING, [("todo", 1)])
    assert run_worker(TASKS)[0] == 0
    assert (now(job).state, now(job).result, kettles()) == (JobState.DONE, {"attempt": 2}, 1)


def test_the_next_worker_finds_it_by_itself() -> None:
    job = asked("folder")
    assert run_worker(TASKS)[0] == -signal.SIGKILL
    assert now(job).state == JobState.RUNNING
    assert run_worker(TASKS)[0] == 0
    end = now(job)
    assert (end.state, end.result["found"], end.result["mode"]) == (JobState.DONE, [], "0o700")
    assert not Path(end.result["place"]).exists()


def test_a_task_that_always_kills_its_worker_ends_as_failed() -> None:
    job = asked("die")
    codes = [run_worker(TASKS)[0] for _ in range(jobs.TRIES + 1)]
    assert codes == [-signal.SIGKILL] * jobs.TRIES + [0]
    end = now(job)
    assert (end.state, end.result["refused"]["name"]) == (JobState.FAILED, "worker_lost")
    assert entries() == []


def test_a_worker_that_lives_takes_over_from_one_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked("wait")
    with gate(), worker(TASKS) as first:
        until(lambda: now(job), lambda job: job.message == "烧水")
        with worker(TASKS):
            until(jobs.workers, lambda number: number == 2)
            os.kill(first.pid, signal.SIGKILL)
            until(entries, lambda found: [attempts for _, attempts in found] == [1])
    assert run_worker(TASKS)[0] == 0
    assert now(job).state == JobState.DONE


def test_a_worker_killed_before_it_took_the_job_up_is_seen_by_its_silence() -> None:
    job = asked("count", cups=1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
        (number,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [number])
        assert entries() == [("doing", 0)]
        assert jobs.rescue() == [], "it has only just been fetched"
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    assert jobs.rescue() == [job.pk]
    assert run_worker(TASKS)[0] == 0
    assert now(job).state == JobState.DONE


@pytest.mark.parametrize(("times", "state"), [(2, JobState.DONE), (3, JobState.FAILED)])
def test_a_lost_connection_to_the_database_is_no_answer_and_the_job_is_begun_again(times: int, state: JobState) -> None:
    job = asked("database_lost", times=times)
    with worker(TASKS):
        end = until(lambda: now(job), lambda job: not jobs.is_open(job))
    assert end.state == state
    assert end.result == {"attempt": 3} if times == 2 else end.result["refused"]["name"] == "worker_lost"


def test_a_job_taken_off_the_queue_ends_as_failed() -> None:
    job = asked("count", cups=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_cancel_job_v1(id, false, true) FROM procrastinate_jobs")
    assert jobs.rescue() == [job.pk]
    assert now(job).result["refused"]["name"] == "taken_off"
    assert jobs.rescue() == []
