"""划区明责 over HTTP: coverage, who answered for a cell when, changes asked and decided, outlets, and a cell for who has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, PLAIN, Degrees
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.market import actions as market
from wuhua.areas.market.read import places
from wuhua.areas.market.rules import MarketRefusal, TieKind
from wuhua.areas.people import read, zoning
from wuhua.areas.people.rules import ChangeState, Officer, PeopleRefusal, PointKind, TeamType
from wuhua.core.refuse import Refused
from wuhua.platform.once import once

router = Router(tags=["生态图与网格"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=64, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]
STATUS: Mapping[Any, int] = {
    PeopleRefusal.NOT_OF_THIS_POST: 403,
    PeopleRefusal.CHANGE_UNKNOWN: 404,
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
    MarketRefusal.CELL_UNFIT: 422,
}


class SpanOut(Schema):
    """Who answered for a cell over [from_day, to_day)."""

    team_type: TeamType
    lead_rm: str
    backup_rm: str
    supervisor: str
    from_day: date
    to_day: date | None


class ChangeOut(Schema):
    """A change of duty as it was asked, and what became of it."""

    id: int
    zone: str
    team_type: TeamType
    lead_rm: str
    backup_rm: str
    from_day: date
    reason: str
    asked_by: str
    asked_on: date
    state: ChangeState
    decided_by: str
    words: str


class DutyOut(Schema):
    """Coverage on the day: the cells, those with an owner, the others by code; changes that wait and those decided last."""

    cells: int
    owned: int
    without_owner: list[str]
    teams: list[TeamType]
    waiting: list[ChangeOut]
    decided: list[ChangeOut]


class ChangeIn(Schema):
    """Who shall answer for a cell, from when and why."""

    zone: Text
    lead_rm: Text
    from_day: date
    reason: Words
    backup_rm: Text = ""
    supervisor: Text = ""


class DecideIn(Schema):
    """Agree, or turn down in words."""

    decision: Literal["agree", "turn_down"]
    words: Words = ""


class CoverOut(Schema):
    """A cell the point was first to cover, and by when it is to be gone through."""

    zone: str
    since: date
    due: date


class PointOut(Schema):
    """An outlet, an agent or a competitor."""

    number: str
    name: str
    kind: PointKind
    branch: str
    longitude: Decimal
    latitude: Decimal
    reach: int
    opened: date
    covers: list[CoverOut]


class PointIn(Schema):
    """A point to open: degrees as text, reach in metres."""

    number: Annotated[str, Field(min_length=1, max_length=32, pattern=PLAIN)]
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=PLAIN)]
    kind: PointKind
    longitude: Degrees
    latitude: Degrees
    reach: Annotated[int, Field(ge=0, le=100_000)] = 0
    branch: Text = ""


class PlaceIn(Schema):
    """The cell the customer belongs to from today."""

    zone: Text


class PlacedOut(Schema):
    """Where the customer stands now."""

    customer: str
    zone: str
    from_day: date


class PartyOut(Schema):
    """A node of the graph; `number` empty and the name masked for a customer who is not yours to see."""

    name: str
    number: str


class TieOut(Schema):
    """A line of the graph by places in `parties`."""

    one: int
    other: int
    kind: TieKind


class TiesOut(Schema):
    """A neighbourhood; `cut` where it is larger than what is shown."""

    parties: list[PartyOut]
    ties: list[TieOut]
    cut: bool


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _once(who: Officer, key: str, said: Mapping[str, Any], act: Callable[[], dict[str, Any] | Refused]) -> Any:
    with transaction.atomic():
        done = once(f"duty/{who.number}/{key}", said, act)
    return _no(done) if isinstance(done, Refused) else done


def _change(row: Any) -> dict[str, Any]:
    names = ("team_type", "reason", "asked_by", "state", "decided_by", "words")
    plain = {name: getattr(row, name) for name in names}
    days = {"from_day": row.from_day.isoformat(), "asked_on": row.asked_on.isoformat()}
    keys = {"zone": row.zone_id, "lead_rm": row.lead_rm_id, "backup_rm": row.backup_rm_id or ""}
    return {"id": row.pk, **keys, **plain, **days}


@router.get("/grid/duty", response={200: DutyOut, **TROUBLE}, summary="划区明责:覆盖率、无责任人网格、待审批调整")
def duty(request: HttpRequest) -> Any:
    """Every cell with one owner, or by name the cells without."""
    _, day = officer_of(request)
    cells, owned = read.cells(day)
    done = read.changes([ChangeState.AGREED, ChangeState.TURNED_DOWN], 20)
    return {
        "cells": cells, "owned": owned, "without_owner": [each.code for each in read.cells_without_owner(day)],
        "teams": sorted(read.teams_seeded()), "waiting": [_change(x) for x in read.changes([ChangeState.ASKED])],
        "decided": [_change(x) for x in done],
    }  # fmt: skip


@router.get("/grid/zones/{code}/duty", response={200: list[SpanOut], **TROUBLE}, summary="一个网格的历任责任人")
def spans(request: HttpRequest, code: Number) -> Any:
    """Newest first."""
    officer_of(request)
    if not read.is_zone(code):
        raise HttpError(404, "没有这个网格。请核对网格编号。")
    return [
        {"team_type": x.team_type, "lead_rm": x.lead_rm_id or "", "backup_rm": x.backup_rm_id or "",
         "supervisor": x.supervisor_id or "", "from_day": x.from_day, "to_day": x.to_day}
        for x in read.duty_history(code)
    ]  # fmt: skip


@router.post("/grid/changes", response={201: ChangeOut, **TROUBLE}, summary="申请调整网格责任人,另一人审批")
def ask(request: HttpRequest, said: ChangeIn, key: Key) -> Any:
    """By who leads; in force when another has agreed."""
    who, day = officer_of(request)
    wanted = zoning.NewDuty(**said.model_dump())

    def act() -> dict[str, Any] | Refused:
        made = zoning.ask_change(actor=who, business_date=day, wanted=wanted)
        return made if isinstance(made, Refused) else _change(made)

    done = _once(who, key, {"verb": "ask", **said.model_dump(mode="json")}, act)
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/grid/changes/{id}/decision", response={200: ChangeOut, **TROUBLE}, summary="同意或退回调整申请")
def decide(request: HttpRequest, id: Annotated[int, Path(..., ge=1, le=BIGGEST)], said: DecideIn, key: Key) -> Any:
    """Never by who asked for it."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        at: dict[str, Any] = {"actor": who, "business_date": day, "change": id}
        if said.decision == "agree":
            done: Any = zoning.agree(**at)
        else:
            done = zoning.turn_down(**at, words=said.words)
        return done if isinstance(done, Refused) else _change(read.change_of(id))

    return _once(who, key, {"verb": "decide", "change": id, **said.model_dump()}, act)


