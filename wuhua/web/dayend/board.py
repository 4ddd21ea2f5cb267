"""What the day-end page shows: the day ahead, what stands in its way, work under way, and the last seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Right, may
from wuhua.bulk.dayend import ahead, run, tasks
from wuhua.platform import jobs, seals
from wuhua.platform.models import Job
from wuhua.web.dayend.forms import Through

SHOWN = 14
COUNTS = ("positions", "bills", "items", "lines")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed day. `seconds` by phase are known of days closed from a page; `already` says somebody else closed it."""

    day: date
    kind: str
    seal: str
    counts: dict[str, int]
    seconds: list[tuple[str, str]]
    total: str
    already: bool = False


def page(who: Officer, form: Through | None = None) -> dict[str, Any]:
    """Everything of the page."""
    found, running = ahead.look(), under_way()
    first = {"through": found.day} if found.day else {}
    return {
        "ahead": found,
        # The lock of the work under way is no news: its bar is on the page.
        "against": [no for no in found.against if running is None or no.name is not run.DayEndRefusal.CLOSING_ALREADY],
        "job": running,
        "asker": asker(running),
        "silent": not jobs.workers(),
        "may": may(who, Right.CLOSE_DAY) is None,
        "form": form or Through(initial=first),
        "sealed": sealed_days(),
    }


def under_way() -> Job | None:
    """The close that waits or is being done."""
    return next(iter(jobs.under_way(tasks.CLOSE)), None)


def asker(job: Job | None) -> str:
    """Who asked for it."""
    return people.staff_names([job.actor]).get(job.actor, job.actor) if job else ""


def sealed_days() -> list[Sealed]:
    """The last seals, newest first."""
    phases: dict[str, dict[str, str]] = {}
    for job in jobs.done(tasks.CLOSE, SHOWN):
        for each in (job.result or {}).get("closed", []):
            if each["phases"]:
                phases.setdefault(each["date"], each["phases"])
    return [
        _sealed(each.day, each.kind, each.seal, each.counts, phases.get(each.day.isoformat(), {}))
        for each in seals.newest(SHOWN)
    ]


def closed_by(job: Job) -> list[Sealed]:
    """The days of a finished close."""
    return [
        _sealed(
            date.fromisoformat(each["date"]),
            "CLOSED",
            each["seal"],
            each["counts"],
            each["phases"],
            each["already_closed"],
        )
        for each in (job.result or {}).get("closed", [])
    ]


def _sealed(
    day: date, kind: str, seal: str, counts: dict[str, int], phases: dict[str, str], already: bool = False
) -> Sealed:
    """Seconds are text with three decimals; whole milliseconds add up without a float."""
    thousandths = sum(int(text.replace(".", "")) for text in phases.values())
    total = f"{thousandths // 1000}.{thousandths % 1000:03d}" if phases else ""
    seconds = [(name, phases[name]) for name in tasks.PHASES if name in phases]
    return Sealed(day, kind, seal, {name: counts.get(name, 0) for name in COUNTS}, seconds, total, already)


def days(through: date) -> list[date]:
    """The days a close up to that day would seal."""
    newest = seals.last_sealed()
    if newest is None:
        return []
    return [newest.day + timedelta(days=n) for n in range(1, (through - newest.day).days + 1)]
