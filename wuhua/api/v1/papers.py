"""Papers of notes, customers and accounts over HTTP: what was printed, and one more copy under a key. Files come as base64.

The identity number stays masked here: the whole one is printed at the desk, through the gate for full numbers.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.printouts import actions, read, sheets
from wuhua.areas.servicing.printouts.made import made
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.words import Paper, PaperForm, PaperRefusal
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import FURTHEST_OFFSET

router = Router(tags=["单据"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Offset = Annotated[int, Field(ge=-FURTHEST_OFFSET, le=FURTHEST_OFFSET)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]
STATUS = {PaperRefusal.MAY_NOT_PRINT: 403, PaperRefusal.SUBJECT_UNKNOWN: 404, PaperRefusal.PERIOD_NOT_POSSIBLE: 422}


class CopyOut(Schema):
    """One time a paper left the house; `copy_number` counts the times of the same paper."""

    paper: Paper
    subject: str
    kind: PaperForm
    copy_number: int
    actor: str
    business_date: date
    recorded_at: datetime


class CopiesOut(Schema):
    """What was printed of a note, the newest first, and what interest lists and receipts there are to print."""

    note: str
    copies: list[CopyOut]
    interest_dues: list[date]
    receipts: list[dict[str, Any]]


class PrintIn(Schema):
    """One paper asked for. `subject` is a note, a customer (余额对账单) or an account (账户对账单).

    `first` is the bill's due day of an interest list, the day paid of a receipt, the first day of a statement, the day of a
    balance check; `last` the last day of a statement; `receipt` tells several receipts of a day apart.
    """

    paper: Paper
    subject: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    kind: PaperForm = PaperForm.PDF
    first: Day | None = None
    last: Day | None = None
    receipt: int = Field(0, ge=0, le=2**62)
    right: Offset = 0
    down: Offset = 0
    preprinted: bool = False


class PrintedOut(Schema):
    """One copy, counted; `content` is the file as base64."""

    printout: int
    copy_number: int
    kind: PaperForm
    content: str


@router.get("/notes/{number}/papers", response={200: CopiesOut, **TROUBLE}, summary="一笔借据打印过哪些单据、各几次")
def copies(request: HttpRequest, number: Number) -> Any:
    """Of a note within sight."""
    who, day = officer_of(request)
    note = pages.note_for(who, number)
    if note is None:
        raise HttpError(404, "没有这笔借据,或您无权查看。")
    printed = [
        {"paper": each.paper, "subject": each.subject, "kind": each.form, "copy_number": each.copy, "actor": each.actor,
         "business_date": each.business_date, "recorded_at": each.recorded_at}
        for each in read.printouts_of(note.customer_id, number)
    ]  # fmt: skip
    receipts = [{"paid": each.paid.isoformat(), "receipt": each.number} for each in read.receipts(note.pk)]
    dues = read.interest_dues(note, day)
    return {"note": number, "copies": printed, "interest_dues": dues, "receipts": receipts}


@router.post("/papers", response={200: PrintedOut, **TROUBLE}, summary="打印一份单据(登记次数),同一请求编号是同一份")
def print_(request: HttpRequest, said: PrintIn, key: Key) -> Any:
    """One more copy, counted."""
    who, day = officer_of(request)
    wanted = Wanted(said.paper, said.subject, said.kind, said.first, said.last, said.receipt, said.right, said.down,
                    said.preprinted)  # fmt: skip
    done = actions.print_paper(actor=who, business_date=day, key=key, wanted=wanted)
    sheet = done if isinstance(done, Refused) else sheets.sheet_for(who, wanted, day)
    if isinstance(done, Refused) or isinstance(sheet, Refused):
        no: Any = sheet
        return problem.of(no, STATUS.get(no.name, 409))
    return {
        "printout": done["printout"], "copy_number": done["copy"], "kind": said.kind,
        "content": base64.b64encode(made(sheet, wanted, who, day, done)).decode(),
    }  # fmt: skip
