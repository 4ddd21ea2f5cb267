"""Cards over HTTP: the list and one card within sight, draw and repay, what is done at once, asked and decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, PLAIN, Words
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.creditline import actions, read
from wuhua.areas.creditline.actions.changes import Asked
from wuhua.areas.creditline.read import CardView, Wanted
from wuhua.areas.creditline.rules import CardRefusal, CardState, CardVerb, FreezeReason
from wuhua.areas.servicing.rules import Over
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refuse, Refused

router = Router(tags=["授信卡"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=32, pattern=PLAIN)]
Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Amount = Annotated[str, Field(max_length=24, pattern=r"^[0-9,]{1,16}(\.[0-9]{1,2})?$")]
STATUS = {
    CardRefusal.NOT_YOUR_POST: 403,
    CardRefusal.ANOTHER_MUST_DECIDE: 403,
    CardRefusal.CARD_UNKNOWN: 404,
    CardRefusal.ORDER_UNKNOWN: 404,
}


class CardOut(Schema):
    """A card on the business date; amounts in yuan as text."""

    number: str
    customer: str
    customer_name: str
    state: CardState
    why: str
    limit: str
    drawn: str
    held: str
    available: str
    drawn_pct: str
    until: date
    review_on: date
    overdue_days: int
    dormant: bool
    note: str
    case: str


class StatementRow(Schema):
    """A draw, a repayment or a bill, and the balance after it."""

    day: date
    what: str
    amount: str
    balance: str


class DayOut(Schema):
    """Days on one balance: the first counts, the last does not."""

    start: date
    end: date
    days: int
    principal: str
    interest: str


class StatementOut(Schema):
    """The statement of a card's line."""

    case: str
    rows: list[StatementRow]
    days: list[DayOut]
    drawn: str
    repaid: str
    earned: str
    billed: str
    paid: str
    running: str
    balance: str


class MoneyIn(Schema):
    """A sum in yuan."""

    amount: Amount
    over: Literal["COUNTER", "ACCOUNT"] = "COUNTER"


class MoneyOut(Schema):
    """What was moved."""

    note: str
    amount: str
    receipt: int


class DeedIn(Schema):
    """What is done at once, in words; the reason of a freeze; the limit of a reduction."""

    verb: Literal["freeze_card", "reduce_card", "replace_card", "review_card", "close_card"]
    words: Words
    why: FreezeReason | None = None
    limit: Amount | None = None


class AskIn(Schema):
    """What is asked of another."""

    verb: Literal["thaw_card", "raise_card"]
    reason: Words
    limit: Amount | None = None


class DecideIn(Schema):
    """Yes or no, and why."""

    approve: bool
    decision: Words


class Done(Schema):
    """What became of it."""

    card: str | None = None
    order: int | None = None
    state: str | None = None


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


def _fen(text: str | None) -> int | Refused:
    try:
        return fen_of(text, "amount") if text else 0
    except Refuse as no:
        return no.refused


def _card(x: CardView) -> dict[str, Any]:
    return {
        "number": x.number, "customer": x.customer, "customer_name": x.customer_name, "state": x.state, "why": x.why,
        "limit": yuan(x.limit), "drawn": yuan(x.drawn), "held": yuan(x.held), "available": yuan(x.available),
        "drawn_pct": x.drawn_pct, "until": x.until, "review_on": x.review_on, "overdue_days": x.overdue_days,
        "dormant": x.dormant, "note": x.note, "case": x.case,
    }  # fmt: skip


@router.get("/cards", response={200: list[CardOut], **TROUBLE}, summary="授信卡:本人可见")
def cards(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=60, pattern=r"^[^\x00]*$")] = "",
    state: CardState | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Any:
    """Fifty a page, the soonest to end first."""
    who, day = officer_of(request)
    found = read.page(who, Wanted(q=q, state=state.value if state else "", page=page), day)
    return [_card(each) for each in found.rows]


@router.get("/cards/{number}", response={200: CardOut, **TROUBLE}, summary="授信卡:额度、已用与可用")
def card(request: HttpRequest, number: Number) -> Any:
    """One card."""
    who, day = officer_of(request)
    found = read.card_for(who, number, day)
    return _no(found) if isinstance(found, Refused) else _card(found)


