"""Where our book and the core's differ, for other programs: the break list as the page shows it, read only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import read
from wuhua.areas.corelink.rules import BreakKind, BreakState, CoreFileKind, Light
from wuhua.areas.people import read as people
from wuhua.platform import clock

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
