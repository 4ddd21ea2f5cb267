"""Tiers and marketing owners over HTTP: within one's sight, verbs under a key of one's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.market.actions import once_for
from wuhua.areas.market.actions import tiers as actions
from wuhua.areas.market.read import tiers as read
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import TierCause, TierReason, TierRefusal
from wuhua.areas.people.rules import Officer
from wuhua.bulk.tiers.tasks import ask_sorting
from wuhua.core.refuse import Refused

router = Router(tags=["客户分层"])
STATUS = {TierRefusal.CUSTOMER_UNKNOWN: 404, TierRefusal.NOT_OF_THIS_POST: 403, TierRefusal.REASON_MISSING: 422}
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=64, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]


class TierOut(Schema):
    """A customer's tier, why and since when, and who markets it. Facts are whole fen, months and days."""

    number: str
    name: str
    tier: Tier
    since: date
    cause: TierCause
    reasons: list[TierReason]
    words: str
    facts: dict[str, Any] | None
    owner: str
    owner_name: str


class TiersOut(Schema):
    """A page of the list; counts are of everything you may see."""

    count: int
    page: int
    counts: dict[str, int]
    unsorted: int
    without_owner: int
    rows: list[TierOut]


class MarketerOut(Schema):
    """Who markets how many."""

    staff: str
    name: str
    tier: Tier
    customers: int


class MovedOut(Schema):
    """Who came into another tier."""

    number: str
    name: str
    before: Tier
    tier: Tier
    reasons: list[TierReason]


class RunOut(Schema):
    """The newest run; no day where there was none."""

    business_date: date | None
    quarter: str
    actor: str
    figures: dict[str, int]
    moved: list[MovedOut]


class OwnerIn(Schema):
    """Another owner, and why."""

    owner: Text
    reason: Words


class TierIn(OwnerIn):
    """Another tier with the owner it asks for, and why."""

    tier: Tier


class Asked(Schema):
    """The job that was asked for."""

    job: int


def _row(row: read.TierRow) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(row).items() if name in TierOut.model_fields}


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.get("/tiers", response={200: TiersOut, **TROUBLE}, summary="客户分层清单与各层户数")
def tiers(
    request: HttpRequest,
    tier: Tier | None = None,
    owner: str = Query("", max_length=64, pattern=PLAIN),
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """Fifty a page."""
    who, _ = officer_of(request)
    found = read.tier_page(who, tier=tier.value if tier else "", owner=owner, page=page)
    plain = {name: getattr(found, name) for name in ("count", "page", "counts", "unsorted", "without_owner")}
    return {**plain, "rows": [_row(each) for each in found.rows]}


@router.get("/tiers/owners", response={200: list[MarketerOut], **TROUBLE}, summary="营销责任人及户数")
def owners(request: HttpRequest) -> Any:
    """One line for each owner and tier."""
    who, _ = officer_of(request)
    return [dataclasses.asdict(each) for each in read.marketers(who)]


@router.get("/tiers/run", response={200: RunOut, **TROUBLE}, summary="最近一次测算:何时、谁办理、谁升谁降")
def last_run(request: HttpRequest) -> Any:
    """Of the customers you may see, those it moved; the figures are the bank's."""
    who, _ = officer_of(request)
    run = read.last_run()
    plain = {"business_date": None, "quarter": "", "actor": "", "figures": {}} if run is None else {
        name: getattr(run, name) for name in ("business_date", "quarter", "actor", "figures")
    }  # fmt: skip
    return {**plain, "moved": [dataclasses.asdict(each) for each in read.moved(who, run)]}


@router.get("/tiers/customers/{number}", response={200: TierOut, **TROUBLE}, summary="一个客户的层级、依据与责任人")
def tier_of(request: HttpRequest, number: Number) -> Any:
    """One customer."""
    who, _ = officer_of(request)
    found = read.tier_of(who, number)
    return _no(actions.unknown_customer()) if found is None else _row(found)


@router.post("/tiers/sort", response={202: Asked, **TROUBLE}, summary="请求季度分层测算,由后台办理")
def sort(request: HttpRequest, key: Key) -> Any:
    """Accepted and queued."""
    who, day = officer_of(request)
    asked = ask_sorting(actor=who, business_date=day, key=key)
    return _no(asked) if isinstance(asked, Refused) else Status(202, {"job": asked.pk})


@router.post("/tiers/customers/{number}/tier", response={200: TierOut, **TROUBLE}, summary="人工调整层级并指定责任人")
def change_tier(request: HttpRequest, number: Number, said: TierIn, key: Key) -> Any:
    """With a reason."""
    who, day = officer_of(request)
    told = {"customer": number, "tier": said.tier, "owner": said.owner, "reason": said.reason}
    return _done(who, key, "tier", told, lambda: actions.change_tier(actor=who, business_date=day, **told))  # type: ignore[arg-type]


@router.post("/tiers/customers/{number}/owner", response={200: TierOut, **TROUBLE}, summary="更换营销责任人")
def change_owner(request: HttpRequest, number: Number, said: OwnerIn, key: Key) -> Any:
    """With a reason."""
    who, day = officer_of(request)
    told = {"customer": number, "owner": said.owner, "reason": said.reason}
    return _done(who, key, "owner", told, lambda: actions.change_owner(actor=who, business_date=day, **told))


def _done(who: Officer, key: str, verb: str, told: dict[str, Any], act: Callable[[], Any]) -> Any:
    """Once under the key; the customer as it stands afterwards."""

    def once() -> Any:
        made = act()
        if isinstance(made, Refused):
            return made
        found = read.tier_of(who, told["customer"])
        return {} if found is None else _row(found)

    done = once_for(who, key, {"verb": verb, **told}, once)
    return _no(done) if isinstance(done, Refused) else done
