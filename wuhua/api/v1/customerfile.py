"""The customer's file over HTTP: what it holds, its groups, what happened, verbs under a key of one's own, handed-over books.

Masked here as on the page. A customer that is not yours, its documents and its relations do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.rules import CustomerRefusal, SizeClass
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, DocumentState, FieldType, FilingRefusal, HoldingSide
from wuhua.areas.customer.rules.handover import HandoverPart, HandoverRefusal, HandoverState
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.market import actions as market
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import actions as servicing
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused
from wuhua.platform.once import once

router = Router(tags=["客户档案"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
    HandoverRefusal.HANDOVER_UNKNOWN: 404,
    FilingRefusal.NOT_YOURS_TO_FILL: 403,
    HandoverRefusal.MAY_NOT_HAND_OVER: 403,
    HandoverRefusal.NOT_YOUR_SIGNATURE: 403,
    FilingRefusal.FIELD_UNKNOWN: 422,
    FilingRefusal.VALUE_WRONG: 422,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
MONEY = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]


class FieldOut(Schema):
    """One field: as a page shows it; `own` ones are the customer's own and masked where they must be."""

    code: str
    name: str
    type: FieldType
    mandatory: bool
    own: bool
    value: str


class PaperOut(Schema):
    """A kept document."""

    id: int
    type: str
    name: str
    file: str
    digest: str
    number_masked: str
    issued: date | None
    expires: date | None
    state: DocumentState


class HoldingOut(Schema):
    """A line of assets or debts, yuan."""

    id: int
    side: HoldingSide
    klass: str
    name: str
    amount: str
    words: str
    as_of: date
    proof: int | None


class FileOut(Schema):
    """A file on the business day."""

    customer: str
    filled: int
    mandatory: int
    complete: str
    missing: list[str]
    size_on_record: SizeClass | None
    size_reckoned: SizeClass | None
    size_why: str
    fields: list[FieldOut]
    holdings: list[HoldingOut]
    sums: dict[str, str]
    papers: list[PaperOut]
    needed: dict[str, DocumentState]


class TieOut(Schema):
    """A tie of the group and why it is there."""

    customer: str
    party: str
    kind: RelationKind
    reason: str
    since: date


class GroupOut(Schema):
    """The group of a day. Members you may not see are "~n" and have no name."""

    on: date
    members: list[str]
    names: dict[str, str]
    ties: list[TieOut]


class ItemsIn(Schema):
    """Fields by their codes, as written on paper; "" clears one."""

    values: dict[str, Annotated[str, Field(max_length=400)]]


class HoldingIn(Schema):
    """A line to add."""

    side: HoldingSide
    klass: Annotated[str, Field(max_length=40, pattern=PLAIN)]
    amount: Annotated[str, Field(pattern=MONEY)]
    words: Words = ""
    proof: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class RelationIn(Schema):
    """A related party; `share` in hundredths of a percent."""

    kind: RelationKind
    evidence: Words
    since: date
    party: Annotated[str, Field(max_length=64, pattern=PLAIN)] = ""
    name: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    identity: Annotated[str, Field(max_length=24, pattern=PLAIN)] = ""
    share: Annotated[int, Field(ge=1, le=10_000)] | None = None


class Made(Schema):
    """What was written."""

    id: int


class Built(Schema):
    """建档: the counts behind it."""

    number: str
    filled: int
    mandatory: int


class HandoverOut(Schema):
    """A handover and whose signature is due."""

    number: str
    giver: str
    receiver: str
    supervisor: str
    state: HandoverState
    opened_on: date
    customers: list[str]
    signed: list[HandoverPart]
    due: HandoverPart | None


class SignIn(Schema):
    """For which part."""

    part: HandoverPart


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _once(who: Officer, key: str, said: Mapping[str, Any], act: Callable[[], dict[str, Any] | Refused]) -> Any:
    with transaction.atomic():
        done = once(f"customerfile/{who.number}/{key}", said, act)
    return _no(done) if isinstance(done, Refused) else done


@router.get(
    "/customers/{number}/file",
    response={200: FileOut, **TROUBLE},
    summary="客户档案:字段、完整度、划型、资产负债、资料",
)
def file(request: HttpRequest, number: Number) -> Any:
    """Masked as on the page."""
    who, day = officer_of(request)
    found = read.file_for(who, number, day)
    if isinstance(found, Refused):
        return _no(found)
    return {
        "customer": number,
        "filled": found.complete.filled,
        "mandatory": found.complete.mandatory,
        "complete": found.complete.text,
        "missing": list(found.complete.missing),
        "size_on_record": found.customer.size_class,
        "size_reckoned": found.sized.size,
        "size_why": found.sized.why,
        "fields": [
            {"code": x.field.code, "name": x.field.name, "type": x.field.type, "mandatory": x.field.mandatory,
             "own": bool(x.field.own), "value": x.shown} for x in found.lines
        ],
        "holdings": [
            {"id": x.pk, "side": x.side, "klass": x.klass, "name": read.holding_name(x.side, x.klass),
             "amount": yuan(x.amount), "words": x.words, "as_of": x.as_of, "proof": x.proof_id} for x in found.holdings
        ],
        "sums": {name: yuan(fen) for name, fen in found.sums.items()},
        "papers": [_paper(each) for each in found.papers],
        "needed": dict(found.needed),
    }  # fmt: skip


