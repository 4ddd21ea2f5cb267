"""Conduct over HTTP (A86, A88): findings, fees, sales, the four notices, signs of risk. Read within sight, done once under a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, LINES, PLAIN, Named, Words
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.rules.charges import ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import ConductItem, ConductRefusal, FindingState, SaleKind
from wuhua.areas.compliance.rules.disclosures import DisclosureState, DisclosureTopic
from wuhua.areas.market import actions as market
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting.read import risk
from wuhua.areas.reporting.read.risk import Signal
from wuhua.areas.servicing import charging
from wuhua.core.money import fen_of, yuan
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused

router = Router(tags=["合规经营与风险"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Code = Annotated[str, Field(max_length=64, pattern=PLAIN)]
Sum = Annotated[str, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
STATUS = {
    ConductRefusal.NOT_A_CONDUCT_POST: 403,
    ConductRefusal.FINDING_UNKNOWN: 404,
    ConductRefusal.CHARGE_UNKNOWN: 404,
    ConductRefusal.DISCLOSURE_UNKNOWN: 404,
}


class FindingOut(Schema):
    """A finding; the customer only for who may be told customers."""

    id: int
    item: ConductItem
    state: FindingState
    subject: str
    customer: str
    staff: str
    day: date
    words: str
    closing: str


class Findings(Schema):
    """A page of findings within sight."""

    count: int
    page: int
    next: int | None
    findings: list[FindingOut]


class FindingIn(Schema):
    """What somebody saw."""

    item: ConductItem
    subject: Code
    staff: Code = ""
    day: date
    words: Words
    customer: Code = ""


class Verdict(Schema):
    """Upheld or not, approved or not, in words."""

    yes: bool
    words: Words


class FeeOut(Schema):
    """A fee on a loan; yuan as text."""

    id: int
    subject: str
    customer: str
    fee: str
    name: str
    amount: str
    payer: Payer
    state: ChargeState
    asked_by: str
    decided_by: str


class Fees(Schema):
    """A page of fees within sight."""

    count: int
    page: int
    next: int | None
    fees: list[FeeOut]


class FeeIn(Schema):
    """A fee and the service it is for."""

    subject: Code
    customer: Code
    fee: Code
    amount: Sum
    payer: Payer = Payer.BORROWER
    at_disbursement: bool = True
    syndicated: bool = False
    service_words: Words = ""
    service_paper: Named = ""
    service_on: date | None = None
    priced_pct: Annotated[str, Field(pattern=r"^([0-9]{1,2}(\.[0-9]{1,5})?)?$")] = ""


class SaleIn(Schema):
    """What a borrower bought or placed."""

    customer: Code
    kind: SaleKind
    product: Named
    amount: Sum
    day: date
    sold_by: Code
    own_money: Sum = "0"
    signed_on: date | None = None
    signature_paper: Named = ""
    cooled_until: date | None = None
    cooling_paper: Named = ""


class NoticeOut(Schema):
    """One of the four as it stands today."""

    topic: DisclosureTopic
    name: str
    version: int
    title: str
    content: str
    effective_from: date


class NoticeIn(Schema):
    """A version to come."""

    topic: DisclosureTopic
    title: Annotated[str, Field(max_length=80, pattern=PLAIN)]
    content: Annotated[str, Field(max_length=8_000, pattern=LINES)]
    effective_from: date


class VersionOut(Schema):
    """A version, public or not."""

    id: int
    topic: DisclosureTopic
    version: int
    state: DisclosureState
    title: str
    effective_from: date
    drafted_by: str
    decided_by: str


class SignOut(Schema):
    """One sign of a customer."""

    customer: str
    name: str
    manager: str
    day: date | None
    words: str
    note: str
    case: str


class Signs(Schema):
    """How many of each sign, and a page of one."""

    counts: dict[str, int]
    count: int
    next: int | None
    signs: list[SignOut]


class StaffOut(Schema):
    """Counts about one member of staff."""

    number: str
    name: str
    open: int
    upheld: int
    complaints: int
    limits: int
    overturned: int
    unmasked: int


class Made(Schema):
    """What was written."""

    id: str


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


def _once(who: Officer, key: str, verb: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    def do() -> Any:
        found = act()
        return found if isinstance(found, Refused) else {"id": str(found.pk)}

    done = market.once_for(who, key, {"verb": verb, **said}, do)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


def _fen(text: str) -> int | Refused:
    try:
        return fen_of(text)
    except Refuse as no:
        return no.refused


# --- findings --------------------------------------------------------------------------------------------------------


@router.get("/conduct/findings", response={200: Findings, **TROUBLE}, summary="行为线索(合规、纪检、班子、审计)")
def findings(
    request: HttpRequest,
    state: FindingState | None = None,
    item: ConductItem | None = None,
    staff: Annotated[str, Query(max_length=32, pattern=PLAIN)] = "",
    page: PageNumber = 1,
) -> Any:
    """Newest first; never one's own."""
    who, _ = officer_of(request)
    refused = read.may_watch(who)
    if refused is not None:
        return _no(refused)
    found = read.finding_page(who, state=state or "", item=item or "", staff=staff, page=page)
    named = read.sees_customers(who)
    rows = [
        {"id": x.pk, "item": x.item, "state": x.state, "subject": x.subject, "staff": x.staff, "day": x.day,
         "customer": x.customer.number if named and x.customer else "", "words": x.words, "closing": x.closing}
        for x in found.rows
    ]  # fmt: skip
    return {"count": found.count, "page": found.page, "next": found.next, "findings": rows}


