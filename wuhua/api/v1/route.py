"""The week of a manager over HTTP, the number to call, and lists and leads out of payments. One's own, or of those one leads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from wuhua.api.v1.market import Drawn, Key, _no
from wuhua.api.v1.market_said import BIGGEST, PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.market import actions, read
from wuhua.areas.market.rules import EntryState, StopReason
from wuhua.bulk.mining import run as mining
from wuhua.bulk.mining.tasks import ask_mining
from wuhua.core.refuse import Refused

router = Router(tags=["名单与走访"])
Text = Annotated[str, Field(max_length=64, pattern=PLAIN)]
WEEK = timedelta(days=7)


class StopOut(Schema):
    """One stop of a day: a party of a list, or a cell to walk through. The phone masked."""

    day: date
    place: int
    reason: StopReason
    entry: int | None
    name: str
    zone: str
    address: str
    phone: str
    state: EntryState | None


class PlanIn(Schema):
    """Whose week: oneself where nobody is named."""

    rm: Text = ""


class Planned(Schema):
    """How many stops the rest of the week has."""

    stops: int


class CoreIn(Schema):
    """The core firm, by its customer number."""

    core: Text


class Number(Schema):
    """The whole number; that it was shown is kept."""

    phone: str


class Asked(Schema):
    """The background job; ask `/jobs/{number}` how far it is."""

    job: int


@router.get("/route", response={200: list[StopOut], **TROUBLE}, summary="本人本周走访路线")
def route(request: HttpRequest) -> Any:
    """From today on, in the order in which they are walked."""
    who, today = officer_of(request)
    week = read.week(who.number, today, today + WEEK)
    return [_stop(each, on) for on, rows in sorted(week.items()) for each in rows]


def _stop(stop: Any, on: date) -> dict[str, Any]:
    entry, plain = stop.entry, {"day": on, "place": stop.place, "reason": stop.reason}
    if entry is None:
        where = {"name": stop.zone.name, "zone": stop.zone_id, "address": "", "phone": ""}
        return {**plain, **where, "entry": None, "state": None}
    where = {"name": entry.party_name, "zone": entry.zone_id or "", "address": entry.address}
    return {**plain, **where, "phone": entry.phone_masked, "entry": entry.pk, "state": entry.state}


@router.post("/route/plan", response={200: Planned, **TROUBLE}, summary="从网格和名单重排本周路线")
def plan(request: HttpRequest, said: PlanIn, key: Key) -> Any:
    """One's own week, or that of somebody one leads."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        made = actions.plan_week(actor=who, business_date=day, rm=said.rm.strip())
        return made if isinstance(made, Refused) else {"stops": made}

    done = actions.once_for(who, key, {"verb": "plan_week", "rm": said.rm, "day": day.isoformat()}, act)
    return _no(done) if isinstance(done, Refused) else done


@router.post("/entries/{entry}/phone", response={200: Number, **TROUBLE}, summary="查看名单客户完整电话,留痕")
def phone(request: HttpRequest, entry: Annotated[int, Path(..., ge=1, le=BIGGEST)]) -> Any:
    """Every look leaves its own trace, so it takes no key: the number is never kept as an answer."""
    who, day = officer_of(request)
    shown = actions.phone_of(actor=who, business_date=day, entry=entry)
    return _no(shown) if isinstance(shown, Refused) else {"phone": shown}


@router.post("/lists/chain", response={201: Drawn, **TROUBLE}, summary="以核心企业的产业链生成名单")
def chain(request: HttpRequest, said: CoreIn, key: Key) -> Any:
    """Everybody within two steps of its payments who is no customer yet."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        made = mining.chain_list(actor=who, business_date=day, core=said.core.strip())
        return made if isinstance(made, Refused) else {"number": made.pk}

    done = actions.once_for(who, key, {"verb": "chain", "core": said.core}, act)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


@router.post("/leads/mine", response={202: Asked, **TROUBLE}, summary="重新挖掘上下游线索(后台)")
def mine(request: HttpRequest, key: Key) -> Any:
    """Out of the year of payments up to the business day."""
    who, day = officer_of(request)
    job = ask_mining(actor=who, business_date=day, key=f"api/{who.number}/{key}")
    return _no(job) if isinstance(job, Refused) else Status(202, {"job": job.pk})
