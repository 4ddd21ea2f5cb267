"""付息日历 over HTTP: what accounts must hold on the coming debit day, who stayed unpaid, what matures; calls and plans noted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.servicing.contact import actions, read
from wuhua.areas.servicing.contact.rules import BANDS, DEBIT_DAY, Missing, Round, coming, passed
from wuhua.areas.servicing.words import CallOutcome, ContactRefusal, MaturityPlan
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused

router = Router(tags=["付息日历"])


class Call(Schema):
    """The last call of the round."""

    outcome: str
    day: date
    promised_day: date | None
    promised_amount: str | None


class Line(Schema):
    """One account; amounts in yuan as text, the phone masked."""

    account: str
    customer: str
    name: str
    phone_masked: str
    managing_rm: str
    branch: str
    needed: str
    due_on_debit_day: str
    due_before: str
    balance_this_morning: str
    balance_now: str
    shortfall: str
    call: Call | None


class Calendar(Schema):
    """A page of the calendar and the totals of everything asked for."""

    debit_day: date
    phase: str
    count: int
    needed: str
    shortfall: str
    uncalled: int
    page: int
    next: int | None
    lines: list[Line]


class Late(Schema):
    """One account of the arrears list."""

    account: str
    customer: str
    name: str
    managing_rm: str
    branch: str
    unpaid_after_debit: str
    interest: str
    principal: str
    penalty_and_compound: str
    unpaid_now: str
    oldest_due: date
    call: Call | None


class Lates(Schema):
    """A page of the arrears list and its totals."""

    debit_day: date
    count: int
    unpaid_after_debit: str
    unpaid_now: str
    page: int
    next: int | None
    lines: list[Late]


class Maturing(Schema):
    """A note that matures soon, and what is planned."""

    number: str
    customer: str
    name: str
    managing_rm: str
    branch: str
    balance: str
    maturity: date
    days: int
    plan: str | None
    planned_on: date | None


class Maturities(Schema):
    """A page of what matures, and counts by band."""

    count: int
    bands: list[dict[str, Any]]
    page: int
    next: int | None
    notes: list[Maturing]


def _asked(branch: str, manager: str, missing: str, page: int) -> read.Asked:
    if missing and missing not in Missing.__members__:
        raise HttpError(422, f"missing 须是 {'、'.join(Missing)} 之一。")
    return read.Asked(branch, manager, missing, page)


def _call(called: read.Called | None) -> dict[str, Any] | None:
    if called is None:
        return None
    amount = None if called.promised_amount is None else yuan(called.promised_amount)
    return {
        "outcome": called.outcome,
        "day": called.day,
        "promised_day": called.promised_day,
        "promised_amount": amount,
    }


def _who(line: Any) -> dict[str, Any]:
    customer = line.account.customer
    return {
        "account": line.account.number,
        "customer": customer.number,
        "name": customer.name,
        "managing_rm": line.managing_rm,
        "branch": line.branch,
        "call": _call(line.called),
    }


PLAIN = r"^[^\x00-\x1f\x7f]*$"
BRANCH, MANAGER = Query("", max_length=40, pattern=PLAIN), Query("", max_length=40, pattern=PLAIN)
MISSING = Query("", max_length=20, pattern=PLAIN)
PAGE = Query(1, ge=1, le=100_000)


@router.get(
    "/calendar", response={200: Calendar, **TROUBLE}, summary="付息日历:下一扣款日每个账户应备、余额、缺口、联系结果"
)
def calendar(
    request: HttpRequest, branch: str = BRANCH, manager: str = MANAGER, missing: str = MISSING, page: int = PAGE
) -> Any:
    """Accounts of the customers this officer may see, the shortest first."""
    who, day = officer_of(request)
    round_ = coming(day)
    found = read.due_page(who, round_, _asked(branch, manager, missing, page), day)
    lines = [
        {
            **_who(line),
            "phone_masked": line.account.customer.phone_masked,
            "needed": yuan(line.needed),
            "due_on_debit_day": yuan(line.on_due),
            "due_before": yuan(line.before),
            "balance_this_morning": yuan(line.morning),
            "balance_now": yuan(line.now),
            "shortfall": yuan(line.short),
        }
        for line in found.lines
    ]
    return {
        "debit_day": round_.due,
        "phase": round_.phase(day),
        "count": found.count,
        "needed": yuan(found.total("needed")),
        "shortfall": yuan(found.total("short")),
        "uncalled": found.total("uncalled"),
        "page": found.page,
        "next": found.next,
        "lines": lines,
    }


@router.get("/calendar/late", response={200: Lates, **TROUBLE}, summary="欠息清单:扣款日日终仍未还清的账户")
def late(
    request: HttpRequest,
    due: date | None = None,
    branch: str = BRANCH,
    manager: str = MANAGER,
    missing: str = MISSING,
    page: int = PAGE,
) -> Any:
    """The last debit unless an earlier one is named by its day."""
    who, day = officer_of(request)
    round_ = Round(due) if due else passed(day)
    if round_.due.day != DEBIT_DAY or round_.due >= day:
        raise HttpError(422, "due 须是已经过去的某月 21 日。")
    found = read.late_page(who, round_, _asked(branch, manager, missing, page), day)
    lines = [
        {
            **_who(line),
            "unpaid_after_debit": yuan(line.then),
            "interest": yuan(line.interest),
            "principal": yuan(line.principal),
            "penalty_and_compound": yuan(line.surcharge),
            "unpaid_now": yuan(line.now),
            "oldest_due": line.oldest,
        }
        for line in found.lines
    ]
    return {
        "debit_day": round_.due,
        "count": found.count,
        "unpaid_after_debit": yuan(found.total("then")),
        "unpaid_now": yuan(found.total("now")),
        "page": found.page,
        "next": found.next,
        "lines": lines,
    }


@router.get("/maturities", response={200: Maturities, **TROUBLE}, summary="到期清单:六十天内到期的借据与安排")
def maturities(
    request: HttpRequest,
    branch: str = BRANCH,
    manager: str = MANAGER,
    band: int | None = None,
    unplanned: bool = False,
    page: int = PAGE,
) -> Any:
    """Notes that mature within sixty days; `band` is 1, 7, 15, 30 or 60."""
    who, day = officer_of(request)
    if band is not None and band not in BANDS:
        raise HttpError(422, "band 须是 1、7、15、30、60 之一。")
    asked = read.Asked(branch, manager, Missing.PROMISE.value if unplanned else "", page)
    found = read.maturing_page(who, asked, day, band=band)
    notes = [
        {
            "number": note.number,
            "customer": note.customer.number,
            "name": note.customer.name,
            "managing_rm": note.managing_rm,
            "branch": note.branch,
            "balance": yuan(note.balance),
            "maturity": note.maturity,
            "days": (note.maturity - day).days,
            "plan": note.plan,
            "planned_on": note.planned_on,
        }
        for note in found.lines
    ]
    bands = [
        {"days": each.days, "notes": each.notes, "balance": yuan(each.balance), "unplanned": each.unplanned}
        for each in found.sums
    ]
    return {"count": found.count, "bands": bands, "page": found.page, "next": found.next, "notes": notes}


# --- what was said and planned ---------------------------------------------------------------------------------------

STATUS = {
    ContactRefusal.MAY_NOT_RECORD: 403,
    ContactRefusal.ACCOUNT_UNKNOWN: 404,
    ContactRefusal.NOTE_UNKNOWN: 404,
}
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class CallIn(Schema):
    """What came of a call about what is due on `due` (the coming debit day unless named). Amounts in yuan."""

    outcome: CallOutcome
    due: Day | None = None
    promised_day: Day | None = None
    promised_amount: Annotated[str, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")] | None = None
    remark: Words = ""


class CallOut(Schema):
    """The call as it was noted. The same key and content answer the same."""

    call: int
    account: str
    outcome: CallOutcome


class PlanIn(Schema):
    """What is to become of the note at its end."""

    plan: MaturityPlan
    remark: Words = ""


class PlanOut(Schema):
    """The plan as it was noted; earlier ones stay on record."""

    plan: int
    note: str


def _no(refused: Refused) -> Any:
    return problem.of(refused, STATUS.get(refused.name, 409))  # type: ignore[call-overload]


@router.post("/calendar/calls/{account}", response={200: CallOut, **TROUBLE}, summary="记一次联系,同一请求编号只记一次")
def call(request: HttpRequest, account: Number, said: CallIn, key: Key) -> Any:
    """The last call of a round is the one that counts; what was said is not unsaid."""
    who, day = officer_of(request)
    done = actions.record_call(
        actor=who,
        business_date=day,
        key=key,
        account=account,
        due=said.due or coming(day).due,
        outcome=said.outcome,
        promised_day=said.promised_day,
        promised_amount=fen_of(said.promised_amount, "promised_amount") if said.promised_amount else None,
        remark=said.remark,
    )
    return _no(done) if isinstance(done, Refused) else done


@router.post(
    "/maturities/{number}/plan", response={200: PlanOut, **TROUBLE}, summary="记到期安排:还款、续贷、展期、诉讼"
)
def plan(request: HttpRequest, number: Number, said: PlanIn, key: Key) -> Any:
    """Of a note within sight that has not ended."""
    who, day = officer_of(request)
    done = actions.record_plan(actor=who, business_date=day, key=key, note=number, plan=said.plan, remark=said.remark)
    return _no(done) if isinstance(done, Refused) else done
