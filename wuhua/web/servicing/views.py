"""The loan book, its export, and one note."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.areas.servicing import pages
from wuhua.web import officer
from wuhua.web.servicing import facts
from wuhua.web.servicing.export import workbook
from wuhua.web.servicing.forms import Filters
from wuhua.web.servicing.rows import heads, rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """A page of the loan book; only the rows when the page asks for a part."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    wanted = form.wanted(day)
    found = pages.notes_page(who, wanted, day)
    shown = rows(found.rows, day, (form.product_names, form.branch_names, form.staff_names))
    page = {"page": found, "rows": shown, "form": form, "heads": heads(wanted.sort), "today": day}
    part = "servicing/rows.html" if request.headers.get("HX-Request") else "servicing/book.html"
    return render(request, part, page)


@require_safe
def book_file(request: HttpRequest) -> HttpResponse:
    """Everything that was asked for, as a workbook."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    found = pages.notes_file(who, form.wanted(day), day)
    data = workbook(rows(found, day, (form.product_names, form.branch_names, form.staff_names)))
    name = f'attachment; filename="notes-{day.isoformat()}.xlsx"'
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": name})


@require_safe
def note(request: HttpRequest, number: str) -> HttpResponse:
    """One note: what is owed today first, then terms, plan, statement, events."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = pages.note_for(who, number)
    if found is None:
        raise Http404
    page = {
        "note": rows([found], day)[0],
        "closed": found.closed,
        "today": day,
        "owed": pages.owed_on(found, day),
        "terms": facts.terms(found),
        "plan": pages.plan_rows(found, day),
        "statement": pages.statement(found),
        "events": pages.events(found),
    }
    return render(request, "servicing/note.html", page)
