"""Partners over HTTP: agreements with their package, strategic targets, circles. Read within sight, done once under a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import BIGGEST, PLAIN, Named, Words
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.customer import read as customers
from wuhua.areas.market import actions as market
from wuhua.areas.market import read as counted
from wuhua.areas.market.actions import alliances, partners
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import AgreementKind
from wuhua.areas.market.rules.partners import (
    AgreementState,
    AllianceKind,
    AnchorKind,
    BenefitKind,
    PartnerRefusal,
    ServiceLine,
    StrategicKind,
    StrategicStage,
)
from wuhua.areas.people.rules import Officer
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["战略合作与联盟"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Number = Annotated[str, Path(..., min_length=1, max_length=32, pattern=PLAIN)]
Code = Annotated[str, Field(max_length=64, pattern=PLAIN)]
STATUS = {
    PartnerRefusal.NOT_A_PARTNERS_POST: 403,
    PartnerRefusal.AGREEMENT_UNKNOWN: 404,
    PartnerRefusal.STRATEGIC_UNKNOWN: 404,
    PartnerRefusal.ALLIANCE_UNKNOWN: 404,
}


class AgreementOut(Schema):
    """An agreement on the business date; the envelope in yuan as text."""

    number: str
    kind: AgreementKind
    party: str
    signed: date
    expires: date
    ended: date | None
    executive: str
    contact: str
    envelope: str | None
    state: AgreementState
    days_left: int
    services: list[ServiceLine]
    open_milestones: int


class Agreements(Schema):
    """How many are in force, by kind, and those within sight."""

    in_force: dict[str, int]
    agreements: list[AgreementOut]


class ServiceOut(Schema):
    """A line of the package."""

    line: ServiceLine
    taken: bool
    since: date | None


class ServiceIn(Schema):
    """Taken up or given up from a day."""

    line: ServiceLine
    taken: bool
    day: date


class ExecutiveOut(Schema):
    """One executive's targets by stage."""

    number: str
    name: str
    targets: int
    planned: int
    talks: int
    cooperating: int
    given_up: int
    last_day: date | None


class TargetOut(Schema):
    """A strategic target."""

    id: int
    kind: StrategicKind
    name: str
    executive: str
    contact: str
    stage: StrategicStage
    plan: str
    agreement: str | None


class TargetIn(Schema):
    """A firm, who answers for it, who deals with it, and how."""

    kind: StrategicKind
    name: Named
    executive: Code
    contact: Code
    plan: Words


class NoteIn(Schema):
    """Progress."""

    stage: StrategicStage
    words: Words


class BenefitOut(Schema):
    """What a circle gives."""

    alliance: int
    name: str
    kind: BenefitKind
    bp: int
    fee_code: str
    words: str


class AllianceOut(Schema):
    """A circle; the anchor masked where the officer may not see the firm."""

    id: int
    kind: AllianceKind
    name: str
    anchor_kind: AnchorKind
    anchor: str
    members: int


class ConsentIn(Schema):
    """A customer's own dated consent."""

    customer: Code
    consent: date | None = None
    paper: Named = ""


class Made(Schema):
    """What was written."""

    id: str


def _once(who: Officer, key: str, verb: str, said: dict[str, Any], act: Callable[[], Any]) -> Any:
    def do() -> Any:
        found = act()
        return found if isinstance(found, Refused) else {"id": str(found.pk)}

    done = market.once_for(who, key, {"verb": verb, **said}, do)
    return _no(done) if isinstance(done, Refused) else Status(201, done)


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.get(
    "/partners/agreements", response={200: Agreements, **TROUBLE}, summary="战略合作协议:执行中数量与本人可见的协议"
)
def agreements(request: HttpRequest, state: AgreementState | None = None) -> Any:
    """The soonest to end first."""
    who, day = officer_of(request)
    rows = [
        {"number": x.row.number, "kind": x.row.kind, "party": x.row.party, "signed": x.row.signed,
         "expires": x.row.expires, "ended": x.row.ended, "executive": x.row.executive_id, "contact": x.row.contact_id,
         "envelope": None if x.row.envelope is None else yuan(x.row.envelope), "state": x.state,
         "days_left": x.days_left, "services": sorted(x.taken), "open_milestones": x.open_milestones}
        for x in read.agreement_lines(who, day, state.value if state else "")
    ]  # fmt: skip
    return {"in_force": {kind.value: n for kind, n in counted.agreements(day).items()}, "agreements": rows}


