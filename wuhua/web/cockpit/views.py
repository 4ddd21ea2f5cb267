"""The cockpit, the five dimensions, and the way down: branch, manager, borrower."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wuhua.core.refuse import Refuse
from wuhua.web import officer
from wuhua.web.cockpit import board, down
from wuhua.web.cockpit.days import asked, on_offer


@require_safe
def cockpit(request: HttpRequest) -> HttpResponse:
    """The bank at one sealed day."""
    if officer.of(request) is None and officer.today(request) is None:
        return redirect("import")  # an account of nobody's, and no bank yet: it came to bring the files
    officer.must_see_figures(request)
    day = asked(request)
    page: dict[str, object] = {"days": on_offer(), "as_of": day}
    if day is not None:
        page["axes"], page["workdays_left"] = board.axes(day)
        page["three"], page["two"] = board.lights(day)
        page |= {"cards": board.cards(day), "trends": board.trends(day), "charts": board.charts()}
    return render(request, "cockpit/cockpit.html", page)


@require_safe
def dimension(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the five, with everything it is measured by and the pages that belong to it."""
    officer.must_see_figures(request)
    day = asked(request)
    found = board.cards(day) if day is not None else board.empty_cards()
    card = next(each for each in found if each["slug"] == slug)
    page = {"card": card, "as_of": day, "links": board.links(slug, day)}
    return render(request, "cockpit/dimension.html", page)


@require_safe
def drill(request: HttpRequest, kpi: str) -> HttpResponse:
    """One step down a figure."""
    who = officer.must_see_figures(request)
    day = asked(request)
    if day is None:
        raise Http404
    try:
        page = down.page(who, day, kpi, request.GET.get("branch"), request.GET.get("manager"))
    except Refuse as no:
        raise Http404(no.refused.reason) from no
    return render(request, "cockpit/drill.html", {**page, "as_of": day})