@router.post("/conduct/findings", response={201: Made, **TROUBLE}, summary="登记行为线索")
def raise_finding(request: HttpRequest, said: FindingIn, key: Key) -> Any:
    """By compliance, audit, discipline, risk or call-back."""
    who, day = officer_of(request)
    new = actions.NewFinding(**said.model_dump())
    body = said.model_dump(mode="json")
    return _once(who, key, "finding", body, lambda: actions.raise_finding(actor=who, business_date=day, new=new))


@router.post("/conduct/findings/{number}/verdict", response={201: Made, **TROUBLE}, summary="办结行为线索(合规,须回避)")
def close_finding(request: HttpRequest, number: Id, said: Verdict, key: Key) -> Any:
    """Upheld or dismissed."""
    who, day = officer_of(request)
    found = read.finding_for(who, number)
    if isinstance(found, Refused):
        return _no(found)
    body = {"number": number, **said.model_dump()}
    return _once(
        who, key, "close", body,
        lambda: actions.close_finding(
            actor=who, business_date=day, number=number, upheld=said.yes, words=said.words
        ),
    )  # fmt: skip


# --- fees and sales --------------------------------------------------------------------------------------------------


@router.get("/conduct/fees", response={200: Fees, **TROUBLE}, summary="收费登记:本人可见客户")
def fees(request: HttpRequest, state: ChargeState | None = None, page: PageNumber = 1) -> Any:
    """What waits for its second key first."""
    who, _ = officer_of(request)
    found = read.fee_page(who, state=state or "", page=page)
    rows = [
        {"id": x.pk, "subject": x.subject, "customer": x.customer.number, "fee": x.fee_id, "name": x.fee.name,
         "amount": yuan(x.amount), "payer": x.payer, "state": x.state, "asked_by": x.asked_by, "decided_by": x.decided_by}
        for x in found.rows
    ]  # fmt: skip
    return {"count": found.count, "page": found.page, "next": found.next, "fees": rows}


@router.post("/conduct/fees", response={201: Made, **TROUBLE}, summary="登记收费(七不准、两禁两限在此拒绝)")
def charge(request: HttpRequest, said: FeeIn, key: Key) -> Any:
    """Refused by name, standing, or waiting for a second person. `priced_pct` only for a note no case here stands behind."""
    who, day = officer_of(request)
    amount = _fen(said.amount)
    if isinstance(amount, Refused):
        return _no(amount)
    told = said.model_dump(exclude={"priced_pct"})
    new = actions.NewCharge(**{**told, "amount": amount})
    price = Rate.of_pct(said.priced_pct).units if said.priced_pct else None
    body = said.model_dump(mode="json")
    return _once(
        who, key, "fee", body,
        lambda: charging.charge_fee(actor=who, business_date=day, new=new, model_price=price),
    )  # fmt: skip


