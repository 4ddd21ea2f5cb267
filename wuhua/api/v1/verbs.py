"""What people do to a note, over HTTP: ask first, do once under a key of your own, or have somebody else decide.

The same doors as the pages: `actions.orders` says who may, and a note that is not yours does not exist.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import explain, offers, pages, repriced, waiting
from wuhua.areas.servicing.actions import bulk_orders, orders
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.rules import OrderState, Over, Said, ServicingRefusal, Verb
from wuhua.books.rules import BY_CODE
from wuhua.core.allocate import Kind
from wuhua.core.life import Life
from wuhua.core.money import fen_of, yuan
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.core.terms import PrepayWay

router = Router(tags=["借据业务"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    ServicingRefusal.NOT_YOUR_POST: 403,
    ServicingRefusal.NOTE_NOT_FOUND: 404,
    ServicingRefusal.ORDER_NOT_FOUND: 404,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
BIGGEST = 2**63 - 1

Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
OrderId = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")]
Pct = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,5})?$")]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Named = Annotated[str, Field(max_length=64, pattern=PLAIN)]


class SaidIn(Schema):
    """What is said with a verb; what the verb does not need stays away. Amounts in yuan, rates in percent a year."""

    amount: Yuan | None = None
    annual_rate_pct: Pct | None = None
    day: date | None = None
    until: date | None = None
    own_day: int = Field(0, ge=0, le=31)
    uplift_pct: int = Field(0, ge=0, le=1000)
    way: PrepayWay = PrepayWay.FEWER
    over: Over = Over.COUNTER
    cost: bool = False
    consent: bool = False
    event: int = Field(0, ge=0, le=BIGGEST)
    debit: date | None = None
    to: Named = ""
    number: Named = ""
    contract: Named = ""
    reason: Words = ""

    def said(self) -> Said:
        """As the rules take it."""
        return Said(
            amount=fen_of(self.amount) if self.amount else 0,
            rate=Rate.of_pct(self.annual_rate_pct, "annual_rate_pct").units if self.annual_rate_pct else 0,
            day=self.day,
            until=self.until,
            own_day=self.own_day,
            uplift=self.uplift_pct,
            way=self.way,
            over=self.over,
            cost=self.cost,
            consent=self.consent,
            event=self.event,
            debit=self.debit,
            to=self.to.strip(),
            number=self.number.strip(),
            contract=self.contract.strip(),
            reason=self.reason,
        )


class EntryLine(Schema):
    """One line of the entry; `side` is D or C."""

    account: int
    name: str
    side: str
    amount: str


class Previewed(Schema):
    """What the verb would do. Amounts in yuan."""

    parts: dict[str, str]
    lines: list[EntryLine]
    owed: dict[str, str]
    balance: str
    refund: str
    next_due: date | None
    instalment: str
    maturity: date
    overdue_days: int
    note: str
    then: Previewed | None = None


class Done(Schema):
    """What was done. The same key and content answer the same."""

    note: str
    amount: str
    refund: str
    receipt: int
    parts: list[dict[str, str]]


class Wanted(SaidIn):
    """A verb asked for, to be decided by somebody else."""

    note: str = Field(min_length=1, max_length=64, pattern=PLAIN)
    verb: Verb


class Order(Schema):
    """An order as it stands. `said` as it was said: amounts in yuan, rates in percent."""

    id: int
    note: str
    verb: Verb
    said: dict[str, Any]
    asked_by: str
    asked_on: date
    recorded_at: datetime
    state: OrderState
    decided_by: str
    decided_on: date | None
    decision: str


class Orders(Schema):
    """A page of orders on notes within sight: those that wait oldest first, others newest first."""

    count: int
    page: int
    next: int | None
    orders: list[Order]


class Decision(Schema):
    """Yes or no, and why."""

    approve: bool
    decision: Words


class LifeOut(Schema):
    """A life as the command `recalc` answers it."""

    note: str
    as_of: date
    rows: list[dict[str, Any]]
    owed: dict[str, str]
    accrued: str
    overdue_days: int
    paid: dict[str, str]


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


def _key(who: Officer, key: str) -> str:
    """A key is the caller's own: another officer's twin is another request."""
    return f"{who.number}/{key}"


def _kinds(amounts: Any) -> dict[str, str]:
    return {kind.value: yuan(fen) for kind, fen in amounts.items() if fen}


def _previewed(seen: Preview) -> dict[str, Any]:
    return {
        "parts": _kinds(seen.parts),
        "lines": [
            {"account": each.account, "name": BY_CODE[each.account].name, "side": each.side.value,
             "amount": yuan(each.amount)}
            for each in seen.lines
        ],
        "owed": _kinds(seen.owed),
        "balance": yuan(seen.balance),
        "refund": yuan(seen.refund),
        "next_due": seen.next_due,
        "instalment": yuan(seen.instalment),
        "maturity": seen.maturity,
        "overdue_days": seen.overdue_days,
        "note": seen.note,
        "then": _previewed(seen.then) if seen.then else None,
    }  # fmt: skip


def _order(order: Any) -> dict[str, Any]:
    said = dict(order.said)
    if "amount" in said:
        said["amount"] = yuan(said["amount"])
    if "rate" in said:
        said["annual_rate_pct"] = Rate(said.pop("rate")).pct()
    if "uplift" in said:
        said["uplift_pct"] = said.pop("uplift")
    plain = {name: getattr(order, name) for name in Order.model_fields if name != "said"}
    return {**plain, "said": said}


def _life(life: Life) -> dict[str, Any]:
    rows = [
        {"date": row.day.isoformat(), "event": row.what, "amount": yuan(row.amount), "balance": yuan(row.balance),
         **{kind.value: yuan(row.parts.get(kind, 0)) for kind in Kind}}
        for row in life.walk.rows
    ]  # fmt: skip
    return {
        "as_of": life.as_of,
        "rows": rows,
        "owed": {kind.value: yuan(life.owed[kind]) for kind in Kind},
        "accrued": yuan(life.accrued),
        "overdue_days": life.overdue_days,
        "paid": {kind.value: yuan(life.paid[kind]) for kind in Kind},
    }


@router.get("/notes/{number}/life", response={200: LifeOut, **TROUBLE}, summary="由条款和事件重算一笔借据的一生")
def life(request: HttpRequest, number: Number, as_of: date | None = None) -> Any:
    """At the opening of `as_of`, the business date unless one is named."""
    who, today = officer_of(request)
    note = pages.note_for(who, number)
    if note is None:
        raise HttpError(404, "没有这笔借据,或您无权查看。")
    found = explain.life_on(note, as_of or today, today=today)
    return _no(found) if isinstance(found, Refused) else {"note": number, **_life(found)}


@router.post(
    "/notes/{number}/{verb}/preview", response={200: Previewed, **TROUBLE}, summary="试办:会怎样分配、怎样记账,不写入"
)
def preview(request: HttpRequest, number: Number, verb: Verb, said: SaidIn) -> Any:
    """For whoever may ask for the verb or decide about it."""
    who, day = officer_of(request)
    seen = offers.at_counter(verb, day) or orders.preview(
        who, business_date=day, verb=verb, note=number, said=said.said()
    )
    return _no(seen) if isinstance(seen, Refused) else _previewed(seen)


@router.post("/notes/{number}/{verb}", response={200: Done, **TROUBLE}, summary="办理柜面业务,同一请求编号只办一次")
def act(request: HttpRequest, number: Number, verb: Verb, said: SaidIn, key: Key) -> Any:
    """At once; what somebody else must decide answers NEEDS_AN_ORDER."""
    who, day = officer_of(request)
    done = offers.at_counter(verb, day) or orders.act(
        who, business_date=day, key=_key(who, key), verb=verb, note=number, said=said.said()
    )
    if isinstance(done, Refused):
        return _no(done)
    money = {name: yuan(int(str(done[name]))) for name in ("amount", "refund")}
    parts: Any = done["parts"]
    return {**done, **money, "parts": [{**part, "amount": yuan(part["amount"])} for part in parts]}


@router.post("/orders", response={201: Order, **TROUBLE}, summary="提出业务指令,由另一人复核")
def ask(request: HttpRequest, response: HttpResponse, wanted: Wanted, key: Key) -> Any:
    """Only what the rules would allow today can be asked for."""
    who, day = officer_of(request)
    asked = offers.at_counter(wanted.verb, day) or orders.ask(
        who, business_date=day, key=_key(who, key), verb=wanted.verb, note=wanted.note, said=wanted.said()
    )
    if isinstance(asked, Refused):
        return _no(asked)
    response.headers["Location"] = f"/api/v1/orders/{asked['order']}"
    return Status(201, _order(waiting.order_for(who, int(str(asked["order"])))))


@router.get("/orders", response={200: Orders, **TROUBLE}, summary="业务指令清单,每页五十条")
def listed(
    request: HttpRequest,
    state: OrderState | None = None,
    note: str = Query("", max_length=64, pattern=PLAIN),
    mine: bool = False,
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """On notes this officer may see."""
    who, _ = officer_of(request)
    found = waiting.orders_page(who, state=state, note=note, mine=mine, page=page)
    return {
        "count": found.count,
        "page": found.page,
        "next": found.next,
        "orders": [_order(each) for each in found.rows],
    }


class PricedOut(Schema):
    """A note of a repricing day: what it bears, the quotes, what it would bear. Percent a year."""

    note: str
    tenor: str
    annual_rate_pct: str
    quoted_pct: str
    quote_pct: str
    bears_pct: str
    asked_by: str


class PricedPage(Schema):
    """A page of the notes of a repricing day that nothing is agreed for yet."""

    on: date
    count: int
    free: int
    waiting: int
    agreed: int
    page: int
    next: int | None
    notes: list[PricedOut]


class Chosen(Schema):
    """A repricing day and notes of it; none named: all of them."""

    on: date
    notes: list[Named] = Field(default_factory=list, max_length=5000)


class ChosenDecision(Chosen, Decision):
    """Yes or no to what waits, and why."""


class Asked(Schema):
    """How many were asked for."""

    day: date
    asked: int


class Settled(Schema):
    """How many were decided; `stale` and `own` go on waiting."""

    day: date
    state: OrderState
    decided: int
    stale: int
    own: int


@router.get("/orders/repricing", response={200: PricedPage, **TROUBLE}, summary="一个重定价日待定的借据,每页五十条")
def repricing_day(request: HttpRequest, on: date, page: int = Query(1, ge=1, le=100_000)) -> Any:
    """On notes within sight, for whoever may ask or decide."""
    who, _ = officer_of(request)
    if not repriced.works_here(who):
        return _no(orders.not_your_post())
    found = repriced.repricing_page(who, on, page)
    notes = [
        {"note": row.priced.number, "tenor": row.priced.tenor, "annual_rate_pct": Rate(row.priced.rate).pct(),
         "quoted_pct": Rate(row.priced.quoted).pct(), "quote_pct": Rate(row.priced.quote).pct(),
         "bears_pct": Rate(row.priced.bears).pct(), "asked_by": row.asked_by}
        for row in found.rows
    ]  # fmt: skip
    counts = {name: getattr(found, name) for name in ("on", "count", "free", "waiting", "agreed", "page", "next")}
    return {**counts, "notes": notes}


@router.post("/orders/repricing", response={200: Asked, **TROUBLE}, summary="提出一个重定价日的利率,由另一人复核")
def repricing_ask(request: HttpRequest, chosen: Chosen, key: Key) -> Any:
    """An order a note; those that wait already are left as they are."""
    who, day = officer_of(request)
    done = bulk_orders.ask_all(who, business_date=day, key=_key(who, key), on=chosen.on, notes=chosen.notes)
    return _no(done) if isinstance(done, Refused) else done


@router.post("/orders/repricing/decide", response={200: Settled, **TROUBLE}, summary="成批复核一个重定价日的利率")
def repricing_decide(request: HttpRequest, chosen: ChosenDecision, key: Key) -> Any:
    """Never one's own; what the quotes no longer bear goes on waiting."""
    who, day = officer_of(request)
    done = bulk_orders.decide_all(
        who, business_date=day, key=_key(who, key), on=chosen.on, approve=chosen.approve, decision=chosen.decision,
        notes=chosen.notes,
    )  # fmt: skip
    return _no(done) if isinstance(done, Refused) else done


