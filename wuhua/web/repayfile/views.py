"""Return files: upload and trial, confirm, and what became of a file."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.corelink import returned
from wuhua.areas.people.rules import Officer
from wuhua.bulk.repayfile import tasks
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import jobs
from wuhua.web import officer
from wuhua.web.repayfile import page
from wuhua.web.repayfile.forms import Confirm, ReturnUpload


def _taking(request: HttpRequest) -> Officer:
    who = officer.must(request)
    if tasks.may_take(who) is not None:
        raise PermissionDenied
    return who


@require_http_methods(["GET", "HEAD", "POST"])
def repay_files(request: HttpRequest) -> HttpResponse:
    """Send a file; a worker tries it. Beside it the files that came before."""
    who, today = _taking(request), officer.day(request)
    form = ReturnUpload(request.POST or None, request.FILES or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        asked = page.try_(who, today, form.cleaned_data["file"], form.cleaned_data["key"])
        if not isinstance(asked, Refused):
            return redirect("job", asked.pk)
        form.add_error("file", f"{asked.reason}{asked.next_step}")
    return render(request, "repayfile/files.html", {"form": form, **page.page(today)})


@require_safe
def repay_file(request: HttpRequest, number: int) -> HttpResponse:
    """One file and its lines."""
    _taking(request)
    found = returned.file(number)
    if found is None:
        raise Http404
    return render(request, "repayfile/file.html", page.file_page(found))


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """The file of a trial, for good."""
    who, form = _taking(request), Confirm(request.POST)
    tried = jobs.one(officer.name(request), number)
    if tried is None or tried.task != tasks.REPAY_FILE or not form.is_valid():
        raise Http404
    asked = page.take(who, officer.day(request), tried, form.cleaned_data["key"])
    if isinstance(asked, Refused):
        raise Refuse(asked)
    return redirect("job", asked.pk)
