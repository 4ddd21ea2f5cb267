"""One customer, and the full numbers for whoever says why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import read
from wuhua.areas.market import read as market
from wuhua.areas.servicing import pages
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.customer import file
from wuhua.web.customer.forms import Reason
from wuhua.web.linkage import board
from wuhua.web.servicing.rows import rows


def _page(request: HttpRequest, number: str) -> dict[str, object]:
    who, day = officer.must_see_customers(request), officer.day(request)
    found = read.customer_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    return {
        "customer": found,
        "standing": found.standing,
        "facts": file.facts(found),
        "notes": rows(pages.notes_of(found.id), day),
        "accounts": file.accounts(found.id),
        "timeline": market.timeline(who, number),
        "form": Reason(),
        "today": day,
        "linkage": board.of_customer(who, found, day),
    }


@require_safe
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """The file, the standing, the notes, the accounts."""
    return render(request, "customer/customer.html", _page(request, number))


@require_POST
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """The full numbers, for a reason that is kept."""
    page = _page(request, number)
    form = Reason(request.POST)
    page["form"] = form
    if form.is_valid():
        shown = file.unmask(officer.must(request), officer.day(request), number, form.cleaned_data["reason"])
        if isinstance(shown, Refused):
            form.add_error("reason", f"{shown.reason}{shown.next_step}")
        else:
            page["shown"] = shown
    part = "customer/identity.html" if request.headers.get("HX-Request") else "customer/customer.html"
    return render(request, part, page)
