"""报表 and 迁徙 of sealed days over HTTP: the same figures as the command and the workbook, for whoever may draw them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read as reporting
from wuhua.areas.reporting.rules import PARTS, ReportingRefusal, ReportName
from wuhua.areas.reporting.rules.quality import Migrated, normal_rate
from wuhua.core.money import yuan
from wuhua.core.refuse import Refuse
from wuhua.platform import clock

router = Router(tags=["报表"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    ReportingRefusal.REPORT_UNKNOWN: 404,
    ReportingRefusal.NO_SEALED_DAY: 404,
    ReportingRefusal.DAY_NOT_SEALED: 404,
    ReportingRefusal.NOT_FOR_THIS_POST: 403,
}
Day = Annotated[date, Query(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class Offered(Schema):
    """A report this officer may draw."""

    name: str
    title: str


class Offers(Schema):
    """All of them, and the newest sealed days they may be of."""

    reports: list[Offered]
    days: list[date]


class SheetOut(Schema):
    """One sheet: a record a row under the headings' names. Money in yuan as text."""

    title: str
    rows: list[dict[str, Any]]
    notes: list[str]


class ReportOut(Schema):
    """The report as `wuhua report --json` answers it."""

    report: str
    title: str
    date: date
    source: str
    sheets: list[SheetOut]
    cells: dict[str, Any] | None = None


class MovedOut(Schema):
    """A class on the first day: what it was, what left, where the rest stands on the last. Yuan as text."""

    klass: str
    opening: str
    reduced: str
    to: dict[str, str]
    fallen: str
    rate_pct: str | None


class Migration(Schema):
    """五级分类迁徙 between two sealed days; `good_rate_pct` is the rate at which good loans fell."""

    was: date
    now: date
    good_rate_pct: str
    classes: list[MovedOut]


def _officer(request: HttpRequest) -> tuple[Officer, date]:
    """Figures are for everybody who works here; whose customers are in it is asked of the report."""
    day = clock.business_date()
    who = people.officer_of_user(request.user.pk, day)  # type: ignore[arg-type]
    if who is None:
        raise HttpError(403, "这个账号不是在岗人员,不能查看报表。")
    return who, day


def _no(no: Refuse) -> Any:
    return problem.of(no.refused, STATUS.get(no.refused.name, 409))  # type: ignore[call-overload]


@router.get("/reports", response={200: Offers, **TROUBLE}, summary="可出的报表与最近的封账日")
def offers(request: HttpRequest) -> Any:
    """What this officer's post may draw."""
    who, _day = _officer(request)
    named = [{"name": each.value, "title": each.label} for each in reporting.on_offer(who)]
    return {"reports": named, "days": reporting.newest_sealed()}


@router.get("/reports/{name}", response={200: ReportOut, **TROUBLE}, summary="一张报表:G11、G12、EAST_note、S71_I……")
def report(
    request: HttpRequest,
    name: Annotated[str, Path(..., min_length=1, max_length=40, pattern=PLAIN)],
    date: Day | None = None,
) -> Any:
    """Of a sealed day, the newest unless one is named. One with names in it leaves a trace."""
    who, today = _officer(request)
    day = date or reporting.latest_day()
    if day is None:
        raise HttpError(404, "还没有任何已封存的营业日。")
    whole, _part = PARTS.get(name, (name, None))
    if whole in {each.value for each in ReportName}:
        refused = reporting.may_draw(who, ReportName(whole))
        if refused is not None:
            return problem.of(refused, 403)
    try:
        made = reporting.report(name, day)
    except Refuse as no:
        return _no(no)
    names = reporting.names_in(made)
    if names:
        with transaction.atomic():
            reporting.leave_a_trace(who.number, today, made.name, day, names)
    return made.as_dict()


@router.get("/migration", response={200: Migration, **TROUBLE}, summary="两个封账日之间的五级分类迁徙")
def migration(request: HttpRequest, was: Day, now: Day) -> Any:
    """Figures of the whole bank; both days must be sealed, the first before the second."""
    _officer(request)
    if was >= now:
        raise HttpError(422, "was 须早于 now。")
    try:
        rows = reporting.migration(was, now)
    except Refuse as no:
        return _no(no)
    return {"was": was, "now": now, "good_rate_pct": str(normal_rate(rows)), "classes": [_moved(row) for row in rows]}


def _moved(row: Migrated) -> dict[str, Any]:
    return {
        "klass": row.code,
        "opening": yuan(row.opening),
        "reduced": yuan(row.reduced),
        "to": {code: yuan(fen) for code, fen in row.to.items() if fen},
        "fallen": yuan(row.fallen),
        "rate_pct": None if row.rate is None else str(row.rate),
    }
