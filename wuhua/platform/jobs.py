"""后台任务: what a person asks for on a page and a worker process does, with a bar that moves and an end that is kept.

Asking writes the job's row, its trace and the queue's entry in one transaction, once per key. The queue (Procrastinate,
tables in the same PostgreSQL) carries only the row's number; what is to be done stands in the row, and a task is found by
its name among those the upper storeys registered:

    @jobs.task("dayend.close")
    def close(work: jobs.Work) -> jobs.Answer | Refused: ...

A worker holds an advisory lock of the job on a connection of its own as long as it works on it, and writes progress there,
so that people see it while the task's own transaction is still open. The lock falls when the worker dies, however it
dies: a job under way that nobody holds is lost, and `rescue` gives it to a worker again, or after `TRIES` starts calls it
failed. A task may therefore be begun more than once, and must be one that can be.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.manager import JobManager
from procrastinate.retry import RetryStrategy
from procrastinate.tasks import configure_task

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure
from wuhua.platform import audit, clock, files
from wuhua.platform.models import Job, JobState, StoredFile
from wuhua.platform.once import once

QUEUE = "wuhua"
TRIES = 3
"""So often a job is begun before it is called lost: a task that kills its worker must not do so for ever."""

_ENTRY = "wuhua.platform.jobs.carry_out"
_LOCK = 7_400_010
"""First half of the advisory lock a worker holds while it works on a job; the second half is the job's number."""
_STALE = "30 seconds"
_WATCH_SECONDS = 10
_WRITE_SECONDS = 0.3
_OPEN = (JobState.WAITING, JobState.RUNNING)

log = logging.getLogger(__name__)

Answer = dict[str, Any]
"""What a task answers: JSON values only."""


class JobRefusal(Refusal):
    """Why a job failed that its own task did not refuse."""

    TASK_UNKNOWN = "task_unknown"
    TASK_BROKE = "task_broke"
    WORKER_LOST = "worker_lost"
    TAKEN_OFF = "taken_off"


# --- tasks -----------------------------------------------------------------------------------------------------------


@dataclass
class Work:
    """One start of a job, as its task sees it. `attempt` is 1 unless an earlier worker was lost."""

    job: int
    actor: str
    business_date: date
    arguments: Mapping[str, Any]
    attempt: int
    apart: BaseDatabaseWrapper = field(repr=False)
    kept: list[dict[str, Any]] = field(default_factory=list)
    _written: tuple[float, str] = (0.0, "")

    def progress(self, done: int, total: int, message: str = "") -> None:
        """How far it is, for people; seen at once. Ask as often as you like: what comes too fast is left out."""
        now = time.monotonic()
        if done < total and message == self._written[1] and now - self._written[0] < _WRITE_SECONDS:
            return
        self._written = (now, message)
        with self.apart.cursor() as cursor:
            cursor.execute(
                "UPDATE platform_job SET done = %s, total = %s, message = %s WHERE id = %s AND state = %s",
                [done, total, message, self.job, JobState.RUNNING],
            )

    def keep(self, name: str, chunks: Iterable[bytes], media_type: str) -> None:
        """A file that belongs to the outcome, be it an answer or a refusal."""
        kept = files.keep(
            actor=self.actor, business_date=self.business_date, name=name, chunks=chunks, media_type=media_type
        )
        if isinstance(kept, Refused):
            raise Refuse(kept)
        self.kept.append({"id": kept.pk, "name": kept.name, "size": kept.size})

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """A private folder that is empty at the start and gone at the end; what a killed start left is swept."""
        place = Path(settings.WUHUA_HOME) / "work" / f"job-{self.job}"
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


