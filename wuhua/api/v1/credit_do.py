"""What is done about batches and decision tables over HTTP: bring a list, a word about a line, submit; draft a grid, agree to it.

The same verbs as on the desk, once under a key of one's own; on the router of `credit`, as one
address is one view.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.credit import STATUS, TROUBLE, Decided, Key, Number, Word, _looker, router
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import officer_of
from wuhua.areas.market.actions import batch as actions
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import deciding, tabling
from wuhua.areas.product.rules.tables import LAYOUTS, MOST_ROWS, Row, TableCode, TableRefusal, TableState
from wuhua.bulk.credit import tasks
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refused
from wuhua.platform import files
from wuhua.platform.once import once

Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=200, pattern=PLAIN)]
NO: Mapping[Any, int] = {
    **STATUS,
    TableRefusal.MAY_NOT_EDIT_TABLE: 403,
    TableRefusal.DRAFTER_APPROVES_NOT: 403,
    TableRefusal.TABLE_UNKNOWN: 404,
}


class ListIn(Schema):
    """A list as a CSV file in base64, at most some four megabytes, for one product."""

    name: Annotated[str, Field(max_length=80, pattern=PLAIN)]
    product: Word
    content: Annotated[str, Field(min_length=4, max_length=6_000_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class Asked(Schema):
    """The background job that assesses the list; ask `/jobs/{number}` how far it is."""

    job: int


class LineWord(Schema):
    """A word about one line: admitted with an amount in yuan, or struck out by the committee."""

    word: Literal["admit", "veto"]
    reason: Words
    amount: Annotated[str, Field(pattern=r"^([0-9]{1,11}(\.[0-9]{1,2})?)?$")] = ""


class Said(Schema):
    """The word that stands."""

    batch: int
    seq: int
    word: str


class RowOut(Schema):
    """One row: what must hold of each column (empty: anything), its verdict, and why."""

    id: Text
    cells: list[Text]
    verdict: Text
    words: Text


class VersionOut(Schema):
    """One version of a table, when it holds, who drafted and who agreed."""

    version: int
    state: TableState
    effective_from: date
    why: str
    drafted_by: str
    decided_by: str


class TableOut(Schema):
    """A table as it stands on the day, with every version there was."""

    code: TableCode
    title: str
    columns: list[str]
    version: int
    rows: list[RowOut]
    versions: list[VersionOut]


class DraftIn(Schema):
    """A grid as it shall stand from a day, and why."""

    rows: Annotated[list[RowOut], Field(min_length=1, max_length=MOST_ROWS)]
    effective_from: date
    why: Words


class Key2(Schema):
    """The second key: agree, or throw the draft away."""

    decision: Literal["approve", "discard"]


class Kept(Schema):
    """The version and where it stands."""

    code: TableCode
    version: int
    state: TableState


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, NO.get(refused.name, 409))


def _once(who: Officer, key: str, said: Mapping[str, Any], act: Callable[[], dict[str, Any] | Refused]) -> Any:
    with transaction.atomic():
        done = once(f"credit/{who.number}/{key}", said, act)
    return _no(done) if isinstance(done, Refused) else done


# --- batches ---------------------------------------------------------------------------------------------------------


@router.post("/batches", response={202: Asked, **TROUBLE}, summary="提交批量授信名单,后台关联、测算")
def bring(request: HttpRequest, said: ListIn, key: Key) -> Any:
    """The same list again is the batch there is."""
    who, day = _looker(request)
    try:
        raw = base64.b64decode(said.content, validate=True)
    except (binascii.Error, ValueError):
        return problem.answer(422, detail="名单内容不是 Base64。", next_step="请把 CSV 文件按 Base64 编码后提交。")

    def act() -> dict[str, Any] | Refused:
        kept = files.keep(
            actor=who.number, business_date=day, name=f"{said.name}.csv", chunks=[raw], media_type="text/csv"
        )
        asked = kept if isinstance(kept, Refused) else tasks.ask(
            actor=who, business_date=day, file=kept.pk, product=said.product, name=said.name, key=f"api/{key}"
        )  # fmt: skip
        return asked if isinstance(asked, Refused) else {"job": asked.pk}

    done = _once(who, key, {"verb": "bring", **said.model_dump()}, act)
    return done if isinstance(done, HttpResponse) else Status(202, done)


@router.post("/batches/{id}/lines/{seq}/word", response={200: Said, **TROUBLE}, summary="逐户核定或逐户否决")
def word(request: HttpRequest, id: Number, seq: Number, said: LineWord, key: Key) -> Any:
    """Admitted by review or risk inside its caps; vetoed by the committee."""
    who, day = _looker(request)
    at: dict[str, Any] = {"actor": who, "business_date": day, "batch": id, "seq": seq, "reason": said.reason}

    def act() -> dict[str, Any] | Refused:
        if said.word == "admit":
            done = actions.admit(**at, amount=fen_of(said.amount, "amount"))
        else:
            done = actions.veto(**at)
        return done if isinstance(done, Refused) else {"batch": id, "seq": seq, "word": said.word}

    return _once(who, key, {"batch": id, "seq": seq, **said.model_dump()}, act)


@router.post("/batches/{id}/submit", response={200: Decided, **TROUBLE}, summary="提交审贷会,此后明细不再变")
def submit(request: HttpRequest, id: Number, key: Key) -> Any:
    """By those who run the campaign."""
    return _moved(request, id, key, "submit", actions.submit)


@router.post("/batches/{id}/cancel", response={200: Decided, **TROUBLE}, summary="撤回批次")
def cancel(request: HttpRequest, id: Number, key: Key) -> Any:
    """Before it is decided."""
    return _moved(request, id, key, "cancel", actions.cancel)


def _moved(request: HttpRequest, batch: int, key: str, verb: str, act: Callable[..., Any]) -> Any:
    who, day = _looker(request)

    def do() -> dict[str, Any] | Refused:
        done = act(actor=who, business_date=day, batch=batch)
        return done if isinstance(done, Refused) else {"batch": done.pk, "state": done.state}

    return _once(who, key, {"verb": verb, "batch": batch}, do)


# --- decision tables -------------------------------------------------------------------------------------------------


@router.get("/decision-tables/{code}", response={200: TableOut, **TROUBLE}, summary="决策表:生效中的行与历次版本")
def table(request: HttpRequest, code: TableCode) -> Any:
    """Rules are no secret: everybody who works here may read them."""
    _who, day = officer_of(request)
    held = deciding.in_force(day)[code]
    names = ("version", "state", "effective_from", "why", "drafted_by", "decided_by")
    return {
        "code": code, "title": LAYOUTS[code].title, "columns": list(LAYOUTS[code].columns), "version": held.version,
        "rows": [{"id": x.id, "cells": list(x.cells), "verdict": x.verdict, "words": x.words} for x in held.rows],
        "versions": [{name: getattr(x, name) for name in names} for x in deciding.versions(code)],
    }  # fmt: skip


@router.post("/decision-tables/{code}/versions", response={201: Kept, **TROUBLE}, summary="起草决策表新版本")
def draft(request: HttpRequest, code: TableCode, said: DraftIn, key: Key) -> Any:
    """Holds from its day when somebody else has agreed; deposits are no condition, whoever asks."""
    who, day = officer_of(request)
    rows = [Row(x.id.strip().upper(), tuple(x.cells), x.verdict, x.words) for x in said.rows]

    def act() -> dict[str, Any] | Refused:
        done = tabling.draft(
            actor=who, business_date=day, code=code, columns=LAYOUTS[code].columns, rows=rows,
            effective_from=said.effective_from, why=said.why,
        )  # fmt: skip
        return done if isinstance(done, Refused) else _kept(done)

    done = _once(who, key, {"verb": "draft", "code": code.value, **said.model_dump(mode="json")}, act)
    return done if isinstance(done, HttpResponse) else Status(201, done)


@router.post(
    "/decision-tables/{code}/versions/{version}/decision",
    response={200: Kept, **TROUBLE},
    summary="审批或废止决策表草稿,起草人不能审批",
)
def second_key(request: HttpRequest, code: TableCode, version: Number, said: Key2, key: Key) -> Any:
    """Four eyes."""
    who, day = officer_of(request)

    def act() -> dict[str, Any] | Refused:
        done = tabling.decide(
            actor=who, business_date=day, code=code, version=version, approve=said.decision == "approve"
        )
        return done if isinstance(done, Refused) else _kept(done)

    return _once(who, key, {"code": code.value, "version": version, **said.model_dump()}, act)


def _kept(row: Any) -> dict[str, Any]:
    return {"code": row.code, "version": row.version, "state": row.state}