@router.get(
    "/partners/agreements/{number}/services", response={200: list[ServiceOut], **TROUBLE}, summary="“一揽子”服务启用"
)
def services(request: HttpRequest, number: Number) -> Any:
    """The package of one agreement."""
    who, day = officer_of(request)
    found = read.agreement_for(who, number)
    if isinstance(found, Refused):
        return _no(found)
    return [{"line": line, "taken": taken, "since": since} for line, taken, since in read.package_of(number, day)]


@router.post(
    "/partners/agreements/{number}/services",
    response={201: Made, **TROUBLE},
    summary="登记服务启用或停用(不作为贷款条件)",
)
def flag(request: HttpRequest, number: Number, said: ServiceIn, key: Key) -> Any:
    """Take up or give up a line from a day."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "service", body,
        lambda: partners.flag_service(
            actor=who, business_date=day, number=number, line=said.line, taken=said.taken, day=said.day
        ),
    )  # fmt: skip


@router.get("/partners/executives", response={200: list[ExecutiveOut], **TROUBLE}, summary="战略对象:按班子成员看进展")
def executives(request: HttpRequest) -> Any:
    """Counts by stage."""
    _, day = officer_of(request)
    return [{name: getattr(x, name) for name in ExecutiveOut.model_fields} for x in read.by_executive(day)]


@router.get("/partners/targets", response={200: list[TargetOut], **TROUBLE}, summary="战略对象:本人可见")
def targets(request: HttpRequest) -> Any:
    """Within sight, the longest untouched first."""
    who, _ = officer_of(request)
    return [
        {"id": x.pk, "kind": x.kind, "name": x.name, "executive": x.executive_id, "contact": x.contact_id,
         "stage": x.stage, "plan": x.plan, "agreement": x.agreement_id}
        for x in read.strategic(who)[: read.MOST]
    ]  # fmt: skip


@router.post("/partners/targets", response={201: Made, **TROUBLE}, summary="登记战略对象(班子成员与对接专人必填)")
def court(request: HttpRequest, said: TargetIn, key: Key) -> Any:
    """Refused by name without executive or contact."""
    who, day = officer_of(request)
    new = partners.NewTarget(**said.model_dump())
    body = said.model_dump(mode="json")
    return _once(who, key, "court", body, lambda: partners.court(actor=who, business_date=day, new=new))


@router.post("/partners/targets/{number}/notes", response={201: Made, **TROUBLE}, summary="登记战略对象进展")
def note(request: HttpRequest, number: Id, said: NoteIn, key: Key) -> Any:
    """What was done and where it stands."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "note", body,
        lambda: partners.note_progress(
            actor=who, business_date=day, target=number, stage=said.stage, words=said.words
        ),
    )  # fmt: skip


@router.get("/partners/alliances", response={200: list[AllianceOut], **TROUBLE}, summary="银商、银企联盟圈")
def circles(request: HttpRequest) -> Any:
    """Every circle and how many stand in it."""
    who, day = officer_of(request)
    rows = read.alliances(day)
    names = read.anchor_names(who, rows)
    return [
        {"id": x.pk, "kind": x.kind, "name": x.name, "anchor_kind": x.anchor_kind, "anchor": names.get(x.pk, ""),
         "members": x.standing}  # type: ignore[attr-defined]
        for x in rows
    ]  # fmt: skip


@router.post("/partners/alliances/{number}/members", response={201: Made, **TROUBLE}, summary="入圈(须客户同意)")
def join(request: HttpRequest, number: Id, said: ConsentIn, key: Key) -> Any:
    """By the customer's own dated consent; benefits from the next price run."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "join", body,
        lambda: alliances.join(actor=who, business_date=day, alliance=number, **said.model_dump()),
    )  # fmt: skip


@router.post("/partners/alliances/{number}/leavers", response={201: Made, **TROUBLE}, summary="退圈(须客户同意)")
def leave(request: HttpRequest, number: Id, said: ConsentIn, key: Key) -> Any:
    """By the customer's own dated consent; the next price run is without."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "quit", body,
        lambda: alliances.quit_circle(actor=who, business_date=day, alliance=number, **said.model_dump()),
    )  # fmt: skip


@router.get(
    "/partners/benefits/{customer}", response={200: list[BenefitOut], **TROUBLE}, summary="客户当日享有的联盟权益"
)
def benefits(
    request: HttpRequest, customer: Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
) -> Any:
    """Of a customer the officer may see."""
    who, day = officer_of(request)
    found = customers.customer_for(who, customer)
    if isinstance(found, Refused):
        return problem.of(found, 404)
    return [{name: getattr(x, name) for name in BenefitOut.model_fields} for x in read.benefits_of(customer, day)]
