"""五制 over HTTP: inquiries, limits, the four clocks, meetings, decisions, closes, targets and lanes. The same doors as the pages.

Reads show the officer's own sight; every write is a verb under an `Idempotency-Key` of the caller's own.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.workday import actions, read
from wuhua.areas.workday.rules import (
    Channel,
    Colour,
    DecisionState,
    InquiryState,
    ItemKind,
    Lane,
    LimitUnit,
    Measure,
    MeetingKind,
    PauseCode,
    TargetScope,
    WorkdayRefusal,
    WorkVerb,
)
from wuhua.core.refuse import Refused

router = Router(tags=["五制与工作日"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    WorkdayRefusal.NOT_OF_THIS_POST: 403,
    WorkdayRefusal.NOT_YOUR_UNIT: 403,
    WorkdayRefusal.NOT_THE_OWNER: 403,
    WorkdayRefusal.NOT_FOUND: 404,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
BIGGEST, MOST_FEN = 2**31 - 1, 10**15

Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Code = Annotated[str, Field(max_length=64, pattern=PLAIN)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Amount = Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN)]
PAGE = Query(1, ge=1, le=100_000)


class Did(Schema):
    """The number of what was made or changed, and its state; the same key and content answer the same."""

    id: int | str
    state: str


class Rows(Schema):
    """A page of a list."""

    count: int
    page: int
    next: int | None
    sums: dict[str, int]
    rows: list[dict[str, Any]]


class Case(Schema):
    """The four clocks of a case; spans in minutes, None where an end is missing."""

    subject: str
    title: str
    holder: str
    asked_at: datetime | None
    accepted_at: datetime | None
    submitted_at: datetime | None
    funds_at: datetime | None
    held_minutes: int | None
    held_flag: bool
    gross_minutes: int | None
    net_minutes: int | None
    total_minutes: int | None
    due: date | None
    met: bool | None
    cause: str


class Cases(Schema):
    """Every case this officer may see, and how the promise was kept by those whose money came."""

    funded: int
    in_time: int
    cases: list[Case]


class ReceiveIn(Schema):
    """A customer's request."""

    channel: Channel
    name: Annotated[str, Field(max_length=60, pattern=PLAIN)]
    request: Words
    phone: Annotated[str, Field(max_length=20, pattern=PLAIN)] = ""


class OfferIn(Schema):
    """To whom."""

    to: Code
    words: Words = ""


class WordsIn(Schema):
    """A reason, or progress."""

    words: Words


class OutcomeIn(Schema):
    """What was answered."""

    outcome: Words


class StartIn(Schema):
    """A limit of one's own."""

    title: Words
    holder: Code
    amount: Annotated[int, Field(ge=1, le=10_000)]
    unit: LimitUnit


class PauseIn(Schema):
    """Why, and the evidence."""

    code: PauseCode
    evidence: Words


class EvidenceIn(Schema):
    """The evidence."""

    evidence: Words


class HandOnIn(Schema):
    """To whom, and why."""

    holder: Code
    reason: Words


class CauseIn(Schema):
    """Why a limit was broken."""

    cause: Words


class MeetIn(Schema):
    """Which meeting of today."""

    unit: Code
    kind: MeetingKind


class SayIn(Schema):
    """One person's line."""

    staff: Code
    present: bool
    words: Words = ""


class DecideIn(Schema):
    """A decision."""

    words: Words
    owner: Code
    due: Day


class ClearIn(Schema):
    """A unit's close; `reasons` by the key of what stays open (item:3, duty:7, decision:2, inquiry:5)."""

    unit: Code
    reasons: dict[Code, Words] = {}
    cash: bool
    papers: bool
    system: bool
    remark: Words = ""


class TargetIn(Schema):
    """A whole target: `span` 4 year, 3 quarter, 2 month, 1 week; amounts of money in fen."""

    measure: Measure
    span: Annotated[int, Field(ge=1, le=4)]
    day: Day
    owner: Code
    amount: Amount


class TimesIn(Schema):
    """Amounts of the parts in order; none: by working days."""

    amounts: list[Amount] = Field([], max_length=60)


class PartIn(Schema):
    """One part of a split by people."""

    scope: TargetScope
    about: Code
    owner: Code
    amount: Amount


class PartsIn(Schema):
    """The parts, which make the whole."""

    parts: list[PartIn] = Field(min_length=1, max_length=500)


class ItemIn(Schema):
    """A thing of a day."""

    day: Day
    staff: Code
    kind: ItemKind
    title: Words
    lane: Lane | None = None
    hour: time | None = None
    subject: Code = ""


class DoneIn(Schema):
    """What came of it."""

    outcome: Words
    minutes: Annotated[int, Field(ge=0, le=1440)]
    trip: bool = False


