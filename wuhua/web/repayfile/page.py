"""Return files as a page reads them, and the two askings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import returned
from wuhua.areas.corelink.rules import LineOutcome
from wuhua.areas.people.rules import Officer
from wuhua.bulk.repayfile import tasks
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files, jobs
from wuhua.platform.models import Job
from wuhua.web.repayfile.forms import Confirm

SHOWN = 200
REJECTS_SHOWN = 20


def page(day: date) -> dict[str, Any]:
    """The files that came, and what is under way. `elsewhere` where the core keeps the books."""
    waiting = jobs.under_way(tasks.REPAY_FILE)
    found = returned.newest()
    counts = returned.counts_of(each.pk for each in found)
    return {
        "rows": [(each, _by_code(counts[each.pk])) for each in found],
        "job": waiting[0] if waiting else None,
        "silent": not jobs.workers(),
        "elsewhere": compliance.counter(day),
    }


def file_page(found: returned.ReturnFile) -> dict[str, Any]:
    """One file: what was booked, what failed at the bank and why, what was not taken and why."""
    return {
        "file": found,
        "counts": _by_code(returned.counts(found.pk)),
        "failed": returned.lines_of(found.pk, LineOutcome.FAILED, SHOWN),
        "rejected": returned.lines_of(found.pk, LineOutcome.REJECTED, SHOWN),
        "shown": SHOWN,
    }


def _by_code(counts: dict[LineOutcome, returned.Counted]) -> dict[str, returned.Counted]:
    return {each.value: count for each, count in counts.items()}


def words(job: Job) -> dict[str, Any]:
    """A trial or a booking: its totals, its first bad lines, and whether the next step is to book it."""
    result = job.result or {}
    done = {} if "refused" in result else result
    told = [
        (outcome.value, done[outcome.value.lower()]["lines"], fen_of(done[outcome.value.lower()]["amount"]))
        for outcome in LineOutcome
        if done
    ]
    may = bool(done) and done["dry_run"] and not done["already"] and done["booked"]["lines"] + done["failed"]["lines"]
    return {
        "report": done,
        "told": told,
        "rejects": done.get("rejects", [])[:REJECTS_SHOWN],
        "take": Confirm(initial={"key": uuid4().hex}) if may else None,
    }


@transaction.atomic
def kept(actor: str, day: date, upload: UploadedFile) -> int:
    """Keep the upload; answers its number. Raises `Refuse`."""
    file = files.keep(
        actor=actor,
        business_date=day,
        name=upload.name or "",
        chunks=upload.chunks(),
        media_type=upload.content_type or "",
    )
    if isinstance(file, Refused):
        raise Refuse(file)
    return file.pk


def try_(who: Officer, day: date, upload: UploadedFile, key: str, *, dry_run: bool = True) -> Job | Refused:
    """Keep the upload and ask for a trial of it (another program may ask for the booking at once)."""
    refused = tasks.may_take(who) or compliance.counter(day)
    if refused is not None:
        return refused
    try:
        number = kept(who.number, day, upload)
    except Refuse as no:
        return no.refused
    return tasks.ask_take(actor=who, business_date=day, file=number, dry_run=dry_run, key=key)


def take(who: Officer, day: date, tried: Job, key: str) -> Job | Refused:
    """Ask for the booking of the file of a trial."""
    return tasks.ask_take(actor=who, business_date=day, file=int(tried.arguments["file"]), dry_run=False, key=key)
