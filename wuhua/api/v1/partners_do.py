"""What is done about partners over HTTP beside the package: sign, amend, review, end; milestones; a target handed on; circles.

On the router of `partners`: one address is one view.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from wuhua.api.v1.market_said import BIGGEST, PLAIN, Named, Words
from wuhua.api.v1.partners import Code, Id, Key, Made, Number, _no, _once, router
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.market.actions import alliances, partners
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import AgreementKind
from wuhua.areas.market.rules.partners import AllianceKind, AnchorKind, BenefitKind
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused

Money = Annotated[str, Field(pattern=r"^([0-9]{1,11}(\.[0-9]{1,2})?)?$")]


class AgreementIn(Schema):
    """An agreement that was signed; the envelope in yuan as text, empty where none was said."""

    number: Annotated[str, Field(min_length=1, max_length=32, pattern=PLAIN)]
    kind: AgreementKind
    party: Named
    signed: date
    expires: date
    executive: Code
    contact: Code
    envelope: Money = ""
    target: Annotated[int, Field(ge=1, le=BIGGEST)] | None = None


class AmendIn(Schema):
    """The terms as they shall be, and what was agreed."""

    expires: date
    executive: Code
    contact: Code
    envelope: Money = ""
    words: Words


class SaidIn(Schema):
    """A sentence that stays with it."""

    words: Words


class StoneIn(Schema):
    """What is to be reached by when."""

    words: Words
    due: date


class ReachIn(Schema):
    """By what it shows that it was reached."""

    evidence: Words


class StoneOut(Schema):
    """A milestone."""

    id: int
    words: str
    due: date
    done_on: date | None
    evidence: str


class StepOut(Schema):
    """A step of the agreement's history."""

    verb: str
    words: str
    actor: str
    business_date: date


class AgreementView(Schema):
    """One agreement with its milestones and its history."""

    number: str
    kind: AgreementKind
    party: str
    signed: date
    expires: date
    ended: date | None
    executive: str
    contact: str
    envelope: str | None
    milestones: list[StoneOut]
    steps: list[StepOut]


class PairIn(Schema):
    """Who answers for the target and who deals with it from now on."""

    executive: Code
    contact: Code


class CircleIn(Schema):
    """A circle around a zone (its code) or a firm of ours (its customer number)."""

    kind: AllianceKind
    name: Named
    anchor_kind: AnchorKind
    anchor: Code


class BenefitIn(Schema):
    """What members get from the next price run on."""

    kind: BenefitKind
    words: Words
    bp: Annotated[int, Field(ge=0, le=10_000)] | None = None
    fee_code: Code = ""


def _fen(text: str) -> int | None:
    return fen_of(text, "envelope") if text else None


# --- agreements ------------------------------------------------------------------------------------------------------


@router.post("/partners/agreements", response={201: Made, **TROUBLE}, summary="登记签约")
def sign(request: HttpRequest, said: AgreementIn, key: Key) -> Any:
    """With an executive and a contact, or not at all."""
    who, day = officer_of(request)
    new = partners.NewAgreement(**{**said.model_dump(), "envelope": _fen(said.envelope)})
    body = said.model_dump(mode="json")
    return _once(who, key, "sign", body, lambda: partners.sign_agreement(actor=who, business_date=day, new=new))


@router.get("/partners/agreements/{number}", response={200: AgreementView, **TROUBLE}, summary="一份协议:里程碑与经过")
def agreement(request: HttpRequest, number: Number) -> Any:
    """Within sight; any other answers like one that is not there."""
    who, _ = officer_of(request)
    found = read.agreement_for(who, number)
    if isinstance(found, Refused):
        return _no(found)
    plain = {name: getattr(found, name) for name in ("number", "kind", "party", "signed", "expires", "ended")}
    stones = [{name: getattr(x, name) for name in ("words", "due", "done_on", "evidence")} | {"id": x.pk}
              for x in found.milestones.all()]  # fmt: skip
    steps = [{name: getattr(x, name) for name in StepOut.model_fields} for x in found.steps.all()]
    return {
        **plain, "executive": found.executive_id, "contact": found.contact_id, "milestones": stones, "steps": steps,
        "envelope": None if found.envelope is None else yuan(found.envelope),
    }  # fmt: skip