@router.get("/cards/{number}/statement", response={200: StatementOut, **TROUBLE}, summary="授信卡对账单与逐日利息")
def statement(request: HttpRequest, number: Number) -> Any:
    """Every draw and repayment, and the interest day by day."""
    who, day = officer_of(request)
    found = read.statement_for(who, number, day)
    if isinstance(found, Refused):
        return _no(found)
    rows = [{"day": x.day, "what": x.what, "amount": yuan(x.amount), "balance": yuan(x.balance)} for x in found.rows]
    days = [
        {"start": x.start, "end": x.end, "days": x.days, "principal": yuan(x.principal), "interest": yuan(x.interest)}
        for x in found.days
    ]
    sums = {
        name: yuan(getattr(found, name))
        for name in ("drawn", "repaid", "earned", "billed", "paid", "running", "balance")
    }
    return {"case": found.case, "rows": rows, "days": days, **sums}


@router.post("/cards/{number}/draws", response={201: MoneyOut, **TROUBLE}, summary="支用(随用随取)")
def draw(request: HttpRequest, number: Number, said: MoneyIn, key: Key) -> Any:
    """To the settlement account, at once."""
    who, day = officer_of(request)
    amount = _fen(said.amount)
    if isinstance(amount, Refused):
        return _no(amount)
    done = actions.draw(actor=who, business_date=day, key=_key(who.number, key), card=number, amount=amount)
    return _moved(done)


@router.post("/cards/{number}/repayments", response={201: MoneyOut, **TROUBLE}, summary="还款(还款止息)")
def repay(request: HttpRequest, number: Number, said: MoneyIn, key: Key) -> Any:
    """What is due first, the rest off the principal from today on."""
    who, day = officer_of(request)
    amount = _fen(said.amount)
    if isinstance(amount, Refused):
        return _no(amount)
    done = actions.repay(
        actor=who, business_date=day, key=_key(who.number, key), card=number, amount=amount, over=Over(said.over)
    )
    return _moved(done)


@router.post("/cards/{number}/deeds", response={201: Done, **TROUBLE}, summary="冻结、调减、换卡、年审、销卡")
def deed(request: HttpRequest, number: Number, said: DeedIn, key: Key) -> Any:
    """Done at once by one person."""
    who, day = officer_of(request)
    limit = _fen(said.limit)
    if isinstance(limit, Refused):
        return _no(limit)
    asked = Asked(said.words, said.why.value if said.why else "", limit)
    done = actions.act(
        actor=who, business_date=day, key=_key(who.number, key), verb=CardVerb(said.verb), card=number, said=asked
    )
    return _no(done) if isinstance(done, Refused) else Status(201, _done(done))


@router.post("/cards/{number}/orders", response={201: Done, **TROUBLE}, summary="申请解冻或恢复额度(须另一人复核)")
def ask(request: HttpRequest, number: Number, said: AskIn, key: Key) -> Any:
    """Asked by one, decided by another."""
    who, day = officer_of(request)
    limit = _fen(said.limit)
    if isinstance(limit, Refused):
        return _no(limit)
    done = actions.ask(
        actor=who, business_date=day, key=_key(who.number, key), verb=CardVerb(said.verb), reason=said.reason,
        card=number, limit=limit,
    )  # fmt: skip
    return _no(done) if isinstance(done, Refused) else Status(201, _done(done))


@router.post("/card-orders/{order}/decisions", response={201: Done, **TROUBLE}, summary="复核授信卡申请")
def decide(request: HttpRequest, order: Id, said: DecideIn, key: Key) -> Any:
    """By a decider who did not ask."""
    who, day = officer_of(request)
    done = actions.decide(
        actor=who, business_date=day, key=_key(who.number, key), order=order, approve=said.approve,
        decision=said.decision,
    )  # fmt: skip
    return _no(done) if isinstance(done, Refused) else Status(201, _done(done))


def _key(who: str, key: str) -> str:
    return f"card/{who}/{key}"


def _done(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer.get(name) for name in ("card", "order", "state")}


def _moved(done: dict[str, Any] | Refused) -> Any:
    if isinstance(done, Refused):
        return _no(done)
    return Status(201, {"note": done["note"], "amount": yuan(int(done["amount"])), "receipt": done["receipt"]})
