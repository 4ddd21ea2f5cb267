"""Limits, decision tables and batches over HTTP: what a formula says and why, which row fires, lines, and the committee's word."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.actions import batch as actions
from wuhua.areas.market.read import batch as read
from wuhua.areas.market.rules.batch import BatchRefusal, BatchVerb
from wuhua.areas.market.rules.limits import Caps, Inputs, limit, limit_book
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import deciding
from wuhua.areas.product.rules.tables import TableCode
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.platform.once import once

router = Router(tags=["额度与批量授信"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    BatchRefusal.NOT_A_MAKER: 403,
    BatchRefusal.NOT_A_REVIEWER: 403,
    BatchRefusal.NOT_THE_COMMITTEE: 403,
    BatchRefusal.MAKER_DECIDES_NOT: 403,
    BatchRefusal.BATCH_UNKNOWN: 404,
    BatchRefusal.LINE_UNKNOWN: 404,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[int, Path(..., ge=1, le=2**31 - 1)]
Fen = Annotated[int, Field(ge=-(10**13), le=10**13)]
Word = Annotated[str, Field(max_length=40, pattern=PLAIN)]


class Asked(Schema):
    """What is known of a party: fen, months, `cv` in hundredths of a percent; what is left out is unknown."""

    product: Word
    industry: Word = ""
    rating: Word = ""
    tier: Word = "BASIC"
    flow: Fen | None = None
    flow_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    cv: Annotated[int, Field(ge=0, le=10_000)] | None = None
    power: Fen | None = None
    wage: Fen | None = None
    elsewhere: Fen = 0
    ours: Fen = 0
    tax: Fen | None = None
    tax_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    tax_grade: Word = ""
    tax_arrears: Fen | None = None
    income_a: Fen | None = None
    income_b: Fen | None = None
    years: Annotated[int, Field(ge=0, le=200)] | None = None
    planned: Fen | None = None
    own_funds: Fen | None = None
    confirmed: Fen | None = None
    partner_room: Annotated[int, Field(ge=0, le=10**13)] | None = None
    cap: Annotated[int, Field(ge=0, le=10**13)] | None = None


class Limit(Schema):
    """The limit in fen, what bound it, why, the figures between and the version of the rules."""

    product: str
    formula: int
    limit: int
    binding: str
    needs_person: bool
    reasons: list[str]
    figures: dict[str, int]
    rule_version: str


class Fired(Schema):
    """A verdict, and the row of the version that gave it."""

    table: str
    verdict: str
    row: str
    words: str


class Facts(Schema):
    """Facts by name, as text; what is left out is unknown."""

    facts: dict[Word, Word]


class Batch(Schema):
    """A batch and what it comes to."""

    id: int
    name: str
    product: str
    state: str
    made_on: date
    rule_version: str
    figures: dict[str, Any]


class Line(Schema):
    """One party of a batch."""

    seq: int
    name: str
    identity: str
    customer: str
    state: str
    limit: str
    binding: str
    band: str
    rating: str
    reasons: str
    rows: str
    rule_version: str


class Lines(Schema):
    """A page of lines."""

    page: int
    more: bool
    lines: list[Line]


class Decision(Schema):
    """The committee's word about a whole batch."""

    decision: Literal["approve", "reject", "return"]
    reason: Annotated[str, Field(max_length=400, pattern=PLAIN)]
    valid_until: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))] | None = None


class Decided(Schema):
    """Where the batch stands now; the same key and content answer the same."""

    batch: int
    state: str


def _looker(request: HttpRequest) -> tuple[Officer, date]:
    who, day = officer_of(request)
    if not read.may_look(who):
        raise HttpError(403, "您的岗位不能查看批次。")
    return who, day


def _no(refused: Refused) -> Any:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.post("/limits", response={200: Limit, **TROUBLE}, summary="按产品公式测算额度,说明约束与理由")
def limits(request: HttpRequest, asked: Asked) -> Any:
    """A reckoning; nothing is written."""
    _who, day = officer_of(request)
    said = asked.dict(exclude={"product", "cap"})
    found = limit(
        asked.product, Inputs(**said), Caps(product=asked.cap), limit_book(day, compliance.parameters(day).values)
    )
    return _no(found) if isinstance(found, Refused) else found.as_dict()


@router.post("/decision-tables/{code}/try", response={200: Fired, **TROUBLE}, summary="试一试:命中决策表哪一行")
def try_table(request: HttpRequest, code: TableCode, facts: Facts) -> Any:
    """By the version in force today."""
    _who, day = officer_of(request)
    said = deciding.facts_of(code, facts.facts)
    if isinstance(said, Refused):
        return problem.of(said, 422)
    found = deciding.decide(deciding.in_force(day)[code], said)
    return {"table": found.table, "verdict": found.verdict, "row": found.row, "words": found.words}


def _batch(found: Any) -> dict[str, Any]:
    names = ("name", "product", "state", "made_on", "rule_version", "figures")
    return {"id": found.pk, **{name: getattr(found, name) for name in names}}


@router.get("/batches", response={200: list[Batch], **TROUBLE}, summary="批次列表")
def batches(request: HttpRequest) -> Any:
    """The newest hundred."""
    _looker(request)
    return [_batch(each) for each in read.batches()]


@router.get("/batches/{id}/lines", response={200: Lines, **TROUBLE}, summary="批次明细")
def lines(
    request: HttpRequest,
    id: Number,
    state: Annotated[Literal["", "READY", "EXCEPTION", "REFUSED"], Query()] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Any:
    """Fifty a page, identities masked."""
    _looker(request)
    found = read.batch(id)
    if isinstance(found, Refused):
        return _no(found)
    shown = read.lines(id, state, page)
    names = ("seq", "name", "customer", "state", "binding", "band", "rating", "reasons", "rows", "rule_version")
    rows = [
        {**{name: getattr(line, name) for name in names}, "identity": line.identity_masked, "limit": yuan(line.limit)}
        for line, _words in shown.rows
    ]
    return {"page": shown.page, "more": shown.more, "lines": rows}


@router.post(
    "/batches/{id}/decision", response={200: Decided, **TROUBLE}, summary="审贷会对整批的决定,同一请求编号只办一次"
)
def decide(request: HttpRequest, id: Number, decision: Decision, key: Key) -> Any:
    """Never by who made, assessed, submitted or admitted."""
    who, day = _looker(request)
    said = {"batch": id, **decision.dict()}

    def act() -> dict[str, Any] | Refused:
        done = actions.decide(
            actor=who, business_date=day, batch=id, verb=BatchVerb(decision.decision), reason=decision.reason,
            valid_until=decision.valid_until,
        )  # fmt: skip
        return done if isinstance(done, Refused) else {"batch": done.pk, "state": done.state}

    with transaction.atomic():
        found = once(f"batch/{who.number}/{key}", said, act)
    return _no(found) if isinstance(found, Refused) else found
