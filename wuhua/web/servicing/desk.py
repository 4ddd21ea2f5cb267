"""复核台: what one person asked for and another decides; never one's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import offers, pages, repriced, waiting
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.rules import OrderState, Said, Verb
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.servicing import shown

TABS = (("waiting", gettext_lazy("待复核")), ("mine", gettext_lazy("我提出的")), ("all", gettext_lazy("全部")))


class Deciding(forms.Form):
    """The words that go with a decision, and the key it is sent under."""

    key = forms.CharField(max_length=64, min_length=8, widget=forms.HiddenInput)
    decision = forms.CharField(
        label=gettext_lazy("复核意见"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


def _here(request: HttpRequest) -> Officer:
    who = officer.must_see_customers(request)
    if not waiting.works_here(who):
        raise PermissionDenied
    return who


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; what one asked for; everything."""
    who, today = _here(request), officer.day(request)
    tab = request.GET.get("tab", "waiting")
    number = request.GET.get("page", "1")
    found = waiting.orders_page(
        who,
        state=OrderState.ASKED if tab == "waiting" else None,
        mine=tab == "mine",
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )
    rows = shown.order_rows(found.rows, today)
    words = {"page": found, "rows": rows, "tab": tab, "tabs": TABS, "repricing": repriced.works_here(who)}
    return render(request, "servicing/orders.html", words)


def _order(who: Officer, number: int) -> Any:
    found = waiting.order_for(who, number)
    if found is None:
        raise Http404
    return found


@require_safe
def order(request: HttpRequest, number: int) -> HttpResponse:
    """One order: what was asked, what it would do today, who decided."""
    who = _here(request)
    return render(request, "servicing/order.html", _words(request, who, _order(who, number)))


def _words(request: HttpRequest, who: Officer, found: Any, form: Any = None, no: Any = None) -> dict[str, Any]:
    today = officer.day(request)
    words: dict[str, Any] = {
        "row": shown.order_rows([found], today)[0],
        "order": found,
        "may_decide": waiting.may_decide(who, found),
        "may_withdraw": waiting.may_withdraw(who, found),
        "form": form or Deciding(initial={"key": uuid4().hex}),
        "refused": no,
        "today": today,
    }
    note = pages.note_for(who, found.note)
    if found.state != OrderState.ASKED or note is None:
        return words
    seen = waiting.preview_now(who, found, today)
    if isinstance(seen, Refused):
        return words | {"not_now": seen}
    now = waiting.said_now(found, today)
    value = now.day if now.day != Said.of(found.said).day else None
    more = {"value_day": value, "rate_after": offers.rate_after(Verb(found.verb), note, now)}
    return words | shown.preview(seen, pages.overdue_days(note, today)) | more


@require_POST
def on_order(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Approve, turn down or withdraw; a refusal comes back with what was written."""
    who, today = _here(request), officer.day(request)
    found, form = _order(who, number), Deciding(request.POST)
    if verb not in ("approve", "refuse", "withdraw"):
        raise Http404
    answer = _decided(who, today, found, verb, form) if form.is_valid() else None
    if answer is None or isinstance(answer, Refused):
        form.data = {name: form.data[name] for name in form.data} | {"key": uuid4().hex}
        if answer is not None and answer.field in form.fields:
            form.add_error(answer.field, f"{answer.reason}{answer.next_step}")
            answer = None
        return render(request, "servicing/order.html", _words(request, who, _order(who, number), form, answer))
    messages.success(request, _("已登记。"))
    return redirect("order", number)


def _decided(who: Officer, today: Any, found: Any, verb: str, form: Deciding) -> dict[str, object] | Refused:
    said = form.cleaned_data
    key = f"{who.number}/{said['key']}"
    if verb == "withdraw":
        return orders.withdraw(who, business_date=today, key=key, order=found.pk)
    approve = verb == "approve"
    no = offers.at_counter(Verb(found.verb), today) if approve else None
    return no or orders.decide(
        who, business_date=today, key=key, order=found.pk, approve=approve, decision=said["decision"]
    )
