"""The calendar before and after the debit, one call, what matures, one plan. Parse, one call, answer."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.customer import actions as customer
from wuhua.areas.people.rules import Personal, Scope, scope_of
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.contact import actions, read
from wuhua.areas.servicing.contact.rules import Round, coming
from wuhua.areas.servicing.words import MaturityPlan
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet
from wuhua.web.calendar import files
from wuhua.web.calendar.forms import CallForm, Filters, Maturing, PlanForm, call_form, round_of


def _shown(request: HttpRequest, form: Filters, page: read.Page, **more: Any) -> dict[str, Any]:
    wide = scope_of(officer.must(request)) > Scope.OWN
    branches, staff = form.branch_names, form.staff_names
    return {
        "form": form,
        "page": page,
        "rows": [(x, branches.get(x.branch, x.branch), staff.get(x.managing_rm, x.managing_rm)) for x in page.lines],
        "wide": wide,
        "today": officer.day(request),
        **more,
    }


def _managers(form: Filters, page: read.Page) -> list[tuple[Any, str, str]]:
    """The sums with their names."""
    branches, staff = form.branch_names, form.staff_names
    return [(x, branches.get(x.branch, x.branch), staff.get(x.managing_rm, x.managing_rm)) for x in page.sums]


def due_sums(page: read.Page) -> dict[str, int]:
    """The figures above the calendar, over all managers."""
    names = ("lines", "needed", "short", "short_lines", "uncalled", "promised", "promised_amount")
    return {name: page.total(name) for name in names}


def late_sums(page: read.Page) -> dict[str, int]:
    """The figures above the arrears list."""
    return {name: page.total(name) for name in ("lines", "then", "now", "paid_lines", "uncalled")}


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Who must hold what on the coming debit day, and who was called."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    round_ = coming(day)
    page = read.due_page(who, round_, form.asked(), day)
    part = "calendar/due_rows.html" if request.headers.get("HX-Request") else "calendar/due.html"
    more = {"round": round_, "phase": round_.phase(day).value, "managers": _managers(form, page), "sum": due_sums(page)}
    return render(request, part, _shown(request, form, page, **more))


@require_safe
def due_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    page = read.due_page(who, coming(day), form.asked(size=read.EVERYTHING), day)
    return sheet.answer(files.due(page, (form.branch_names, form.staff_names)), f"calendar-{day.isoformat()}")


@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Who had not paid at the close of a debit day: the list of the 22nd."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    round_ = round_of(request.GET.get("due", ""), day)
    page = read.late_page(who, round_, form.asked(), day)
    part = "calendar/late_rows.html" if request.headers.get("HX-Request") else "calendar/late.html"
    more = {"round": round_, "managers": _managers(form, page), "sum": late_sums(page)}
    return render(request, part, _shown(request, form, page, **more))


@require_safe
def late_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    round_ = round_of(request.GET.get("due", ""), day)
    page = read.late_page(who, round_, form.asked(size=read.EVERYTHING), day)
    return sheet.answer(files.late(page, (form.branch_names, form.staff_names)), f"late-{round_.due.isoformat()}")


# --- one call --------------------------------------------------------------------------------------------------------


def _account(request: HttpRequest, number: str) -> Any:
    found = read.account_for(officer.must_see_customers(request), number)
    if found is None:
        raise Http404
    return found


def _call_page(request: HttpRequest, account: Any, due: date, form: CallForm | None) -> dict[str, Any]:
    day = officer.day(request)
    line = read.line_of(account, coming(day), day)
    return {
        "account": account,
        "line": line,
        "due": due,
        "debit": coming(day).due,
        "form": form or call_form(due, day, line.short if line else 0),
        "key": uuid.uuid4().hex,  # fresh also after a refusal, which keeps the key it answered
        "calls": read.calls_of(account.pk),
        "today": day,
        "late": due < day,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, account: str) -> HttpResponse:
    """What is due on an account, the borrower's phone, and what came of the call."""
    found, day = _account(request, account), officer.day(request)
    form = CallForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        round_ = Round(coming(day).due) if not request.GET.get("due") else round_of(request.GET["due"], day)
        return render(request, "calendar/call.html", _call_page(request, found, round_.due, form))
    said = form.words()
    done = actions.record_call(actor=officer.must(request), business_date=day, account=account, **said)
    if isinstance(done, Refused):
        form.add_error(done.field if done.field in form.fields else None, f"{done.reason}{done.next_step}")
        return render(request, "calendar/call.html", _call_page(request, found, said["due"], form))
    messages.success(request, _("已记录:%(name)s") % {"name": found.customer.name})
    return redirect("late" if said["due"] < day else "calendar")


@require_POST
def phone(request: HttpRequest, account: str) -> HttpResponse:
    """The whole phone number to call, through the one gate for full numbers; who looked and why is kept."""
    found, day = _account(request, account), officer.day(request)
    shown = customer.unmask(
        actor=officer.must(request), business_date=day, number=found.customer.number, field=Personal.PHONE,
        reason="电话联系付息还款",
    )  # fmt: skip
    page = {"account": found, "phone": None if isinstance(shown, Refused) else shown, "refused": shown}
    if request.headers.get("HX-Request"):
        return render(request, "calendar/phone.html", page)
    return render(request, "calendar/call.html", {**_call_page(request, found, coming(day).due, None), **page})


# --- what matures ----------------------------------------------------------------------------------------------------


@require_safe
def maturing(request: HttpRequest) -> HttpResponse:
    """What matures within sixty days, by band, with what is planned."""
    who, form, day = officer.must_see_customers(request), Maturing(request.GET), officer.day(request)
    asked = form.asked()
    band, plan = form.chosen
    page = read.maturing_page(who, asked, day, band=band, plan=plan)
    part = "calendar/maturing_rows.html" if request.headers.get("HX-Request") else "calendar/maturing.html"
    return render(request, part, _shown(request, form, page, band=band))


@require_safe
def maturing_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, form, day = officer.must_see_customers(request), Maturing(request.GET), officer.day(request)
    asked = form.asked(size=read.EVERYTHING)
    band, plan = form.chosen
    page = read.maturing_page(who, asked, day, band=band, plan=plan)
    data = files.maturing(page, (form.branch_names, form.staff_names), day)
    return sheet.answer(data, f"maturities-{day.isoformat()}")


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One note's end: what is planned, what was planned before, and a new plan in one tap."""
    who, day = officer.must_see_customers(request), officer.day(request)
    note = pages.note_for(who, number)
    if note is None:
        raise Http404
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm()
    if form.is_bound and form.is_valid():
        said = {**form.cleaned_data, "plan": MaturityPlan(form.cleaned_data["plan"])}
        done = actions.record_plan(actor=who, business_date=day, note=number, **said)
        if not isinstance(done, Refused):
            messages.success(request, _("已记录:%(name)s") % {"name": note.customer.name})
            return redirect("maturing")
        form.add_error(done.field if done.field in form.fields else None, f"{done.reason}{done.next_step}")
    page = {"note": note, "form": form, "plans": read.plans_of(note.pk), "days": (note.maturity - day).days}
    page["key"] = uuid.uuid4().hex
    return render(request, "calendar/plan.html", page)
