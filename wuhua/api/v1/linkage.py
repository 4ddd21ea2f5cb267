"""Linked records over HTTP: the queue, a pair, a customer's records, decisions under a key of one's own, credit reports.

Masked here as on the page: a pair holds no door, no phone and no number. A pair that is not yours does not exist.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.read import FullReport, LinkLine
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.customer.rules.linkage import (
    LinkField,
    LinkHow,
    LinkLevel,
    LinkRefusal,
    LinkSource,
    LinkState,
    LinkVerb,
)
from wuhua.areas.customer.rules.reports import ReportFlag, ReportRefusal
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["数据关联"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    LinkRefusal.LINK_UNKNOWN: 404,
    LinkRefusal.MAY_NOT_LINK: 403,
    LinkRefusal.SECOND_PERSON: 403,
    ReportRefusal.REPORT_UNKNOWN: 404,
    ReportRefusal.MAY_NOT_OPEN_REPORT: 403,
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
BIGGEST = 2**63 - 1
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Link = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]


class FieldWeight(Schema):
    """One field: both sides as they may be shown, the level, the weight in hundredths of a bit."""

    field: LinkField
    record: str
    customer: str
    level: LinkLevel
    weight: int


class Pair(Schema):
    """A record beside a customer; `asked_by` is who already took two files for one."""

    id: int
    source: LinkSource
    key: str
    customer: str
    customer_name: str
    alias: str
    how: LinkHow
    weight: int
    state: LinkState
    run: int
    model: str
    run_on: date
    asked_by: str
    fields: list[FieldWeight]


class Pairs(Schema):
    """A page of pairs, heaviest first."""

    count: int
    page: int
    next: int | None
    pairs: list[Pair]


class Records(Schema):
    """Everything that belongs to a customer."""

    customer: str
    pairs: list[Pair]


class Decision(Schema):
    """What a person says of a pair, and why."""

    verb: LinkVerb
    reason: Words


class Decided(Schema):
    """What became of it; `merge` where two files of our own are meant."""

    link: int
    state: LinkState
    merge: str | None = None


class Report(Schema):
    """A credit report as result and flags."""

    query_id: str
    queried_at: datetime
    reason_code: str
    consent: str
    as_of: date
    clean: bool
    flags: list[ReportFlag]


class Reports(Schema):
    """A customer's reports, newest first."""

    customer: str
    reports: list[Report]


class Opening(Schema):
    """Why the whole report is needed."""

    reason: Words


class Opened(Schema):
    """The whole report, up to and with `until`. Amounts in yuan, unknown is null."""

    query_id: str
    until: date
    balance: str | None
    overdue_now: str | None
    history: str
    queries_6m: int | None
    guarantees: str | None
    class_elsewhere: str
    public_records: int | None


def _pair(line: LinkLine) -> dict[str, Any]:
    fields = [{name: getattr(each, name) for name in FieldWeight.model_fields} for each in line.fields]
    return {name: getattr(line, name) for name in Pair.model_fields if name != "fields"} | {"fields": fields}


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


@router.get("/linkage/pairs", response={200: Pairs, **TROUBLE}, summary="关联对,每页五十对")
def pairs(
    request: HttpRequest,
    state: LinkState = LinkState.WAITING,
    source: LinkSource | None = None,
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """Of customers this officer may see."""
    who, _ = officer_of(request)
    found = read.queue(who, state=state, source=source, page=page)
    return {
        "count": found.count,
        "page": found.page,
        "next": found.next,
        "pairs": [_pair(line) for line in found.lines],
    }


@router.get("/linkage/pairs/{link}", response={200: Pair, **TROUBLE}, summary="一对记录与客户,逐项权重")
def one(request: HttpRequest, link: Link) -> Any:
    """Both sides as they may be shown."""
    who, _ = officer_of(request)
    line = read.pair(who, link)
    if line is None:
        raise HttpError(404, "没有这一对关联,或您无权查看。")
    return _pair(line)


@router.post(
    "/linkage/pairs/{link}/decision",
    response={200: Decided, **TROUBLE},
    summary="认定、否定或撤销,同一请求编号只办一次",
)
def decide(request: HttpRequest, link: Link, decision: Decision, key: Key) -> Any:
    """Two files of our own are merged by two people."""
    who, day = officer_of(request)
    done = actions.decide_link(
        actor=who, business_date=day, link=link, verb=decision.verb, reason=decision.reason, key=key
    )
    return _no(done) if isinstance(done, Refused) else done


@router.get("/customers/{number}/links", response={200: Records, **TROUBLE}, summary="属于一个客户的外部记录")
def of_customer(request: HttpRequest, number: Number) -> Any:
    """Those of files folded into it included."""
    who, _ = officer_of(request)
    found = read.links_for(who, number)
    if isinstance(found, Refused):
        return _no(found)
    return {"customer": number, "pairs": [_pair(line) for line in found]}


@router.get("/customers/{number}/credit-reports", response={200: Reports, **TROUBLE}, summary="征信结果与提示")
def reports(request: HttpRequest, number: Number) -> Any:
    """Result and flags only."""
    who, day = officer_of(request)
    found = read.reports_for(who, number, queries_most=compliance.whole("REPORT_QUERIES_MOST", day))
    if isinstance(found, Refused):
        return _no(found)
    return {
        "customer": number,
        "reports": [{name: getattr(each, name) for name in Report.model_fields} for each in found],
    }


@router.post("/credit-reports/{query_id}/open", response={200: Opened, **TROUBLE}, summary="限时调阅征信原文,每次留痕")
def open_report(
    request: HttpRequest,
    query_id: Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)],
    why: Opening,
    key: Key,
) -> Any:
    """For reviewers and approvers. While a look is open it answers the same and writes nothing."""
    who, day = officer_of(request)
    done = actions.open_report(
        actor=who,
        business_date=day,
        query_id=query_id,
        reason=why.reason,
        key=key,
        days=compliance.whole("REPORT_VIEW_DAYS", day),
    )
    return _no(done) if isinstance(done, Refused) else _opened(done)


def _opened(found: FullReport) -> dict[str, Any]:
    money = ("balance", "overdue_now", "guarantees")
    said = {name: getattr(found, name) for name in Opened.model_fields}
    return said | {name: None if said[name] is None else yuan(said[name]) for name in money}
