"""Who stands behind loans, over HTTP: pools and core firms with their ledgers; each verb once under a key. Sums in yuan as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.cases_said import BIGGEST, PLAIN, Code, Yuan
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.backing import actions
from wuhua.areas.backing.actions.chain import NewConfirmation
from wuhua.areas.backing.read import desk
from wuhua.areas.backing.rules import BackingRefusal, ConfirmationKind, Party, PoolEntryKind
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.people.rules import Officer
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused

router = Router(tags=["合作增信"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Number = Annotated[str, Path(..., min_length=1, max_length=32, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=200, pattern=PLAIN)]
STATUS = {
    BackingRefusal.NOT_OF_THIS_POST: 403,
    BackingRefusal.POOL_UNKNOWN: 404,
    BackingRefusal.PARTNER_UNKNOWN: 404,
    BackingRefusal.NOT_COMMITTED: 404,
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
}


class PoolOut(Schema):
    """A pool on the business date. `room` is nothing without an agreement in force."""

    code: str
    name: str
    government: str
    gov_paid: str
    firm_paid: str
    committed: str
    used: str
    recovered: str
    balance: str
    multiple: int | None
    most: str
    room: str


class EntryOut(Schema):
    """A line of the ledger; the customer only within sight."""

    id: int
    day: date
    kind: PoolEntryKind
    party: Party
    amount: str
    customer: str | None
    case: str | None
    actor: str


class ClaimOut(Schema):
    """What a pool paid, who bore what, and what is still to be recovered."""

    id: int
    day: date
    note: str
    total: str
    firm: str
    gov: str
    bank: str
    open: str


class PoolPageOut(Schema):
    """One pool with a page of its ledger."""

    pool: PoolOut
    claims: list[ClaimOut]
    entries: list[EntryOut]
    page: int
    more: bool


class PaymentIn(Schema):
    """Money into a pool: the government's, or a firm's (with its customer number)."""

    party: Party
    amount: Yuan
    customer: Code = ""
    words: Text = ""


class RefundIn(PaymentIn):
    """Money back to who paid it in: the government, or a firm (with its customer number)."""


class NoteIn(Schema):
    """The note the pool must pay for."""

    note: Code


class AmountIn(Schema):
    """A sum."""

    amount: Yuan


class DueOut(Schema):
    """A note a pool must pay for, as the night put it on the list; the customer only within sight."""

    note: str
    pool: str
    customer: str | None
    since: date
    due: str
    day: date


class SharesOut(Schema):
    """Who got what of a recovery."""

    claim: int
    amount: str
    firm: str
    gov: str
    bank: str


class CoreOut(Schema):
    """A core firm: its cap, what is outstanding, what is left."""

    code: str
    name: str
    cap: str
    outstanding: str
    room: str
    confirmed: str
    used: str
    swept: str


class ConfirmationIn(Schema):
    """What the core firm confirmed."""

    number: Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)]
    customer: Code
    kind: ConfirmationKind
    amount: Yuan
    due: date
    words: Text = ""


class ReceiptIn(Schema):
    """A receipt from a core firm, by its own number."""

    receipt: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    customer: Code
    amount: Yuan


class PaidOut(Schema):
    """What of a receipt repaid a note."""

    note: str
    amount: str


class SweptOut(Schema):
    """What became of a receipt; the rest lies on the customer's settlement account."""

    receipt: str
    amount: str
    applied: list[PaidOut]
    rest: str
    account: str


class FreezeOut(Schema):
    """A customer whose tax loans may not be drawn on."""

    customer: str
    since: date
    grade: str
    words: str


