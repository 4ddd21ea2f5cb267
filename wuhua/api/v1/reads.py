"""What other programs may read: the scoreboard of a sealed day, and notes within the officer's own sight."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from wuhua.api import problem
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing import pages
from wuhua.core.money import yuan
from wuhua.platform import clock

router = Router(tags=["查询"])
PLAIN = r"^[^\x00-\x1f\x7f]*$"
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}


class Note(Schema):
    """A note; amounts in yuan as text, the rate in percent a year as text."""

    number: str
    customer: str
    product: str
    branch: str
    managing_rm: str
    amount: str
    balance: str
    overdue_principal: str
    annual_rate_pct: str
    start: date
    maturity: date
    book_status: str
    overdue_days: int


class Notes(Schema):
    """A page of notes and the totals of everything asked for."""

    count: int
    borrowers: int
    balance: str
    page: int
    next: int | None
    notes: list[Note]


class Detail(Note):
    """A note, what is owed on it today, and what falls due from here."""

    as_of: date
    owed: dict[str, str]
    payoff: str
    plan: list[dict[str, Any]]


def officer_of(request: HttpRequest) -> tuple[Officer, date]:
    """Who asks, and the business date; system management sees no customer here either."""
    day = clock.business_date()
    who = people.officer_of_user(request.user.pk, day)  # type: ignore[arg-type]
    if who is None or who.holds(Role.ADMIN):
        raise HttpError(403, "您的岗位不能查询客户与借据。")
    return who, day


def _note(note: Any, day: date) -> dict[str, Any]:
    return {
        "number": note.number,
        "customer": note.customer.number,
        "product": note.product,
        "branch": note.branch,
        "managing_rm": note.managing_rm,
        "amount": yuan(note.amount),
        "balance": yuan(note.balance),
        "overdue_principal": yuan(note.overdue_principal),
        "annual_rate_pct": f"{note.rate // 100_000}.{note.rate % 100_000:05d}",
        "start": note.start,
        "maturity": note.maturity,
        "book_status": "CLOSED" if note.closed else note.book_status,
        "overdue_days": pages.overdue_days(note, day),
    }


@router.get("/scoreboard", response={200: dict[str, Any], **TROUBLE}, summary="一个已封存营业日的经营指标")
def scoreboard(request: HttpRequest, date: date | None = None) -> Any:
    """The figures of the brief; the last sealed day unless one is named."""
    day = date or reporting.latest_day()
    if day is None:
        raise HttpError(404, "还没有任何已封存的营业日。")
    return reporting.scoreboard(day)


@router.get("/notes", response={200: Notes, **TROUBLE}, summary="借据清单,每页五十笔")
def notes(
    request: HttpRequest,
    q: str = Query("", max_length=80),
    branch: str = Query("", max_length=40, pattern=PLAIN),
    product: str = Query("", max_length=40, pattern=PLAIN),
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """Notes of the customers this officer may see."""
    who, day = officer_of(request)
    found = pages.notes_page(who, pages.Wanted(q=q, branch=branch, product=product, page=page, sort="number"), day)
    return {
        "count": found.count,
        "borrowers": found.borrowers,
        "balance": yuan(found.balance),
        "page": found.page,
        "next": found.next,
        "notes": [_note(note, day) for note in found.rows],
    }


@router.get("/notes/{number}", response={200: Detail, **TROUBLE}, summary="一笔借据:条款、今日应还、还款计划")
def note(request: HttpRequest, number: str) -> Any:
    """One note; the same answer for absent and for not yours."""
    who, day = officer_of(request)
    found = pages.note_for(who, number)
    if found is None:
        raise HttpError(404, "没有这笔借据,或您无权查看。")
    owed = pages.owed_on(found, day)
    plan = [
        {
            "due": row.due.isoformat(),
            "principal": yuan(row.principal),
            "interest": yuan(row.interest),
            "balance": yuan(row.balance),
        }
        for row in pages.plan_rows(found, day)
    ]
    by_kind = {kind.name.lower(): yuan(amount) for kind, amount in owed.by_kind}
    return {**_note(found, day), "as_of": day, "owed": by_kind, "payoff": yuan(owed.payoff), "plan": plan}