Task = Callable[[Work], Answer | Refused]
_TASKS: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register a task under a name ("dayend.close") that stays the same as long as jobs of it may be waiting."""

    def register(act: Task) -> Task:
        ensure(name not in _TASKS, f"two tasks are called {name}")
        _TASKS[name] = act
        return act

    return register


# --- asking ----------------------------------------------------------------------------------------------------------


def _nothing_against() -> Refused | None:
    return None


@transaction.atomic
def ask(
    *,
    actor: str,
    business_date: date,
    title: str,
    task: str,
    arguments: Mapping[str, Any],
    key: str,
    noted: Mapping[str, Any] | None = None,
    unless: Callable[[], Refused | None] = _nothing_against,
) -> Job | Refused:
    """Ask for a task. The same actor, key and arguments: the same job, however often; other arguments are refused.

    `noted` is what the first asking found and the task is told, beside what was asked for. `unless` is asked once,
    inside: its refusal is kept with the key like any other answer.
    """
    ensure(task in _TASKS, f"no task is called {task}")

    def queue() -> Answer | Refused:
        refused = unless()
        if refused is not None:
            return refused

        # After this line the job must be queued.
        job = Job.objects.create(
            title=title,
            task=task,
            arguments={**arguments, **(noted or {})},
            actor=actor,
            business_date=business_date,
            asked=clock.now(),
        )
        _trace(job, "job.asked", {"task": task, "arguments": job.arguments})
        _entries().defer(job=job.pk)
        return {"job": job.pk}

    answer = once(f"job/{actor}/{key}", {**arguments, "task": task}, queue)
    return answer if isinstance(answer, Refused) else Job.objects.get(pk=answer["job"])


def _manager() -> JobManager:
    """The queue on Django's own connection, also inside a worker: its entries commit with what asked for them."""
    return JobManager(DjangoConnector())


def _entries() -> Any:
    return configure_task(name=_ENTRY, job_manager=_manager(), queue=QUEUE)


def _trace(job: Job, action: str, after: Mapping[str, Any]) -> None:
    audit.record(actor=job.actor, business_date=job.business_date, action=action, subject=f"job:{job.pk}", after=after)


# --- reading ---------------------------------------------------------------------------------------------------------


def of(actor: str, limit: int = 50) -> list[Job]:
    """What this person asked for, newest first."""
    return list(Job.objects.filter(actor=actor).order_by("-id")[:limit])


def one(actor: str, number: int) -> Job | None:
    """A job of this person's own; the same answer for absent and for somebody else's."""
    return Job.objects.filter(actor=actor, pk=number).first()


def under_way(task: str) -> list[Job]:
    """Jobs of a task, whoever asked, that wait or are being done, oldest first."""
    return list(Job.objects.filter(task=task, state__in=_OPEN).order_by("id"))


def done(task: str, limit: int = 20) -> list[Job]:
    """The last finished jobs of a task, whoever asked, newest first."""
    return list(Job.objects.filter(task=task, state=JobState.DONE).order_by("-id")[:limit])


def is_open(job: Job) -> bool:
    """Whether there is still something to wait for."""
    return job.state in _OPEN


def workers() -> int:
    """How many workers gave a sign of life of late."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '{_STALE}'")  # noqa: S608  # our own constant
        return int(cursor.fetchone()[0])


# --- doing -----------------------------------------------------------------------------------------------------------


_PASSING = RetryStrategy(max_attempts=TRIES - 1, wait=2, retry_exceptions=[OperationalError, InterfaceError])


@app.task(name=_ENTRY, queue=QUEUE, pass_context=True, retry=_PASSING)
def carry_out(context: JobContext, *, job: int) -> None:
    """The queue's one task: do what the row says, unless it is done."""
    with _holding(job) as apart:
        found = Job.objects.get(pk=job)
        if not is_open(found):
            return
        Job.objects.filter(pk=job).update(
            state=JobState.RUNNING, started=found.started or clock.now(), done=0, total=0, message=""
        )
        work = Work(job, found.actor, found.business_date, dict(found.arguments), context.job.attempts + 1, apart)
        _end(found, _outcome(work, found.task), work.kept)


@contextlib.contextmanager
def _holding(job: int) -> Iterator[BaseDatabaseWrapper]:
    """A connection beside the task's own that holds the job. Waits for a rescue that is just looking at it."""
    apart: BaseDatabaseWrapper = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, job])
        yield apart
    finally:
        apart.close()


def _outcome(work: Work, task: str) -> Answer | Refused:
    """What the task answers. A lost database or a deadlock is no answer: the job stays under way and is begun again."""
    act = _TASKS.get(task)
    if act is None:
        return Refused(
            JobRefusal.TASK_UNKNOWN, f"后台程序不认得任务「{task}」。", "请确认后台进程与网页是同一版本,然后重新提交。"
        )
    try:
        return act(work)
    except Refuse as no:
        return no.refused
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # a fault of ours is said by name on the page, with its trace in the log
        log.exception("任务 %s(%s)出错", work.job, task)
        return Refused(
            JobRefusal.TASK_BROKE, "程序出错,这件事没有办成。", "请把任务编号告诉系统管理员,原因在后台日志里。"
        )