def _paper(line: read.PaperLine) -> dict[str, Any]:
    kept = line.document
    return {
        "id": kept.pk, "type": kept.type, "name": DOCUMENT_TYPES.get(kept.type, kept.type), "file": kept.file.name,
        "digest": kept.digest, "number_masked": kept.number_masked, "issued": kept.issued, "expires": kept.expires,
        "state": line.state,
    }  # fmt: skip


@router.get("/customers/{number}/group", response={200: GroupOut, **TROUBLE}, summary="关联客户组(某日)")
def group(request: HttpRequest, number: Number, on: date | None = None) -> Any:
    """Of the business day unless another is asked for."""
    who, day = officer_of(request)
    found = read.group_for(who, number, on or day)
    if isinstance(found, Refused):
        return _no(found)
    ties = [
        {"customer": x.customer, "party": x.party, "kind": x.kind, "reason": x.reason, "since": x.since}
        for x in found.ties
    ]  # fmt: skip
    return {"on": found.on, "members": list(found.members), "names": dict(found.names), "ties": ties}


@router.post(
    "/customers/{number}/file/items", response={200: Built, **TROUBLE}, summary="填写档案字段,同一请求编号只办一次"
)
def items(request: HttpRequest, number: Number, said: ItemsIn, key: Key) -> Any:
    """All of them or none; answers how complete the file is now."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.write_items(actor=who, business_date=day, number=number, values=said.values)
        if isinstance(done, Refused):
            return done
        return {"number": number, "filled": done.complete.filled, "mandatory": done.complete.mandatory}

    return _once(who, key, {"verb": "items", "number": number, **said.values}, act)


@router.post(
    "/customers/{number}/file/build", response={200: Built, **TROUBLE}, summary="建档(完整度达标且有带位置的走访)"
)
def build(request: HttpRequest, number: Number, key: Key) -> Any:
    """What counts is what the file holds."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = market.file_customer(actor=who, business_date=day, number=number)
        if isinstance(done, Refused):
            return done
        return {"number": done.number, "filled": done.filled, "mandatory": done.mandatory}

    return _once(who, key, {"verb": "build", "number": number}, act)


@router.post("/customers/{number}/holdings", response={200: Made, **TROUBLE}, summary="登记资产负债")
def holding(request: HttpRequest, number: Number, said: HoldingIn, key: Key) -> Any:
    """One line in yuan."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.add_holding(
            actor=who, business_date=day, number=number, side=said.side, klass=said.klass, amount=fen_of(said.amount),
            words=said.words, proof=said.proof,
        )  # fmt: skip
        return done if isinstance(done, Refused) else {"id": done.pk}

    return _once(who, key, {"verb": "holding", "number": number, **said.dict()}, act)


@router.post("/customers/{number}/relations", response={200: Made, **TROUBLE}, summary="登记关联方")
def relation(request: HttpRequest, number: Number, said: RelationIn, key: Key) -> Any:
    """The identity number is kept as a blind index and a mask; it is never answered."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.tie(actor=who, business_date=day, number=number, new=actions.NewRelation(**said.dict()))
        return done if isinstance(done, Refused) else {"id": done.pk}

    told = {"verb": "relation", "number": number, **said.dict(), "since": said.since.isoformat()}
    return _once(who, key, told, act)


@router.get("/handovers", response={200: list[HandoverOut], **TROUBLE}, summary="移交单")
def handovers(request: HttpRequest) -> Any:
    """Mine, and those I look over; at most two hundred."""
    who, _ = officer_of(request)
    return [_handover(read.view_of(each)) for each in read.handovers_of(who)[:200]]


@router.get("/handovers/{number}", response={200: HandoverOut, **TROUBLE}, summary="一张移交单")
def handover(request: HttpRequest, number: Number) -> Any:
    """With its signatures."""
    who, _ = officer_of(request)
    found = read.handover_for(who, number)
    if found is None:
        raise HttpError(404, "没有这张移交单,或您无权查看。")
    return _handover(found)


@router.post("/handovers/{number}/sign", response={200: HandoverOut, **TROUBLE}, summary="签字;第三方签字后客户移交")
def sign(request: HttpRequest, number: Number, said: SignIn, key: Key) -> Any:
    """The supervisor's signature moves customers and notes in one transaction."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.sign_handover(
            actor=who, business_date=day, number=number, part=said.part, carry=servicing.move_book
        )
        return done if isinstance(done, Refused) else _handover(done)

    return _once(who, key, {"verb": "sign", "number": number, "part": said.part}, act)


def _handover(view: read.HandoverView) -> dict[str, Any]:
    row = view.row
    return {
        "number": row.number, "giver": row.giver, "receiver": row.receiver, "supervisor": row.supervisor,
        "state": row.state, "opened_on": row.opened_on.isoformat(), "customers": row.customers,
        "signed": [each for each in HandoverPart if each in view.signed], "due": view.due,
    }  # fmt: skip
