"""What may be printed, and the printing itself: counted first, then drawn."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import actions as customers
from wuhua.areas.customer import read as customer
from wuhua.areas.market.read.printing import copies
from wuhua.areas.market.rules.printing import CountyPaper
from wuhua.areas.people.rules import Personal
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.printouts import actions, read, sheets
from wuhua.areas.servicing.printouts.layouts import LAYOUTS
from wuhua.areas.servicing.printouts.made import made
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.words import Paper, PaperForm
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.papers.forms import PrintForm

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = (Paper.NOTE, Paper.DUE_NOTICE, Paper.DEMAND_NOTICE, Paper.CERTIFICATE)
"""Papers of every note; those of its sureties and of an extension stand there where there are such."""


@require_safe
def of_note(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of a note."""
    who, day = officer.must_see_customers(request), officer.day(request)
    note = pages.note_for(who, number)
    if note is None:
        raise Http404
    page = {
        "note": note,
        "plain": [(each.value, LAYOUTS[each].title, uuid.uuid4().hex) for each in (*PLAIN, *read.special(note, day))],
        "dues": read.interest_dues(note, day),
        "receipts": read.receipts(note.pk),
        "keys": {name: uuid.uuid4().hex for name in ("interest", "receipt")},
        "printed": read.printouts_of(note.customer_id, number),
        "form": PrintForm(),
    }
    return render(request, "papers/note.html", page)


@require_safe
def of_customer(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of a customer and of each account."""
    who, day = officer.must_see_customers(request), officer.day(request)
    view = customer.customer_for(who, number)
    if isinstance(view, Refused):
        raise Http404
    page = {
        "customer": view,
        "accounts": [(each, uuid.uuid4().hex) for each in pages.accounts_of(view.id)],
        "notes": pages.notes_of(view.id),
        "key": uuid.uuid4().hex,
        "today": day,
        "month": day.replace(day=1),
        "printed": read.printouts_of(view.id),
        "form": PrintForm(),
        "copies": copies(CountyPaper.HOUSEHOLD_CARD, view.number),
    }
    return render(request, "papers/customer.html", page)


@require_POST
def print_(request: HttpRequest) -> HttpResponse:
    """One paper, counted and handed out as a file; or why not, on a page."""
    who, day, form = officer.must_see_customers(request), officer.day(request), PrintForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/refused.html", {"errors": form.errors}, status=422)
    wanted = form.wanted()
    done = actions.print_paper(actor=who, business_date=day, key=form.cleaned_data["key"], wanted=wanted)
    sheet = done if isinstance(done, Refused) else sheets.sheet_for(who, wanted, day)
    if isinstance(done, Refused) or isinstance(sheet, Refused):
        return render(request, "papers/refused.html", {"refused": sheet}, status=409)
    if wanted.identity:
        shown = customers.unmask(
            actor=who, business_date=day, number=sheet.customer, field=Personal.IDENTITY,
            reason=f"打印{LAYOUTS[wanted.paper].title}",
        )  # fmt: skip
        sheet = sheet if isinstance(shown, Refused) else sheet.showing(shown)
    return _file(sheet, wanted, made(sheet, wanted, who, day, done), done)


def _file(sheet: sheets.Sheet, wanted: Wanted, data: bytes, done: dict[str, Any]) -> HttpResponse:
    kind, ending = (DOCX, "docx") if wanted.form is PaperForm.WORD else ("application/pdf", "pdf")
    name = quote(f"{LAYOUTS[wanted.paper].title}-{wanted.subject}-第{done['copy']}次.{ending}")
    shown = "inline" if ending == "pdf" else "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f"{shown}; filename*=UTF-8''{name}"})