@router.post("/partners/agreements/{number}/amend", response={201: Made, **TROUBLE}, summary="变更协议")
def amend(request: HttpRequest, number: Number, said: AmendIn, key: Key) -> Any:
    """What stood before stays in the history."""
    who, day = officer_of(request)
    terms = {**said.model_dump(), "envelope": _fen(said.envelope)}
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "amend", body,
        lambda: partners.amend_agreement(actor=who, business_date=day, number=number, **terms),
    )  # fmt: skip


@router.post("/partners/agreements/{number}/review", response={201: Made, **TROUBLE}, summary="登记协议评议")
def review(request: HttpRequest, number: Number, said: SaidIn, key: Key) -> Any:
    """In words."""
    who, day = officer_of(request)
    body = {"number": number, "words": said.words}
    return _once(
        who, key, "review", body,
        lambda: partners.review_agreement(actor=who, business_date=day, number=number, words=said.words),
    )  # fmt: skip


@router.post("/partners/agreements/{number}/end", response={201: Made, **TROUBLE}, summary="提前终止协议")
def end(request: HttpRequest, number: Number, said: SaidIn, key: Key) -> Any:
    """From today, with the reason."""
    who, day = officer_of(request)
    body = {"number": number, "words": said.words}
    return _once(
        who, key, "end", body,
        lambda: partners.end_agreement(actor=who, business_date=day, number=number, words=said.words),
    )  # fmt: skip


@router.post("/partners/agreements/{number}/milestones", response={201: Made, **TROUBLE}, summary="设定里程碑")
def milestone(request: HttpRequest, number: Number, said: StoneIn, key: Key) -> Any:
    """With its day."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "milestone", body,
        lambda: partners.set_milestone(
            actor=who, business_date=day, number=number, words=said.words, due=said.due
        ),
    )  # fmt: skip


@router.post(
    "/partners/agreements/{number}/milestones/{stone}/reach", response={201: Made, **TROUBLE}, summary="里程碑完成"
)
def reach(request: HttpRequest, number: Number, stone: Id, said: ReachIn, key: Key) -> Any:
    """On evidence."""
    who, day = officer_of(request)
    body = {"number": number, "milestone": stone, "evidence": said.evidence}
    return _once(
        who, key, "reach", body,
        lambda: partners.reach_milestone(
            actor=who, business_date=day, number=number, milestone=stone, evidence=said.evidence
        ),
    )  # fmt: skip


# --- targets and circles ---------------------------------------------------------------------------------------------


@router.post("/partners/targets/{number}/hand-on", response={201: Made, **TROUBLE}, summary="战略对象换班子成员或专人")
def hand_on(request: HttpRequest, number: Id, said: PairIn, key: Key) -> Any:
    """Never without both."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump()}
    return _once(
        who, key, "hand", body,
        lambda: partners.hand_target(actor=who, business_date=day, target=number, **said.model_dump()),
    )  # fmt: skip


@router.post("/partners/alliances", response={201: Made, **TROUBLE}, summary="建立联盟圈")
def found_circle(request: HttpRequest, said: CircleIn, key: Key) -> Any:
    """Around a market, a mall, a park or a core firm."""
    who, day = officer_of(request)
    new = alliances.NewAlliance(**said.model_dump())
    body = said.model_dump(mode="json")
    return _once(who, key, "found", body, lambda: alliances.found(actor=who, business_date=day, new=new))


@router.post("/partners/alliances/{number}/benefits", response={201: Made, **TROUBLE}, summary="给予联盟权益")
def give(request: HttpRequest, number: Id, said: BenefitIn, key: Key) -> Any:
    """From the next price run."""
    who, day = officer_of(request)
    body = {"number": number, **said.model_dump(mode="json")}
    return _once(
        who, key, "give", body,
        lambda: alliances.give_benefit(actor=who, business_date=day, alliance=number, **said.model_dump()),
    )  # fmt: skip


@router.post(
    "/partners/alliances/{number}/benefits/{benefit}/withdraw", response={201: Made, **TROUBLE}, summary="收回联盟权益"
)
def withdraw(request: HttpRequest, number: Id, benefit: Id, said: SaidIn, key: Key) -> Any:
    """From the next price run, with the reason."""
    who, day = officer_of(request)
    body = {"number": number, "benefit": benefit, "words": said.words}
    return _once(
        who, key, "withdraw", body,
        lambda: alliances.withdraw_benefit(
            actor=who, business_date=day, alliance=number, benefit=benefit, words=said.words
        ),
    )  # fmt: skip