class Made(Schema):
    """What was written."""

    id: str


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _once(who: Officer, key: str, verb: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    def do() -> Any:
        found = act()
        return found if isinstance(found, Refused | dict) else {"id": str(found.pk)}

    return actions.once_for(who, key, {"verb": verb, **said}, do)


def _made(done: Any) -> Any:
    return _no(done) if isinstance(done, Refused) else Status(201, done)


def _pool(line: desk.PoolLine) -> dict[str, Any]:
    told, terms = line.figures, line.terms
    sums = {
        name: yuan(getattr(told, name))
        for name in ("gov_paid", "firm_paid", "committed", "used", "recovered", "balance")
    }
    return {
        "code": line.row.code, "name": line.row.name, "government": line.row.government, **sums,
        "multiple": terms.multiple if terms else None, "most": yuan(line.most), "room": yuan(line.room),
    }  # fmt: skip


@router.get("/backing/pools", response={200: list[PoolOut], **TROUBLE}, summary="助保金池:缴存、在贷、代偿与余额")
def pools(request: HttpRequest) -> Any:
    """Every pool."""
    _, day = officer_of(request)
    return [_pool(each) for each in desk.pool_lines(day)]


@router.get("/backing/pools/{code}", response={200: PoolPageOut, **TROUBLE}, summary="助保金池:台账与代偿")
def pool(request: HttpRequest, code: Number, page: Annotated[int, Field(ge=1, le=9_999)] = 1) -> Any:
    """One pool; borrowers only within sight."""
    who, day = officer_of(request)
    found = desk.pool_page(who, code, day, page)
    if isinstance(found, Refused):
        return _no(found)
    entries = [
        {"id": x.pk, "day": x.business_date, "kind": x.kind, "party": x.party, "amount": yuan(x.amount),
         "customer": x.customer.number if x.customer and seen else None, "case": x.case_id if seen else None,
         "actor": x.actor}
        for x, seen in found.entries
    ]  # fmt: skip
    claims = [
        {"id": x.row.pk, "day": x.row.business_date, "note": x.row.note, "total": yuan(x.row.total),
         "firm": yuan(x.row.firm), "gov": yuan(x.row.gov), "bank": yuan(x.row.bank), "open": yuan(x.open)}
        for x in found.claims
    ]  # fmt: skip
    return {"pool": _pool(found.line), "claims": claims, "entries": entries, "page": found.page, "more": found.more}


@router.post("/backing/pools/{code}/payments", response={201: Made, **TROUBLE}, summary="缴存助保金")
def pay(request: HttpRequest, code: Number, said: PaymentIn, key: Key) -> Any:
    """By the accountant; posted to the books at once."""
    who, day = officer_of(request)
    done = _once(
        who, key, "pay", {"code": code, **said.model_dump(mode="json")},
        lambda: actions.pay_in(
            actor=who, business_date=day, code=code, party=said.party, amount=fen_of(said.amount, "amount"),
            customer=said.customer, words=said.words,
        ),
    )  # fmt: skip
    return _made(done)


@router.post("/backing/pools/{code}/refunds", response={201: Made, **TROUBLE}, summary="退还助保金")
def refund(request: HttpRequest, code: Number, said: RefundIn, key: Key) -> Any:
    """By the accountant; never below what the outstanding loans need."""
    who, day = officer_of(request)
    done = _once(
        who, key, "refund", {"code": code, **said.model_dump(mode="json")},
        lambda: actions.refund(
            actor=who, business_date=day, code=code, party=said.party, amount=fen_of(said.amount, "amount"),
            customer=said.customer, words=said.words,
        ),
    )  # fmt: skip
    return _made(done)


@router.get("/backing/due", response={200: list[DueOut], **TROUBLE}, summary="待代偿借据(逾期超过协议天数)")
def due(request: HttpRequest) -> Any:
    """Until the pool has paid or the arrear is gone."""
    who, _ = officer_of(request)
    return [
        {"note": x.row.note, "pool": x.row.pool.code, "customer": x.row.customer.number if x.seen else None,
         "since": x.row.oldest_due, "due": yuan(x.row.due), "day": x.row.business_date}
        for x in desk.due_lines(who)
    ]  # fmt: skip


@router.post("/backing/claims", response={201: Made, **TROUBLE}, summary="资金池代偿(逾期超过协议天数)")
def claim(request: HttpRequest, said: NoteIn, key: Key) -> Any:
    """The pool pays first, in the order signed."""
    who, day = officer_of(request)
    return _made(
        _once(
            who, key, "claim", {"note": said.note},
            lambda: actions.compensate(actor=who, business_date=day, note=said.note),
        )
    )  # fmt: skip


@router.post(
    "/backing/claims/{number}/recoveries", response={201: SharesOut, **TROUBLE}, summary="追回代偿款(按比例返还)"
)
def recover(request: HttpRequest, number: Id, said: AmountIn, key: Key) -> Any:
    """Shared back in the proportions in which the loss was borne."""
    who, day = officer_of(request)
    done = _once(
        who, key, "recover", {"claim": number, "amount": said.amount},
        lambda: actions.recover(actor=who, business_date=day, claim=number, amount=fen_of(said.amount, "amount")),
    )  # fmt: skip
    if isinstance(done, Refused):
        return _no(done)
    sums = {name: yuan(done[name]) for name in ("amount", "firm", "gov", "bank")}
    return Status(201, {"claim": done["claim"], **sums})


@router.get("/backing/firms", response={200: list[CoreOut], **TROUBLE}, summary="核心企业:上限、在贷与确认")
def firms(request: HttpRequest) -> Any:
    """Every core firm."""
    _, day = officer_of(request)
    names = ("cap", "outstanding", "room", "confirmed", "used", "swept")
    return [
        {"code": x.row.code, "name": x.row.name, **{name: yuan(getattr(x.figures, name)) for name in names}}
        for x in desk.core_lines(day)
    ]  # fmt: skip


@router.post("/backing/firms/{code}/confirmations", response={201: Made, **TROUBLE}, summary="登记核心企业确认")
def confirm(request: HttpRequest, code: Number, said: ConfirmationIn, key: Key) -> Any:
    """By who does not lead the case."""
    who, day = officer_of(request)
    body = said.model_dump()
    new = NewConfirmation(**{**body, "amount": fen_of(said.amount, "amount")})
    done = _once(
        who, key, "confirm", {"code": code, **said.model_dump(mode="json")},
        lambda: actions.confirm(actor=who, business_date=day, code=code, new=new),
    )  # fmt: skip
    return _made(done)


@router.post(
    "/backing/firms/{code}/receipts", response={201: SweptOut, **TROUBLE}, summary="回款归集(同一回单只入一次)"
)
def sweep(request: HttpRequest, code: Number, said: ReceiptIn, key: Key) -> Any:
    """Repays the customer's loans on this firm's word; the rest stays on the settlement account."""
    who, day = officer_of(request)
    done = _once(
        who, key, "sweep", {"code": code, **said.model_dump(mode="json")},
        lambda: actions.sweep_receipt(
            actor=who, business_date=day, receipt=said.receipt, code=code, customer=said.customer,
            amount=fen_of(said.amount, "amount"),
        ),
    )  # fmt: skip
    if isinstance(done, Refused):
        return _no(done)
    applied = [{"note": x["note"], "amount": yuan(x["amount"])} for x in done["applied"]]
    return Status(201, {**done, "amount": yuan(done["amount"]), "rest": yuan(done["rest"]), "applied": applied})


@router.get("/backing/tax-freezes", response={200: list[FreezeOut], **TROUBLE}, summary="信税通冻结:原因与起始日")
def freezes(request: HttpRequest) -> Any:
    """Customers within sight."""
    who, _ = officer_of(request)
    return [
        {"customer": x.customer.number, "since": x.from_day, "grade": x.grade, "words": x.words}
        for x in desk.frozen(who)
    ]
