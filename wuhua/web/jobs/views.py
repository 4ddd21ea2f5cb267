"""A person's own background work. The same answer for what is absent and for what somebody else asked for."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.platform import files, jobs
from wuhua.platform.models import Job
from wuhua.web import officer
from wuhua.web.jobs import results


def _own(request: HttpRequest, number: int) -> Job:
    found = jobs.one(officer.name(request), number)
    if found is None:
        raise Http404
    return found


@require_safe
def jobs_(request: HttpRequest) -> HttpResponse:
    """The last fifty, newest first."""
    found = jobs.of(officer.name(request))
    return render(request, "jobs/jobs.html", {"jobs": found, "silent": not jobs.workers()})


@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, with what came of it."""
    found = _own(request, number)
    page = {"job": found, "open": jobs.is_open(found), "silent": not jobs.workers(), **results.of(found)}
    return render(request, "jobs/job.html", page)


@require_safe
def bar(request: HttpRequest, number: int) -> HttpResponse:
    """How far it is; when it is over, the page it stands on is another."""
    found = _own(request, number)
    if not jobs.is_open(found):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "jobs/bar.html", {"job": found})


@require_safe
def file(request: HttpRequest, number: int, file: int) -> HttpResponse | FileResponse:
    """A file of the outcome, seen to be what was kept. It is saved, never opened in the page."""
    kept = jobs.result_file(_own(request, number), file)
    if kept is None:
        raise Http404
    return FileResponse(files.open_(kept.pk), as_attachment=True, filename=kept.name, content_type=kept.media_type)
