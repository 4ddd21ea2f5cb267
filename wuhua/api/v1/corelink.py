"""Where our book and the core's differ, for other programs: the break list as the page shows it; files of repayments sent."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1 import jobs as jobs_api
from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import read, returned
from wuhua.areas.corelink.rules import BreakKind, BreakState, CoreFileKind, Light, LineOutcome, ReturnSource
from wuhua.areas.people import read as people
from wuhua.bulk.repayfile import tasks
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.platform import clock, files

router = Router(tags=["核心对接"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}


class Break(Schema):
    """One difference. `ours` and `theirs` as a file writes them; `gap` in yuan as text, theirs less ours."""

    id: int
    source: CoreFileKind
    about: date | None
    subject: str
    field: str
    kind: BreakKind
    branch: str
    ours: str
    theirs: str
    gap: str | None
    first_seen: date
    last_seen: date
    age_days: int
    owner: str
    state: BreakState
    resolution: str
    reason: str


class Breaks(Schema):
    """A page of differences, oldest first; `lights` of the files the core should have brought by that day."""

    date: date
    ledger_master: str
    count: int
    page: int
    next: int | None
    lights: dict[str, Light]
    breaks: list[Break]


@router.get("/corelink/breaks", response={200: Breaks, **TROUBLE}, summary="与核心系统的差异,每页五十条")
def breaks(
    request: HttpRequest,
    date: date | None = None,
    kind: BreakKind | None = None,
    state: BreakState | None = None,
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """What is still to be dealt with, or with a date what stood at that day."""
    today = clock.business_date()
    who = people.officer_of_user(request.user.pk, today)  # type: ignore[arg-type]
    if who is None:
        raise HttpError(403, "这个账号不是在岗人员,不能查看核心差异。")
    refused = read.may_look(who)
    if refused is not None:
        return problem.of(refused, 403)
    asked = date or today
    found = read.breaks_page(read.Wanted(on=date, kind=kind or "", state=state or "", page=page))
    day = date or read.last_day() or today
    return {
        "date": asked,
        "ledger_master": compliance.ledger_master(asked).value,
        "count": found.count,
        "page": found.page,
        "next": found.next,
        "lights": {lamp.kind.value: lamp.light for lamp in read.lamps([day])[day]},
        "breaks": [read.shown(each, asked) for each in found.rows],
    }


# --- files of repayments ----------------------------------------------------------------------------------------------

LINES_SHOWN = 1000


class RepayFile(Schema):
    """One file of repayments; lines by outcome. `booked_amount` in yuan as text."""

    id: int
    source: ReturnSource
    name: str
    date: date
    finished: bool
    rows: int
    booked: int
    booked_amount: str
    failed: int
    rejected: int


class RepayLine(Schema):
    """A line that was not booked, and why. `amount` in yuan as text."""

    line: int
    note: str
    amount: str | None
    reference: str
    outcome: LineOutcome
    reason: str


class RepayFiles(Schema):
    """The files that came last, newest first."""

    files: list[RepayFile]


class RepayFileWhole(RepayFile):
    """The file with its first thousand failed and its first thousand rejected lines."""

    lines: list[RepayLine]


def _may_take(request: HttpRequest) -> Any:
    who = people.officer_of_user(request.user.pk, clock.business_date())  # type: ignore[arg-type]
    refused = tasks.may_take(who)
    return None if refused is None else problem.of(refused, 403)


def _told(file: returned.ReturnFile, counts: dict[LineOutcome, returned.Counted]) -> dict[str, Any]:
    return {
        "id": file.pk,
        "source": file.source,
        "name": file.name,
        "date": file.day,
        "finished": file.finished,
        "rows": file.rows,
        "booked": counts[LineOutcome.BOOKED].lines,
        "booked_amount": yuan(counts[LineOutcome.BOOKED].amount),
        "failed": counts[LineOutcome.FAILED].lines,
        "rejected": counts[LineOutcome.REJECTED].lines,
    }


@router.get("/repay-files", response={200: RepayFiles, **TROUBLE}, summary="收到的代扣回盘与核心还款文件")
def repay_files(request: HttpRequest) -> Any:
    """The last thirty."""
    no = _may_take(request)
    if no is not None:
        return no
    found = returned.newest()
    counts = returned.counts_of(each.pk for each in found)
    return {"files": [_told(each, counts[each.pk]) for each in found]}


class RepayFileIn(Schema):
    """A bank's return file. `content` is the file as base64; `dry_run` counts and writes nothing."""

    name: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f/\\\\]*$")
    content: str = Field(min_length=4, max_length=40_000_000)
    dry_run: bool = True


@router.post(
    "/repay-files", response={202: jobs_api.Asked, **TROUBLE}, summary="送一份代扣回盘:先试算,再入账;由后台办理"
)
def send_repay_file(
    request: HttpRequest,
    response: HttpResponse,
    said: RepayFileIn,
    key: Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")],
) -> Any:
    """Accepted and queued; the same key, name and content answer the same job. Its lines are at `/repay-files/{number}`."""
    day = clock.business_date()
    who = people.officer_of_user(request.user.pk, day)  # type: ignore[arg-type]
    refused = tasks.may_take(who)
    if who is None or refused is not None:
        return _may_take(request)
    try:
        data = base64.b64decode(said.content, validate=True)
    except ValueError as wrong:
        raise HttpError(422, "content 不是 base64。") from wrong
    kept = files.keep(actor=who.number, business_date=day, name=said.name, chunks=[data])
    if isinstance(kept, Refused):
        return problem.of(kept, 422)
    asked = tasks.ask_take(actor=who, business_date=day, file=kept.pk, dry_run=said.dry_run, key=key)
    if isinstance(asked, Refused):
        return problem.of(asked, 409)
    response.headers["Location"] = f"/api/v1/jobs/{asked.pk}"
    return Status(202, jobs_api._asked(asked))


@router.get("/repay-files/{number}", response={200: RepayFileWhole, **TROUBLE}, summary="一份还款文件与没有入账的行")
def repay_file(request: HttpRequest, number: int = Path(..., ge=1, le=2**62)) -> Any:
    """What failed at the bank and what was not taken, each with its reason."""
    no = _may_take(request)
    if no is not None:
        return no
    found = returned.file(number)
    if found is None:
        raise HttpError(404, "没有这份还款文件。")
    left = [
        each
        for outcome in (LineOutcome.FAILED, LineOutcome.REJECTED)
        for each in returned.lines_of(number, outcome, LINES_SHOWN)
    ]
    lines = [
        {
            "line": each.line,
            "note": each.note,
            "amount": None if each.amount is None else yuan(each.amount),
            "reference": each.reference,
            "outcome": each.outcome,
            "reason": each.reason,
        }
        for each in left
    ]
    return {**_told(found, returned.counts(found.pk)), "lines": lines}
