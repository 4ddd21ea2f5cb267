"""Hand-overs to the core over HTTP: those within one's post, a note handed over to be made there, and what is done about one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.rules import CoreLinkRefusal, HandOverState
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.actions import NoteTerms
from wuhua.areas.servicing.rules import DayCount, Method, Security, Settlement
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

router = Router(tags=["核心对接"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Decimals = Annotated[str, Field(max_length=24, pattern=r"^[0-9]{1,12}(\.[0-9]{1,7})?$")]
STATUS = {
    CoreLinkRefusal.MAY_NOT_LOOK: 403,
    CoreLinkRefusal.NOT_OF_THIS_POST: 403,
    CoreLinkRefusal.HAND_OVER_UNKNOWN: 404,
    CoreLinkRefusal.REASON_MISSING: 422,
}


class HandOverOut(Schema):
    """A hand-over. `age_days` since it was started, `amount` in yuan as text; `core_note` and `opened_on` once the core made it."""

    number: str
    note: str
    contract: str
    amount: str
    state: HandOverState
    started: date
    age_days: int
    owner: str
    sent_on: date | None
    answer_by: date | None
    asked: int
    follows: str
    core_note: str
    opened_on: date | None
    evidence: str


class HandOversOut(Schema):
    """A page of them, oldest first; counts are of all, by state, and of notes paid and not opened here."""

    count: int
    page: int
    next: int | None
    counts: dict[str, int]
    not_opened: int
    hand_overs: list[HandOverOut]


class TermsIn(Schema):
    """A note the core is to make. Who manages it, for what industry and where come from the customer's file."""

    number: Code
    contract: Code
    account: Code
    product: Code
    amount: Decimals
    annual_rate_pct: Decimals
    maturity: date
    method: Method
    settlement: Settlement
    day_count: DayCount = DayCount.ACT_360
    security: Security
    use: Words


class ReasonIn(Schema):
    """A sentence that stays with it."""

    reason: Words = ""


class AnswerIn(Schema):
    """What the core said when it was asked, and where it said so."""

    state: HandOverState
    evidence: Words


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.get("/corelink/hand-overs", response={200: HandOversOut, **TROUBLE}, summary="放款移交清单,每页五十笔")
def hand_overs(
    request: HttpRequest,
    state: HandOverState | None = None,
    not_opened: bool = False,
    owner: str = Query("", max_length=64, pattern=PLAIN),
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """Without a state, those that are not over."""
    who, day = officer_of(request)
    refused = read.may_look(who)
    if refused is not None:
        return _no(refused)
    found = read.hand_overs_page(read.NOT_OPENED if not_opened else state or "", owner, page)
    return {
        "count": found.count,
        "page": found.page,
        "next": found.next,
        "counts": read.hand_over_counts(),
        "not_opened": read.not_opened(),
        "hand_overs": [read.shown_hand_over(each, day) for each in found.rows],
    }


@router.get("/corelink/hand-overs/{number}", response={200: HandOverOut, **TROUBLE}, summary="一笔放款移交")
def hand_over(request: HttpRequest, number: Number) -> Any:
    """One."""
    who, day = officer_of(request)
    refused = read.may_look(who)
    return _no(refused) if refused is not None else _shown(number, day)


def _shown(number: str, day: date) -> Any:
    found = read.hand_over(number)
    if found is None:
        return _no(actions.unknown_hand_over(number))
    return read.shown_hand_over(found, day)


@router.post("/corelink/hand-overs", response={200: HandOverOut, **TROUBLE}, summary="移交核心建立借据并放款")
def start(request: HttpRequest, said: TermsIn, key: Key) -> Any:
    """Only where the core keeps the books; it goes with the next batch of files, once."""
    who, day = officer_of(request)
    account = facts.account_named(said.account)
    mine: dict[str, Any] = {"managing_rm": "", "industry": "", "region": ""}
    if account is not None:
        mine = {name: getattr(account.customer, name) or "" for name in mine}
    plain = said.dict(exclude={"amount", "annual_rate_pct", "method", "settlement", "day_count", "security"})
    coded = {name: getattr(said, name).value for name in ("method", "settlement", "day_count", "security")}
    terms = NoteTerms(
        amount=fen_of(said.amount, "amount"),
        rate=Rate.of_pct(said.annual_rate_pct, "annual_rate_pct").units,
        **{**plain, **coded, **mine},
    )
    answer = actions.start(actor=who, business_date=day, key=f"corelink/{who.number}/{key}", terms=terms)
    return _no(answer) if isinstance(answer, Refused) else _shown(answer["hand_over"], day)


@router.post(
    "/corelink/hand-overs/{number}/anew", response={200: HandOverOut, **TROUBLE}, summary="以新的指令号重新发起"
)
def anew(request: HttpRequest, number: Number, said: ReasonIn, key: Key) -> Any:
    """Of a failed or withdrawn one; answers the new hand-over."""
    who, day = officer_of(request)
    answer = actions.start_anew(
        actor=who, business_date=day, key=f"corelink/{who.number}/{key}", number=number, reason=said.reason
    )
    return _no(answer) if isinstance(answer, Refused) else _shown(answer["hand_over"], day)


@router.post("/corelink/hand-overs/{number}/withdraw", response={200: HandOverOut, **TROUBLE}, summary="发出前撤回")
def withdraw(request: HttpRequest, number: Number, said: ReasonIn, key: Key) -> Any:
    """Before it went out."""
    who, day = officer_of(request)
    told = {"number": number, "reason": said.reason}
    return _did(who, day, key, "withdraw", told, lambda: actions.withdraw(actor=who, business_date=day, **told))


@router.post("/corelink/hand-overs/{number}/ask", response={200: HandOverOut, **TROUBLE}, summary="登记向核心查证")
def ask(request: HttpRequest, number: Number, key: Key) -> Any:
    """Only one nobody knows the outcome of; it is never sent again."""
    who, day = officer_of(request)
    told = {"number": number}
    return _did(who, day, key, "ask", told, lambda: actions.ask(actor=who, business_date=day, **told))


@router.post("/corelink/hand-overs/{number}/answer", response={200: HandOverOut, **TROUBLE}, summary="登记核心答复")
def answer(request: HttpRequest, number: Number, said: AnswerIn, key: Key) -> Any:
    """CONFIRMED, FAILED or UNKNOWN, with where the core said so."""
    who, day = officer_of(request)
    told: dict[str, Any] = {"number": number, "state": said.state, "evidence": said.evidence}
    return _did(who, day, key, "answer", told, lambda: actions.answer(actor=who, business_date=day, **told))


def _did(who: Officer, day: date, key: str, verb: str, told: dict[str, Any], act: Callable[[], Any]) -> Any:
    done = actions.once_for(who, key, {"verb": verb, **told}, act)
    return _no(done) if isinstance(done, Refused) else _shown(done["hand_over"], day)
