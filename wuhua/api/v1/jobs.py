"""Background work over HTTP: ask once under a key of your own, then look how far it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema, Status
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import PeopleRefusal
from wuhua.bulk.dayend import tasks
from wuhua.core.refuse import Refused
from wuhua.platform import clock, jobs
from wuhua.platform.models import Job

router = Router(tags=["后台任务"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}


class Through(Schema):
    """The last day to close."""

    through: date


class Asked(Schema):
    """A job as it stands. `result` comes with the end: the task's answer, or `refused` with the refusal's name."""

    id: int
    title: str
    task: str
    state: str
    done: int
    total: int
    message: str
    result: dict[str, Any] | None
    business_date: date
    asked: datetime
    started: datetime | None
    ended: datetime | None


def _asked(job: Job) -> dict[str, Any]:
    return {name: getattr(job, name) for name in Asked.model_fields}


@router.post("/jobs/close-day", response={202: Asked, **TROUBLE}, summary="请求日终封账,由后台办理")
def close_day(
    request: HttpRequest,
    response: HttpResponse,
    order: Through,
    key: str = Header(..., alias="Idempotency-Key", min_length=8, max_length=64),
) -> Any:
    """Accepted and queued; the same key and day answer the same job, the same key and another day are refused."""
    day = clock.business_date()
    who = people.officer_of_user(request.user.pk, day)  # type: ignore[arg-type]
    if who is None:
        raise HttpError(403, "这个账号不是在岗人员,不能办理日终封账。")
    asked = tasks.ask_close(actor=who, business_date=day, through=order.through, key=key)
    if isinstance(asked, Refused):
        return problem.of(asked, 403 if asked.name is PeopleRefusal.NOT_OF_THIS_POST else 409)
    response.headers["Location"] = f"/api/v1/jobs/{asked.pk}"
    return Status(202, _asked(asked))


@router.get("/jobs/{number}", response={200: Asked, **TROUBLE}, summary="一件后台任务的进展与结果")
def job(request: HttpRequest, number: int) -> Any:
    """One's own; the same answer for absent and for somebody else's."""
    found = jobs.one(request.user.get_username(), number)
    if found is None:
        raise HttpError(404, "没有这件任务,或不是您提交的。")
    return _asked(found)
