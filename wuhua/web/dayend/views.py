"""The day end: look, look twice, close. Everybody who works here may look; closing is the accountant's."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.bulk.dayend import tasks
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.dayend import board
from wuhua.web.dayend.forms import Close, Through


@require_safe
def dayend(request: HttpRequest) -> HttpResponse:
    """The day ahead and the last seals."""
    return render(request, "dayend/dayend.html", board.page(officer.must_see_figures(request)))


@require_safe
def bar(request: HttpRequest) -> HttpResponse:
    """How far the close is; when it is over, the page it stands on is another."""
    officer.must_see_figures(request)
    job = board.under_way()
    if job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "dayend/bar.html", {"job": job, "asker": board.asker(job)})


@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """The second look: which days, and that there is no way back."""
    who, form = officer.must_close_days(request), Through(request.GET)
    refused = tasks.against(form.cleaned_data["through"]) if form.is_valid() else None
    if refused is not None:
        form.add_error("through", f"{refused.reason}{refused.next_step}")
    if not form.is_valid():
        return render(request, "dayend/dayend.html", board.page(who, form))
    through = form.cleaned_data["through"]
    again = Close(initial={"through": through, "key": uuid4().hex})
    return render(request, "dayend/confirm.html", {"form": again, "through": through, "days": board.days(through)})


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Ask for it; a worker does it."""
    who, form = officer.must_close_days(request), Close(request.POST)
    if form.is_valid():
        asked = tasks.ask_close(actor=who, business_date=officer.day(request), **form.cleaned_data)
        if not isinstance(asked, Refused):
            messages.success(request, _("已提交封账,下面可以看到进度。"))
            return redirect("dayend")
        form.add_error("through", f"{asked.reason}{asked.next_step}")
    return render(request, "dayend/dayend.html", board.page(who, form))
