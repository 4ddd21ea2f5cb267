"""Rotation and compulsory leave over HTTP: who is due, what is planned with whom as cover, and the two verbs about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people import away
from wuhua.areas.people.away import TERM_CODES, NewAway, Terms
from wuhua.areas.people.rules import AwayKind, AwayRefusal, AwayState, Role
from wuhua.core.refuse import Refused
from wuhua.platform.once import once

router = Router(tags=["轮岗与强制休假"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Text = Annotated[str, Field(max_length=32, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]
STATUS = {AwayRefusal.NOT_A_PLANNER: 403, AwayRefusal.AWAY_UNKNOWN: 404}


class AwayOut(Schema):
    """One rotation or leave, both days included."""

    id: int
    staff: str
    kind: AwayKind
    first: date
    last: date
    cover: str
    reason: str
    state: AwayState
    words: str


class PostOut(Schema):
    """One holder of a post that rotates; `due` where one of the two is near and nothing is planned for it."""

    number: str
    name: str
    branch: str
    roles: list[Role]
    since: date
    rotation_due: date
    last_leave: date | None
    leave_due: date
    due: bool
    planned: list[AwayOut]


class AwaysOut(Schema):
    """The values of the day and everybody within sight, the soonest due first."""

    years: int
    months: int
    days: int
    posts: list[PostOut]
    history: list[AwayOut]


class AwayIn(Schema):
    """Who is to be away, why, over which days, and who covers."""

    staff: Text
    kind: AwayKind
    first: date
    last: date
    cover: Text
    reason: Words


class CloseIn(Schema):
    """Taken, or called off in words."""

    taken: bool
    words: Words = ""


def _terms(day: date) -> Terms:
    held = compliance.parameters(day)
    return Terms(*(held.whole(code) for code in TERM_CODES))


def _away(row: Any) -> dict[str, Any]:
    names = ("kind", "reason", "state", "words")
    days = {"first": row.first.isoformat(), "last": row.last.isoformat()}
    plain = {name: getattr(row, name) for name in names}
    return {"id": row.pk, "staff": row.staff_id, "cover": row.cover_id, **days, **plain}


def _answer(who: str, key: str, said: dict[str, Any], act: Any) -> Any:
    def do() -> dict[str, Any] | Refused:
        done = act()
        return done if isinstance(done, Refused) else _away(done)

    with transaction.atomic():
        found = once(f"away/{who}/{key}", said, do)
    return _no(found) if isinstance(found, Refused) else found


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.get("/people/away", response={200: AwaysOut, **TROUBLE}, summary="轮岗与强制休假:到期、安排与记录")
def aways(request: HttpRequest) -> Any:
    """The whole bank for who watches it, the unit for its head, oneself for everybody else."""
    who, day = officer_of(request)
    terms = _terms(day)
    posts = [
        {**{name: getattr(x, name) for name in PostOut.model_fields if name != "planned"},
         "planned": [_away(each) for each in x.planned]}
        for x in away.lines(who, day, terms)
    ]  # fmt: skip
    shown = {"years": terms.years, "months": terms.months, "days": terms.days}
    return {**shown, "posts": posts, "history": [_away(each) for each in away.history(who)]}


@router.post("/people/away", response={201: AwayOut, **TROUBLE}, summary="安排轮岗或强制休假,须有接替人")
def plan(request: HttpRequest, said: AwayIn, key: Key) -> Any:
    """By a head for the unit or by who plans for the bank; never for oneself."""
    who, day = officer_of(request)
    body, least = {"verb": "plan", **said.model_dump(mode="json")}, _terms(day).days
    done = _answer(
        who.number, key, body,
        lambda: away.plan(actor=who, business_date=day, new=NewAway(**said.model_dump()), least_days=least),
    )  # fmt: skip
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/people/away/{id}/close", response={200: AwayOut, **TROUBLE}, summary="登记已执行,或写明原因取消")
def close(request: HttpRequest, id: Annotated[int, Path(..., ge=1, le=BIGGEST)], said: CloseIn, key: Key) -> Any:
    """What is out of sight answers like one that is not there."""
    who, day = officer_of(request)
    body = {"verb": "close", "away": id, **said.model_dump()}
    return _answer(
        who.number, key, body,
        lambda: away.close(actor=who, business_date=day, away=id, taken=said.taken, words=said.words),
    )  # fmt: skip
