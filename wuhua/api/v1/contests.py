"""Contests over HTTP (A18, A29): the list, one ranking, opening and closing once under a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.people.rules import Officer
from wuhua.areas.performance import actions, read, rules
from wuhua.areas.performance.rules import BlocRule, ContestState, Metric, PerformanceRefusal
from wuhua.core.money import yuan
from wuhua.core.refuse import Refusal, Refused

router = Router(tags=["竞赛"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Code = Annotated[str, Field(min_length=1, max_length=32, pattern=PLAIN)]
Side = Annotated[str, Field(max_length=30, pattern=PLAIN)]
Points = Annotated[int, Field(ge=0, le=1_000)]
STATUS: dict[Refusal, int] = {PerformanceRefusal.NOT_YOUR_POST: 403, PerformanceRefusal.CONTEST_UNKNOWN: 404}


class ContestOut(Schema):
    """A contest. `over`: its last day is sealed and nobody has closed it; `leaders`: teams on the first place."""

    id: int
    name: str
    first_day: date
    last_day: date
    state: ContestState
    over: bool
    as_of: date | None
    leaders: list[str]


class ValueOut(Schema):
    """A line of a team: fen or a count, of how much (nought where a value is only counted), and points as text."""

    metric: Metric
    value: int
    whole: int
    points: str


class PlaceOut(Schema):
    """A team: its place and points at the end, what was taken back since, what is left."""

    team: str
    bloc: str
    place: int
    lines: list[ValueOut]
    total: str
    back: str
    left: str


class BlocOut(Schema):
    """A bloc after what was taken back."""

    bloc: str
    place: int
    left: str


class TakenOut(Schema):
    """A loan that took its points back; its number only where the customer is the reader's."""

    team: str
    note: str | None
    overdue_since: date
    day: date
    points: str


class RankingOut(ContestOut):
    """One contest with its rules and ranking; `same`: the kept events give the fixed ranking again (null while it runs)."""

    bloc_rule: BlocRule
    reward: str
    points: dict[Metric, int]
    full_pct: int
    back_months: int
    ranking: list[PlaceOut]
    blocs: list[BlocOut]
    taken: list[TakenOut]
    facts_digest: str
    same: bool | None


class TeamIn(Schema):
    """A team that takes part, with the bloc it stands in; empty where teams stand alone."""

    team: Code
    bloc: Side = ""


class ContestIn(Schema):
    """A contest as it is asked for; points left out are those the parameters say."""

    name: Annotated[str, Field(max_length=60, pattern=PLAIN)]
    first_day: date
    last_day: date
    teams: Annotated[list[TeamIn], Field(max_length=200)]
    points: dict[Metric, Points] | None = None
    bloc_rule: BlocRule = BlocRule.TOGETHER
    reward: Annotated[str, Field(max_length=200, pattern=PLAIN)] = ""


class Made(Schema):
    """What was written."""

    id: int


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _once(who: Officer, key: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    done = actions.once_for(who, key, said, act)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


def _head(line: read.Line) -> dict[str, Any]:
    row = line.row
    as_of = row.latest_on if row.state == ContestState.OPEN else row.last_day
    return {
        "id": row.pk, "name": row.name, "first_day": row.first_day, "last_day": row.last_day, "state": row.state,
        "over": line.over, "as_of": as_of, "leaders": list(line.leaders),
    }  # fmt: skip


def _place(each: read.Place) -> dict[str, Any]:
    lines = [
        {"metric": metric, "value": pair[0], "whole": pair[1], "points": yuan(each.points.get(metric, 0))}
        for metric, pair in each.values.items()
    ]
    return {
        "team": each.name, "bloc": each.bloc, "place": each.place, "lines": lines, "total": yuan(each.total),
        "back": yuan(each.back), "left": yuan(each.now),
    }  # fmt: skip


def _ranking(who: Officer, found: read.Contest) -> dict[str, Any]:
    terms, standing, again = read.terms_of(found), read.standing(found), read.again(found)
    (head,) = read.list_of([found])
    return {
        **_head(head), "bloc_rule": found.bloc_rule, "reward": found.reward, "points": dict(terms.points),
        "full_pct": terms.full_pct, "back_months": terms.back_months, "ranking": [_place(each) for each in standing],
        "blocs": [
            {"bloc": each.name, "place": each.place, "left": yuan(each.now)}
            for each in read.blocs_standing(found, standing)
        ],
        "taken": [
            {"team": row.team, "note": row.note if shown else None, "overdue_since": row.overdue_since,
             "day": row.business_date, "points": yuan(row.points)}
            for row, shown in read.taken_for(who, found)
        ],
        "facts_digest": found.facts_digest, "same": again.same if again is not None else None,
    }  # fmt: skip


@router.get("/contests", response={200: list[ContestOut], **TROUBLE}, summary="竞赛:进行中的在前")
def contests(request: HttpRequest) -> Any:
    """All of them."""
    who, _ = officer_of(request)
    refused = rules.may_look(who)
    return _no(refused) if refused is not None else [_head(each) for each in read.list_of(read.contests())]


@router.get("/contests/{number}", response={200: RankingOut, **TROUBLE}, summary="一场竞赛的规则与名次")
def contest(request: HttpRequest, number: Number) -> Any:
    """Teams are names with points; loans that took points back are numbered only for those who see the customer."""
    who, _ = officer_of(request)
    refused = rules.may_look(who)
    if refused is not None:
        return _no(refused)
    found = read.contest(number)
    return _no(found) if isinstance(found, Refused) else _ranking(who, found)


@router.post("/contests", response={201: Made, **TROUBLE}, summary="发起竞赛,规则随即固定")
def open_contest(request: HttpRequest, said: ContestIn, key: Key) -> Any:
    """By the head of the centre or an executive."""
    who, day = officer_of(request)

    def act() -> Any:
        points = said.points if said.points is not None else read.terms_on(day).points
        new = actions.NewContest(
            name=said.name, first_day=said.first_day, last_day=said.last_day,
            blocs={each.team: each.bloc for each in said.teams}, points={metric: points.get(metric, 0) for metric in Metric},
            bloc_rule=said.bloc_rule, reward=said.reward,
        )  # fmt: skip
        return actions.open_contest(actor=who, business_date=day, new=new)

    return _once(who, key, {"verb": "open", **said.model_dump(mode="json")}, act)


@router.post("/contests/{number}/close", response={201: Made, **TROUBLE}, summary="结束竞赛,名次随即固定")
def close_contest(request: HttpRequest, number: Number, key: Key) -> Any:
    """Only over days that are sealed."""
    who, day = officer_of(request)
    act = lambda: actions.close_contest(actor=who, business_date=day, number=number)  # noqa: E731
    return _once(who, key, {"verb": "close", "number": number}, act)
