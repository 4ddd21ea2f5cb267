"""The loan book, its export, and one note."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.backing.read import desk as backing
from wuhua.areas.corelink import returned
from wuhua.areas.servicing import offers, pages
from wuhua.bulk.repayfile import tasks as repayfile
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import officer
from wuhua.web.servicing import facts, tasks
from wuhua.web.servicing.export import workbook
from wuhua.web.servicing.forms import Export, Filters
from wuhua.web.servicing.rows import heads, rows


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """A page of the loan book; only the rows when the page asks for a part."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    wanted = form.wanted(day)
    found = pages.notes_page(who, wanted, day)
    shown = rows(found.rows, day, (form.product_names, form.branch_names, form.staff_names))
    page = {"page": found, "rows": shown, "form": form, "heads": heads(wanted.sort), "today": day}
    page["key"] = uuid4().hex if found.count > tasks.LONG else ""
    part = "servicing/rows.html" if request.headers.get("HX-Request") else "servicing/book.html"
    return render(request, part, page)


@require_safe
def book_file(request: HttpRequest) -> HttpResponse:
    """Everything that was asked for, as a workbook; a long book is a worker's to write."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    wanted = form.wanted(day)
    if pages.notes_page(who, wanted, day).count > tasks.LONG:
        messages.info(request, _("行数较多,请用表上的“后台导出 Excel”。"))
        return redirect(f"{reverse('book')}?{request.GET.urlencode()}")
    found = pages.notes_file(who, wanted, day)
    data = workbook(rows(found, day, (form.product_names, form.branch_names, form.staff_names)))
    name = f'attachment; filename="notes-{day.isoformat()}.xlsx"'
    return HttpResponse(data, content_type=tasks.XLSX, headers={"Content-Disposition": name})


@require_POST
def book_export(request: HttpRequest) -> HttpResponse:
    """The same as background work, with a bar and a file to fetch."""
    who, day, form = officer.must_see_customers(request), officer.day(request), Export(request.POST)
    if not form.is_valid():
        raise BadRequest
    asked = tasks.ask_export(actor=who, business_date=day, language=get_language() or "", **form.cleaned_data)
    if isinstance(asked, Refused):
        raise Refuse(asked)
    return redirect("job", asked.pk)


@require_safe
def note(request: HttpRequest, number: str) -> HttpResponse:
    """One note: what is owed today first, then terms, plan, statement, events."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = pages.note_for(who, number)
    if found is None:
        raise Http404
    owed = pages.owed_on(found, day)
    page = {
        "note": rows([found], day)[0],
        "closed": found.closed,
        "today": day,
        "owed": owed,
        "terms": facts.terms(found),
        "plan": pages.plan_rows(found, day),
        "statement": pages.statement(found),
        "events": pages.events(found),
        "failures": returned.failures_of(found.number),
        "files_open": repayfile.may_take(who) is None,
        "verbs": offers.offered(who, found, owed, day),
        "behind": backing.behind_note(found.product, found.customer_id, found.number),
    }
    return render(request, "servicing/note.html", page)
