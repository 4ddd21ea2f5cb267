"""The county in figures and shapes, and the pool, over HTTP. Aggregates for everybody; customers within one's sight."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.customer.read import zones as customers
from wuhua.areas.market.read import places
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Scope, ZoneKind, scope_of
from wuhua.areas.reporting.read import county as figures
from wuhua.areas.reporting.read.owed import opened_on
from wuhua.core.money import yuan

router = Router(tags=["生态图与网格"])
CODE = Path(..., min_length=1, max_length=64, pattern=PLAIN)


class ZoneOut(Schema):
    """One zone with everything below it; amounts in yuan as text, of the sealed day `money_day`."""

    code: str
    name: str
    kind: str
    parent: str
    team: str
    rm: str
    households: int
    surveyed: int
    filed: int
    customers: int
    cores: int
    credit: int
    drawn: int
    balance: str
    overdue: str
    last_visit: date | None
    untouched: bool


class County(Schema):
    """Zones of the kind asked for, and the sealed day of the amounts."""

    money_day: date | None
    zones: list[ZoneOut]


class Held(Schema):
    """A customer of a zone."""

    number: str
    name: str
    managing_rm: str


class Panel(ZoneOut):
    """One zone and its customers as far as the officer may see them."""

    count: int
    held: list[Held]


class Waits(Schema):
    """A customer without a cell."""

    number: str
    name: str
    managing_rm: str
    since: date
    due: date
    late: bool


def _zone(line: figures.Line) -> dict[str, Any]:
    plain = {name: getattr(line, name) for name in ZoneOut.model_fields}
    return {**plain, "balance": yuan(line.balance), "overdue": yuan(line.overdue)}


@router.get("/grid/zones", response={200: County, **TROUBLE}, summary="网格指标:摸底、建档、授信、用信、余额、逾期")
def zones(request: HttpRequest, kind: ZoneKind = ZoneKind.CELL) -> Any:
    """Every zone of a kind, rolled up."""
    _, day = officer_of(request)
    found = figures.county(day)
    return {"money_day": found.money, "zones": [_zone(x) for x in found.lines.values() if x.kind == kind.value]}


@router.get("/grid/zones/{code}", response={200: Panel, **TROUBLE}, summary="一个网格及本人可见的客户")
def zone(request: HttpRequest, code: str = CODE) -> Any:
    """One zone."""
    who, day = officer_of(request)
    line = figures.county(day).lines.get(code)
    if line is None:
        raise HttpError(404, "没有这个网格。请核对网格编号。")
    rows = customers.in_zones(who, people.zones_under(code)) if scope_of(who) > Scope.NONE else None
    held = [] if rows is None else [{name: getattr(x, name) for name in Held.model_fields} for x in rows[:200]]
    return {**_zone(line), "count": 0 if rows is None else rows.count(), "held": held}


@router.get("/grid/map", response={200: dict[str, Any], **TROUBLE}, summary="网格图形(GeoJSON FeatureCollection)")
def shapes(request: HttpRequest, kind: ZoneKind = ZoneKind.CELL) -> Any:
    """Outlines of a kind of zone; `synthetic` where nobody measured it."""
    officer_of(request)
    known = people.outlines()
    features = [
        {"type": "Feature", "id": each.code, "geometry": known[each.code][0],
         "properties": {"name": each.name, "kind": each.kind, "synthetic": known[each.code][1]}}
        for each in people.zones_of([kind]) if each.code in known
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


@router.get("/grid/pool", response={200: list[Waits], **TROUBLE}, summary="待归格客户与期限")
def pool(request: HttpRequest, late: bool = Query(False)) -> Any:
    """Customers outside every cell whom the officer may see, the most urgent first."""
    who, day = officer_of(request)
    found = places.pool(who, day, opened_on() or day)
    return [{name: getattr(x, name) for name in Waits.model_fields} for x in found if x.late or not late]
