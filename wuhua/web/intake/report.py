"""An import's outcome as a page reads it, and the two askings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from wuhua.areas.people.rules import Officer
from wuhua.bulk.intake import formats, tasks
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock, files, jobs
from wuhua.platform.models import Job
from wuhua.web.intake.forms import Take

SHOWN = 20
LIMIT = files.LIMIT
"""Bytes of an upload; what is longer is imported on the server itself."""


def page() -> dict[str, Any]:
    """Whether there is something to import into, and what is under way."""
    waiting = jobs.under_way(tasks.IMPORT)
    return {"opened": clock.opened(), "job": waiting[0] if waiting else None, "silent": not jobs.workers()}


def words(job: Job) -> dict[str, Any]:
    """The files as read, or the first bad cells; and whether the next step is to take it for good."""
    result = job.result or {}
    tried = bool(job.arguments["dry_run"]) and "refused" not in result and not result.get("already_imported")
    return {
        "report": result,
        "files": list(result.get("files", {}).values()) if "refused" not in result else [],
        "rejects": [_named(each) for each in result.get("refused", {}).get("rejects", [])[:SHOWN]],
        "take": Take(initial={"key": uuid4().hex}) if tried and not clock.opened() else None,
    }


def _named(reject: dict[str, Any]) -> dict[str, Any]:
    """A bad cell with its file's title instead of the code."""
    return {**reject, "file": formats.format_of(reject["file"]).title}


@transaction.atomic
def _kept(actor: str, day: date, upload: UploadedFile) -> int:
    kept = files.keep(
        actor=actor,
        business_date=day,
        name=upload.name or "",
        chunks=upload.chunks(),
        media_type=upload.content_type or "",
        limit=LIMIT,
    )
    if isinstance(kept, Refused):
        raise Refuse(kept)
    return kept.pk


def try_(actor: str, who: Officer | None, day: date, upload: UploadedFile, key: str) -> Job | Refused:
    """Keep the upload and ask for a trial."""
    refused = tasks.may_import(who)
    if refused is not None:
        return refused
    try:
        file = _kept(actor, day, upload)
    except Refuse as no:
        return no.refused
    return tasks.ask_import(actor=actor, officer=who, business_date=day, file=file, dry_run=True, key=key)


def take(actor: str, who: Officer | None, day: date, tried: Job, key: str) -> Job | Refused:
    """Ask for the same file for good."""
    return tasks.ask_import(
        actor=actor, officer=who, business_date=day, file=int(tried.arguments["file"]), dry_run=False, key=key
    )
