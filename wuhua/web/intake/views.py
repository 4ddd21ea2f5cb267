"""The import: a trial first, and from the trial's page for good."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from wuhua.bulk.intake import tasks
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import jobs
from wuhua.web import officer
from wuhua.web.intake import report
from wuhua.web.intake.forms import Parcel, Take


@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Send the files; a worker tries them."""
    who, name = officer.of(request), officer.name(request)
    if tasks.may_import(who) is not None:
        raise PermissionDenied
    form = Parcel(request.POST or None, request.FILES or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        upload, key = form.cleaned_data["file"], form.cleaned_data["key"]
        asked = report.try_(name, who, officer.day(request), upload, key)
        if not isinstance(asked, Refused):
            return redirect("job", asked.pk)
        form.add_error("file", f"{asked.reason}{asked.next_step}")
    return render(request, "intake/import.html", {"form": form, **report.page()})


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """The files of a trial that went through, for good."""
    who, name, form = officer.of(request), officer.name(request), Take(request.POST)
    tried = jobs.one(name, number)
    if tried is None or tried.task != tasks.IMPORT or not form.is_valid():
        raise Http404
    asked = report.take(name, who, officer.day(request), tried, form.cleaned_data["key"])
    if isinstance(asked, Refused):
        raise Refuse(asked)
    return redirect("job", asked.pk)
