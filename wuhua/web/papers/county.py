"""Papers of the county's work: the card of a household, a letter, what a customer was given, a book handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from wuhua.areas.customer import read as customer
from wuhua.areas.market.printouts import actions, sheets
from wuhua.areas.market.printouts.layouts import LAYOUTS
from wuhua.areas.market.printouts.sheets import CountySheet
from wuhua.areas.market.rules.printing import CountyPaper, unknown_subject
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting.read import community
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import Filled, PaperForm
from wuhua.web import officer
from wuhua.web.cockpit.days import asked
from wuhua.web.community.span import base_steps, span_of
from wuhua.web.papers.views import DOCX


class CountyForm(forms.Form):
    """One paper."""

    paper = forms.ChoiceField(choices=[(each.value, each.value) for each in CountyPaper])
    subject = forms.CharField(max_length=60)
    key = forms.CharField(max_length=64)
    form = forms.ChoiceField(choices=[(each.value, each.value) for each in PaperForm])
    start = forms.DateField(required=False)
    stop = forms.DateField(required=False)


@require_POST
def print_(request: HttpRequest) -> HttpResponse:
    """One paper, counted and handed out as a file; or why not, on a page."""
    who, day, form = officer.must_see_customers(request), officer.day(request), CountyForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/refused.html", {"errors": form.errors}, status=422)
    said = form.cleaned_data
    paper, kind, subject = CountyPaper(said["paper"]), PaperForm(said["form"]), said["subject"].replace("\0", "")
    make = _given(request, who, said, day) if paper is CountyPaper.COMMUNITY_INFO else None
    done = actions.print_paper(
        actor=who, business_date=day, key=said["key"], paper=paper, subject=subject, kind=kind, make=make
    )
    if isinstance(done, Refused):
        return render(request, "papers/refused.html", {"refused": done}, status=409)
    _number, copy, data = done
    ending, media = ("docx", DOCX) if kind is PaperForm.WORD else ("pdf", "application/pdf")
    name = quote(f"{LAYOUTS[paper].title}-{subject}-第{copy}次.{ending}", safe="")
    shown = "inline" if ending == "pdf" else "attachment"
    return HttpResponse(data, content_type=media, headers={"Content-Disposition": f"{shown}; filename*=UTF-8''{name}"})


def _given(request: HttpRequest, who: Officer, said: dict[str, Any], day: date) -> Callable[[], CountySheet | Refused]:
    """银企共同体信息表 of a span, from what reporting counted up to the last closed day."""

    def make() -> CountySheet | Refused:
        view, as_of = customer.customer_for(who, said["subject"]), asked(request)
        if isinstance(view, Refused) or as_of is None:
            return unknown_subject("客户")
        start, stop = span_of(as_of, said["start"], said["stop"])
        found = community.statement(as_of, view.number, start, stop)
        if found is None:
            return unknown_subject("期间的贷款")
        rates = (f"{f'{since:%Y-%m-%d} 起 ' if since else ''}{Rate(rate).pct()}%" for since, rate in base_steps(as_of))
        whole = found.whole
        values = {
            **sheets.head(who, day), "name": view.name, "customer": view.number, "start": sheets.words_of(start),
            "stop": sheets.words_of(stop), "base": "、".join(rates) or "——", "lent": grouped(whole.lent),
            "balance": grouped(whole.balance), "saved": grouped(whole.saved),
        }  # fmt: skip
        filled = Filled(
            values, [_line(each) for each in found.notes], {"months": [_line(each) for each in found.months]}
        )
        return CountySheet(CountyPaper.COMMUNITY_INFO, f"{view.number}/{start}/{stop}", filled)

    return make


def _line(part: Any) -> dict[str, str]:
    figures = {name: grouped(getattr(part, name)) for name in ("lent", "balance", "saved")}
    return {"key": str(part.key), **figures}