def _do(request: HttpRequest, verb: WorkVerb, key: str, /, **said: Any) -> Any:
    who, day = _who(request)
    done = actions.do(verb, actor=who, business_date=day, at=read.moment(day), key=key, said=said)
    if isinstance(done, Refused):
        return problem.of(done, STATUS.get(done.name, 409))  # type: ignore[call-overload]
    return done


def _who(request: HttpRequest) -> tuple[Officer, date]:
    who, day = officer_of(request)
    if who.holds(Role.ADMIN):
        raise HttpError(403, "系统管理岗不办理业务事项。")
    return who, day


def _said(body: Schema) -> dict[str, Any]:
    """The words of a verb: codes as text, times without a zone (the bank has one)."""
    given = body.model_dump(mode="json")
    if given.get("hour"):
        given["hour"] = given["hour"][:5]
    return given


def _rows(page: read.Page, row: Any) -> dict[str, Any]:
    return {
        "count": page.count,
        "page": page.page,
        "next": page.next,
        "sums": page.sums,
        "rows": [row(x) for x in page.rows],
    }


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds()) // 60


# --- reads -----------------------------------------------------------------------------------------------------------


@router.get("/workday/inquiries", response={200: Rows, **TROUBLE}, summary="首问:未答复的在前,每页五十件")
def inquiries(request: HttpRequest, state: InquiryState | None = None, page: int = PAGE) -> Any:
    """The oldest first; the phone masked."""
    who, _day = _who(request)
    found = read.inquiry_page(who, read.Asked(state=state.value if state else "", page=page))
    return _rows(
        found,
        lambda x: {
            "id": x.pk, "request": x.request, "name": x.name, "phone_masked": x.phone_masked, "channel": x.channel,
            "state": x.state, "owner": x.owner_id, "first": x.first_id, "offered_to": x.offered_to_id, "received_at": x.received_at,
        },
    )  # fmt: skip


@router.get("/workday/duties", response={200: Rows, **TROUBLE}, summary="限时事项:红色、最早的在前")
def duties(request: HttpRequest, colour: Colour | None = None, page: int = PAGE) -> Any:
    """Live clocks by colour."""
    who, day = _who(request)
    at = read.moment(day)
    actions.escalate(business_date=day, at=at)
    found = read.duty_page(who, read.Asked(state=colour.value if colour else "", page=page), at)
    return _rows(
        found,
        lambda x: {
            "id": x.duty.pk, "subject": x.duty.subject, "code": x.duty.code, "title": x.duty.title, "holder": x.duty.holder_id,
            "colour": x.colour, "started_at": x.duty.started_at, "due_at": x.duty.due_at, "due_now": x.due,
            "gross_minutes": _minutes(x.gross), "net_minutes": _minutes(x.net),
        },
    )  # fmt: skip


@router.get("/workday/journeys", response={200: Cases, **TROUBLE}, summary="三天办结:四个时点与毛时、净时、客户全程")
def journeys(request: HttpRequest) -> Any:
    """The newest first."""
    who, _day = _who(request)
    found = read.cases(who, read.Asked())
    report = read.report(found)
    cases = [
        {
            **{name: getattr(x.journey, name) for name in ("subject", "title", "asked_at", "accepted_at", "submitted_at", "funds_at")},
            "holder": x.journey.holder_id, "held_minutes": _minutes(x.times.held), "held_flag": x.times.held_flag,
            "gross_minutes": _minutes(x.times.gross), "net_minutes": _minutes(x.times.net),
            "total_minutes": _minutes(x.times.total), "due": x.times.due, "met": x.times.met, "cause": x.cause,
        }
        for x in found
    ]  # fmt: skip
    return {"funded": report.share[1], "in_time": report.share[0], "cases": cases}


@router.get("/workday/decisions", response={200: Rows, **TROUBLE}, summary="决议:逾期的在前")
def decisions(request: HttpRequest, state: DecisionState | None = None, page: int = PAGE) -> Any:
    """Live ones unless a state is named."""
    who, day = _who(request)
    found = read.decision_page(who, read.Asked(state=state.value if state else "", page=page), day)
    return _rows(
        found,
        lambda x: {
            "id": x.pk, "words": x.words, "owner": x.owner_id, "unit": x.unit_id, "due": x.due, "state": x.state,
            "evidence": x.evidence, "late": x.state in ("OPEN", "REPORTED") and x.due < day,
        },
    )  # fmt: skip


