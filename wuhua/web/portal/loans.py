"""My loans: what I owe today and next, the plan, what I paid and why, what settles it, and the papers to fetch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.creditline import offers
from wuhua.areas.creditline import own as creditline
from wuhua.areas.customer.read import Visitor
from wuhua.areas.people import read as people
from wuhua.areas.product import read as products
from wuhua.areas.servicing import own, pages
from wuhua.areas.servicing.printouts import actions, interest, pdf, word
from wuhua.areas.servicing.printouts import read as printed
from wuhua.areas.servicing.printouts.layouts import LAYOUTS
from wuhua.areas.servicing.printouts.own import sheet_of
from wuhua.areas.servicing.rules import DueKind
from wuhua.areas.servicing.words import PaperForm, PaperRefusal
from wuhua.core.days import DayCount, add_months, parse_day
from wuhua.core.refuse import Refuse, Refused
from wuhua.web.portal import forms, gate

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EARNED = (DueKind.INTEREST, DueKind.PENALTY, DueKind.COMPOUND)


@require_safe
@gate.mine
def home(request: HttpRequest, who: Visitor) -> HttpResponse:
    """What is owed today comes first, then the next day, its amount and the account it is taken from."""
    day = gate.day(request)
    notes = own.notes_of(who.id, day)
    accounts = [_account(each) for each in pages.accounts_of(who.id)]
    manager = people.staff_names([who.managing_rm]).get(who.managing_rm, "")
    card = creditline.card_of(who.number, day)
    offered = card is None and offers.waits(who.number, day)
    page: dict[str, Any] = {
        "card": card,
        "offered": offered,
        "meet": offers.must_meet(who.kind, day) if offered else None,
        "notes": notes,
        "accounts": accounts,
        "names": products.names(),
        "manager": manager,
        "tab": "home",
    }
    return gate.show(request, "home", **page)


def _account(each: pages.AccountRow) -> dict[str, Any]:
    return {"tail": each.number[-4:], "balance": each.balance, "number": each.number}


@require_safe
@gate.mine
def note(request: HttpRequest, who: Visitor, number: str) -> HttpResponse:
    """One note of one's own; any other number is no page."""
    day, found = gate.day(request), own.note_of(who.id, number)
    if found is None:
        raise Http404
    form = forms.Payoff(request.GET if "day" in request.GET else None, initial={"day": day})
    payoff = _payoff(form, found, day)
    statement = [(row, row.kind in EARNED) for row in pages.statement(found, 48)]
    page: dict[str, Any] = {
        "note": found, "owed": pages.owed_on(found, day), "plan": pages.plan_rows(found, day), "statement": statement,
        "receipts": printed.receipts(found.pk, 12), "name": products.names().get(found.product, found.product),
        "account": found.account.number[-4:], "form": form, "payoff": payoff,
        "certificate": own.may_certify(found), "key": gate.key(request), "tab": "home",
    }  # fmt: skip
    return gate.show(request, "note", **page)


def _payoff(form: forms.Payoff, found: Any, today: Any) -> own.Payoff | None:
    if found.closed is not None:
        return None
    if not form.is_bound:
        owed = own.payoff_on(found, today, today=today)
        return None if isinstance(owed, Refused) else owed
    if not form.is_valid():
        return None
    answer = own.payoff_on(found, form.cleaned_data["day"], today=today)
    if isinstance(answer, Refused):
        gate.refuse(form, answer)
        return None
    return answer


@require_safe
@gate.mine
def why(request: HttpRequest, who: Visitor, number: str, due: str = "") -> HttpResponse:
    """Why did I pay this: a bill by spans of days, each on its balance and rate; the newest unless one is named."""
    day, found = gate.day(request), own.note_of(who.id, number)
    if found is None:
        raise Http404
    dues, asked, listed = interest.newest(found, _due(due) if due else None, day)
    before = bool(due) and asked not in dues
    if before and asked not in {row.due for row in pages.statement(found) if row.kind in EARNED}:
        raise Http404
    year = 365 if found.day_count == DayCount.ACT_365 else 360
    page: dict[str, Any] = {
        "note": found,
        "due": asked,
        "dues": dues,
        "listed": listed,
        "before": before,
        "key": gate.key(request),
    }
    return gate.show(request, "why", tab="home", year=year, **page)


def _due(text: str) -> Any:
    try:
        return parse_day(text)
    except Refuse:
        raise Http404 from None


@require_safe
@gate.mine
def papers(request: HttpRequest, who: Visitor) -> HttpResponse:
    """What may be fetched: a statement of each account by month, certificates of what is settled."""
    day = gate.day(request)
    months = [add_months(day.replace(day=1), -n) for n in range(6)]
    spans = [(first, min(day, add_months(first, 1) - timedelta(days=1))) for first in months]
    notes = own.notes_of(who.id, day)
    page: dict[str, Any] = {
        "accounts": [_account(each) for each in pages.accounts_of(who.id)], "spans": spans,
        "settled": [each.note for each in notes.ended if own.may_certify(each.note)], "living": notes.living,
        "names": products.names(), "key": gate.key(request), "tab": "papers",
    }  # fmt: skip
    return gate.show(request, "papers", **page)


@require_POST
@gate.mine
def fetch(request: HttpRequest, who: Visitor) -> HttpResponse:
    """One paper as a file, counted as a copy like any other; or why there is none."""
    form, day = forms.Fetch(request.POST), gate.day(request)
    if not form.is_valid():
        return gate.show(request, "trouble", 422, plain=_("请从页面上的按钮下载。"))
    wanted = form.wanted()
    key = f"{form.cleaned_data['key']}/{wanted.paper}/{wanted.name}/{wanted.form}"
    done = actions.fetch_own(customer_id=who.id, number=who.number, business_date=day, key=key, wanted=wanted)
    sheet = done if isinstance(done, Refused) else sheet_of(who.id, wanted, day)
    if isinstance(done, Refused) or isinstance(sheet, Refused):
        unknown = isinstance(sheet, Refused) and sheet.name is PaperRefusal.SUBJECT_UNKNOWN
        return gate.show(request, "trouble", 404 if unknown else 409, refused=sheet)
    foot = f"第{done['copy']}次打印  {day.isoformat()}  客户自助下载  打印编号 {done['printout']:06d}"
    if wanted.form is PaperForm.WORD:
        data, kind, ending = word.filled(sheet, foot, done["copy"]), DOCX, "docx"
    else:
        data, kind, ending = pdf.drawn(sheet, wanted, foot, done["copy"]), "application/pdf", "pdf"
    name = quote(f"{LAYOUTS[wanted.paper].title}-{wanted.subject}.{ending}")
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    )
