"""What is done about a customer's file over HTTP beside filling it: papers, lines struck out, ties ended, a look at full
numbers, a book drawn up to be handed over. A customer that is not yours, its papers and its ties do not exist. On the router of
`customerfile`: one address is one view."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.customerfile import TROUBLE, HandoverOut, Key, Made, Number, Words, _handover, _no, _once, router
from wuhua.api.v1.market_said import BIGGEST, PLAIN
from wuhua.api.v1.reads import officer_of
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.actions.handover import OPENERS
from wuhua.areas.customer.rules.handover import HandoverRefusal
from wuhua.areas.people.rules import Personal
from wuhua.areas.reporting.read import handing
from wuhua.core.refuse import Refused

Id = Annotated[int, Path(..., ge=1, le=BIGGEST)]
Text = Annotated[str, Field(max_length=64, pattern=PLAIN)]


class PaperIn(Schema):
    """A document: base64 of the file, some three megabytes at most, with its type, number and dates."""

    type: Text
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=PLAIN)]
    content: Annotated[str, Field(min_length=4, max_length=4_200_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
    media_type: Text = ""
    words: Words = ""
    number: Text = ""
    issued: date | None = None
    expires: date | None = None


class WhyIn(Schema):
    """Why, in words that stay."""

    reason: Words


class LookIn(Schema):
    """Which full number, and for what business."""

    field: Personal
    reason: Words


class LookOut(Schema):
    """The number in full; that it was shown, to whom and why is kept."""

    field: Personal
    value: str


class BookIn(Schema):
    """Whose customers pass to whom under whose eyes, and why."""

    giver: Text
    receiver: Text
    supervisor: Text
    reason: Words
    customers: Annotated[list[Text], Field(min_length=1, max_length=500)]


@router.post("/customers/{number}/documents", response={201: Made, **TROUBLE}, summary="登记资料(按哈希留存)")
def paper(request: HttpRequest, number: Number, said: PaperIn, key: Key) -> Any:
    """Kept by its hash; what expires is warned of."""
    who, day = officer_of(request)
    try:
        raw = base64.b64decode(said.content, validate=True)
    except (binascii.Error, ValueError):
        return problem.answer(422, detail="资料内容不是 Base64。", next_step="请把文件按 Base64 编码后提交。")
    new = actions.NewPaper(
        said.type, said.name, [raw], said.media_type, said.words, said.number, said.issued, said.expires
    )

    def act() -> dict[str, Any] | Refused:
        done = actions.add_document(actor=who, business_date=day, number=number, paper=new)
        return done if isinstance(done, Refused) else {"id": done.pk}

    told = {"verb": "paper", "customer": number, **said.model_dump(mode="json")}
    done = _once(who, key, told, act)
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/customers/{number}/documents/{document}/withdraw", response={200: Made, **TROUBLE}, summary="撤下资料")
def withdraw(request: HttpRequest, number: Number, document: Id, key: Key) -> Any:
    """A better one took its place; the row stays."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        view = read.customer_for(who, number)
        if isinstance(view, Refused):
            return view
        kept = read.document_for(who, document)
        its = document if kept is not None and kept.customer.number == number else 0
        done = actions.withdraw_document(actor=who, business_date=day, document=its)
        return done if isinstance(done, Refused) else {"id": done.pk}

    return _once(who, key, {"verb": "withdraw", "customer": number, "document": document}, act)


@router.post("/customers/{number}/holdings/{holding}/remove", response={200: Made, **TROUBLE}, summary="划去资产负债")
def strike(request: HttpRequest, number: Number, holding: Id, key: Key) -> Any:
    """Struck out, never deleted."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.remove_holding(actor=who, business_date=day, number=number, holding=holding)
        return done if isinstance(done, Refused) else {"id": done.pk}

    return _once(who, key, {"verb": "strike", "customer": number, "holding": holding}, act)


@router.post("/customers/{number}/relations/{relation}/end", response={200: Made, **TROUBLE}, summary="终止关联关系")
def untie(request: HttpRequest, number: Number, relation: Id, said: WhyIn, key: Key) -> Any:
    """From today, with the reason."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = actions.untie(actor=who, business_date=day, number=number, relation=relation, reason=said.reason)
        return done if isinstance(done, Refused) else {"id": done.pk}

    told = {"verb": "untie", "customer": number, "relation": relation, "reason": said.reason}
    return _once(who, key, told, act)


@router.post("/customers/{number}/unmask", response={200: LookOut, **TROUBLE}, summary="写明理由查看未脱敏号码,留痕")
def unmask(request: HttpRequest, number: Number, said: LookIn) -> Any:
    """Every look leaves its own trace, so it takes no key: the number is never kept as an answer."""
    who, day = officer_of(request)
    done = actions.unmask(actor=who, business_date=day, number=number, field=said.field, reason=said.reason)
    return _no(done) if isinstance(done, Refused) else {"field": said.field, "value": done}


@router.post(
    "/handovers", response={201: HandoverOut, **TROUBLE}, summary="开立移交单,列出借据、资料、欠息、承诺与走访"
)
def draw_up(request: HttpRequest, said: BookIn, key: Key) -> Any:
    """By a head over the giver; nothing moves before the third signature."""
    who, day = officer_of(request)
    new = actions.NewHandover(
        said.giver, said.receiver, said.supervisor, said.reason, tuple(dict.fromkeys(said.customers))
    )

    def act() -> dict[str, Any] | Refused:
        kept = read.kept_by(said.giver) if who.holds(*OPENERS) else []
        seen = read.seen_among(who, [each.number for each in kept]) & set(said.customers)
        book = [each for each in kept if each.number in seen]
        done = actions.open_handover(actor=who, business_date=day, new=new, listing=handing.listing(book, day))
        return done if isinstance(done, Refused) else _handover(done)

    done = _once(who, key, {"verb": "draw_up", **said.model_dump()}, act)
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post("/handovers/{number}/stop", response={200: HandoverOut, **TROUBLE}, summary="停止移交")
def stop(request: HttpRequest, number: Number, said: WhyIn, key: Key) -> Any:
    """Nothing moves; with the reason."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        if read.handover_for(who, number) is None:
            return Refused(
                HandoverRefusal.HANDOVER_UNKNOWN, "没有这张移交单,或您无权查看。", "请从清单中打开。", "number"
            )
        done = actions.stop_handover(actor=who, business_date=day, number=number, reason=said.reason)
        return done if isinstance(done, Refused) else _handover(done)

    return _once(who, key, {"verb": "stop", "handover": number, "reason": said.reason}, act)
