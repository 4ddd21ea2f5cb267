"""The reports: choose, ask, fetch from one's own background work."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wuhua.core.refuse import Refused
from wuhua.platform import jobs
from wuhua.web import officer
from wuhua.web.reports import tasks
from wuhua.web.reports.forms import Wanted


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """A report of a sealed day; a worker draws it."""
    who = officer.must_see_figures(request)
    form = Wanted(who, request.POST or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        asked = tasks.ask_draw(actor=who, business_date=officer.day(request), **form.cleaned_data)
        if not isinstance(asked, Refused):
            return redirect("job", asked.pk)
        form.add_error("name", f"{asked.reason}{asked.next_step}")
    return render(request, "reports/reports.html", {"form": form, "silent": not jobs.workers()})