@router.post("/conduct/fees/{number}/approval", response={201: Made, **TROUBLE}, summary="两限收费第二人审批")
def approve(request: HttpRequest, number: Id, said: Verdict, key: Key) -> Any:
    """By compliance, never by who asked."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump()}
    return _once(
        who, key, "approve", body,
        lambda: actions.decide_charge(actor=who, business_date=day, number=number, approve=said.yes, words=said.words),
    )  # fmt: skip


@router.post("/conduct/sales", response={201: Made, **TROUBLE}, summary="登记销售与存款(签字、冷静期)")
def sell(request: HttpRequest, said: SaleIn, key: Key) -> Any:
    """With its papers or without."""
    who, day = officer_of(request)
    amount, own = _fen(said.amount), _fen(said.own_money)
    if isinstance(amount, Refused) or isinstance(own, Refused):
        return _no(amount if isinstance(amount, Refused) else own)  # type: ignore[arg-type]
    new = actions.NewSale(**{**said.model_dump(), "amount": amount, "own_money": own})
    body = said.model_dump(mode="json")
    return _once(who, key, "sale", body, lambda: actions.record_sale(actor=who, business_date=day, new=new))


# --- notices ---------------------------------------------------------------------------------------------------------


@router.get("/conduct/notices", response={200: list[NoticeOut], **TROUBLE}, summary="四公开:当日有效的公示")
def notices(request: HttpRequest) -> Any:
    """As the public reads them today."""
    _, day = officer_of(request)
    return [{name: getattr(x, name) for name in NoticeOut.model_fields} for x in read.disclosures(day)]


@router.get("/conduct/notices/versions", response={200: list[VersionOut], **TROUBLE}, summary="四公开:全部版本")
def versions(request: HttpRequest) -> Any:
    """Newest first, drafts too."""
    officer_of(request)
    return [
        {"id": x.pk, **{name: getattr(x, name) for name in VersionOut.model_fields if name != "id"}}
        for x in read.versions()
    ]


@router.post("/conduct/notices", response={201: Made, **TROUBLE}, summary="起草公示(合规)")
def draft(request: HttpRequest, said: NoticeIn, key: Key) -> Any:
    """From tomorrow at the earliest."""
    who, day = officer_of(request)
    body = said.model_dump(mode="json")
    told = said.model_dump()
    return _once(who, key, "draft", body, lambda: actions.draft_disclosure(actor=who, business_date=day, **told))


@router.post("/conduct/notices/{number}/publication", response={201: Made, **TROUBLE}, summary="发布公示(另一名合规)")
def publish(request: HttpRequest, number: Id, key: Key) -> Any:
    """By another than the drafter."""
    who, day = officer_of(request)
    return _once(
        who, key, "publish", {"number": number},
        lambda: actions.publish_disclosure(actor=who, business_date=day, number=number),
    )  # fmt: skip


# --- the two boards --------------------------------------------------------------------------------------------------


@router.get("/risk/customers/{signal}", response={200: Signs, **TROUBLE}, summary="客户风险信号:本人可见")
def customer_signs(request: HttpRequest, signal: Signal, page: PageNumber = 1) -> Any:
    """Counts of all signs and a page of one."""
    who, day = officer_of(request)
    if not risk.may_see_customer_risk(who):
        return problem.answer(403, detail="您的岗位不能查看客户。", next_step="如有需要,请联系风险岗。")
    found = risk.signs(who, day, signal, page)
    rows = [
        {"customer": x.number, "name": x.name, "manager": x.manager, "day": x.day, "words": x.words or f"{x.before}→{x.after}",
         "note": x.note, "case": x.case}
        for x in found.rows
    ]  # fmt: skip
    counts = {each.value: n for each, n in risk.signals(who, day).items()}
    return {"counts": counts, "count": found.count, "next": found.next, "signs": rows}


@router.get("/risk/staff", response={200: list[StaffOut], **TROUBLE}, summary="员工风险信号(纪检、合规、班子)")
def staff_signs(request: HttpRequest) -> Any:
    """Counts; never one's own."""
    who, day = officer_of(request)
    refused = read.may_see_staff_risk(who)
    if refused is not None:
        return _no(refused)
    return [{name: getattr(x, name) for name in StaffOut.model_fields} for x in risk.staff_board(who, day)]
