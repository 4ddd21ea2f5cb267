"""The ledgers of notes over HTTP: handed out as a workbook, brought back, their difference, taken once. Files come as base64."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.ledgers import actions, read
from wuhua.areas.servicing.ledgers.rules import LEDGERS
from wuhua.areas.servicing.words import Ledger, LedgerRefusal
from wuhua.core.refuse import Refused

router = Router(tags=["台账"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[int, Path(..., ge=1, le=2**62)]
STATUS = {LedgerRefusal.MAY_NOT_EDIT: 403, LedgerRefusal.NOT_A_WORKBOOK: 422, LedgerRefusal.COLUMN_MISSING: 422}
SHOWN = 1000


class LedgerKind(Schema):
    """A ledger and the columns that may be written in it, by their headings."""

    ledger: Ledger
    open_columns: list[str]


class LedgerFileOut(Schema):
    """A file handed out, or brought back: then `answers` is the one it answers."""

    number: int
    ledger: Ledger
    answers: int | None
    lines: int
    business_date: date


class LedgersOut(Schema):
    """The ledgers there are, and the officer's own newest files."""

    ledgers: list[LedgerKind]
    files: list[LedgerFileOut]


class LedgerOut(LedgerFileOut):
    """A ledger handed out; `content` is the workbook as base64."""

    content: str


class HandOutIn(Schema):
    """Which ledger of today."""

    ledger: Ledger


class BringBackIn(Schema):
    """A ledger filled in; `content` is the workbook as base64."""

    name: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f/\\\\]*$")
    content: str = Field(min_length=4, max_length=28_000_000)


class CellChange(Schema):
    """One cell that says something new."""

    line: int
    note: str
    column: str
    before: str
    after: str


class CellFault(Schema):
    """One line or cell that is not taken, and why."""

    line: int
    note: str
    column: str
    name: str
    reason: str


class DifferenceOut(LedgerFileOut):
    """What a file brought back would change, its first thousand lines; nothing once it was taken. With a fault none of it can be."""

    taken: bool
    same: int
    changed: int
    refused: int
    changes: list[CellChange]
    faults: list[CellFault]


class TakenOut(Schema):
    """How many cells were written."""

    file: int
    changes: int


def _file(row: Any) -> dict[str, Any]:
    return {
        "number": row.pk, "ledger": row.ledger, "answers": row.answers_id, "lines": row.lines,
        "business_date": row.business_date,
    }  # fmt: skip


def _difference(who: Officer, row: Any, day: date) -> dict[str, Any]:
    taken = read.is_taken(row)
    found = None if taken else read.difference(who, row, day)
    changes, faults = (found.changes, found.faults) if found else ((), ())
    return {
        **_file(row), "taken": taken, "same": found.same if found else 0, "changed": len(changes), "refused": len(faults),
        "changes": [
            {"line": each.line, "note": each.note, "column": each.column.title, "before": each.before, "after": each.after}
            for each in changes[:SHOWN]
        ],
        "faults": [
            {"line": each.line, "note": each.note, "column": each.title, "name": each.refused.name.value,
             "reason": each.refused.reason}
            for each in faults[:SHOWN]
        ],
    }  # fmt: skip


@router.get("/ledgers", response={200: LedgersOut, **TROUBLE}, summary="台账有哪些、哪些列可填,与本人导出和回导的文件")
def ledgers(request: HttpRequest) -> Any:
    """Every officer's own."""
    who, _day = officer_of(request)
    kinds = [{"ledger": each, "open_columns": [c.title for c in LEDGERS[each] if c.open]} for each in Ledger]
    return {"ledgers": kinds, "files": [_file(each) for each in read.files_of(who)]}


@router.post("/ledgers/out", response={200: LedgerOut, **TROUBLE}, summary="导出今天的一本台账(每次登记编号)")
def hand_out(request: HttpRequest, said: HandOutIn) -> Any:
    """The lines within sight. Asked again it is another number: each time is one more file that left the house."""
    who, day = officer_of(request)
    done = actions.hand_out(actor=who, business_date=day, ledger=said.ledger)
    if isinstance(done, Refused):
        return problem.of(done)
    row, data = done
    return {**_file(row), "content": base64.b64encode(data).decode()}


@router.post("/ledgers/back", response={200: DifferenceOut, **TROUBLE}, summary="回导填好的台账:先看差异,不写入")
def bring_back(request: HttpRequest, said: BringBackIn) -> Any:
    """The file is kept and its difference told; `POST /ledgers/{number}/confirmation` takes it."""
    who, day = officer_of(request)
    try:
        data = base64.b64decode(said.content, validate=True)
    except ValueError as wrong:
        raise HttpError(422, "content 不是 base64。") from wrong
    if len(data) > actions.LIMIT:
        raise HttpError(422, "文件超过 20 MB,请核对是不是导出的台账。")
    done = actions.bring_back(actor=who, business_date=day, name=said.name, data=data)
    if isinstance(done, Refused):
        return problem.of(done, STATUS.get(done.name, 409))  # type: ignore[call-overload]
    return _difference(who, done, day)


@router.get("/ledgers/{number}", response={200: DifferenceOut, **TROUBLE}, summary="一份回导台账与今天的差异")
def difference(request: HttpRequest, number: Number) -> Any:
    """Of a file the officer brought back himself."""
    who, day = officer_of(request)
    row = read.file_for(who, number)
    if row is None:
        raise HttpError(404, "没有这个回导文件,或不是您回导的。")
    return _difference(who, row, day)


@router.post(
    "/ledgers/{number}/confirmation", response={200: TakenOut, **TROUBLE}, summary="确认回导:全部写入,只此一次"
)
def take(request: HttpRequest, number: Number, key: Key) -> Any:
    """All the changes of the difference or none of them; the same key answers the same."""
    who, day = officer_of(request)
    if read.file_for(who, number) is None:
        raise HttpError(404, "没有这个回导文件,或不是您回导的。")
    done = actions.take(actor=who, business_date=day, key=key, file=number)
    if isinstance(done, Refused):
        return problem.of(done, STATUS.get(done.name, 409))  # type: ignore[call-overload]
    return done
