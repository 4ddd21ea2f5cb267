"""The five-step case over HTTP: the desk, one case with its file, a request, and one address a deed. The same door as the pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status

from wuhua.api import problem
from wuhua.api.v1.cases_said import BODIES, NAMES, PLAIN, AskIn, Body, CaseOut, CasesOut, Did, Paid
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.creditline import casework
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import desk, gate
from wuhua.areas.origination.read import page as read
from wuhua.areas.origination.rules import CaseState, FiveStep, OriginationRefusal
from wuhua.areas.origination.rules.steps import STEP_OF
from wuhua.areas.workday import read as workday
from wuhua.areas.workday.read import subjects
from wuhua.areas.workday.rules import Colour
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["五步法"])
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=32, pattern=PLAIN)]
STATUS = {
    OriginationRefusal.CASE_UNKNOWN: 404,
    CustomerRefusal.CUSTOMER_UNKNOWN: 404,
    OriginationRefusal.NOT_OF_THIS_POST: 403,
    OriginationRefusal.PARTS_MUST_DIFFER: 403,
    OriginationRefusal.NOT_THE_HOLDER: 403,
    OriginationRefusal.RELATED_PERSON: 403,
}


def _no(refused: Refused) -> HttpResponse:
    return problem.of(refused, STATUS.get(refused.name, 409))


def _money(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)


def _line(case: Any, clock: Any, small: bool) -> dict[str, Any]:
    return {
        "number": case.pk, "customer": case.customer.number, "customer_name": case.customer.name, "product": case.product,
        "amount": yuan(case.amount), "months": case.months, "state": case.state, "step": STEP_OF.get(CaseState(case.state)),
        "unit": case.unit, "holder": case.holder, "lead": case.lead, "co": case.co, "opened": case.opened_on,
        "small": small, "clock": clock.colour if clock else None,
    }  # fmt: skip


@router.get(
    "/cases", response={200: CasesOut, **TROUBLE}, summary="五步法业务清单:本人的在前,超时和最早的在前,小微优先"
)
def cases(
    request: HttpRequest,
    state: CaseState | None = None,
    step: FiveStep | None = None,
    colour: Colour | None = None,
    product: str = Query("", max_length=40, pattern=PLAIN),
    unit: str = Query("", max_length=40, pattern=PLAIN),
    holder: str = Query("", max_length=40, pattern=PLAIN),
    q: str = Query("", max_length=64, pattern=PLAIN),
    mine: bool = False,
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """Cases under way that this officer may see, or those of a state."""
    who, day = officer_of(request)
    wanted = desk.Wanted(
        state.value if state else "", step.value if step else "", unit, holder, product, colour.value if colour else "",
        q.strip(), mine, page,
    )  # fmt: skip
    found = desk.desk(who, wanted, workday.moment(day))
    return {
        "count": found.count, "page": found.page, "next": found.next, "mine": found.mine, "by_state": found.by_state,
        "cases": [_line(each.case, each.clock, each.small) for each in found.rows],
    }  # fmt: skip


@router.get("/cases/{number}", response={200: CaseOut, **TROUBLE}, summary="一笔业务:进度、经办、资料、核查、办理记录")
def case(request: HttpRequest, number: Number) -> Any:
    """One case; the same answer for absent and for not yours."""
    who, day = officer_of(request)
    found = gate.case_for(who, number)
    if isinstance(found, Refused):
        return _no(found)
    file, at, subject = read.file_of(found, day), workday.moment(day), f"{desk.SUBJECT}{number}"
    clock = next(iter(subjects.clocks_of([subject], at).get(subject, [])), None)
    stage = read.stage_of(found)
    rate = found.approved_rate
    return {
        **_line(found, clock, desk.is_small(found)), "purpose": found.purpose, "use": found.use, "security": found.security,
        "method": found.method, "payout": found.payout, "payee": found.payee, "account": found.account,
        "limit": _money(found.limit), "sales": _money(found.sales), "approved_amount": _money(found.approved_amount),
        "approved_months": found.approved_months,
        "approved_rate_pct": None if rate is None else f"{rate // 100_000}.{rate % 100_000:05d}",
        "steps": [
            {"verb": x.verb, "before": x.from_state, "after": x.to_state, "turn": x.turn, "actor": x.actor,
             "mandate": x.mandate, "at": x.at, "business_date": x.business_date, "words": x.words} for x in file.steps
        ],
        "hands": [{"part": x.part, "staff": x.staff, "business_date": x.business_date} for x in file.hands],
        "papers": [
            {"type": x.code, "title": x.title, "time": x.time.value, "state": x.state.value, "document": x.document,
             "expires": x.expires} for x in file.papers
        ],
        "checks": [_check(x) for x in read.checks_of(found, stage)] if stage else [],
    }  # fmt: skip


def _check(check: read.Check) -> dict[str, Any]:
    item, given = check.item, check.given
    return {
        "item": item.code, "title": item.title, "ask": item.ask, "answer": given.answer if given else None,
        "waived": given.waived if given else False, "evidence": given.evidence if given else "",
        "words": given.words if given else "",
    }  # fmt: skip


def _done(request: HttpRequest, deed: Deed, key: str, said: dict[str, Any]) -> Any:
    who, day = officer_of(request)
    now = Now(who, day, workday.moment(day))
    answer = do(deed, now=now, key=key, said=said, outside=casework.outside())
    return _no(answer) if isinstance(answer, Refused) else Status(201, answer)


@router.post("/cases", response={201: Did, **TROUBLE}, summary="受理一笔贷款申请")
def ask(request: HttpRequest, said: AskIn, key: Key) -> Any:
    """A new case."""
    return _done(request, Deed.ASK, key, said.said())


@router.post("/cases/{number}/pay", response={201: Paid, **TROUBLE}, summary="出账或开卡:放款审核通过后由会计办理,一次")
def pay(request: HttpRequest, number: Number, key: Key) -> Any:
    """The note here, the hand-over on its way to the core, or the card."""
    who, day = officer_of(request)
    answer = casework.pay_case(Now(who, day, workday.moment(day)), number, key)
    if isinstance(answer, Refused):
        return _no(answer)
    return Status(201, {name: str(value) for name, value in answer.items() if name in Paid.model_fields})


def _route(deed: Deed, body: type[Body]) -> None:
    """One address a deed, with its own body in the description."""

    def act(request: HttpRequest, number: Number, said: Body, key: Key) -> Any:
        return _done(request, deed, key, {"number": number, **said.said()})

    act.__annotations__ |= {"request": HttpRequest, "number": Number, "said": body, "key": Key, "return": Any}
    act.__name__, act.__doc__ = f"case_{deed.value.lower()}", body.__doc__
    path = f"/cases/{{number}}/deeds/{deed.value.lower().replace('_', '-')}"
    router.post(path, response={201: Did, **TROUBLE}, summary=f"五步法办理:{NAMES[deed]}")(act)


for _deed, _body in BODIES.items():
    _route(_deed, _body)