@transaction.atomic
def _end(job: Job, outcome: Answer | Refused, kept: list[dict[str, Any]]) -> None:
    result: Answer = {"refused": outcome.as_dict()} if isinstance(outcome, Refused) else dict(outcome)
    if kept:
        result["kept"] = kept
    if isinstance(outcome, Refused):
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, result=result, ended=clock.now())
        _trace(job, "job.failed", {"refused": outcome.name.value})
    else:
        Job.objects.filter(pk=job.pk).update(
            state=JobState.DONE, result=result, ended=clock.now(), done=F("total"), message=""
        )
        _trace(job, "job.done", {"files": [each["id"] for each in kept]})


def result_file(job: Job, number: int) -> StoredFile | None:
    """The file of that number among those the job's outcome names."""
    named = {each["id"] for each in (job.result or {}).get("kept", [])}
    return files.one(number) if number in named else None


# --- what nobody holds any more --------------------------------------------------------------------------------------

# Not finished, and: the queue has no entry for it that waits or is being done; or it is being done, says the queue, but
# the row is under way (so the lock was taken before) or the worker is silent. Whether it is held is asked by its lock.
_ORPHANS = f"""
SELECT j.id, q.id, q.status::text, q.attempts FROM platform_job j
  LEFT JOIN procrastinate_jobs q ON q.task_name = '{_ENTRY}' AND (q.args->>'job')::bigint = j.id
  LEFT JOIN procrastinate_workers w ON w.id = q.worker_id
 WHERE j.state IN ('WAITING', 'RUNNING') AND (%(job)s::bigint IS NULL OR j.id = %(job)s)
   AND (q.id IS NULL OR q.status NOT IN ('todo', 'doing') OR (q.status = 'doing' AND (j.state = 'RUNNING'
        OR w.id IS NULL OR w.last_heartbeat < now() - interval '{_STALE}')))
 ORDER BY j.id
"""  # noqa: S608  # put together from constants of this module


def rescue() -> list[int]:
    """Give jobs whose worker is gone to a worker again, or call them failed. Answers their numbers."""
    return [job for job, *_ in _orphans(None) if _rescued(job)]


def _orphans(job: int | None) -> list[tuple[int, int | None, str | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, {"job": job})
        return cursor.fetchall()


@transaction.atomic
def _rescued(number: int) -> bool:
    """One of them, if nobody holds it. Looked at again under its lock: somebody may have been quicker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, number])
        if not cursor.fetchone()[0]:
            return False
    for _, entry, status, attempts in _orphans(number):
        job = Job.objects.get(pk=number)
        if entry is None or status not in ("doing", "failed"):
            _end(job, _taken_off(), [])
            return True
        if status == "failed" or (attempts or 0) + 1 >= TRIES:
            _end(job, _worker_lost(), [])
        else:
            Job.objects.filter(pk=number).update(message="后台进程中断,等待重新开始")
        _manager().retry_job_by_id(entry, clock.now())  # the entry of a job that has failed comes to its own quiet end
        return True
    return False


def _taken_off() -> Refused:
    return Refused(JobRefusal.TAKEN_OFF, "这件事已从后台队列中撤下。", "需要时请重新提交。")


def _worker_lost() -> Refused:
    return Refused(
        JobRefusal.WORKER_LOST,
        f"后台进程在办这件事时中断了 {TRIES} 次。",
        "请系统管理员查看后台日志(内存、磁盘、数据库)后重新提交。",
    )


# --- the worker ------------------------------------------------------------------------------------------------------


def work(*, until_idle: bool = False) -> None:
    """Be a worker until told to stop (SIGTERM lets the job at hand end), or until nothing waits any more."""
    rescue()
    connection.close()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # Django's connector has it
        asyncio.run(_work(until_idle))


async def _work(until_idle: bool) -> None:
    async with app.open_async():
        watch = asyncio.create_task(_keep_watch())
        try:
            await app.run_worker_async(queues=[QUEUE], wait=not until_idle, delete_jobs="successful")
        finally:
            watch.cancel()


async def _keep_watch() -> None:
    """Other workers may die too: look from time to time."""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        await sync_to_async(_watch_once, thread_sensitive=False)()


def _watch_once() -> None:
    try:
        rescue()
    except Error:
        log.warning("后台任务巡查失败,稍后再试", exc_info=True)
    finally:
        connection.close()
