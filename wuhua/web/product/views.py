"""The catalogue and one product's sheet: names of products are no secret, so everybody who works here may look."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.areas.product import pages
from wuhua.web import officer
from wuhua.web.product import sheets


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything on the shelf, counted."""
    officer.must(request)
    return render(request, "product/catalogue.html", {"catalogue": pages.catalogue()})


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One product with its three unified parts."""
    officer.must(request)
    found = pages.sheet_of(code)
    if found is None:
        raise Http404
    page = {"product": found, "facts": sheets.facts(found), "parts": sheets.parts(found)}
    return render(request, "product/sheet.html", page)
