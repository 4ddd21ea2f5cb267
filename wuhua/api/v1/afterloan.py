"""Step 5 over HTTP (A44): the desk of the month, one borrower's six lines, stops; look, stop and lift once under a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN, Words
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import actions, read, rules
from wuhua.areas.postloan.rules import Found, PostloanRefusal, StopCondition
from wuhua.areas.workday import read as workday
from wuhua.core.refuse import Refused

router = Router(tags=["贷后"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Text = Annotated[str, Query(max_length=60, pattern=PLAIN)]
STATUS = {PostloanRefusal.NOT_YOUR_POST: 403, CustomerRefusal.CUSTOMER_UNKNOWN: 404}


class LineOut(Schema):
    """One of the six lines: what it asks, and the newest word of the month, where there is one."""

    item: str
    title: str
    ask: str
    found: Found | None
    evidence: str
    words: str
    actor: str
    day: date | None


class StopOut(Schema):
    """A stop of use; `lifted_on` is nothing while it stands."""

    customer: str
    name: str
    condition: StopCondition
    evidence: str
    notes: list[str]
    stopped_by: str
    stopped_on: date
    lifted_by: str
    lifted_on: date | None
    lifted_words: str


class BorrowerOut(Schema):
    """One borrower of the desk: what was found by line, and how many lines are open."""

    customer: str
    name: str
    manager: str
    left: int
    found: dict[str, Found]
    stopped: bool


class DeskOut(Schema):
    """A page of the month within sight; `borrowers` and `done` count all that were asked for."""

    month: date
    borrowers: int
    done: int
    page: int
    next: int | None
    lines: list[BorrowerOut]


class StopsOut(Schema):
    """A page of stops within sight, and how many stand."""

    standing: int
    page: int
    next: int | None
    stops: list[StopOut]


class MonthOut(Schema):
    """One borrower's month, the stops, and what was looked at before, newest first."""

    customer: str
    name: str
    manager: str
    month: date
    done: bool
    open: list[str]
    lines: list[LineOut]
    stops: list[StopOut]
    looks: list[LineOut]


class LookIn(Schema):
    """One of the five lines of this month; what is not sound is said in words."""

    item: Annotated[str, Field(max_length=16, pattern=PLAIN)]
    found: Found
    evidence: Annotated[str, Field(max_length=300, pattern=PLAIN)]
    words: Words = ""


class StopIn(Schema):
    """A condition that ends use, and what proves it."""

    condition: StopCondition
    evidence: Words


class LiftIn(Schema):
    """How the condition went away."""

    words: Words


class Made(Schema):
    """What was written."""

    id: str


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _once(who: Officer, key: str, verb: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    done = actions.once_for(who, key, {"verb": verb, **said}, act)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


def _stop(row: Any, number: str, name: str) -> dict[str, Any]:
    plain = {each: getattr(row, each) for each in StopOut.model_fields if each not in ("customer", "name")}
    return {"customer": number, "name": name, **plain}


def _line(line: read.Line) -> dict[str, Any]:
    item, look = line.item, line.look
    told = {"item": item.code, "title": item.title, "ask": item.ask}
    if look is None:
        return {**told, "found": None, "evidence": "", "words": "", "actor": "", "day": None}
    return {
        **told, "found": look.found, "evidence": look.evidence, "words": look.words, "actor": look.actor,
        "day": look.business_date,
    }  # fmt: skip


@router.get("/postloan/desk", response={200: DeskOut, **TROUBLE}, summary="本月管户:三管账、两入户,每页五十户")
def desk(request: HttpRequest, every: bool = False, manager: Text = "", q: Text = "", page: PageNumber = 1) -> Any:
    """Borrowers in sight with lines still open, or every one; those least looked at first."""
    who, day = officer_of(request)
    refused = rules.may_read(who)
    if refused is not None:
        return _no(refused)
    found = read.desk(who, day, page, not every, rm=manager, text=q)
    lines = [
        {"customer": x.number, "name": x.name, "manager": x.rm, "left": x.left, "found": x.month.seen, "stopped": x.stopped}
        for x in found.lines
    ]  # fmt: skip
    return {
        "month": found.first_day, "borrowers": found.borrowers, "done": found.done, "page": page,
        "next": page + 1 if found.more else None, "lines": lines,
    }  # fmt: skip


@router.get("/postloan/stops", response={200: StopsOut, **TROUBLE}, summary="终止用信:在办或已解除")
def stops(request: HttpRequest, lifted: bool = False, page: PageNumber = 1) -> Any:
    """Newest first."""
    who, _ = officer_of(request)
    refused = rules.may_read(who)
    if refused is not None:
        return _no(refused)
    found = read.stop_page(who, page, lifted)
    rows = [_stop(each, each.customer.number, each.customer.name) for each in found.rows]
    return {"standing": found.standing, "page": page, "next": page + 1 if found.more else None, "stops": rows}


@router.get(
    "/postloan/customers/{number}", response={200: MonthOut, **TROUBLE}, summary="一户的本月管户、终止用信与管户记录"
)
def month(request: HttpRequest, number: Number) -> Any:
    """A customer that is not yours does not exist."""
    who, day = officer_of(request)
    found = read.sheet_for(who, number, day)
    if isinstance(found, Refused):
        return _no(found)
    view = found.customer
    return {
        "customer": number, "name": view.name, "manager": view.managing_rm, "month": found.month.first_day,
        "done": found.month.done, "open": [each.code for each in found.month.open],
        "lines": [_line(each) for each in found.lines], "stops": [_stop(each, number, view.name) for each in found.stops],
        "looks": [_line(each) for each in found.looks],
    }  # fmt: skip


@router.post("/postloan/customers/{number}/looks", response={201: Made, **TROUBLE}, summary="登记管户(五项之一,凭证据)")
def look(request: HttpRequest, number: Number, said: LookIn, key: Key) -> Any:
    """By those who keep customers."""
    who, day = officer_of(request)
    at: dict[str, Any] = {"actor": who, "business_date": day, "at": workday.moment(day), "number": number}
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(who, key, "look", body, lambda: actions.look(**at, **said.model_dump()))


@router.post("/postloan/customers/{number}/stop", response={201: Made, **TROUBLE}, summary="终止用信:当即停止支用")
def stop(request: HttpRequest, number: Number, said: StopIn, key: Key) -> Any:
    """Card frozen and notes stopped with the row, or none of it."""
    who, day = officer_of(request)
    at: dict[str, Any] = {"actor": who, "business_date": day, "at": workday.moment(day), "number": number}
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(who, key, "stop", body, lambda: actions.stop(**at, **said.model_dump()))


@router.post(
    "/postloan/customers/{number}/lift", response={201: Made, **TROUBLE}, summary="解除终止(另一名风险岗或班子成员)"
)
def lift(request: HttpRequest, number: Number, said: LiftIn, key: Key) -> Any:
    """Never by who ended use, and not while the records still prove the condition."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    at: dict[str, Any] = {"actor": who, "business_date": day, "number": number}
    return _once(who, key, "lift", body, lambda: actions.lift(**at, words=said.words))
