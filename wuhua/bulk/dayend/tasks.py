"""封账 as background work: asked for on a page or by another program, done by a worker, one bar over all its days.

The work is `run.close_through` and nothing else, so a page, the command line and a worker that takes over from a killed
one all meet the same lock, the same order of days and the same seal.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

from wuhua.areas.people import rules as people
from wuhua.areas.people.rules import Officer, Right
from wuhua.bulk.dayend import run, seal
from wuhua.bulk.dayend.load import SHARDS
from wuhua.core.refuse import Refusal, Refused
from wuhua.platform import jobs, seals
from wuhua.platform.models import Job

CLOSE = "dayend.close"
MOST_DAYS = 31
"""So many days at once from a page: a month that was left lying, and no slip of the year."""
PATIENCE_SECONDS = 120
"""So long a second start waits for the server to notice that the first one's process is dead and free its lock."""

PHASES = {"open": "翻日", "read": "读取", "compute": "计算", "write": "写入", "snapshot": "快照", "seal": "核对封账"}
_PARTS = {"write": SHARDS}
_DAY_PARTS = sum(_PARTS.get(phase, 1) for phase in PHASES)


class CloseRefusal(Refusal):
    """Why a close is not asked for, or came to no end, besides what `run` says."""

    DAY_SEALED_ALREADY = "day_sealed_already"
    TOO_MANY_DAYS = "too_many_days"
    CLOSE_ASKED_ALREADY = "close_asked_already"
    DAY_DOES_NOT_CLOSE = "day_does_not_close"


def ask_close(*, actor: Officer, business_date: date, through: date, key: str) -> Job | Refused:
    """Ask for the close of every day up to `through`."""
    refused = people.may(actor, Right.CLOSE_DAY)
    if refused is not None:
        return refused
    newest = seals.last_sealed()
    if newest is None:
        return run.not_opened()
    first = newest.day + timedelta(days=1)
    return jobs.ask(
        actor=actor.number,
        business_date=business_date,
        title=f"日终封账 · {first}" if through == first else f"日终封账 · {first}–{through}",
        task=CLOSE,
        arguments={"through": through.isoformat()},
        noted={"first": first.isoformat()},
        key=key,
        unless=lambda: against(through),
    )


def against(through: date) -> Refused | None:
    """What stands against asking for a close up to that day."""
    newest = seals.last_sealed()
    if newest is None:
        return run.not_opened()
    if through <= newest.day:
        return Refused(
            CloseRefusal.DAY_SEALED_ALREADY,
            f"{through} 已经封账(最近封账日 {newest.day})。",
            f"请选 {newest.day + timedelta(days=1)} 或以后的日期。",
            "through",
        )
    if (through - newest.day).days > MOST_DAYS:
        return Refused(
            CloseRefusal.TOO_MANY_DAYS,
            f"从 {newest.day + timedelta(days=1)} 到 {through} 超过 {MOST_DAYS} 天。",
            f"一次最多封 {MOST_DAYS} 天,请核对年份,分几次办理。",
            "through",
        )
    waiting = jobs.under_way(CLOSE)
    if waiting:
        return Refused(
            CloseRefusal.CLOSE_ASKED_ALREADY,
            f"{waiting[0].actor} 已提交「{waiting[0].title}」,还没有办完。",
            "请等它办完;在日终页可以看到进度。",
        )
    return None


@jobs.task(CLOSE)
def close(work: jobs.Work) -> jobs.Answer | Refused:
    """Close the days, with a bar over the phases of all of them. Days an earlier start has sealed stay as they are."""
    first, last = (date.fromisoformat(work.arguments[name]) for name in ("first", "through"))
    end = time.monotonic() + (PATIENCE_SECONDS if work.attempt > 1 else 0)
    try:
        answer = run.close_through(first, last, progress=_Bar(work, first, last))
        while _is_held(answer) and time.monotonic() < end:
            time.sleep(1)
            answer = run.close_through(first, last, progress=_Bar(work, first, last))
    except seal.DayDoesNotClose as broken:
        return Refused(
            CloseRefusal.DAY_DOES_NOT_CLOSE, f"账不平,没有封账:{broken}。", "请按所指科目核对,更正后重新封账。"
        )
    if isinstance(answer, Refused):
        return answer
    return {"through": last.isoformat(), "closed": [closed.as_dict() for closed in answer]}


def _is_held(answer: object) -> bool:
    return isinstance(answer, Refused) and answer.name is run.DayEndRefusal.CLOSING_ALREADY


class _Bar:
    """Progress of several days as one bar: every phase a part, the writing as many as there are shards."""

    def __init__(self, work: jobs.Work, first: date, last: date) -> None:
        newest = seals.last_sealed()
        self._work = work
        self._day = max(first, newest.day + timedelta(days=1)) if newest is not None else first
        self._before = (self._day - first).days * _DAY_PARTS
        self._total = ((last - first).days + 1) * _DAY_PARTS

    def __call__(self, phase: str, done: int, total: int) -> None:
        part = _PARTS.get(phase, 1)
        at = sum(_PARTS.get(each, 1) for each in list(PHASES)[: list(PHASES).index(phase)])
        message = f"{PHASES[phase]} · {self._day}"
        # The day is sealed in the transaction that ends with this phase, and the job ends after its last day.
        self._work.progress(min(self._before + at + part * done // total, self._total - 1), self._total, message)
        if phase == "seal" and done == total:
            self._before += _DAY_PARTS
            self._day += timedelta(days=1)