@router.get("/workday/items", response={200: Rows, **TROUBLE}, summary="当日事项:早·午·晚")
def items(request: HttpRequest, day: Day | None = None, page: int = PAGE) -> Any:
    """Today's unless a day is named."""
    who, today = _who(request)
    found = read.item_page(who, read.Asked(page=page), day or today)
    return _rows(
        found,
        lambda x: {
            "id": x.pk, "day": x.day, "staff": x.staff_id, "lane": x.lane, "kind": x.kind, "subject": x.subject, "title": x.title,
            "done_at": x.done_at, "outcome": x.outcome, "minutes": x.minutes, "trip": x.trip,
        },
    )  # fmt: skip


# --- verbs -----------------------------------------------------------------------------------------------------------

OK = {200: Did, **TROUBLE}


def _made(path: str, verb: WorkVerb, body: type[Schema], summary: str) -> None:
    """A verb that makes something new."""

    def door(request: HttpRequest, body: Any, key: Key) -> Any:
        return _do(request, verb, key, **_said(body))

    _named(door, verb, body)
    router.post(path, response=OK, summary=summary, operation_id=f"workday_{verb.value}")(door)


def _changed(path: str, verb: WorkVerb, body: type[Schema] | None, summary: str) -> None:
    """A verb on something that is there."""

    def with_words(request: HttpRequest, number: Number, body: Any, key: Key) -> Any:
        return _do(request, verb, key, number=number, **_said(body))

    def bare(request: HttpRequest, number: Number, key: Key) -> Any:
        return _do(request, verb, key, number=number)

    door = bare if body is None else with_words
    _named(door, verb, body)
    router.post(path, response=OK, summary=summary, operation_id=f"workday_{verb.value}")(door)


def _named(door: Any, verb: WorkVerb, body: type[Schema] | None) -> None:
    """What the description shows: the verb's name and the type of its words."""
    door.__name__ = f"workday_{verb.value}"
    door.__annotations__ = {
        "request": HttpRequest,
        "key": Key,
        **({"number": Number} if "number" in door.__code__.co_varnames else {}),
        **({"body": body} if body else {}),
        "return": HttpResponse,
    }


_made("/workday/inquiries", WorkVerb.RECEIVE, ReceiveIn, "登记首问,登记人即首问责任人")
_changed("/workday/inquiries/{number}/offer", WorkVerb.OFFER, OfferIn, "移交首问,对方接手前责任不变")
_changed("/workday/inquiries/{number}/accept", WorkVerb.ACCEPT, None, "接手首问")
_changed("/workday/inquiries/{number}/decline", WorkVerb.DECLINE, WordsIn, "不接手首问")
_changed("/workday/inquiries/{number}/answer", WorkVerb.ANSWER, OutcomeIn, "答复首问")
_made("/workday/duties", WorkVerb.START, StartIn, "另立限时事项")
_changed("/workday/duties/{number}/pause", WorkVerb.PAUSE, PauseIn, "暂停计时,须有凭据")
_changed("/workday/duties/{number}/resume", WorkVerb.RESUME, EvidenceIn, "恢复计时,须有凭据")
_changed("/workday/duties/{number}/finish", WorkVerb.FINISH, None, "办结自立的限时事项")
_changed("/workday/duties/{number}/hand-on", WorkVerb.HAND_ON, HandOnIn, "改派限时事项")
_changed("/workday/duties/{number}/explain", WorkVerb.EXPLAIN, CauseIn, "说明超时原因")
_made("/workday/meetings", WorkVerb.MEET, MeetIn, "开会,列出昨日红单")
_changed("/workday/meetings/{number}/lines", WorkVerb.SAY, SayIn, "到会与计划、结果")
_changed("/workday/meetings/{number}/decisions", WorkVerb.DECIDE, DecideIn, "登记决议")
_changed("/workday/decisions/{number}/progress", WorkVerb.PROGRESS, WordsIn, "报进展")
_changed("/workday/decisions/{number}/report", WorkVerb.REPORT, EvidenceIn, "报告落实")
_changed("/workday/decisions/{number}/send-back", WorkVerb.SEND_BACK, WordsIn, "退回落实报告")
_changed("/workday/decisions/{number}/close", WorkVerb.CLOSE, None, "决议销号")
_made("/workday/clears", WorkVerb.CLEAR, ClearIn, "日清日结")
_made("/workday/targets", WorkVerb.TARGET, TargetIn, "下达任务")
_changed("/workday/targets/{number}/split-time", WorkVerb.SPLIT_TIME, TimesIn, "按时间倒排任务")
_changed("/workday/targets/{number}/split-people", WorkVerb.SPLIT_PEOPLE, PartsIn, "按人分解任务")
_made("/workday/items", WorkVerb.ADD, ItemIn, "加入当日事项")
_changed("/workday/items/{number}/done", WorkVerb.DONE, DoneIn, "办结当日事项")
