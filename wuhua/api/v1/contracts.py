"""Contract and papers of a case over HTTP: read within sight, drawn and printed once under a key. Files come as base64."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router, Schema
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.origination.actions import Now
from wuhua.areas.origination.printouts import actions, papers, read, sheets
from wuhua.areas.origination.printouts.actions import WantedForm
from wuhua.areas.origination.rules import OriginationRefusal, SignWay
from wuhua.areas.origination.rules.printing import CaseForm, CasePrintRefusal
from wuhua.areas.workday import read as workday
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.platform.paper import pdf
from wuhua.platform.paper.layouts import FURTHEST_OFFSET, PaperForm

router = Router(tags=["五步法合同与单据"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=32, pattern=PLAIN)]
Offset = Annotated[int, Field(ge=-FURTHEST_OFFSET, le=FURTHEST_OFFSET)]
STATUS = {
    OriginationRefusal.CASE_UNKNOWN: 404,
    OriginationRefusal.NOT_OF_THIS_POST: 403,
    OriginationRefusal.NOT_THE_HOLDER: 403,
    CasePrintRefusal.MAY_NOT_PRINT_CASE: 403,
    CasePrintRefusal.MAY_NOT_SHOW_IDENTITY: 403,
}


class ContractOut(Schema):
    """A contract: its terms as they were decided, the digest of its text, and how it was signed. Amounts in yuan as text."""

    number: str
    case: str
    template: str
    template_digest: str
    digest: str
    amount: str
    months: int
    drawn_on: date
    signed_at: datetime | None
    way: SignWay | None
    signer: str
    witness: str
    signature: str
    authority: str


class PaperLineOut(Schema):
    """One paper a case can have: how often it was printed, what it waits for."""

    form: CaseForm
    title: str
    copies: int
    waits: str


class PapersOut(Schema):
    """Contract, if it is drawn, and papers in file order."""

    contract: ContractOut | None
    papers: list[PaperLineOut]


class DrawnOut(Schema):
    """What was drawn."""

    case: str
    contract: str
    digest: str


class PrintIn(Schema):
    """One paper asked for; the contract itself comes as kept (Word), or as a reading copy of it (PDF)."""

    kind: PaperForm = PaperForm.PDF
    right: Offset = 0
    down: Offset = 0
    words: str = Field("", max_length=200)


class PrintedOut(Schema):
    """One copy, counted; `content` is the file as base64."""

    printout: int
    copy_number: int
    kind: PaperForm
    content: str


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _contract(contract: Any) -> dict[str, Any]:
    words = sheets.signing_words(contract) if contract.signed_at else {"authority": ""}
    return {
        "number": contract.number, "case": contract.case_id, "template": contract.template,
        "template_digest": contract.template_digest, "digest": contract.digest, "amount": yuan(contract.terms["amount"]),
        "months": contract.terms["months"], "drawn_on": contract.drawn_on, "signed_at": contract.signed_at,
        "way": contract.sign_way or None, "signer": contract.signer, "witness": contract.witness,
        "signature": contract.signature, "authority": words["authority"],
    }  # fmt: skip


@router.get("/cases/{number}/papers", response={200: PapersOut, **TROUBLE}, summary="一笔业务的合同与单据")
def case_papers(request: HttpRequest, number: Number) -> Any:
    """Contract and papers of one case within sight."""
    who, _day = officer_of(request)
    found = read.contract_for_page(who, number)
    if isinstance(found, Refused):
        return _no(found)
    case, contract = found
    lines = [
        {"form": each.form, "title": each.title, "copies": each.copies, "waits": each.waits}
        for each in read.forms_of(case)
    ]
    return {"contract": None if contract is None else _contract(contract), "papers": lines}


@router.post("/cases/{number}/contract", response={200: DrawnOut, **TROUBLE}, summary="按批复出具合同")
def draw_contract(request: HttpRequest, number: Number, key: Key) -> Any:
    """Drawn from the product's template, once under the key."""
    who, day = officer_of(request)
    answer = actions.draw(Now(who, day, workday.moment(day)), key, number)
    return _no(answer) if isinstance(answer, Refused) else answer


@router.post("/cases/{number}/papers/{form}", response={200: PrintedOut, **TROUBLE}, summary="打印一份单据(登记次数)")
def print_paper(request: HttpRequest, number: Number, form: CaseForm, said: PrintIn, key: Key) -> Any:
    """One more copy, counted; the same key is the same copy. The identity stays masked here."""
    who, day = officer_of(request)
    wanted = WantedForm(form, number, said.kind, said.right, said.down, words=said.words)
    done = actions.print_form(actor=who, business_date=day, key=key, wanted=wanted)
    sheet = done if isinstance(done, Refused) else sheets.sheet_for(who, number, form, day, said.words)
    if isinstance(done, Refused) or isinstance(sheet, Refused):
        return _no(sheet if isinstance(sheet, Refused) else done)  # type: ignore[arg-type]
    foot = f"第{done['copy']}次打印  {day.isoformat()}  {who.name}({who.number})  打印编号 {done['printout']:06d}"
    data = papers.made(sheet, said.kind, foot, done["copy"], pdf.Tray(said.right, said.down))
    return {
        "printout": done["printout"], "copy_number": done["copy"], "kind": said.kind,
        "content": base64.b64encode(data).decode(),
    }  # fmt: skip
