"""A break between our book and the core's worked on over HTTP, and a day's files with its 总分核对表.

The same verbs as the page: whoever takes a break over owns it, where money is in it two close it, nothing is edited away.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Router, Schema
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import actions, read, rules
from wuhua.areas.corelink.rules import CoreFileKind, CoreLinkRefusal, Direction, Light, Resolution
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["核心对接"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
BreakId = Annotated[int, Path(..., ge=1, le=2**62)]
Day = Annotated[date, Path(..., ge=date(1990, 1, 1), le=date(2199, 12, 31))]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
STATUS = {
    CoreLinkRefusal.MAY_NOT_LOOK: 403,
    CoreLinkRefusal.NOT_OF_THIS_POST: 403,
    CoreLinkRefusal.BREAK_UNKNOWN: 404,
    CoreLinkRefusal.REASON_MISSING: 422,
    CoreLinkRefusal.RESOLUTION_UNKNOWN: 422,
}


class StepOut(Schema):
    """One step of a break: who did what, or what the files said of it."""

    recorded_at: datetime
    business_date: date
    what: str
    actor: str
    reason: str
    ours: str
    theirs: str


class BreakOut(Schema):
    """A break with its history, oldest first. `needs_two`: closed only by a second person."""

    id: int
    kind: str
    subject: str
    field: str
    ours: str
    theirs: str
    gap: str | None
    age_days: int
    owner: str
    state: str
    resolution: str
    reason: str
    proposed_by: str
    needs_two: bool
    steps: list[StepOut]


class ReasonIn(Schema):
    """A sentence that stays with it."""

    reason: Words = ""


class CloseIn(ReasonIn):
    """How it is settled, and why."""

    resolution: Resolution


class FileOut(Schema):
    """One file that came or went. `total` in yuan as text, where it has an amount."""

    kind: CoreFileKind
    direction: Direction
    light: Light
    name: str
    rows: int
    total: str | None
    compared: bool
    reason: str
    arrived_at: datetime


class LedgerOut(Schema):
    """One subject and branch: the core, our general ledger, the sum of its parts. Debit positive, yuan as text."""

    subject: str
    name: str
    branch: str
    core: str | None
    ours: str | None
    parts: str | None
    gap: str | None
    inner_gap: str | None


class DayOut(Schema):
    """A day of the link: lights of what was expected, every file that came or went, and 总分核对表."""

    date: date
    ledger_master: str
    lights: dict[str, Light]
    files: list[FileOut]
    ledger: list[LedgerOut]


def _no(refused: Refused) -> Any:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


def _shown(number: int, day: date) -> Any:
    found = read.one(number)
    if found is None:
        return _no(actions.unknown_break(number))
    told = read.shown(found, day)
    names = ("recorded_at", "business_date", "what", "actor", "reason", "ours", "theirs")
    steps = [{name: getattr(each, name) for name in names} for each in read.history(number)]
    two = rules.needs_two(rules.BreakKind(found.kind), found.gap)
    return {**told, "proposed_by": found.proposed_by, "needs_two": two, "steps": steps}


@router.get("/corelink/breaks/{id}", response={200: BreakOut, **TROUBLE}, summary="一条差异及其经过")
def one(request: HttpRequest, id: BreakId) -> Any:
    """For the posts that look at the link."""
    who, day = officer_of(request)
    refused = read.may_look(who)
    return _no(refused) if refused is not None else _shown(id, day)


def _did(request: HttpRequest, id: int, key: str, verb: str, said: dict[str, Any], act: Callable[..., Any]) -> Any:
    who, day = officer_of(request)

    def do() -> Any:
        return act(actor=who, business_date=day, number=id, **said)

    done = actions.once_for_break(who, key, {"verb": f"break_{verb}", "break": id, **said}, do)
    return _no(done) if isinstance(done, Refused) else _shown(id, day)


@router.post("/corelink/breaks/{id}/take", response={200: BreakOut, **TROUBLE}, summary="认领差异")
def take(request: HttpRequest, id: BreakId, said: ReasonIn, key: Key) -> Any:
    """From another owner with a reason."""
    return _did(request, id, key, "take", {"reason": said.reason}, actions.take)


@router.post("/corelink/breaks/{id}/explain", response={200: BreakOut, **TROUBLE}, summary="说明差异")
def explain(request: HttpRequest, id: BreakId, said: ReasonIn, key: Key) -> Any:
    """By its owner; it stays on the list until it goes."""
    return _did(request, id, key, "explain", {"reason": said.reason}, actions.explain)


@router.post(
    "/corelink/breaks/{id}/close", response={200: BreakOut, **TROUBLE}, summary="了结差异;涉及金额的由另一人复核"
)
def close(request: HttpRequest, id: BreakId, said: CloseIn, key: Key) -> Any:
    """By its owner; where money is in it only proposed, until somebody else agrees."""
    told = {"resolution": said.resolution.value, "reason": said.reason}
    return _did(request, id, key, "close", told, actions.close)


@router.post("/corelink/breaks/{id}/confirm", response={200: BreakOut, **TROUBLE}, summary="复核了结")
def confirm(request: HttpRequest, id: BreakId, key: Key) -> Any:
    """The second key, never the proposer's own."""
    return _did(request, id, key, "confirm", {}, actions.confirm)


@router.post("/corelink/breaks/{id}/back", response={200: BreakOut, **TROUBLE}, summary="退回了结")
def back(request: HttpRequest, id: BreakId, said: ReasonIn, key: Key) -> Any:
    """The second key refused, with a reason; the owner goes on."""
    return _did(request, id, key, "back", {"reason": said.reason}, actions.send_back)


@router.get("/corelink/days/{day}", response={200: DayOut, **TROUBLE}, summary="一个业务日的文件、到达灯与总分核对表")
def day_of(request: HttpRequest, day: Day) -> Any:
    """A day without files has red lights and an empty sheet."""
    who, _today = officer_of(request)
    refused = read.may_look(who)
    if refused is not None:
        return _no(refused)
    _file, lines = read.ledger(day)
    plain = ("kind", "direction", "light", "name", "rows", "compared", "reason", "arrived_at")
    files = [
        {**{name: getattr(each, name) for name in plain}, "total": _yuan(each.total)} for each in read.files_of(day)
    ]
    return {
        "date": day,
        "ledger_master": compliance.ledger_master(day).value,
        "lights": {lamp.kind.value: lamp.light for lamp in read.lamps([day])[day]},
        "files": files,
        "ledger": [_line(each) for each in lines],
    }


def _line(each: Any) -> dict[str, Any]:
    return {
        "subject": each.subject, "name": each.name, "branch": each.branch,
        "core": _yuan(each.core), "ours": _yuan(each.ours), "parts": _yuan(each.subs),
        "gap": _yuan(_less(each.core, each.ours)), "inner_gap": _yuan(_less(each.ours, each.subs)),
    }  # fmt: skip


def _less(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)
