"""Linked records: work off the queue, look at one pair, take a decision back, open a credit report."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.rules.linkage import LinkSource, LinkState, LinkVerb, may_decide
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.linkage import board
from wuhua.web.sheet import XLSX, workbook


class Asked(forms.Form):
    """What the queue is narrowed by."""

    state = forms.ChoiceField(required=False, choices=[(each.value, each.value) for each in LinkState])
    source = forms.ChoiceField(required=False, choices=[(each.value, each.value) for each in LinkSource])
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def values(self) -> tuple[LinkState, LinkSource | None, int]:
        """State, source and page; what cannot be read is what waits."""
        said = self.cleaned_data if self.is_valid() else {}
        source = LinkSource(said["source"]) if said.get("source") else None
        return LinkState(said.get("state") or LinkState.WAITING), source, said.get("page") or 1


class Said(forms.Form):
    """What a person says of a pair."""

    verb = forms.ChoiceField(choices=[(each.value, each.value) for each in LinkVerb])
    reason = forms.CharField(max_length=200, label=gettext_lazy("理由"))
    key = forms.CharField(max_length=64)
    back = forms.ChoiceField(required=False, choices=[("queue", "queue"), ("pair", "pair")])


def _key() -> str:
    return secrets.token_urlsafe(12)


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The pairs that wait, heaviest first; j and k walk, y and n answer."""
    who = officer.must_see_customers(request)
    page = board.queue(who, *Asked(request.GET).values())
    return render(request, "linkage/queue.html", {**page, "may_decide": may_decide(who) is None, "key": _key()})


@require_safe
def pair(request: HttpRequest, link: int) -> HttpResponse:
    """One pair side by side, and what was said of it."""
    return _pair(request, link)


def _pair(request: HttpRequest, link: int, refused: Refused | None = None, reason: str = "") -> HttpResponse:
    who = officer.must_see_customers(request)
    line = read.pair(who, link)
    if line is None:
        raise Http404
    page = board.pair_page(who, line)
    more = {"may_decide": may_decide(who) is None, "key": _key(), "refused": refused, "reason": reason}
    return render(request, "linkage/pair.html", {**page, **more})


@require_POST
def decide(request: HttpRequest, link: int) -> HttpResponse:
    """Keep, reject or undo; a refusal comes back with what was written."""
    who = officer.must_see_customers(request)
    if read.pair(who, link) is None:
        raise Http404
    form = Said(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明判断理由。"))
        return redirect("linkage_pair", link)
    said = form.cleaned_data
    done = actions.decide_link(
        actor=who,
        business_date=officer.day(request),
        link=link,
        verb=LinkVerb(said["verb"]),
        reason=said["reason"],
        key=said["key"],
    )
    if isinstance(done, Refused):
        return _pair(request, link, done, said["reason"])
    merge = done.get("merge")
    told = {"SUSPECTED": _("已登记疑似重复,等另一人判断。"), "MERGED": _("两份档案已合并,借据不动。")}
    messages.success(request, told.get(str(merge), _("已登记。")))
    return redirect("linkage") if said["back"] == "queue" else redirect("linkage_pair", link)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The queue's first pages as a workbook, masked like the page."""
    who = officer.must_see_customers(request)
    state, source, page = Asked(request.GET).values()
    found = read.queue(who, state=state, source=source, page=page)
    return _workbook("关联", board.sheet(found.lines))


@require_safe
def export_customer(request: HttpRequest, number: str) -> HttpResponse:
    """The records that belong to one customer."""
    found = read.links_for(officer.must_see_customers(request), number)
    if isinstance(found, Refused):
        raise Http404
    return _workbook("外部记录", board.sheet(found))


def _workbook(name: str, sheet: tuple[Any, Any]) -> HttpResponse:
    answer = HttpResponse(workbook(name, *sheet), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="links.xlsx"'
    return answer


@require_POST
def open_report(request: HttpRequest, query_id: str) -> HttpResponse:
    """调阅征信原文, for a reason and some days; back to the customer the page came from."""
    who, on = officer.must_see_customers(request), officer.day(request)
    done = actions.open_report(
        actor=who,
        business_date=on,
        query_id=query_id,
        reason=request.POST.get("reason", ""),
        key=request.POST.get("key", "") or _key(),
        days=compliance.whole("REPORT_VIEW_DAYS", on),
    )
    if isinstance(done, Refused):
        messages.error(request, f"{done.reason}{done.next_step}")
    number = request.POST.get("customer", "")
    if isinstance(read.customer_for(who, number), Refused):
        raise Http404
    return redirect("customer", number)
