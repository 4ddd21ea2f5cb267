"""The ledgers: what there is, one handed out, one brought back, its difference, its confirmation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.servicing.ledgers import actions, read
from wuhua.areas.servicing.ledgers.rules import LEDGERS
from wuhua.areas.servicing.words import Ledger, ListLedger
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import labels, officer, sheet
from wuhua.web.ledgers import lists

SHOWN = 500
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})


class Upload(forms.Form):
    """A ledger brought back."""

    file = forms.FileField(
        label=gettext_lazy("填好的台账"), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"})
    )


class Span(forms.Form):
    """The days a list ledger is about."""

    start = forms.DateField(label=gettext_lazy("起日"), widget=DAY)
    stop = forms.DateField(label=gettext_lazy("止日"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given = super().clean() or {}
        start, stop = given.get("start"), given.get("stop")
        if start and stop and stop < start:
            self.add_error("stop", _("止日早于起日,请改。"))
        return given


def _front(request: HttpRequest, form: Upload, status: int = 200, span: Span | None = None) -> HttpResponse:
    who, day = officer.must_see_customers(request), officer.day(request)
    kinds = [(each.value, [column.title for column in LEDGERS[each] if column.open]) for each in Ledger]
    span = span or Span(initial={"start": day.replace(month=1, day=1), "stop": day})
    page = {"kinds": kinds, "lists": list(ListLedger), "span": span, "files": read.files_of(who), "form": form}
    return render(request, "ledgers/ledgers.html", page, status=status)


@require_safe
def ledgers(request: HttpRequest) -> HttpResponse:
    """The four ledgers that come back, the three that only go out, and the officer's own files."""
    return _front(request, Upload())


@require_POST
def hand_out(request: HttpRequest) -> HttpResponse:
    """A ledger of today as a workbook."""
    who = officer.must_see_customers(request)
    try:
        ledger = Ledger(request.POST.get("ledger", ""))
    except ValueError:
        raise Http404 from None
    done = actions.hand_out(actor=who, business_date=officer.day(request), ledger=ledger)
    if isinstance(done, Refused):
        raise Refuse(done)
    row, data = done
    return sheet.answer(data, f"ledger-{row.pk}")


@require_POST
def list_out(request: HttpRequest) -> HttpResponse:
    """Visits, first loans or consents as a workbook; who took it is traced."""
    who, day = officer.must_see_customers(request), officer.day(request)
    try:
        ledger = ListLedger(request.POST.get("ledger", ""))
    except ValueError:
        raise Http404 from None
    span = Span(request.POST)
    if not span.is_valid():
        return _front(request, Upload(), 422, span)
    start, stop = span.cleaned_data["start"], span.cleaned_data["stop"]
    columns, rows = lists.lines(who, ledger, start, stop)
    data = sheet.workbook(labels.name_of("list_ledger", ledger.value), columns, rows)
    told = f"{start.isoformat()}/{stop.isoformat()}"
    actions.list_handed_out(actor=who, business_date=day, ledger=ledger, lines=len(rows), span=told)
    return sheet.answer(data, f"{lists.FILES[ledger]}-{start.isoformat()}-{stop.isoformat()}")


@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    """Keep the file and show its difference."""
    who, form = officer.must_see_customers(request), Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _front(request, form, 422)
    given: Any = form.cleaned_data["file"]
    if given.size > actions.LIMIT:
        form.add_error("file", _("文件超过 20 MB,请核对是不是导出的台账。"))
        return _front(request, form, 422)
    done = actions.bring_back(actor=who, business_date=officer.day(request), name=given.name, data=given.read())
    if isinstance(done, Refused):
        form.add_error("file", f"{done.reason}{done.next_step}")
        return _front(request, form, 409)
    return redirect("ledger", done.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: HttpRequest, number: int) -> HttpResponse:
    """What the file would change; confirming takes all of it, once."""
    who, day = officer.must_see_customers(request), officer.day(request)
    brought = read.file_for(who, number)
    if brought is None:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST":
        done = actions.take(actor=who, business_date=day, key=request.POST.get("key", ""), file=number)
        if not isinstance(done, Refused):
            messages.success(request, _("已写入 %(n)s 处改动。") % {"n": done["changes"]})
            return redirect("ledger", number)
        refused = done
    taken = read.is_taken(brought)
    found = None if taken else read.difference(who, brought, day)
    page = {"brought": brought, "found": found, "taken": taken, "refused": refused, "key": uuid.uuid4().hex}
    return render(request, "ledgers/difference.html", {**page, "shown": SHOWN})