@router.get("/grid/points", response={200: list[PointOut], **TROUBLE}, summary="网点、助农服务点与同业,及各自新增覆盖")
def points(request: HttpRequest) -> Any:
    """With the cells each was first to cover."""
    officer_of(request)
    return [_point(each) for each in read.points()]


def _point(row: Any) -> dict[str, Any]:
    names = ("number", "name", "kind", "reach")
    plain = {name: getattr(row, name) for name in names}
    covers = [
        {"zone": x.zone_id, "since": x.since.isoformat(), "due": x.due.isoformat()} for x in row.covers.all()
    ]  # fmt: skip
    where = {"longitude": f"{row.longitude:f}", "latitude": f"{row.latitude:f}"}
    return {**plain, **where, "branch": row.branch_id or "", "opened": row.opened.isoformat(), "covers": covers}


@router.post("/grid/points", response={201: PointOut, **TROUBLE}, summary="登记网点或服务点,列出新增覆盖的网格")
def open_point(request: HttpRequest, said: PointIn, key: Key) -> Any:
    """Cells nobody of ours reached before get a day by which they are gone through."""
    who, day = officer_of(request)
    plain = said.model_dump(exclude={"longitude", "latitude"})
    where: dict[str, Any] = {name: int(Decimal(getattr(said, name)).scaleb(6)) for name in ("longitude", "latitude")}
    new, within = zoning.NewPoint(**plain, **where), compliance.whole("CELL_DUE_DAYS", day)

    def act() -> dict[str, Any] | Refused:
        made = zoning.open_point(actor=who, business_date=day, new=new, within=within)
        return made if isinstance(made, Refused) else _point(made)

    done = _once(who, key, {"verb": "point", **said.model_dump(mode="json")}, act)
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/grid/pool/{customer}/place", response={200: PlacedOut, **TROUBLE}, summary="客户归入网格")
def place(request: HttpRequest, customer: Number, said: PlaceIn, key: Key) -> Any:
    """Out of the pool, or from one cell to another; where it stood before stays on record."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        made = market.place(actor=who, business_date=day, customer=customer, zone=said.zone.strip())
        if isinstance(made, Refused):
            return made
        return {"customer": customer, "zone": made.zone_id, "from_day": day.isoformat()}

    return _once(who, key, {"verb": "place", "customer": customer, "zone": said.zone}, act)


@router.get(
    "/grid/ties/{number}", response={200: TiesOut, **TROUBLE}, summary="关系图:一步或两步之内的往来、担保、持有"
)
def ties(request: HttpRequest, number: Number, steps: int = Query(1, ge=1, le=2)) -> Any:
    """Around a customer the officer may see; the others masked."""
    who, _ = officer_of(request)
    found = places.ties(who, number, steps)
    if isinstance(found, Refused):
        return problem.of(found, 404)
    return {
        "parties": [{"name": each.name, "number": each.customer} for each in found.parties],
        "ties": [{"one": a, "other": b, "kind": kind} for a, b, kind in found.ties],
        "cut": found.cut,
    }
