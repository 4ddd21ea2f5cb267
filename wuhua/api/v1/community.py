"""Three breakthroughs, the main force, calls after a disbursement and the community view over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import LINES, PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.customer import read as customers
from wuhua.areas.market.actions.common import once_for
from wuhua.areas.market.actions.feedback import answer
from wuhua.areas.market.read import feedback as answers
from wuhua.areas.market.rules.feedback import HIGHEST, LOWEST, FeedbackRefusal, Lent
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read as reporting
from wuhua.areas.reporting.read import breakthroughs, community
from wuhua.areas.reporting.rules.community import Support
from wuhua.areas.servicing import pages as servicing
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["三大突破与银企共同体"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
NUMBER = Path(..., min_length=1, max_length=64, pattern=PLAIN)
DAY = Query(None, ge=date(2000, 1, 1), le=date(2100, 1, 1))
MOST = 200


class SupportOut(Schema):
    """What a customer, note or month was given; amounts in yuan as text."""

    key: str
    lent: str
    balance: str
    saved: str


class StatementOut(Schema):
    """One customer over a span of the year of the sealed day."""

    as_of: date
    whole: SupportOut
    notes: list[SupportOut]
    months: list[SupportOut]


class MemberOut(Schema):
    """One of the main force."""

    number: str
    name: str
    branch: str
    position: str
    source: str
    centre: bool


class FeedbackIn(Schema):
    """What the customer said on the phone."""

    note: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    score: Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
    words: Annotated[str, Field(min_length=1, max_length=500, pattern=LINES)]


class FeedbackOut(Schema):
    """One answer."""

    note: str
    customer: str
    score: int
    words: str
    day: date


class Feedbacks(Schema):
    """This year's average in two decimals ("—" where nobody answered), and answers within one's sight, newest first."""

    answers: int
    average: str
    newest: list[FeedbackOut]


class FeedbackDone(Schema):
    """The answer's own number."""

    id: int


def _sealed() -> date:
    day = reporting.latest_day()
    if day is None:
        raise HttpError(404, "还没有任何已封存的营业日。")
    return day


def _support(each: Support) -> dict[str, str]:
    return {"key": each.key, "lent": yuan(each.lent), "balance": yuan(each.balance), "saved": yuan(each.saved)}


@router.get("/breakthroughs", response={200: list[dict[str, Any]], **TROUBLE}, summary="三大突破看板(最近封账日)")
def boards(request: HttpRequest) -> Any:
    """The three boards."""
    officer_of(request)
    return breakthroughs.boards(_sealed())


@router.get("/centre/staff", response={200: list[MemberOut], **TROUBLE}, summary="小微中心、公司部主力队伍")
def staff(request: HttpRequest) -> Any:
    """The main force by number."""
    _, day = officer_of(request)
    return [{name: getattr(each, name) for name in MemberOut.model_fields} for each in people.roster(day)]


@router.get("/community/{number}", response={200: StatementOut, **TROUBLE}, summary="一户的支持额与节约成本")
def statement(request: HttpRequest, number: str = NUMBER, start: date | None = DAY, stop: date | None = DAY) -> Any:
    """One customer's statement over [start, stop] inside the year of the last sealed day."""
    who, _ = officer_of(request)
    day = _sealed()
    kept = customers.customer_for(who, number)
    if isinstance(kept, Refused):
        return problem.of(kept, 404)
    found = community.statement(day, number, start, stop)
    return {
        "as_of": day,
        "whole": _support(found.whole if found else Support(number, 0, 0, 0)),
        "notes": [_support(each) for each in found.notes] if found else [],
        "months": [_support(each) for each in found.months] if found else [],
    }


@router.get("/feedback", response={200: Feedbacks, **TROUBLE}, summary="放款后回访:平均分与本人可见的记录")
def feedbacks(request: HttpRequest) -> Any:
    """The average is everybody's; the words are for whoever may see the customer."""
    who, day = officer_of(request)
    given = answers.satisfaction(day.replace(month=1, day=1), day)
    newest = [
        {"note": each.note, "customer": each.customer, "score": each.score, "words": each.words,
         "day": each.business_date}
        for each in answers.answers_for(who)[:MOST]
    ]  # fmt: skip
    average = "—" if given.hundredths is None else yuan(given.hundredths)
    return {"answers": given.answers, "average": average, "newest": newest}


@router.post("/feedback", response={200: FeedbackDone, **TROUBLE}, summary="登记一笔放款后回访")
def say(request: HttpRequest, said: FeedbackIn, key: Key) -> Any:
    """Once a note, by somebody who did not lend it."""
    who, day = officer_of(request)

    def act() -> Any:
        made = answer(actor=who, business_date=day, lent=_lent(who, said.note), score=said.score, words=said.words)
        return made if isinstance(made, Refused) else {"id": made.pk}

    done = once_for(who, key, {"verb": "feedback", **said.dict()}, act)
    if isinstance(done, Refused):
        status = {FeedbackRefusal.NOT_A_CALLER: 403, FeedbackRefusal.NOTE_UNKNOWN: 404}
        return problem.of(done, status.get(done.name, 409))  # type: ignore[call-overload]
    return done


def _lent(who: Officer, number: str) -> Lent | None:
    note = servicing.note_for(who, number)
    if note is None:
        return None
    return Lent(note.number, note.customer.number, note.managing_rm, note.first_responsible, note.start)