@router.get("/orders/{id}", response={200: Order, **TROUBLE}, summary="一条业务指令")
def one(request: HttpRequest, id: OrderId) -> Any:
    """The same answer for absent and for not yours."""
    who, _ = officer_of(request)
    found = waiting.order_for(who, id)
    if found is None:
        raise HttpError(404, "没有这条业务指令,或您无权查看。")
    return _order(found)


@router.post("/orders/{id}/decide", response={200: Order, **TROUBLE}, summary="复核:同意即办理,不同意即退回")
def decide(request: HttpRequest, id: OrderId, decision: Decision, key: Key) -> Any:
    """Never by who asked. A refusal by the rules leaves the order waiting."""
    who, day = officer_of(request)
    done = orders.decide(
        who, business_date=day, key=_key(who, key), order=id, approve=decision.approve, decision=decision.decision
    )
    return _no(done) if isinstance(done, Refused) else _order(waiting.order_for(who, id))


@router.post("/orders/{id}/withdraw", response={200: Order, **TROUBLE}, summary="撤回自己提出的业务指令")
def withdraw(request: HttpRequest, id: OrderId, key: Key) -> Any:
    """While nobody has decided."""
    who, day = officer_of(request)
    done = orders.withdraw(who, business_date=day, key=_key(who, key), order=id)
    return _no(done) if isinstance(done, Refused) else _order(waiting.order_for(who, id))
