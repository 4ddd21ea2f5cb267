"""LPR 重定价: the notes of a repricing day with what they bear and would bear; asked for by one, agreed by another, many at once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import repriced
from wuhua.areas.servicing.actions import bulk_orders
from wuhua.core.refuse import Refused
from wuhua.web import officer

STEPS = ("ask", "approve", "refuse")


class Choosing(forms.Form):
    """Which notes (all of the day where `everything` says so), and the words of a decision."""

    key = forms.CharField(max_length=64, min_length=8, widget=forms.HiddenInput)
    on = forms.DateField(widget=forms.HiddenInput)
    everything = forms.BooleanField(label=gettext_lazy("当日全部借据,不只所选"), required=False)
    decision = forms.CharField(
        label=gettext_lazy("复核意见"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


def _here(request: HttpRequest) -> Officer:
    who = officer.must_see_customers(request)
    if not repriced.works_here(who):
        raise PermissionDenied
    return who


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return repriced.next_day(today)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The next repricing day, or the one asked for."""
    who, today = _here(request), officer.day(request)
    return _page(request, who, _day(request.GET.get("on", ""), today), None, None)


def _page(
    request: HttpRequest,
    who: Officer,
    on: date,
    form: Choosing | None,
    no: Refused | None,
    chosen: tuple[str, ...] = (),
) -> HttpResponse:
    number = request.GET.get("page", "1")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    found = repriced.repricing_page(who, on, at)
    words: dict[str, Any] = {
        "page": found,
        "on": on,
        "today": officer.day(request),
        "form": form or Choosing(initial={"key": uuid4().hex, "on": on}),
        "refused": no,
        "chosen": chosen,
        "may_ask": repriced.may_ask(who) and found.free,
        "may_decide": repriced.may_decide(who) and found.theirs,
    }
    return render(request, "servicing/repricing.html", words)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Ask for the chosen notes, or decide about them; a refusal comes back with what was chosen."""
    who, today, form = _here(request), officer.day(request), Choosing(request.POST)
    chosen, step = tuple(request.POST.getlist("note")), request.POST.get("step", "")
    on = _day(request.POST.get("on", ""), today)
    if not form.is_valid() or step not in STEPS:
        return _page(request, who, on, None, None, chosen)
    if not chosen and not form.cleaned_data["everything"]:
        return _again(request, who, on, form, chosen, "everything", _("请选择借据,或勾选当日全部借据。"))
    answer = _done(who, today, form.cleaned_data, step, chosen)
    if isinstance(answer, Refused):
        if answer.field in ("decision", "notes"):
            place = "everything" if answer.field == "notes" else "decision"
            return _again(request, who, on, form, chosen, place, f"{answer.reason}{answer.next_step}")
        form.data = {**form.data.dict(), "key": uuid4().hex}  # type: ignore[attr-defined]
        return _page(request, who, on, form, answer, chosen)
    _said(request, step, answer)
    return redirect(f"{reverse('repricing')}?on={on.isoformat()}")


def _again(
    request: HttpRequest, who: Officer, on: date, form: Choosing, chosen: tuple[str, ...], place: str, words: str
) -> HttpResponse:
    form.data = {**form.data.dict(), "key": uuid4().hex}  # type: ignore[attr-defined]
    form.add_error(place, words)
    return _page(request, who, on, form, None, chosen)


def _done(who: Officer, today: date, said: dict[str, Any], step: str, chosen: tuple[str, ...]) -> Any:
    key, notes = f"{who.number}/{said['key']}", () if said["everything"] else chosen
    if step == "ask":
        return bulk_orders.ask_all(who, business_date=today, key=key, on=said["on"], notes=notes)
    return bulk_orders.decide_all(
        who, business_date=today, key=key, on=said["on"], approve=step == "approve", decision=said["decision"],
        notes=notes,
    )  # fmt: skip


def _said(request: HttpRequest, step: str, answer: dict[str, Any]) -> None:
    if step == "ask":
        messages.success(request, _("已提出 %(n)s 笔,等待另一人复核。") % {"n": answer["asked"]})
        return
    messages.success(request, _("已处理 %(n)s 笔。") % {"n": answer["decided"]})
    if answer["stale"]:
        messages.warning(request, _("%(n)s 笔的报价或利率已变,没有办理;请退回后重新提出。") % {"n": answer["stale"]})
    if answer["own"]:
        messages.warning(request, _("%(n)s 笔是您本人提出的,须由另一人复核。") % {"n": answer["own"]})
