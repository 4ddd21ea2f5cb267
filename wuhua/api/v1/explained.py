"""算给我看 over HTTP: span by span, what if money came on a day, a sealed day as known and as corrected, who did what.

Reads only, through the same doors as the page: a note that is not yours does not exist.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing import explain, pages
from wuhua.areas.servicing.rules import ServicingRefusal
from wuhua.core.allocate import Kind
from wuhua.core.life import Life
from wuhua.core.money import fen_of, yuan
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.core.terms import PrepayWay
from wuhua.platform import audit

router = Router(tags=["借据业务"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Day = Annotated[date, Query(..., ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class SpanOut(Schema):
    """So many days on the same balances, and what each kind earned in them. Amounts in yuan."""

    start: date
    end: date
    days: int
    principal: str
    overdue_principal: str
    compound_base: str
    annual_rate_pct: str
    penalty_factor_pct: int
    earned: dict[str, str]


class Spans(Schema):
    """The newest sixty spans, the newest first, and how many older ones there are."""

    note: str
    as_of: date
    older: int
    spans: list[SpanOut]


class Side(Schema):
    """Where the note stands on the day of what-if."""

    owed: dict[str, str]
    owed_total: str
    balance: str
    next_due: date | None
    instalment: str
    maturity: date


class WhatIf(Schema):
    """How so much would be used on that day, and the note with and without it. Nothing is written."""

    note: str
    day: date
    used: dict[str, str]
    without: Side
    paid: Side


class HeldOut(Schema):
    """One figure of a sealed day: as it was known then, and as everything recorded since makes it."""

    name: str
    known: str
    corrected: str
    differs: bool


class Known(Schema):
    """A note at the close of a sealed day, both readings."""

    note: str
    day: date
    figures: list[HeldOut]


class Trace(Schema):
    """Who did what, when it was recorded, and what stood before and after."""

    recorded_at: datetime
    business_date: date
    action: str
    actor: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Trail(Schema):
    """The last fifty traces of a note, the newest first."""

    note: str
    traces: list[Trace]


def _note(request: HttpRequest, number: str) -> tuple[Officer, Any, date]:
    who, today = officer_of(request)
    found = pages.note_for(who, number)
    if found is None:
        raise HttpError(404, "没有这笔借据,或您无权查看。")
    return who, found, today


def _no(refused: Refused) -> Any:
    return problem.of(refused, 422 if refused.name is ServicingRefusal.VALUE_DAY_NOT_POSSIBLE else 409)


def _kinds(amounts: Any) -> dict[str, str]:
    return {kind.value: yuan(amounts[kind]) for kind in Kind if amounts.get(kind)}


@router.get("/notes/{number}/spans", response={200: Spans, **TROUBLE}, summary="逐段计息:每一分利息从哪里来")
def spans(request: HttpRequest, number: Number) -> Any:
    """As of the opening of the business date."""
    _who, note, today = _note(request, number)
    found = explain.explained(note, today, today=today)
    if isinstance(found, Refused):
        return _no(found)
    told = [
        {"start": each.start, "end": each.end, "days": (each.end - each.start).days, "principal": yuan(each.principal),
         "overdue_principal": yuan(each.overdue), "compound_base": yuan(each.compound_base),
         "annual_rate_pct": Rate(each.rate).pct(), "penalty_factor_pct": each.penalty_factor,
         "earned": _kinds(each.earned)}
        for each in found.spans
    ]  # fmt: skip
    return {"note": number, "as_of": today, "older": found.older_spans, "spans": told}


@router.get("/notes/{number}/what-if", response={200: WhatIf, **TROUBLE}, summary="如果某日还一笔:怎样使用,还后怎样")
def what_if(
    request: HttpRequest,
    number: Number,
    day: Day,
    amount: str = Query(..., pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$"),
    way: PrepayWay = PrepayWay.FEWER,
) -> Any:
    """What is due first, the rest early on principal the way it is said."""
    _who, note, today = _note(request, number)
    found = explain.what_if(note, day, fen_of(amount), today=today, way=way)
    if isinstance(found, Refused):
        return _no(found)
    used = _kinds(found.split.parts) if found.split else {}
    return {"note": number, "day": found.day, "used": used, "without": _side(found.without), "paid": _side(found.paid)}


def _side(life: Life) -> dict[str, Any]:
    walk = life.walk
    return {
        "owed": _kinds(life.owed),
        "owed_total": yuan(sum(life.owed.values())),
        "balance": yuan(walk.balance),
        "next_due": walk.next_due,
        "instalment": yuan(walk.level or 0),
        "maturity": walk.maturity,
    }


@router.get("/notes/{number}/known", response={200: Known, **TROUBLE}, summary="封账日当时所知与现在重算的对照")
def known(request: HttpRequest, number: Number, day: Day) -> Any:
    """Any sealed day of the note's life; one that is not sealed is refused by name."""
    _who, note, today = _note(request, number)
    row = reporting.note_on(day, number)
    life = explain.life_on(note, day, today=today, closed=True) if row is not None else None
    if row is None or life is None:
        raise HttpError(404, "当天的快照里没有这笔借据。")
    if isinstance(life, Refused):
        return _no(life)
    figures = [
        {"name": each.name, "known": _worded(each.name, each.known), "corrected": _worded(each.name, each.corrected),
         "differs": each.known != each.corrected}
        for each in explain.held_against(row, life)
    ]  # fmt: skip
    return {"note": number, "day": day, "figures": figures}


def _worded(name: str, value: Any) -> str:
    if name == "rate":
        return Rate(value).pct()
    if name in ("maturity", "book_status", "overdue_days"):
        return value.isoformat() if isinstance(value, date) else str(value)
    return yuan(value)


@router.get("/notes/{number}/trail", response={200: Trail, **TROUBLE}, summary="一笔借据的留痕,最近五十条")
def trail(request: HttpRequest, number: Number) -> Any:
    """For those who look after others: 风险、审计、合规、行领导."""
    who, _today = officer_of(request)
    if not who.holds(*explain.AUDITORS):
        raise HttpError(403, "您的岗位不查看留痕。")
    _note(request, number)
    rows = audit.trail(f"note:{number}")
    names = ("recorded_at", "business_date", "action", "actor", "before", "after")
    return {"note": number, "traces": [{name: getattr(row, name) for name in names} for row in rows]}
